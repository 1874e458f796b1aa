//! From a row to its vector.

use std::cell::RefCell;
use std::rc::Rc;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use passflex_authenticator::{
    Algorithm, Attestation, Authenticator, AuthenticatorData, VERIFICATION_TIME, attestation_root, flags,
};
use serde_json::{Value, json};

use crate::rows::{self, AssertionRow, RegistrationRow};

const ORIGIN: &str = "https://login.example.org";
const RP_ID: &str = "example.org";
const CHALLENGE: &[u8] = b"a challenge of the relying party";
const USER_HANDLE: &[u8] = b"a user handle";
const AAGUID: [u8; 16] = *b"passflex-vectors";

/// All vectors, by their ceremony.
pub(crate) fn all() -> [(&'static str, Vec<Value>); 2] {
    [
        ("registration", rows::registrations().iter().map(registration).collect()),
        ("authentication", rows::assertions().iter().map(assertion).collect()),
    ]
}

fn registration(row: &RegistrationRow) -> Value {
    let (format, attestation) = kind(&row.attestation);
    let algorithm = row.algorithm;
    let mut request = request();
    request["pub_key_algs"] = json!([algorithm.cose_id()]);
    (row.request)(&mut request);

    let said = Rc::new(RefCell::new(Value::Null));
    let aaguid = if row.attestation == Attestation::FidoU2f { [0; 16] } else { AAGUID };
    let mut authenticator = authenticator(algorithm).aaguid(aaguid).attestation(row.attestation.clone());
    let mut answer = authenticator.register_with(&creation_options(algorithm), ORIGIN, |draft| {
        (row.draft)(draft);
        *said.borrow_mut() = registration_output(&draft.authenticator_data);
        if let Some(edit) = row.statement {
            draft.edit_statement(edit);
        }
        if let Some(edit) = row.object {
            draft.edit_attestation_object(edit);
        }
    });
    (row.answer)(&mut answer);

    let mut case = json!({
        "id": row.id,
        "fmt": format,
        "attestation": attestation,
        "alg": algorithm.name(),
        "cose_alg": algorithm.cose_id(),
        "request": request,
        "response": {
            "id": answer["id"],
            "raw_id": answer["rawId"],
            "type": answer["type"],
            "client_data_json": answer["response"]["clientDataJSON"],
            "attestation_object": answer["response"]["attestationObject"],
            "transports": answer["response"]["transports"],
            "client_extension_results": answer["clientExtensionResults"],
        },
        "verification_time": VERIFICATION_TIME,
    });
    if attestation == "x5c" || row.requires_trust {
        case["trust_anchor_der"] = json!(BASE64URL_NOPAD.encode(&attestation_root()));
    }
    finish(case, row.error, said.take())
}

fn assertion(row: &AssertionRow) -> Value {
    let algorithm = row.algorithm;
    let mut authenticator = authenticator(algorithm);
    authenticator.register(&creation_options(algorithm), ORIGIN);
    let passkey = &authenticator.passkeys()[0];
    let mut request = request();
    request["allow_credentials"] = json!([]);
    (row.request)(&mut request);
    let mut stored = json!({
        "credential_id": BASE64URL_NOPAD.encode(passkey.credential_id()),
        "credential_public_key": BASE64URL_NOPAD.encode(&passkey.public_key()),
        "sign_count": 0,
        "user_handle": BASE64URL_NOPAD.encode(USER_HANDLE),
        "backup_eligible": false,
        "backup_state": false,
    });
    (row.stored)(&mut stored);

    let mut said = Value::Null;
    let options = json!({"challenge": BASE64URL_NOPAD.encode(CHALLENGE), "rpId": RP_ID});
    let mut answer = authenticator.authenticate_with(&options, ORIGIN, |draft| {
        (row.draft)(draft);
        said = assertion_output(&draft.authenticator_data);
    });
    (row.answer)(&mut answer);

    let case = json!({
        "id": row.id,
        "alg": algorithm.name(),
        "cose_alg": algorithm.cose_id(),
        "request": request,
        "stored": stored,
        "response": {
            "id": answer["id"],
            "raw_id": answer["rawId"],
            "type": answer["type"],
            "client_data_json": answer["response"]["clientDataJSON"],
            "authenticator_data": answer["response"]["authenticatorData"],
            "signature": answer["response"]["signature"],
            "user_handle": answer["response"]["userHandle"],
            "client_extension_results": answer["clientExtensionResults"],
        },
        "verification_time": VERIFICATION_TIME,
    });
    finish(case, row.error, said)
}

/// What the corpus calls the format, and what it has for a signature.
fn kind(attestation: &Attestation) -> (&str, &str) {
    match attestation {
        Attestation::None => ("none", "none"),
        Attestation::PackedSelf => ("packed", "self"),
        Attestation::Packed => ("packed", "x5c"),
        Attestation::Tpm => ("tpm", "x5c"),
        Attestation::AndroidKey => ("android-key", "x5c"),
        Attestation::AndroidSafetynet => ("android-safetynet", "x5c"),
        Attestation::FidoU2f => ("fido-u2f", "x5c"),
        Attestation::Apple => ("apple", "x5c"),
        Attestation::Compound(_) => ("compound", "x5c"),
        Attestation::Other(format, _) => (format, "none"),
    }
}

fn authenticator(algorithm: Algorithm) -> Authenticator {
    Authenticator::device_bound().seed(4).algorithm(algorithm)
}

fn creation_options(algorithm: Algorithm) -> Value {
    json!({
        "rp": {"id": RP_ID, "name": "Example"},
        "user": {"id": BASE64URL_NOPAD.encode(USER_HANDLE), "name": "ada", "displayName": "Ada"},
        "challenge": BASE64URL_NOPAD.encode(CHALLENGE),
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm.cose_id()}],
    })
}

