//! Native clients: what they are, and which origins they let in (invariant 6).

use passflex_flex::store::records::{Fingerprint, NativeClient, NativeIdentity};
use passflex_flex::store::{AppId, NativeClientId};
use passflex_flex::{Actor, android_origin, apple_app_site_association, asset_links};

use crate::world::{Database, Person, Site, refusal};

/// `openssl x509 -fingerprint -sha256` of some certificate.
const FINGERPRINT: &str =
    "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";
/// What Android reports of an app that is signed with it: the base64url of these bytes.
const ANDROID_ORIGIN: &str = "android:apk-key-hash:FG3pg8VzBlDY7rmVLzT8ZBagg0LmHb6oigSWsj_PROU";

fn apple(bundle_id: &str) -> NativeIdentity {
    NativeIdentity::Apple { team_id: "ABCDE12345".to_owned(), bundle_id: bundle_id.to_owned() }
}

fn android(package_name: &str, fingerprints: &[Fingerprint]) -> NativeIdentity {
    NativeIdentity::Android { package_name: package_name.to_owned(), fingerprints: fingerprints.to_vec() }
}

async fn add(site: &Site, identity: NativeIdentity) -> NativeClient {
    site.flex.create_native_client(&Actor::cli(), &site.id, identity).await.unwrap()
}

/// Whether somebody signs in from a client that reports this origin.
async fn signs_in(site: &Site, person: &mut Person, origin: &str) -> bool {
    let answer = site.discoverable_answer_with(person, |draft| draft.client_data.set("origin", origin)).await;
    site.finish_sign_in(answer).await.is_ok()
}

#[tokio::test]
async fn the_rp_ids_own_origin_counts_only_while_the_app_has_an_apple_client() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    assert!(!signs_in(&site, &mut ada, "https://example.com").await);
    add(&site, android("com.example.app", &[FINGERPRINT.parse().unwrap()])).await;
    assert!(!signs_in(&site, &mut ada, "https://example.com").await, "Android is not Apple");

    let client = add(&site, apple("com.example.app")).await;
    assert!(signs_in(&site, &mut ada, "https://example.com").await);
    for origin in ["https://www.example.com", "https://example.com:8443", "http://example.com"] {
        assert!(!signs_in(&site, &mut ada, origin).await, "{origin}");
    }
    let mut eve = Person::new("eve");
    let answer = site
        .registration_with(&mut eve, |draft| draft.client_data.set("origin", "https://example.com"))
        .await;
    site.finish_registration(answer).await.unwrap();

    site.flex.delete_native_client(&Actor::cli(), &site.id, &client.id).await.unwrap();
    assert!(!signs_in(&site, &mut ada, "https://example.com").await);
}

#[tokio::test]
async fn an_android_client_signs_in_with_the_certificates_it_is_listed_with() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let [listed, other] = [FINGERPRINT.parse().unwrap(), Fingerprint::new([7; 32])];
    assert_eq!(android_origin(&listed), ANDROID_ORIGIN);
    assert!(!signs_in(&site, &mut ada, ANDROID_ORIGIN).await);

    let client = add(&site, android("com.example.app", &[listed])).await;
    assert!(signs_in(&site, &mut ada, ANDROID_ORIGIN).await);
    assert!(!signs_in(&site, &mut ada, &android_origin(&other)).await);

    // A new certificate is listed beside the old one, and then instead of it.
    let set = async |fingerprints: &[Fingerprint]| {
        site.flex.set_fingerprints(&Actor::cli(), &site.id, &client.id, fingerprints).await.unwrap();
    };
    set(&[listed, other]).await;
    assert!(signs_in(&site, &mut ada, ANDROID_ORIGIN).await);
    assert!(signs_in(&site, &mut ada, &android_origin(&other)).await);
    set(&[other]).await;
    assert!(!signs_in(&site, &mut ada, ANDROID_ORIGIN).await);
    assert!(signs_in(&site, &mut ada, &android_origin(&other)).await);
}

