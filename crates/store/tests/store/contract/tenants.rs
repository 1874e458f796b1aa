//! No request of one app reads or changes anything of another, whatever ids it guesses.

use std::future::Future;
use std::pin::Pin;

use passflex_authenticator::Authenticator;
use passflex_store::records::{
    ApiKey, App, AuditEntry, Event, EventAction, EventQuery, Fingerprint, NativeClient, Passkey, User,
    UserQuery, UserStatus,
};
use passflex_store::{AppId, AuthenticationRefused, PasskeyId, RegistrationRefused, UserId};

use crate::world::{Database, Person, android_client, api_key, at, audit, failure};

/// One app with one of everything.
struct Tenant {
    app: AppId,
    key: ApiKey,
    client: NativeClient,
    person: Person,
    user: UserId,
    passkey: PasskeyId,
    nonce: [u8; 32],
}

impl Tenant {
    /// Every tenant's person has the same external id and the same authenticator, so the same credential id.
    async fn new(db: &Database, id: &str) -> Self {
        let app = db.with_app(id).await;
        let key = api_key(&app);
        assert!(db.create_api_key(&key, audit("api_key.create", Some(&app))).await.unwrap());
        let client = android_client("com.example.app");
        let entry = audit("native_client.create", Some(&app));
        db.create_native_client(&app, &client, entry).await.unwrap().unwrap();
        let mut person = Person::with(&app, "ada", Authenticator::device_bound().seed(7));
        let (user, passkey) = db.registered(person.registration()).await;
        let finish = person.authentication(&user, &passkey, 1);
        let nonce = finish.nonce.hash;
        db.finish_authentication(finish).await.unwrap().unwrap();
        Self { app, key, client, person, user, passkey, nonce }
    }

    fn credential_id(&self) -> Vec<u8> {
        self.person.authenticator.passkeys()[0].credential_id().to_vec()
    }

    /// All that the trait shows of it.
    async fn state(&self, db: &Database) -> State {
        State {
            app: db.app(&self.app).await.unwrap(),
            keys: db.api_keys(&self.app).await.unwrap(),
            clients: db.native_clients(&self.app).await.unwrap(),
            user: db.user(&self.app, &self.user).await.unwrap(),
            passkeys: db.passkeys(&self.app, &self.user).await.unwrap(),
            events: db.events_of_user(&self.app, &self.user, 100).await.unwrap(),
            audit: db.audit(Some(&self.app), 100).await.unwrap(),
        }
    }
}

#[derive(Debug, PartialEq)]
struct State {
    app: Option<App>,
    keys: Vec<ApiKey>,
    clients: Vec<NativeClient>,
    user: Option<User>,
    passkeys: Vec<Passkey>,
    events: Vec<Event>,
    audit: Vec<AuditEntry>,
}

pub(crate) async fn no_verb_finds_or_changes_anything_of_another_app(db: Database) {
    let (mine, theirs) = (Tenant::new(&db, "mine").await, Tenant::new(&db, "theirs").await);
    // Somebody whom only the other app knows.
    let mut bob = Person::new(&theirs.app, "bob");
    let (bobs_id, _) = db.registered(bob.registration()).await;
    let bobs_credential = bob.authenticator.passkeys()[0].credential_id().to_vec();
    let before =
        (mine.state(&db).await, theirs.state(&db).await, db.user(&theirs.app, &bobs_id).await.unwrap());

    for (verb, found_nothing) in attempts(&db, &mine, &theirs, &bobs_credential)
        .into_iter()
        .chain(attempts_of_backends(&db, &mine, &theirs))
    {
        assert!(found_nothing.await, "{verb} found something of the other app");
        let after =
            (mine.state(&db).await, theirs.state(&db).await, db.user(&theirs.app, &bobs_id).await.unwrap());
        assert_eq!(after, before, "{verb} changed something");
    }
    assert!(db.take_nonce(&theirs.app, &theirs.nonce, at(2)).await.unwrap().is_some(), "still there");
}

type Attempt<'a> = (&'static str, Pin<Box<dyn Future<Output = bool> + 'a>>);

