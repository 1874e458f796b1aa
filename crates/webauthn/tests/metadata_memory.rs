//! How much memory the FIDO metadata takes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "metadata/service.rs"]
#[expect(dead_code, reason = "the other tests of the metadata use the rest")]
mod service;

use allocation_counter::measure;
use data_encoding::BASE64;
use serde_json::{Value, json};
use service::{Service, entry, payload};

/// What verification took at most and what it kept, in percent of the size of a BLOB with 100 such entries.
fn percent_of_the_blob(service: &Service, edit: impl Fn(&mut Value)) -> (usize, usize) {
    let entries: Vec<_> = (0..100)
        .map(|number| {
            let mut entry = entry(&format!("ea9b8d66-4d01-1d21-3ce4-{number:012x}"));
            edit(&mut entry);
            entry
        })
        .collect();
    let blob = service.blob(&payload(&json!(entries)));
    let mut metadata = None;
    let allocated = measure(|| metadata = service.verify(&blob, |_| ()).ok());
    assert_eq!(metadata.unwrap().entries().len(), 100);
    let percent = |bytes: u64| usize::try_from(bytes).unwrap() * 100 / blob.len();
    (percent(allocated.bytes_max), percent(allocated.bytes_current.unsigned_abs()))
}

#[test]
fn verification_takes_three_quarters_of_the_blob_and_what_is_kept() {
    let service = Service::es256();

    let icon = format!("data:image/png;base64,{}", "A".repeat(40_000));
    let (peak, kept) =
        percent_of_the_blob(&service, |entry| entry["metadataStatement"]["icon"] = json!(icon));
    assert!((75..80).contains(&peak), "icons: at most {peak} %");
    assert!(kept < 5, "icons: {kept} %");

    let root = BASE64.encode(&[0; 10_000]);
    let (peak, kept) = percent_of_the_blob(&service, |entry| {
        entry["metadataStatement"]["attestationRootCertificates"] = json!([root, root, root]);
    });
    assert!((75..140).contains(&peak), "certificates: at most {peak} %");
    assert!(kept < 60, "certificates: {kept} %");
}
