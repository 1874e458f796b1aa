//! Administrators and their grants.

use passflex_store::records::{Admin, AdminStatus, Grant, GrantedAdmin, LinkPurpose, Role};
use passflex_store::{AdminId, AdminRefused, AppId};

use crate::world::{Database, admin_token, at, audit, grant, link, session};

async fn set_status(db: &Database, id: &AdminId, status: AdminStatus) -> Result<(), AdminRefused> {
    db.set_admin_status(id, status, at(9), audit("admin.set_status", None)).await.unwrap()
}

async fn set_grant(db: &Database, id: &AdminId, grant: &Grant) -> Result<(), AdminRefused> {
    db.set_grant(id, grant, audit("grant.set", None)).await.unwrap()
}

async fn remove_grant(db: &Database, id: &AdminId, app: Option<&AppId>) -> Result<(), AdminRefused> {
    db.remove_grant(id, app, audit("grant.remove", None)).await.unwrap()
}

async fn grants(db: &Database, id: &AdminId) -> Vec<Grant> {
    db.admin(id).await.unwrap().unwrap().grants
}

pub(crate) async fn an_administrator_is_found_with_all_grants(db: Database) {
    let app = db.with_app("app").await;
    let grants = vec![grant(None, Role::Viewer), grant(Some(&app), Role::Admin)];
    let ada = db.with_admin("ada", &grants).await;
    let bob = db.with_admin("bob", &[]).await;
    assert_eq!(db.admin(&ada.id).await.unwrap(), Some(GrantedAdmin { admin: ada, grants }));
    assert_eq!(db.admin(&bob.id).await.unwrap(), Some(GrantedAdmin { admin: bob, grants: vec![] }));
    assert_eq!(db.admin(&AdminId::new("nobody")).await.unwrap(), None);
}

pub(crate) async fn administrators_are_listed_oldest_first(db: Database) {
    let app = db.with_app("app").await;
    let mut expected = Vec::new();
    for (name, grants) in [
        ("ada", vec![grant(None, Role::Admin), grant(Some(&app), Role::Member)]),
        ("bob", vec![]),
        ("eve", vec![grant(Some(&app), Role::Viewer)]),
    ] {
        let admin = db.with_admin(name, &grants).await;
        expected.push(GrantedAdmin { admin, grants });
    }
    assert_eq!(db.admins().await.unwrap(), expected);
}

pub(crate) async fn a_name_is_changed_for_one_administrator(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &[]).await, db.with_admin("bob", &[]).await);
    let rename = async |id: &AdminId, seconds| {
        db.rename_admin(id, "Ada L.", at(seconds), audit("admin.rename", None)).await.unwrap()
    };
    assert!(rename(&ada.id, 9).await);
    assert!(rename(&ada.id, 5).await, "by a clock that is behind");
    assert!(!rename(&AdminId::new("nobody"), 9).await);
    let renamed = Admin { name: "Ada L.".to_owned(), updated_at: at(9), ..ada };
    let all: Vec<_> = db.admins().await.unwrap().into_iter().map(|granted| granted.admin).collect();
    assert_eq!(all, [renamed, bob]);
}

pub(crate) async fn a_deactivated_administrator_keeps_nothing_that_lets_in(db: Database) {
    let everything = [grant(None, Role::Admin)];
    db.with_admin("head", &everything).await;
    let role = [grant(None, Role::Member)];
    let (ada, bob) = (db.with_admin("ada", &role).await, db.with_admin("bob", &[]).await);
    for admin in [&ada, &bob] {
        assert!(db.create_session(&session(&admin.id), audit("session.create", None)).await.unwrap());
        assert!(db.create_admin_token(&admin_token(&admin.id), audit("token.create", None)).await.unwrap());
        let recovery = link(LinkPurpose::Recovery, Some(&admin.id), &[]);
        db.create_link(&recovery, audit("link.create", None)).await.unwrap().unwrap();
    }
    let invitation = link(LinkPurpose::Invitation, None, &role);
    db.create_link(&invitation, audit("link.create", None)).await.unwrap().unwrap();

    assert_eq!(set_status(&db, &ada.id, AdminStatus::Inactive).await, Ok(()));
    assert_eq!(set_status(&db, &ada.id, AdminStatus::Active).await, Ok(()));
    assert_eq!(db.sessions_of(&ada.id).await.unwrap(), []);
    assert_eq!(db.admin_tokens(&ada.id).await.unwrap(), []);
    let left: Vec<_> = db.links().await.unwrap().into_iter().map(|link| link.admin_id).collect();
    assert_eq!(left, [Some(bob.id.clone()), None]);
    assert_eq!(db.sessions_of(&bob.id).await.unwrap().len(), 1);
    assert_eq!(db.admin_tokens(&bob.id).await.unwrap().len(), 1);
    let again = db.admin(&ada.id).await.unwrap().unwrap();
    assert_eq!(again, GrantedAdmin { admin: Admin { updated_at: at(9), ..ada }, grants: role.to_vec() });
    assert_eq!(
        set_status(&db, &AdminId::new("nobody"), AdminStatus::Active).await,
        Err(AdminRefused::NotFound)
    );
}

pub(crate) async fn a_grant_takes_the_place_of_the_one_for_the_same_app(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let kept = grant(Some(&other), Role::Viewer);
    let ada = db.with_admin("ada", &[grant(Some(&app), Role::Viewer), kept.clone()]).await;
    let (for_app, for_all) = (grant(Some(&app), Role::Member), grant(None, Role::Viewer));
    for new in [&for_app, &for_all] {
        assert_eq!(set_grant(&db, &ada.id, new).await, Ok(()));
    }
    assert_eq!(grants(&db, &ada.id).await, [kept.clone(), for_app.clone(), for_all]);
    let for_all = grant(None, Role::Admin);
    assert_eq!(set_grant(&db, &ada.id, &for_all).await, Ok(()));
    assert_eq!(grants(&db, &ada.id).await, [kept, for_app, for_all]);
}

