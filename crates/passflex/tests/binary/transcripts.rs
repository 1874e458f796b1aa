//! Walks the transcripts.
//!
//! A transcript is a text that a reader can retype: `# …` says what happens, `$ …` is a line for a shell, below it
//! stands what it prints, each line of standard error behind `! `, and `? N` is its exit code where that is not 0. All
//! lines of one transcript run in one folder, empty at first. For holes in what is printed see `world/pattern.rs`.

use std::fs;
use std::path::Path;

use crate::world::{Folder, Outcome, Pattern};

/// A line for a shell and what is expected of it.
#[derive(Debug)]
struct Step {
    line: String,
    expected: Outcome,
}

fn parse(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(line) = line.strip_prefix("$ ") {
            let expected = Outcome { code: 0, stdout: String::new(), stderr: String::new() };
            steps.push(Step { line: line.to_owned(), expected });
            continue;
        }
        let Some(Step { expected, .. }) = steps.last_mut() else { continue };
        if let Some(code) = line.strip_prefix("? ") {
            expected.code = code.parse().unwrap();
        } else if let Some(line) = line.strip_prefix('!') {
            expected.stderr += line.strip_prefix(' ').unwrap_or(line);
            expected.stderr.push('\n');
        } else {
            expected.stdout += line;
            expected.stdout.push('\n');
        }
    }
    steps
}

/// Empty lines after what is printed belong to the transcript, not to the print.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches('\n')
}

fn play(path: &Path) {
    let folder = Folder::new();
    let real = fs::canonicalize(folder.path()).unwrap();
    let mut pattern = Pattern::in_folder(real.to_str().unwrap());
    for Step { line, expected } in parse(&fs::read_to_string(path).unwrap()) {
        let line = pattern.filled(&line);
        let outcome = folder.shell(&line);
        let differences = [
            pattern.difference(trimmed(&expected.stdout), trimmed(&outcome.stdout)),
            pattern.difference(trimmed(&expected.stderr), trimmed(&outcome.stderr)),
            (outcome.code != expected.code).then(|| format!("exit code {}", outcome.code)),
        ];
        let differences: Vec<String> = differences.into_iter().flatten().collect();
        assert!(
            differences.is_empty(),
            "{}:\n$ {line}\n{}\n{outcome:#?}",
            path.display(),
            differences.join("\n")
        );
    }
}

#[test]
fn every_transcript_plays_as_it_is_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut transcripts: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    transcripts.sort();
    assert!(!transcripts.is_empty());
    for transcript in transcripts {
        play(&transcript);
    }
}