fn request() -> Value {
    json!({
        "challenge": BASE64URL_NOPAD.encode(CHALLENGE),
        "origins": [ORIGIN],
        "rp_id": RP_ID,
        "user_verification": "required",
        "require_user_presence": true,
        "allow_cross_origin": false,
        "allowed_top_origins": [],
    })
}

/// Adds what is expected: an error, as its `Debug` has it, or else what the authenticator said.
fn finish(mut case: Value, error: Option<&str>, said: Value) -> Value {
    let Some(error) = error else {
        case["kind"] = json!("positive");
        case["expect"] = json!({"verdict": "accept", "reason": null, "strictness": "must"});
        case["expected_output"] = said;
        return case;
    };
    let (variant, fault) = match error.split_once('(') {
        Some((variant, fault)) => (variant, Some(fault.trim_end_matches(')'))),
        None => (error, None),
    };
    case["kind"] = json!("negative");
    case["expect"] = json!({"verdict": "reject", "reason": reason(variant), "strictness": "must"});
    case["error"] = json!(variant);
    case["fault"] = json!(fault);
    case
}

/// The corpus's word for a variant: in snake case, with what has been abbreviated.
fn reason(variant: &str) -> String {
    if variant == "StoredPublicKeyInvalid" {
        // The corpus has no word for a record that no signature can be verified with.
        return "bad_signature".to_owned();
    }
    let mut word = String::new();
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word.replace("authenticator_data", "auth_data").replace("algorithm", "alg").replace("certificate", "cert")
}

fn registration_output(data: &AuthenticatorData) -> Value {
    let Some(attested) = &data.attested else { return Value::Null };
    json!({
        "credential_id": BASE64URL_NOPAD.encode(&attested.credential_id),
        "credential_public_key": BASE64URL_NOPAD.encode(&attested.public_key.encode()),
        "sign_count": data.sign_count,
        "aaguid": HEXLOWER.encode(&attested.aaguid),
        "flags": flags_output(data),
        "extensions": extensions_output(data),
    })
}

fn assertion_output(data: &AuthenticatorData) -> Value {
    json!({
        "new_sign_count": data.sign_count,
        "flags": flags_output(data),
        "extensions": extensions_output(data),
    })
}

fn flags_output(data: &AuthenticatorData) -> Value {
    let is_set = |flag: u8| data.flags & flag != 0;
    json!({
        "up": is_set(flags::UP),
        "uv": is_set(flags::UV),
        "be": is_set(flags::BE),
        "bs": is_set(flags::BS),
        "at": is_set(flags::AT),
        "ed": is_set(flags::ED),
    })
}

fn extensions_output(data: &AuthenticatorData) -> Value {
    data.extensions.as_ref().map_or(Value::Null, |map| json!(BASE64URL_NOPAD.encode(&map.encode())))
}
