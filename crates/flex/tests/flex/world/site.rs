//! An app: what its backend and its pages do.

use std::sync::Arc;

use passflex_authenticator::{AssertionDraft, RegistrationDraft};
use passflex_flex::store::AppId;
use passflex_flex::store::records::{AppSettings, Event, Passkey, User, UserStatus};
use passflex_flex::{
    Actor, AppChange, Attachment, Client, Expectation, Flex, NewApp, NewAuthenticateTransaction,
    NewRegisterTransaction, Result, StartedAuthentication, StartedRegistration, Tenant, TransactionOptions,
    VerifiedNonce,
};

use super::person::{Registration, SignIn};
use super::{Database, Person};

/// The page that every ceremony runs on unless a test says otherwise.
pub(crate) const ORIGIN: &str = "https://login.example.com";
/// The RP id of every app unless a test says otherwise.
pub(crate) const RP_ID: &str = "example.com";

/// The settings of every app unless a test says otherwise.
pub(crate) fn settings() -> AppSettings {
    AppSettings { origins: vec![ORIGIN.to_owned()], ..AppSettings::default() }
}

/// One app, as one replica serves it.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) flex: Arc<Flex>,
    pub(crate) id: AppId,
    // Last: the store lets go of its files before their folder goes.
    pub(crate) database: Arc<Database>,
}

impl Site {
    /// A new app.
    pub(crate) async fn new(flex: Arc<Flex>, database: Arc<Database>) -> Self {
        let new = NewApp { name: "Example".to_owned(), rp_id: Some(RP_ID.to_owned()), settings: settings() };
        let id = flex.create_app(&Actor::cli(), new).await.unwrap().id;
        Self { flex, id, database }
    }

    /// Another app beside this one.
    pub(crate) async fn neighbour(&self) -> Self {
        Self::new(Arc::clone(&self.flex), Arc::clone(&self.database)).await
    }

    /// The same app as another replica serves it.
    pub(crate) fn on(&self, flex: &Arc<Flex>) -> Self {
        Self { flex: Arc::clone(flex), ..self.clone() }
    }

    /// Changes its settings.
    pub(crate) async fn set(&self, change: impl FnOnce(&mut AppSettings)) {
        let mut settings = self.flex.app(&self.id).await.unwrap().settings;
        change(&mut settings);
        self.update(AppChange { settings: Some(settings), ..AppChange::default() }).await.unwrap();
    }

    /// Changes it.
    pub(crate) async fn update(&self, change: AppChange) -> Result<()> {
        self.flex.update_app(&Actor::cli(), &self.id, change).await.map(drop)
    }

    /// The app as a request finds it.
    pub(crate) async fn tenant(&self) -> Arc<Tenant> {
        self.flex.tenant(&self.id).await.unwrap()
    }

    // Single verbs.

    pub(crate) async fn register_transaction(&self, external_id: &str) -> Result<String> {
        self.register_transaction_with(external_id, TransactionOptions::default()).await
    }

    pub(crate) async fn register_transaction_with(
        &self,
        external_id: &str,
        options: TransactionOptions,
    ) -> Result<String> {
        let new = NewRegisterTransaction {
            external_id: external_id.to_owned(),
            display_name: format!("{external_id} Lovelace"),
            options,
        };
        self.flex.create_register_transaction(&*self.tenant().await, &new).await
    }

    pub(crate) async fn sign_in_transaction(&self, external_id: &str) -> Result<String> {
        self.sign_in_transaction_with(external_id, TransactionOptions::default()).await
    }

    pub(crate) async fn sign_in_transaction_with(
        &self,
        external_id: &str,
        options: TransactionOptions,
    ) -> Result<String> {
        let new = NewAuthenticateTransaction { external_id: external_id.to_owned(), options };
        self.flex.create_authenticate_transaction(&*self.tenant().await, &new).await
    }

    pub(crate) async fn start_registration(&self, transaction: &str) -> Result<StartedRegistration> {
        self.flex.start_registration(&*self.tenant().await, transaction, Attachment::Any).await
    }

    pub(crate) async fn start_sign_in(&self, transaction: Option<&str>) -> Result<StartedAuthentication> {
        self.flex.start_authentication(&*self.tenant().await, transaction).await
    }

    pub(crate) async fn finish_registration(&self, answer: Registration) -> Result<String> {
        self.flex.finish_registration(&*self.tenant().await, answer, &Client::default()).await
    }

    pub(crate) async fn finish_sign_in(&self, answer: SignIn) -> Result<String> {
        self.flex.finish_authentication(&*self.tenant().await, answer, &Client::default()).await
    }

    pub(crate) async fn verify(&self, nonce: &str) -> Result<VerifiedNonce> {
        self.verify_expecting(nonce, &Expectation::default()).await
    }

    pub(crate) async fn verify_expecting(&self, nonce: &str, expect: &Expectation) -> Result<VerifiedNonce> {
        self.flex.verify_nonce(&*self.tenant().await, nonce, expect).await
    }

