//! What an app demands of authenticators: their attestation, their models, their algorithms.

use jiff::Timestamp;
use passflex_authenticator::{Algorithm, Attestation, Authenticator, attestation_root, flags};
use passflex_flex::store::records::{AppSettings, EventOutcome, Passkey};
use passflex_flex::webauthn::json::AttestationConveyancePreference;
use passflex_flex::webauthn::{Aaguid, AttestationPolicy, BackupEligibilityPolicy, TrustAnchor};
use passflex_flex::{Attestors, Result};

use crate::world::{Database, Person, Site, TestClock, refusal};

const MODEL: [u8; 16] = [0xab; 16];
const OTHER: [u8; 16] = [0xcd; 16];

/// A site that demands this of attestation, on a server that trusts the authenticators' root.
async fn site_demanding(attestation: AttestationPolicy) -> Site {
    let site = site_without_roots(attestation).await;
    site.flex.set_attestors(Attestors::new(vec![TrustAnchor::from_der(attestation_root()).unwrap()]));
    site
}

/// The same on a server that trusts nobody. It is a time at which certificates are valid.
async fn site_without_roots(attestation: AttestationPolicy) -> Site {
    let in_2050 = Timestamp::from_second(2_524_608_000).unwrap();
    let site = Database::with_clock(TestClock::at(in_2050)).site().await;
    site.set(|settings| settings.attestation = attestation).await;
    site
}

/// Somebody with a key that attests so.
fn attested(name: &str, attestation: Attestation) -> Person {
    Person::with(name, Authenticator::security_key().attestation(attestation).aaguid(MODEL))
}

/// Registers as far as the nonce.
async fn register(site: &Site, person: &mut Person) -> Result<String> {
    let answer = site.registration(person).await;
    site.finish_registration(answer).await
}

/// What the person's passkey and newest event say of the attestation: its format and what it came to.
async fn recorded(site: &Site, person: &Person) -> [Option<String>; 2] {
    let passkey = site.passkeys(person).await.remove(0);
    let event = site.events(person).await.remove(0);
    let recorded = [passkey.attestation_format, passkey.attestation_trust];
    assert_eq!([event.attestation_format, event.attestation_trust], recorded);
    recorded
}

fn said(format: &str, trust: &str) -> [Option<String>; 2] {
    [format, trust].map(|word| Some(word.to_owned()))
}

#[tokio::test]
async fn browsers_are_asked_for_attestation_only_where_it_is_looked_at() {
    for (policy, preference) in [
        (AttestationPolicy::Ignore, AttestationConveyancePreference::None),
        (AttestationPolicy::Verify, AttestationConveyancePreference::Direct),
        (AttestationPolicy::RequireTrusted, AttestationConveyancePreference::Direct),
    ] {
        let site = site_demanding(policy).await;
        let started = site.start_registration(&site.register_transaction("ada").await.unwrap()).await;
        assert_eq!(started.unwrap().public_key.attestation, Some(preference), "{policy:?}");
    }
}

#[tokio::test]
async fn a_trusted_attestation_is_recorded_as_such() {
    let site = site_demanding(AttestationPolicy::RequireTrusted).await;
    for (name, attestation, format) in [
        ("ada", Attestation::Packed, "packed"),
        ("bob", Attestation::Tpm, "tpm"),
        ("eve", Attestation::AndroidKey, "android-key"),
        ("kim", Attestation::Apple, "apple"),
    ] {
        let mut person = attested(name, attestation);
        register(&site, &mut person).await.unwrap();
        assert_eq!(recorded(&site, &person).await, said(format, "trusted"));
        site.database.clock.advance_seconds(1);
        site.sign_in(&mut person).await.unwrap();
        assert_eq!(recorded(&site, &person).await, said(format, "trusted"), "a sign-in says so too");
    }
}

