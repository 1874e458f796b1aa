//! The store on SQLite: one file, one writing thread, any number of readers.
//!
//! This file is the table of contents. Each verb is in the file of its subject, as a function of a connection; here it
//! is only decided where it runs: in a batch of the writing thread (`writer`), at once on this thread (a point read),
//! or on a thread that may block (a scan).

mod admin_sessions;
mod admin_tokens;
mod admins;
mod api_keys;
mod apps;
mod audit;
mod audit_chain;
mod authentication;
mod batch;
mod column;
mod condition;
mod connection;
mod constraint;
mod counts;
mod events;
mod export;
mod failure;
mod file;
mod high_water;
mod housekeeping;
mod import;
mod master_key;
mod migrate;
mod native_clients;
mod nonces;
mod one_time_links;
mod open;
mod passkeys;
mod query;
mod reader;
mod registration;
mod sealing_keys;
mod spent;
mod user_filter;
mod users;
mod writer;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::mpsc;

use self::reader::Readers;
use self::writer::{Verdict, Writer};
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

pub use crate::OpenOptions;

/// A SQLite database. Dropping it finishes what is being written and closes the file.
pub struct SqliteStore {
    // Dropped first: the writer, closing last, then folds the log into the database and removes it.
    readers: Arc<Readers>,
    writer: Writer,
}

#[async_trait]
impl Store for SqliteStore {
    async fn now(&self) -> Result<Timestamp> {
        self.readers.read(housekeeping::now)
    }

    async fn check_writes(&self) -> Result<()> {
        // Kept, so that it is a commit like any other.
        self.writer.run(|_| Ok(Verdict::Keep(()))).await
    }

    async fn sweep(&self, events_before: Timestamp) -> Result<Swept> {
        // A commit for each, so that sign-ins get their turn in between.
        let keep = |deleted| if deleted == 0 { Verdict::Undo(0) } else { Verdict::Keep(deleted) };
        Ok(Swept {
            spent: self.writer.run(move |db| housekeeping::sweep_spent(db).map(keep)).await?,
            nonces: self.writer.run(move |db| housekeeping::sweep_nonces(db).map(keep)).await?,
            tombstones: self.writer.run(move |db| housekeeping::sweep_tombstones(db).map(keep)).await?,
            sessions: self.writer.run(move |db| housekeeping::sweep_sessions(db).map(keep)).await?,
            links: self.writer.run(move |db| housekeeping::sweep_links(db).map(keep)).await?,
            events: self
                .writer
                .run(move |db| housekeeping::sweep_events(db, events_before).map(keep))
                .await?,
        })
    }

    async fn ensure_sealing_key(&self, first: &SealingKey) -> Result<Vec<SealingKey>> {
        let first = first.clone();
        self.writer.run(move |db| sealing_keys::ensure(db, &first).map(Verdict::Keep)).await
    }

    async fn sealing_keys(&self) -> Result<Vec<SealingKey>> {
        self.readers.read(sealing_keys::all)
    }

    async fn rotate_sealing_keys(
        &self,
        added: &SealingKey,
        dropped: &[u32],
        audit: AuditEntry,
    ) -> Result<()> {
        let (added, dropped) = (added.clone(), dropped.to_vec());
        self.writer.run(move |db| sealing_keys::rotate(db, &added, &dropped, &audit).map(Verdict::Keep)).await
    }

    async fn rewrap_keys(&self, rewrapped: RewrappedKeys, audit: AuditEntry) -> Result<bool> {
        let rewrap = move |db: &_| master_key::rewrap(db, &rewrapped, &audit).map(Verdict::keep_if_true);
        self.writer.run(rewrap).await
    }

    async fn create_app(&self, app: &App, audit: AuditEntry) -> Result<()> {
        let app = app.clone();
        self.writer.run(move |db| apps::create(db, &app, &audit).map(Verdict::Keep)).await
    }

    async fn app(&self, id: &AppId) -> Result<Option<App>> {
        self.readers.read(|db| apps::by_id(db, id))
    }

    async fn apps(&self) -> Result<Vec<App>> {
        self.readers.scan(apps::all).await
    }

    async fn update_app(&self, app: &App, audit: AuditEntry) -> Result<Option<Result<(), AppRefused>>> {
        let app = app.clone();
        let outcome = self.writer.run(move |db| Verdict::unless_refused(apps::update(db, &app, &audit)));
        outcome.await.map(Result::transpose)
    }

