//! Makes this crate's own test vectors with the software authenticator.
//!
//! ```text
//! cargo run -p passflex-webauthn --example vectors -- FOLDER
//! ```
//!
//! Each row of the table in `rows/` is one ceremony: right, or with one rule broken. The files have the schema of the
//! corpus that `examples/corpus` judges, and name the error besides. Signatures differ each time they are made, so a
//! vector stays as it is in the folder for as long as everything else about it does.

mod case;
mod make;
mod rows;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: vectors FOLDER")?;
    for (ceremony, made) in make::all() {
        write(&Path::new(&folder).join(format!("{ceremony}.json")), ceremony, made)?;
    }
    Ok(())
}

/// Writes the vectors one a line, each as it is in the file already where that is still right.
fn write(file: &Path, ceremony: &str, made: Vec<Value>) -> Result<(), Box<dyn Error>> {
    let mut kept = if file.exists() { read(file)? } else { BTreeMap::new() };
    let lines: Vec<String> = made
        .into_iter()
        .map(|new| match kept.remove(new["id"].as_str().unwrap_or_default()) {
            Some(old) if case::same_but_for_signatures(&old, &new) => old.to_string(),
            _ => new.to_string(),
        })
        .collect();
    let text = format!(
        "{{\"schema\":\"webauthn-ceremony-corpus/1\",\"ceremony\":\"{ceremony}\",\"cases\":[\n{}\n]}}\n",
        lines.join(",\n")
    );
    Ok(std::fs::write(file, text)?)
}

fn read(file: &Path) -> Result<BTreeMap<String, Value>, Box<dyn Error>> {
    let mut vectors: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let cases = vectors["cases"].as_array_mut().map(std::mem::take).unwrap_or_default();
    Ok(cases.into_iter().map(|case| (case["id"].as_str().unwrap_or_default().to_owned(), case)).collect())
}