    // Ceremonies up to a point.

    /// A registration of which only `finish` is left.
    pub(crate) async fn registration(&self, person: &mut Person) -> Registration {
        self.registration_with(person, |_| {}).await
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) async fn registration_with(
        &self,
        person: &mut Person,
        edit: impl FnOnce(&mut RegistrationDraft),
    ) -> Registration {
        let transaction = self.register_transaction(&person.external_id).await.unwrap();
        let started = self.start_registration(&transaction).await.unwrap();
        person.answer_registration_with(&transaction, &started, edit)
    }

    /// A sign-in with a transaction, of which only `finish` is left.
    pub(crate) async fn sign_in_answer(&self, person: &mut Person) -> SignIn {
        self.sign_in_answer_with(person, |_| {}).await
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) async fn sign_in_answer_with(
        &self,
        person: &mut Person,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> SignIn {
        let transaction = self.sign_in_transaction(&person.external_id).await.unwrap();
        let started = self.start_sign_in(Some(&transaction)).await.unwrap();
        person.answer_sign_in_with(Some(&transaction), &started, edit)
    }

    /// A sign-in without a transaction, of which only `finish` is left.
    pub(crate) async fn discoverable_answer(&self, person: &mut Person) -> SignIn {
        self.discoverable_answer_with(person, |_| {}).await
    }

    /// The same, with a chance to change the answer before it is signed.
    pub(crate) async fn discoverable_answer_with(
        &self,
        person: &mut Person,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> SignIn {
        let started = self.start_sign_in(None).await.unwrap();
        person.answer_sign_in_with(None, &started, edit)
    }

    // Whole ceremonies.

    /// Gives somebody a passkey.
    pub(crate) async fn register(&self, person: &mut Person) -> VerifiedNonce {
        let answer = self.registration(person).await;
        let nonce = self.finish_registration(answer).await.unwrap();
        self.verify(&nonce).await.unwrap()
    }

    /// A new person who has a passkey.
    pub(crate) async fn registered(&self, external_id: &str) -> Person {
        let mut person = Person::new(external_id);
        self.register(&mut person).await;
        person
    }

    /// Signs somebody in by name, as far as the nonce.
    pub(crate) async fn nonce(&self, person: &mut Person) -> String {
        let answer = self.sign_in_answer(person).await;
        self.finish_sign_in(answer).await.unwrap()
    }

    /// Signs somebody in by name.
    pub(crate) async fn sign_in(&self, person: &mut Person) -> Result<VerifiedNonce> {
        let transaction = self.sign_in_transaction(&person.external_id).await?;
        let started = self.start_sign_in(Some(&transaction)).await?;
        let nonce = self.finish_sign_in(person.answer_sign_in(Some(&transaction), &started)).await?;
        self.verify(&nonce).await
    }

    /// Signs somebody in without a name.
    pub(crate) async fn sign_in_discoverably(&self, person: &mut Person) -> Result<VerifiedNonce> {
        let answer = self.discoverable_answer(person).await;
        let nonce = self.finish_sign_in(answer).await?;
        self.verify(&nonce).await
    }

    // What the backend sees and does.

    /// A person who has a passkey.
    pub(crate) async fn user(&self, person: &Person) -> User {
        self.find_user(person).await.unwrap()
    }

    /// A person, if there is such a user.
    pub(crate) async fn find_user(&self, person: &Person) -> Option<User> {
        self.flex.user_by_external_id(&*self.tenant().await, &person.external_id).await.unwrap()
    }

    /// Somebody's passkeys.
    pub(crate) async fn passkeys(&self, person: &Person) -> Vec<Passkey> {
        let user = self.user(person).await;
        self.flex.passkeys(&*self.tenant().await, &user.id).await.unwrap()
    }

    /// Somebody's events, newest first.
    pub(crate) async fn events(&self, person: &Person) -> Vec<Event> {
        let user = self.user(person).await;
        self.flex.recent_events(&*self.tenant().await, &user.id).await.unwrap()
    }

    /// Revokes all of somebody's passkeys.
    pub(crate) async fn revoke_passkeys(&self, person: &Person) {
        for passkey in self.passkeys(person).await {
            let tenant = self.tenant().await;
            self.flex.revoke_passkey(&Actor::cli(), &tenant, &passkey.user_id, &passkey.id).await.unwrap();
        }
    }

    /// Activates or deactivates somebody.
    pub(crate) async fn set_status(&self, person: &Person, status: UserStatus) {
        let user = self.user(person).await;
        let tenant = self.tenant().await;
        self.flex.set_user_status(&Actor::cli(), &tenant, &user.id, status).await.unwrap();
    }

    /// Deletes somebody.
    pub(crate) async fn delete_user(&self, person: &Person) {
        let user = self.user(person).await;
        self.flex.delete_user(&Actor::cli(), &*self.tenant().await, &user.id).await.unwrap();
    }
}
