//! The store on PostgreSQL, and on engines that speak its protocol.
//!
//! This file is the table of contents. Each verb is in the file of its subject, as a function of a connection; here it
//! is only decided where it runs: as a statement on the connections that all share (`links`), or as a transaction on one
//! that nobody else has meanwhile (`transactions`).
//!
//! What every verb rests on:
//! - A statement sees what was committed when it began, in a transaction too and whatever the database's default is.
//!   Where a decision must not be overtaken, the row that it rests on is locked first, the user before the passkey;
//!   uniqueness is decided by named constraints.
//! - A transaction that another one got in the way of is tried again, a bounded number of times, after a random pause.
//! - Where the connection is lost after a commit was sent, nobody knows whether it happened. It is not tried again: the
//!   answer is [`crate::Error::Interrupted`], and what the caller tries next meets what there is. A `finish` that did
//!   happen has used up its handshake, so the person starts over; a nonce that was taken is gone; what an administrator
//!   did is there to be seen. Reads are simply read again.

mod address;
mod admin_sessions;
mod admin_tokens;
mod admins;
mod api_keys;
mod apps;
mod audit;
mod audit_chain;
mod authentication;
mod column;
mod condition;
mod connection;
mod constraint;
mod counts;
mod events;
mod export;
mod failure;
mod housekeeping;
mod import;
mod leases;
mod links;
mod master_key;
mod migrate;
mod native_clients;
mod nonces;
mod one_time_links;
mod open;
mod passkeys;
mod query;
mod registration;
mod retry;
mod sealing_keys;
mod spent;
mod tls;
mod transactions;
mod user_filter;
mod users;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::mpsc;

use self::failure::Stop;
use self::links::Links;
use self::transactions::Transactions;
use crate::backup::Piece;
use crate::records::{
    ActiveUsers, Admin, AdminSession, AdminStatus, AdminToken, ApiKey, App, AuditEntry, AuditHead,
    AuditQuery, AuditRow, CeremonyCount, CeremonyFact, ChainedRow, CountSpan, Event, EventQuery, Fingerprint,
    FinishAuthentication, FinishRegistration, Grant, GrantedAdmin, NativeClient, OneTimeLink, Passkey,
    RewrappedKeys, SealingKey, SummedCount, SummedFact, TakenNonce, User, UserCounts, UserList, UserQuery,
    UserSearch, UserStatus,
};
use crate::{
    AdminId, AdminRefused, AdminSessionId, AdminTokenId, ApiKeyId, AppId, AppRefused, AuthenticationRefused,
    CreateUserRefused, EventId, ImportRefused, LinkId, NativeClientId, NativeClientRefused, PasskeyId,
    RegistrationRefused, Result, Store, Swept, TokenId, UserId,
};

/// A PostgreSQL database. Its connections are opened when they are needed, and again when they were lost.
pub struct PostgresStore {
    links: Links,
    transactions: Transactions,
}

#[async_trait]
impl Store for PostgresStore {
    async fn now(&self) -> Result<Timestamp> {
        self.links.read(move |db| async move { housekeeping::now(&db).await }).await
    }

    async fn check_writes(&self) -> Result<()> {
        self.links.write(move |db| async move { leases::take(&db, leases::WRITES).await }).await
    }

    async fn sweep(&self, events_before: Timestamp) -> Result<Swept> {
        // A commit for each, so that none takes long.
        Ok(Swept {
            spent: self.links.write(move |db| async move { housekeeping::sweep_spent(&db).await }).await?,
            nonces: self.links.write(move |db| async move { housekeeping::sweep_nonces(&db).await }).await?,
            tombstones: self
                .links
                .write(move |db| async move { housekeeping::sweep_tombstones(&db).await })
                .await?,
            sessions: self
                .links
                .write(move |db| async move { housekeeping::sweep_sessions(&db).await })
                .await?,
            links: self.links.write(move |db| async move { housekeeping::sweep_links(&db).await }).await?,
            events: self
                .links
                .write(move |db| async move { housekeeping::sweep_events(&db, events_before).await })
                .await?,
        })
    }

    async fn ensure_sealing_key(&self, first: &SealingKey) -> Result<Vec<SealingKey>> {
        self.transactions.commit(move |db| async move { sealing_keys::ensure(&db, first).await }).await
    }

