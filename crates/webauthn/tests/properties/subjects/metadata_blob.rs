//! A BLOB of the FIDO Metadata Service, and the payload of one that is signed.

#[path = "../../metadata/service.rs"]
#[allow(dead_code, reason = "the tests of the metadata use the rest")]
mod service;

use std::sync::LazyLock;

use serde_json::{Value, json};
use service::{Service, entry, payload};

static SERVICE: LazyLock<Service> = LazyLock::new(Service::es256);
static HEADER: LazyLock<Value> = LazyLock::new(|| SERVICE.header());
static BLOB: LazyLock<Vec<u8>> = LazyLock::new(|| SERVICE.signed(&HEADER, &good_payload()));

/// Nothing panics, and no BLOB verifies that the service did not sign.
pub(super) fn check(bytes: &[u8]) {
    if SERVICE.verify(bytes, |_| ()).is_ok() {
        assert_eq!(bytes.trim_ascii_end(), *BLOB);
    }
    if let Ok(metadata) = SERVICE.verify(&SERVICE.signed(&HEADER, bytes), |_| ()) {
        let read: Value = serde_json::from_slice(bytes).expect("it is JSON");
        assert_eq!(read["no"], metadata.number());
        let entries = read["entries"].as_array().map(Vec::len);
        assert!(entries.is_some_and(|entries| metadata.entries().len() <= entries));
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    vec![BLOB.clone(), good_payload()]
}

fn good_payload() -> Vec<u8> {
    payload(&json!([entry("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")])).to_string().into_bytes()
}
