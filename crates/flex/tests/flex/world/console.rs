//! The console: what administrators and their browsers do.

use std::ops::Deref;
use std::sync::Arc;

use passflex_flex::store::AdminId;
use passflex_flex::store::records::{LinkGrant, Role};
use passflex_flex::{
    Actor, CONSOLE_APP, LinkSecret, NewInvitation, Presence, Result, SessionCookie, SignedIn,
};

use super::{Database, ORIGIN, Person, Site};

/// The reserved app, open at [`ORIGIN`].
pub(crate) struct Console {
    pub(crate) site: Site,
}

impl Console {
    /// On a database of its own.
    pub(crate) async fn new() -> Self {
        Self::on(Database::new()).await
    }

    /// On this one.
    pub(crate) async fn on(database: Arc<Database>) -> Self {
        let flex = database.open().await;
        flex.open_console(ORIGIN).await.unwrap();
        let id = passflex_flex::store::AppId::new(CONSOLE_APP);
        Self { site: Site { flex, id, database } }
    }

    /// The first administrator, signed in since just now.
    pub(crate) async fn set_up(&self) -> (Person, SessionCookie) {
        let link = self.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
        self.welcome(&link, Some("Ada")).await.unwrap()
    }

    /// Opens a link on a new phone, and follows it to the end.
    pub(crate) async fn welcome(
        &self,
        link: &LinkSecret,
        name: Option<&str>,
    ) -> Result<(Person, SessionCookie)> {
        let (person, nonce) = self.registration_of(link, name).await?;
        let cookie = self.flex.finish_welcome(link, name, &nonce, &Presence::default()).await?;
        Ok((person, cookie))
    }

    /// Opens a link on a new phone, as far as the nonce.
    pub(crate) async fn registration_of(
        &self,
        link: &LinkSecret,
        name: Option<&str>,
    ) -> Result<(Person, String)> {
        let welcome = self.flex.start_welcome(link, name).await?;
        let started = self.start_registration(&welcome.transaction_id).await?;
        let mut person = Person::new("");
        let answer = person.answer_registration(&welcome.transaction_id, &started);
        let nonce = self.finish_registration(answer).await?;
        Ok((person, nonce))
    }

    /// Somebody with this role for all apps, signed in since just now.
    pub(crate) async fn invited(&self, name: &str, role: Role) -> (Person, SessionCookie) {
        let grants = vec![LinkGrant { app_id: None, role }];
        let new = NewInvitation { name: name.to_owned(), grants };
        let (_, link) = self.flex.invite(&Actor::cli(), new).await.unwrap();
        self.welcome(&link, None).await.unwrap()
    }

    /// Signs in, as far as the cookie.
    pub(crate) async fn sign_in(&self, person: &mut Person) -> Result<SessionCookie> {
        let answer = self.discoverable_answer(person).await;
        let nonce = self.finish_sign_in(answer).await?;
        self.flex.sign_in(&nonce, &Presence::default()).await
    }

    /// Who the cookie is.
    pub(crate) async fn session(&self, cookie: &SessionCookie) -> Result<SignedIn> {
        self.flex.session(cookie.expose()).await
    }

    /// Whose cookie it is.
    pub(crate) async fn admin(&self, cookie: &SessionCookie) -> AdminId {
        self.session(cookie).await.unwrap().session.admin_id
    }

    /// The name of whose cookie it is.
    pub(crate) async fn name(&self, cookie: &SessionCookie) -> String {
        self.session(cookie).await.unwrap().authority.admin().name.clone()
    }
}

impl Deref for Console {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}
