//! Tokens for the admin API.

use passflex_store::records::{AdminStatus, AdminToken, GrantedAdmin, Role};
use passflex_store::{AdminId, AdminTokenId};

use crate::world::{Database, admin_token, at, audit, grant};

pub(crate) async fn a_token_is_found_with_its_administrator(db: Database) {
    let app = db.with_app("app").await;
    let grants = vec![grant(None, Role::Viewer), grant(Some(&app), Role::Member)];
    let ada = db.with_admin("ada", &grants).await;
    let forever =
        AdminToken { expires_at: None, last_used_at: Some(at(1)), scopes: vec![], ..admin_token(&ada.id) };
    for token in [admin_token(&ada.id), forever] {
        assert!(db.create_admin_token(&token, audit("admin_token.create", None)).await.unwrap());
        let expected = GrantedAdmin { admin: ada.clone(), grants: grants.clone() };
        assert_eq!(db.admin_token_by_hash(&token.hash).await.unwrap(), Some((token, expected)));
    }
    assert_eq!(db.admin_token_by_hash(&[0; 32]).await.unwrap(), None);
}

pub(crate) async fn a_token_needs_an_active_administrator(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let status = AdminStatus::Inactive;
    db.set_admin_status(&ada.id, status, at(1), audit("admin.deactivate", None)).await.unwrap().unwrap();
    let log = db.audit(None, 100).await.unwrap();
    for id in [ada.id, AdminId::new("nobody")] {
        let token = admin_token(&id);
        assert!(!db.create_admin_token(&token, audit("admin_token.create", None)).await.unwrap());
        assert_eq!(db.admin_token_by_hash(&token.hash).await.unwrap(), None);
    }
    assert_eq!(db.audit(None, 100).await.unwrap(), log);
}

pub(crate) async fn tokens_are_listed_oldest_first(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &[]).await, db.with_admin("bob", &[]).await);
    let newer = AdminToken { created_at: at(2), ..admin_token(&ada.id) };
    let older = AdminToken { created_at: at(1), ..admin_token(&ada.id) };
    for token in [&newer, &older, &admin_token(&bob.id)] {
        assert!(db.create_admin_token(token, audit("admin_token.create", None)).await.unwrap());
    }
    assert_eq!(db.admin_tokens(&ada.id).await.unwrap(), [older, newer]);
}

pub(crate) async fn a_token_is_revoked_for_its_own_administrator_only(db: Database) {
    let (ada, bob) = (db.with_admin("ada", &[]).await, db.with_admin("bob", &[]).await);
    let [lost, kept] = [admin_token(&ada.id), admin_token(&ada.id)];
    for token in [&lost, &kept] {
        assert!(db.create_admin_token(token, audit("admin_token.create", None)).await.unwrap());
    }
    let revoke = async |admin: &AdminId, id: &AdminTokenId| {
        db.revoke_admin_token(admin, id, audit("admin_token.revoke", None)).await.unwrap()
    };
    assert!(!revoke(&bob.id, &lost.id).await);
    assert!(revoke(&ada.id, &lost.id).await);
    assert!(!revoke(&ada.id, &lost.id).await, "a second time there is nothing to revoke");
    assert_eq!(db.admin_token_by_hash(&lost.hash).await.unwrap(), None);
    assert_eq!(db.admin_tokens(&ada.id).await.unwrap(), [kept]);
}

pub(crate) async fn the_last_use_only_moves_forward(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let token = admin_token(&ada.id);
    assert!(db.create_admin_token(&token, audit("admin_token.create", None)).await.unwrap());
    for (used, expected) in [(20, 20), (10, 20), (30, 30)] {
        let twice = [at(used), at(used - 5)].map(|at| (token.id.clone(), at));
        let uses = [&[(AdminTokenId::new("gone"), at(used))], &twice[..]].concat();
        db.touch_admin_tokens(&uses).await.unwrap();
        let touched = AdminToken { last_used_at: Some(at(expected)), ..token.clone() };
        assert_eq!(db.admin_tokens(&ada.id).await.unwrap(), [touched]);
    }
}
