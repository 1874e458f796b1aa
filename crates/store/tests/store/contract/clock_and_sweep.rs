//! The database's clock, and what may be forgotten by it.

use jiff::Timestamp;
use passflex_store::records::{AdminSession, EventAction, LinkPurpose, OneTimeLink, RegisteringUser};
use passflex_store::{AppId, RegistrationRefused, Swept};

use crate::world::{Database, Person, at, audit, failure, fresh, link, session};

/// Past on any clock.
fn long_ago() -> Timestamp {
    "2001-01-01T00:00:00Z".parse().unwrap()
}

/// Future on any clock.
fn far_ahead() -> Timestamp {
    "2999-01-01T00:00:00Z".parse().unwrap()
}

pub(crate) async fn the_database_tells_the_time(db: Database) {
    let first = db.now().await.unwrap();
    let second = db.now().await.unwrap();
    assert!(long_ago() < first && first <= second && second < far_ahead(), "{first} {second}");
}

pub(crate) async fn a_database_that_takes_writes_says_so(db: Database) {
    assert!(db.check_writes().await.is_ok());
}

pub(crate) async fn a_sweep_forgets_what_has_expired_and_keeps_the_rest(db: Database) {
    let app = db.with_app("app").await;
    // Ada's nonce and tokens have expired, Bob's have not.
    let mut ada = Person::new(&app, "ada").registration();
    (ada.handshake.keep_until, ada.transaction.keep_until) = (long_ago(), long_ago());
    ada.nonce.expires_at = long_ago();
    let mut bob = Person::new(&app, "bob").registration();
    (bob.handshake.keep_until, bob.transaction.keep_until) = (far_ahead(), far_ahead());
    bob.nonce.expires_at = far_ahead();
    let bobs_nonce = bob.nonce.hash;
    let (ada_id, _) = db.registered(ada).await;
    let (bob_id, _) = db.registered(bob).await;
    // Of two tombstones one has expired.
    for (name, keep_until) in [("carl", long_ago()), ("dora", far_ahead())] {
        let (id, _) = db.registered(Person::new(&app, name).registration()).await;
        assert!(
            db.delete_user(&app, &id, at(0), keep_until, audit("user.delete", Some(&app))).await.unwrap()
        );
    }
    let mut old = failure(EventAction::Register, -100);
    old.user_id = Some(ada_id.clone());
    assert!(db.record_failure(&app, &old).await.unwrap());
    let before = db.events_of_user(&app, &ada_id, 10).await.unwrap();
    // And of two sessions and two links of administrators.
    let admin = db.with_admin("admin", &[]).await;
    let (mut sessions, mut links) = (Vec::new(), Vec::new());
    for expires_at in [long_ago(), far_ahead()] {
        let session = AdminSession { expires_at, ..session(&admin.id) };
        assert!(db.create_session(&session, audit("session.create", None)).await.unwrap());
        sessions.push(session);
        let link = OneTimeLink { expires_at, ..link(LinkPurpose::Invitation, None, &[]) };
        db.create_link(&link, audit("link.create", None)).await.unwrap().unwrap();
        links.push(link);
    }

    let swept = db.sweep(at(-50)).await.unwrap();
    assert_eq!(swept, Swept { spent: 2, nonces: 1, tombstones: 1, sessions: 1, links: 1, events: 1 });
    assert_eq!(db.sweep(at(-50)).await.unwrap(), Swept::default());
    assert_eq!(db.sessions_of(&admin.id).await.unwrap(), &sessions[1..]);
    assert_eq!(db.links().await.unwrap(), &links[1..]);

    assert_eq!(db.events_of_user(&app, &ada_id, 10).await.unwrap(), &before[..1]);
    assert_eq!(db.events_of_user(&app, &bob_id, 10).await.unwrap().len(), 1);
    assert!(db.take_nonce(&app, &bobs_nonce, at(0)).await.unwrap().is_some());
    let again = |name: &str| Person::new(&app, name).registration();
    assert!(db.finish_registration(again("carl")).await.unwrap().is_ok());
    assert_eq!(db.finish_registration(again("dora")).await.unwrap(), Err(RegistrationRefused::UserDeleted));
}

pub(crate) async fn a_sweep_reaches_every_app(db: Database) {
    let apps: [AppId; 3] = [db.with_app("one").await, db.with_app("two").await, db.with_app("three").await];
    for app in &apps {
        let mut finish = Person::new(app, "ada").registration();
        (finish.handshake.keep_until, finish.transaction.keep_until) = (long_ago(), long_ago());
        finish.nonce.expires_at = long_ago();
        let (user, _) = db.registered(finish).await;
        assert!(
            db.delete_user(app, &user, at(0), long_ago(), audit("user.delete", Some(app))).await.unwrap()
        );
    }
    assert_eq!(
        db.sweep(far_ahead()).await.unwrap(),
        Swept { spent: 6, tombstones: 3, events: 3, ..Swept::default() },
        "nonces went with their users"
    );
}

pub(crate) async fn a_sweep_never_frees_an_id_that_could_still_be_presented(db: Database) {
    let app = db.with_app("app").await;
    let mut first = Person::new(&app, "ada").registration();
    (first.handshake.keep_until, first.transaction.keep_until) = (far_ahead(), far_ahead());
    let mut second = Person::new(&app, "ada").registration();
    (second.handshake, second.transaction) = (first.handshake.clone(), first.transaction.clone());
    db.registered(first).await;
    db.sweep(far_ahead()).await.unwrap();
    second.user =
        RegisteringUser { external_id: fresh("somebody"), user_handle: fresh("handle"), ..second.user };
    assert_eq!(db.finish_registration(second).await.unwrap(), Err(RegistrationRefused::HandshakeSpent));
}
