//! What is demanded of attestation, and what a registration says of it.

use crate::support::{NOW, ORIGIN, RelyingParty, creation_options, decode_registration};
use passflex_authenticator::{Attestation, Authenticator, Statement, attestation_root};
use passflex_webauthn::RegistrationError as E;
use passflex_webauthn::{
    Aaguid, AttestationPolicy, AttestationTrust, AttestationType, ChainError, StatementFault, TrustAnchor,
    TrustAnchorError, VerifiedRegistration,
};

const MODEL: [u8; 16] = [7; 16];

/// Every format with certificates, its attestation type, and whether it can be about a model.
const CERTIFIED: [(Attestation, &str, AttestationType, [u8; 16]); 6] = [
    (Attestation::Packed, "packed", AttestationType::Basic, MODEL),
    (Attestation::Tpm, "tpm", AttestationType::AttCa, MODEL),
    (Attestation::AndroidKey, "android-key", AttestationType::Basic, MODEL),
    (Attestation::AndroidSafetynet, "android-safetynet", AttestationType::Basic, MODEL),
    (Attestation::Apple, "apple", AttestationType::AnonCa, MODEL),
    (Attestation::FidoU2f, "fido-u2f", AttestationType::Basic, [0; 16]),
];

fn register(
    relying_party: &RelyingParty,
    attestation: Attestation,
    aaguid: [u8; 16],
) -> Result<VerifiedRegistration, E> {
    let mut authenticator = Authenticator::device_bound().attestation(attestation).aaguid(aaguid);
    relying_party.register(&mut authenticator, |_| {})
}

fn trusting(policy: AttestationPolicy) -> RelyingParty {
    let root = TrustAnchor::from_der(attestation_root()).expect("the root is a certificate");
    RelyingParty { attestation: policy, anchors: vec![root], ..RelyingParty::new() }
}

#[test]
fn every_format_that_leads_to_a_trust_anchor_is_trusted() {
    for (attestation, format, attestation_type, aaguid) in CERTIFIED {
        let verified = register(&trusting(AttestationPolicy::RequireTrusted), attestation, aaguid)
            .unwrap_or_else(|error| panic!("{format}: {error}"));
        assert_eq!(verified.attestation_format(), format);
        assert_eq!(verified.attestation_type(), attestation_type, "{format}");
        assert_eq!(verified.attestation_trust(), AttestationTrust::Trusted, "{format}");
        assert_eq!(verified.aaguid(), Aaguid::new(aaguid), "{format}");
        assert_eq!(verified.trust_path().len(), if format == "fido-u2f" { 1 } else { 2 }, "{format}");
        assert_eq!(verified.authenticator_status(), None, "{format}: there is no metadata");
    }
}

#[test]
fn without_a_trust_anchor_a_statement_is_verified_and_not_trusted() {
    for (attestation, format, attestation_type, aaguid) in CERTIFIED {
        let untrusting = RelyingParty::new();
        let verified = register(&untrusting, attestation.clone(), aaguid).expect(format);
        assert_eq!(verified.attestation_type(), attestation_type, "{format}");
        assert_eq!(
            verified.attestation_trust(),
            AttestationTrust::Untrusted(ChainError::NoTrustAnchor),
            "{format}"
        );

        let demanding =
            RelyingParty { attestation: AttestationPolicy::RequireTrusted, ..RelyingParty::new() };
        let refused = register(&demanding, attestation, aaguid);
        assert_eq!(refused, Err(E::AttestationUntrusted(ChainError::NoTrustAnchor)), "{format}");
    }
}

