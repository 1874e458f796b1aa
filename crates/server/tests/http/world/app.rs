//! An app: what its backend and its pages send.

use std::ops::Deref;
use std::sync::Arc;

use passflex_flex::store::records::{AppSettings, AppStatus, UserStatus};
use passflex_flex::store::{ApiKeyId, AppId, UserId};
use passflex_flex::{Actor, AppChange, NewApiKey, NewApp, Scope};
use passflex_server::ServerConfig;
use reqwest::RequestBuilder;
use reqwest::header::ORIGIN as ORIGIN_HEADER;
use serde_json::{Value, json};

use super::{Answer, Person, Server, Started};

/// The page that every ceremony runs on unless a test says otherwise.
pub(crate) const ORIGIN: &str = "https://login.example.com";

/// One app with a key that may do everything.
pub(crate) struct App {
    pub(crate) server: Arc<Server>,
    pub(crate) id: String,
    pub(crate) key: String,
}

impl App {
    /// A new app on a server of its own.
    pub(crate) async fn start() -> Self {
        Self::on(Arc::new(Server::start().await)).await
    }

    /// A new app on a server of its own that limits callers without a key.
    pub(crate) async fn start_with_rate_limits() -> Self {
        Self::start_behind(&[]).await
    }

    /// The same behind these proxies.
    pub(crate) async fn start_behind(proxies: &[&str]) -> Self {
        let trusted_proxies = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let config =
            ServerConfig { rate_limits: true, public_url: None, console_origin: None, trusted_proxies };
        Self::on(Arc::new(Server::start_with(&config).await)).await
    }

    /// A new app on this server.
    pub(crate) async fn on(server: Arc<Server>) -> Self {
        let settings = AppSettings { origins: vec![ORIGIN.to_owned()], ..AppSettings::default() };
        let new = NewApp { name: "Example".to_owned(), rp_id: Some("example.com".to_owned()), settings };
        let app = server.flex.create_app(&Actor::cli(), new).await.unwrap();
        let mut this = Self { server, id: app.id.as_str().to_owned(), key: String::new() };
        (_, this.key) = this.create_key(&Scope::ALL, None).await;
        this
    }

    /// Another app on the same server.
    pub(crate) async fn neighbour(&self) -> Self {
        Self::on(Arc::clone(&self.server)).await
    }

