use std::cell::RefCell;
use std::rc::Rc;

use minicbor::Decoder;
use minicbor::data::Type;
use serde_json::json;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::verify::verify_signature;

use super::Attestation;
use crate::algorithm::Algorithm;
use crate::certificate::{VERIFICATION_TIME, attestation_root};
use crate::{Authenticator, Statement, bytes};

/// The attestation object of a registration with this attestation, and the certificates that went into it.
fn register(attestation: Attestation, algorithm: Algorithm) -> (Vec<u8>, Statement) {
    let mut authenticator = Authenticator::synced().seed(1).algorithm(algorithm).attestation(attestation);
    let options = json!({
        "user": {"id": "dXNlcg"},
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm.cose_id()}],
    });
    let made = Rc::new(RefCell::new(None));
    let seen = Rc::clone(&made);
    let answer = authenticator.register_with(&options, "https://example.com", |draft| {
        draft.edit_statement(move |statement| *seen.borrow_mut() = Some(statement.clone()));
    });
    (bytes(&answer, "/response/attestationObject"), made.take().unwrap())
}

fn every_kind() -> Vec<(Attestation, Algorithm)> {
    vec![
        (Attestation::Packed, Algorithm::Es256),
        (Attestation::Tpm, Algorithm::Es256),
        (Attestation::Tpm, Algorithm::Rs256),
        (Attestation::AndroidKey, Algorithm::Es256),
        (Attestation::AndroidKey, Algorithm::Rs256),
        (Attestation::AndroidSafetynet, Algorithm::Es256),
        (Attestation::FidoU2f, Algorithm::Es256),
        (Attestation::Apple, Algorithm::Es256),
    ]
}

#[test]
fn every_chain_leads_to_the_root_at_the_time_of_verification() {
    let root = attestation_root();
    let (_, root) = X509Certificate::from_der(&root).unwrap();
    for (attestation, algorithm) in every_kind() {
        let (_, mut statement) = register(attestation, algorithm);
        let chain = statement.chain().encode();
        let certificates: Vec<_> =
            chain.iter().map(|der| X509Certificate::from_der(der).unwrap().1).collect();
        let issuers = certificates[1..].iter().chain([&root]);
        for (certificate, issuer) in certificates.iter().zip(issuers) {
            assert_eq!(certificate.issuer(), issuer.subject());
            let signed = verify_signature(
                issuer.public_key(),
                &certificate.signature_algorithm,
                &certificate.signature_value,
                certificate.tbs_certificate.as_ref(),
            );
            assert_eq!(signed, Ok(()), "{} of {algorithm:?}", statement.format());
            let time = x509_parser::time::ASN1Time::from_timestamp(VERIFICATION_TIME).unwrap();
            assert!(certificate.validity().is_valid_at(time));
        }
    }
}

#[test]
fn the_root_is_the_same_bytes_each_time() {
    assert_eq!(attestation_root(), attestation_root());
}

#[test]
fn a_statement_has_the_members_of_its_format() {
    let members = |attestation, algorithm| {
        let (object, statement) = register(attestation, algorithm);
        let mut decoder = Decoder::new(&object);
        assert_eq!(decoder.map().unwrap(), Some(3));
        assert_eq!((decoder.str().unwrap(), decoder.str().unwrap()), ("fmt", statement.format()));
        assert_eq!(decoder.str().unwrap(), "attStmt");
        let count = decoder.map().unwrap().unwrap();
        let mut members = Vec::new();
        for _ in 0..count {
            members.push((decoder.str().unwrap(), decoder.datatype().unwrap()));
            decoder.skip().unwrap();
        }
        members.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect::<Vec<_>>()
    };
    let named = |members: &[(&str, Type)]| {
        members.iter().map(|&(name, kind)| (name.to_owned(), kind)).collect::<Vec<_>>()
    };
    let signed = named(&[("alg", Type::I8), ("sig", Type::Bytes), ("x5c", Type::Array)]);
    assert_eq!(members(Attestation::None, Algorithm::Es256), []);
    assert_eq!(members(Attestation::PackedSelf, Algorithm::Es256), signed[..2]);
    assert_eq!(members(Attestation::Packed, Algorithm::EdDsa), signed);
    assert_eq!(members(Attestation::AndroidKey, Algorithm::Es256), signed);
    assert_eq!(
        members(Attestation::FidoU2f, Algorithm::Es256),
        named(&[("x5c", Type::Array), ("sig", Type::Bytes)])
    );
    assert_eq!(members(Attestation::Apple, Algorithm::Es256), named(&[("x5c", Type::Array)]));
    assert_eq!(
        members(Attestation::AndroidSafetynet, Algorithm::Es256),
        named(&[("ver", Type::String), ("response", Type::Bytes)])
    );
    assert_eq!(
        members(Attestation::Tpm, Algorithm::Es256),
        named(&[
            ("ver", Type::String),
            ("alg", Type::I16),
            ("x5c", Type::Array),
            ("sig", Type::Bytes),
            ("certInfo", Type::Bytes),
            ("pubArea", Type::Bytes),
        ])
    );
}

#[test]
fn a_compound_statement_is_a_list_of_statements_with_their_formats() {
    let parts = vec![Attestation::PackedSelf, Attestation::Apple];
    let (object, _) = register(Attestation::Compound(parts), Algorithm::Es256);
    let mut decoder = Decoder::new(&object);
    assert_eq!(decoder.map().unwrap(), Some(3));
    assert_eq!((decoder.str().unwrap(), decoder.str().unwrap()), ("fmt", "compound"));
    assert_eq!((decoder.str().unwrap(), decoder.array().unwrap()), ("attStmt", Some(2)));
    for format in ["packed", "apple"] {
        assert_eq!(decoder.map().unwrap(), Some(2));
        assert_eq!((decoder.str().unwrap(), decoder.str().unwrap()), ("fmt", format));
        assert_eq!(decoder.str().unwrap(), "attStmt");
        decoder.skip().unwrap();
    }
    assert_eq!(decoder.str().unwrap(), "authData");
}
