//! The format `android-key` (WebAuthn Level 3 section 8.4).

use x509_parser::asn1_rs::{Any, Class, FromDer, Integer, Oid, Tag, oid};

use super::StatementFault;
use super::statement::{
    AttestationType, Conveyed, Statement, VerificationInputs, attestation_certificate, check_same_key,
    check_signature, vouched_for,
};
use crate::certificate::Certificate;
use crate::error::RegistrationError;

/// Where the key store describes the key.
const KEY_DESCRIPTION: Oid<'static> = oid!(1.3.6.1.4.1.11129.2.1.17);
/// The context tags of an `AuthorizationList`.
const PURPOSE: u32 = 1;
const ALL_APPLICATIONS: u32 = 600;
const ORIGIN: u32 = 702;
const KM_PURPOSE_SIGN: u32 = 2;
const KM_ORIGIN_GENERATED: u32 = 0;

/// The verification procedure of section 8.4.
pub(super) fn verify(
    statement: &Statement<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Conveyed, RegistrationError> {
    // The statement has the format's syntax.
    let algorithm = statement.algorithm()?;
    let signature = statement.bytes("sig")?;
    let certificates = statement.certificates()?;
    let certificate = attestation_certificate(&certificates)?;
    // The certificate's key signed, and it is the credential's.
    check_signature(&certificate, algorithm, inputs.signed, signature)?;
    check_same_key(&certificate, inputs.credential_key)?;
    // The certificate's description of the key is of this ceremony, and of a key that will do.
    let description = KeyDescription::of(&certificate).ok_or(StatementFault::AndroidKeyDescription)?;
    if description.attestation_challenge != inputs.client_data_hash {
        return Err(StatementFault::AndroidChallenge.into());
    }
    description.check_authorizations()?;
    Ok(vouched_for(AttestationType::Basic, inputs.credential.aaguid, &certificates))
}

/// The parts of a `KeyDescription` that decide something.
#[derive(Debug, PartialEq, Eq)]
struct KeyDescription<'c> {
    attestation_challenge: &'c [u8],
    software_enforced: AuthorizationList,
    tee_enforced: AuthorizationList,
}

/// The parts of an `AuthorizationList` that decide something.
#[derive(Debug, Default, PartialEq, Eq)]
struct AuthorizationList {
    purposes: Vec<u32>,
    all_applications: bool,
    origin: Option<u32>,
}

impl<'c> KeyDescription<'c> {
    fn of(certificate: &Certificate<'c>) -> Option<Self> {
        let mut fields = elements(contents(certificate.extension(&KEY_DESCRIPTION)?.value, Tag::Sequence)?);
        let mut next = || fields.next()?;
        // `attestationVersion`, `attestationSecurityLevel`, `keymasterVersion` and `keymasterSecurityLevel`.
        for _ in 0..4 {
            next()?;
        }
        let attestation_challenge = next().filter(|field| field.tag() == Tag::OctetString)?;
        let _unique_id = next()?;
        Some(Self {
            attestation_challenge: attestation_challenge.data,
            software_enforced: AuthorizationList::parse(&next()?)?,
            tee_enforced: AuthorizationList::parse(&next()?)?,
        })
    }

    /// The union of both lists decides, as the specification has it for relying parties that also accept keys outside
    /// a trusted execution environment: which environments may vouch is what the trust anchors say. A list that does
    /// not mention an origin or purpose is no objection; the specification's own example mentions neither.
    fn check_authorizations(&self) -> Result<(), StatementFault> {
        let lists = [&self.software_enforced, &self.tee_enforced];
        if lists.iter().any(|list| list.all_applications) {
            return Err(StatementFault::AndroidAllApplications);
        }
        if lists.iter().filter_map(|list| list.origin).any(|origin| origin != KM_ORIGIN_GENERATED) {
            return Err(StatementFault::AndroidOrigin);
        }
        if lists.iter().flat_map(|list| &list.purposes).any(|purpose| *purpose != KM_PURPOSE_SIGN) {
            return Err(StatementFault::AndroidPurpose);
        }
        Ok(())
    }
}

impl AuthorizationList {
    fn parse(list: &Any<'_>) -> Option<Self> {
        let mut parsed = Self::default();
        if list.tag() != Tag::Sequence {
            return None;
        }
        for element in elements(list.data) {
            let element = element?;
            if element.class() != Class::ContextSpecific {
                return None;
            }
            match element.tag().0 {
                PURPOSE => {
                    for purpose in elements(contents(element.data, Tag::Set)?) {
                        parsed.purposes.push(integer(purpose?)?);
                    }
                }
                ALL_APPLICATIONS => parsed.all_applications = true,
                ORIGIN => parsed.origin = Some(integer(whole(element.data)?)?),
                _ => {}
            }
        }
        Some(parsed)
    }
}

/// The contents of a value of this type that takes all of `der`.
fn contents(der: &[u8], tag: Tag) -> Option<&[u8]> {
    whole(der).filter(|value| value.tag() == tag).map(|value| value.data)
}

/// The value that takes all of `der`.
fn whole(der: &[u8]) -> Option<Any<'_>> {
    match Any::from_der(der) {
        Ok(([], value)) => Some(value),
        _ => None,
    }
}

/// The elements of a constructed value's contents; `None` where one is malformed, and then nothing more.
fn elements(mut contents: &[u8]) -> impl Iterator<Item = Option<Any<'_>>> {
    std::iter::from_fn(move || {
        if contents.is_empty() {
            return None;
        }
        let parsed = Any::from_der(contents).ok();
        contents = parsed.as_ref().map_or(&[], |(rest, _)| rest);
        Some(parsed.map(|(_, element)| element))
    })
}

fn integer(any: Any<'_>) -> Option<u32> {
    Integer::try_from(any).ok()?.as_u32().ok()
}
