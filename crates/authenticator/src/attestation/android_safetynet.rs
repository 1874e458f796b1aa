//! The format `android-safetynet` (WebAuthn Level 3 section 8.5).

use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Value, json};

use crate::algorithm::Algorithm;
use crate::attestation::{Ceremony, map};
use crate::cbor::Cbor;
use crate::certificate::{Chain, Extension, VERIFICATION_TIME, oid};
use crate::key::{SigningKey, sha256};

/// A statement that consists of a JWS by Google's service: RS256, if nothing is said.
#[derive(Clone, Debug)]
pub struct AndroidSafetynet {
    /// The service's key and its certificates.
    pub chain: Chain,
    /// The JWS header's `alg`.
    pub algorithm: String,
    /// The JWS payload, a JSON object.
    pub payload: Value,
    /// `ver`.
    pub version: String,
}

impl AndroidSafetynet {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        let key = SigningKey::from_seed(Algorithm::Rs256, *b"the key of the SafetyNet service");
        let host = "attest.android.com";
        let extensions = vec![Extension::basic_constraints(false), Extension::dns_name(host)];
        let nonce = sha256(&ceremony.message());
        Self {
            chain: Chain::new(&key, vec![(oid::COMMON_NAME, host.to_owned())], extensions),
            algorithm: "RS256".to_owned(),
            payload: json!({
                "nonce": BASE64.encode(&nonce),
                "timestampMs": VERIFICATION_TIME * 1000 - 2000,
                "apkPackageName": "com.google.android.gms",
                "apkDigestSha256": BASE64.encode(&sha256(b"package")),
                "apkCertificateDigestSha256": [BASE64.encode(&sha256(b"certificate"))],
                "ctsProfileMatch": true,
                "basicIntegrity": true,
            }),
            version: "14366018".to_owned(),
        }
    }

    pub(super) fn encode(&self) -> Cbor {
        let x5c: Vec<String> = self.chain.encode().iter().map(|der| BASE64.encode(der)).collect();
        let header = json!({"alg": self.algorithm, "x5c": x5c});
        let part = |json: &Value| BASE64URL_NOPAD.encode(json.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(&self.payload));
        let signature = BASE64URL_NOPAD.encode(&self.chain.key.sign(signed.as_bytes()));
        map([
            ("ver", Cbor::text(&self.version)),
            ("response", Cbor::Bytes(format!("{signed}.{signature}").into_bytes())),
        ])
    }
}
