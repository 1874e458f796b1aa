//! What a verification costs beside the signature check that it cannot do without.
//!
//! ```text
//! cargo bench -p passflex-webauthn --features ml-dsa --bench ceremonies
//! ```
//!
//! Prints two tables in Markdown. The machine's speed cancels out: both sides of a ratio run in turns, a millisecond
//! each, and the ratio is the median over the turns.
#![expect(clippy::print_stdout, reason = "the table is the program's output")]
#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot go on panics")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{self, ParsedPublicKey, RsaPublicKeyComponents, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use minicbor::Decoder;
use passflex_authenticator::Authenticator;
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_webauthn::{
    Algorithm, AuthenticationExpectations, AuthenticationResponse, CredentialRecord,
    RegistrationExpectations, RegistrationResponse, VerifiedAuthentication, VerifiedRegistration,
    verify_authentication, verify_registration,
};
use serde::Deserialize;
use serde_json::json;

const ORIGIN: &str = "https://example.com";
const CHALLENGE: [u8; 32] = [7; 32];

fn main() {
    // Cargo says `--bench` where times are wanted. Without it, once is enough to see that everything verifies.
    let turns = if std::env::args().any(|argument| argument == "--bench") { 301 } else { 1 };

    println!("| an assertion | signature alone | verified | ratio | from JSON | ratio |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for &algorithm in Algorithm::ALL.iter().filter(|algorithm| **algorithm != Algorithm::Rs1) {
        let ceremony = Ceremony::new(algorithm);
        let signature = || ceremony.verify_signature();
        let decoded = Compared::new(turns, signature, || ceremony.authenticate(&ceremony.assertion));
        let json = Compared::new(turns, signature, || ceremony.authenticate_from_json());
        println!("| {} | {} | {decoded} | {json} |", algorithm.name(), micros(decoded.baseline));
    }

    println!();
    println!(
        "| a registration without attestation | key and parsing alone | verified | ratio | from JSON | ratio |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    // Of other keys nothing but the length is checked before they verify something.
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512] {
        let ceremony = Ceremony::new(algorithm);
        let parts = || ceremony.validate_key_and_parse();
        let decoded = Compared::new(turns, parts, || ceremony.register(&ceremony.registration));
        let json = Compared::new(turns, parts, || ceremony.register_from_json());
        println!("| {} | {} | {decoded} | {json} |", algorithm.name(), micros(decoded.baseline));
    }
}

/// How long a call takes beside another one.
struct Compared {
    baseline: Duration,
    subject: Duration,
    ratio: f64,
}

impl Compared {
    fn new<B, S>(turns: usize, baseline: impl Fn() -> B, subject: impl Fn() -> S) -> Self {
        // As many calls as take a millisecond. The first ones find no cache warm and would say less.
        let warm = if turns > 1 { 64 } else { 1 };
        time(warm, &subject);
        let once = time(warm, &baseline).max(Duration::from_nanos(100));
        let calls = u32::try_from(Duration::from_millis(1).as_nanos() / once.as_nanos()).unwrap_or(1).max(1);
        let turns: Vec<(Duration, Duration)> =
            (0..turns).map(|_| (time(calls, &baseline), time(calls, &subject))).collect();
        Self {
            baseline: median(turns.iter().map(|(baseline, _)| *baseline)),
            subject: median(turns.iter().map(|(_, subject)| *subject)),
            ratio: median(
                turns.iter().map(|(baseline, subject)| subject.as_secs_f64() / baseline.as_secs_f64()),
            ),
        }
    }
}

impl std::fmt::Display for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} | {:.2}", micros(self.subject), self.ratio)
    }
}

/// How long one of so many calls takes.
fn time<T>(calls: u32, call: &impl Fn() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed() / calls
}

fn median<T: PartialOrd + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_by(|one, other| one.partial_cmp(other).expect("times can be compared"));
    values[values.len() / 2]
}

fn micros(duration: Duration) -> String {
    format!("{:.1} µs", duration.as_secs_f64() * 1e6)
}

/// Both ceremonies of one credential, and what a verifier that does nothing else needs of them.
struct Ceremony {
    origins: [String; 1],
    algorithm: Algorithm,
    registration_json: String,
    registration: RegistrationResponse,
    verified: VerifiedRegistration,
    assertion_json: String,
    assertion: AuthenticationResponse,
    user_handle: Vec<u8>,
    key: Key,
    signed: Vec<u8>,
}

/// A public key as the crypto library takes it.
enum Key {
    Bytes(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

/// The members of client data that decide something.
#[derive(Deserialize)]
#[expect(dead_code, reason = "parsing is all that is measured")]
struct ClientData<'a> {
    r#type: &'a str,
    challenge: &'a str,
    origin: &'a str,
}

impl Ceremony {
    fn new(algorithm: Algorithm) -> Self {
        let made_with = *passflex_authenticator::Algorithm::ALL
            .iter()
            .find(|candidate| candidate.cose_id() == algorithm.cose_id())
            .expect("the software authenticator has every algorithm");
        let mut authenticator = Authenticator::synced().algorithm(made_with);
        let challenge = BASE64URL_NOPAD.encode(&CHALLENGE);
        let user_handle = vec![9; 16];
        let registration_json = authenticator
            .register(
                &json!({
                    "rp": {"id": "example.com"},
                    "user": {"id": BASE64URL_NOPAD.encode(&user_handle)},
                    "challenge": challenge,
                    "pubKeyCredParams": [{"type": "public-key", "alg": algorithm.cose_id()}],
                }),
                ORIGIN,
            )
            .to_string();
        let assertion_json = authenticator
            .authenticate(&json!({"challenge": challenge, "rpId": "example.com"}), ORIGIN)
            .to_string();

        let origins = [ORIGIN.to_owned()];
        let registration = decode_registration(&registration_json);
        let assertion = decode_assertion(&assertion_json);
        let verified = verify(algorithm, &origins, &registration);
        let key = Key::from_cose(verified.public_key());
        let hash = digest(&SHA256, &assertion.client_data_json);
        let signed = [&assertion.authenticator_data[..], hash.as_ref()].concat();
        Self {
            origins,
            algorithm,
            registration_json,
            registration,
            verified,
            assertion_json,
            assertion,
            user_handle,
            key,
            signed,
        }
    }

