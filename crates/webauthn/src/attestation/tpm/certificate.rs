//! What an attestation identity key's certificate has to say (WebAuthn Level 3 section 8.3.1).

use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::oid_registry;
use x509_parser::x509::X509Name;

use crate::attestation::CertificateFault;
use crate::attestation::statement::check_end_entity;
use crate::certificate::Certificate;

const TCG_AT_TPM_MANUFACTURER: Oid<'static> = oid!(2.23.133.2.1);
const TCG_AT_TPM_MODEL: Oid<'static> = oid!(2.23.133.2.2);
const TCG_AT_TPM_VERSION: Oid<'static> = oid!(2.23.133.2.3);
const TCG_KP_AIK_CERTIFICATE: Oid<'static> = oid!(2.23.133.8.3);

/// Section 8.3.1. Whether a manufacturer's number is registered with the TCG is not asked: that a manufacturer may
/// vouch for anything is what the trust anchors say.
pub(super) fn check(aik: &Certificate<'_>) -> Result<(), CertificateFault> {
    check_end_entity(aik)?;
    if aik.subject().iter_attributes().next().is_some() {
        return Err(CertificateFault::Subject);
    }
    if !describes_tpm(aik) {
        return Err(CertificateFault::SubjectAlternativeName);
    }
    if !aik.extended_key_usage().contains(&TCG_KP_AIK_CERTIFICATE) {
        return Err(CertificateFault::ExtendedKeyUsage);
    }
    Ok(())
}

/// TCG EK Credential Profile section 3.2.9: a directory name with the TPM's manufacturer, model and version.
fn describes_tpm(aik: &Certificate<'_>) -> bool {
    let Some(ParsedExtension::SubjectAlternativeName(names)) =
        aik.parsed_extension(&oid_registry::OID_X509_EXT_SUBJECT_ALT_NAME)
    else {
        return false;
    };
    names.general_names.iter().any(|name| match name {
        GeneralName::DirectoryName(name) => {
            is_manufacturer(attribute(name, &TCG_AT_TPM_MANUFACTURER))
                && !attribute(name, &TCG_AT_TPM_MODEL).is_empty()
                && !attribute(name, &TCG_AT_TPM_VERSION).is_empty()
        }
        _ => false,
    })
}

/// TCG EK Credential Profile section 3.1.2: `id:` and the vendor's number in eight hexadecimal digits.
fn is_manufacturer(text: &str) -> bool {
    text.strip_prefix("id:")
        .is_some_and(|number| number.len() == 8 && number.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// The first attribute of this type, or nothing.
fn attribute<'n>(name: &'n X509Name<'_>, oid: &Oid<'_>) -> &'n str {
    name.iter_attributes()
        .find(|attribute| attribute.attr_type() == oid)
        .and_then(|attribute| attribute.as_str().ok())
        .unwrap_or_default()
}
