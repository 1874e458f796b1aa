//! Judges the ceremonies of a corpus file.
//!
//! ```text
//! cargo run -p passflex-webauthn --features ml-dsa --example corpus -- FILE
//! ```
//!
//! Prints one JSON object that maps every case id to `{"verdict", "reason", "output"}`, whatever the verdicts are.
//! Time, policy and trust anchors come from the case; nothing is recognised by its id.
#![expect(clippy::print_stdout, reason = "the verdicts are the program's output")]

mod cases;
mod verdict;

use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: corpus FILE")?;
    let corpus: cases::Corpus = serde_json::from_slice(&std::fs::read(path)?)?;
    let verdicts: BTreeMap<&str, verdict::Judgement> =
        corpus.cases.iter().map(|case| (case.id.as_str(), verdict::judge(case))).collect();
    println!("{}", serde_json::to_string(&verdicts)?);
    Ok(())
}
