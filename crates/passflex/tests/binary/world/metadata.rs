//! A metadata service of the tests' own.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use serde_json::{Value, json};

/// A root, and a signer whose certificate it has issued.
pub(crate) struct MetadataService {
    root: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
}

impl MetadataService {
    pub(crate) fn new() -> Self {
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        Self { root, key: KeyPair::generate().unwrap() }
    }

    /// The root in PEM form.
    pub(crate) fn root(&self) -> String {
        self.root.pem()
    }

    /// A BLOB of this number that says of one model who may vouch for it, a certificate in DER, and what is known of it.
    pub(crate) fn blob(
        &self,
        number: u32,
        next_update: &str,
        aaguid: &str,
        root: &[u8],
        status: &str,
    ) -> String {
        let payload = json!({
            "no": number,
            "nextUpdate": next_update,
            "entries": [{
                "aaguid": aaguid,
                "metadataStatement": {
                    "aaguid": aaguid,
                    "description": "A key",
                    "authenticatorVersion": 1,
                    "protocolFamily": "fido2",
                    "schema": 3,
                    "upv": [{"major": 1, "minor": 0}],
                    "attestationTypes": ["basic_full"],
                    "userVerificationDetails": [[{"userVerificationMethod": "presence_internal"}]],
                    "keyProtection": ["hardware"],
                    "attestationRootCertificates": [BASE64.encode(root)],
                },
                "statusReports": [{"status": status, "effectiveDate": "2024-01-02"}],
                "timeOfLastStatusChange": "2024-01-02",
            }],
        });
        let mut params = CertificateParams::new(["mds.fidoalliance.org".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&self.key, &self.root).unwrap();
        let header = json!({"alg": "ES256", "typ": "JWT", "x5c": [BASE64.encode(certificate.der())]});
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(&payload));
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, self.key.serialized_der());
        let signature = key.unwrap().sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}
