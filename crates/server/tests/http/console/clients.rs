//! Native clients on their page.

use passflex_flex::store::AppId;

use crate::world::Console;

const FINGERPRINT: &str =
    "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

#[tokio::test]
async fn clients_are_added_with_the_origins_they_report_and_the_files_for_the_site() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/clients", app.id);
    for file in ["apple-app-site-association", "assetlinks.json"] {
        assert_eq!(ada.get(&format!("{path}/{file}")).await.status, 404, "{file}");
    }
    let apple = [("team_id", "ABCDE12345"), ("bundle_id", "com.example.shop")];
    let android = [("package_name", "com.example.shop"), ("fingerprints", FINGERPRINT)];
    for (platform, fields) in [("apple", apple), ("android", android)] {
        let added = ada.post(&format!("{path}/{platform}"), &fields).await;
        assert_eq!((added.status, added.header("location")), (303, format!("{path}?done=client-added")));
    }
    let page = ada.get(&path).await.body;
    for shown in [
        "ABCDE12345.com.example.shop",
        "<code>https://example.com</code>",
        "<code>android:apk-key-hash:FG3pg8VzBlDY7rmVLzT8ZBagg0LmHb6oigSWsj_PROU</code>",
        "https://example.com/.well-known/assetlinks.json",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let file = ada.get(&format!("{path}/apple-app-site-association")).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"apple-app-site-association\"");
    assert_eq!(file.header("content-type"), "application/json");
    assert_eq!(file.ok()["webcredentials"]["apps"][0], "ABCDE12345.com.example.shop");
    let file = ada.get(&format!("{path}/assetlinks.json")).await.ok();
    assert_eq!(file[0]["target"]["sha256_cert_fingerprints"][0], FINGERPRINT);
}

#[tokio::test]
async fn certificates_are_changed_and_clients_deleted() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/clients", app.id);
    let fields = [("package_name", "com.example.shop"), ("fingerprints", FINGERPRINT)];
    ada.post(&format!("{path}/android"), &fields).await;
    let id = AppId::new(app.id.as_str());
    let client = console.flex.native_clients(&id).await.unwrap()[0].id.clone();
    let two = format!("{FINGERPRINT}\r\n{}\r\n", "00".repeat(32));
    let changed = ada.post(&format!("{path}/{client}"), &[("fingerprints", &two)]).await;
    assert_eq!(changed.header("location"), format!("{path}?done=client-changed"));
    let file = ada.get(&format!("{path}/assetlinks.json")).await.ok();
    assert_eq!(file[0]["target"]["sha256_cert_fingerprints"].as_array().unwrap().len(), 2);

    let deleted = ada.post(&format!("{path}/{client}/delete"), &[]).await;
    assert_eq!(deleted.header("location"), format!("{path}?done=client-deleted"));
    assert_eq!(console.flex.native_clients(&id).await.unwrap(), []);
    assert_eq!(ada.post(&format!("{path}/{client}/delete"), &[]).await.status, 404);
}

#[tokio::test]
async fn a_client_that_cannot_be_is_explained_and_what_was_typed_stays() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/clients", app.id);
    let refused =
        ada.post(&format!("{path}/apple"), &[("team_id", "abc"), ("bundle_id", "com.example.shop")]).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("`abc` is not an Apple team id"), "{}", refused.body);
    assert!(refused.body.contains("value=\"com.example.shop\""), "{}", refused.body);
    let fields = [("package_name", "com.example.shop"), ("fingerprints", "AB:CD")];
    let refused = ada.post(&format!("{path}/android"), &fields).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("`AB:CD` is not a SHA-256 fingerprint"), "{}", refused.body);
    assert!(refused.body.contains("AB:CD</textarea>"), "{}", refused.body);
}