#[test]
fn nobody_vouches_for_an_authenticator_without_certificates() {
    for (attestation, attestation_type) in [
        (Attestation::None, AttestationType::None),
        (Attestation::PackedSelf, AttestationType::SelfAttestation),
    ] {
        let verified = register(&trusting(AttestationPolicy::Verify), attestation.clone(), MODEL)
            .expect("it need not be trusted");
        assert_eq!(verified.attestation_type(), attestation_type);
        assert_eq!(verified.attestation_trust(), AttestationTrust::NotAttested);
        assert_eq!(verified.trust_path(), <[Vec<u8>; 0]>::default());

        let refused = register(&trusting(AttestationPolicy::RequireTrusted), attestation, MODEL);
        assert_eq!(refused, Err(E::AttestationMissing));
    }
}

#[test]
fn what_is_not_asked_for_is_not_trusted_either() {
    for (attestation, format, _, aaguid) in CERTIFIED {
        let verified = register(&trusting(AttestationPolicy::Ignore), attestation, aaguid)
            .expect("nothing is looked at");
        assert_eq!(verified.attestation_format(), format);
        assert_eq!(verified.attestation_type(), AttestationType::Unverified, "{format}");
        assert_eq!(verified.attestation_trust(), AttestationTrust::NotAttested, "{format}");
    }
}

#[test]
fn an_unknown_format_is_refused_where_statements_are_verified() {
    for name in ["of-the-future", "Packed", "none "] {
        let statement = passflex_authenticator::Cbor::Map(Vec::new());
        let attestation = Attestation::Other(name.to_owned(), statement);
        let refused = register(&RelyingParty::new(), attestation, MODEL).map(drop);
        let expected =
            if name.ends_with(' ') { E::AttestationObjectMalformed } else { E::AttestationFormatUnknown };
        assert_eq!(refused, Err(expected), "{name}");
    }
}

#[test]
fn of_several_statements_one_that_is_trusted_is_enough() {
    let both = |parts: [Attestation; 2]| Attestation::Compound(parts.to_vec());
    let demanding = trusting(AttestationPolicy::RequireTrusted);
    for parts in [[Attestation::PackedSelf, Attestation::Tpm], [Attestation::Tpm, Attestation::PackedSelf]] {
        let verified = register(&demanding, both(parts), MODEL).expect("it verifies");
        assert_eq!(verified.attestation_format(), "compound");
        assert_eq!(verified.attestation_type(), AttestationType::AttCa);
        assert_eq!(verified.attestation_trust(), AttestationTrust::Trusted);
    }
    let refused = register(&demanding, both([Attestation::PackedSelf, Attestation::None]), MODEL);
    assert_eq!(refused, Err(E::AttestationMissing));
}

#[test]
fn of_several_statements_every_one_has_to_verify() {
    let mut authenticator = Authenticator::device_bound()
        .attestation(Attestation::Compound(vec![Attestation::Packed, Attestation::Tpm]));
    let refused = trusting(AttestationPolicy::RequireTrusted).register(&mut authenticator, |draft| {
        draft.edit_statement(|statement| statement.compound()[1].tpm().cert_info.magic = 0);
    });
    assert_eq!(refused, Err(E::AttestationStatementInvalid(StatementFault::TpmMagic)));
}

#[test]
fn several_statements_are_at_least_two_and_not_nested() {
    let none = || Attestation::Compound(Vec::new());
    let nested = Attestation::Compound(vec![Attestation::PackedSelf; 2]);
    let cases = [
        ("none", none()),
        ("one", Attestation::Compound(vec![Attestation::PackedSelf])),
        ("five", Attestation::Compound(vec![Attestation::PackedSelf; 5])),
        ("one within another", Attestation::Compound(vec![Attestation::PackedSelf, nested])),
    ];
    for (what, attestation) in cases {
        let refused = register(&RelyingParty::new(), attestation, MODEL);
        assert_eq!(refused, Err(E::AttestationStatementInvalid(StatementFault::Syntax)), "{what}");
    }
}

