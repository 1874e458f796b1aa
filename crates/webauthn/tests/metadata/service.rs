//! A metadata service of the tests' own: a root, an authority below it, and a signer who makes BLOBs.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use passflex_webauthn::TrustAnchor;
use passflex_webauthn::metadata::{
    METADATA_SIGNER, Metadata, MetadataError, MetadataExpectations, StaleBlob,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, SignatureAlgorithm, date_time_ymd,
};
use serde_json::{Value, json};

/// 2024-06-01, when the tests take place. Every certificate is valid from 2024-01-01 to 2025-01-01.
pub(crate) const NOW: i64 = 1_717_200_000;

/// A service whose certificates and keys are of one algorithm of JWS.
pub(crate) struct Service {
    alg: &'static str,
    root: CertifiedIssuer<'static, KeyPair>,
    authority: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
}

impl Service {
    /// A service whose keys are for ES256.
    pub(crate) fn es256() -> Self {
        Self::new("ES256", &PKCS_ECDSA_P256_SHA256)
    }

    /// A service whose keys are for RS256.
    pub(crate) fn rs256() -> Self {
        Self::new("RS256", &PKCS_RSA_SHA256)
    }

    fn new(alg: &'static str, algorithm: &'static SignatureAlgorithm) -> Self {
        let key = || KeyPair::generate_for(algorithm).unwrap();
        let root = CertifiedIssuer::self_signed(authority("Root"), key()).unwrap();
        let authority = CertifiedIssuer::signed_by(authority("Authority"), key(), &root).unwrap();
        Self { alg, root, authority, key: key() }
    }

    /// The root.
    pub(crate) fn root(&self) -> TrustAnchor {
        TrustAnchor::from_der(self.root.der().to_vec()).unwrap()
    }

    /// The certificate of the authority below the root, in base64.
    pub(crate) fn authority(&self) -> String {
        BASE64.encode(self.authority.der())
    }

    /// The signer's certificate in base64, with what `edit` makes of its contents.
    pub(crate) fn signer(&self, edit: impl FnOnce(&mut CertificateParams)) -> String {
        let mut params = CertificateParams::new([METADATA_SIGNER.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2024, 1, 1);
        params.not_after = date_time_ymd(2025, 1, 1);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        edit(&mut params);
        BASE64.encode(params.signed_by(&self.key, &self.authority).unwrap().der())
    }

    /// A header as it should be.
    pub(crate) fn header(&self) -> Value {
        json!({"alg": self.alg, "typ": "JWT", "x5c": [self.signer(|_| ()), self.authority()]})
    }

    /// A BLOB of this payload, as it should be.
    pub(crate) fn blob(&self, payload: &Value) -> Vec<u8> {
        self.signed(&self.header(), payload.to_string().as_bytes())
    }

    /// A BLOB of this header and payload, signed with the signer's key.
    pub(crate) fn signed(&self, header: &Value, payload: &[u8]) -> Vec<u8> {
        let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
        let mut blob = format!("{header}.{}", BASE64URL_NOPAD.encode(payload)).into_bytes();
        let signature = BASE64URL_NOPAD.encode(&self.sign(&blob));
        blob.push(b'.');
        blob.extend(signature.bytes());
        blob
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let pkcs8 = self.key.serialized_der();
        if self.alg == "ES256" {
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).unwrap();
            return key.sign(&random, message).unwrap().as_ref().to_vec();
        }
        let key = RsaKeyPair::from_pkcs8(pkcs8).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
        signature
    }

    /// Verifies a BLOB against this service's root at [`NOW`], with what `edit` makes of the expectations.
    pub(crate) fn verify(
        &self,
        blob: &[u8],
        edit: impl for<'e> FnOnce(&mut MetadataExpectations<'e>),
    ) -> Result<Metadata, MetadataError> {
        let roots = [self.root()];
        let mut expected = MetadataExpectations {
            roots: &roots,
            signer: METADATA_SIGNER,
            newest_number: None,
            now: NOW,
            stale: StaleBlob::Accepted,
        };
        edit(&mut expected);
        Metadata::verify(&expected, blob)
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2024, 1, 1);
    params.not_after = date_time_ymd(2025, 1, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// A payload with these entries, number 7, of which the next is due on 2024-07-01.
pub(crate) fn payload(entries: &Value) -> Value {
    json!({"legalHeader": "Terms", "no": 7, "nextUpdate": "2024-07-01", "entries": entries})
}

/// The entry of a FIDO2 authenticator as it should be.
pub(crate) fn entry(aaguid: &str) -> Value {
    json!({
        "aaguid": aaguid,
        "metadataStatement": {
            "legalHeader": "Terms",
            "aaguid": aaguid,
            "description": "A key",
            "authenticatorVersion": 5,
            "protocolFamily": "fido2",
            "schema": 3,
            "upv": [{"major": 1, "minor": 0}],
            "attestationTypes": ["basic_full"],
            "userVerificationDetails": [[{"userVerificationMethod": "presence_internal"}]],
            "keyProtection": ["hardware", "secure_element"],
            "isKeyRestricted": false,
            "attestationRootCertificates": ["AQID", " BAUG\n"],
            "icon": "data:image/png;base64,AAAA",
        },
        "statusReports": [
            {"status": "FIDO_CERTIFIED_L1", "effectiveDate": "2024-01-02", "url": "https://vendor.example"},
        ],
        "timeOfLastStatusChange": "2024-01-03",
    })
}
