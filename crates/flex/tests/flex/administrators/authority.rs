//! What each role may do, and where.

use passflex_flex::store::records::{LinkGrant, Role};
use passflex_flex::{Actor, Authority, NewInvitation, Permission};

use crate::world::{Console, refusal};

const VIEWER: &[Permission] = &[Permission::ReadApp, Permission::ReadUsers];
const MEMBER: &[Permission] =
    &[Permission::ReadApp, Permission::ReadUsers, Permission::WriteApp, Permission::WriteUsers];

fn allowed(authority: &Authority, app: Option<&passflex_flex::store::AppId>) -> Vec<Permission> {
    Permission::ALL.into_iter().filter(|permission| authority.may(*permission, app)).collect()
}

fn sorted(permissions: &[Permission]) -> Vec<Permission> {
    Permission::ALL.into_iter().filter(|permission| permissions.contains(permission)).collect()
}

#[tokio::test]
async fn each_role_for_all_apps_may_do_what_the_table_says() {
    let console = Console::new().await;
    console.set_up().await;
    let shop = console.neighbour().await.id;
    for (role, expected) in
        [(Role::Viewer, VIEWER), (Role::Member, MEMBER), (Role::Admin, &Permission::ALL[..])]
    {
        let (_, cookie) = console.invited("Somebody", role).await;
        let authority = console.session(&cookie).await.unwrap().authority;
        assert_eq!(allowed(&authority, Some(&shop)), sorted(expected), "{role:?}");
        assert_eq!(allowed(&authority, None), sorted(expected), "{role:?}");
    }
}

#[tokio::test]
async fn a_role_for_one_app_is_none_for_another_nor_for_the_installation() {
    let console = Console::new().await;
    console.set_up().await;
    let (shop, bank) = (console.neighbour().await.id, console.neighbour().await.id);
    let grants = vec![LinkGrant { app_id: Some(shop.clone()), role: Role::Admin }];
    let new = NewInvitation { name: "Bob".to_owned(), grants };
    let (_, link) = console.flex.invite(&Actor::cli(), new).await.unwrap();
    let (_, cookie) = console.welcome(&link, None).await.unwrap();
    let authority = console.session(&cookie).await.unwrap().authority;

    assert_eq!(allowed(&authority, Some(&shop)), Permission::ALL);
    assert_eq!(allowed(&authority, Some(&bank)), []);
    assert_eq!(allowed(&authority, None), []);
    assert_eq!(refusal(authority.require(Permission::ReadApp, Some(&bank))), "AppNotFound");
}
