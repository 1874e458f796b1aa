//! Who changes what administrators may do.

use passflex_flex::Actor;
use passflex_flex::store::records::{AdminStatus, Role};

use crate::world::{Console, refusal};

#[tokio::test]
async fn the_last_administrator_of_all_apps_cannot_be_removed_or_demoted() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let ada = console.admin(&cookie).await;
    console.invited("Bob", Role::Member).await;
    let (flex, actor) = (&console.flex, Actor::cli());
    assert_eq!(refusal(flex.set_admin_status(&actor, &ada, AdminStatus::Inactive).await), "LastAdmin");
    assert_eq!(refusal(flex.set_grant(&actor, &ada, None, Role::Member).await), "LastAdmin");
    assert_eq!(refusal(flex.remove_grant(&actor, &ada, None).await), "LastAdmin");

    let (_, second) = console.invited("Cleo", Role::Admin).await;
    flex.remove_grant(&actor, &ada, None).await.unwrap();
    let cleo = console.admin(&second).await;
    assert_eq!(refusal(flex.remove_grant(&actor, &cleo, None).await), "LastAdmin");
}

#[tokio::test]
async fn a_change_of_role_counts_from_the_next_request_on() {
    let console = Console::new().await;
    console.set_up().await;
    let (_, cookie) = console.invited("Bob", Role::Viewer).await;
    let bob = console.admin(&cookie).await;
    let shop = console.neighbour().await.id;
    console.flex.set_grant(&Actor::cli(), &bob, Some(&shop), Role::Admin).await.unwrap();
    let authority = console.session(&cookie).await.unwrap().authority;
    assert_eq!((authority.role(Some(&shop)), authority.role(None)), (Some(Role::Admin), Some(Role::Viewer)));

    console.flex.remove_grant(&Actor::cli(), &bob, Some(&shop)).await.unwrap();
    let authority = console.session(&cookie).await.unwrap().authority;
    assert_eq!(authority.role(Some(&shop)), Some(Role::Viewer));
}

#[tokio::test]
async fn a_role_for_an_app_that_there_is_not_is_refused() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let ada = console.admin(&cookie).await;
    let nowhere = passflex_flex::store::AppId::new("nowhere");
    let set = console.flex.set_grant(&Actor::cli(), &ada, Some(&nowhere), Role::Admin).await;
    assert_eq!(refusal(set), "AppNotFound");
}

#[tokio::test]
async fn an_administrator_keeps_the_last_passkey() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let ada = console.admin(&cookie).await;
    let passkeys = console.flex.admin_passkeys(&ada).await.unwrap();
    let actor = Actor::administrator(&ada, None);
    let removed = console.flex.remove_admin_passkey(&actor, &ada, &passkeys[0].id).await;
    assert!(refusal(removed).contains("last passkey"));
    console.flex.rename_admin_passkey(&actor, &ada, &passkeys[0].id, "Blue key").await.unwrap();
    assert_eq!(console.flex.admin_passkeys(&ada).await.unwrap()[0].friendly_name, "Blue key");
}
