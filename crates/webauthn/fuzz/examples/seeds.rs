//! Writes what the fuzz targets begin with into `corpus/`, made by the software authenticator.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    for (subject, seeds) in passflex_webauthn_fuzz::seeds() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(subject);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
