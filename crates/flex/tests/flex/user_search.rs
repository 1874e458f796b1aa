//! Finding users.

use passflex_flex::store::UserId;
use passflex_flex::store::records::UserStatus;
use passflex_flex::{Actor, Clock, Error, FindUsers, UserName};

use crate::world::{Database, Site};

/// The external ids on a page, and the cursor of the next one.
async fn found(site: &Site, find: &FindUsers) -> (String, Option<String>) {
    let page = site.flex.find_users(&*site.tenant().await, find).await.unwrap();
    let names: Vec<String> = page.items.into_iter().map(|user| user.external_id).collect();
    (names.join(" "), page.next_cursor)
}

/// Users who were made one second after another.
async fn people(names: &[&str]) -> Site {
    let site = Database::new().site().await;
    for name in names {
        site.database.clock.advance_seconds(1);
        site.flex.create_user(&Actor::cli(), &*site.tenant().await, name, None).await.unwrap();
    }
    site
}

fn find(limit: u32) -> FindUsers {
    FindUsers { limit, ..FindUsers::default() }
}

#[tokio::test]
async fn pages_follow_each_other_until_there_is_no_more() {
    let site = people(&["ada", "bob", "adam", "eve", "ad"]).await;
    for (name, expected) in [
        (None, ["ad eve", "adam bob", "ada"]),
        (Some(UserName::ExternalIdPrefix(String::new())), ["ad ada", "adam bob", "eve"]),
    ] {
        let mut find = FindUsers { name, ..find(2) };
        for names in expected {
            let page = found(&site, &find).await;
            assert_eq!(page.0, names);
            find.cursor = page.1;
        }
        assert_eq!(find.cursor, None);
    }
}

#[tokio::test]
async fn a_user_is_found_by_whatever_name_is_at_hand() {
    let site = people(&["ada", "adam", "bob"]).await;
    let id = site.flex.user_by_external_id(&*site.tenant().await, "bob").await.unwrap().unwrap().id;
    let any = |text: &str| UserName::Any(text.to_owned());
    for (name, expected) in [
        (UserName::Id(id.clone()), "bob"),
        (UserName::Id(UserId::new("ada")), ""),
        (UserName::ExternalId("ada".to_owned()), "ada"),
        (UserName::ExternalId("ad".to_owned()), ""),
        (UserName::ExternalIdPrefix("ad".to_owned()), "ada adam"),
        (any(id.as_str()), "bob"),
        (any("ada"), "ada adam"),
        (any("x"), ""),
        (any("a\0"), ""),
        (any(&"a".repeat(257)), ""),
    ] {
        let find = FindUsers { name: Some(name), ..find(10) };
        assert_eq!(found(&site, &find).await, (expected.to_owned(), None), "{find:?}");
    }
}

#[tokio::test]
async fn whoever_is_named_has_to_meet_the_other_conditions_too() {
    let site = people(&["ada", "bob"]).await;
    let tenant = site.tenant().await;
    let now = site.database.clock.now();
    let bob = site.flex.user_by_external_id(&tenant, "bob").await.unwrap().unwrap();
    site.flex.set_user_status(&Actor::cli(), &tenant, &bob.id, UserStatus::Inactive).await.unwrap();
    let off = FindUsers { status: Some(UserStatus::Inactive), ..find(10) };
    assert_eq!(found(&site, &off).await.0, "bob");
    assert_eq!(found(&site, &FindUsers { created_before: Some(now), ..find(10) }).await.0, "ada");
    for name in [UserName::Id(bob.id.clone()), UserName::ExternalId("bob".to_owned())] {
        let named = FindUsers { name: Some(name), ..find(10) };
        for (conditions, expected) in [
            (FindUsers { status: Some(UserStatus::Inactive), ..named.clone() }, "bob"),
            (FindUsers { status: Some(UserStatus::Active), ..named.clone() }, ""),
            (FindUsers { created_from: Some(now), ..named.clone() }, "bob"),
            (FindUsers { created_before: Some(now), ..named.clone() }, ""),
        ] {
            assert_eq!(found(&site, &conditions).await.0, expected, "{conditions:?}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let site = people(&["ada"]).await;
    let prefix = Some(UserName::ExternalIdPrefix("a".to_owned()));
    for (name, cursor) in
        [(None, "YWRh"), (None, "1-a\0"), (None, "x-y"), (prefix.clone(), "1-a"), (prefix, "AA")]
    {
        let find = FindUsers { name, cursor: Some(cursor.to_owned()), ..find(10) };
        let refused = site.flex.find_users(&*site.tenant().await, &find).await.unwrap_err();
        assert!(matches!(refused, Error::InvalidRequest(_)), "{find:?}");
    }
}