/// Each verb, in the name of one app with the ids of the other; `true` if it finds nothing.
fn attempts<'a>(
    db: &'a Database,
    mine: &'a Tenant,
    theirs: &'a Tenant,
    bobs_credential: &'a [u8],
) -> Vec<Attempt<'a>> {
    let app = &mine.app;
    let of = |verb| audit(verb, Some(app));
    vec![
        (
            "api_key_by_hash",
            Box::pin(async { db.api_key_by_hash(app, &theirs.key.hash).await.unwrap().is_none() }),
        ),
        (
            "revoke_api_key",
            Box::pin(
                async move { !db.revoke_api_key(app, &theirs.key.id, of("api_key.revoke")).await.unwrap() },
            ),
        ),
        (
            "touch_api_keys",
            Box::pin(async {
                db.touch_api_keys(&[(app.clone(), theirs.key.id.clone(), at(9))]).await.is_ok()
            }),
        ),
        ("user", Box::pin(async { db.user(app, &theirs.user).await.unwrap().is_none() })),
        (
            "user_by_external_id",
            Box::pin(async { db.user_by_external_id(app, "bob").await.unwrap().is_none() }),
        ),
        (
            "set_user_status",
            Box::pin(async move {
                let status = UserStatus::Inactive;
                db.set_user_status(app, &theirs.user, status, at(9), of("user.deactivate"))
                    .await
                    .unwrap()
                    .is_none()
            }),
        ),
        (
            "delete_user",
            Box::pin(async move {
                !db.delete_user(app, &theirs.user, at(9), at(99), of("user.delete")).await.unwrap()
            }),
        ),
        ("passkeys", Box::pin(async { db.passkeys(app, &theirs.user).await.unwrap().is_empty() })),
        (
            "passkey_by_credential_id",
            Box::pin(async { db.passkey_by_credential_id(app, bobs_credential).await.unwrap().is_none() }),
        ),
        (
            "revoke_passkey of their user",
            Box::pin(async move {
                let entry = of("passkey.revoke");
                !db.revoke_passkey(app, &theirs.user, &theirs.passkey, at(9), entry).await.unwrap()
            }),
        ),
        (
            "revoke_passkey of my user",
            Box::pin(async move {
                let entry = of("passkey.revoke");
                !db.revoke_passkey(app, &mine.user, &theirs.passkey, at(9), entry).await.unwrap()
            }),
        ),
        (
            "finish_registration",
            Box::pin(async {
                let mut finish = mine.person.clone().registration();
                finish.user.sealed_id = Some(theirs.user.clone());
                db.finish_registration(finish).await.unwrap() == Err(RegistrationRefused::UserDeleted)
            }),
        ),
        (
            "finish_authentication",
            Box::pin(async {
                let finish = mine.person.clone().authentication(&theirs.user, &theirs.passkey, 9);
                db.finish_authentication(finish).await.unwrap() == Err(AuthenticationRefused::PasskeyRevoked)
            }),
        ),
        (
            "finish_authentication with their passkey",
            Box::pin(async {
                let finish = mine.person.clone().authentication(&mine.user, &theirs.passkey, 9);
                db.finish_authentication(finish).await.unwrap() == Err(AuthenticationRefused::PasskeyRevoked)
            }),
        ),
        ("take_nonce", Box::pin(async { db.take_nonce(app, &theirs.nonce, at(2)).await.unwrap().is_none() })),
        (
            "events_of_user",
            Box::pin(async { db.events_of_user(app, &theirs.user, 10).await.unwrap().is_empty() }),
        ),
        (
            "audit",
            Box::pin(async {
                let rows = db.audit(Some(app), 100).await.unwrap();
                rows.iter().all(|row| row.app_id.as_ref() == Some(app))
            }),
        ),
    ]
}

