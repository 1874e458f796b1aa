//! Invariant 5: no secret is stored or printed in the clear.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use passflex_flex::{Actor, MasterKey, NewApiKey, Scope};

use crate::world::{Database, Person};

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn no_secret_is_on_the_disk_in_any_spelling() {
    let database = Database::new();
    let site = database.site().await;
    let new = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (_, api_key) = site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap();
    site.flex.rotate_sealing_key(&Actor::cli()).await.unwrap();
    let mut ada = site.registered("ada").await;
    let untaken = site.nonce(&mut ada).await;
    let answer = site.registration(&mut Person::new("bob")).await;
    site.flex.maintain("replica").await.unwrap();

    let disk = database.bytes();
    assert!(contains(&disk, b"backend"), "the disk is being read");
    for text in [database.master_key(), api_key.expose(), &untaken, &answer.handshake_id] {
        assert!(!contains(&disk, text.as_bytes()), "{text}");
    }
    // Handle keys, sealing keys, nonces, challenges: each was drawn as 256 random bits.
    let drawn = database.random.secrets();
    assert!(drawn.len() > 10, "{}", drawn.len());
    for secret in drawn {
        let (base64, hex) = (BASE64URL_NOPAD.encode(&secret), HEXLOWER.encode(&secret));
        for spelling in [&secret[..], base64.as_bytes(), hex.as_bytes()] {
            assert!(!contains(&disk, spelling), "{hex}");
        }
    }
    let master_key = BASE64URL_NOPAD.decode(&database.master_key().as_bytes()[4..]).unwrap();
    assert!(!contains(&disk, &master_key));
}

#[tokio::test]
async fn no_secret_shows_itself_when_debugged() {
    let database = Database::new();
    let site = database.site().await;
    let new = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (record, secret) = site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap();
    assert_eq!(format!("{secret:?}"), "pfk_…");
    assert!(!format!("{record:?}").contains(secret.expose()));
    let master_key = MasterKey::parse(database.master_key()).unwrap();
    assert_eq!(format!("{master_key:?}"), format!("MasterKey {{ id: {:?}, .. }}", master_key.id()));
}

#[tokio::test]
async fn what_is_kept_of_an_api_key_recognises_it_and_no_more() {
    let site = Database::new().site().await;
    let new = NewApiKey { name: "backend".to_owned(), scopes: vec![Scope::UsersRead], expires_at: None };
    let (_, secret) = site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap();
    let [kept] = &site.flex.api_keys(&site.id).await.unwrap()[..] else { panic!("one key") };
    assert_eq!(secret.expose().len(), 55);
    assert_eq!(kept.prefix, secret.expose()[..10]);
    assert_eq!((&kept.name[..], &kept.scopes[..]), ("backend", &["users:read".to_owned()][..]));
}