pub(crate) async fn a_grant_needs_an_administrator_and_an_app(db: Database) {
    let app = db.with_app("app").await;
    let before = [grant(Some(&app), Role::Viewer)];
    let ada = db.with_admin("ada", &before).await;
    let log = db.audit(None, 100).await.unwrap();
    let (nobody, ghost) = (AdminId::new("nobody"), AppId::new("ghost"));
    let (real, unreal) = (grant(Some(&app), Role::Member), grant(Some(&ghost), Role::Member));
    assert_eq!(set_grant(&db, &nobody, &real).await, Err(AdminRefused::NotFound));
    assert_eq!(set_grant(&db, &ada.id, &unreal).await, Err(AdminRefused::AppGone));
    assert_eq!(grants(&db, &ada.id).await, before);
    assert_eq!(db.audit(None, 100).await.unwrap(), log, "what was refused is not recorded");
}

pub(crate) async fn a_removed_grant_is_gone(db: Database) {
    let app = db.with_app("app").await;
    let (for_app, for_all) = (grant(Some(&app), Role::Member), grant(None, Role::Viewer));
    let ada = db.with_admin("ada", &[for_app, for_all.clone()]).await;
    assert_eq!(remove_grant(&db, &ada.id, Some(&app)).await, Ok(()));
    assert_eq!(grants(&db, &ada.id).await, [for_all]);
    assert_eq!(remove_grant(&db, &ada.id, Some(&app)).await, Err(AdminRefused::NotFound));
    assert_eq!(remove_grant(&db, &ada.id, None).await, Ok(()));
    assert_eq!(grants(&db, &ada.id).await, []);
    assert_eq!(remove_grant(&db, &AdminId::new("nobody"), None).await, Err(AdminRefused::NotFound));
}

pub(crate) async fn grants_go_with_their_app(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let kept = [grant(Some(&other), Role::Member), grant(None, Role::Viewer)];
    let all = [&kept[..], &[grant(Some(&app), Role::Admin)]].concat();
    let ada = db.with_admin("ada", &all).await;
    assert!(db.delete_app(&app, audit("app.delete", Some(&app))).await.unwrap());
    assert_eq!(grants(&db, &ada.id).await, kept);
}

pub(crate) async fn the_last_administrator_of_all_apps_stays(db: Database) {
    let app = db.with_app("app").await;
    let everything = grant(None, Role::Admin);
    let grants_of_ada = [everything, grant(Some(&app), Role::Admin)];
    let ada = db.with_admin("ada", &grants_of_ada).await;
    let of_an_app = db.with_admin("bob", &[grant(Some(&app), Role::Admin), grant(None, Role::Member)]).await;
    let log = db.audit(None, 100).await.unwrap();
    let last = Err(AdminRefused::LastAdmin);
    assert_eq!(set_status(&db, &ada.id, AdminStatus::Inactive).await, last);
    assert_eq!(set_grant(&db, &ada.id, &grant(None, Role::Member)).await, last);
    assert_eq!(remove_grant(&db, &ada.id, None).await, last);
    assert_eq!(db.audit(None, 100).await.unwrap(), log, "what was refused is not recorded");
    let unchanged = GrantedAdmin { admin: ada.clone(), grants: grants_of_ada.to_vec() };
    assert_eq!(db.admin(&ada.id).await.unwrap(), Some(unchanged));

    assert_eq!(remove_grant(&db, &ada.id, Some(&app)).await, Ok(()), "of one app there may be none");
    assert_eq!(set_grant(&db, &ada.id, &grant(None, Role::Admin)).await, Ok(()), "it is still that");
    assert_eq!(set_grant(&db, &of_an_app.id, &grant(None, Role::Admin)).await, Ok(()));
    assert_eq!(remove_grant(&db, &ada.id, None).await, Ok(()), "there is another one now");
    assert_eq!(remove_grant(&db, &of_an_app.id, None).await, last);
}

pub(crate) async fn an_inactive_administrator_does_not_count_as_one_who_is_left(db: Database) {
    let everything = || [grant(None, Role::Admin)];
    let (ada, bob) = (db.with_admin("ada", &everything()).await, db.with_admin("bob", &everything()).await);
    assert_eq!(set_status(&db, &bob.id, AdminStatus::Inactive).await, Ok(()));
    assert_eq!(set_status(&db, &ada.id, AdminStatus::Inactive).await, Err(AdminRefused::LastAdmin));
    assert_eq!(set_status(&db, &bob.id, AdminStatus::Inactive).await, Ok(()), "it is that already");
    assert_eq!(remove_grant(&db, &bob.id, None).await, Ok(()));
}

pub(crate) async fn nobody_is_found_by_a_text_with_nul(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let (nobody, nowhere) = (AdminId::new("a\0b"), AppId::new("a\0b"));
    assert_eq!(db.admin(&nobody).await.unwrap(), None);
    assert_eq!(set_status(&db, &nobody, AdminStatus::Active).await, Err(AdminRefused::NotFound));
    let grant = grant(Some(&nowhere), Role::Viewer);
    assert_eq!(set_grant(&db, &ada.id, &grant).await, Err(AdminRefused::AppGone));
    assert_eq!(remove_grant(&db, &ada.id, Some(&nowhere)).await, Err(AdminRefused::NotFound));
    let invitation = link(LinkPurpose::Invitation, None, &[grant]);
    let refused = db.create_link(&invitation, audit("link.create", None)).await.unwrap();
    assert_eq!(refused, Err(AdminRefused::AppGone));
}
