//! Invariant 9: events carry ids, and a caller learns nothing from a refusal.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use passflex_authenticator::Authenticator;
use passflex_flex::store::records::{Event, EventAction, EventOutcome, EventQuery, UserStatus};
use passflex_flex::store::{PasskeyId, UserId};
use passflex_flex::webauthn::Aaguid;
use passflex_flex::{Actor, Client, Clock};
use rusqlite::types::Value;
use serde_json::json;

use crate::world::{Database, ORIGIN, Person, refusal};

/// All values of a table, as texts: bytes in hex and in base64url.
fn values_of(database: &Database, table: &str) -> Vec<String> {
    let db = database.raw();
    let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = rows.column_count();
    let mut rows = rows.query([]).unwrap();
    let mut values = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get(column).unwrap() {
                Value::Text(text) => values.push(text),
                Value::Blob(bytes) => {
                    values.extend([HEXLOWER.encode(&bytes), BASE64URL_NOPAD.encode(&bytes)]);
                }
                other => values.push(format!("{other:?}")),
            }
        }
    }
    values
}

fn somebody() -> Client {
    Client {
        user_agent: Some("Mozilla/5.0".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

#[tokio::test]
async fn events_and_audit_rows_hold_no_name_no_credential_and_no_secret() {
    let database = Database::new();
    let site = database.site().await;
    let mut ada = Person::with("ada@example.org", Authenticator::device_bound());
    site.register(&mut ada).await;
    let answer = site.sign_in_answer(&mut ada).await;
    let mut forged = answer.clone();
    forged.response.response.signature = "AAAA".to_owned();
    refusal(site.finish_sign_in(forged).await);
    let nonce = site.finish_sign_in(answer.clone()).await.unwrap();
    let user = site.user(&ada).await;
    let passkey = site.passkeys(&ada).await.remove(0);
    site.revoke_passkeys(&ada).await;
    site.delete_user(&ada).await;

    let credential = ada.authenticator.passkeys()[0].credential_id();
    for table in ["events", "audit"] {
        let values = values_of(&database, table);
        assert!(values.len() > 30, "{table}: {values:?}");
        for secret in [
            "ada@example.org",
            "Lovelace",
            &user.user_handle,
            &nonce,
            &answer.handshake_id,
            answer.transaction_id.as_deref().unwrap(),
            &HEXLOWER.encode(credential),
            &BASE64URL_NOPAD.encode(credential),
            &HEXLOWER.encode(&passkey.public_key),
        ] {
            assert!(!values.iter().any(|value| value.contains(secret)), "{table}: {secret}");
        }
    }
}

#[tokio::test]
async fn a_sign_in_leaves_an_event_of_what_happened() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let started_at = site.database.clock.now();
    let answer = site.discoverable_answer(&mut ada).await;
    site.database.clock.advance_seconds(5);
    site.flex.finish_authentication(&*site.tenant().await, answer, &somebody()).await.unwrap();

    let event = site.events(&ada).await.remove(0);
    let expected = Event {
        id: event.id.clone(),
        at: site.database.clock.now(),
        started_at,
        action: EventAction::Authenticate,
        outcome: EventOutcome::Complete,
        rule: None,
        user_id: Some(site.user(&ada).await.id),
        passkey_id: Some(site.passkeys(&ada).await[0].id.clone()),
        transaction_id: None,
        handshake_id: event.handshake_id.clone(),
        origin: Some(ORIGIN.to_owned()),
        aaguid: Some(Aaguid::ZERO),
        attestation_format: Some("none".to_owned()),
        attestation_trust: Some("none".to_owned()),
        user_present: Some(true),
        user_verified: Some(true),
        backup_eligible: Some(true),
        backup_state: Some(true),
        user_agent: Some("Mozilla/5.0".to_owned()),
        browser: Some("Other".to_owned()),
        os: Some("Other".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        request_id: Some("request-1".to_owned()),
    };
    assert_eq!(event, expected);
}

#[tokio::test]
async fn a_failed_sign_in_leaves_an_event_of_the_rule_and_whose_passkey_it_was() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.database.clock.advance_seconds(1);
    let mut answer = site.sign_in_answer(&mut ada).await;
    answer.response.response.signature = "AAAA".to_owned();
    site.flex.finish_authentication(&*site.tenant().await, answer, &somebody()).await.unwrap_err();

    let event = site.events(&ada).await.remove(0);
    let expected = Event {
        id: event.id.clone(),
        at: site.database.clock.now(),
        started_at: site.database.clock.now(),
        action: EventAction::Authenticate,
        outcome: EventOutcome::Failed,
        rule: Some("bad_signature".to_owned()),
        user_id: Some(site.user(&ada).await.id),
        passkey_id: Some(site.passkeys(&ada).await[0].id.clone()),
        transaction_id: event.transaction_id.clone(),
        handshake_id: event.handshake_id.clone(),
        origin: Some(ORIGIN.to_owned()),
        aaguid: Some(Aaguid::ZERO),
        attestation_format: None,
        attestation_trust: None,
        user_present: None,
        user_verified: None,
        backup_eligible: None,
        backup_state: None,
        user_agent: Some("Mozilla/5.0".to_owned()),
        browser: Some("Other".to_owned()),
        os: Some("Other".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        request_id: Some("request-1".to_owned()),
    };
    assert_eq!(event, expected);
    assert_eq!(event.transaction_id.unwrap().as_str().len(), 24, "the id inside the token, not the token");
}

#[tokio::test]
async fn a_refused_response_leaves_the_origin_that_it_claims_as_far_as_that_can_be_read() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let long = format!("https://{}.example", "\u{e9}".repeat(400));
    for (client_data, expected) in [
        (json!({"origin": "https://evil.example"}).to_string(), Some("https://evil.example")),
        (json!({"origin": long}).to_string(), Some(&long[..300])),
        (json!({"origin": 7}).to_string(), None),
        ("no JSON".to_owned(), None),
    ] {
        site.database.clock.advance_seconds(1);
        let mut answer = site.discoverable_answer(&mut ada).await;
        answer.response.response.client_data_json = BASE64URL_NOPAD.encode(client_data.as_bytes());
        refusal(site.finish_sign_in(answer).await);
        assert_eq!(site.events(&ada).await[0].origin.as_deref(), expected, "{client_data}");
        let transaction = site.register_transaction("bob").await.unwrap();
        let started = site.start_registration(&transaction).await.unwrap();
        let mut answer = Person::new("bob").answer_registration(&transaction, &started);
        answer.response.response.client_data_json = BASE64URL_NOPAD.encode(client_data.as_bytes());
        refusal(site.finish_registration(answer).await);
        let query = EventQuery { action: Some(EventAction::Register), limit: 1, ..EventQuery::default() };
        let newest = site.flex.events(&*site.tenant().await, &query).await.unwrap().remove(0);
        assert_eq!(newest.origin.as_deref(), expected, "{client_data}");
    }
}

#[tokio::test]
async fn deleting_a_user_takes_who_and_where_from_the_events() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let answer = site.discoverable_answer(&mut ada).await;
    site.flex.finish_authentication(&*site.tenant().await, answer, &somebody()).await.unwrap();
    site.flex.delete_user(&Actor::cli(), &*site.tenant().await, &site.user(&ada).await.id).await.unwrap();
    let left = site.database.raw().query_row(
        "SELECT count(*), count(user_id), count(ip), count(user_agent) FROM events",
        [],
        |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]),
    );
    assert_eq!(left, Ok([2, 0, 0, 0]));
}