    /// A path below the app.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/apps/{}/{rest}", self.id)
    }

    /// A request of the app's backend, to be filled in.
    pub(crate) fn backend(&self, method: &str, rest: &str) -> RequestBuilder {
        self.server.request(method, &self.path(rest)).bearer_auth(&self.key)
    }

    /// The backend sends a body.
    pub(crate) async fn backend_posts(&self, rest: &str, body: Value) -> Answer {
        Answer::to(self.backend("POST", rest).json(&body)).await
    }

    /// The backend reads.
    pub(crate) async fn backend_gets(&self, rest: &str) -> Answer {
        Answer::to(self.backend("GET", rest)).await
    }

    /// A request of one of the app's pages, to be filled in.
    pub(crate) fn page(&self, rest: &str) -> RequestBuilder {
        self.server.request("POST", &self.path(rest)).header(ORIGIN_HEADER, ORIGIN)
    }

    /// A page sends a body.
    pub(crate) async fn page_posts(&self, rest: &str, body: Value) -> Answer {
        Answer::to(self.page(rest).json(&body)).await
    }

    // Whole steps of a ceremony, which succeed.

    pub(crate) async fn register_transaction(&self, external_id: &str) -> String {
        let body = json!({"external_id": external_id, "passkey_display_name": "Ada Lovelace"});
        self.backend_posts("transactions/register", body).await.text("transaction_id")
    }

    pub(crate) async fn sign_in_transaction(&self, external_id: &str) -> String {
        let body = json!({"external_id": external_id});
        self.backend_posts("transactions/authenticate", body).await.text("transaction_id")
    }

    pub(crate) async fn start_registration(&self, transaction_id: &str) -> Started {
        let body = json!({"transaction_id": transaction_id});
        Started::read(&self.page_posts("register/transactions/webauthn/start", body).await)
    }

    pub(crate) async fn start_sign_in(&self, transaction_id: Option<&str>) -> Started {
        let body = transaction_id.map_or_else(|| json!({}), |id| json!({"transaction_id": id}));
        Started::read(&self.page_posts("authenticate/transactions/webauthn/start", body).await)
    }

    pub(crate) async fn finish_registration(&self, body: Value) -> Answer {
        self.page_posts("register/transactions/webauthn/finish", body).await
    }

    pub(crate) async fn finish_sign_in(&self, body: Value) -> Answer {
        self.page_posts("authenticate/transactions/webauthn/finish", body).await
    }

    pub(crate) async fn verify(&self, nonce: &str) -> Answer {
        self.backend_posts("authenticate/verify", json!({"nonce": nonce})).await
    }

    // Whole ceremonies, up to the nonce.

    /// The person gets a passkey.
    pub(crate) async fn register(&self, person: &mut Person) -> String {
        let started = self.start_registration(&self.register_transaction(&person.external_id).await).await;
        self.finish_registration(person.registration(&started)).await.text("nonce")
    }

    /// The person signs in by name.
    pub(crate) async fn sign_in(&self, person: &mut Person) -> String {
        let transaction_id = self.sign_in_transaction(&person.external_id).await;
        let started = self.start_sign_in(Some(&transaction_id)).await;
        self.finish_sign_in(person.assertion(&started)).await.text("nonce")
    }

    /// A person with a passkey of this app.
    pub(crate) async fn member(&self, external_id: &str) -> Person {
        let mut person = Person::new(external_id);
        self.register(&mut person).await;
        person
    }

    /// Passflex's id of a user.
    pub(crate) async fn user_id(&self, external_id: &str) -> String {
        let page = self.backend_gets(&format!("users?limit=1&identifier={external_id}")).await.ok();
        page["users"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The id of a user's first passkey.
    pub(crate) async fn device_id(&self, user_id: &str) -> String {
        let devices = self.backend_gets(&format!("users/{user_id}/devices")).await.ok();
        devices["devices"][0]["id"].as_str().unwrap().to_owned()
    }

    // What an operator does beside the server.

    /// A new key with these scopes: its id and itself.
    pub(crate) async fn create_key(
        &self,
        scopes: &[Scope],
        expires_at: Option<jiff::Timestamp>,
    ) -> (ApiKeyId, String) {
        let new = NewApiKey { name: "backend".to_owned(), scopes: scopes.to_vec(), expires_at };
        let app = AppId::new(self.id.as_str());
        let (key, secret) = self.server.flex.create_api_key(&Actor::cli(), &app, new).await.unwrap();
        (key.id, secret.expose().to_owned())
    }

    pub(crate) async fn set_status(&self, status: AppStatus) {
        self.update(AppChange { status: Some(status), ..AppChange::default() }).await;
    }

    pub(crate) async fn change_settings(&self, change: impl FnOnce(&mut AppSettings)) {
        let mut settings = self.server.flex.app(&AppId::new(self.id.as_str())).await.unwrap().settings;
        change(&mut settings);
        self.update(AppChange { settings: Some(settings), ..AppChange::default() }).await;
    }

    /// Gives the app another site.
    pub(crate) async fn move_to(&self, rp_id: &str, origin: &str) {
        let settings = AppSettings { origins: vec![origin.to_owned()], ..AppSettings::default() };
        let (rp_id, settings) = (Some(rp_id.to_owned()), Some(settings));
        self.update(AppChange { rp_id, settings, ..AppChange::default() }).await;
    }

    async fn update(&self, change: AppChange) {
        let id = AppId::new(self.id.as_str());
        self.server.flex.update_app(&Actor::cli(), &id, change).await.unwrap();
    }

    pub(crate) async fn deactivate(&self, external_id: &str) {
        let id = UserId::new(self.user_id(external_id).await);
        let tenant = self.server.flex.tenant(&AppId::new(self.id.as_str())).await.unwrap();
        let inactive = UserStatus::Inactive;
        self.server.flex.set_user_status(&Actor::cli(), &tenant, &id, inactive).await.unwrap();
    }
}

impl Deref for App {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}
