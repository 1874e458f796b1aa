//! The product's verbs.

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::backup::Piece;
use crate::records::{
    ActiveUsers, Admin, AdminSession, AdminStatus, AdminToken, ApiKey, App, AuditEntry, AuditHead,
    AuditQuery, AuditRow, CeremonyCount, CeremonyFact, ChainedRow, CountSpan, Event, EventQuery, Fingerprint,
    FinishAuthentication, FinishRegistration, Grant, GrantedAdmin, NativeClient, OneTimeLink, Passkey,
    RewrappedKeys, SealingKey, SummedCount, SummedFact, TakenNonce, User, UserCounts, UserList, UserQuery,
    UserSearch, UserStatus,
};
use crate::{
    AdminId, AdminSessionId, AdminTokenId, ApiKeyId, AppId, EventId, LinkId, NativeClientId, PasskeyId,
    Result, TokenId, UserId,
};

/// The database as the product sees it. Each verb is one transaction.
#[async_trait]
pub trait Store: Send + Sync {
    // The database itself.

    /// The database's own clock. Fails when the database cannot be reached, so it is also the health check.
    async fn now(&self) -> Result<Timestamp>;

    /// Commits nothing, as durably as anything else. Fails where the database takes no writes: its disk is full, it is
    /// read-only, or it is gone.
    async fn check_writes(&self) -> Result<()>;

    /// Deletes what may be forgotten by the database's own clock: spent ids, nonces, tombstones, administrators'
    /// sessions and one-time links past their time, and events older than `events_before`. Bounded work a call: at most 10,000 rows of each.
    async fn sweep(&self, events_before: Timestamp) -> Result<Swept>;

    // The server's keys.

    /// Stores `first` if there is no sealing key yet, and returns all there are, oldest first.
    async fn ensure_sealing_key(&self, first: &SealingKey) -> Result<Vec<SealingKey>>;

    /// All sealing keys, oldest first.
    async fn sealing_keys(&self) -> Result<Vec<SealingKey>>;

    /// Adds a sealing key and deletes those named in `dropped`, in one commit. [`crate::Error::Busy`] where another
    /// master key than the new key's wraps those there are.
    async fn rotate_sealing_keys(&self, added: &SealingKey, dropped: &[u32], audit: AuditEntry)
    -> Result<()>;

    /// Replaces every sealing key and every app's handle key by what it is under another master key, in one commit.
    /// `false` where one of them is left out, or is not wrapped by `from` any more: read all of them again.
    async fn rewrap_keys(&self, rewrapped: RewrappedKeys, audit: AuditEntry) -> Result<bool>;

    // Apps.

    /// Creates an app. [`crate::Error::Busy`] where another master key than the app's wraps the sealing keys.
    async fn create_app(&self, app: &App, audit: AuditEntry) -> Result<()>;

    /// One app.
    async fn app(&self, id: &AppId) -> Result<Option<App>>;

    /// All apps, oldest first.
    async fn apps(&self) -> Result<Vec<App>>;

    /// Replaces name, status, RP id, settings and `updated_at` of the app with this id. `None` where it is gone.
    async fn update_app(&self, app: &App, audit: AuditEntry) -> Result<Option<Result<(), AppRefused>>>;

    /// Whether the app has any passkey, so that its RP id may not change.
    async fn has_passkeys(&self, app: &AppId) -> Result<bool>;

    /// Deletes an app and everything of it. `false` where there was none.
    async fn delete_app(&self, id: &AppId, audit: AuditEntry) -> Result<bool>;

    // API keys.

    /// Stores an API key. `false` where its app does not exist.
    async fn create_api_key(&self, key: &ApiKey, audit: AuditEntry) -> Result<bool>;

    /// The app's API key with this SHA-256, expired or not.
    async fn api_key_by_hash(&self, app: &AppId, hash: &[u8; 32]) -> Result<Option<ApiKey>>;

    /// The app's API keys, oldest first.
    async fn api_keys(&self, app: &AppId) -> Result<Vec<ApiKey>>;

    /// Stores `new`, and has the key of the same app that it replaces expire at `old_expires_at`, if that is not later than
    /// it would anyway. `false` where there is no such key to replace.
    async fn rotate_api_key(
        &self,
        old: &ApiKeyId,
        old_expires_at: Timestamp,
        new: &ApiKey,
        audit: AuditEntry,
    ) -> Result<bool>;