    async fn has_passkeys(&self, app: &AppId) -> Result<bool> {
        self.readers.read(|db| apps::has_passkeys(db, app))
    }

    async fn delete_app(&self, id: &AppId, audit: AuditEntry) -> Result<bool> {
        let id = id.clone();
        self.writer.run(move |db| apps::delete(db, &id, &audit).map(Verdict::keep_if_true)).await
    }

    async fn create_api_key(&self, key: &ApiKey, audit: AuditEntry) -> Result<bool> {
        let key = key.clone();
        self.writer.run(move |db| api_keys::create(db, &key, &audit).map(Verdict::keep_if_true)).await
    }

    async fn api_key_by_hash(&self, app: &AppId, hash: &[u8; 32]) -> Result<Option<ApiKey>> {
        self.readers.read(|db| api_keys::by_hash(db, app, hash))
    }

    async fn api_keys(&self, app: &AppId) -> Result<Vec<ApiKey>> {
        let app = app.clone();
        self.readers.scan(move |db| api_keys::of_app(db, &app)).await
    }

    async fn rotate_api_key(
        &self,
        old: &ApiKeyId,
        old_expires_at: Timestamp,
        new: &ApiKey,
        audit: AuditEntry,
    ) -> Result<bool> {
        let (old, new) = (old.clone(), new.clone());
        let rotate =
            move |db: &_| api_keys::rotate(db, &old, old_expires_at, &new, &audit).map(Verdict::keep_if_true);
        self.writer.run(rotate).await
    }

    async fn revoke_api_key(&self, app: &AppId, id: &ApiKeyId, audit: AuditEntry) -> Result<bool> {
        let (app, id) = (app.clone(), id.clone());
        self.writer.run(move |db| api_keys::revoke(db, &app, &id, &audit).map(Verdict::keep_if_true)).await
    }

    async fn touch_api_keys(&self, used: &[(AppId, ApiKeyId, Timestamp)]) -> Result<()> {
        let used = used.to_vec();
        self.writer.run(move |db| api_keys::touch(db, &used).map(Verdict::Keep)).await
    }

    async fn create_native_client(
        &self,
        app: &AppId,
        client: &NativeClient,
        audit: AuditEntry,
    ) -> Result<Result<(), NativeClientRefused>> {
        let (app, client) = (app.clone(), client.clone());
        let create = move |db: &_| Verdict::unless_refused(native_clients::create(db, &app, &client, &audit));
        self.writer.run(create).await
    }

    async fn native_clients(&self, app: &AppId) -> Result<Vec<NativeClient>> {
        self.readers.read(|db| native_clients::of_app(db, app))
    }

    async fn set_fingerprints(
        &self,
        app: &AppId,
        id: &NativeClientId,
        fingerprints: &[Fingerprint],
        audit: AuditEntry,
    ) -> Result<bool> {
        let (app, id, fingerprints) = (app.clone(), id.clone(), fingerprints.to_vec());
        let set = move |db: &_| {
            native_clients::set_fingerprints(db, &app, &id, &fingerprints, &audit).map(Verdict::keep_if_true)
        };
        self.writer.run(set).await
    }

    async fn delete_native_client(
        &self,
        app: &AppId,
        id: &NativeClientId,
        audit: AuditEntry,
    ) -> Result<bool> {
        let (app, id) = (app.clone(), id.clone());
        let delete = move |db: &_| native_clients::delete(db, &app, &id, &audit).map(Verdict::keep_if_true);
        self.writer.run(delete).await
    }

    async fn user(&self, app: &AppId, id: &UserId) -> Result<Option<User>> {
        self.readers.read(|db| users::by_id(db, app, id))
    }

    async fn user_by_external_id(&self, app: &AppId, external_id: &str) -> Result<Option<User>> {
        self.readers.read(|db| users::by_external_id(db, app, external_id))
    }

    async fn users(&self, app: &AppId, query: &UserQuery) -> Result<UserList> {
        let (app, query) = (app.clone(), query.clone());
        self.readers.bounded_scan(move |db| users::list(db, &app, &query)).await
    }

    async fn search_users(&self, app: &AppId, search: &UserSearch) -> Result<Vec<User>> {
        let (app, search) = (app.clone(), search.clone());
        self.readers.bounded_scan(move |db| users::search(db, &app, &search)).await
    }

