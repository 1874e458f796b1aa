//! Apps: what they may be set to.

use passflex_flex::store::AppId;
use passflex_flex::store::records::{App, AppSettings, AppStatus};
use passflex_flex::webauthn::UserVerificationRequirement::Required;
use passflex_flex::webauthn::{Aaguid, Algorithm, AttestationPolicy, BackupEligibilityPolicy};
use passflex_flex::{Actor, AppChange, Clock, NewApp};

use crate::world::{Database, ORIGIN, Person, RP_ID, refusal, settings};

#[tokio::test]
async fn an_app_is_made_as_asked_with_its_origins_in_their_normal_form() {
    let database = Database::new();
    let flex = database.open().await;
    let new = NewApp {
        name: "Example".to_owned(),
        rp_id: None,
        settings: AppSettings {
            origins: vec!["https://Login.Example.com:443/".to_owned(), ORIGIN.to_owned()],
            ..AppSettings::default()
        },
    };
    let app = flex.create_app(&Actor::cli(), new).await.unwrap();
    let expected = App {
        id: app.id.clone(),
        name: "Example".to_owned(),
        status: AppStatus::Active,
        rp_id: "login.example.com".to_owned(),
        settings: settings(),
        handle_key: app.handle_key.clone(),
        created_at: database.clock.now(),
        updated_at: database.clock.now(),
    };
    assert_eq!(app, expected);
    assert_eq!(flex.app(&app.id).await.unwrap(), expected);
    assert_eq!(flex.apps().await.unwrap(), [expected]);
    assert_eq!(app.id.as_str().len(), 24);
}

#[tokio::test]
async fn the_defaults_are_the_ones_that_the_design_names() {
    let expected = AppSettings {
        origins: vec![],
        top_origins: vec![],
        user_verification: Required,
        algorithms: vec![-8, -7, -257],
        attestation: AttestationPolicy::Ignore,
        aaguids_allowed: vec![],
        aaguids_denied: vec![],
        backup_eligibility: BackupEligibilityPolicy::Refuse,
        transaction_seconds: 600,
        handshake_seconds: 600,
        discoverable_handshake_seconds: 1_800,
        nonce_seconds: 60,
        timeout_seconds: 300,
        passkeys_per_user: 20,
    };
    assert_eq!(AppSettings::default(), expected);
}

/// Sets one member of an app's settings.
type Set = fn(&mut AppSettings, u32);

#[tokio::test]
async fn settings_have_bounds() {
    let site = Database::new().site().await;
    let bounds: [(&str, u32, u32, Set); 6] = [
        ("transaction_seconds", 30, 3_600, |settings, value| settings.transaction_seconds = value),
        ("handshake_seconds", 30, 3_600, |settings, value| settings.handshake_seconds = value),
        ("discoverable_handshake_seconds", 60, 7_200, |settings, value| {
            settings.discoverable_handshake_seconds = value;
        }),
        ("nonce_seconds", 10, 600, |settings, value| settings.nonce_seconds = value),
        ("timeout_seconds", 30, 600, |settings, value| settings.timeout_seconds = value),
        ("passkeys_per_user", 1, 100, |settings, value| settings.passkeys_per_user = value),
    ];
    for (name, least, most, set) in bounds {
        for (value, allowed) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
            let mut changed = settings();
            set(&mut changed, value);
            let changed = site.update(AppChange { settings: Some(changed), ..AppChange::default() }).await;
            if allowed {
                changed.unwrap();
            } else {
                let sentence = format!("`{name}` must be from {least} to {most}.");
                assert_eq!(refusal(changed), format!("InvalidRequest({sentence:?})"), "{value}");
            }
        }
    }
}

#[tokio::test]
async fn settings_that_no_ceremony_could_run_with_are_refused() {
    let site = Database::new().site().await;
    let good = settings();
    for (changed, sentence) in [
        (
            AppSettings { origins: vec![], ..good.clone() },
            "An app needs at least one web origin, the primary one first.",
        ),
        (AppSettings { algorithms: vec![], ..good.clone() }, "`algorithms` must name at least one."),
        (
            AppSettings { algorithms: vec![-7, -999], ..good.clone() },
            "`algorithms` names -999, which is not supported. Supported are ES256 (-7), ES384 (-35), ES512 (-36), EdDSA (-8), RS256 (-257), RS384 (-258), RS512 (-259), PS256 (-37), PS384 (-38), PS512 (-39).",
        ),
        (
            AppSettings { algorithms: vec![-7, -65535], ..good.clone() },
            "`algorithms` names RS1 (-65535), which signs SHA-1 hashes. Collisions of SHA-1 can be computed, so no passkey is made with it. Name RS256 (-257).",
        ),
        (
            AppSettings { aaguids_allowed: models(257), ..good.clone() },
            "`aaguids_allowed` may list at most 256 models.",
        ),
        (
            AppSettings { aaguids_denied: models(257), ..good.clone() },
            "`aaguids_denied` may list at most 256 models.",
        ),
        (
            AppSettings { aaguids_allowed: models(3), aaguids_denied: models(1), ..good.clone() },
            "The model 00000000-0000-0000-0000-000000000000 is in `aaguids_allowed` and in `aaguids_denied`. Take it out of one.",
        ),
        (
            AppSettings { origins: vec!["https://other.example".to_owned()], ..good.clone() },
            "The RP id `example.com` must be equal to, or a parent domain of, each origin's host; `other.example` is neither.",
        ),
        (AppSettings { origins: vec![ORIGIN.to_owned(); 65], ..good }, "An app may have at most 64 origins."),
    ] {
        let changed = site.update(AppChange { settings: Some(changed), ..AppChange::default() }).await;
        assert_eq!(refusal(changed), format!("InvalidRequest({sentence:?})"));
    }
}

