//! What an event's rule means, in words: what was expected, what came, and what to change.
//!
//! One arm for each rule of `broken`; a test holds them against the table of `docs/events.md`, which says the same in
//! short. What the app demands is said as it is set now, which may not be what it was when the ceremony began.

use std::borrow::Cow;

use passflex_store::records::{App, Event, EventAction, EventOutcome};
use passflex_webauthn::{AttestationPolicy, UserVerificationRequirement};

/// An event's rule, explained. Each is one sentence or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the rule demands.
    pub expected: Cow<'static, str>,
    /// What there was instead.
    pub came: Cow<'static, str>,
    /// What somebody can do about it.
    pub change: Cow<'static, str>,
}

const FAULTY_AUTHENTICATOR: &str = "Nothing on your side: the authenticator does not follow the standard. Ask the person to \
    update the device or the password manager, or to use another one.";
const FAULTY_CLIENT: &str = "Nothing in the settings: the browser or app does not follow the standard. Ask the person to update it, or to use another one.";
const LOOK_AT_THE_PAGE: &str = "Look at what the page sends to `finish`: it should be the browser's answer, as it is. The SDK \
    does that.";
const MIXED_UP: &str = "Look at the page's code: it mixes two ceremonies, for example because two run at once or an old answer \
    is sent again. Start one, and finish it with what belongs to it.";
const REPEATED: &str = "Usually nothing: the page or the network sent the same answer twice, and the first one counted. If it \
    happens often, look at whether the page's button can be pressed twice.";
const NOTHING_TO_DO: &str = "Nothing: it was meant to be refused. The person can start again.";
const FORGED_STATEMENT: &str = "Be careful: the statement is forged, or the authenticator is faulty. The server's log has a \
    sentence on what is wrong with it. Set attestation to `ignore` if the app does not need to know models.";

/// Explains the rule that a ceremony broke, or that a completed one bent. `None` where the event names no rule, or one
/// of another version.
pub(crate) fn explain(app: &App, event: &Event) -> Option<Explanation> {
    let bent = event.outcome == EventOutcome::Complete;
    let (expected, came, change) = words(app, event, event.rule.as_deref()?)?;
    let change = if bent { format!("It was let through. {change}").into() } else { change };
    Some(Explanation { expected, came, change })
}

