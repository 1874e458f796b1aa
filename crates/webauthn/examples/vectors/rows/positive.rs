//! What is right: every format, every algorithm, and liberties that the specification leaves.

use passflex_authenticator::{
    Algorithm, Attestation, AuthorizationList, Cbor, Certificate, Extension, Parameters, SigningKey, flags,
    oid,
};
use serde_json::json;

use super::{AssertionRow, RegistrationRow, accepted, assertion};

pub(super) fn registrations() -> Vec<RegistrationRow> {
    let every = |name: &str, attestation: &Attestation| {
        let row = |&algorithm: &Algorithm| {
            accepted(format!("{name}/{}", algorithm.name()), attestation.clone(), algorithm)
        };
        Algorithm::ALL.iter().map(row).collect::<Vec<_>>()
    };
    let mut rows = every("none", &Attestation::None);
    rows.extend(every("packed-self", &Attestation::PackedSelf));
    rows.extend(formats());
    rows.extend(liberties());
    rows
}

fn formats() -> Vec<RegistrationRow> {
    let es256 = |id, attestation| accepted(id, attestation, Algorithm::Es256);
    let compound = Attestation::Compound(vec![Attestation::Packed, Attestation::Apple]);
    vec![
        es256("packed/ES256", Attestation::Packed),
        accepted("packed/credential-EdDSA", Attestation::Packed, Algorithm::EdDsa),
        accepted("packed/credential-RS256", Attestation::Packed, Algorithm::Rs256),
        es256("packed/attestation-ES384", Attestation::Packed)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::Es384))),
        es256("packed/attestation-ES512", Attestation::Packed)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::Es512))),
        es256("packed/attestation-EdDSA", Attestation::Packed)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::EdDsa))),
        es256("packed/attestation-RS256", Attestation::Packed)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::Rs256))),
        es256("packed/attestation-PS256", Attestation::Packed)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::Ps256))),
        es256("packed/intermediate-ES256", Attestation::Packed)
            .statement(|statement| statement.chain().set_intermediate_key(attestation_key(Algorithm::Es256))),
        es256("packed/intermediate-ES384", Attestation::Packed)
            .statement(|statement| statement.chain().set_intermediate_key(attestation_key(Algorithm::Es384))),
        es256("packed/intermediate-ES512", Attestation::Packed)
            .statement(|statement| statement.chain().set_intermediate_key(attestation_key(Algorithm::Es512))),
        es256("packed/intermediate-EdDSA", Attestation::Packed)
            .statement(|statement| statement.chain().set_intermediate_key(attestation_key(Algorithm::EdDsa))),
        es256("packed/intermediate-RS384", Attestation::Packed)
            .statement(|statement| statement.chain().set_intermediate_key(attestation_key(Algorithm::Rs384))),
        es256("packed/intermediate-RS512", Attestation::Packed)
            .statement(|statement| statement.chain().set_intermediate_key(attestation_key(Algorithm::Rs512))),
        es256("packed/without-intermediate", Attestation::Packed)
            .statement(|statement| statement.chain().remove_intermediate()),
        es256("packed/with-root", Attestation::Packed)
            .statement(|statement| statement.chain().certificates.push(Certificate::root())),
        es256("packed/without-aaguid-extension", Attestation::Packed)
            .statement(|statement| statement.chain().leaf().remove_extension(oid::FIDO_AAGUID)),
        es256("tpm/ES256", Attestation::Tpm),
        accepted("tpm/ES384", Attestation::Tpm, Algorithm::Es384),
        accepted("tpm/RS256", Attestation::Tpm, Algorithm::Rs256),
        es256("tpm/attestation-ES256", Attestation::Tpm)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::Es256))),
        es256("tpm/attestation-RS1", Attestation::Tpm)
            .statement(|statement| statement.chain().set_key(attestation_key(Algorithm::Rs1))),
        es256("tpm/name-SHA1", Attestation::Tpm)
            .statement(|statement| statement.tpm().pub_area.name_alg = 0x0004),
        es256("tpm/name-SHA384", Attestation::Tpm)
            .statement(|statement| statement.tpm().pub_area.name_alg = 0x000c),
        es256("tpm/name-SHA512", Attestation::Tpm)
            .statement(|statement| statement.tpm().pub_area.name_alg = 0x000d),
        es256("tpm/scheme-ECDSA", Attestation::Tpm).statement(|statement| {
            if let Parameters::Ecc { scheme, .. } = &mut statement.tpm().pub_area.parameters {
                *scheme = vec![0x0018, 0x000b];
            }
        }),
        accepted("tpm/scheme-RSASSA", Attestation::Tpm, Algorithm::Rs256).statement(|statement| {
            if let Parameters::Rsa { scheme, .. } = &mut statement.tpm().pub_area.parameters {
                *scheme = vec![0x0014, 0x000b];
            }
        }),
        accepted("tpm/scheme-RSAPSS", Attestation::Tpm, Algorithm::Ps256).statement(|statement| {
            if let Parameters::Rsa { scheme, .. } = &mut statement.tpm().pub_area.parameters {
                *scheme = vec![0x0016, 0x000b];
            }
        }),
        accepted("tpm/ES512", Attestation::Tpm, Algorithm::Es512),
        es256("tpm/aaguid-extension", Attestation::Tpm).statement(|statement| {
            statement.chain().leaf().extensions.push(Extension::aaguid(b"passflex-vectors"));
        }),
        es256("android-key/ES256", Attestation::AndroidKey),
        accepted("android-key/RS256", Attestation::AndroidKey, Algorithm::Rs256),
        es256("android-key/software-enforced", Attestation::AndroidKey).statement(|statement| {
            let description = statement.android_key().description();
            description.software_enforced = std::mem::take(&mut description.tee_enforced);
        }),
        // As in the specification's own vector.
        es256("android-key/nothing-authorized", Attestation::AndroidKey).statement(|statement| {
            let description = statement.android_key().description();
            description.tee_enforced = AuthorizationList::default();
        }),
        es256("android-safetynet/ES256", Attestation::AndroidSafetynet),
        es256("fido-u2f/ES256", Attestation::FidoU2f),
        es256("apple/ES256", Attestation::Apple),
        accepted("apple/ES384", Attestation::Apple, Algorithm::Es384),
        es256("compound/packed-and-apple", compound),
        es256(
            "compound/self-and-tpm",
            Attestation::Compound(vec![Attestation::PackedSelf, Attestation::Tpm]),
        ),
    ]
}