    fn verify_signature(&self) {
        let signature = &self.assertion.signature;
        match &self.key {
            Key::Bytes(key) => {
                UnparsedPublicKey::new(scheme(self.algorithm), key).verify(&self.signed, signature)
            }
            Key::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(rsa_scheme(self.algorithm), &self.signed, signature)
            }
        }
        .expect("the signature verifies");
    }

    fn authenticate(&self, response: &AuthenticationResponse) -> VerifiedAuthentication {
        let expected = AuthenticationExpectations::new(&CHALLENGE, "example.com", &self.origins);
        let record = CredentialRecord {
            credential_id: self.verified.credential_id(),
            public_key: self.verified.public_key(),
            sign_count: 0,
            backup_eligible: Some(true),
            user_handles: &[&self.user_handle],
        };
        verify_authentication(&expected, &record, response).expect("the assertion verifies")
    }

    fn authenticate_from_json(&self) -> VerifiedAuthentication {
        self.authenticate(&decode_assertion(&self.assertion_json))
    }

    /// What no registration can do without: a key that is valid, client data that is read, an attestation object that
    /// is walked over, and the hash of the RP id.
    fn validate_key_and_parse(&self) {
        let Key::Bytes(key) = &self.key else { panic!("a key on a curve") };
        black_box(ParsedPublicKey::new(scheme(self.algorithm), key).expect("the key is valid"));
        let client_data: ClientData<'_> =
            serde_json::from_slice(&self.registration.client_data_json).expect("it is client data");
        black_box(client_data);
        black_box(digest(&SHA256, b"example.com"));
        Decoder::new(&self.registration.attestation_object).skip().expect("it is CBOR");
        Decoder::new(self.verified.public_key()).skip().expect("it is CBOR");
    }

    fn register(&self, response: &RegistrationResponse) -> VerifiedRegistration {
        verify(self.algorithm, &self.origins, response)
    }

    fn register_from_json(&self) -> VerifiedRegistration {
        self.register(&decode_registration(&self.registration_json))
    }
}

impl Key {
    /// The key of a COSE key that the software authenticator made, whose entries come in the order of RFC 9052.
    fn from_cose(cose: &[u8]) -> Self {
        let mut decoder = Decoder::new(cose);
        let entries = decoder.map().expect("it is a map").expect("its length is definite");
        let mut key_type = 0;
        let mut numbers: Vec<Vec<u8>> = Vec::new();
        for _ in 0..entries {
            let label = decoder.i8().expect("a label");
            if let Ok(number) = decoder.probe().bytes() {
                numbers.push(number.to_vec());
            } else if label == 1 {
                key_type = decoder.probe().i64().expect("a key type");
            }
            decoder.skip().expect("a value");
        }
        match (key_type, &numbers[..]) {
            (2, [x, y]) => Self::Bytes([&[4], &x[..], y].concat()),
            (3, [n, e]) => Self::Rsa { n: n.clone(), e: e.clone() },
            (_, [key]) => Self::Bytes(key.clone()),
            _ => panic!("an unknown key"),
        }
    }
}

fn scheme(algorithm: Algorithm) -> &'static dyn signature::VerificationAlgorithm {
    match algorithm {
        Algorithm::Es256 => &signature::ECDSA_P256_SHA256_ASN1,
        Algorithm::Es384 => &signature::ECDSA_P384_SHA384_ASN1,
        Algorithm::Es512 => &signature::ECDSA_P521_SHA512_ASN1,
        Algorithm::EdDsa => &signature::ED25519,
        #[cfg(feature = "ml-dsa")]
        Algorithm::MlDsa44 => &signature::ML_DSA_44,
        #[cfg(feature = "ml-dsa")]
        Algorithm::MlDsa65 => &signature::ML_DSA_65,
        #[cfg(feature = "ml-dsa")]
        Algorithm::MlDsa87 => &signature::ML_DSA_87,
        other => panic!("{other:?} is RSA"),
    }
}

fn rsa_scheme(algorithm: Algorithm) -> &'static signature::RsaParameters {
    match algorithm {
        Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &signature::RSA_PSS_2048_8192_SHA512,
        other => panic!("{other:?} is not RSA"),
    }
}

fn verify(algorithm: Algorithm, origins: &[String], response: &RegistrationResponse) -> VerifiedRegistration {
    let algorithms = [algorithm];
    let expected = RegistrationExpectations {
        algorithms: &algorithms,
        ..RegistrationExpectations::new(&CHALLENGE, "example.com", origins)
    };
    verify_registration(&expected, response).expect("the registration verifies")
}

fn decode_registration(json: &str) -> RegistrationResponse {
    let response: RegistrationResponseJson = serde_json::from_str(json).expect("it has the shape");
    response.decode().expect("it decodes")
}

fn decode_assertion(json: &str) -> AuthenticationResponse {
    let response: AuthenticationResponseJson = serde_json::from_str(json).expect("it has the shape");
    response.decode().expect("it decodes")
}
