//! Ceremonies that verify, one of each statement format, made once; and how to put other bytes into them.

#[path = "../../ceremonies/support.rs"]
#[allow(dead_code, reason = "the tests of ceremonies use the rest")]
pub(crate) mod support;

use std::sync::LazyLock;

use minicbor::Decoder;
use passflex_authenticator::{Algorithm, Attestation, Authenticator, Cbor, attestation_root};
use passflex_webauthn::{
    AttestationPolicy, AttestationTrust, AuthenticationResponse, AuthenticatorData, RegistrationError,
    RegistrationResponse, TrustAnchor, VerifiedRegistration,
};

use support::{
    ORIGIN, Record, RelyingParty, creation_options, decode_authentication, decode_registration,
    request_options,
};

/// A registration and an assertion with its credential, as they were sent, decoded and stored.
pub(crate) struct Ceremony {
    pub(crate) name: &'static str,
    pub(crate) registration_json: String,
    pub(crate) registration: RegistrationResponse,
    pub(crate) verified: VerifiedRegistration,
    pub(crate) record: Record,
    pub(crate) assertion_json: String,
    pub(crate) assertion: AuthenticationResponse,
}

/// One of each format, and of `none` and self attestation one of each kind of key.
pub(crate) static ALL: LazyLock<Vec<Ceremony>> = LazyLock::new(|| {
    let compound = Attestation::Compound(vec![Attestation::Packed, Attestation::Apple]);
    [
        ("none", Algorithm::Es256, Attestation::None),
        ("none, EdDSA", Algorithm::EdDsa, Attestation::None),
        ("none, RS256", Algorithm::Rs256, Attestation::None),
        ("packed, self", Algorithm::Es256, Attestation::PackedSelf),
        ("packed, self, EdDSA", Algorithm::EdDsa, Attestation::PackedSelf),
        ("packed, self, RS256", Algorithm::Rs256, Attestation::PackedSelf),
        ("packed", Algorithm::Es256, Attestation::Packed),
        ("tpm", Algorithm::Rs256, Attestation::Tpm),
        ("android-key", Algorithm::Es256, Attestation::AndroidKey),
        ("android-safetynet", Algorithm::Es256, Attestation::AndroidSafetynet),
        ("fido-u2f", Algorithm::Es256, Attestation::FidoU2f),
        ("apple", Algorithm::Es256, Attestation::Apple),
        ("compound", Algorithm::Es256, compound),
    ]
    .map(|(name, algorithm, attestation)| Ceremony::new(name, algorithm, attestation))
    .into()
});

/// Those whose statement has certificates.
pub(crate) fn attested() -> impl Iterator<Item = &'static Ceremony> {
    ALL.iter().filter(|ceremony| ceremony.is_attested())
}

/// The ceremony of this name.
pub(crate) fn named(name: &str) -> &'static Ceremony {
    ALL.iter().find(|ceremony| ceremony.name == name).expect("there is a ceremony of this name")
}

/// A relying party that verifies every attestation, and trusts the software authenticator's.
pub(crate) fn relying_party() -> RelyingParty {
    let root = TrustAnchor::from_der(attestation_root()).expect("the root is a certificate");
    RelyingParty { anchors: vec![root], ..RelyingParty::new() }
}

/// The same, and it takes no others.
pub(crate) fn strict_relying_party() -> RelyingParty {
    RelyingParty { attestation: AttestationPolicy::RequireTrusted, ..relying_party() }
}

impl Ceremony {
    fn new(name: &'static str, algorithm: Algorithm, attestation: Attestation) -> Self {
        let mut authenticator = Authenticator::synced().algorithm(algorithm).attestation(attestation);
        let registration_json = authenticator.register(&creation_options(), ORIGIN);
        let registration = decode_registration(registration_json.clone());
        let verified = relying_party().verify_registration(&registration).expect("it verifies");
        let assertion_json = authenticator.authenticate(&request_options(), ORIGIN);
        Self {
            name,
            registration_json: registration_json.to_string(),
            record: Record::from(&verified),
            registration,
            verified,
            assertion: decode_authentication(assertion_json.clone()),
            assertion_json: assertion_json.to_string(),
        }
    }