    async fn create_user(
        &self,
        app: &AppId,
        user: &User,
        audit: AuditEntry,
    ) -> Result<Result<(), CreateUserRefused>> {
        let (app, user) = (app.clone(), user.clone());
        self.writer.run(move |db| Verdict::unless_refused(users::create(db, &app, &user, &audit))).await
    }

    async fn set_user_metadata(
        &self,
        app: &AppId,
        id: &UserId,
        metadata: Option<&serde_json::Value>,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<User>> {
        let (app, id, metadata) = (app.clone(), id.clone(), metadata.cloned());
        self.writer
            .run(move |db| {
                users::set_metadata(db, &app, &id, metadata.as_ref(), at, &audit).map(Verdict::keep_if_some)
            })
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
        let (app, id) = (app.clone(), id.clone());
        self.writer
            .run(move |db| users::set_status(db, &app, &id, status, at, &audit).map(Verdict::keep_if_some))
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
        let (app, id) = (app.clone(), id.clone());
        self.writer
            .run(move |db| users::delete(db, &app, &id, at, keep_until, &audit).map(Verdict::keep_if_true))
            .await
    }

    async fn passkeys(&self, app: &AppId, user: &UserId) -> Result<Vec<Passkey>> {
        self.readers.read(|db| passkeys::of_user(db, app, user))
    }

    async fn passkey_by_credential_id(
        &self,
        app: &AppId,
        credential_id: &[u8],
    ) -> Result<Option<(Passkey, User)>> {
        self.readers.read(|db| passkeys::by_credential_id(db, app, credential_id))
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
        let (app, user, id, name) = (app.clone(), user.clone(), id.clone(), friendly_name.to_owned());
        self.writer
            .run(move |db| {
                passkeys::rename(db, &app, &user, &id, &name, at, &audit).map(Verdict::keep_if_some)
            })
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
        let (app, user, id) = (app.clone(), user.clone(), id.clone());
        self.writer
            .run(move |db| passkeys::revoke(db, &app, &user, &id, at, &audit).map(Verdict::keep_if_true))
            .await
    }

    async fn is_spent(&self, app: &AppId, id: &TokenId) -> Result<bool> {
        self.readers.read(|db| spent::is_spent(db, app, id))
    }

    async fn finish_registration(
        &self,
        finish: FinishRegistration,
    ) -> Result<Result<UserId, RegistrationRefused>> {
        self.writer.run(move |db| Verdict::unless_refused(registration::finish(db, finish))).await
    }

    async fn finish_authentication(
        &self,
        finish: FinishAuthentication,
    ) -> Result<Result<(), AuthenticationRefused>> {
        self.writer.run(move |db| Verdict::unless_refused(authentication::finish(db, finish))).await
    }

    async fn take_nonce(&self, app: &AppId, hash: &[u8; 32], at: Timestamp) -> Result<Option<TakenNonce>> {
        let (app, hash) = (app.clone(), *hash);
        self.writer.run(move |db| nonces::take(db, &app, &hash, at).map(Verdict::keep_if_some)).await
    }

    async fn admins(&self) -> Result<Vec<GrantedAdmin>> {
        self.readers.read(admins::all)
    }

    async fn admin(&self, id: &AdminId) -> Result<Option<GrantedAdmin>> {
        self.readers.read(|db| admins::by_id(db, id))
    }

    async fn rename_admin(&self, id: &AdminId, name: &str, at: Timestamp, audit: AuditEntry) -> Result<bool> {
        let (id, name) = (id.clone(), name.to_owned());
        self.writer.run(move |db| admins::rename(db, &id, &name, at, &audit).map(Verdict::keep_if_true)).await
    }

    async fn set_admin_status(
        &self,
        id: &AdminId,
        status: AdminStatus,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>> {
        let id = id.clone();
        self.writer
            .run(move |db| Verdict::unless_refused(admins::set_status(db, &id, status, at, &audit)))
            .await
    }

    async fn set_grant(
        &self,
        admin: &AdminId,
        grant: &Grant,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>> {
        let (admin, grant) = (admin.clone(), grant.clone());
        self.writer
            .run(move |db| Verdict::unless_refused(admins::set_grant(db, &admin, &grant, &audit)))
            .await
    }

    async fn remove_grant(
        &self,
        admin: &AdminId,
        app: Option<&AppId>,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>> {
        let (admin, app) = (admin.clone(), app.cloned());
        self.writer
            .run(move |db| Verdict::unless_refused(admins::remove_grant(db, &admin, app.as_ref(), &audit)))
            .await
    }

    async fn create_link(&self, link: &OneTimeLink, audit: AuditEntry) -> Result<Result<(), AdminRefused>> {
        let link = link.clone();
        self.writer.run(move |db| Verdict::unless_refused(one_time_links::create(db, &link, &audit))).await
    }

    async fn link_by_hash(&self, hash: &[u8; 32]) -> Result<Option<OneTimeLink>> {
        self.readers.read(|db| one_time_links::by_hash(db, hash))
    }

    async fn links(&self) -> Result<Vec<OneTimeLink>> {
        self.readers.read(one_time_links::all)
    }

    async fn revoke_link(&self, id: &LinkId, audit: AuditEntry) -> Result<bool> {
        let id = id.clone();
        self.writer.run(move |db| one_time_links::revoke(db, &id, &audit).map(Verdict::keep_if_true)).await
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
        let (hash, admin, grants, session) = (*hash, admin.clone(), grants.to_vec(), session.clone());
        // Kept in any case: a set-up link that came too late is deleted.
        self.writer
            .run(move |db| {
                one_time_links::take(db, &hash, &admin, &grants, &session, at, &audit).map(Verdict::Keep)
            })
            .await
    }

    async fn create_session(&self, session: &AdminSession, audit: AuditEntry) -> Result<bool> {
        let session = session.clone();
        self.writer
            .run(move |db| admin_sessions::create(db, &session, &audit).map(Verdict::keep_if_true))
            .await
    }

    async fn session_by_hash(&self, hash: &[u8; 32]) -> Result<Option<(AdminSession, GrantedAdmin)>> {
        self.readers.read(|db| admin_sessions::by_hash(db, hash))
    }

    async fn sessions_of(&self, admin: &AdminId) -> Result<Vec<AdminSession>> {
        self.readers.read(|db| admin_sessions::of_admin(db, admin))
    }

    async fn touch_session(&self, id: &AdminSessionId, last_seen_at: Timestamp) -> Result<()> {
        let id = id.clone();
        self.writer.run(move |db| admin_sessions::touch(db, &id, last_seen_at).map(Verdict::Keep)).await
    }

    async fn rotate_session(
        &self,
        id: &AdminSessionId,
        from: &[u8; 32],
        to: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool> {
        let (id, from, to) = (id.clone(), *from, *to);
        self.writer
            .run(move |db| admin_sessions::rotate(db, &id, &from, &to, at).map(Verdict::keep_if_true))
            .await
    }

    async fn confirm_session(&self, id: &AdminSessionId, verified_at: Timestamp) -> Result<bool> {
        let id = id.clone();
        self.writer
            .run(move |db| admin_sessions::confirm(db, &id, verified_at).map(Verdict::keep_if_true))
            .await
    }

    async fn revoke_session(&self, admin: &AdminId, id: &AdminSessionId, audit: AuditEntry) -> Result<bool> {
        let (admin, id) = (admin.clone(), id.clone());
        self.writer
            .run(move |db| admin_sessions::revoke(db, &admin, &id, &audit).map(Verdict::keep_if_true))
            .await
    }

    async fn create_admin_token(&self, token: &AdminToken, audit: AuditEntry) -> Result<bool> {
        let token = token.clone();
        self.writer.run(move |db| admin_tokens::create(db, &token, &audit).map(Verdict::keep_if_true)).await
    }

    async fn admin_token_by_hash(&self, hash: &[u8; 32]) -> Result<Option<(AdminToken, GrantedAdmin)>> {
        self.readers.read(|db| admin_tokens::by_hash(db, hash))
    }

    async fn admin_tokens(&self, admin: &AdminId) -> Result<Vec<AdminToken>> {
        self.readers.read(|db| admin_tokens::of_admin(db, admin))
    }

    async fn revoke_admin_token(
        &self,
        admin: &AdminId,
        id: &AdminTokenId,
        audit: AuditEntry,
    ) -> Result<bool> {
        let (admin, id) = (admin.clone(), id.clone());
        self.writer
            .run(move |db| admin_tokens::revoke(db, &admin, &id, &audit).map(Verdict::keep_if_true))
            .await
    }

    async fn touch_admin_tokens(&self, used: &[(AdminTokenId, Timestamp)]) -> Result<()> {
        let used = used.to_vec();
        self.writer.run(move |db| admin_tokens::touch(db, &used).map(Verdict::Keep)).await
    }

    async fn record_failure(&self, app: &AppId, event: &Event) -> Result<bool> {
        let (app, event) = (app.clone(), event.clone());
        self.writer.run(move |db| events::insert_failure(db, &app, &event).map(Verdict::keep_if_true)).await
    }

    async fn add_ceremony_counts(
        &self,
        replica: &str,
        counts: &[CeremonyCount],
        facts: &[CeremonyFact],
    ) -> Result<()> {
        let (replica, counts, facts) = (replica.to_owned(), counts.to_vec(), facts.to_vec());
        self.writer.run(move |db| counts::add(db, &replica, &counts, &facts).map(Verdict::Keep)).await
    }

    async fn ceremony_counts(&self, app: &AppId, span: CountSpan) -> Result<Vec<SummedCount>> {
        let app = app.clone();
        self.readers.bounded_scan(move |db| counts::of_span(db, &app, span)).await
    }

    async fn ceremony_facts(
        &self,
        app: &AppId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<SummedFact>> {
        let app = app.clone();
        self.readers.bounded_scan(move |db| counts::facts_of_days(db, &app, from, until)).await
    }

    async fn user_counts(&self, app: &AppId) -> Result<UserCounts> {
        let app = app.clone();
        self.readers.bounded_scan(move |db| counts::of_users(db, &app)).await
    }

    async fn active_users(&self, app: &AppId, from_month: u32) -> Result<Vec<ActiveUsers>> {
        let app = app.clone();
        self.readers.bounded_scan(move |db| counts::active_users(db, &app, from_month)).await
    }

    async fn events(&self, app: &AppId, query: &EventQuery) -> Result<Vec<Event>> {
        let (app, query) = (app.clone(), query.clone());
        self.readers.bounded_scan(move |db| events::list(db, &app, &query)).await
    }

    async fn event(&self, app: &AppId, id: &EventId) -> Result<Option<Event>> {
        self.readers.read(|db| events::by_id(db, app, id))
    }

    async fn events_of_user(&self, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<Event>> {
        let (app, user) = (app.clone(), user.clone());
        self.readers.scan(move |db| events::of_user(db, &app, &user, limit)).await
    }

    async fn record_audit(&self, entry: AuditEntry) -> Result<()> {
        self.writer.run(move |db| audit::insert(db, &entry).map(Verdict::Keep)).await
    }

    async fn audit(&self, app: Option<&AppId>, limit: u32) -> Result<Vec<AuditEntry>> {
        let app = app.cloned();
        self.readers.scan(move |db| audit::of_app(db, app.as_ref(), limit)).await
    }

    async fn audit_of_user(&self, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<AuditEntry>> {
        let (app, user) = (app.clone(), user.clone());
        self.readers.bounded_scan(move |db| audit::of_user(db, &app, &user, limit)).await
    }

    async fn audit_rows(&self, query: &AuditQuery) -> Result<Vec<AuditRow>> {
        let query = query.clone();
        self.readers.bounded_scan(move |db| audit::rows(db, &query)).await
    }

    async fn chain_audit(&self) -> Result<u64> {
        let keep = |chained| if chained == 0 { Verdict::Undo(0) } else { Verdict::Keep(chained) };
        self.writer.run(move |db| audit_chain::extend(db).map(keep)).await
    }

    async fn audit_head(&self) -> Result<Option<AuditHead>> {
        self.readers.read(audit_chain::head)
    }

    async fn chained_audit(&self, after: u64, limit: u32) -> Result<Vec<ChainedRow>> {
        self.readers.scan(move |db| audit_chain::rows(db, after, limit)).await
    }

    async fn export(&self, with_access: bool, to: mpsc::Sender<Piece>) -> Result<()> {
        self.readers.scan(move |db| export::everything(db, with_access, &to)).await
    }

    async fn import(
        &self,
        mut from: mpsc::Receiver<Piece>,
        audit: AuditEntry,
    ) -> Result<Result<(), ImportRefused>> {
        let import = move |db: &_| Verdict::unless_refused(import::everything(db, &mut from, &audit));
        self.writer.run(import).await
    }
}