    /// Deletes an API key. `false` where there was none.
    async fn revoke_api_key(&self, app: &AppId, id: &ApiKeyId, audit: AuditEntry) -> Result<bool>;

    /// Moves `last_used_at` of keys forward (never back). Keys that are gone are passed over.
    async fn touch_api_keys(&self, used: &[(AppId, ApiKeyId, Timestamp)]) -> Result<()>;

    // Native clients.

    /// Stores a native client.
    async fn create_native_client(
        &self,
        app: &AppId,
        client: &NativeClient,
        audit: AuditEntry,
    ) -> Result<Result<(), NativeClientRefused>>;

    /// The app's native clients, oldest first.
    async fn native_clients(&self, app: &AppId) -> Result<Vec<NativeClient>>;

    /// Replaces the fingerprints of an Android client. `false` where the app has no such client.
    async fn set_fingerprints(
        &self,
        app: &AppId,
        id: &NativeClientId,
        fingerprints: &[Fingerprint],
        audit: AuditEntry,
    ) -> Result<bool>;

    /// Deletes a native client. `false` where there was none.
    async fn delete_native_client(&self, app: &AppId, id: &NativeClientId, audit: AuditEntry)
    -> Result<bool>;

    // Users.

    /// One user by Passflex's id.
    async fn user(&self, app: &AppId, id: &UserId) -> Result<Option<User>>;

    /// One user by the app's own id, byte for byte.
    async fn user_by_external_id(&self, app: &AppId, external_id: &str) -> Result<Option<User>>;

    /// A page of users, and how many there are on all pages. [`Error::TooSlow`](crate::Error::TooSlow) where that
    /// takes too long: no index serves every filter and order.
    async fn users(&self, app: &AppId, query: &UserQuery) -> Result<UserList>;

    /// Users from a place on, found by an index whatever is asked for: by external id if that is, else the newest
    /// first. [`Error::TooSlow`](crate::Error::TooSlow) where too few meet the other conditions.
    async fn search_users(&self, app: &AppId, search: &UserSearch) -> Result<Vec<User>>;

    /// Stores a user without passkeys.
    async fn create_user(
        &self,
        app: &AppId,
        user: &User,
        audit: AuditEntry,
    ) -> Result<Result<(), CreateUserRefused>>;

