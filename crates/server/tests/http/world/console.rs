//! The console, and the browsers of administrators.

use std::ops::Deref;
use std::sync::Arc;

use passflex_flex::store::AdminId;
use passflex_flex::store::records::{LinkGrant, Role};
use passflex_flex::{Actor, AdminScope, CONSOLE_APP, LinkSecret, NewAdminToken, NewInvitation};
use passflex_server::ServerConfig;
use reqwest::RequestBuilder;
use reqwest::header::{COOKIE, ORIGIN as ORIGIN_HEADER};
use serde_json::{Value, json};

use super::{Answer, App, ORIGIN, Person, Server, Started};

/// A server whose console is open at [`ORIGIN`].
pub(crate) struct Console {
    pub(crate) server: Arc<Server>,
}

/// An administrator's browser, signed in.
pub(crate) struct Browser {
    server: Arc<Server>,
    pub(crate) person: Person,
    /// `name=value`.
    pub(crate) cookie: String,
}

impl Console {
    pub(crate) async fn start() -> Self {
        Self::start_limited(false).await
    }

    /// The same, where callers who are not signed in are limited or not.
    pub(crate) async fn start_limited(rate_limits: bool) -> Self {
        let config = ServerConfig {
            rate_limits,
            public_url: Some(ORIGIN.to_owned()),
            console_origin: Some(ORIGIN.to_owned()),
            trusted_proxies: Vec::new(),
        };
        let server = Arc::new(Server::start_with(&config).await);
        server.flex.open_console(ORIGIN).await.unwrap();
        Self { server }
    }

    /// The first administrator.
    pub(crate) async fn set_up(&self) -> Browser {
        let link = self.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
        self.welcome(&link, "Ada").await
    }

    /// Somebody with this role for all apps.
    pub(crate) async fn invited(&self, name: &str, role: Role) -> Browser {
        self.invited_with(name, vec![LinkGrant { app_id: None, role }]).await
    }

    /// Somebody with these roles.
    pub(crate) async fn invited_with(&self, name: &str, grants: Vec<LinkGrant>) -> Browser {
        let new = NewInvitation { name: name.to_owned(), grants };
        let (_, link) = self.flex.invite(&Actor::cli(), new).await.unwrap();
        self.welcome(&link, name).await
    }

    /// Follows a link to its end, as the page's script does.
    pub(crate) async fn welcome(&self, link: &LinkSecret, name: &str) -> Browser {
        let body = json!({"link": link.expose(), "name": name});
        let opened = self.script("/console/welcome/start", &body).await;
        let transaction = json!({"transaction_id": opened.text("transaction_id")});
        let started = Started::read(&self.ceremony("register", "start", &transaction).await);
        let mut person = Person::new("");
        let finish = person.registration(&started);
        let nonce = self.ceremony("register", "finish", &finish).await.text("nonce");
        let body = json!({"link": link.expose(), "name": name, "nonce": nonce});
        let finished = self.script("/console/welcome/finish", &body).await;
        Browser { server: Arc::clone(&self.server), person, cookie: cookie(&finished) }
    }

    /// Signs in, as the page's script does, as far as the answer with the cookie.
    pub(crate) async fn sign_in(&self, person: &mut Person) -> Answer {
        let nonce = self.sign_in_nonce(person, json!({})).await;
        self.script("/console/sign-in", &json!({"nonce": nonce})).await
    }

    /// The nonce of a sign-in to the reserved app.
    pub(crate) async fn sign_in_nonce(&self, person: &mut Person, transaction: Value) -> String {
        let started = Started::read(&self.ceremony("authenticate", "start", &transaction).await);
        let finish = person.assertion(&started);
        self.ceremony("authenticate", "finish", &finish).await.text("nonce")
    }

    /// A call of a page's script, signed in as nobody.
    pub(crate) async fn script(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request("POST", path).header(ORIGIN_HEADER, ORIGIN).json(body)).await
    }

    /// A call of the SDK.
    async fn ceremony(&self, kind: &str, step: &str, body: &Value) -> Answer {
        let path = format!("/v1/apps/{CONSOLE_APP}/{kind}/transactions/webauthn/{step}");
        self.script(&path, body).await
    }

    /// A token of an administrator's, for the admin API.
    pub(crate) async fn token(&self, admin: &AdminId, scopes: &[AdminScope]) -> String {
        let new = NewAdminToken { name: "ci".to_owned(), scopes: scopes.to_vec(), expires_at: None };
        let (_, secret) = self.flex.create_admin_token(&Actor::cli(), admin, new).await.unwrap();
        secret.expose().to_owned()
    }

    /// An app on this server.
    pub(crate) async fn app(&self) -> App {
        App::on(Arc::clone(&self.server)).await
    }
}

impl Deref for Console {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Browser {
    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request("GET", path)).await
    }

    /// Sends a form of a page.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| {
            format!("{}={}", super::percent_encoded(name), super::percent_encoded(value))
        });
        let body = body.collect::<Vec<_>>().join("&");
        let form = self.request("POST", path).header("content-type", "application/x-www-form-urlencoded");
        Answer::to(form.body(body)).await
    }

    /// A call of a page's script.
    pub(crate) async fn script(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request("POST", path).json(body)).await
    }

    /// A request of a page's, to be filled in.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.server.request(method, path).header(ORIGIN_HEADER, ORIGIN).header(COOKIE, &self.cookie)
    }

    /// Who is signed in.
    pub(crate) async fn admin(&self) -> AdminId {
        let (_, cookie) = self.cookie.split_once('=').unwrap();
        self.server.flex.session(cookie).await.unwrap().session.admin_id
    }
}

/// The cookie that an answer sets, as a request brings it back.
pub(crate) fn cookie(answer: &Answer) -> String {
    let header = answer.header("set-cookie");
    header.split(';').next().unwrap().to_owned()
}