type Words = (Cow<'static, str>, Cow<'static, str>, Cow<'static, str>);

#[expect(clippy::too_many_lines, reason = "one arm for each rule")]
fn words(app: &App, event: &Event, rule: &str) -> Option<Words> {
    let settings = &app.settings;
    let (expected, came, change): (Cow<'_, str>, Cow<'_, str>, Cow<'_, str>) = match rule {
        "transaction_mismatch" => (
            "The transaction that the ceremony was started with.".into(),
            "Another transaction, or none where there was one.".into(),
            MIXED_UP.into(),
        ),
        "transaction_spent" => (
            "A transaction that no ceremony has finished yet.".into(),
            "One that has been used.".into(),
            REPEATED.into(),
        ),
        "handshake_spent" => (
            "A ceremony that has not finished yet.".into(),
            "One that has finished before.".into(),
            REPEATED.into(),
        ),
        "user_not_active" => (
            "An active user.".into(),
            "The user is deactivated; everything else about the passkey was right.".into(),
            "Activate the user, if that was a mistake.".into(),
        ),
        "credential_type" => (
            "A response of the type `public-key`.".into(),
            "One of another type.".into(),
            LOOK_AT_THE_PAGE.into(),
        ),
        "credential_id_mismatch" => (
            "One credential id, the same wherever the response names it.".into(),
            "Two that differ.".into(),
            LOOK_AT_THE_PAGE.into(),
        ),
        "credential_id_invalid" => {
            ("A credential id.".into(), "An empty one.".into(), LOOK_AT_THE_PAGE.into())
        }
        "credential_id_too_long" => (
            "A credential id of at most 1,023 bytes, as the standard has it.".into(),
            "A longer one.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "response_malformed" => (
            "A response whose parts are base64url.".into(),
            "A part that is not.".into(),
            LOOK_AT_THE_PAGE.into(),
        ),
        "response_too_large" => (
            "A response whose parts are as short as authenticators make them.".into(),
            "A part that is far longer.".into(),
            LOOK_AT_THE_PAGE.into(),
        ),
        "client_data_malformed" => (
            "Client data: a JSON object, as browsers write it.".into(),
            "Something else.".into(),
            FAULTY_CLIENT.into(),
        ),
        "client_data_type" => match event.action {
            EventAction::Register => (
                "An answer to `navigator.credentials.create`.".into(),
                "One to `navigator.credentials.get`, or to neither.".into(),
                LOOK_AT_THE_PAGE.into(),
            ),
            EventAction::Authenticate => (
                "An answer to `navigator.credentials.get`.".into(),
                "One to `navigator.credentials.create`, or to neither.".into(),
                LOOK_AT_THE_PAGE.into(),
            ),
        },
        "challenge_mismatch" => (
            "An answer to the challenge of this ceremony.".into(),
            "An answer to another one.".into(),
            MIXED_UP.into(),
        ),
        "origin_mismatch" => (
            format!("A page on one of the app's origins: {}.", listed(&settings.origins)).into(),
            claimed(event, "A page on"),
            "If that is a page of yours, add it to the app's origins; where the RP id does not permit it, the page has to move \
             under that domain. If it is not, somebody imitates your site, and this is what passkeys are for."
                .into(),
        ),
        "cross_origin_not_allowed" => (
            "A page of its own, not in a frame of another site: the app lists no top origins.".into(),
            "The page was in a frame of another site.".into(),
            "If the page around it is yours, add its origin to the app's top origins.".into(),
        ),
        "top_origin_not_allowed" => (
            if settings.top_origins.is_empty() {
                "A frame in one of the app's top origins.".into()
            } else {
                format!("A frame in one of the app's top origins: {}.", listed(&settings.top_origins)).into()
            },
            "A frame in a page that is not listed.".into(),
            "If the page around it is yours, add its origin to the app's top origins.".into(),
        ),
        "auth_data_malformed" => (
            "Authenticator data of the layout that its flags announce.".into(),
            "Data of another layout.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "cbor_duplicate_key" => (
            "Each key once in what the authenticator sends.".into(),
            "One of them twice.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "rp_id_hash_mismatch" => (
            format!("A passkey for the RP id {}.", app.rp_id).into(),
            "A passkey for another one.".into(),
            FAULTY_CLIENT.into(),
        ),
        "user_not_present" => (
            "Somebody who touched the authenticator or otherwise said yes.".into(),
            "Nobody did.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "user_not_verified" => (
            if settings.user_verification == UserVerificationRequirement::Required {
                "Somebody who was recognised by a PIN, a finger or a face: the app requires it.".into()
            } else {
                "Somebody who was recognised by a PIN, a finger or a face: the transaction required it, or the app did then."
                    .into()
            },
            "Somebody was there, and was not recognised.".into(),
            "Usually the device has no PIN or screen lock: ask the person to set one. Clients that do not pass the demand on, \
             as old native SDKs do not, need an app whose user verification is `preferred`."
                .into(),
        ),
        "backup_flags_invalid" => (
            "A passkey that is only synced if it can be.".into(),
            "One that says it is synced and cannot be.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "too_many_passkeys" => (
            format!("A user with fewer than {} passkeys, the app's limit.", settings.passkeys_per_user).into(),
            "A user who has as many.".into(),
            "Revoke a passkey that the person does not use any more, or raise the app's limit.".into(),
        ),
        "user_deleted" => (
            "The user that the transaction was made for.".into(),
            "That user has been deleted since.".into(),
            NOTHING_TO_DO.into(),
        ),
        "credential_exists" => (
            "A passkey that the app does not have yet.".into(),
            "One that is registered.".into(),
            "Nothing: the person has registered this device before and can sign in with it.".into(),
        ),
        "rp_id_changed" => (
            "The RP id that the ceremony was started with.".into(),
            format!("The app's RP id has been changed to {} since.", app.rp_id).into(),
            "Nothing: it works at the next try.".into(),
        ),
        "app_gone" => (
            "An app that is there.".into(),
            "It was deleted since the ceremony began.".into(),
            NOTHING_TO_DO.into(),
        ),
        "alg_not_allowed" => (
            format!("A key of one of the algorithms that were offered ({}).", algorithms(app)).into(),
            "A key of another one.".into(),
            FAULTY_CLIENT.into(),
        ),
        "cose_malformed" => (
            "A public key in COSE's form.".into(),
            "One that is malformed.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "cbor_malformed" => (
            "An attestation object in CBOR.".into(),
            "Something else.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "cbor_trailing_bytes" => (
            "An attestation object and nothing behind it.".into(),
            "More bytes behind it.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "attestation_object_malformed" => (
            "An attestation object with all its members.".into(),
            "One that lacks a member, or has one of another type.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "attested_credential_data_missing" => (
            "Authenticator data that attests the new credential.".into(),
            "Data that attests none.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "aaguid_not_allowed" => (
            models(app).into(),
            "A model that is denied, or that is not among the allowed ones.".into(),
            "Change the app's lists of models if this one is good enough. Else the person needs another authenticator.".into(),
        ),
        "attestation_missing" => (
            attestation(app).into(),
            "No certificate vouches for the authenticator.".into(),
            "It is of a kind that has none, such as most synced passkeys, or the person declined to show it. Set attestation to \
             `verify` or `ignore` if such authenticators are good enough."
                .into(),
        ),
        "attestation_untrusted" => (
            attestation(app).into(),
            "Certificates that lead to nobody whom the server trusts.".into(),
            "If you trust the manufacturer, add its root to the file of `--attestation-roots`.".into(),
        ),
        "authenticator_compromised" => (
            "A model that nothing is known against.".into(),
            "One that FIDO's metadata reports as revoked, compromised or retired.".into(),
            "Nothing: such an authenticator is not to be trusted. The person needs another one.".into(),
        ),
        "metadata_unreadable" => (
            "A readable entry on the model in FIDO's metadata.".into(),
            "An entry that cannot be read, and may be a revocation.".into(),
            "Load the current BLOB (`--metadata-blob`).".into(),
        ),
        "attestation_format_unknown" => (
            "An attestation statement of a known format.".into(),
            "One of another format.".into(),
            "Set attestation to `ignore`, if the app does not need it.".into(),
        ),
        "attestation_statement_invalid" => (
            "An attestation statement that follows its format.".into(),
            "One that does not.".into(),
            FORGED_STATEMENT.into(),
        ),
        "attestation_cert_invalid" => (
            "An attestation certificate that the statement's format allows.".into(),
            "One that it does not.".into(),
            FORGED_STATEMENT.into(),
        ),
        "attestation_signature_invalid" => (
            "An attestation signature that verifies.".into(),
            "One that does not.".into(),
            FORGED_STATEMENT.into(),
        ),
        "credential_unknown" => (
            if event.transaction_id.is_some() {
                "A passkey of the user whom the transaction was made for.".into()
            } else {
                "A passkey of one of the app's users.".into()
            },
            "A passkey that is not in the database, or that is another person's.".into(),
            "It was probably revoked here and is still offered by the browser or password manager: ask the person to remove it \
             there, and to register again. After a restore of an older backup, passkeys made since are missing."
                .into(),
        ),
        "credential_not_allowed" => (
            "One of the passkeys that were asked for.".into(),
            "Another one.".into(),
            FAULTY_CLIENT.into(),
        ),
        "passkey_revoked" => (
            "A passkey that is not revoked.".into(),
            "It was revoked between the start and the finish of this sign-in.".into(),
            NOTHING_TO_DO.into(),
        ),
        "user_handle_missing" => (
            "A response that says whose passkey it is: nobody was named when the sign-in began.".into(),
            "A response that does not.".into(),
            "The authenticator is faulty, or its passkey cannot be found without a name: let the person sign in by name.".into(),
        ),
        "user_handle_mismatch" => (
            "A response that names the passkey's owner.".into(),
            "One that names somebody else.".into(),
            FAULTY_AUTHENTICATOR.into(),
        ),
        "bad_signature" => (
            "A signature by the passkey's private key.".into(),
            "A signature that does not verify with the public key in the database.".into(),
            "Once: a faulty authenticator, or data that was changed on the way. Often, for one user: somebody tries to get in, \
             and cannot."
                .into(),
        ),
        "stored_public_key_invalid" => (
            "A public key in the database that can be read.".into(),
            "One that is malformed.".into(),
            "It came from an import: revoke the passkey, and let the person register again.".into(),
        ),
        "sign_count_not_advanced" => (
            "A signature counter that has grown since the last sign-in.".into(),
            "One that has not.".into(),
            "There may be a clone of the authenticator: unless the passkey is a synced one, revoke it and let the person register \
             another."
                .into(),
        ),
        "backup_eligibility_changed" => (
            "A passkey that can be synced if it always could, and cannot if it never could.".into(),
            "One that says otherwise by now.".into(),
            "If a password manager has changed its mind, set the app's backup eligibility to `report`. Else ask the person to \
             register again."
                .into(),
        ),
        _ => return None,
    };
    let owned = |text: Cow<'_, str>| Cow::<'static, str>::Owned(text.into_owned());
    Some((owned(expected), owned(came), owned(change)))
}

fn listed(texts: &[String]) -> String {
    if texts.is_empty() { "there are none".to_owned() } else { texts.join(", ") }
}

fn claimed(event: &Event, what: &str) -> Cow<'static, str> {
    match &event.origin {
        Some(origin) => format!("{what} {origin}, as the browser says.").into(),
        None => "A page on another origin.".into(),
    }
}

