//! Tokens for the admin API.

use jiff::SignedDuration;
use passflex_flex::store::records::{AdminStatus, Role};
use passflex_flex::{Actor, AdminScope, AdminTokenSecret, Clock as _, NewAdminToken, Permission};

use crate::world::{Console, refusal};

fn token(scopes: &[AdminScope]) -> NewAdminToken {
    NewAdminToken { name: "ci".to_owned(), scopes: scopes.to_vec(), expires_at: None }
}

#[tokio::test]
async fn a_token_is_its_administrator_cut_down_to_its_scopes() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let ada = console.admin(&cookie).await;
    let new = token(&[AdminScope::AppsRead]);
    let (stored, secret) = console.flex.create_admin_token(&Actor::cli(), &ada, new).await.unwrap();
    assert!(secret.expose().starts_with(&stored.prefix));
    assert_eq!(AdminTokenSecret::parse(secret.expose()).unwrap().expose(), secret.expose());

    let authority = console.flex.authorize_admin(&secret).await.unwrap();
    assert_eq!(authority.admin().id, ada);
    assert!(authority.may(Permission::ReadApp, None));
    assert_eq!(
        refusal(authority.require(Permission::WriteApp, None)),
        "OperationNotAllowed(\"The token lacks the scope `apps:write`. Create one that has it.\")"
    );
}

#[tokio::test]
async fn a_token_of_a_viewer_changes_nothing_whatever_its_scopes_say() {
    let console = Console::new().await;
    console.set_up().await;
    let (_, cookie) = console.invited("Bob", Role::Viewer).await;
    let bob = console.admin(&cookie).await;
    let new = token(&AdminScope::ALL);
    let (_, secret) = console.flex.create_admin_token(&Actor::cli(), &bob, new).await.unwrap();
    let authority = console.flex.authorize_admin(&secret).await.unwrap();
    assert!(authority.may(Permission::ReadUsers, None));
    assert!(!authority.may(Permission::WriteUsers, None));
}

#[tokio::test]
async fn a_token_ends_when_it_expires_is_revoked_or_its_administrator_is_deactivated() {
    let console = Console::new().await;
    console.set_up().await;
    let (_, cookie) = console.invited("Bob", Role::Member).await;
    let bob = console.admin(&cookie).await;
    let make = async |expires_at| {
        let new = NewAdminToken { expires_at, ..token(&AdminScope::ALL) };
        console.flex.create_admin_token(&Actor::cli(), &bob, new).await.unwrap()
    };
    let clock = &console.database.clock;
    let (_, expiring) = make(Some(clock.now() + SignedDuration::from_secs(60))).await;
    let (revocable, revoked) = make(None).await;
    let (_, last) = make(None).await;
    console.flex.authorize_admin(&expiring).await.unwrap();
    clock.advance_seconds(60);
    assert_eq!(refusal(console.flex.authorize_admin(&expiring).await), "InvalidAdminToken");

    console.flex.revoke_admin_token(&Actor::cli(), &bob, &revocable.id).await.unwrap();
    assert_eq!(refusal(console.flex.authorize_admin(&revoked).await), "InvalidAdminToken");

    console.flex.authorize_admin(&last).await.unwrap();
    console.flex.set_admin_status(&Actor::cli(), &bob, AdminStatus::Inactive).await.unwrap();
    assert_eq!(refusal(console.flex.authorize_admin(&last).await), "InvalidAdminToken");
}

#[tokio::test]
async fn nobody_revokes_a_token_of_somebody_elses_by_its_id() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let (ada, (_, bobs)) = (console.admin(&cookie).await, console.invited("Bob", Role::Admin).await);
    let bob = console.admin(&bobs).await;
    let (stored, secret) =
        console.flex.create_admin_token(&Actor::cli(), &ada, token(&AdminScope::ALL)).await.unwrap();
    let revoked = console.flex.revoke_admin_token(&Actor::cli(), &bob, &stored.id).await;
    assert_eq!(refusal(revoked), "AdminTokenNotFound");
    console.flex.authorize_admin(&secret).await.unwrap();
}

#[tokio::test]
async fn when_a_token_was_last_used_is_known_to_the_minute() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let ada = console.admin(&cookie).await;
    let (_, secret) =
        console.flex.create_admin_token(&Actor::cli(), &ada, token(&[AdminScope::AppsRead])).await.unwrap();
    let last_used = async || console.flex.admin_tokens(&ada).await.unwrap()[0].last_used_at;
    assert_eq!(last_used().await, None);
    let first = console.database.clock.now();
    console.flex.authorize_admin(&secret).await.unwrap();
    console.database.clock.advance_seconds(59);
    console.flex.authorize_admin(&secret).await.unwrap();
    assert_eq!(last_used().await, Some(first));
    console.database.clock.advance_seconds(1);
    console.flex.authorize_admin(&secret).await.unwrap();
    assert_eq!(last_used().await, Some(console.database.clock.now()));
}
