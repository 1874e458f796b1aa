use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding, RsaKeyPair,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{Jws, JwsError, MAX_HEADER_BYTES};

/// A compact JWS of this header and payload, with the signature that `sign` makes.
fn compact(header: &Value, payload: &[u8], sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut jws = format!(
        "{}.{}",
        BASE64URL_NOPAD.encode(header.to_string().as_bytes()),
        BASE64URL_NOPAD.encode(payload)
    );
    let signature = BASE64URL_NOPAD.encode(&sign(jws.as_bytes()));
    jws.push('.');
    jws.push_str(&signature);
    jws.into_bytes()
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> (Vec<u8>, impl Fn(&[u8]) -> Vec<u8>) {
    let key = EcdsaKeyPair::generate(algorithm).unwrap();
    let spki = spki(key.public_key());
    (spki, move |message: &[u8]| key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec())
}

fn rsa(encoding: &'static dyn RsaEncoding) -> (Vec<u8>, impl Fn(&[u8]) -> Vec<u8>) {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let spki = spki(key.public_key());
    (spki, move |message: &[u8]| {
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(encoding, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    })
}

fn spki(key: &impl AsDer<PublicKeyX509Der<'static>>) -> Vec<u8> {
    key.as_der().unwrap().as_ref().to_vec()
}

/// Asserts that what `sign` signs as `alg` is signed by `spki` and that nothing else is.
fn assert_verifies(alg: &str, (spki, sign): (Vec<u8>, impl Fn(&[u8]) -> Vec<u8>)) {
    let jws = compact(&json!({"alg": alg, "x5c": ["AQID"]}), b"payload", &sign);
    let parsed = Jws::parse(&jws).unwrap();
    assert!(parsed.is_signed_by(&spki), "{alg}");
    assert_eq!(parsed.payload().unwrap(), b"payload");
    assert_eq!(parsed.certificates(), [[1, 2, 3]]);

    let elsewhere = compact(&json!({"alg": alg, "x5c": ["AQID"]}), b"another", |_| sign(b"payload"));
    assert!(!Jws::parse(&elsewhere).unwrap().is_signed_by(&spki), "{alg}");
}

#[test]
fn signatures_of_every_algorithm_of_the_list_verify() {
    assert_verifies("ES256", ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING));
    assert_verifies("ES384", ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING));
    assert_verifies("ES512", ecdsa(&ECDSA_P521_SHA512_FIXED_SIGNING));
    assert_verifies("RS256", rsa(&RSA_PKCS1_SHA256));
    assert_verifies("RS384", rsa(&RSA_PKCS1_SHA384));
    assert_verifies("RS512", rsa(&RSA_PKCS1_SHA512));
    assert_verifies("PS256", rsa(&RSA_PSS_SHA256));
    assert_verifies("PS384", rsa(&RSA_PSS_SHA384));
    assert_verifies("PS512", rsa(&RSA_PSS_SHA512));
    let key = Ed25519KeyPair::generate().unwrap();
    assert_verifies("EdDSA", (spki(key.public_key()), |message: &[u8]| key.sign(message).as_ref().to_vec()));
}

#[test]
fn a_key_of_another_kind_than_the_algorithm_has_signed_nothing() {
    let (spki, sign) = ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING);
    for alg in ["ES384", "ES512", "RS256", "PS256", "EdDSA"] {
        let jws = compact(&json!({"alg": alg, "x5c": ["AQID"]}), b"payload", &sign);
        assert!(!Jws::parse(&jws).unwrap().is_signed_by(&spki), "{alg}");
    }
}

#[test]
fn an_ecdsa_signature_in_the_encoding_of_webauthn_does_not_verify() {
    let (spki, sign) = ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING);
    let jws = compact(&json!({"alg": "ES256", "x5c": ["AQID"]}), b"payload", sign);
    assert!(!Jws::parse(&jws).unwrap().is_signed_by(&spki));
}

#[test]
fn headers_that_ask_for_what_is_not_done_are_refused() {
    let refusals = [
        (json!({"alg": "none", "x5c": ["AQID"]}), JwsError::AlgorithmNotAllowed),
        (json!({"alg": "HS256", "x5c": ["AQID"]}), JwsError::AlgorithmNotAllowed),
        (json!({"alg": "es256", "x5c": ["AQID"]}), JwsError::AlgorithmNotAllowed),
        (json!({"alg": "ES256", "x5c": ["AQID"], "crit": ["exp"]}), JwsError::HeaderUnsupported("crit")),
        (json!({"alg": "ES256", "x5c": ["AQID"], "crit": null}), JwsError::HeaderUnsupported("crit")),
        (json!({"alg": "ES256", "x5c": ["AQID"], "x5u": "https://x"}), JwsError::HeaderUnsupported("x5u")),
        (json!({"alg": "ES256", "x5c": ["AQID"], "typ": "JOSE+JSON"}), JwsError::HeaderUnsupported("typ")),
        (json!({"alg": "ES256"}), JwsError::CertificatesMissing),
        (json!({"alg": "ES256", "x5c": []}), JwsError::CertificatesMissing),
        (json!({"alg": "ES256", "x5c": ["-_-_"]}), JwsError::Malformed),
        (json!({"alg": "ES256", "x5c": "AQID"}), JwsError::Malformed),
        (json!({"alg": "ES256", "x5c": vec!["AQID"; 9]}), JwsError::Malformed),
        (json!({"alg": 1, "x5c": ["AQID"]}), JwsError::Malformed),
        (json!({"x5c": ["AQID"]}), JwsError::Malformed),
        (json!(["ES256"]), JwsError::Malformed),
    ];
    for (header, error) in refusals {
        let jws = compact(&header, b"payload", |_| vec![0; 64]);
        assert_eq!(Jws::parse(&jws).err(), Some(error), "{header}");
    }
}

#[test]
fn what_is_not_a_compact_serialization_is_refused() {
    let header = BASE64URL_NOPAD.encode(br#"{"alg":"ES256","x5c":["AQID"]}"#);
    let twice = BASE64URL_NOPAD.encode(br#"{"alg":"none","alg":"ES256","x5c":["AQID"]}"#);
    let texts = [
        String::new(),
        header.clone(),
        format!("{header}.AAAA"),
        format!("{header}.AAAA.AAAA.AAAA"),
        format!("{header}=.AAAA.AAAA"),
        format!("{twice}.AAAA.AAAA"),
        format!("{header}.AAAA.AA+A"),
        format!("{header}.AAAA.AAAA\n"),
        format!("{header}.AAAA.{}", "A".repeat(1368)),
        format!("{}.AAAA.AAAA", "A".repeat(MAX_HEADER_BYTES + 4)),
    ];
    for text in texts {
        assert_eq!(Jws::parse(text.as_bytes()).err(), Some(JwsError::Malformed), "{text}");
    }
    let payload = format!("{header}.AA+A.AAAA");
    assert_eq!(Jws::parse(payload.as_bytes()).unwrap().payload(), Err(JwsError::Malformed));
}
