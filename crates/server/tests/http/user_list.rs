//! `GET …/users`: pages, filters and orders.

use passflex_flex::store::records::UserStatus;
use serde_json::{Value, json};

use crate::world::{App, percent_encoded, refusals};

/// Users without passkeys, made one second after another, the first at the beginning of the year 2100.
async fn app_with(names: &[&str]) -> App {
    let app = App::start().await;
    for name in names {
        let made = app.backend_posts("users", json!({"external_id": name})).await;
        assert_eq!(made.status, 201, "{}", made.body);
        app.clock.advance_seconds(1);
    }
    app
}

/// The external ids that a list of this query has.
async fn names(app: &App, query: &str) -> String {
    let list = app.backend_gets(&format!("users?{query}")).await.ok();
    let users = list["users"].as_array().unwrap();
    users.iter().map(|user| user["external_id"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_list_has_pages_that_lead_to_one_another() {
    let app = app_with(&["a", "b", "c", "d", "e"]).await;
    let page = |page: u32| {
        let query = "&limit=2&created_before=4102444806&order_by=created_at%3ADESC";
        json!({"href": app.path(&format!("users?page={page}{query}"))})
    };
    let none = json!({"href": ""});
    for (number, expected, next, previous) in [
        (1, vec!["e", "d"], page(2), none.clone()),
        (2, vec!["c", "b"], page(3), page(1)),
        (3, vec!["a"], none.clone(), page(2)),
        (9, vec![], none.clone(), page(3)),
    ] {
        let path = format!("users?order_by=created_at:DESC&limit=2&page={number}");
        let list = app.backend_gets(&path).await.ok();
        let links = json!({"first": page(1), "last": page(3), "next": next, "previous": previous, "self": page(number)});
        assert_eq!(list["_links"], links, "{number}");
        assert_eq!(
            (&list["page"], &list["limit"], &list["total_users"], &list["created_before"]),
            (&json!(number), &json!(2), &json!(5), &json!(4_102_444_806_i64))
        );
        let found: Vec<&Value> =
            list["users"].as_array().unwrap().iter().map(|user| &user["external_id"]).collect();
        assert_eq!(found, expected, "{number}");
    }
}

#[tokio::test]
async fn a_link_leads_to_what_it_says_while_users_are_added() {
    let app = app_with(&["a", "b", "c"]).await;
    let first = app.backend_gets("users?limit=2&order_by=created_at:DESC").await.ok();
    app.clock.advance_seconds(5);
    assert_eq!(app.backend_posts("users", json!({"external_id": "late"})).await.status, 201);
    let next = first["_links"]["next"]["href"].as_str().unwrap().replace(&app.path(""), "");
    let second = app.backend_gets(&next).await.ok();
    assert_eq!((&second["users"][0]["external_id"], &second["total_users"]), (&json!("a"), &json!(3)));
}

#[tokio::test]
async fn without_a_query_the_oldest_hundred_are_listed_those_of_this_very_second_too() {
    let app = app_with(&["a", "b"]).await;
    app.backend_posts("users", json!({"external_id": "now"})).await;
    let list = app.backend_gets("users").await.ok();
    assert_eq!((&list["limit"], &list["total_users"]), (&json!(100), &json!(3)));
    assert_eq!(names(&app, "").await, "a b now");
}

#[tokio::test]
async fn an_empty_list_has_one_empty_page() {
    let app = App::start().await;
    let list = app.backend_gets("users").await.ok();
    let here = json!({"href": app.path("users?page=1&limit=100&created_before=4102444801")});
    let none = json!({"href": ""});
    let links = json!({"first": here, "last": here, "next": none, "previous": none, "self": here});
    assert_eq!((&list["_links"], &list["total_users"], &list["users"]), (&links, &json!(0), &json!([])));
}

#[tokio::test]
async fn users_are_filtered() {
    let app = app_with(&["ada", "Ada", "bob", "100%", "ne:x"]).await;
    let bob = app.user_id("bob").await;
    app.deactivate("bob").await;
    app.member("member").await;
    for (query, expected) in [
        ("identifier=ada", "ada"),
        ("identifier=ne:ada", "Ada bob 100% ne:x member"),
        ("identifier=%3Cne:ada%3E", "Ada bob 100% ne:x member"),
        ("identifier=gt:b", "bob ne:x member"),
        ("identifier=lt:B", "Ada 100%"),
        ("identifier=like:%25da", "ada Ada"),
        ("identifier=like:a%25", "ada"),
        ("identifier=not_like:%25d%25", "bob 100% ne:x member"),
        ("identifier=like:100%5C%25", "100%"),
        ("identifier=like:%5C%5C%25", ""),
        ("identifier=ne:x", "ada Ada bob 100% ne:x member"),
        (&format!("id={bob}"), "bob"),
        ("status=inactive", "bob"),
        ("status=ne:active", "bob"),
        ("status=pending", ""),
        ("login_count=0&identifier=bob", "bob"),
        ("login_count=gt:0", ""),
        ("login_count=lt:1&status=active&identifier=like:%25a", "ada Ada"),
        ("created_at=lt:2100-01-01T00:00:01.000000Z", "ada"),
        ("created_at=2100-01-01T00:00:02Z", "bob"),
        ("updated_at=gt:2100-01-01T00:00:04Z", "bob member"),
        ("last_login_at=gt:2100-01-01T00:00:04.5Z", "member"),
        ("created_before=4102444801", "ada"),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn with_a_limit_of_one_an_identifier_is_literal_whatever_else_is_asked() {
    let app = app_with(&["x", "ne:x", "like:%"]).await;
    for (query, expected) in [
        ("limit=1&identifier=ne:x", "ne:x"),
        ("identifier=ne:x&limit=1&status=active", "ne:x"),
        ("limit=1&identifier=like:%25&order_by=id:DESC", "like:%"),
        ("limit=1&identifier=gt:a", ""),
        ("limit=1&identifier=x&created_before=4102444800", ""),
        ("limit=1&page=2&identifier=x", ""),
        ("limit=2&identifier=ne:x", "ne:x like:%"),
    ] {
        // Looked up or listed, `limit=2` shows that the first page is not the operator's.
        let expected = if query.starts_with("limit=2") { "ne:x like:%" } else { expected };
        assert_eq!(names(&app, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn users_are_ordered() {
    let app = app_with(&["a", "b", "c"]).await;
    app.deactivate("b").await;
    app.clock.advance_seconds(1);
    let mut d = app.member("d").await;
    app.sign_in(&mut d).await;
    for (query, expected) in [
        ("order_by=created_at:DESC", "d c b a"),
        ("order_by=created_at", "a b c d"),
        ("order_by=login_count:DESC,created_at:DESC", "d c b a"),
        ("order_by=status:desc,created_at:asc", "b a c d"),
        ("order_by=updated_at:DESC&limit=2", "d b"),
        ("order_by=last_login_at:ASC&limit=2", "a b"),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
    }
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push((app.user_id(name).await, name));
    }
    ids.sort();
    let expected = ids.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" ");
    assert_eq!(names(&app, "order_by=id:ASC").await, expected);
}

#[tokio::test]
async fn a_query_that_asks_for_nonsense_is_400_and_says_why() {
    let app = App::start().await;
    let long = "x".repeat(513);
    let fields = "Users are filtered by identifier, id, status, login_count, created_at, updated_at and last_login_at; \
                  the query names something else.";
    let order = "`order_by` must be like `created_at:DESC,id:ASC`, of id, status, login_count, created_at, updated_at and \
                 last_login_at, each once.";
    for (query, sentence) in [
        ("limit=0", "`limit` must be a whole number from 1 to 500."),
        ("limit=501", "`limit` must be a whole number from 1 to 500."),
        ("limit=", "`limit` must be a whole number from 1 to 500."),
        ("page=0", "`page` must be a whole number from 1 to 2147483647."),
        ("page=-1", "`page` must be a whole number from 1 to 2147483647."),
        ("created_before=soon", "`created_before` must be a time in Unix seconds."),
        ("created_before=9223372036854775807", "`created_before` must be a time in Unix seconds."),
        ("order_by=identifier:ASC", order),
        ("order_by=created_at:UP", order),
        ("order_by=created_at,created_at", order),
        ("order_by=", order),
        ("email=a", fields),
        ("status=gone", "`status` must be `active`, `inactive` or `pending`."),
        ("status=ne:gone", "`status` must be `active`, `inactive` or `pending`."),
        ("login_count=-1", "`login_count` must be a whole number, 0 or more."),
        ("login_count=like:1", "`login_count` is no text: it takes no pattern."),
        ("created_at=yesterday", "`created_at` must be a time like `2006-01-02T15:04:05.000000Z`."),
        ("created_at=not_like:2", "`created_at` is no text: it takes no pattern."),
        (
            "identifier=like:a%5C",
            "The pattern of `identifier` ends in `\\`, which has to stand before a character.",
        ),
        (&format!("id={long}"), "The filter `id` must be at most 512 bytes long."),
        (&"x&".repeat(12), "The query has more parameters than there are."),
        ("limit=1&limit=1", "A parameter of the query is given twice."),
    ] {
        let answer = app.backend_gets(&format!("users?{query}")).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{query}");
    }
}

#[tokio::test]
async fn no_filter_reaches_another_apps_users() {
    let app = app_with(&["mine"]).await;
    let neighbour = app.neighbour().await;
    neighbour.member("theirs").await;
    let id = neighbour.user_id("theirs").await;
    for query in ["", "identifier=theirs", "identifier=like:%25", "login_count=0", &format!("id={id}")] {
        assert!(!names(&app, query).await.contains("theirs"), "{query}");
    }
    let injected = percent_encoded("x' OR app_id <> '");
    assert_eq!(names(&app, &format!("identifier={injected}")).await, "");
}

#[tokio::test]
async fn a_user_who_is_deactivated_is_listed_as_inactive() {
    let app = app_with(&["ada"]).await;
    app.deactivate("ada").await;
    let list = app.backend_gets("users?status=inactive").await.ok();
    assert_eq!(list["users"][0]["status"], UserStatus::Inactive.as_str());
}