    /// Whether certificates vouch for the credential.
    pub(crate) fn is_attested(&self) -> bool {
        self.verified.attestation_trust() == AttestationTrust::Trusted
    }

    /// Its registration with this attestation object, the credential's id being the one in there.
    pub(crate) fn with_object(&self, object: Vec<u8>) -> RegistrationResponse {
        let credential_id = authenticator_data(&object)
            .and_then(|data| AuthenticatorData::parse(data).ok()?.attested_credential_data)
            .map(|attested| attested.credential_id.to_vec());
        RegistrationResponse {
            credential_id: credential_id.unwrap_or_default(),
            attestation_object: object,
            ..self.registration.clone()
        }
    }

    /// Its registration with another certificate in the place of one that it has.
    pub(crate) fn with_certificate(&self, index: usize, der: &[u8]) -> RegistrationResponse {
        let object = &self.registration.attestation_object;
        let original = Cbor::Bytes(self.verified.trust_path()[index].clone()).encode();
        let at = object.windows(original.len()).position(|window| window == original);
        let (before, rest) = object.split_at(at.expect("the certificate is in the object"));
        let replacement = Cbor::Bytes(der.to_vec()).encode();
        self.with_object([before, &replacement, &rest[original.len()..]].concat())
    }
}

/// The authenticator data of an attestation object, if there is any.
pub(crate) fn authenticator_data(object: &[u8]) -> Option<&[u8]> {
    let mut decoder = Decoder::new(object);
    for _ in 0..decoder.map().ok()?? {
        if decoder.str().ok()? == "authData" {
            return decoder.bytes().ok();
        }
        decoder.skip().ok()?;
    }
    None
}

/// The attestation object of the format `none` with this authenticator data.
pub(crate) fn unattested_object(authenticator_data: &[u8]) -> Vec<u8> {
    Cbor::Map(vec![
        (Cbor::text("fmt"), Cbor::text("none")),
        (Cbor::text("attStmt"), Cbor::Map(Vec::new())),
        (Cbor::text("authData"), Cbor::Bytes(authenticator_data.to_vec())),
    ])
    .encode()
}

/// Checks that a registration that is trusted says no more than what one of the ceremonies' authenticators signed.
pub(crate) fn check_what_is_trusted(outcome: &Result<VerifiedRegistration, RegistrationError>) {
    if let Ok(verified) = outcome
        && verified.attestation_trust() == AttestationTrust::Trusted
    {
        assert!(
            attested().any(|ceremony| says_the_same(&ceremony.verified, verified)),
            "nobody attested this: {verified:?}"
        );
    }
}

/// Whether two registrations agree in everything that the statement is about. A U2F authenticator signs neither flags
/// nor counter, extensions or AAGUID.
pub(crate) fn says_the_same(one: &VerifiedRegistration, other: &VerifiedRegistration) -> bool {
    let same_credential = one.credential_id() == other.credential_id()
        && numbers(one.public_key()) == numbers(other.public_key());
    let same_data = (one.flags(), one.sign_count(), one.aaguid(), one.extensions())
        == (other.flags(), other.sign_count(), other.aaguid(), other.extensions());
    same_credential && (same_data || one.attestation_format() == "fido-u2f")
}

/// The numbers of a COSE key, whatever forms its integers have.
pub(crate) fn numbers(cose: &[u8]) -> Vec<&[u8]> {
    let mut decoder = Decoder::new(cose);
    let entries = decoder.map().expect("a key is a map").expect("its length is definite");
    let values = (0..entries).filter_map(|_| {
        decoder.skip().expect("a map has keys");
        let number = decoder.probe().bytes().ok();
        decoder.skip().expect("a map has values");
        number
    });
    values.collect()
}