#[tokio::test]
async fn an_unknown_credential_and_a_bad_signature_look_the_same() {
    let site = Database::new().site().await;
    let ada = site.registered("ada").await;
    for with_transaction in [true, false] {
        let transaction =
            if with_transaction { Some(site.sign_in_transaction("ada").await.unwrap()) } else { None };
        let mut refused = Vec::new();
        for renamed in [false, true] {
            let started = site.start_sign_in(transaction.as_deref()).await.unwrap();
            let mut answer = ada.clone().answer_sign_in_with(transaction.as_deref(), &started, |draft| {
                if renamed {
                    draft.credential_id = vec![9; 32];
                }
            });
            answer.response.response.signature = "AAAA".to_owned();
            let error = site.finish_sign_in(answer).await.unwrap_err();
            refused.push((format!("{error:?}"), error.to_string()));
        }
        assert_eq!(refused[0], refused[1]);
    }
    let rules = ["bad_signature", "credential_unknown", "bad_signature", "credential_unknown"];
    assert_eq!(site.database.broken_rules(), rules);
}

#[tokio::test]
async fn somebody_without_the_passkey_does_not_learn_that_a_user_is_deactivated() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut forged = site.discoverable_answer(&mut ada).await;
    forged.response.response.signature = "AAAA".to_owned();
    site.set_status(&ada, UserStatus::Inactive).await;
    assert_eq!(refusal(site.finish_sign_in(forged).await), "DiscoverableLoginFailed");
}

#[tokio::test]
async fn a_user_agent_is_cut_to_512_bytes_and_never_within_a_character() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    for (sent, kept) in [
        ("x".repeat(512), "x".repeat(512)),
        ("x".repeat(513), "x".repeat(512)),
        ("é".repeat(300), "é".repeat(256)),
        (format!("x{}", "é".repeat(300)), format!("x{}", "é".repeat(255))),
        (format!("xx{}", "\u{1f511}".repeat(200)), format!("xx{}", "\u{1f511}".repeat(127))),
        (String::new(), String::new()),
    ] {
        site.database.clock.advance_seconds(1);
        let answer = site.discoverable_answer(&mut ada).await;
        let client = Client { user_agent: Some(sent), ..Client::default() };
        site.flex.finish_authentication(&*site.tenant().await, answer, &client).await.unwrap();
        assert_eq!(site.events(&ada).await[0].user_agent, Some(kept));
    }
}

#[tokio::test]
async fn recent_events_are_the_newest_fifty_newest_first() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    for _ in 0..50 {
        site.database.clock.advance_seconds(1);
        site.nonce(&mut ada).await;
    }
    let events = site.events(&ada).await;
    assert_eq!(events.len(), 50);
    assert_eq!(events[0].at, site.database.clock.now());
    assert!(events.windows(2).all(|pair| pair[0].at > pair[1].at));
    let (user, passkey): (Option<UserId>, Option<PasskeyId>) =
        (Some(site.user(&ada).await.id), Some(site.passkeys(&ada).await[0].id.clone()));
    assert!(events.iter().all(|event| event.user_id == user && event.passkey_id == passkey));
}