#[test]
fn an_attestation_certificate_may_itself_be_the_trust_anchor() {
    let answer =
        Authenticator::security_key().attestation(Attestation::Packed).register(&creation_options(), ORIGIN);
    let response = decode_registration(answer);
    let verified = RelyingParty::new().verify_registration(&response).expect("it verifies");
    let trusting_leaf = RelyingParty {
        attestation: AttestationPolicy::RequireTrusted,
        anchors: vec![TrustAnchor::from_der(verified.trust_path()[0].clone()).expect("it is a certificate")],
        ..RelyingParty::new()
    };
    let trust = trusting_leaf.verify_registration(&response).map(|verified| verified.attestation_trust());
    assert_eq!(trust, Ok(AttestationTrust::Trusted));
}

#[test]
fn only_models_that_the_relying_party_accepts_are_registered() {
    let (one, other) = (Aaguid::new([1; 16]), Aaguid::new([2; 16]));
    let accepts = |allow: &[Aaguid], deny: &[Aaguid]| {
        let relying_party = RelyingParty {
            allowed_aaguids: allow.to_vec(),
            denied_aaguids: deny.to_vec(),
            ..RelyingParty::new()
        };
        register(&relying_party, Attestation::PackedSelf, [1; 16]).map(drop)
    };
    assert_eq!(accepts(&[], &[]), Ok(()));
    assert_eq!(accepts(&[other, one], &[]), Ok(()));
    assert_eq!(accepts(&[other], &[]), Err(E::AaguidNotAllowed));
    assert_eq!(accepts(&[], &[other]), Ok(()));
    assert_eq!(accepts(&[], &[one]), Err(E::AaguidNotAllowed));
    assert_eq!(accepts(&[one], &[one]), Err(E::AaguidNotAllowed));
}

#[test]
fn a_u2f_authenticator_is_of_no_model_whatever_its_data_says() {
    let allowing = RelyingParty {
        allowed_aaguids: vec![Aaguid::new(MODEL)],
        ..trusting(AttestationPolicy::RequireTrusted)
    };
    assert_eq!(register(&allowing, Attestation::Packed, MODEL).map(drop), Ok(()));
    assert_eq!(register(&allowing, Attestation::FidoU2f, MODEL).map(drop), Err(E::AaguidNotAllowed));
}

#[test]
fn a_trust_anchor_is_one_certificate() {
    let root = attestation_root();
    assert_eq!(TrustAnchor::from_der(root.clone()).map(|anchor| anchor.as_der().to_vec()), Ok(root.clone()));
    for bad in [Vec::new(), root[1..].to_vec(), [&root[..], &[0]].concat()] {
        assert_eq!(TrustAnchor::from_der(bad), Err(TrustAnchorError));
    }
}

/// Registers with a packed statement whose certificates are changed before they are signed, at this time.
fn chain(now: i64, edit: impl FnOnce(&mut Statement) + 'static) -> Result<(), E> {
    let mut authenticator = Authenticator::security_key().attestation(Attestation::Packed).aaguid(MODEL);
    let relying_party = RelyingParty { now, ..trusting(AttestationPolicy::RequireTrusted) };
    relying_party.register(&mut authenticator, |draft| draft.edit_statement(edit)).map(drop)
}

mod path {
    use super::{
        Attestation, AttestationPolicy, Authenticator, ChainError, E, NOW, RelyingParty, TrustAnchor, chain,
    };
    use passflex_authenticator::{Certificate, Extension, Statement, oid};

    type CertificateEdit = fn(&mut Certificate);

    const DAY: i64 = 86_400;
    /// The day on which every certificate begins to be valid, and the moment at which the last of its validity ends.
    const FIRST: i64 = 1_767_225_600;

    fn refused(error: ChainError) -> Result<(), E> {
        Err(E::AttestationUntrusted(error))
    }

    #[test]
    fn it_may_end_below_the_root_at_once_or_bring_the_root_along() {
        assert_eq!(chain(NOW, |statement| statement.chain().remove_intermediate()), Ok(()));
        assert_eq!(chain(NOW, |statement| statement.chain().certificates.push(Certificate::root())), Ok(()));
    }

