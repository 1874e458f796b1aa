//! Assertions that verify, and what the verdict says of them.

use crate::support::{Frames, ORIGIN, Record, RelyingParty};
use passflex_authenticator::{Algorithm as Signs, Authenticator, Cbor, flags};
use passflex_webauthn::{
    Algorithm, AuthenticatorAttachment, BackupEligibilityPolicy, Flags, SignCountPolicy, SignCountStatus,
    UserHandleRule, UserVerificationRequirement,
};

#[test]
fn every_algorithm_signs_in() {
    let verified = |signs: &&Signs| Algorithm::from_cose_id(signs.cose_id()).is_some();
    for &algorithm in Signs::ALL.iter().filter(verified) {
        let mut authenticator = Authenticator::synced().algorithm(algorithm);
        let record = Record::of(&mut authenticator);
        let verified = RelyingParty::new().authenticate(&record, &mut authenticator, |_| {});
        assert_eq!(verified.map(|verified| verified.credential_id().to_vec()), Ok(record.credential_id));
    }
}

#[test]
fn the_verdict_says_all_that_the_response_said() {
    let mut authenticator = Authenticator::security_key();
    let record = Record::of(&mut authenticator);
    let verified =
        RelyingParty::new().authenticate(&record, &mut authenticator, |_| {}).expect("it verifies");
    assert_eq!(verified.sign_count(), 1);
    assert_eq!(verified.sign_count_status(), SignCountStatus::Advanced);
    assert_eq!(verified.flags(), Flags::from_bits(flags::UP | flags::UV));
    assert!(verified.user_verified());
    assert!(!verified.backup_eligible());
    assert!(!verified.backup_state());
    assert_eq!(verified.extensions(), None);
    assert_eq!(verified.authenticator_attachment(), Some(AuthenticatorAttachment::CrossPlatform));
    assert_eq!(verified.origin(), ORIGIN);
    assert_eq!(verified.top_origin(), None);
}

#[test]
fn extension_outputs_are_kept() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let verified = RelyingParty::new()
        .authenticate(&record, &mut authenticator, |draft| {
            draft.authenticator_data.flags |= flags::ED;
            draft.authenticator_data.extensions = Some(Cbor::Map(vec![(Cbor::text("x"), Cbor::Bool(true))]));
        })
        .expect("it verifies");
    assert_eq!(verified.extensions(), Some(&b"\xa1\x61x\xf5"[..]));
}

#[test]
fn a_frame_of_a_listed_page_may_sign_in() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let relying_party =
        RelyingParty { frames: Frames::Of(vec!["https://shop.example".to_owned()]), ..RelyingParty::new() };
    let verified = relying_party
        .authenticate(&record, &mut authenticator, |draft| {
            draft.client_data.set("crossOrigin", true);
            draft.client_data.set("topOrigin", "https://shop.example");
        })
        .expect("it verifies");
    assert_eq!(verified.top_origin(), Some("https://shop.example"));
}

#[test]
fn an_optional_user_handle_may_be_absent_or_empty() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let relying_party = RelyingParty { user_handle: UserHandleRule::Optional, ..RelyingParty::new() };
    for user_handle in [None, Some(String::new())] {
        relying_party
            .authenticate(&record, &mut authenticator, |draft| draft.user_handle = user_handle)
            .expect("it verifies");
    }
}

#[test]
fn verification_that_is_only_preferred_may_be_missing() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let relying_party =
        RelyingParty { user_verification: UserVerificationRequirement::Preferred, ..RelyingParty::new() };
    let verified = relying_party
        .authenticate(&record, &mut authenticator.user_verified(false), |_| {})
        .expect("it verifies");
    assert!(!verified.user_verified());
}

#[test]
fn a_record_that_does_not_know_its_backup_eligibility_takes_either() {
    for mut authenticator in [Authenticator::synced(), Authenticator::device_bound()] {
        let known = Record::of(&mut authenticator);
        let imported = Record { backup_eligible: None, ..known.clone() };
        let verified =
            RelyingParty::new().authenticate(&imported, &mut authenticator, |_| {}).expect("it verifies");
        assert_eq!(Some(verified.backup_eligible()), known.backup_eligible);
    }
}

#[test]
fn a_backup_eligibility_that_has_changed_is_accepted_and_reported_where_the_policy_says_so() {
    let reporting =
        RelyingParty { backup_eligibility: BackupEligibilityPolicy::Report, ..RelyingParty::new() };
    let mut authenticator = Authenticator::synced();
    let known = Record::of(&mut authenticator);
    for (recorded, changed) in [(Some(true), false), (Some(false), true), (None, false)] {
        let record = Record { backup_eligible: recorded, ..known.clone() };
        let verified = reporting.authenticate(&record, &mut authenticator, |_| {}).expect("it verifies");
        assert_eq!(verified.backup_eligibility_changed(), changed, "{recorded:?}");
    }
}

#[test]
fn the_counter_is_compared_with_the_record() {
    let cases = [
        (0, 0, SignCountStatus::Unsupported),
        (0, 1, SignCountStatus::Advanced),
        (7, u32::MAX, SignCountStatus::Advanced),
        (7, 7, SignCountStatus::NotAdvanced),
        (7, 6, SignCountStatus::NotAdvanced),
        (7, 0, SignCountStatus::NotAdvanced),
    ];
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let relying_party = RelyingParty { sign_count: SignCountPolicy::Report, ..RelyingParty::new() };
    for (recorded, received, status) in cases {
        let record = Record { sign_count: recorded, ..record.clone() };
        let verified = relying_party
            .authenticate(&record, &mut authenticator, |draft| draft.authenticator_data.sign_count = received)
            .expect("it verifies");
        assert_eq!((verified.sign_count(), verified.sign_count_status()), (received, status));
    }
}
