//! Browsers that administrators have signed in with.

use passflex_store::records::{Admin, AdminSession, AdminStatus, GrantedAdmin, Role};
use passflex_store::{AdminId, AdminSessionId};

use crate::world::{Database, at, audit, fresh_hash, grant, session};

async fn signed_in(db: &Database, admin: &Admin) -> AdminSession {
    let session = session(&admin.id);
    assert!(db.create_session(&session, audit("session.create", None)).await.unwrap());
    session
}

pub(crate) async fn a_session_is_found_with_its_administrator(db: Database) {
    let app = db.with_app("app").await;
    let grants = vec![grant(None, Role::Viewer), grant(Some(&app), Role::Member)];
    let (ada, bob) = (db.with_admin("ada", &grants).await, db.with_admin("bob", &[]).await);
    let (of_ada, of_bob) = (signed_in(&db, &ada).await, signed_in(&db, &bob).await);
    let found = db.session_by_hash(&of_ada.hash).await.unwrap();
    assert_eq!(found, Some((of_ada, GrantedAdmin { admin: ada, grants })));
    let found = db.session_by_hash(&of_bob.hash).await.unwrap();
    assert_eq!(found, Some((of_bob, GrantedAdmin { admin: bob, grants: vec![] })));
    assert_eq!(db.session_by_hash(&[0; 32]).await.unwrap(), None);
}

pub(crate) async fn a_session_needs_an_active_administrator(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let status = AdminStatus::Inactive;
    db.set_admin_status(&ada.id, status, at(1), audit("admin.deactivate", None)).await.unwrap().unwrap();
    let log = db.audit(None, 100).await.unwrap();
    for id in [ada.id, AdminId::new("nobody")] {
        let session = session(&id);
        assert!(!db.create_session(&session, audit("session.create", None)).await.unwrap());
        assert_eq!(db.session_by_hash(&session.hash).await.unwrap(), None);
    }
    assert_eq!(db.audit(None, 100).await.unwrap(), log);
}

pub(crate) async fn a_rotated_session_is_found_by_both_hashes(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let first = signed_in(&db, &ada).await;
    let (second, third) = (fresh_hash(), fresh_hash());
    assert!(db.rotate_session(&first.id, &first.hash, &second, at(10)).await.unwrap());
    let rotated =
        AdminSession { hash: second, previous_hash: Some(first.hash), rotated_at: at(10), ..first.clone() };
    for hash in [first.hash, second] {
        assert_eq!(db.session_by_hash(&hash).await.unwrap().unwrap().0, rotated);
    }
    assert!(db.rotate_session(&first.id, &second, &third, at(20)).await.unwrap());
    assert_eq!(db.session_by_hash(&first.hash).await.unwrap(), None, "two rotations ago");
    assert!(db.session_by_hash(&second).await.unwrap().is_some());
}

pub(crate) async fn a_session_rotates_from_its_own_hash_only(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let (mine, other) = (signed_in(&db, &ada).await, signed_in(&db, &ada).await);
    let (second, third) = (fresh_hash(), fresh_hash());
    assert!(!db.rotate_session(&mine.id, &other.hash, &second, at(10)).await.unwrap());
    assert!(db.rotate_session(&mine.id, &mine.hash, &second, at(10)).await.unwrap());
    assert!(!db.rotate_session(&mine.id, &mine.hash, &third, at(11)).await.unwrap(), "the one before");
    assert_eq!(db.session_by_hash(&third).await.unwrap(), None);
    assert_eq!(db.session_by_hash(&other.hash).await.unwrap().unwrap().0, other);
}

pub(crate) async fn times_of_a_session_only_move_forward(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let mut expected = signed_in(&db, &ada).await;
    for (seconds, latest) in [(30, 30), (20, 30), (40, 40)] {
        db.touch_session(&expected.id, at(seconds)).await.unwrap();
        expected.last_seen_at = at(latest);
        assert_eq!(db.sessions_of(&ada.id).await.unwrap(), [expected.clone()]);
    }
    for (seconds, latest) in [(30, 30), (20, 30), (40, 40)] {
        assert!(db.confirm_session(&expected.id, at(seconds)).await.unwrap());
        expected.verified_at = at(latest);
        assert_eq!(db.sessions_of(&ada.id).await.unwrap(), [expected.clone()]);
    }
    let gone = AdminSessionId::new("gone");
    db.touch_session(&gone, at(50)).await.unwrap();
    assert!(!db.confirm_session(&gone, at(50)).await.unwrap());
}

pub(crate) async fn sessions_are_listed_oldest_first(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &[]).await, db.with_admin("bob", &[]).await);
    let newer = AdminSession { created_at: at(6), user_agent: None, ip: None, ..session(&ada.id) };
    let older = AdminSession { created_at: at(5), ..session(&ada.id) };
    for session in [&newer, &older, &session(&bob.id)] {
        assert!(db.create_session(session, audit("session.create", None)).await.unwrap());
    }
    assert_eq!(db.sessions_of(&ada.id).await.unwrap(), [older, newer]);
}

pub(crate) async fn a_session_is_revoked_for_its_own_administrator_only(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &[]).await, db.with_admin("bob", &[]).await);
    let (lost, kept) = (signed_in(&db, &ada).await, signed_in(&db, &ada).await);
    let revoke = async |admin: &AdminId, id: &AdminSessionId| {
        db.revoke_session(admin, id, audit("session.revoke", None)).await.unwrap()
    };
    assert!(!revoke(&bob.id, &lost.id).await);
    assert!(revoke(&ada.id, &lost.id).await);
    assert!(!revoke(&ada.id, &lost.id).await, "a second time there is nothing to revoke");
    assert_eq!(db.session_by_hash(&lost.hash).await.unwrap(), None);
    assert_eq!(db.sessions_of(&ada.id).await.unwrap(), [kept]);
}
