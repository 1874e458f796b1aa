//! This crate's own vectors: every one gets its verdict, and a refused one by the rule that it breaks.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

#[path = "../../examples/vectors/case.rs"]
mod case;
#[path = "../../examples/corpus/cases.rs"]
mod cases;
#[path = "../../examples/vectors/make.rs"]
mod make;
#[path = "../../examples/vectors/rows/mod.rs"]
mod rows;
#[path = "../../examples/corpus/verdict.rs"]
mod verdict;

use std::collections::BTreeSet;

use serde_json::Value;

const FILES: [(&str, &str); 2] = [
    ("registration", include_str!("registration.json")),
    ("authentication", include_str!("authentication.json")),
];

fn vectors(file: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(file).expect("the vectors are JSON");
    file["cases"].as_array().expect("the file has cases").clone()
}

#[test]
fn every_vector_gets_its_verdict_by_the_rule_that_it_breaks() {
    let mut wrong = Vec::new();
    for (_, file) in FILES {
        let corpus: cases::Corpus = serde_json::from_str(file).expect("the vectors have the corpus's schema");
        for (case, vector) in corpus.cases.iter().zip(vectors(file)) {
            let judged = verdict::judge(case);
            let judged = (judged.verdict, judged.reason, judged.error, judged.output.unwrap_or_default());
            let expect = &vector["expect"];
            let expected = (
                expect["verdict"].as_str().expect("a verdict is a text"),
                expect["reason"].as_str(),
                expected_error(&vector),
                vector["expected_output"].clone(),
            );
            if !needs_what_is_not_built(&vector) && judged != expected {
                wrong.push(format!("{}: {judged:?}, not {expected:?}", case.id));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// `cargo xtask gen` writes the vectors.
#[test]
fn every_row_of_the_table_has_its_vector_and_every_vector_its_row() {
    for ((ceremony, file), (made_ceremony, made)) in FILES.into_iter().zip(make::all()) {
        assert_eq!(ceremony, made_ceremony);
        let committed = vectors(file);
        let ids = |vectors: &[Value]| vectors.iter().map(|vector| vector["id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&committed), ids(&made));
        for (committed, made) in committed.iter().zip(&made) {
            assert!(case::same_but_for_signatures(committed, made), "{} is not as its row", made["id"]);
        }
    }
}

#[test]
fn no_two_vectors_have_one_id() {
    let ids: Vec<String> = FILES
        .into_iter()
        .flat_map(|(_, file)| vectors(file))
        .map(|vector| vector["id"].as_str().expect("an id is a text").to_owned())
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

/// The error as its `Debug` has it.
fn expected_error(vector: &Value) -> Option<String> {
    let variant = vector["error"].as_str()?;
    Some(match vector["fault"].as_str() {
        Some(fault) => format!("{variant}({fault})"),
        None => variant.to_owned(),
    })
}

fn needs_what_is_not_built(vector: &Value) -> bool {
    cfg!(not(feature = "ml-dsa")) && vector["alg"].as_str().is_some_and(|name| name.starts_with("ML-DSA"))
}
