//! How much memory a verification takes at most, with input that was made to take as much as it can.
//!
//! What is counted is what this crate and the libraries in Rust allocate on the thread; the crypto library's own
//! allocations, of C, depend on the size of a key only.

use allocation_counter::measure;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use passflex_authenticator::{Attestation, Authenticator, Cbor, Certificate, Extension, Statement, oid};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_webauthn::limits::{
    MAX_ATTESTATION_OBJECT_BYTES, MAX_AUTHENTICATOR_DATA_BYTES, MAX_CERTIFICATE_BYTES,
    MAX_CLIENT_DATA_JSON_BYTES,
};
use passflex_webauthn::{AttestationPolicy, AuthenticationResponse, RegistrationResponse};
use serde_json::json;

use crate::subjects::ceremonies::support::{ORIGIN, RelyingParty, creation_options, decode_registration};
use crate::subjects::ceremonies::{self, relying_party, unattested_object};

fn kib_of_registration(response: &RegistrationResponse) -> u64 {
    let relying_party = relying_party();
    measure(|| drop(relying_party.verify_registration(response))).bytes_max.div_ceil(1024)
}

fn kib_of_authentication(response: &AuthenticationResponse) -> u64 {
    let relying_party = relying_party();
    let record = &ceremonies::named("none").record;
    measure(|| drop(relying_party.verify_authentication(record, response))).bytes_max.div_ceil(1024)
}

/// How many allocations a call makes, counting every reallocation.
fn allocations<T>(call: impl FnOnce() -> T) -> u64 {
    measure(|| drop(call())).count_total
}

fn kib_of_object(object: Vec<u8>) -> u64 {
    assert!(object.len() <= MAX_ATTESTATION_OBJECT_BYTES, "{}", object.len());
    kib_of_registration(&ceremonies::named("none").with_object(object))
}

// Five of them: for the key's entries, the expected challenge, the message, and what is kept of the outcome, the
// credential id and the origin. From JSON each of its eight texts is another one, and its decoded bytes where it has some.
#[test]
fn an_assertion_is_verified_with_a_handful_of_allocations() {
    let relying_party = relying_party();
    for ceremony in ["none", "none, EdDSA", "none, RS256"].map(ceremonies::named) {
        let verify = |response: &AuthenticationResponse| {
            relying_party.verify_authentication(&ceremony.record, response).expect("it verifies")
        };
        let decoded = allocations(|| verify(&ceremony.assertion));
        assert!(decoded <= 5, "{}: {decoded}", ceremony.name);
        let from_json = allocations(|| {
            let read = serde_json::from_str::<AuthenticationResponseJson>(&ceremony.assertion_json);
            verify(&read.expect("it has the shape").decode().expect("it decodes"))
        });
        assert!(from_json <= 18, "{}: {from_json} from JSON", ceremony.name);
    }
}

#[test]
fn a_registration_without_attestation_is_verified_with_few_allocations() {
    let relying_party = RelyingParty { attestation: AttestationPolicy::Ignore, ..relying_party() };
    let verify =
        |response: &RegistrationResponse| relying_party.verify_registration(response).expect("it verifies");
    let none = ceremonies::named("none");
    let decoded = allocations(|| verify(&none.registration));
    assert!(decoded <= 12, "{decoded}");
    let from_json = allocations(|| {
        let read = serde_json::from_str::<RegistrationResponseJson>(&none.registration_json);
        verify(&read.expect("it has the shape").decode().expect("it decodes"))
    });
    assert!(from_json <= 24, "{from_json} from JSON");
}

/// An object of this format with a statement, and with the authenticator data of a good one.
fn object(format: &str, statement: Cbor) -> Vec<u8> {
    let good = &ceremonies::named("none").registration.attestation_object;
    let data = ceremonies::authenticator_data(good).unwrap();
    Cbor::Map(vec![
        (Cbor::text("fmt"), Cbor::text(format)),
        (Cbor::text("authData"), Cbor::Bytes(data.to_vec())),
        (Cbor::text("attStmt"), statement),
    ])
    .encode()
}

/// An item of about this many bytes: full maps in full maps, as deep as may be.
fn nested_maps(depth: usize, bytes: usize) -> Cbor {
    let entry = |number: usize| {
        let fits = depth > 1 && number == 0 && bytes > 300;
        let value = if fits { nested_maps(depth - 1, bytes - 300) } else { Cbor::Int(0) };
        (Cbor::Int(i64::try_from(number).unwrap()), value)
    };
    Cbor::Map((0..64).map(entry).collect())
}

