//! `/admin/v1/apps/{app_id}/native-clients`, and the files that follow from them.

use serde_json::json;

use crate::world::{Answer, Program, refusal, refusals};

#[tokio::test]
async fn clients_are_added_listed_changed_and_deleted() {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let path = format!("/admin/v1/apps/{}/native-clients", app.id);
    let apple =
        caller.send("POST", &path, &json!({"team_id": "ABCDE12345", "bundle_id": "com.example.shop"})).await;
    assert_eq!(apple.status, 201, "{}", apple.body);
    let apple = apple.json();
    let expected = json!({
        "id": apple["id"], "platform": "apple", "team_id": "ABCDE12345", "bundle_id": "com.example.shop",
        "package_name": null, "fingerprints": [], "origins": ["https://example.com"],
        "created_at": "2100-01-01T00:00:00Z",
    });
    assert_eq!(apple, expected);
    let body = json!({"package_name": "com.example.shop", "fingerprints": ["00".repeat(32)]});
    let android = caller.send("POST", &path, &body).await.json();
    let [zeros, ones] = ["00", "11"].map(|byte| [byte; 32].join(":"));
    assert_eq!(android["fingerprints"], json!([zeros]));
    assert_eq!(android["origins"], json!([format!("android:apk-key-hash:{}", "A".repeat(43))]));

    let one = format!("{path}/{}", android["id"].as_str().unwrap());
    let changed = caller.send("PATCH", &one, &json!({"fingerprints": [zeros, "11".repeat(32)]})).await;
    assert_eq!((changed.status, changed.body.as_str()), (204, ""));
    let files = format!("/admin/v1/apps/{}/association-files", app.id);
    let shown = caller.get(&files).await.ok();
    let links: serde_json::Value = serde_json::from_str(shown["assetlinks"].as_str().unwrap()).unwrap();
    assert_eq!(links[0]["target"]["sha256_cert_fingerprints"], json!([zeros, ones]));
    let association = shown["apple_app_site_association"].as_str().unwrap();
    let association: serde_json::Value = serde_json::from_str(association).unwrap();
    assert_eq!(association, json!({"webcredentials": {"apps": ["ABCDE12345.com.example.shop"]}}));

    let deleted = Answer::to(caller.request("DELETE", &one)).await;
    assert_eq!((deleted.status, deleted.body.as_str()), (204, ""));
    let gone = refusal(404, "native_client_not_found", "Native client not found.");
    assert_eq!(Answer::to(caller.request("DELETE", &one)).await.shown(), gone);
    assert_eq!(caller.get(&path).await.ok(), json!({"items": [apple], "next_cursor": null}));
    assert_eq!(caller.get(&files).await.ok()["assetlinks"], json!(null));
}

#[tokio::test]
async fn a_client_that_cannot_be_is_said_and_not_added() {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let path = format!("/admin/v1/apps/{}/native-clients", app.id);
    let which = "Send `team_id` and `bundle_id` of an Apple client, or `package_name` and `fingerprints` of an Android \
                 client.";
    for (body, sentence) in [
        (json!({}), which),
        (json!({"team_id": "ABCDE12345", "bundle_id": "a.b", "package_name": "a.b"}), which),
        (
            json!({"package_name": "a.b", "fingerprints": ["14:6D"]}),
            "`fingerprints` must be SHA-256 fingerprints: 32 pairs of hex digits, with colons in between or without.",
        ),
        (
            json!({"package_name": "a.b", "fingerprints": []}),
            "An Android client needs the fingerprint of its signing certificate.",
        ),
        (
            json!({"team_id": "ABCDE12345", "bundle_id": "shop"}),
            "`shop` is not a bundle id. Write it like `com.example.app`: letters, digits, `-` and `.`, at most 155.",
        ),
    ] {
        assert_eq!(caller.send("POST", &path, &body).await.shown(), refusals::invalid_request(sentence));
    }
    assert_eq!(caller.get(&path).await.ok(), json!({"items": [], "next_cursor": null}));
}