/// The same of what backends list and change.
fn attempts_of_backends<'a>(db: &'a Database, mine: &'a Tenant, theirs: &'a Tenant) -> Vec<Attempt<'a>> {
    let app = &mine.app;
    let of = |verb| audit(verb, Some(app));
    vec![
        (
            "users",
            Box::pin(async {
                let query = UserQuery {
                    created_before: at(1_000),
                    filters: Vec::new(),
                    order: Vec::new(),
                    offset: 0,
                    limit: 100,
                };
                let list = db.users(app, &query).await.unwrap();
                list.total == 1 && list.users.iter().all(|user| user.id == mine.user)
            }),
        ),
        (
            "rotate_api_key",
            Box::pin(async move {
                let (new, entry) = (api_key(app), of("api_key.rotate"));
                !db.rotate_api_key(&theirs.key.id, at(9), &new, entry).await.unwrap()
            }),
        ),
        (
            "set_fingerprints",
            Box::pin(async move {
                let (fingerprints, entry) = ([Fingerprint::new([9; 32])], of("native_client.update"));
                !db.set_fingerprints(app, &theirs.client.id, &fingerprints, entry).await.unwrap()
            }),
        ),
        (
            "delete_native_client",
            Box::pin(async move {
                let entry = of("native_client.delete");
                !db.delete_native_client(app, &theirs.client.id, entry).await.unwrap()
            }),
        ),
        (
            "set_user_metadata",
            Box::pin(async move {
                let entry = of("user.set_metadata");
                db.set_user_metadata(app, &theirs.user, None, at(9), entry).await.unwrap().is_none()
            }),
        ),
        (
            "rename_passkey of their user",
            Box::pin(async move {
                let entry = of("passkey.rename");
                let (user, passkey) = (&theirs.user, &theirs.passkey);
                db.rename_passkey(app, user, passkey, "x", at(9), entry).await.unwrap().is_none()
            }),
        ),
        (
            "rename_passkey of my user",
            Box::pin(async move {
                let entry = of("passkey.rename");
                let (user, passkey) = (&mine.user, &theirs.passkey);
                db.rename_passkey(app, user, passkey, "x", at(9), entry).await.unwrap().is_none()
            }),
        ),
        (
            "events",
            Box::pin(async {
                let query = EventQuery { limit: 100, ..EventQuery::default() };
                let events = db.events(app, &query).await.unwrap();
                events == db.events_of_user(app, &mine.user, 100).await.unwrap()
            }),
        ),
        (
            "events of their user",
            Box::pin(async {
                let query =
                    EventQuery { user_id: Some(theirs.user.clone()), limit: 100, ..EventQuery::default() };
                db.events(app, &query).await.unwrap().is_empty()
            }),
        ),
    ]
}

pub(crate) async fn the_same_ids_live_side_by_side(db: Database) {
    let (mine, theirs) = (Tenant::new(&db, "mine").await, Tenant::new(&db, "theirs").await);
    assert_eq!(mine.credential_id(), theirs.credential_id());
    for tenant in [&mine, &theirs] {
        let by_name = db.user_by_external_id(&tenant.app, "ada").await.unwrap().unwrap();
        assert_eq!(by_name.id, tenant.user);
        let (passkey, user) =
            db.passkey_by_credential_id(&tenant.app, &tenant.credential_id()).await.unwrap().unwrap();
        assert_eq!((passkey.id, user.id), (tenant.passkey.clone(), tenant.user.clone()));
    }
    // Handshakes, transactions and nonces with the same ids as well: each app has its own.
    let first = mine.person.clone().authentication(&mine.user, &mine.passkey, 5);
    let mut second = first.clone();
    (second.app, second.user_id, second.passkey_id) =
        (theirs.app.clone(), theirs.user.clone(), theirs.passkey.clone());
    let nonce = first.nonce.hash;
    assert_eq!(db.finish_authentication(first).await.unwrap(), Ok(()));
    assert_eq!(db.finish_authentication(second).await.unwrap(), Ok(()));
    for tenant in [&mine, &theirs] {
        let taken = db.take_nonce(&tenant.app, &nonce, at(6)).await.unwrap().unwrap();
        assert_eq!(taken.user_id, tenant.user);
    }
    // A failure of the same handshake and id, too.
    let event = failure(EventAction::Register, 7);
    assert!(db.record_failure(&mine.app, &event).await.unwrap());
    assert!(db.record_failure(&theirs.app, &event).await.unwrap());
    // A tombstone of one does not keep the other's user away.
    assert!(
        db.delete_user(&mine.app, &mine.user, at(8), at(99), audit("user.delete", Some(&mine.app)))
            .await
            .unwrap()
    );
    let mut again = Person::new(&theirs.app, "ada").registration();
    again.user.sealed_at = at(1);
    assert_eq!(db.registered(again).await.0, theirs.user);
}

pub(crate) async fn deleting_an_app_leaves_the_other_whole(db: Database) {
    let (mine, theirs) = (Tenant::new(&db, "mine").await, Tenant::new(&db, "theirs").await);
    let before = theirs.state(&db).await;
    assert!(db.delete_app(&mine.app, audit("app.delete", Some(&mine.app))).await.unwrap());
    assert_eq!(theirs.state(&db).await, before);
    assert!(db.take_nonce(&theirs.app, &theirs.nonce, at(2)).await.unwrap().is_some());
}
