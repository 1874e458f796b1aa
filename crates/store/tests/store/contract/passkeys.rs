//! Passkeys.

use passflex_authenticator::{Attestation, Authenticator, VERIFICATION_TIME, attestation_root};
use passflex_store::records::{Passkey, PasskeySource};
use passflex_store::{PasskeyId, UserId};
use passflex_webauthn::{Aaguid, AttestationExpectations, AttestationPolicy, TrustAnchor};

use crate::world::{Database, Person, at, audit};

pub(crate) async fn a_passkey_is_found_as_it_was_registered(db: Database) {
    let app = db.with_app("app").await;
    let key = Authenticator::security_key().aaguid([9; 16]).user_verified(false);
    let mut ada = Person::with(&app, "ada", key);
    let finish = ada.registration();
    let credential = &ada.authenticator.passkeys()[0];
    let expected = Passkey {
        id: finish.passkey_id.clone(),
        user_id: finish.user.new_id.clone(),
        credential_id: credential.credential_id().to_vec(),
        public_key: credential.public_key(),
        algorithm: -7,
        sign_count: 0,
        transports: vec!["nfc".to_owned(), "usb".to_owned()],
        attachment: Some("cross-platform".to_owned()),
        aaguid: Aaguid::new([9; 16]),
        backup_eligible: Some(false),
        backup_state: Some(false),
        uv_at_registration: Some(false),
        attestation_format: Some("none".to_owned()),
        attestation_trust: Some("none".to_owned()),
        rp_id: "example.com".to_owned(),
        origin: Some("https://example.com".to_owned()),
        source: PasskeySource::Registered,
        friendly_name: "Ada's phone".to_owned(),
        created_at: at(0),
        updated_at: at(0),
        last_used_at: None,
        usage_count: 0,
    };
    let (id, _) = db.registered(finish).await;
    let user = db.user(&app, &id).await.unwrap().unwrap();
    assert_eq!(db.passkeys(&app, &id).await.unwrap(), std::slice::from_ref(&expected));
    let found = db.passkey_by_credential_id(&app, &expected.credential_id).await.unwrap();
    assert_eq!(found, Some((expected, user)));
    assert_eq!(db.passkey_by_credential_id(&app, b"").await.unwrap(), None);
}

pub(crate) async fn what_an_attestation_came_to_is_one_word(db: Database) {
    let app = db.with_app("app").await;
    let root = [TrustAnchor::from_der(attestation_root()).unwrap()];
    for (number, (attestation, policy, anchors, format, word)) in [
        (Attestation::None, AttestationPolicy::Verify, &root[..], "none", "none"),
        (Attestation::PackedSelf, AttestationPolicy::Ignore, &root[..], "packed", "unverified"),
        (Attestation::PackedSelf, AttestationPolicy::Verify, &root[..], "packed", "self"),
        (Attestation::Packed, AttestationPolicy::Verify, &[], "packed", "untrusted"),
        (Attestation::Packed, AttestationPolicy::Verify, &root[..], "packed", "trusted"),
        (Attestation::Tpm, AttestationPolicy::RequireTrusted, &root[..], "tpm", "trusted"),
    ]
    .into_iter()
    .enumerate()
    {
        let key = Authenticator::security_key().attestation(attestation);
        let mut person = Person::with(&app, &format!("person {number}"), key);
        let attestation = AttestationExpectations { policy, anchors, metadata: None, now: VERIFICATION_TIME };
        let (user, _) = db.registered(person.registration_under(attestation)).await;
        let passkey = db.passkeys(&app, &user).await.unwrap().remove(0);
        assert_eq!(passkey.attestation_format.as_deref(), Some(format), "{policy:?}");
        assert_eq!(passkey.attestation_trust.as_deref(), Some(word), "{format}, {policy:?}");
    }
}

pub(crate) async fn passkeys_are_listed_oldest_first(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let mut expected = Vec::new();
    let mut user = UserId::new("");
    for moment in [3, 1, 2] {
        let mut finish = ada.registration();
        finish.at = at(moment);
        expected.push((moment, finish.passkey_id.clone()));
        (user, _) = db.registered(finish).await;
    }
    expected.sort();
    let listed: Vec<_> =
        db.passkeys(&app, &user).await.unwrap().into_iter().map(|passkey| passkey.id).collect();
    assert_eq!(listed, expected.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
}

pub(crate) async fn a_revoked_passkey_is_gone_and_makes_room(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, lost) = db.registered(ada.registration()).await;
    let credential_id = ada.authenticator.passkeys()[0].credential_id().to_vec();
    let entry = audit("passkey.revoke", Some(&app));
    assert!(db.revoke_passkey(&app, &user, &lost, at(7), entry).await.unwrap());
    assert_eq!(db.passkeys(&app, &user).await.unwrap(), []);
    assert_eq!(db.passkey_by_credential_id(&app, &credential_id).await.unwrap(), None);
    let row = db.user(&app, &user).await.unwrap().unwrap();
    assert_eq!((row.passkey_count, row.updated_at), (0, at(7)));

    let mut finish = ada.registration();
    finish.passkeys_per_user = 1;
    let (same, _) = db.registered(finish).await;
    assert_eq!(same, user);
}

pub(crate) async fn a_passkey_is_revoked_for_its_own_user_only(db: Database) {
    let app = db.with_app("app").await;
    let (ada, adas) = db.registered(Person::new(&app, "ada").registration()).await;
    let (bob, _) = db.registered(Person::new(&app, "bob").registration()).await;
    let revoke = async |user: &UserId, passkey: &PasskeyId| {
        db.revoke_passkey(&app, user, passkey, at(1), audit("passkey.revoke", Some(&app))).await.unwrap()
    };
    assert!(!revoke(&bob, &adas).await);
    assert!(!revoke(&ada, &PasskeyId::new("other")).await);
    assert_eq!(db.passkeys(&app, &ada).await.unwrap().len(), 1);
    assert_eq!(db.user(&app, &bob).await.unwrap().unwrap().passkey_count, 1);
    assert!(revoke(&ada, &adas).await);
    assert!(!revoke(&ada, &adas).await, "a second time there is nothing to revoke");
}

pub(crate) async fn a_passkey_is_renamed_for_its_own_user_only(db: Database) {
    let app = db.with_app("app").await;
    let (ada, passkey) = db.registered(Person::new(&app, "ada").registration()).await;
    let (bob, _) = db.registered(Person::new(&app, "bob").registration()).await;
    let entry = || audit("passkey.rename", Some(&app));
    let before = db.passkeys(&app, &ada).await.unwrap();
    assert_eq!(db.rename_passkey(&app, &bob, &passkey, "mine", at(5), entry()).await.unwrap(), None);
    assert_eq!(db.passkeys(&app, &ada).await.unwrap(), before);

    let name = "\u{1f511}".repeat(64);
    let renamed = db.rename_passkey(&app, &ada, &passkey, &name, at(5), entry()).await.unwrap();
    let expected = Passkey { friendly_name: name, updated_at: at(5), ..before[0].clone() };
    assert_eq!(renamed, Some(expected.clone()));
    assert_eq!(db.passkeys(&app, &ada).await.unwrap(), [expected]);
    assert_eq!(db.audit(Some(&app), 10).await.unwrap().len(), 2, "the app's and the one renaming's");
}