    async fn sealing_keys(&self) -> Result<Vec<SealingKey>> {
        self.links.read(move |db| async move { sealing_keys::all(&db).await }).await
    }

    async fn rotate_sealing_keys(
        &self,
        added: &SealingKey,
        dropped: &[u32],
        audit: AuditEntry,
    ) -> Result<()> {
        let audit = &audit;
        self.transactions
            .commit(move |db| async move { sealing_keys::rotate(&db, added, dropped, audit).await })
            .await
    }

    async fn rewrap_keys(&self, rewrapped: RewrappedKeys, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        let rewrapped = &rewrapped;
        let rewrapped = self
            .transactions
            .decide(move |db| async move { master_key::rewrap(&db, rewrapped, audit).await });
        Ok(rewrapped.await?.is_ok())
    }

    async fn create_app(&self, app: &App, audit: AuditEntry) -> Result<()> {
        let audit = &audit;
        self.transactions.commit(move |db| async move { apps::create(&db, app, audit).await }).await
    }

    async fn app(&self, id: &AppId) -> Result<Option<App>> {
        self.links.read(move |db| async move { apps::by_id(&db, id).await }).await
    }

    async fn apps(&self) -> Result<Vec<App>> {
        self.links.read(move |db| async move { apps::all(&db).await }).await
    }

    async fn update_app(&self, app: &App, audit: AuditEntry) -> Result<Option<Result<(), AppRefused>>> {
        let audit = &audit;
        let outcome = self.transactions.decide(move |db| async move { apps::update(&db, app, audit).await });
        outcome.await.map(Result::transpose)
    }

    async fn has_passkeys(&self, app: &AppId) -> Result<bool> {
        self.links.read(move |db| async move { apps::has_passkeys(&db, app).await }).await
    }

    async fn delete_app(&self, id: &AppId, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions.change(move |db| async move { apps::delete(&db, id, audit).await }).await
    }

    async fn create_api_key(&self, key: &ApiKey, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        let created =
            self.transactions.decide(move |db| async move { api_keys::create(&db, key, audit).await });
        Ok(created.await?.is_ok())
    }

    async fn api_key_by_hash(&self, app: &AppId, hash: &[u8; 32]) -> Result<Option<ApiKey>> {
        self.links.read(move |db| async move { api_keys::by_hash(&db, app, hash).await }).await
    }

    async fn api_keys(&self, app: &AppId) -> Result<Vec<ApiKey>> {
        self.links.read(move |db| async move { api_keys::of_app(&db, app).await }).await
    }

    async fn rotate_api_key(
        &self,
        old: &ApiKeyId,
        old_expires_at: Timestamp,
        new: &ApiKey,
        audit: AuditEntry,
    ) -> Result<bool> {
        let audit = &audit;
        let rotated = self
            .transactions
            .decide(move |db| async move { api_keys::rotate(&db, old, old_expires_at, new, audit).await });
        Ok(rotated.await?.is_ok())
    }

    async fn revoke_api_key(&self, app: &AppId, id: &ApiKeyId, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions.change(move |db| async move { api_keys::revoke(&db, app, id, audit).await }).await
    }

    async fn touch_api_keys(&self, used: &[(AppId, ApiKeyId, Timestamp)]) -> Result<()> {
        self.links.write(move |db| async move { api_keys::touch(&db, used).await }).await
    }

    async fn create_native_client(
        &self,
        app: &AppId,
        client: &NativeClient,
        audit: AuditEntry,
    ) -> Result<Result<(), NativeClientRefused>> {
        let audit = &audit;
        self.transactions
            .decide(move |db| async move { native_clients::create(&db, app, client, audit).await })
            .await
    }

    async fn native_clients(&self, app: &AppId) -> Result<Vec<NativeClient>> {
        self.links.read(move |db| async move { native_clients::of_app(&db, app).await }).await
    }

