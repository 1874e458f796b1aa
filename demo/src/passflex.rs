//! The whole of the demo's conversation with Passflex: six plain HTTP calls.
//!
//! Copy this file. It knows nothing of the demo around it: it needs the address of a Passflex server, an app id and
//! an API key with the scopes `transactions`, `users:read` and `users:write`.
//!
//! Every passkey ceremony has the same shape:
//!
//! 1. The backend opens a *transaction* for one of its accounts and hands its id to the browser.
//! 2. The browser runs the ceremony with the SDK, which ends in a *nonce*.
//! 3. The browser hands the nonce to the backend, and the backend asks Passflex what it proves. Until then, nothing
//!    that the browser says is proof of anything.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Method, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Passflex answers in milliseconds; a person should not wait much longer to learn that it does not answer at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// A client of Passflex for one app.
#[derive(Debug, Clone)]
pub struct Passflex {
    http: Client,
    app: Url,
    api_key: SecretString,
}

impl Passflex {
    /// A client for the app `app_id` of the Passflex server at `url`. Connects to nothing yet.
    pub fn new(url: &str, app_id: &str, api_key: SecretString) -> Result<Self, Error> {
        let mut app = Url::parse(url).map_err(|_| Error::BadAddress)?;
        app.path_segments_mut()
            .map_err(|()| Error::BadAddress)?
            .pop_if_empty()
            .extend(["v1", "apps", app_id]);
        // A redirect could lead the API key astray, so none is followed.
        let mut http = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        // Nor does the key go through a proxy that is meant for the world outside.
        if matches!(app.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")) {
            http = http.no_proxy();
        }
        let http = http.build()?;
        Ok(Self { http, app, api_key })
    }

    /// Opens the registration of a new passkey for an account; returns the transaction id to hand to its browser.
    ///
    /// `external_id` is the account's id on our side. It must never change and never pass to someone else, for
    /// passkeys hang on it: use neither a login name nor an e-mail address. `display_name` (at most 128 characters)
    /// is what the person sees in the passkey prompt.
    pub async fn create_register_transaction(
        &self,
        external_id: &str,
        display_name: &str,
    ) -> Result<String, Error> {
        let body = json!({ "external_id": external_id, "passkey_display_name": display_name });
        let answer = self.post(&["transactions", "register"], &body).await?;
        Ok(answer.json::<Transaction>().await?.transaction_id)
    }

