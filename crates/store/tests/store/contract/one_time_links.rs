//! Links that make administrators, or let them in again.

use passflex_store::records::{
    Admin, AdminSession, AdminStatus, Grant, GrantedAdmin, LinkPurpose, OneTimeLink, Role,
};
use passflex_store::{AdminId, AdminRefused, AppId, LinkId};

use crate::world::{Database, admin, at, audit, grant, link, session};

async fn create(db: &Database, link: &OneTimeLink) -> Result<(), AdminRefused> {
    db.create_link(link, audit("link.create", None)).await.unwrap()
}

/// Uses the link with this hash as its second `seconds` into the story.
async fn use_at(
    db: &Database,
    hash: &[u8; 32],
    admin: &Admin,
    grants: &[Grant],
    seconds: i64,
) -> (Option<OneTimeLink>, AdminSession) {
    let (session, entry) = (session(&admin.id), audit("link.use", None));
    (db.use_link(hash, admin, grants, &session, at(seconds), entry).await.unwrap(), session)
}

fn everything() -> [Grant; 1] {
    [grant(None, Role::Admin)]
}

pub(crate) async fn a_link_is_found_by_its_hash_as_it_was_made(db: Database) {
    let app = db.with_app("app").await;
    let ada = db.with_admin("ada", &[]).await;
    let grants = [grant(None, Role::Viewer), grant(Some(&app), Role::Member)];
    let links = [
        OneTimeLink { created_at: at(3), ..link(LinkPurpose::Invitation, None, &grants) },
        OneTimeLink { created_at: at(2), ..link(LinkPurpose::Setup, None, &everything()) },
        OneTimeLink { created_at: at(1), ..link(LinkPurpose::Recovery, Some(&ada.id), &[]) },
    ];
    for link in &links {
        assert_eq!(create(&db, link).await, Ok(()));
        assert_eq!(db.link_by_hash(&link.hash).await.unwrap().as_ref(), Some(link));
    }
    assert_eq!(db.link_by_hash(&[0; 32]).await.unwrap(), None);
    let [newest, middle, oldest] = links;
    assert_eq!(db.links().await.unwrap(), [oldest, middle, newest]);
}

pub(crate) async fn a_link_for_setting_up_takes_the_place_of_those_before(db: Database) {
    let invitation = link(LinkPurpose::Invitation, None, &everything());
    let (first, second) = (link(LinkPurpose::Setup, None, &[]), link(LinkPurpose::Setup, None, &[]));
    for link in [&invitation, &first, &second] {
        assert_eq!(create(&db, link).await, Ok(()));
    }
    assert_eq!(db.links().await.unwrap(), [invitation, second]);
}

pub(crate) async fn a_recovery_takes_the_place_of_those_of_the_same_administrator(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &[]).await, db.with_admin("bob", &[]).await);
    let of = |admin: &Admin| link(LinkPurpose::Recovery, Some(&admin.id), &[]);
    let (first, of_bob, second) = (of(&ada), of(&bob), of(&ada));
    for link in [&first, &of_bob, &second] {
        assert_eq!(create(&db, link).await, Ok(()));
    }
    assert_eq!(db.links().await.unwrap(), [of_bob, second]);
}

pub(crate) async fn a_recovery_needs_an_active_administrator(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let status = AdminStatus::Inactive;
    db.set_admin_status(&ada.id, status, at(1), audit("admin.deactivate", None)).await.unwrap().unwrap();
    let log = db.audit(None, 100).await.unwrap();
    let of = |id: &AdminId| link(LinkPurpose::Recovery, Some(id), &[]);
    assert_eq!(create(&db, &of(&ada.id)).await, Err(AdminRefused::NotActive));
    assert_eq!(create(&db, &of(&AdminId::new("nobody"))).await, Err(AdminRefused::NotFound));
    assert_eq!(db.links().await.unwrap(), []);
    assert_eq!(db.audit(None, 100).await.unwrap(), log);
}

pub(crate) async fn an_invitation_needs_its_apps(db: Database) {
    let (app, ghost) = (db.with_app("app").await, AppId::new("ghost"));
    let grants = [grant(Some(&app), Role::Viewer), grant(Some(&ghost), Role::Viewer)];
    let invitation = link(LinkPurpose::Invitation, None, &grants);
    assert_eq!(create(&db, &invitation).await, Err(AdminRefused::AppGone));
    assert_eq!(db.links().await.unwrap(), []);
}

pub(crate) async fn a_revoked_link_is_gone(db: Database) {
    let [lost, kept] = [(); 2].map(|()| link(LinkPurpose::Invitation, None, &[]));
    for link in [&lost, &kept] {
        assert_eq!(create(&db, link).await, Ok(()));
    }
    let revoke = async |id: &LinkId| db.revoke_link(id, audit("link.revoke", None)).await.unwrap();
    assert!(revoke(&lost.id).await);
    assert!(!revoke(&lost.id).await, "a second time there is nothing to revoke");
    assert_eq!(use_at(&db, &lost.hash, &admin("eve"), &[], 1).await.0, None);
    assert_eq!(db.links().await.unwrap(), [kept]);
}

