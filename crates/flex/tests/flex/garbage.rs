//! Invariant 7: bad input of any kind is refused with a code, never a fault of ours.

use passflex_flex::FinishRequest;
use serde_json::json;

use crate::world::{Database, refusal};

/// What somebody might send instead of a token or a nonce.
fn garbage() -> Vec<String> {
    let mut garbage: Vec<String> = [
        "",
        "=",
        "A",
        "AAAA",
        "AQAAAAA",
        "\0",
        "é",
        "../..",
        "null",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ]
    .map(str::to_owned)
    .to_vec();
    garbage.extend(["A".repeat(4_096), "A".repeat(4_097), "=".repeat(4_096), "A".repeat(1_000_000)]);
    garbage
}

#[tokio::test]
async fn garbage_is_no_transaction_no_handshake_and_no_nonce() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let named = site.sign_in_answer(&mut ada).await;
    let discoverable = site.discoverable_answer(&mut ada).await;
    let registration = site.registration(&mut ada).await;
    for text in garbage() {
        let shown: String = text.chars().take(50).collect();
        assert_eq!(refusal(site.start_registration(&text).await), "TransactionNotFound", "{shown:?}");
        assert_eq!(refusal(site.start_sign_in(Some(&text)).await), "TransactionNotFound", "{shown:?}");
        assert_eq!(refusal(site.verify(&text).await), "InvalidNonce", "{shown:?}");
        let handshake = FinishRequest { handshake_id: text.clone(), ..registration.clone() };
        assert_eq!(refusal(site.finish_registration(handshake).await), "RegistrationFailed", "{shown:?}");
        let handshake = FinishRequest { handshake_id: text.clone(), ..named.clone() };
        assert_eq!(refusal(site.finish_sign_in(handshake).await), "WebauthnLoginFailed", "{shown:?}");
        let handshake = FinishRequest { handshake_id: text, ..discoverable.clone() };
        assert_eq!(refusal(site.finish_sign_in(handshake).await), "DiscoverableLoginFailed", "{shown:?}");
    }
}

#[tokio::test]
async fn an_answer_of_garbage_is_refused_whichever_member_it_is() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let good = site.discoverable_answer(&mut ada).await;
    for member in [
        "id",
        "rawId",
        "type",
        "response.clientDataJSON",
        "response.authenticatorData",
        "response.signature",
        "response.userHandle",
    ] {
        for text in garbage() {
            let mut answer = json!({
                "id": good.response.id,
                "rawId": good.response.raw_id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": good.response.response.client_data_json,
                    "authenticatorData": good.response.response.authenticator_data,
                    "signature": good.response.response.signature,
                    "userHandle": good.response.response.user_handle,
                },
            });
            let shown: String = text.chars().take(50).collect();
            let pointer = format!("/{}", member.replace('.', "/"));
            *answer.pointer_mut(&pointer).unwrap() = json!(text);
            let request = FinishRequest { response: serde_json::from_value(answer).unwrap(), ..good.clone() };
            let refused = refusal(site.finish_sign_in(request).await);
            assert_eq!(refused, "DiscoverableLoginFailed", "{member} {shown:?}");
        }
    }
    site.finish_sign_in(good).await.unwrap();
}

#[tokio::test]
async fn names_have_bounds() {
    let site = Database::new().site().await;
    for (external_id, sentence) in [
        (String::new(), "`external_id` must not be empty."),
        ("x".repeat(257), "`external_id` must be at most 256 bytes long."),
        ("é".repeat(129), "`external_id` must be at most 256 bytes long."),
        ("a\0b".to_owned(), "`external_id` must not contain U+0000."),
    ] {
        let expected = format!("InvalidRequest({sentence:?})");
        assert_eq!(refusal(site.register_transaction(&external_id).await), expected);
        assert_eq!(refusal(site.sign_in_transaction(&external_id).await), expected);
    }
    for (display_name, sentence) in [
        (String::new(), "`passkey_display_name` must not be empty."),
        ("x".repeat(129), "`passkey_display_name` must be at most 128 bytes long."),
        ("a\0b".to_owned(), "`passkey_display_name` must not contain U+0000."),
    ] {
        let new = passflex_flex::NewRegisterTransaction {
            external_id: "ada".to_owned(),
            display_name,
            options: passflex_flex::TransactionOptions::default(),
        };
        let tenant = site.tenant().await;
        let refused = refusal(site.flex.create_register_transaction(&tenant, &new).await);
        assert_eq!(refused, format!("InvalidRequest({sentence:?})"));
    }
}

#[tokio::test]
async fn an_external_id_is_compared_byte_for_byte() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    for other in ["Ada", "ada ", " ada", "ada\u{301}", "ADA", "%", "ad_"] {
        assert_eq!(refusal(site.sign_in_transaction(other).await), "UserNotFound", "{other}");
    }
    let mut strange = site.registered("'; DROP TABLE users; -- \u{1f511}\n").await;
    assert_eq!(site.sign_in(&mut strange).await.unwrap().external_id, strange.external_id);
}
