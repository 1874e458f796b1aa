//! A vector as JSON.

use serde_json::Value;

/// Whether two vectors are of the same ceremony: all that is not signed is equal, and what is signed is as long as
/// signatures and certificates of varying length let it be.
pub(crate) fn same_but_for_signatures(one: &Value, other: &Value) -> bool {
    /// ECDSA signatures vary by a few bytes each, and a statement has four at most.
    const SLACK: usize = 32;
    let length = |case: &Value, member: &str| case["response"][member].as_str().map(str::len);
    let similar = |member| match (length(one, member), length(other, member)) {
        (Some(one), Some(other)) => one.abs_diff(other) <= SLACK,
        (one, other) => one == other,
    };
    without_signatures(one) == without_signatures(other) && SIGNED.iter().all(|member| similar(member))
}

/// The members of a response that have a signature in them.
const SIGNED: [&str; 2] = ["attestation_object", "signature"];

fn without_signatures(case: &Value) -> Value {
    let mut case = case.clone();
    for member in SIGNED {
        if let Some(response) = case["response"].as_object_mut() {
            response.remove(member);
        }
    }
    case
}
