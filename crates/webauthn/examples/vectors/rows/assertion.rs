//! Section 7.2: assertions.

use passflex_authenticator::{Algorithm, AttestedCredential, Cbor, edit_bytes, flags};
use serde_json::{Value, json};

use super::{AssertionRow, assertion};

pub(super) fn rows() -> Vec<AssertionRow> {
    let mut rows = credential();
    rows.extend(client_data());
    rows.extend(authenticator_data());
    rows.extend(signatures());
    rows
}

fn row(id: &str, error: &'static str) -> AssertionRow {
    assertion(id, Algorithm::Es256).refused(error)
}

/// Steps 5 and 6, and the record itself.
fn credential() -> Vec<AssertionRow> {
    vec![
        row("assertion/other-credential", "CredentialNotAllowed")
            .stored(|stored| stored["credential_id"] = json!("b3RoZXI")),
        row("assertion/user-handle-missing", "UserHandleMissing").draft(|draft| draft.user_handle = None),
        row("assertion/user-handle-empty", "UserHandleMissing")
            .draft(|draft| draft.user_handle = Some(String::new())),
        row("assertion/other-user-handle", "UserHandleMismatch")
            .draft(|draft| draft.user_handle = Some("b3RoZXI".to_owned())),
        row("assertion/stored-key-malformed", "StoredPublicKeyInvalid")
            .stored(|stored| stored["credential_public_key"] = json!("oA")),
    ]
}

/// Steps 8 to 14.
fn client_data() -> Vec<AssertionRow> {
    let malformed = |id| row(id, "ClientDataMalformed");
    vec![
        malformed("assertion/client-data-not-json")
            .draft(|draft| draft.client_data.raw = Some(b"type=get".to_vec())),
        malformed("assertion/client-data-member-twice")
            .draft(|draft| draft.client_data.push("type", "webauthn.get")),
        malformed("assertion/challenge-missing").draft(|draft| draft.client_data.remove("challenge")),
        malformed("assertion/origin-missing").draft(|draft| draft.client_data.remove("origin")),
        row("assertion/type-create", "ClientDataType")
            .draft(|draft| draft.client_data.set("type", "webauthn.create")),
        row("assertion/other-challenge", "ChallengeMismatch")
            .draft(|draft| draft.client_data.set("challenge", "b3RoZXI")),
        row("assertion/other-origin", "OriginMismatch")
            .draft(|draft| draft.client_data.set("origin", "https://login.example.net")),
        row("assertion/origin-port", "OriginMismatch")
            .draft(|draft| draft.client_data.set("origin", "https://login.example.org:8443")),
        row("assertion/frame", "CrossOriginNotAllowed")
            .draft(|draft| draft.client_data.set("crossOrigin", true)),
        row("assertion/frame-of-other-page", "TopOriginNotAllowed").request(allow_frames).draft(|draft| {
            draft.client_data.set("crossOrigin", true);
            draft.client_data.set("topOrigin", "https://example.com");
        }),
        row("assertion/frame-of-unnamed-page", "CrossOriginNotAllowed")
            .request(allow_frames)
            .draft(|draft| draft.client_data.set("crossOrigin", true)),
        row("assertion/top-origin-without-frame", "TopOriginNotAllowed")
            .draft(|draft| draft.client_data.set("topOrigin", "https://example.net")),
    ]
}

fn allow_frames(request: &mut Value) {
    request["allow_cross_origin"] = json!(true);
    request["allowed_top_origins"] = json!(["https://example.net"]);
}

/// Section 6.1, steps 15 to 19 and 22.
fn authenticator_data() -> Vec<AssertionRow> {
    let malformed = |id| row(id, "AuthenticatorDataMalformed");
    let counter = |id| row(id, "CounterRegression");
    vec![
        malformed("assertion/authenticator-data-cut-short").answer(|answer| {
            edit_bytes(answer, "/response/authenticatorData", |bytes| bytes.truncate(36));
        }),
        malformed("assertion/authenticator-data-trailing")
            .draft(|draft| draft.authenticator_data.trailing.push(0)),
        malformed("assertion/flag-without-extensions")
            .draft(|draft| draft.authenticator_data.flags |= flags::ED),
        malformed("assertion/extensions-without-flag")
            .draft(|draft| draft.authenticator_data.extensions = Some(Cbor::Map(Vec::new()))),
        malformed("assertion/attested-credential").draft(|draft| {
            draft.authenticator_data.flags |= flags::AT;
            draft.authenticator_data.attested = Some(AttestedCredential {
                aaguid: [0; 16],
                credential_id: draft.credential_id.clone(),
                public_key: draft.signing_key.cose(),
            });
        }),
        row("assertion/extension-twice", "CborDuplicateKey").draft(|draft| {
            draft.authenticator_data.flags |= flags::ED;
            let entry = (Cbor::text("uvm"), Cbor::Int(2));
            draft.authenticator_data.extensions = Some(Cbor::Map(vec![entry.clone(), entry]));
        }),
        row("assertion/other-rp-id", "RpIdHashMismatch")
            .draft(|draft| draft.authenticator_data.set_rp_id("login.example.org")),
        row("assertion/user-not-present", "UserNotPresent")
            .draft(|draft| draft.authenticator_data.flags &= !flags::UP),
        row("assertion/user-not-verified", "UserNotVerified")
            .draft(|draft| draft.authenticator_data.flags &= !flags::UV),
        row("assertion/backed-up-but-not-eligible", "BackupFlagsInvalid")
            .draft(|draft| draft.authenticator_data.flags |= flags::BS),
        row("assertion/eligible-since-registration", "BackupEligibilityChanged")
            .draft(|draft| draft.authenticator_data.flags |= flags::BE),
        row("assertion/no-longer-eligible", "BackupEligibilityChanged")
            .stored(|stored| stored["backup_eligible"] = json!(true)),
        counter("assertion/counter-repeated").stored(|stored| stored["sign_count"] = json!(1)),
        counter("assertion/counter-lower").stored(|stored| stored["sign_count"] = json!(7)),
        counter("assertion/counter-gone")
            .stored(|stored| stored["sign_count"] = json!(1))
            .draft(|draft| draft.authenticator_data.sign_count = 0),
    ]
}

/// Step 21, for every algorithm.
fn signatures() -> Vec<AssertionRow> {
    let signature = |id| row(id, "BadSignature");
    let mut rows: Vec<AssertionRow> = Algorithm::ALL
        .iter()
        .map(|&algorithm| {
            assertion(format!("assertion/{}-by-other-key", algorithm.name()), algorithm)
                .refused("BadSignature")
                .draft(|draft| draft.signing_key = draft.signing_key.other())
        })
        .collect();
    rows.extend([
        signature("assertion/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        signature("assertion/other-authenticator-data").answer(|answer| {
            // The counter.
            edit_bytes(answer, "/response/authenticatorData", |bytes| bytes[36] ^= 2);
        }),
        signature("assertion/signature-empty")
            .answer(|answer| edit_bytes(answer, "/response/signature", Vec::clear)),
        signature("assertion/signature-trailing")
            .answer(|answer| edit_bytes(answer, "/response/signature", |bytes| bytes.push(0))),
        signature("assertion/signature-raw")
            .answer(|answer| edit_bytes(answer, "/response/signature", |bytes| *bytes = vec![1; 64])),
    ]);
    rows
}