#[test]
fn cbor_of_many_items_takes_little() {
    let many = Cbor::Array(vec![Cbor::Int(0); 64_000]);
    let x5c = |items: Cbor| {
        Cbor::Map(vec![
            (Cbor::text("alg"), Cbor::Int(-7)),
            (Cbor::text("sig"), Cbor::Bytes(vec![0; 70])),
            (Cbor::text("x5c"), items),
        ])
    };
    let nested = (0..7).fold(Cbor::Int(0), |inner, _| Cbor::Array(vec![inner]));
    let deep = Cbor::Array(vec![nested; 8_000]);
    for (name, object) in [
        ("statements", object("compound", many.clone())),
        ("certificates", object("packed", x5c(many))),
        ("empty certificates", object("packed", x5c(Cbor::Array(vec![Cbor::Bytes(Vec::new()); 60_000])))),
        ("arrays in arrays", object("compound", deep.clone())),
        ("arrays in arrays in a statement", object("packed", x5c(deep))),
        ("maps in maps", object("packed", nested_maps(7, 60_000))),
    ] {
        let kib = kib_of_object(object);
        assert!(kib <= 16, "{name}: {kib} KiB");
    }
}

/// A registration whose certificates have this extension beside their own, and these names in front of theirs.
fn certified(edit: fn(&mut Certificate)) -> RegistrationResponse {
    let mut authenticator = Authenticator::synced().attestation(Attestation::Packed);
    decode_registration(authenticator.register_with(&creation_options(), ORIGIN, |draft| {
        draft.edit_statement(move |statement: &mut Statement| {
            for certificate in &mut statement.chain().certificates {
                edit(certificate);
            }
        });
    }))
}

/// A sequence of this item, as often as a certificate has room for it.
fn sequence_of(item: &[u8]) -> Vec<u8> {
    let items = item.repeat((MAX_CERTIFICATE_BYTES - 1_000) / item.len());
    let length = u16::try_from(items.len()).unwrap();
    [&[0x30, 0x82], &length.to_be_bytes()[..], &items].concat()
}

fn add(certificate: &mut Certificate, oid: &'static [u64], item: &[u8]) {
    certificate.extensions.push(Extension { oid, critical: false, value: sequence_of(item) });
}

#[test]
fn certificates_of_many_items_take_little() {
    type Edit = fn(&mut Certificate);
    let cases: [(&str, Edit); 8] = [
        ("names", |it| it.subject.extend(vec![(oid::COUNTRY, String::new()); 1_000])),
        ("alternative names", |it| add(it, oid::SUBJECT_ALT_NAME, &[0x82, 0])),
        ("directory names", |it| {
            add(
                it,
                oid::SUBJECT_ALT_NAME,
                &[0xa4, 0x0d, 0x30, 0x0b, 0x31, 9, 0x30, 7, 6, 3, 0x55, 4, 6, 0x13, 0],
            );
        }),
        ("purposes", |it| add(it, oid::EXTENDED_KEY_USAGE, &[6, 1, 42])),
        ("policies", |it| add(it, &[2, 5, 29, 32], &[0x30, 3, 6, 1, 42])),
        ("distribution points", |it| add(it, &[2, 5, 29, 31], &[0x30, 0])),
        ("access descriptions", |it| add(it, &[1, 3, 6, 1, 5, 5, 7, 1, 1], &[0x30, 5, 6, 1, 42, 0x82, 0])),
        ("extensions", |it| {
            it.extensions.extend(vec![Extension { oid: &[1, 2], critical: false, value: Vec::new() }; 1_800]);
        }),
    ];
    for (name, edit) in cases {
        let response = certified(edit);
        let kib = kib_of_registration(&response);
        assert!((256..=3 * 1024).contains(&kib), "{name}: {kib} KiB");
    }
}