    #[test]
    fn every_certificate_of_it_is_valid_at_the_time() {
        assert_eq!(chain(FIRST, |_| {}), Ok(()));
        assert_eq!(chain(FIRST - 1, |_| {}), refused(ChainError::NotValidNow));
        let spring = NOW - 60 * DAY;
        let ended: CertificateEdit = |certificate| certificate.not_after = (2026, 5, 1);
        let to_come: CertificateEdit = |certificate| certificate.not_before = (2026, 7, 1);
        for (edit, time) in [(ended, NOW), (to_come, spring)] {
            assert_eq!(chain(time, move |s| edit(s.chain().leaf())), refused(ChainError::NotValidNow));
            assert_eq!(
                chain(time, move |s| edit(s.chain().intermediate())),
                refused(ChainError::NotValidNow)
            );
        }
    }

    #[test]
    fn every_certificate_of_it_was_issued_by_the_next() {
        type Edit = fn(&mut Statement);
        let cases: [(&str, Edit, ChainError); 5] = [
            (
                "another issuer's name",
                |s| s.chain().leaf().issuer[0].1 = "ZZ".to_owned(),
                ChainError::NotIssuedByNext,
            ),
            (
                "another key than the issuer's",
                |s| s.chain().leaf().signer = s.chain().leaf().signer.other(),
                ChainError::NotIssuedByNext,
            ),
            ("no intermediate", |s| s.chain().certificates.truncate(1), ChainError::NoTrustAnchor),
            (
                "an intermediate of nobody's",
                |s| s.chain().intermediate().signer = s.chain().intermediate().signer.other(),
                ChainError::NoTrustAnchor,
            ),
            (
                "the wrong order",
                |s| {
                    let intermediate = s.chain().certificates.remove(1);
                    s.chain().certificates.extend([Certificate::root(), intermediate]);
                },
                ChainError::NotIssuedByNext,
            ),
        ];
        for (what, edit, error) in cases {
            assert_eq!(chain(NOW, edit), refused(error), "{what}");
        }
    }

    #[test]
    fn every_issuer_of_it_is_an_authority() {
        let not_an_authority = refused(ChainError::NotAnAuthority);
        let edit_intermediate =
            |edit: fn(&mut Certificate)| chain(NOW, move |s| edit(s.chain().intermediate()));
        assert_eq!(
            edit_intermediate(|ca| ca.remove_extension(oid::BASIC_CONSTRAINTS)),
            not_an_authority,
            "no basic constraints"
        );
        assert_eq!(
            edit_intermediate(
                |ca| *ca.extension(oid::BASIC_CONSTRAINTS) = Extension::basic_constraints(false)
            ),
            not_an_authority,
            "an end entity"
        );
        // KeyUsage: digitalSignature alone.
        assert_eq!(
            edit_intermediate(|ca| ca.extension(oid::KEY_USAGE).value = vec![0x03, 0x02, 0x07, 0x80]),
            not_an_authority,
            "a key for other uses"
        );
        assert_eq!(
            edit_intermediate(|ca| {
                ca.version = 1;
                ca.extensions.clear();
            }),
            not_an_authority,
            "a certificate that cannot say"
        );
    }

    #[test]
    fn an_authority_issues_no_deeper_than_it_may() {
        // BasicConstraints { cA TRUE, pathLenConstraint 0 }.
        let last = || Extension {
            oid: oid::BASIC_CONSTRAINTS,
            critical: true,
            value: vec![0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00],
        };
        let of_intermediate = move |s: &mut Statement| {
            *s.chain().intermediate().extension(oid::BASIC_CONSTRAINTS) = last();
        };
        assert_eq!(chain(NOW, of_intermediate), Ok(()));
        // The same below it: the intermediate's own issuer may no longer issue authorities.
        let of_its_issuer = move |s: &mut Statement| {
            let mut upper = s.chain().intermediate().clone();
            *upper.extension(oid::BASIC_CONSTRAINTS) = last();
            s.chain().intermediate().issuer = upper.subject.clone();
            s.chain().intermediate().signer = s.chain().leaf().signer.clone();
            s.chain().certificates.push(upper);
        };
        assert_eq!(chain(NOW, of_its_issuer), refused(ChainError::NotAnAuthority));
    }

