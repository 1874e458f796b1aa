//! A relying party in one file: a person makes a passkey and signs in with it.
//!
//! ```text
//! cargo run -p passflex-webauthn --example relying_party
//! ```
//!
//! Everything that a server does is here, but for its routes and its database. The software authenticator of the tests
//! stands in for the page, whose two lines are beside it.
#![expect(clippy::print_stdout, reason = "the story is the program's output")]

use std::error::Error;

use passflex_authenticator::Authenticator;
use passflex_webauthn::json::{
    AttestationConveyancePreference, AuthenticationResponseJson, AuthenticatorSelectionCriteria,
    CreationExtensionsJson, PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialDescriptorJson,
    PublicKeyCredentialParameters, PublicKeyCredentialRequestOptionsJson, PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntityJson, RegistrationResponseJson, ResidentKeyRequirement,
};
use passflex_webauthn::{
    Algorithm, AuthenticationExpectations, CredentialRecord, RegistrationExpectations, UserHandleRule,
    UserVerificationRequirement, VerifiedRegistration, verify_authentication, verify_registration,
};

const RP_ID: &str = "example.com";
const ORIGIN: &str = "https://example.com";

/// A row of the table of passkeys.
struct Passkey {
    credential_id: Vec<u8>,
    public_key: Vec<u8>,
    sign_count: u32,
    backup_eligible: bool,
    transports: Vec<String>,
    user_handle: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut authenticator = Authenticator::device_bound();

    // A challenge is random, kept with the person's session, and used once.
    let (challenge, user_handle) = (random()?, random()?);
    let options = creation_options(&challenge, &user_handle);
    // const options = PublicKeyCredential.parseCreationOptionsFromJSON(await start());
    // await finish((await navigator.credentials.create({ publicKey: options })).toJSON());
    let answer = authenticator.register(&serde_json::to_value(options)?, ORIGIN).to_string();
    let verified = finish_registration(&challenge, &answer)?;
    println!("registered a passkey with {:?}", verified.algorithm());
    println!("discoverable, says the client: {:?}", verified.extension_outputs().client.cred_props);
    let mut passkey = Passkey {
        credential_id: verified.credential_id().to_vec(),
        public_key: verified.public_key().to_vec(),
        sign_count: verified.sign_count(),
        backup_eligible: verified.backup_eligible(),
        transports: verified.transports().to_vec(),
        user_handle: user_handle.to_vec(),
    };

    let challenge = random()?;
    let options = request_options(&challenge, &passkey);
    // const options = PublicKeyCredential.parseRequestOptionsFromJSON(await start());
    // await finish((await navigator.credentials.get({ publicKey: options })).toJSON());
    let answer = authenticator.authenticate(&serde_json::to_value(options)?, ORIGIN).to_string();
    passkey.sign_count = finish_authentication(&challenge, &passkey, &answer)?;
    println!("signed in; the counter is at {}", passkey.sign_count);

    // Neither what was sent once nor what was sent to somebody else signs anybody in.
    let replayed = finish_authentication(&random()?, &passkey, &answer);
    println!("the same answer to another challenge: {}", replayed.err().ok_or("a replay was accepted")?);
    Ok(())
}

fn creation_options(challenge: &[u8], user_handle: &[u8]) -> PublicKeyCredentialCreationOptionsJson {
    PublicKeyCredentialCreationOptionsJson {
        rp: PublicKeyCredentialRpEntity { id: RP_ID.to_owned(), name: "Example".to_owned() },
        user: PublicKeyCredentialUserEntityJson {
            id: user_handle.to_vec(),
            name: "ada@example.com".to_owned(),
            display_name: "Ada".to_owned(),
        },
        challenge: challenge.to_vec(),
        pub_key_cred_params: Algorithm::DEFAULT
            .iter()
            .copied()
            .map(PublicKeyCredentialParameters::new)
            .collect(),
        timeout: Some(300_000),
        attestation: Some(AttestationConveyancePreference::None),
        attestation_formats: Vec::new(),
        exclude_credentials: Vec::new(),
        authenticator_selection: Some(AuthenticatorSelectionCriteria {
            authenticator_attachment: None,
            resident_key: ResidentKeyRequirement::Required,
            require_resident_key: true,
            user_verification: UserVerificationRequirement::Required,
        }),
        hints: Vec::new(),
        extensions: Some(CreationExtensionsJson { cred_props: true, ..CreationExtensionsJson::default() }),
    }
}

fn finish_registration(challenge: &[u8], answer: &str) -> Result<VerifiedRegistration, Box<dyn Error>> {
    let response: RegistrationResponseJson = serde_json::from_str(answer)?;
    let origins = [ORIGIN.to_owned()];
    let expected = RegistrationExpectations::new(challenge, RP_ID, &origins);
    Ok(verify_registration(&expected, &response.decode()?)?)
}

fn request_options(challenge: &[u8], passkey: &Passkey) -> PublicKeyCredentialRequestOptionsJson {
    PublicKeyCredentialRequestOptionsJson {
        challenge: challenge.to_vec(),
        rp_id: RP_ID.to_owned(),
        timeout: Some(300_000),
        user_verification: UserVerificationRequirement::Required,
        allow_credentials: Some(vec![PublicKeyCredentialDescriptorJson::new(
            passkey.credential_id.clone(),
            passkey.transports.clone(),
        )]),
        hints: Vec::new(),
        extensions: None,
    }
}

/// The counter to store.
fn finish_authentication(challenge: &[u8], passkey: &Passkey, answer: &str) -> Result<u32, Box<dyn Error>> {
    let response: AuthenticationResponseJson = serde_json::from_str(answer)?;
    let origins = [ORIGIN.to_owned()];
    let expected = AuthenticationExpectations {
        // The options name the credential, so the response need not name the user.
        user_handle: UserHandleRule::Optional,
        ..AuthenticationExpectations::new(challenge, RP_ID, &origins)
    };
    let record = CredentialRecord {
        credential_id: &passkey.credential_id,
        public_key: &passkey.public_key,
        sign_count: passkey.sign_count,
        backup_eligible: Some(passkey.backup_eligible),
        user_handles: &[&passkey.user_handle],
    };
    let verified = verify_authentication(&expected, &record, &response.decode()?)?;
    Ok(passkey.sign_count.max(verified.sign_count()))
}

fn random() -> Result<[u8; 32], Box<dyn Error>> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes)?;
    Ok(bytes)
}