    async fn set_fingerprints(
        &self,
        app: &AppId,
        id: &NativeClientId,
        fingerprints: &[Fingerprint],
        audit: AuditEntry,
    ) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move {
                native_clients::set_fingerprints(&db, app, id, fingerprints, audit).await
            })
            .await
    }

    async fn delete_native_client(
        &self,
        app: &AppId,
        id: &NativeClientId,
        audit: AuditEntry,
    ) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { native_clients::delete(&db, app, id, audit).await })
            .await
    }

    async fn user(&self, app: &AppId, id: &UserId) -> Result<Option<User>> {
        self.links.read(move |db| async move { users::by_id(&db, app, id).await }).await
    }

    async fn user_by_external_id(&self, app: &AppId, external_id: &str) -> Result<Option<User>> {
        self.links.read(move |db| async move { users::by_external_id(&db, app, external_id).await }).await
    }

    async fn users(&self, app: &AppId, query: &UserQuery) -> Result<UserList> {
        self.transactions.bounded_scan(move |db| async move { users::list(&db, app, query).await }).await
    }

    async fn search_users(&self, app: &AppId, search: &UserSearch) -> Result<Vec<User>> {
        self.transactions.bounded_scan(move |db| async move { users::search(&db, app, search).await }).await
    }

    async fn create_user(
        &self,
        app: &AppId,
        user: &User,
        audit: AuditEntry,
    ) -> Result<Result<(), CreateUserRefused>> {
        let audit = &audit;
        self.transactions.decide(move |db| async move { users::create(&db, app, user, audit).await }).await
    }

    async fn set_user_metadata(
        &self,
        app: &AppId,
        id: &UserId,
        metadata: Option<&serde_json::Value>,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<User>> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { users::set_metadata(&db, app, id, metadata, at, audit).await })
            .await
    }

    async fn set_user_status(
        &self,
        app: &AppId,
        id: &UserId,
        status: UserStatus,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<User>> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { users::set_status(&db, app, id, status, at, audit).await })
            .await
    }

    async fn delete_user(
        &self,
        app: &AppId,
        id: &UserId,
        at: Timestamp,
        keep_until: Timestamp,
        audit: AuditEntry,
    ) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { users::delete(&db, app, id, at, keep_until, audit).await })
            .await
    }

    async fn passkeys(&self, app: &AppId, user: &UserId) -> Result<Vec<Passkey>> {
        self.links.read(move |db| async move { passkeys::of_user(&db, app, user).await }).await
    }

    async fn passkey_by_credential_id(
        &self,
        app: &AppId,
        credential_id: &[u8],
    ) -> Result<Option<(Passkey, User)>> {
        self.links
            .read(move |db| async move { passkeys::by_credential_id(&db, app, credential_id).await })
            .await
    }

    async fn rename_passkey(
        &self,
        app: &AppId,
        user: &UserId,
        id: &PasskeyId,
        friendly_name: &str,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<Passkey>> {
        let audit = &audit;
        self.transactions
            .change(
                move |db| async move { passkeys::rename(&db, app, user, id, friendly_name, at, audit).await },
            )
            .await
    }

    async fn revoke_passkey(
        &self,
        app: &AppId,
        user: &UserId,
        id: &PasskeyId,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { passkeys::revoke(&db, app, user, id, at, audit).await })
            .await
    }

    async fn is_spent(&self, app: &AppId, id: &TokenId) -> Result<bool> {
        self.links.read(move |db| async move { spent::is_spent(&db, app, id).await }).await
    }

    async fn finish_registration(
        &self,
        finish: FinishRegistration,
    ) -> Result<Result<UserId, RegistrationRefused>> {
        let finish = &finish;
        self.transactions.decide(move |db| async move { registration::finish(&db, finish).await }).await
    }

    async fn finish_authentication(
        &self,
        finish: FinishAuthentication,
    ) -> Result<Result<(), AuthenticationRefused>> {
        let finish = &finish;
        self.links.decide(move |db| async move { authentication::finish(&db, finish).await }).await
    }

    async fn take_nonce(&self, app: &AppId, hash: &[u8; 32], at: Timestamp) -> Result<Option<TakenNonce>> {
        self.links.write(move |db| async move { nonces::take(&db, app, hash, at).await }).await
    }

    async fn admins(&self) -> Result<Vec<GrantedAdmin>> {
        self.links.read(move |db| async move { admins::all(&db).await }).await
    }

    async fn admin(&self, id: &AdminId) -> Result<Option<GrantedAdmin>> {
        self.links.read(move |db| async move { admins::by_id(&db, id).await }).await
    }

    async fn rename_admin(&self, id: &AdminId, name: &str, at: Timestamp, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { admins::rename(&db, id, name, at, audit).await })
            .await
    }

    async fn set_admin_status(
        &self,
        id: &AdminId,
        status: AdminStatus,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>> {
        let audit = &audit;
        self.transactions
            .decide(move |db| async move { admins::set_status(&db, id, status, at, audit).await })
            .await
    }

    async fn set_grant(
        &self,
        admin: &AdminId,
        grant: &Grant,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>> {
        let audit = &audit;
        self.transactions
            .decide(move |db| async move { admins::set_grant(&db, admin, grant, audit).await })
            .await
    }

    async fn remove_grant(
        &self,
        admin: &AdminId,
        app: Option<&AppId>,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>> {
        let audit = &audit;
        self.transactions
            .decide(move |db| async move { admins::remove_grant(&db, admin, app, audit).await })
            .await
    }

    async fn create_link(&self, link: &OneTimeLink, audit: AuditEntry) -> Result<Result<(), AdminRefused>> {
        let audit = &audit;
        self.transactions
            .decide(move |db| async move { one_time_links::create(&db, link, audit).await })
            .await
    }

    async fn link_by_hash(&self, hash: &[u8; 32]) -> Result<Option<OneTimeLink>> {
        self.links.read(move |db| async move { one_time_links::by_hash(&db, hash).await }).await
    }

    async fn links(&self) -> Result<Vec<OneTimeLink>> {
        self.links.read(move |db| async move { one_time_links::all(&db).await }).await
    }

    async fn revoke_link(&self, id: &LinkId, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions.change(move |db| async move { one_time_links::revoke(&db, id, audit).await }).await
    }

    async fn use_link(
        &self,
        hash: &[u8; 32],
        admin: &Admin,
        grants: &[Grant],
        session: &AdminSession,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<OneTimeLink>> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move {
                one_time_links::take(&db, hash, admin, grants, session, at, audit).await
            })
            .await
    }

    async fn create_session(&self, session: &AdminSession, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { admin_sessions::create(&db, session, audit).await })
            .await
    }

    async fn session_by_hash(&self, hash: &[u8; 32]) -> Result<Option<(AdminSession, GrantedAdmin)>> {
        self.links.read(move |db| async move { admin_sessions::by_hash(&db, hash).await }).await
    }

    async fn sessions_of(&self, admin: &AdminId) -> Result<Vec<AdminSession>> {
        self.links.read(move |db| async move { admin_sessions::of_admin(&db, admin).await }).await
    }

    async fn touch_session(&self, id: &AdminSessionId, last_seen_at: Timestamp) -> Result<()> {
        self.links.write(move |db| async move { admin_sessions::touch(&db, id, last_seen_at).await }).await
    }

    async fn rotate_session(
        &self,
        id: &AdminSessionId,
        from: &[u8; 32],
        to: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool> {
        self.links.write(move |db| async move { admin_sessions::rotate(&db, id, from, to, at).await }).await
    }

    async fn confirm_session(&self, id: &AdminSessionId, verified_at: Timestamp) -> Result<bool> {
        self.links.write(move |db| async move { admin_sessions::confirm(&db, id, verified_at).await }).await
    }

    async fn revoke_session(&self, admin: &AdminId, id: &AdminSessionId, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { admin_sessions::revoke(&db, admin, id, audit).await })
            .await
    }

    async fn create_admin_token(&self, token: &AdminToken, audit: AuditEntry) -> Result<bool> {
        let audit = &audit;
        self.transactions.change(move |db| async move { admin_tokens::create(&db, token, audit).await }).await
    }

    async fn admin_token_by_hash(&self, hash: &[u8; 32]) -> Result<Option<(AdminToken, GrantedAdmin)>> {
        self.links.read(move |db| async move { admin_tokens::by_hash(&db, hash).await }).await
    }

    async fn admin_tokens(&self, admin: &AdminId) -> Result<Vec<AdminToken>> {
        self.links.read(move |db| async move { admin_tokens::of_admin(&db, admin).await }).await
    }

    async fn revoke_admin_token(
        &self,
        admin: &AdminId,
        id: &AdminTokenId,
        audit: AuditEntry,
    ) -> Result<bool> {
        let audit = &audit;
        self.transactions
            .change(move |db| async move { admin_tokens::revoke(&db, admin, id, audit).await })
            .await
    }

    async fn touch_admin_tokens(&self, used: &[(AdminTokenId, Timestamp)]) -> Result<()> {
        self.links.write(move |db| async move { admin_tokens::touch(&db, used).await }).await
    }

    async fn record_failure(&self, app: &AppId, event: &Event) -> Result<bool> {
        self.links.write(move |db| async move { events::insert_failure(&db, app, event).await }).await
    }

    async fn add_ceremony_counts(
        &self,
        replica: &str,
        counts: &[CeremonyCount],
        facts: &[CeremonyFact],
    ) -> Result<()> {
        self.links.write(move |db| async move { counts::add(&db, replica, counts, facts).await }).await
    }

    async fn ceremony_counts(&self, app: &AppId, span: CountSpan) -> Result<Vec<SummedCount>> {
        self.transactions.bounded_scan(move |db| async move { counts::of_span(&db, app, span).await }).await
    }

    async fn ceremony_facts(
        &self,
        app: &AppId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<SummedFact>> {
        self.transactions
            .bounded_scan(move |db| async move { counts::facts_of_days(&db, app, from, until).await })
            .await
    }

    async fn user_counts(&self, app: &AppId) -> Result<UserCounts> {
        self.transactions.bounded_scan(move |db| async move { counts::of_users(&db, app).await }).await
    }

    async fn active_users(&self, app: &AppId, from_month: u32) -> Result<Vec<ActiveUsers>> {
        self.transactions
            .bounded_scan(move |db| async move { counts::active_users(&db, app, from_month).await })
            .await
    }

    async fn events(&self, app: &AppId, query: &EventQuery) -> Result<Vec<Event>> {
        self.transactions.bounded_scan(move |db| async move { events::list(&db, app, query).await }).await
    }

    async fn event(&self, app: &AppId, id: &EventId) -> Result<Option<Event>> {
        self.links.read(move |db| async move { events::by_id(&db, app, id).await }).await
    }

    async fn events_of_user(&self, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<Event>> {
        self.links.read(move |db| async move { events::of_user(&db, app, user, limit).await }).await
    }

    async fn record_audit(&self, entry: AuditEntry) -> Result<()> {
        let entry = &entry;
        self.transactions.commit(move |db| async move { audit::insert(&db, entry).await }).await
    }

    async fn audit(&self, app: Option<&AppId>, limit: u32) -> Result<Vec<AuditEntry>> {
        self.links.read(move |db| async move { audit::of_app(&db, app, limit).await }).await
    }

    async fn audit_of_user(&self, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<AuditEntry>> {
        self.transactions
            .bounded_scan(move |db| async move { audit::of_user(&db, app, user, limit).await })
            .await
    }

    async fn audit_rows(&self, query: &AuditQuery) -> Result<Vec<AuditRow>> {
        self.transactions.bounded_scan(move |db| async move { audit::rows(&db, query).await }).await
    }

    async fn chain_audit(&self) -> Result<u64> {
        self.transactions.commit(move |db| async move { audit_chain::extend(&db).await }).await
    }

    async fn audit_head(&self) -> Result<Option<AuditHead>> {
        self.links.read(move |db| async move { audit_chain::head(&db).await }).await
    }

    async fn chained_audit(&self, after: u64, limit: u32) -> Result<Vec<ChainedRow>> {
        self.links.read(move |db| async move { audit_chain::rows(&db, after, limit).await }).await
    }

    async fn export(&self, with_access: bool, to: mpsc::Sender<Piece>) -> Result<()> {
        let db = self.transactions.own().await?;
        Ok(export::everything(&db, with_access, &to).await?)
    }

    async fn import(
        &self,
        mut from: mpsc::Receiver<Piece>,
        audit: AuditEntry,
    ) -> Result<Result<(), ImportRefused>> {
        let db = self.transactions.own().await?;
        match import::everything(&db, &mut from, &audit).await {
            Ok(()) => Ok(Ok(())),
            Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
            Err(Stop::Failed(fault)) => Err(fault.into()),
        }
    }
}

/// Where the database of this URL is: its host and its name.
pub(crate) fn shown(url: &str) -> String {
    address::Address::parse(url).map_or_else(|error| error.to_string(), |address| address.shown())
}