    /// Opens a sign-in or a step-up of an account; returns the transaction id to hand to its browser, or `None` if
    /// the account has no passkey.
    pub async fn create_authenticate_transaction(&self, external_id: &str) -> Result<Option<String>, Error> {
        let body = json!({ "external_id": external_id });
        match self.post(&["transactions", "authenticate"], &body).await {
            Ok(answer) => Ok(Some(answer.json::<Transaction>().await?.transaction_id)),
            // Passflex first hears of an account when that account registers its first passkey.
            Err(error) if error.is("user_not_found") || error.is("user_has_no_passkeys") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Spends a nonce and returns what it proves. A nonce verifies once, and only within a minute.
    ///
    /// [`Error::InvalidNonce`] means: this person has proved nothing, begin again. With `expect`, it is also the
    /// answer to a genuine nonce of another kind, account or transaction.
    pub async fn verify(&self, nonce: &str, expect: Expect<'_>) -> Result<Verified, Error> {
        match self.post(&["authenticate", "verify"], &json!({ "nonce": nonce, "expect": expect })).await {
            Ok(answer) => Ok(answer.json().await?),
            Err(error) if error.is("invalid_nonce") => Err(Error::InvalidNonce),
            Err(error) => Err(error),
        }
    }

    /// The passkeys of an account; none if it never registered one.
    pub async fn list_passkeys(&self, external_id: &str) -> Result<Vec<Passkey>, Error> {
        let Some(user_id) = self.user_id(external_id).await? else { return Ok(Vec::new()) };
        let answer = self.send(Method::GET, &["users", &user_id, "devices"], None).await?;
        Ok(answer.json::<Devices>().await?.devices)
    }

    /// Revokes a passkey of an account, at once and for good; `false` if the account has no such passkey.
    pub async fn revoke_passkey(&self, external_id: &str, passkey_id: &str) -> Result<bool, Error> {
        let Some(user_id) = self.user_id(external_id).await? else { return Ok(false) };
        match self.send(Method::DELETE, &["users", &user_id, "devices", passkey_id], None).await {
            Ok(_) => Ok(true),
            Err(error) if error.is("device_not_found") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Passflex's own id for an account, which the paths under `/users` are made of.
    async fn user_id(&self, external_id: &str) -> Result<Option<String>, Error> {
        let mut url = self.url(&["users"])?;
        // With `limit=1` the identifier is taken literally, whatever characters are in it.
        url.query_pairs_mut().append_pair("limit", "1").append_pair("identifier", external_id);
        let answer = self.call(Method::GET, url, None).await?;
        Ok(answer.json::<Users>().await?.users.into_iter().next().map(|user| user.id))
    }

    async fn post(&self, path: &[&str], body: &Value) -> Result<reqwest::Response, Error> {
        self.send(Method::POST, path, Some(body)).await
    }

    async fn send(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&Value>,
    ) -> Result<reqwest::Response, Error> {
        self.call(method, self.url(path)?, body).await
    }

    /// `path` under this app, each segment percent-encoded.
    fn url(&self, path: &[&str]) -> Result<Url, Error> {
        let mut url = self.app.clone();
        url.path_segments_mut().map_err(|()| Error::BadAddress)?.extend(path);
        Ok(url)
    }

    async fn call(&self, method: Method, url: Url, body: Option<&Value>) -> Result<reqwest::Response, Error> {
        let mut request = self.http.request(method, url).bearer_auth(self.api_key.expose_secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        // What is not Passflex's error body comes from something in between, so its status must do.
        let refusal = answer.json::<Refusal>().await.unwrap_or_default();
        Err(Error::Refused { status, code: refusal.code, message: refusal.error })
    }
}

/// What a nonce must prove to be good for the occasion. Without it, a nonce of *any* ceremony of *anyone* verifies.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Expect<'a> {
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_id: Option<&'a str>,
}

impl<'a> Expect<'a> {
    /// A passkey was registered, for this account, in this transaction.
    pub fn registration(external_id: &'a str, transaction_id: &'a str) -> Self {
        let (external_id, transaction_id) = (Some(external_id), Some(transaction_id));
        Self { kind: Kind::Register, external_id, transaction_id }
    }

    /// This account has used a passkey, in this transaction.
    pub fn authentication(external_id: &'a str, transaction_id: &'a str) -> Self {
        let (external_id, transaction_id) = (Some(external_id), Some(transaction_id));
        Self { kind: Kind::Authenticate, external_id, transaction_id }
    }

    /// Someone has used a passkey; [`Verified`] says who. For sign-in without a name.
    pub fn authentication_by_anyone() -> Self {
        Self { kind: Kind::Authenticate, external_id: None, transaction_id: None }
    }
}

/// The two ceremonies that a nonce can come from.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Register,
    Authenticate,
}

/// What a spent nonce proves.
#[derive(Debug, Deserialize)]
pub struct Verified {
    /// The account that used or registered a passkey: the id that the transaction or the registration was given.
    pub external_id: String,
    /// The transaction that the ceremony belonged to; `None` if it was begun without one.
    pub transaction_id: Option<String>,
}

/// A passkey of an account. Passflex calls it a device.
#[derive(Debug, Deserialize)]
pub struct Passkey {
    /// Passflex's id of the passkey.
    pub id: String,
    /// The provider's name where it is known, such as the name of a password manager; may be empty.
    pub friendly_name: String,
    /// Where the passkey lives.
    #[serde(rename = "type")]
    pub kind: PasskeyKind,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last signed in; equal to `created_at` before the first time.
    pub last_login_at: Timestamp,
    /// How many times it has signed in.
    pub usage_count: u64,
}

/// Where a passkey lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyKind {
    /// In an account that carries it to several devices.
    Passkey,
    /// On a stick or a card.
    SecurityKey,
    /// On one phone or computer.
    Platform,
    /// A kind that a later version of Passflex tells apart.
    #[serde(other)]
    Other,
}

/// Why a call to Passflex came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of Passflex is not an `http` or `https` URL.
    #[error("the address of Passflex is not an http or https URL")]
    BadAddress,
    /// The nonce proves nothing: unknown, spent, too old, or not what was expected.
    #[error("the nonce is not valid for this")]
    InvalidNonce,
    /// Passflex understood the call and refused it.
    #[error("Passflex refused: {status}, {code}: {message}")]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// What went wrong, for programs; empty if the answer was not Passflex's.
        code: String,
        /// What went wrong, for those who run this application; not for its users.
        message: String,
    },
    /// Passflex was not reached, did not answer in time, or did not answer as agreed.
    #[error("Passflex did not answer as it should")]
    Unreachable(#[from] reqwest::Error),
}

impl Error {
    fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == expected)
    }

    /// Whether the same call may well succeed in a while.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::BadAddress | Self::InvalidNonce => false,
        }
    }
}

#[derive(Deserialize)]
struct Transaction {
    transaction_id: String,
}

#[derive(Deserialize)]
struct Users {
    users: Vec<User>,
}

#[derive(Deserialize)]
struct User {
    id: String,
}

#[derive(Deserialize)]
struct Devices {
    devices: Vec<Passkey>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: String,
    error: String,
}