    /// Registers below this root.
    fn below(root: &Certificate) -> Result<(), E> {
        let relying_party = RelyingParty {
            attestation: AttestationPolicy::RequireTrusted,
            anchors: vec![TrustAnchor::from_der(root.encode()).expect("it is a certificate")],
            ..RelyingParty::new()
        };
        let mut authenticator = Authenticator::security_key().attestation(Attestation::Packed);
        relying_party.register(&mut authenticator, |_| {}).map(drop)
    }

    #[test]
    fn its_anchor_is_an_authority_as_far_as_it_can_say() {
        let mut root = Certificate::root();
        assert_eq!(below(&root), Ok(()));
        *root.extension(oid::BASIC_CONSTRAINTS) = Extension::basic_constraints(false);
        assert_eq!(below(&root), refused(ChainError::NoTrustAnchor), "an end entity");
        // pathLenConstraint 0, and there is an intermediate.
        root.extension(oid::BASIC_CONSTRAINTS).value = vec![0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00];
        assert_eq!(below(&root), refused(ChainError::NoTrustAnchor), "too far up");
        root.version = 1;
        root.extensions.clear();
        assert_eq!(below(&root), Ok(()), "of a version that cannot say");
    }

    #[test]
    fn its_anchors_own_validity_is_not_asked() {
        let root = Certificate { not_after: (2026, 5, 1), ..Certificate::root() };
        assert_eq!(below(&root), Ok(()));
    }

    #[test]
    fn a_critical_extension_that_nobody_reads_ends_it() {
        let unread = |critical| Extension { oid: &[2, 5, 29, 30], critical, value: vec![0x30, 0x00] };
        assert_eq!(chain(NOW, move |s| s.chain().leaf().extensions.push(unread(false))), Ok(()));
        for critical in [
            chain(NOW, move |s| s.chain().leaf().extensions.push(unread(true))),
            chain(NOW, move |s| s.chain().intermediate().extensions.push(unread(true))),
        ] {
            assert_eq!(critical, refused(ChainError::CriticalExtension));
        }
        let policies = || Extension { oid: &[2, 5, 29, 32], critical: true, value: vec![0x30, 0x00] };
        assert_eq!(chain(NOW, move |s| s.chain().leaf().extensions.push(policies())), Ok(()));
    }

    #[test]
    fn it_is_no_longer_than_statements_are() {
        let fill = |count| {
            move |s: &mut Statement| {
                let intermediate = s.chain().intermediate().clone();
                s.chain().certificates.resize(count, intermediate);
            }
        };
        // What follows the trust anchor's own certificate is not looked at.
        assert_eq!(chain(NOW, fill(10)), Ok(()));
        assert_eq!(
            chain(NOW, fill(11)),
            Err(E::AttestationStatementInvalid(passflex_webauthn::StatementFault::Syntax))
        );
    }
}

#[test]
fn only_a_tpm_may_attest_by_sha_1() {
    use passflex_authenticator::{Algorithm as Signs, SigningKey};
    for (attestation, outcome) in [
        (Attestation::Tpm, Ok(())),
        (Attestation::Packed, Err(E::AttestationStatementInvalid(StatementFault::Algorithm))),
    ] {
        let mut authenticator = Authenticator::device_bound().attestation(attestation.clone());
        let registered = RelyingParty::new().register(&mut authenticator, |draft| {
            draft.edit_statement(|statement| {
                statement.chain().set_key(SigningKey::from_seed(Signs::Rs1, [7; 32]));
            });
        });
        assert_eq!(registered.map(drop), outcome, "{attestation:?}");
    }
}
