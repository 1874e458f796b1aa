//! The app that administrators have their passkeys in is nobody's to change.

use passflex_flex::store::AppId;
use passflex_flex::{Actor, AppChange, CONSOLE_APP, NewApiKey, Permission, Scope};

use crate::world::{Console, Database, ORIGIN, refusal};

#[tokio::test]
async fn the_reserved_app_is_in_no_list_and_cannot_be_read_changed_or_deleted() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let (flex, id, actor) = (&console.flex, AppId::new(CONSOLE_APP), Actor::cli());
    assert_eq!(flex.apps().await.unwrap(), []);
    assert_eq!(refusal(flex.app(&id).await), "AppNotFound");
    assert_eq!(refusal(flex.update_app(&actor, &id, AppChange::default()).await), "AppNotFound");
    assert_eq!(refusal(flex.delete_app(&actor, &id).await), "AppNotFound");
    assert_eq!(refusal(flex.api_keys(&id).await), "AppNotFound");
    let new = NewApiKey { name: "back door".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    assert_eq!(refusal(flex.create_api_key(&actor, &id, new).await), "AppNotFound");

    let authority = console.session(&cookie).await.unwrap().authority;
    for permission in Permission::ALL {
        assert_eq!(refusal(authority.require(permission, Some(&id))), "AppNotFound", "{permission:?}");
    }
}

#[tokio::test]
async fn the_console_follows_its_server_to_another_port_and_to_another_host_before_anybody_has_a_passkey() {
    let database = Database::new();
    let flex = database.open().await;
    assert_eq!(flex.open_console("http://localhost:8080/").await.unwrap(), "http://localhost:8080");
    assert_eq!(flex.open_console("http://127.0.0.1:8081").await.unwrap(), "http://localhost:8081");
    assert_eq!(flex.open_console(ORIGIN).await.unwrap(), ORIGIN);
    assert_eq!(flex.tenant(&AppId::new(CONSOLE_APP)).await.unwrap().app.rp_id, "login.example.com");
}

#[tokio::test]
async fn passkeys_of_administrators_keep_the_console_at_their_host() {
    let console = Console::new().await;
    console.set_up().await;
    assert_eq!(
        console.flex.open_console("https://login.example.com:8443").await.unwrap(),
        "https://login.example.com:8443"
    );
    let moved = refusal(console.flex.open_console("https://elsewhere.example").await);
    assert!(moved.contains("for login.example.com and cannot be used at another host"), "{moved}");
}

#[tokio::test]
async fn an_address_that_passkeys_do_not_work_at_is_refused() {
    let flex = Database::new().open().await;
    for url in ["nonsense", "https://192.0.2.1", "http://passkeys.example.com"] {
        assert!(refusal(flex.open_console(url).await).starts_with("InvalidRequest"), "{url}");
    }
}

#[tokio::test]
async fn servers_that_start_together_make_one_reserved_app() {
    let database = Database::new();
    let (one, other) = (database.open().await, database.open().await);
    let (one, other) = tokio::join!(one.open_console(ORIGIN), other.open_console(ORIGIN));
    assert_eq!((one.unwrap(), other.unwrap()), (ORIGIN.to_owned(), ORIGIN.to_owned()));
    assert_eq!(database.rows_of("apps"), 1);
}