#[tokio::test]
async fn what_leads_to_no_trusted_root_is_refused_where_trust_is_required_and_else_recorded() {
    let site = site_without_roots(AttestationPolicy::RequireTrusted).await;
    let mut ada = attested("ada", Attestation::Packed);
    assert_eq!(refusal(register(&site, &mut ada).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["attestation_untrusted"]);
    site.set(|settings| settings.attestation = AttestationPolicy::Verify).await;
    register(&site, &mut ada).await.unwrap();
    assert_eq!(recorded(&site, &ada).await, said("packed", "untrusted"));
}

#[tokio::test]
async fn where_trust_is_required_neither_nothing_nor_a_word_of_ones_own_will_do() {
    let site = site_demanding(AttestationPolicy::RequireTrusted).await;
    for attestation in [Attestation::None, Attestation::PackedSelf] {
        let mut ada = attested("ada", attestation);
        assert_eq!(refusal(register(&site, &mut ada).await), "RegistrationFailed");
    }
    assert_eq!(site.database.broken_rules(), ["attestation_missing", "attestation_missing"]);

    site.set(|settings| settings.attestation = AttestationPolicy::Verify).await;
    for (name, attestation, expected) in [
        ("ada", Attestation::None, said("none", "none")),
        ("bob", Attestation::PackedSelf, said("packed", "self")),
    ] {
        let mut person = attested(name, attestation);
        register(&site, &mut person).await.unwrap();
        assert_eq!(recorded(&site, &person).await, expected);
    }
}

#[tokio::test]
async fn a_forged_statement_is_refused_unless_nobody_looks_at_it() {
    for policy in [AttestationPolicy::Verify, AttestationPolicy::Ignore] {
        let site = site_demanding(policy).await;
        let mut ada = attested("ada", Attestation::Packed);
        let answer = site
            .registration_with(&mut ada, |draft| {
                draft.edit_statement(|statement| {
                    let chain = statement.chain();
                    chain.key = chain.key.other();
                });
            })
            .await;
        let finished = site.finish_registration(answer).await;
        if policy == AttestationPolicy::Verify {
            assert_eq!(refusal(finished), "RegistrationFailed");
            assert_eq!(site.database.broken_rules(), ["attestation_signature_invalid"]);
        } else {
            finished.unwrap();
            assert_eq!(recorded(&site, &ada).await, said("packed", "unverified"));
        }
    }
}

#[tokio::test]
async fn roots_that_are_exchanged_count_from_the_next_finish_on() {
    let site = site_demanding(AttestationPolicy::RequireTrusted).await;
    let (mut ada, mut bob) = (attested("ada", Attestation::Packed), attested("bob", Attestation::Packed));
    let (first, second) = (site.registration(&mut ada).await, site.registration(&mut bob).await);
    site.finish_registration(first).await.unwrap();
    site.flex.set_attestors(Attestors::default());
    assert_eq!(refusal(site.finish_registration(second).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["attestation_untrusted"]);
}

#[tokio::test]
async fn what_was_demanded_of_attestation_at_the_start_is_demanded_at_the_finish() {
    let site = site_demanding(AttestationPolicy::Ignore).await;
    let honest = site.registration(&mut attested("ada", Attestation::None)).await;
    site.set(|settings| settings.attestation = AttestationPolicy::RequireTrusted).await;
    site.finish_registration(honest).await.unwrap();

    let weak = site.registration(&mut attested("bob", Attestation::None)).await;
    site.set(|settings| settings.attestation = AttestationPolicy::Ignore).await;
    assert_eq!(refusal(site.finish_registration(weak).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["attestation_missing"]);
}

#[tokio::test]
async fn models_are_allowed_and_denied_by_the_lists_at_the_finish() {
    let site = site_demanding(AttestationPolicy::Ignore).await;
    let models = |list: &[[u8; 16]]| -> Vec<Aaguid> { list.iter().copied().map(Aaguid::new).collect() };
    for (allowed, denied, model, is_accepted) in [
        (&[][..], &[][..], MODEL, true),
        (&[], &[MODEL], MODEL, false),
        (&[], &[OTHER], MODEL, true),
        (&[MODEL], &[], MODEL, true),
        (&[OTHER], &[], MODEL, false),
        (&[OTHER], &[], [0; 16], false),
        (&[MODEL], &[OTHER], MODEL, true),
    ] {
        let mut ada = Person::with("ada", Authenticator::security_key().aaguid(model));
        let set = async |allowed, denied| {
            let change = |settings: &mut AppSettings| {
                (settings.aaguids_allowed, settings.aaguids_denied) = (models(allowed), models(denied));
            };
            site.set(change).await;
        };
        let answer = site.registration(&mut ada).await;
        set(allowed, denied).await;
        let finished = site.finish_registration(answer).await;
        set(&[], &[]).await;
        if is_accepted {
            finished.unwrap();
        } else {
            assert_eq!(refusal(finished), "RegistrationFailed");
        }
    }
    assert_eq!(site.database.broken_rules(), ["aaguid_not_allowed"; 3]);
}

#[tokio::test]
async fn a_passkey_signs_in_with_every_algorithm_that_an_app_may_offer() {
    let site = site_demanding(AttestationPolicy::Ignore).await;
    let offered = |algorithm: &Algorithm| {
        *algorithm != Algorithm::Rs1
            && passflex_flex::webauthn::Algorithm::from_cose_id(algorithm.cose_id()).is_some()
    };
    for algorithm in Algorithm::ALL.iter().copied().filter(offered) {
        let mut person = Person::with(algorithm.name(), Authenticator::synced().algorithm(algorithm));
        site.set(|settings| settings.algorithms = vec![algorithm.cose_id()]).await;
        site.register(&mut person).await;
        // What is offered to new passkeys does not matter to those that are there.
        site.set(|settings| settings.algorithms = vec![-7]).await;
        site.sign_in(&mut person).await.unwrap();
        assert_eq!(site.passkeys(&person).await[0].algorithm, algorithm.cose_id());
    }
}

/// Ada's passkey was bound to her device and says now that it can be synced. The answer, and the passkey after it.
async fn become_eligible(site: &Site, ada: &mut Person) -> (Result<String>, Passkey) {
    site.database.clock.advance_seconds(1);
    let answer = site.sign_in_answer_with(ada, |draft| draft.authenticator_data.flags |= flags::BE).await;
    let finished = site.finish_sign_in(answer).await;
    (finished, site.passkeys(ada).await.remove(0))
}

#[tokio::test]
async fn a_passkey_that_changes_its_backup_eligibility_is_refused_or_reported_once() {
    let site = site_demanding(AttestationPolicy::Ignore).await;
    let mut ada = Person::with("ada", Authenticator::device_bound());
    site.register(&mut ada).await;
    let (refused, stored) = become_eligible(&site, &mut ada).await;
    assert_eq!(refusal(refused), "WebauthnLoginFailed");
    assert_eq!(stored.backup_eligible, Some(false));
    assert_eq!(site.database.broken_rules(), ["backup_eligibility_changed"]);

    site.set(|settings| settings.backup_eligibility = BackupEligibilityPolicy::Report).await;
    for rule in [Some("backup_eligibility_changed"), None] {
        let (accepted, stored) = become_eligible(&site, &mut ada).await;
        accepted.unwrap();
        assert_eq!(stored.backup_eligible, Some(true));
        let event = site.events(&ada).await.remove(0);
        assert_eq!((event.outcome, event.rule.as_deref()), (EventOutcome::Complete, rule));
        assert_eq!((event.user_present, event.backup_eligible), (Some(true), Some(true)));
        assert_eq!(event.backup_state, Some(false));
    }
}

#[tokio::test]
async fn failures_of_attestation_leave_no_more_events_than_any_others() {
    let site = site_demanding(AttestationPolicy::RequireTrusted).await;
    let answer = site.registration(&mut attested("ada", Attestation::None)).await;
    for _ in 0..3 {
        assert_eq!(refusal(site.finish_registration(answer.clone()).await), "RegistrationFailed");
    }
    assert_eq!(site.database.broken_rules(), ["attestation_missing"], "one a handshake");
    for _ in 0..70 {
        let answer = site.registration(&mut attested("ada", Attestation::None)).await;
        refusal(site.finish_registration(answer).await);
    }
    assert_eq!(site.database.broken_rules().len(), 60, "sixty an app and minute");
}