#[test]
fn json_web_signatures_of_many_items_take_little() {
    let part = |json: &str| BASE64URL_NOPAD.encode(json.as_bytes());
    let certificates = |items: Vec<String>| format!(r#"{{"alg":"RS256","x5c":{}}}"#, json!(items));
    let certificate = BASE64.encode(&[0; 4_000]);
    let many = certificates(vec![String::new(); 15_000]);
    let large = certificates(vec![certificate; 6]);
    let escaped = format!(r#"{{"alg":"RS256","x5c":["{}"]}}"#, r"\u0041".repeat(7_000));
    let nonce = format!(r#"{{"nonce":"{}"}}"#, r"\n".repeat(1_000));
    let long_nonce = format!(r#"{{"nonce":"{}"}}"#, r"\n".repeat(22_000));
    let small = certificates(vec![BASE64.encode(b"certificate")]);
    for (name, header, payload) in [
        ("many", &many, &nonce),
        ("large", &large, &nonce),
        ("escaped", &escaped, &nonce),
        ("nonce", &small, &long_nonce),
    ] {
        let response = format!("{}.{}.AAAA", part(header), part(payload)).into_bytes();
        let statement = Cbor::Map(vec![
            (Cbor::text("ver"), Cbor::text("1")),
            (Cbor::text("response"), Cbor::Bytes(response)),
        ]);
        let kib = kib_of_object(object("android-safetynet", statement));
        assert!(kib <= 128, "{name}: {kib} KiB");
    }
}

/// Client data of 64 members, whose names have to be kept, for they have escapes.
fn escaped_client_data() -> Vec<u8> {
    let members: Vec<String> =
        (0..64).map(|number| format!(r#""\n{}{number}":0"#, "n".repeat(200))).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

#[test]
fn client_data_and_authenticator_data_of_many_items_take_little() {
    let none = ceremonies::named("none");
    let client_data_json = escaped_client_data();
    assert!(client_data_json.len() <= MAX_CLIENT_DATA_JSON_BYTES);
    let long_origin =
        format!(r#"{{"type":"webauthn.get","challenge":"","origin":"{}"}}"#, r"\n".repeat(8_000));
    for json in [client_data_json, long_origin.into_bytes()] {
        let assertion = AuthenticationResponse { client_data_json: json.clone(), ..none.assertion.clone() };
        let registration = RegistrationResponse { client_data_json: json, ..none.registration.clone() };
        let (assertion, registration) =
            (kib_of_authentication(&assertion), kib_of_registration(&registration));
        assert!(assertion <= 32 && registration <= 32, "{assertion} KiB, {registration} KiB");
    }

    let extensions = nested_maps(8, MAX_AUTHENTICATOR_DATA_BYTES - 100).encode();
    let mut data = [&none.assertion.authenticator_data[..], &extensions].concat();
    data[32] |= 0x80;
    assert!(data.len() <= MAX_AUTHENTICATOR_DATA_BYTES, "{}", data.len());
    let assertion = AuthenticationResponse { authenticator_data: data, ..none.assertion.clone() };
    let kib = kib_of_authentication(&assertion);
    assert!(kib <= 32, "an assertion's authenticator data: {kib} KiB");

    let good = ceremonies::authenticator_data(&none.registration.attestation_object).unwrap();
    let mut data = [good, &nested_maps(8, 60_000).encode()].concat();
    data[32] |= 0x80;
    let kib = kib_of_object(unattested_object(&data));
    assert!(kib <= 64, "a registration's authenticator data: {kib} KiB");
}

#[test]
fn the_json_of_a_response_takes_four_times_its_text_at_most() {
    let none = ceremonies::named("none");
    let many = format!("[{}]", vec![r#""""#; 100_000].join(","));
    let with = |member: &str| none.registration_json.replacen('{', &format!("{{{member},"), 1);
    let within = |member: &str| {
        none.registration_json.replacen(r#""response":{"#, &format!(r#""response":{{{member},"#), 1)
    };
    let long = "n".repeat(100_000);
    let attachment = r#""authenticatorAttachment":"platform""#;
    for json in [
        with(&format!(r#""transports":{many}"#)),
        within(&format!(r#""unknown":{many}"#)),
        none.registration_json.replacen(r#"["hybrid","internal"]"#, &many, 1),
        none.registration_json.replacen(r#"{"rk":true}"#, &many, 1),
        none.registration_json.replacen(
            attachment,
            &format!(r#""authenticatorAttachment":"{long}\n{long}\n""#),
            1,
        ),
        with(&format!(r#""{}":0"#, r"\n".repeat(100_000))),
    ] {
        assert!(json.len() > 200_000);
        let allocated = measure(|| {
            let response = serde_json::from_str::<RegistrationResponseJson>(&json).expect("it has the shape");
            drop(response.decode());
        });
        let (peak, text) = (allocated.bytes_max, json.len());
        assert!(peak <= 4 * u64::try_from(text).unwrap(), "{peak} of {text}: {}", &json[..100]);
    }
}