fn algorithms(app: &App) -> String {
    let ids: Vec<String> = app.settings.algorithms.iter().map(i64::to_string).collect();
    format!("COSE {}", ids.join(", "))
}

fn attestation(app: &App) -> &'static str {
    match app.settings.attestation {
        AttestationPolicy::RequireTrusted => {
            "An authenticator that a certificate vouches for, by somebody whom the server trusts: the app's attestation is \
             `require-trusted`."
        }
        AttestationPolicy::Verify | AttestationPolicy::Ignore => {
            "An authenticator that a certificate vouches for, by somebody whom the server trusts: the app demanded that when the \
             ceremony began."
        }
    }
}

fn models(app: &App) -> String {
    let (allowed, denied) = (app.settings.aaguids_allowed.len(), app.settings.aaguids_denied.len());
    if allowed == 0 {
        format!("A model that is not among the {denied} that the app denies.")
    } else {
        format!("One of the {allowed} models that the app allows, and none of the {denied} that it denies.")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;
    use passflex_store::records::{
        App, AppSettings, AppStatus, Event, EventAction, EventOutcome, WrappedKey,
    };
    use passflex_store::{AppId, EventId, TokenId};

    use super::{Explanation, explain};

    fn app() -> App {
        App {
            id: AppId::new("app"),
            name: "Shop".to_owned(),
            status: AppStatus::Active,
            rp_id: "example.com".to_owned(),
            settings: AppSettings {
                origins: vec!["https://example.com".to_owned(), "https://shop.example.com".to_owned()],
                ..AppSettings::default()
            },
            handle_key: WrappedKey { wrapped_by: String::new(), ciphertext: Vec::new() },
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn broke(rule: &str) -> Event {
        Event {
            id: EventId::new("event"),
            at: Timestamp::UNIX_EPOCH,
            started_at: Timestamp::UNIX_EPOCH,
            action: EventAction::Authenticate,
            outcome: EventOutcome::Failed,
            rule: Some(rule.to_owned()),
            user_id: None,
            passkey_id: None,
            transaction_id: None,
            handshake_id: TokenId::new("handshake"),
            origin: Some("https://example.org".to_owned()),
            aaguid: None,
            attestation_format: None,
            attestation_trust: None,
            user_present: None,
            user_verified: None,
            backup_eligible: None,
            backup_state: None,
            user_agent: None,
            browser: None,
            os: None,
            ip: None,
            request_id: None,
        }
    }

    /// The rules of the table in `docs/events.md`, which another test holds against the code.
    fn table() -> BTreeSet<&'static str> {
        let (_, rules) = include_str!("../../../docs/events.md").split_once("## The rules").unwrap();
        rules.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0)).collect()
    }

    /// The rules that have an arm in this source.
    fn arms() -> BTreeSet<&'static str> {
        let (source, _) = include_str!("explain.rs").split_once("#[cfg(test)]").unwrap();
        let arms =
            source.lines().map(str::trim).filter(|line| line.starts_with('"') && line.contains("\" => "));
        arms.filter_map(|line| line.split('"').nth(1)).collect()
    }

    #[test]
    fn every_rule_of_the_table_is_explained_and_no_other() {
        assert!(table().len() > 40);
        assert_eq!(arms(), table());
        for rule in table() {
            let Explanation { expected, came, change } = explain(&app(), &broke(rule)).unwrap();
            for text in [&expected, &came, &change] {
                assert!(text.ends_with('.') && text.len() > 5 && !text.contains("  "), "{rule}: {text}");
            }
            assert_ne!(expected, came, "{rule}");
        }
        assert_eq!(explain(&app(), &broke("of_the_future")), None);
        assert_eq!(explain(&app(), &Event { rule: None, ..broke("") }), None);
    }

    #[test]
    fn an_origin_is_told_beside_those_that_would_do() {
        let explained = explain(&app(), &broke("origin_mismatch")).unwrap();
        assert_eq!(
            explained.expected,
            "A page on one of the app's origins: https://example.com, https://shop.example.com."
        );
        assert_eq!(explained.came, "A page on https://example.org, as the browser says.");
    }

    #[test]
    fn a_rule_that_was_bent_is_told_as_that() {
        let event = Event { outcome: EventOutcome::Complete, ..broke("sign_count_not_advanced") };
        let explained = explain(&app(), &event).unwrap();
        assert!(explained.change.starts_with("It was let through. "), "{explained:?}");
    }
}
