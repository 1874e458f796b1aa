//! Sections 6.1, 6.5.1 and 7.1 steps 13 to 17 and 25: the authenticator data of a registration.

use passflex_authenticator::{Attestation, Cbor, flags};

use super::{RegistrationRow, refused};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let none = |id, error| refused(id, Attestation::None, error);
    let malformed = |id| none(id, "AuthenticatorDataMalformed");
    vec![
        none("authenticator-data/other-rp-id", "RpIdHashMismatch")
            .draft(|draft| draft.authenticator_data.set_rp_id("login.example.org")),
        none("authenticator-data/user-not-present", "UserNotPresent")
            .draft(|draft| draft.authenticator_data.flags &= !flags::UP),
        none("authenticator-data/user-not-verified", "UserNotVerified")
            .draft(|draft| draft.authenticator_data.flags &= !flags::UV),
        none("authenticator-data/backed-up-but-not-eligible", "BackupFlagsInvalid")
            .draft(|draft| draft.authenticator_data.flags |= flags::BS),
        none("authenticator-data/nothing-attested", "AttestedCredentialDataMissing").draft(|draft| {
            draft.authenticator_data.flags &= !flags::AT;
            draft.authenticator_data.attested = None;
        }),
        none("authenticator-data/attested-without-flag", "AttestedCredentialDataMissing")
            .draft(|draft| draft.authenticator_data.flags &= !flags::AT),
        malformed("authenticator-data/flag-without-attested")
            .draft(|draft| draft.authenticator_data.attested = None),
        malformed("authenticator-data/flag-without-extensions")
            .draft(|draft| draft.authenticator_data.flags |= flags::ED),
        malformed("authenticator-data/extensions-without-flag").draft(|draft| {
            draft.authenticator_data.extensions =
                Some(Cbor::Map(vec![(Cbor::text("credProtect"), Cbor::Int(2))]));
        }),
        malformed("authenticator-data/extensions-not-a-map").draft(|draft| {
            draft.authenticator_data.flags |= flags::ED;
            draft.authenticator_data.extensions = Some(Cbor::Array(Vec::new()));
        }),
        none("authenticator-data/extension-twice", "CborDuplicateKey").draft(|draft| {
            draft.authenticator_data.flags |= flags::ED;
            let entry = (Cbor::text("credProtect"), Cbor::Int(2));
            draft.authenticator_data.extensions = Some(Cbor::Map(vec![entry.clone(), entry]));
        }),
        malformed("authenticator-data/trailing").draft(|draft| draft.authenticator_data.trailing.push(0)),
        malformed("authenticator-data/cut-short").object(|object| {
            object.set(Cbor::text("authData"), Cbor::Bytes(vec![0x41; 36]));
        }),
        malformed("authenticator-data/empty").object(|object| {
            object.set(Cbor::text("authData"), Cbor::Bytes(Vec::new()));
        }),
        none("authenticator-data/credential-id-empty", "CredentialIdInvalid").draft(|draft| {
            draft.attested().credential_id.clear();
        }),
        none("authenticator-data/credential-id-too-long", "CredentialIdTooLong").draft(|draft| {
            draft.attested().credential_id = vec![7; 1024];
        }),
        none("authenticator-data/other-credential-id", "CredentialIdMismatch").draft(|draft| {
            draft.attested().credential_id[0] ^= 1;
        }),
    ]
}