pub(crate) async fn an_invitation_makes_an_administrator_and_signs_in(db: Database) {
    let app = db.with_app("app").await;
    let grants = vec![grant(None, Role::Viewer), grant(Some(&app), Role::Member)];
    let (ada, invitation) = (admin("ada"), link(LinkPurpose::Invitation, None, &grants));
    assert_eq!(create(&db, &invitation).await, Ok(()));
    let (used, session) = use_at(&db, &invitation.hash, &ada, &grants, 1).await;
    assert_eq!(used, Some(invitation));
    let expected = GrantedAdmin { admin: ada, grants };
    assert_eq!(db.admins().await.unwrap(), std::slice::from_ref(&expected));
    assert_eq!(db.session_by_hash(&session.hash).await.unwrap(), Some((session, expected)));
    let verbs: Vec<_> = db.audit(None, 10).await.unwrap().into_iter().map(|entry| entry.verb).collect();
    assert_eq!(verbs, ["link.use", "link.create"]);
}

pub(crate) async fn a_link_is_used_once(db: Database) {
    let invitation = link(LinkPurpose::Invitation, None, &[]);
    assert_eq!(create(&db, &invitation).await, Ok(()));
    assert!(use_at(&db, &invitation.hash, &admin("ada"), &[], 1).await.0.is_some());
    let (used, session) = use_at(&db, &invitation.hash, &admin("eve"), &[], 1).await;
    assert_eq!(used, None);
    assert_eq!(db.admins().await.unwrap().len(), 1);
    assert_eq!(db.session_by_hash(&session.hash).await.unwrap(), None);
    assert_eq!(db.audit(None, 10).await.unwrap().len(), 2);
}

pub(crate) async fn an_expired_link_is_not_used(db: Database) {
    let invitation = OneTimeLink { expires_at: at(10), ..link(LinkPurpose::Invitation, None, &[]) };
    assert_eq!(create(&db, &invitation).await, Ok(()));
    assert_eq!(use_at(&db, &invitation.hash, &admin("ada"), &[], 10).await.0, None);
    assert_eq!(db.admins().await.unwrap(), []);
    assert!(use_at(&db, &invitation.hash, &admin("ada"), &[], 9).await.0.is_some());
}

pub(crate) async fn an_unknown_link_is_not_used(db: Database) {
    assert_eq!(use_at(&db, &[0; 32], &admin("eve"), &everything(), 1).await.0, None);
    assert_eq!(db.admins().await.unwrap(), []);
    assert_eq!(db.audit(None, 10).await.unwrap(), []);
}

pub(crate) async fn apps_that_are_gone_since_the_invitation_are_passed_over(db: Database) {
    let (app, gone) = (db.with_app("app").await, db.with_app("gone").await);
    let kept = grant(Some(&app), Role::Viewer);
    let grants = [grant(Some(&gone), Role::Member), kept.clone()];
    let (ada, invitation) = (admin("ada"), link(LinkPurpose::Invitation, None, &grants));
    assert_eq!(create(&db, &invitation).await, Ok(()));
    assert!(db.delete_app(&gone, audit("app.delete", Some(&gone))).await.unwrap());
    assert!(use_at(&db, &invitation.hash, &ada, &grants, 1).await.0.is_some());
    let expected = GrantedAdmin { admin: ada, grants: vec![kept] };
    assert_eq!(db.admins().await.unwrap(), [expected]);
}

pub(crate) async fn setting_up_ends_with_the_first_administrator(db: Database) {
    // Somebody of less rights does not count, nor does somebody who is deactivated.
    db.with_admin("member", &[grant(None, Role::Member)]).await;
    let (early, late) = (link(LinkPurpose::Setup, None, &[]), link(LinkPurpose::Setup, None, &[]));
    assert_eq!(create(&db, &early).await, Ok(()));
    assert!(use_at(&db, &early.hash, &admin("ada"), &everything(), 1).await.0.is_some());
    assert_eq!(create(&db, &late).await, Ok(()));
    let (used, session) = use_at(&db, &late.hash, &admin("eve"), &everything(), 1).await;
    assert_eq!(used, None);
    assert_eq!(db.admins().await.unwrap().len(), 2);
    assert_eq!(db.session_by_hash(&session.hash).await.unwrap(), None);
    assert_eq!(db.links().await.unwrap(), [], "it will never be good again");
}

pub(crate) async fn a_recovery_signs_out_everywhere_else(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &everything()).await, db.with_admin("bob", &[]).await);
    let of_bob = session(&bob.id);
    for session in [&session(&ada.id), &session(&ada.id), &of_bob] {
        assert!(db.create_session(session, audit("session.create", None)).await.unwrap());
    }
    let before = db.admins().await.unwrap();
    let recovery = link(LinkPurpose::Recovery, Some(&ada.id), &[]);
    assert_eq!(create(&db, &recovery).await, Ok(()));
    let (used, session) =
        use_at(&db, &recovery.hash, &Admin { id: ada.id.clone(), ..admin("eve") }, &everything(), 1).await;
    assert_eq!(used, Some(recovery));
    assert_eq!(db.sessions_of(&ada.id).await.unwrap(), [session]);
    assert_eq!(db.sessions_of(&bob.id).await.unwrap(), [of_bob]);
    assert_eq!(db.admins().await.unwrap(), before, "name and grants are what they were");
}

pub(crate) async fn a_recovery_is_for_its_administrator_only(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &everything()).await, db.with_admin("bob", &[]).await);
    let recovery = link(LinkPurpose::Recovery, Some(&ada.id), &[]);
    assert_eq!(create(&db, &recovery).await, Ok(()));
    assert_eq!(use_at(&db, &recovery.hash, &bob, &[], 1).await.0, None);
    assert!(use_at(&db, &recovery.hash, &ada, &[], 1).await.0.is_some(), "it is still there");
}
