//! Ceremonies that nobody in this project wrote, where they are at hand.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]
#![expect(clippy::print_stderr, reason = "a run without the corpus has to say so")]

#[path = "../examples/corpus/cases.rs"]
mod cases;
#[path = "../examples/corpus/verdict.rs"]
mod verdict;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

/// What the corpus expects of a case; the verdicts themselves are reached without it.
#[derive(Deserialize)]
struct ExpectedCase {
    expect: Expect,
    #[serde(default)]
    expected_output: Option<Value>,
    #[serde(default)]
    requires: Vec<String>,
}

#[derive(Deserialize)]
struct Expect {
    verdict: String,
    strictness: String,
}

#[derive(Deserialize)]
struct Expectations {
    cases: Vec<ExpectedCase>,
}

#[test]
fn every_registration_gets_its_verdict() {
    assert_eq!(wrong_verdicts("registration.json"), Vec::<String>::new());
}

#[test]
fn every_assertion_gets_its_verdict() {
    assert_eq!(wrong_verdicts("authentication.json"), Vec::<String>::new());
}

/// Cases that the corpus has accepted although their attestation certificate names another AAGUID than the authenticator
/// data, which sections 8.2 and 8.3 say to refuse. The tests that they were taken from expect that too.
const MISLABELLED: [&str; 2] = ["MasterKale/SimpleWebAuthn/reg-008", "MasterKale/SimpleWebAuthn/reg-017"];

/// The cases of a corpus file that are judged differently than a `must` or `should` of the corpus says.
fn wrong_verdicts(file: &str) -> Vec<String> {
    let Some(json) = read(file) else {
        eprintln!("{file} is not at hand: no ceremony of the corpus was judged");
        return Vec::new();
    };
    let corpus: cases::Corpus = serde_json::from_slice(&json).expect("the corpus has its schema");
    let expectations: Expectations = serde_json::from_slice(&json).expect("the corpus has its schema");
    let mut judged = 0_usize;
    let mut wrong = Vec::new();
    for (case, expected) in corpus.cases.iter().zip(&expectations.cases) {
        let verdict = verdict::judge(case);
        if !is_binding(expected) || needs_ml_dsa(expected) || MISLABELLED.contains(&case.id.as_str()) {
            continue;
        }
        judged += 1;
        let agrees = verdict.verdict == expected.expect.verdict
            && (verdict.verdict == "reject" || verdict.output == expected.expected_output);
        if !agrees {
            wrong.push(format!("{}: {verdict:?}", case.id));
        }
    }
    assert_ne!(judged, 0, "{file} has no ceremony to judge");
    wrong
}

fn is_binding(expected: &ExpectedCase) -> bool {
    matches!(expected.expect.strictness.as_str(), "must" | "should")
        && matches!(expected.expect.verdict.as_str(), "accept" | "reject")
        && !expected.requires.iter().any(|family| matches!(family.as_str(), "ed448" | "token-binding"))
}

fn needs_ml_dsa(expected: &ExpectedCase) -> bool {
    !cfg!(feature = "ml-dsa") && expected.requires.iter().any(|family| family == "pqc")
}

fn read(file: &str) -> Option<Vec<u8>> {
    let workspace: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read(workspace.join("../shared/corpus").join(file)).ok()
}
