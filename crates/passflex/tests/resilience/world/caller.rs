//! Those who call the servers: an app's backend and its pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Installation, ORIGIN, Server};

/// Longer than any server takes to say no.
const PATIENCE: Duration = Duration::from_mins(1);

/// The answer did not come: the request may have been carried out, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost;

/// An answer that was read to its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    /// Null where there is none.
    pub(crate) body: Value,
}

impl Answer {
    /// The body of an answer that says yes.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// The code of a refusal with this status.
    pub(crate) fn refusal(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        self.body["code"].as_str().unwrap().to_owned()
    }
}

/// Which ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Register,
    Authenticate,
}

impl Kind {
    /// As paths and bodies have it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Authenticate => "authenticate",
        }
    }
}

/// A ceremony that a page was told to run.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    transaction_id: Value,
    handshake_id: Value,
    /// The options for `navigator.credentials`.
    pub(crate) public_key: Value,
}

impl Started {
    /// The body of the finish.
    pub(crate) fn answered(&self, response: &Value) -> Value {
        json!({
            "handshake_id": self.handshake_id,
            "transaction_id": self.transaction_id,
            "handshake_response": response,
        })
    }
}

/// Calls the servers of an installation in turn, so that no two steps of a ceremony go to the same one if there are
/// several.
#[derive(Clone)]
pub(crate) struct Caller {
    http: reqwest::Client,
    servers: Arc<[String]>,
    turn: Arc<AtomicUsize>,
    app: String,
    key: String,
    /// Whether a 503 counts as an answer. Where it does not, what was asked for may have happened.
    hears_unavailable: bool,
    /// Told of every moment at which a request is about to go or an answer has come.
    at_moment: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl Caller {
    pub(crate) fn of(installation: &Installation, servers: &[&Server]) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap(),
            servers: servers.iter().map(|server| server.url.clone()).collect(),
            turn: Arc::default(),
            app: installation.app.clone(),
            key: installation.key.clone(),
            hears_unavailable: true,
            at_moment: None,
        }
    }

    /// The same caller, that tells of every moment, and for whom a 503 is no better than no answer.
    pub(crate) fn telling(self, at_moment: impl Fn() + Send + Sync + 'static) -> Self {
        Self { at_moment: Some(Arc::new(at_moment)), hears_unavailable: false, ..self }
    }

    /// The same caller with another API key.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    /// What a server says at a path of its own.
    pub(crate) async fn server(&self, path: &str) -> Result<Answer, Lost> {
        self.send(|url| self.http.get(format!("{url}{path}"))).await
    }

    /// Makes a registration's transaction and starts it.
    pub(crate) async fn begin_registration(&self, external_id: &str) -> Result<Started, Lost> {
        let body = json!({"external_id": external_id, "passkey_display_name": "Somebody"});
        let transaction = self.backend("POST", "transactions/register", Some(&body)).await?.ok();
        self.begin(Kind::Register, &transaction).await
    }

    /// Makes a sign-in's transaction and starts it.
    pub(crate) async fn begin_sign_in(&self, external_id: &str) -> Result<Started, Lost> {
        let transaction = self.sign_in_transaction(external_id).await?.ok();
        self.begin(Kind::Authenticate, &transaction).await
    }

    /// What the server says to a sign-in's transaction.
    pub(crate) async fn sign_in_transaction(&self, external_id: &str) -> Result<Answer, Lost> {
        let body = json!({"external_id": external_id});
        self.backend("POST", "transactions/authenticate", Some(&body)).await
    }

    /// Starts a ceremony: one of the transaction in this body, or one without.
    pub(crate) async fn begin(&self, kind: Kind, transaction: &Value) -> Result<Started, Lost> {
        let mut body = self.start(kind, transaction).await?.ok();
        Ok(Started {
            transaction_id: body["transaction_id"].take(),
            handshake_id: body["handshake"]["id"].take(),
            public_key: body["handshake"]["challenge"]["publicKey"].take(),
        })
    }

    /// What the server says to a start.
    pub(crate) async fn start(&self, kind: Kind, transaction: &Value) -> Result<Answer, Lost> {
        self.page(&format!("{}/transactions/webauthn/start", kind.word()), transaction).await
    }

    /// What the server says to a finish.
    pub(crate) async fn finish(&self, kind: Kind, body: &Value) -> Result<Answer, Lost> {
        self.page(&format!("{}/transactions/webauthn/finish", kind.word()), body).await
    }

    /// What the server says of a nonce.
    pub(crate) async fn verify(&self, nonce: &str) -> Result<Answer, Lost> {
        self.backend("POST", "authenticate/verify", Some(&json!({"nonce": nonce}))).await
    }

    /// The user of this external id, with devices, if there is one.
    pub(crate) async fn user(&self, external_id: &str) -> Result<Option<Value>, Lost> {
        let list = self.backend("GET", &format!("users?limit=1&identifier={external_id}"), None).await?.ok();
        let Some(id) = list["users"][0]["id"].as_str() else { return Ok(None) };
        let shown = self.backend("GET", &format!("users/{id}"), None).await?.ok();
        Ok(Some(shown["user"].clone()))
    }

    /// A call of the backend's, below the app.
    pub(crate) async fn backend(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Lost> {
        self.send(|url| {
            let url = format!("{url}/v1/apps/{}/{path}", self.app);
            let request = self.http.request(method.parse().unwrap(), url).bearer_auth(&self.key);
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        })
        .await
    }

    /// A call of a page's, below the app.
    async fn page(&self, path: &str, body: &Value) -> Result<Answer, Lost> {
        self.send(|url| {
            let url = format!("{url}/v1/apps/{}/{path}", self.app);
            self.http.post(url).header("origin", ORIGIN).json(body)
        })
        .await
    }

    async fn send(&self, request: impl FnOnce(&str) -> reqwest::RequestBuilder) -> Result<Answer, Lost> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.moment();
        let answer = async {
            let response = request(&self.servers[turn % self.servers.len()]).send().await?;
            let status = response.status().as_u16();
            let retry_after = response.headers().get("retry-after");
            let retry_after = retry_after.map(|seconds| seconds.to_str().unwrap().to_owned());
            Ok::<_, reqwest::Error>((status, retry_after, response.bytes().await?))
        };
        let (status, retry_after, body) = answer.await.map_err(|_| Lost)?;
        self.moment();
        if status == 503 && !self.hears_unavailable {
            return Err(Lost);
        }
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        Ok(Answer { status, retry_after, body })
    }

    fn moment(&self) {
        if let Some(at_moment) = &self.at_moment {
            at_moment();
        }
    }
}