    /// Replaces a user's metadata. `None` where there is no such user.
    async fn set_user_metadata(
        &self,
        app: &AppId,
        id: &UserId,
        metadata: Option<&serde_json::Value>,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<User>>;

    /// Activates or deactivates a user. `None` where there is none. Setting the status it has is no change, but
    /// is still recorded. Deactivating deletes the user's nonces, so that activating again revives none.
    async fn set_user_status(
        &self,
        app: &AppId,
        id: &UserId,
        status: UserStatus,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<User>>;

    /// Deletes a user with all passkeys and nonces, blanks user id, address and user agent of the user's events,
    /// and leaves a tombstone until `keep_until`, so that no registration sealed before `at` brings the user
    /// back. `false` where there was none.
    async fn delete_user(
        &self,
        app: &AppId,
        id: &UserId,
        at: Timestamp,
        keep_until: Timestamp,
        audit: AuditEntry,
    ) -> Result<bool>;

    // Passkeys.

    /// A user's passkeys, oldest first.
    async fn passkeys(&self, app: &AppId, user: &UserId) -> Result<Vec<Passkey>>;

    /// The passkey with this credential id, and its user.
    async fn passkey_by_credential_id(
        &self,
        app: &AppId,
        credential_id: &[u8],
    ) -> Result<Option<(Passkey, User)>>;

    /// Gives a passkey another name. `None` where that user has no such passkey.
    async fn rename_passkey(
        &self,
        app: &AppId,
        user: &UserId,
        id: &PasskeyId,
        friendly_name: &str,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<Passkey>>;

    /// Revokes a passkey: its row and its nonces are deleted. `false` where that user has no such passkey.
    async fn revoke_passkey(
        &self,
        app: &AppId,
        user: &UserId,
        id: &PasskeyId,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<bool>;

    // Ceremonies.

    /// Whether a token of this id was used up. For an early answer; what decides is the commit that spends it.
    async fn is_spent(&self, app: &AppId, id: &TokenId) -> Result<bool>;

    /// Commits a registration: spends both tokens, makes the user if there is none, adds the passkey, the event
    /// and the nonce. Returns the user's id.
    async fn finish_registration(
        &self,
        finish: FinishRegistration,
    ) -> Result<Result<UserId, RegistrationRefused>>;

    /// Commits an authentication: spends the tokens, compares and moves the counter, counts the sign-in on
    /// passkey, user and month, adds the event and the nonce.
    async fn finish_authentication(
        &self,
        finish: FinishAuthentication,
    ) -> Result<Result<(), AuthenticationRefused>>;

    /// Takes a nonce: deletes it and says what it stood for, if it is this app's, not expired at `at`, and both
    /// its user is active and its passkey unrevoked.
    async fn take_nonce(&self, app: &AppId, hash: &[u8; 32], at: Timestamp) -> Result<Option<TakenNonce>>;

    // Administrators.

    /// All administrators, oldest first.
    async fn admins(&self) -> Result<Vec<GrantedAdmin>>;

    /// One administrator.
    async fn admin(&self, id: &AdminId) -> Result<Option<GrantedAdmin>>;

    /// Gives an administrator another name. `false` where there is none.
    async fn rename_admin(&self, id: &AdminId, name: &str, at: Timestamp, audit: AuditEntry) -> Result<bool>;

    /// Activates or deactivates an administrator. Setting the status that there is is no change, but is still
    /// recorded. Deactivating deletes sessions, tokens and recovery links, so that activating again revives none.
    async fn set_admin_status(
        &self,
        id: &AdminId,
        status: AdminStatus,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>>;

    /// Gives an administrator a grant, which takes the place of one for the same app, or of one for all apps.
    async fn set_grant(
        &self,
        admin: &AdminId,
        grant: &Grant,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>>;

    /// Takes the grant for this app away, or the one for all apps.
    async fn remove_grant(
        &self,
        admin: &AdminId,
        app: Option<&AppId>,
        audit: AuditEntry,
    ) -> Result<Result<(), AdminRefused>>;

    // One-time links.

    /// Stores a link. One for setting up takes the place of those before, one for a recovery of those of the same
    /// administrator, who must be active.
    async fn create_link(&self, link: &OneTimeLink, audit: AuditEntry) -> Result<Result<(), AdminRefused>>;

    /// The link with this SHA-256, expired or not.
    async fn link_by_hash(&self, hash: &[u8; 32]) -> Result<Option<OneTimeLink>>;

    /// All links, oldest first, expired ones among them.
    async fn links(&self) -> Result<Vec<OneTimeLink>>;

    /// Deletes a link. `false` where there was none.
    async fn revoke_link(&self, id: &LinkId, audit: AuditEntry) -> Result<bool>;

    /// Uses a link up, if it is there, not expired at `at`, and not the recovery of another administrator, and signs
    /// the administrator in with `session`. For a set-up or an invitation the administrator is made with `grants`,
    /// of which those for apps that are gone are passed over; for a recovery the sessions of before are deleted, and
    /// `grants` and all of `admin` but its id mean nothing. A set-up link is good for nothing once an active
    /// administrator has the role admin on all apps: it is deleted, and the answer is `None` as for no link at all.
    async fn use_link(
        &self,
        hash: &[u8; 32],
        admin: &Admin,
        grants: &[Grant],
        session: &AdminSession,
        at: Timestamp,
        audit: AuditEntry,
    ) -> Result<Option<OneTimeLink>>;

    // Administrators' sessions.

    /// Stores a session. `false` where there is no such administrator, or not an active one.
    async fn create_session(&self, session: &AdminSession, audit: AuditEntry) -> Result<bool>;

    /// The session with this SHA-256, now or before its last rotation, and its administrator. Expired or not.
    async fn session_by_hash(&self, hash: &[u8; 32]) -> Result<Option<(AdminSession, GrantedAdmin)>>;

    /// An administrator's sessions, oldest first.
    async fn sessions_of(&self, admin: &AdminId) -> Result<Vec<AdminSession>>;

    /// Moves a session's `last_seen_at` forward (never back). One that is gone is passed over.
    async fn touch_session(&self, id: &AdminSessionId, last_seen_at: Timestamp) -> Result<()>;

    /// Gives a session the hash `to` and keeps `from` as the one before. `false` where `from` is not its hash: another
    /// request has rotated it, or it is gone.
    async fn rotate_session(
        &self,
        id: &AdminSessionId,
        from: &[u8; 32],
        to: &[u8; 32],
        at: Timestamp,
    ) -> Result<bool>;

    /// Moves a session's `verified_at` forward (never back). `false` where it is gone.
    async fn confirm_session(&self, id: &AdminSessionId, verified_at: Timestamp) -> Result<bool>;

    /// Deletes a session. `false` where that administrator has no such session.
    async fn revoke_session(&self, admin: &AdminId, id: &AdminSessionId, audit: AuditEntry) -> Result<bool>;

    // Tokens for the admin API.

    /// Stores a token. `false` where there is no such administrator, or not an active one.
    async fn create_admin_token(&self, token: &AdminToken, audit: AuditEntry) -> Result<bool>;

    /// The token with this SHA-256, expired or not, and its administrator.
    async fn admin_token_by_hash(&self, hash: &[u8; 32]) -> Result<Option<(AdminToken, GrantedAdmin)>>;

    /// An administrator's tokens, oldest first.
    async fn admin_tokens(&self, admin: &AdminId) -> Result<Vec<AdminToken>>;

    /// Deletes a token. `false` where that administrator has no such token.
    async fn revoke_admin_token(&self, admin: &AdminId, id: &AdminTokenId, audit: AuditEntry)
    -> Result<bool>;

    /// Moves `last_used_at` of tokens forward (never back). Tokens that are gone are passed over.
    async fn touch_admin_tokens(&self, used: &[(AdminTokenId, Timestamp)]) -> Result<()>;

    // What happened.

    /// Records a failed ceremony. `false` where its handshake has a failed event already, or the app
    /// is gone.
    async fn record_failure(&self, app: &AppId, event: &Event) -> Result<bool>;

    /// Adds to the hourly counts of `replica`, and to what the ceremonies had in common, in one commit. What is of an
    /// app that is gone is passed over.
    async fn add_ceremony_counts(
        &self,
        replica: &str,
        counts: &[CeremonyCount],
        facts: &[CeremonyFact],
    ) -> Result<()>;

    /// The ceremonies of a span by step, kind and outcome, in that order. What there were none of is left out.
    async fn ceremony_counts(&self, app: &AppId, span: CountSpan) -> Result<Vec<SummedCount>>;

    /// What the ceremonies of days that begin from one moment on and before another had in common; of each fact the most
    /// frequent value first.
    async fn ceremony_facts(&self, app: &AppId, from: Timestamp, until: Timestamp)
    -> Result<Vec<SummedFact>>;

    /// How many users an app has now.
    async fn user_counts(&self, app: &AppId) -> Result<UserCounts>;

    /// Who signed in, by month from this one on (202611 is November 2026), the oldest first. Months without anybody are
    /// left out.
    async fn active_users(&self, app: &AppId, from_month: u32) -> Result<Vec<ActiveUsers>>;

    /// Events of an app, newest first. [`Error::TooSlow`](crate::Error::TooSlow) where the conditions are so rare
    /// that finding enough takes too long.
    async fn events(&self, app: &AppId, query: &EventQuery) -> Result<Vec<Event>>;

    /// One event.
    async fn event(&self, app: &AppId, id: &EventId) -> Result<Option<Event>>;

    /// A user's newest events, newest first, at most `limit`.
    async fn events_of_user(&self, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<Event>>;

    /// Writes an audit row that comes with no change: somebody looked at something that is worth a row.
    async fn record_audit(&self, entry: AuditEntry) -> Result<()>;

    /// All audit rows of an app (or, with `None`, those of no app), newest first, at most `limit`.
    async fn audit(&self, app: Option<&AppId>, limit: u32) -> Result<Vec<AuditEntry>>;

    /// The audit rows that concern a user or one of the user's passkeys, newest first, at most `limit`.
    /// [`Error::TooSlow`](crate::Error::TooSlow) where the app's log is too long to look through.
    async fn audit_of_user(&self, app: &AppId, user: &UserId, limit: u32) -> Result<Vec<AuditEntry>>;

    /// Rows of the audit log. [`Error::TooSlow`](crate::Error::TooSlow) where the conditions are so rare that finding
    /// enough takes too long.
    async fn audit_rows(&self, query: &AuditQuery) -> Result<Vec<AuditRow>>;

    /// Appends rows of the audit log that are not chained yet to its chain, in the order of their ids. Bounded work a
    /// call: at most 500 rows. How many it were.
    async fn chain_audit(&self) -> Result<u64>;

    /// Where the audit log's chain ends. `None` where nothing is chained yet.
    async fn audit_head(&self) -> Result<Option<AuditHead>>;

    /// Rows of the chain whose place is greater than `after`, in the order of their places, at most `limit`.
    async fn chained_audit(&self, after: u64, limit: u32) -> Result<Vec<ChainedRow>>;

    // Backups.

    /// Hands out everything that a backup keeps (see [`crate::backup`]) as it is in one snapshot, beside whatever is
    /// committed meanwhile; what lets somebody in (API keys and administrators' tokens) only `with_access`. Goes as fast
    /// as the pieces are taken.
    async fn export(&self, with_access: bool, to: mpsc::Sender<Piece>) -> Result<()>;

    /// Takes a backup into a database that has nothing of what a backup keeps, and deletes its sealing keys, all in one
    /// commit after [`Piece::End`]. Nothing is written where the pieces stop before.
    async fn import(
        &self,
        from: mpsc::Receiver<Piece>,
        audit: AuditEntry,
    ) -> Result<Result<(), ImportRefused>>;
}

/// How many rows a sweep deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Ids of spent tokens.
    pub spent: u64,
    /// Expired nonces.
    pub nonces: u64,
    /// Tombstones of deleted users.
    pub tombstones: u64,
    /// Administrators' sessions past their absolute limit.
    pub sessions: u64,
    /// Expired one-time links.
    pub links: u64,
    /// Old events.
    pub events: u64,
}

/// Why an app was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppRefused {
    /// The RP id may not change while the app has passkeys: none of them would work again.
    #[error("the app has {passkeys} passkeys, which only work for the RP id they were made for")]
    RpIdInUse {
        /// How many passkeys it has.
        passkeys: u64,
    },
}

/// Why something about an administrator was not done. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdminRefused {
    /// There is no such administrator, or no such grant.
    #[error("there is no such administrator or grant")]
    NotFound,
    /// The administrator is deactivated.
    #[error("the administrator is not active")]
    NotActive,
    /// Nobody else is active with the role admin on all apps: the installation would be left without a head.
    #[error("this is the last active administrator with the role admin on all apps")]
    LastAdmin,
    /// The app that the grant is for does not exist.
    #[error("the app is gone")]
    AppGone,
}

/// Why a native client was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NativeClientRefused {
    /// The app has a client of this platform with the same identity.
    #[error("the app has this client already")]
    Exists,
    /// The app does not exist.
    #[error("the app is gone")]
    AppGone,
}

/// Why a user was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateUserRefused {
    /// The app has a user with this external id.
    #[error("the external id is taken")]
    ExternalIdTaken,
    /// Another user of the app has this handle: an import brought it.
    #[error("the user handle is taken")]
    UserHandleTaken,
    /// The app does not exist any more.
    #[error("the app is gone")]
    AppGone,
}

/// Why a registration was not committed. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationRefused {
    /// The handshake has finished before.
    #[error("the handshake has been used")]
    HandshakeSpent,
    /// The transaction has finished before, by another handshake.
    #[error("the transaction has been used")]
    TransactionSpent,
    /// The user was deleted after the transaction was sealed, or is another one now.
    #[error("the user has been deleted since")]
    UserDeleted,
    /// The user is deactivated.
    #[error("the user is not active")]
    UserNotActive,
    /// The user has as many passkeys as the app allows.
    #[error("the user has as many passkeys as the app allows")]
    TooManyPasskeys,
    /// The app knows this credential id already.
    #[error("the credential is registered already")]
    CredentialExists,
    /// The app's RP id is another one by now: the passkey would never work.
    #[error("the app's RP id has changed since")]
    RpIdChanged,
    /// The app does not exist any more.
    #[error("the app is gone")]
    AppGone,
}

/// Why an authentication was not committed. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticationRefused {
    /// The handshake has finished before.
    #[error("the handshake has been used")]
    HandshakeSpent,
    /// The transaction has finished before, by another handshake.
    #[error("the transaction has been used")]
    TransactionSpent,
    /// The passkey has been revoked.
    #[error("the passkey has been revoked")]
    PasskeyRevoked,
    /// The user is deactivated.
    #[error("the user is not active")]
    UserNotActive,
    /// The counter of a device-bound passkey is not greater than the stored one: it may have been cloned.
    #[error("the signature counter did not advance")]
    SignCountNotAdvanced,
}

/// Why a backup was not taken in. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// The database has rows that the backup's would be mixed with.
    #[error("the database is not empty: it has rows in its table `{table}` ({rows})")]
    NotEmpty {
        /// The first such table.
        table: &'static str,
        /// How many rows it has.
        rows: u64,
    },
    /// The pieces stopped before the end.
    #[error("the backup stopped before its end")]
    Incomplete,
}