/// So many models, the first of them the unnamed one.
fn models(count: u16) -> Vec<Aaguid> {
    let model = |number: u16| {
        let mut bytes = [0; 16];
        bytes[14..].copy_from_slice(&number.to_be_bytes());
        Aaguid::new(bytes)
    };
    (0..count).map(model).collect()
}

#[tokio::test]
async fn every_algorithm_but_rs1_may_be_offered_and_what_is_listed_twice_is_kept_once() {
    let site = Database::new().site().await;
    let algorithms: Vec<i64> = Algorithm::ALL
        .iter()
        .filter(|algorithm| **algorithm != Algorithm::Rs1)
        .map(|algorithm| algorithm.cose_id())
        .collect();
    site.set(|settings| {
        settings.algorithms = algorithms.repeat(2);
        settings.aaguids_allowed = models(256);
        settings.aaguids_denied = vec![Aaguid::new([9; 16]); 2];
    })
    .await;
    let settings = site.flex.app(&site.id).await.unwrap().settings;
    assert_eq!(settings.algorithms, algorithms);
    assert_eq!(settings.aaguids_allowed, models(256));
    assert_eq!(settings.aaguids_denied, [Aaguid::new([9; 16])]);
}

#[tokio::test]
async fn an_identifier_that_binds_a_curve_cannot_be_offered() {
    let site = Database::new().site().await;
    for id in [-9, -51, -52, -19] {
        let changed = AppSettings { algorithms: vec![id], ..settings() };
        let changed = site.update(AppChange { settings: Some(changed), ..AppChange::default() }).await;
        let refused = refusal(changed);
        assert!(refused.contains(&format!("names {id}, which is not supported. ")), "{refused}");
    }
}

#[tokio::test]
async fn the_rp_id_changes_only_while_there_is_no_passkey_to_lose() {
    let site = Database::new().site().await;
    let rp_id = |rp_id: &str| AppChange { rp_id: Some(rp_id.to_owned()), ..AppChange::default() };
    site.update(rp_id("login.example.com")).await.unwrap();
    site.update(rp_id(RP_ID)).await.unwrap();
    let ada = site.registered("ada").await;
    site.registered("bob").await;
    let in_use = "OperationNotAllowed(\"The RP id cannot change: the app has 2 passkeys, and passkeys only work for the RP id they were made for.\")";
    assert_eq!(refusal(site.update(rp_id("login.example.com")).await), in_use);
    site.update(rp_id(RP_ID)).await.unwrap();

    site.revoke_passkeys(&ada).await;
    site.delete_user(&Person::new("bob")).await;
    site.update(rp_id("login.example.com")).await.unwrap();
    assert_eq!(site.flex.app(&site.id).await.unwrap().rp_id, "login.example.com");
}

#[tokio::test]
async fn a_registration_for_a_former_rp_id_is_refused_because_its_passkey_would_never_work() {
    let site = Database::new().site().await;
    let answer = site.registration(&mut Person::new("ada")).await;
    let moved = AppChange { rp_id: Some("login.example.com".to_owned()), ..AppChange::default() };
    site.update(moved).await.unwrap();
    assert_eq!(refusal(site.finish_registration(answer).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["rp_id_changed"]);
    assert_eq!(site.database.rows_of("passkeys"), 0);
}

#[tokio::test]
async fn an_app_that_is_not_there_cannot_be_changed() {
    let database = Database::new();
    let flex = database.open().await;
    let nowhere = AppId::new("nowhere");
    let changed = flex.update_app(&Actor::cli(), &nowhere, AppChange::default()).await;
    assert_eq!(refusal(changed), "AppNotFound");
    assert_eq!(refusal(flex.delete_app(&Actor::cli(), &nowhere).await), "AppNotFound");
    assert_eq!(refusal(flex.app(&nowhere).await), "AppNotFound");
    assert_eq!(refusal(flex.tenant(&nowhere).await.map(|_| ())), "AppNotFound");
}

#[tokio::test]
async fn deleting_an_app_takes_everything_of_it_along_but_the_audit_log() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.nonce(&mut ada).await;
    site.flex.delete_app(&Actor::cli(), &site.id).await.unwrap();
    let rows = site.database.rows();
    for table in ["apps", "api_keys", "users", "passkeys", "nonces", "spent", "events", "user_months"] {
        assert_eq!(rows[table], 0, "{table}");
    }
    assert_eq!(rows["audit"], 2);
}