#[tokio::test]
async fn a_client_lets_nobody_into_another_app() {
    let site = Database::new().site().await;
    let other = site.neighbour().await;
    let mut ada = other.registered("ada").await;
    add(&site, apple("com.example.app")).await;
    assert!(!signs_in(&other, &mut ada, "https://example.com").await);
}

#[tokio::test]
async fn no_page_is_granted_cors_because_of_a_native_client() {
    let site = Database::new().site().await;
    add(&site, apple("com.example.app")).await;
    let tenant = site.tenant().await;
    assert_eq!(tenant.web_origins().collect::<Vec<_>>(), [crate::world::ORIGIN]);
}

#[tokio::test]
async fn an_app_has_each_client_once_and_at_most_64() {
    let site = Database::new().site().await;
    let (flex, cli) = (&site.flex, &Actor::cli());
    let fingerprint = Fingerprint::new([1; 32]);
    let create = async |identity| refusal(flex.create_native_client(cli, &site.id, identity).await);
    add(&site, apple("com.example.app")).await;
    add(&site, android("com.example.app", &[fingerprint])).await;
    assert_eq!(
        create(apple("com.example.app")).await,
        "InvalidRequest(\"The app has the client `com.example.app` of this team already.\")"
    );
    assert_eq!(
        create(android("com.example.app", &[Fingerprint::new([2; 32])])).await,
        "InvalidRequest(\"The app has the client `com.example.app` already. Change its fingerprints instead.\")"
    );
    for number in 2..64 {
        add(&site, apple(&format!("com.example.app{number}"))).await;
    }
    assert_eq!(
        create(apple("com.example.more")).await,
        "InvalidRequest(\"An app may have at most 64 native clients.\")"
    );
    assert_eq!(flex.native_clients(&site.id).await.unwrap().len(), 64);
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_missing() {
    let site = Database::new().site().await;
    let (flex, cli, nowhere) = (&site.flex, &Actor::cli(), AppId::new("nowhere"));
    let apple_client = add(&site, apple("com.example.app")).await.id;
    let (none, fingerprints) = (NativeClientId::new("none"), [Fingerprint::new([1; 32])]);
    let create = flex.create_native_client(cli, &nowhere, apple("com.example.app")).await;
    assert_eq!(refusal(create), "AppNotFound");
    assert_eq!(refusal(flex.native_clients(&nowhere).await), "AppNotFound");
    for id in [&none, &apple_client] {
        let set = flex.set_fingerprints(cli, &site.id, id, &fingerprints).await;
        assert_eq!(refusal(set), "NativeClientNotFound");
    }
    assert_eq!(refusal(flex.delete_native_client(cli, &site.id, &none).await), "NativeClientNotFound");
    assert_eq!(
        refusal(flex.set_fingerprints(cli, &site.id, &none, &[]).await),
        "InvalidRequest(\"An Android client needs the fingerprint of its signing certificate.\")"
    );
}

#[tokio::test]
async fn the_association_files_name_the_clients_of_their_platform() {
    let site = Database::new().site().await;
    let clients = site.flex.native_clients(&site.id).await.unwrap();
    assert_eq!((apple_app_site_association(&clients), asset_links(&clients)), (None, None));
    add(&site, apple("com.example.app")).await;
    site.database.clock.advance_seconds(1);
    add(&site, android("com.example.app", &[FINGERPRINT.parse().unwrap()])).await;
    site.database.clock.advance_seconds(1);
    add(&site, apple("com.example.beta")).await;
    let clients = site.flex.native_clients(&site.id).await.unwrap();
    let association = r#"{
  "webcredentials": {
    "apps": [
      "ABCDE12345.com.example.app",
      "ABCDE12345.com.example.beta"
    ]
  }
}
"#;
    assert_eq!(apple_app_site_association(&clients).unwrap(), association);
    let links = r#"[
  {
    "relation": [
      "delegate_permission/common.handle_all_urls",
      "delegate_permission/common.get_login_creds"
    ],
    "target": {
      "namespace": "android_app",
      "package_name": "com.example.app",
      "sha256_cert_fingerprints": [
        "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5"
      ]
    }
  }
]
"#;
    assert_eq!(asset_links(&clients).unwrap(), links);
}