fn liberties() -> Vec<RegistrationRow> {
    let none = |id| accepted(id, Attestation::None, Algorithm::Es256);
    vec![
        none("client-data/byte-order-mark").draft(|draft| {
            draft.client_data.raw = Some([b"\xef\xbb\xbf", &draft.client_data.encode()[..]].concat());
        }),
        none("client-data/unknown-member")
            .draft(|draft| draft.client_data.push("other_keys_can_be_added_here", "no template")),
        none("client-data/second-origin").request(|request| {
            request["origins"] = json!(["https://example.org", "https://login.example.org"]);
        }),
        none("client-data/frame-that-is-allowed")
            .request(|request| {
                request["allow_cross_origin"] = json!(true);
                request["allowed_top_origins"] = json!(["https://example.net"]);
            })
            .draft(|draft| {
                draft.client_data.set("crossOrigin", true);
                draft.client_data.set("topOrigin", "https://example.net");
            }),
        none("authenticator-data/synced")
            .draft(|draft| draft.authenticator_data.flags |= flags::BE | flags::BS),
        none("authenticator-data/eligible-for-backup")
            .draft(|draft| draft.authenticator_data.flags |= flags::BE),
        none("authenticator-data/reserved-flags").draft(|draft| draft.authenticator_data.flags |= 0x22),
        none("authenticator-data/extensions").draft(|draft| {
            draft.authenticator_data.flags |= flags::ED;
            draft.authenticator_data.extensions =
                Some(Cbor::Map(vec![(Cbor::text("credProtect"), Cbor::Int(2))]));
        }),
        none("authenticator-data/counter").draft(|draft| draft.authenticator_data.sign_count = u32::MAX),
        none("authenticator-data/user-not-verified-but-preferred")
            .request(|request| request["user_verification"] = json!("preferred"))
            .draft(|draft| draft.authenticator_data.flags &= !flags::UV),
        none("authenticator-data/longest-credential-id").draft(|draft| draft.rename(&[7; 1023])),
        none("cose/unknown-parameter")
            .draft(|draft| draft.attested().public_key.push(Cbor::Int(2), Cbor::Bytes(vec![1]))),
        none("trust/aaguid-allowed")
            .request(|request| request["allowed_aaguids"] = json!(["70617373666c65782d766563746f7273"])),
    ]
}

/// The id of the credential that every assertion is made with.
const CREDENTIAL: &str = "PlEJ8ijwDV7OwR6sUspUcVhQx5K8yzwSraGKWQC5gdw";

pub(super) fn assertions() -> Vec<AssertionRow> {
    let every = Algorithm::ALL
        .iter()
        .map(|&algorithm| assertion(format!("assertion/{}", algorithm.name()), algorithm));
    let es256 = |id| assertion(id, Algorithm::Es256);
    every
        .chain([
            es256("assertion/no-counter").draft(|draft| draft.authenticator_data.sign_count = 0),
            es256("assertion/extensions").draft(|draft| {
                draft.authenticator_data.flags |= flags::ED;
                draft.authenticator_data.extensions =
                    Some(Cbor::Map(vec![(Cbor::text("uvm"), Cbor::Array(vec![Cbor::Int(2)]))]));
            }),
            es256("assertion/allowed-without-user-handle")
                .request(|request| request["allow_credentials"] = json!([CREDENTIAL]))
                .draft(|draft| draft.user_handle = None),
            es256("assertion/allowed-with-empty-user-handle")
                .request(|request| request["allow_credentials"] = json!([CREDENTIAL]))
                .draft(|draft| draft.user_handle = Some(String::new())),
            es256("assertion/synced")
                .stored(|stored| stored["backup_eligible"] = json!(true))
                .draft(|draft| draft.authenticator_data.flags |= flags::BE | flags::BS),
            es256("assertion/eligibility-not-known")
                .stored(|stored| stored["backup_eligible"] = json!(null))
                .draft(|draft| draft.authenticator_data.flags |= flags::BE),
            es256("assertion/user-not-verified-but-discouraged")
                .request(|request| request["user_verification"] = json!("discouraged"))
                .draft(|draft| draft.authenticator_data.flags &= !flags::UV),
            es256("assertion/frame-that-is-allowed")
                .request(|request| {
                    request["allow_cross_origin"] = json!(true);
                    request["allowed_top_origins"] = json!(["https://example.net"]);
                })
                .draft(|draft| {
                    draft.client_data.set("crossOrigin", true);
                    draft.client_data.set("topOrigin", "https://example.net");
                }),
        ])
        .collect()
}

fn attestation_key(algorithm: Algorithm) -> SigningKey {
    SigningKey::from_seed(algorithm, *b"an attestation key of the table.")
}
