//! Lists of users and of events.

use passflex_store::records::{
    Comparison, EventAction, EventOutcome, EventQuery, FilterValue, UserField, UserFilter, UserList,
    UserOrder, UserQuery, UserSearch, UserSearchOrder, UserStatus,
};
use passflex_store::{AppId, UserId};
use passflex_webauthn::Aaguid;

use crate::world::{Database, Person, at, audit, failure, user};

fn all() -> UserQuery {
    UserQuery {
        created_before: at(1_000),
        filters: Vec::new(),
        order: vec![UserOrder { field: UserField::CreatedAt, descending: false }],
        offset: 0,
        limit: 100,
    }
}

fn text(value: &str) -> FilterValue {
    FilterValue::Text(value.to_owned())
}

/// The external ids of a page, and how many there are on all pages.
fn told(list: UserList) -> (Vec<String>, u64) {
    (list.users.into_iter().map(|user| user.external_id).collect(), list.total)
}

/// Users that were made one second after another.
async fn people(db: &Database, app: &AppId, names: &[&str]) {
    for (second, name) in (0..).zip(names) {
        db.create_user(app, &user(name, second), audit("user.create", Some(app))).await.unwrap().unwrap();
    }
}

async fn filtered(
    db: &Database,
    app: &AppId,
    field: UserField,
    comparison: Comparison,
    value: FilterValue,
) -> Vec<String> {
    let query = UserQuery { filters: vec![UserFilter { field, comparison, value }], ..all() };
    told(db.users(app, &query).await.unwrap()).0
}

pub(crate) async fn users_come_in_pages_that_know_how_many_there_are(db: Database) {
    let app = db.with_app("app").await;
    people(&db, &app, &["a", "b", "c", "d", "e"]).await;
    for (offset, limit, expected) in
        [(0, 2, vec!["a", "b"]), (2, 2, vec!["c", "d"]), (4, 2, vec!["e"]), (6, 2, vec![]), (0, 0, vec![])]
    {
        let (names, total) = told(db.users(&app, &UserQuery { offset, limit, ..all() }).await.unwrap());
        assert_eq!(
            (names, total),
            (expected.into_iter().map(str::to_owned).collect(), 5),
            "{offset} {limit}"
        );
    }
    let (names, total) = told(db.users(&app, &UserQuery { created_before: at(3), ..all() }).await.unwrap());
    assert_eq!((names.join(" "), total), ("a b c".to_owned(), 3));
}

pub(crate) async fn users_are_compared_byte_for_byte(db: Database) {
    use Comparison::{Equal, GreaterThan, LessThan, Like, NotEqual, NotLike};
    let app = db.with_app("app").await;
    people(&db, &app, &["Ada", "ada", "b%b", "b_c", "b*c", "ä"]).await;
    for (comparison, value, expected) in [
        (Equal, "ada", "ada"),
        (Equal, "b%", ""),
        (NotEqual, "ada", "Ada b%b b_c b*c ä"),
        (GreaterThan, "ada", "b%b b_c b*c ä"),
        (LessThan, "ada", "Ada"),
        (Like, "a%", "ada"),
        (Like, "_da", "Ada ada"),
        (Like, "_", "ä"),
        (Like, r"b\%b", "b%b"),
        (Like, r"b\_c", "b_c"),
        (Like, "b*c", "b*c"),
        (Like, "b?c", ""),
        (Like, "[a]da", ""),
        (NotLike, "b%", "Ada ada ä"),
        (Like, "", ""),
    ] {
        let found = filtered(&db, &app, UserField::ExternalId, comparison, text(value)).await;
        assert_eq!(found.join(" "), expected, "{comparison:?} {value}");
    }
}

pub(crate) async fn users_are_filtered_by_every_field(db: Database) {
    use Comparison::{Equal, GreaterThan, LessThan, NotEqual};
    let app = db.with_app("app").await;
    people(&db, &app, &["a", "b"]).await;
    let mut ada = Person::new(&app, "ada");
    let (id, passkey) = db.registered(ada.registration()).await;
    db.finish_authentication(ada.authentication(&id, &passkey, 50)).await.unwrap().unwrap();
    let (_, off) = (db.user_by_external_id(&app, "a").await.unwrap(), UserStatus::Inactive);
    let a = db.user_by_external_id(&app, "a").await.unwrap().unwrap();
    db.set_user_status(&app, &a.id, off, at(20), audit("user.deactivate", Some(&app))).await.unwrap();
    for (field, comparison, value, expected) in [
        (UserField::Id, Equal, text(id.as_str()), "ada"),
        (UserField::Status, Equal, text("inactive"), "a"),
        (UserField::Status, NotEqual, text("inactive"), "ada b"),
        (UserField::Status, Equal, text("pending"), ""),
        (UserField::LoginCount, GreaterThan, FilterValue::Integer(0), "ada"),
        (UserField::LoginCount, Equal, FilterValue::Integer(0), "a b"),
        (UserField::CreatedAt, GreaterThan, FilterValue::Time(at(0)), "b"),
        (UserField::UpdatedAt, Equal, FilterValue::Time(at(20)), "a"),
        (UserField::LastLoginAt, Equal, FilterValue::Time(at(50)), "ada"),
        // Whoever never signed in counts from the creation.
        (UserField::LastLoginAt, LessThan, FilterValue::Time(at(1)), "a"),
    ] {
        let mut found = filtered(&db, &app, field, comparison, value.clone()).await;
        found.sort();
        assert_eq!(found.join(" "), expected, "{field:?} {comparison:?} {value:?}");
    }
}

pub(crate) async fn users_are_ordered_as_asked_and_then_by_id(db: Database) {
    let app = db.with_app("app").await;
    people(&db, &app, &["c", "a", "b"]).await;
    let twin = passflex_store::records::User { id: UserId::new("0"), ..user("twin", 0) };
    db.create_user(&app, &twin, audit("user.create", Some(&app))).await.unwrap().unwrap();
    let by = |field, descending| UserOrder { field, descending };
    for (order, expected) in [
        (vec![by(UserField::CreatedAt, true)], "b a twin c"),
        (vec![by(UserField::CreatedAt, false)], "twin c a b"),
        (vec![by(UserField::LoginCount, true), by(UserField::CreatedAt, true)], "b a twin c"),
        (vec![by(UserField::Status, false), by(UserField::LastLoginAt, true)], "b a twin c"),
        (vec![by(UserField::UpdatedAt, false), by(UserField::Id, true)], "c twin a b"),
    ] {
        let list = db.users(&app, &UserQuery { order: order.clone(), ..all() }).await.unwrap();
        assert_eq!(told(list).0.join(" "), expected, "{order:?}");
    }
}

pub(crate) async fn events_come_newest_first_from_a_cursor_on(db: Database) {
    let app = db.with_app("app").await;
    let mut ids = Vec::new();
    for second in [1, 2, 3, 4, 5] {
        let event = failure(EventAction::Authenticate, second);
        assert!(db.record_failure(&app, &event).await.unwrap());
        ids.insert(0, event.id);
    }
    let page = async |query: EventQuery| -> Vec<_> {
        db.events(&app, &query).await.unwrap().into_iter().map(|event| event.id).collect()
    };
    let query = EventQuery { limit: 2, ..EventQuery::default() };
    assert_eq!(page(query.clone()).await, &ids[..2]);
    assert_eq!(page(EventQuery { before: Some(ids[1].clone()), ..query.clone() }).await, &ids[2..4]);
    assert_eq!(page(EventQuery { before: Some(ids[4].clone()), ..query.clone() }).await, []);
    let after = EventQuery { after: Some(ids[2].clone()), limit: 10, ..query };
    assert_eq!(page(after).await, &ids[..2]);
}

pub(crate) async fn events_are_filtered_by_all_that_is_asked_for(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (id, passkey) = db.registered(ada.registration()).await;
    db.finish_authentication(ada.authentication(&id, &passkey, 10)).await.unwrap().unwrap();
    assert!(db.record_failure(&app, &failure(EventAction::Register, 20)).await.unwrap());
    let count = async |query: EventQuery| db.events(&app, &query).await.unwrap().len();
    let any = EventQuery { limit: 10, ..EventQuery::default() };
    let (register, failed) = (Some(EventAction::Register), Some(EventOutcome::Failed));
    assert_eq!(count(any.clone()).await, 3);
    assert_eq!(count(EventQuery { user_id: Some(id.clone()), ..any.clone() }).await, 2);
    assert_eq!(count(EventQuery { user_id: Some(UserId::new("bob")), ..any.clone() }).await, 0);
    assert_eq!(count(EventQuery { action: register, ..any.clone() }).await, 2);
    assert_eq!(count(EventQuery { outcome: failed, ..any.clone() }).await, 1);
    let both = EventQuery {
        action: register,
        outcome: Some(EventOutcome::Complete),
        user_id: Some(id),
        ..any.clone()
    };
    assert_eq!(count(both).await, 1);
    let by_rule = |rule: &str| EventQuery { rule: Some(rule.to_owned()), ..any.clone() };
    assert_eq!(count(by_rule("bad_signature")).await, 1);
    assert_eq!(count(by_rule("origin_mismatch")).await, 0);
    let by_browser = |browser: &str| EventQuery { browser: Some(browser.to_owned()), ..any.clone() };
    assert_eq!(count(by_browser("firefox")).await, 3);
    assert_eq!(count(by_browser("chrome")).await, 0);
    let by_model = |byte| EventQuery { aaguid: Some(Aaguid::new([byte; 16])), ..any.clone() };
    assert_eq!(count(by_model(3)).await, 3);
    assert_eq!(count(by_model(4)).await, 0);
    let all = EventQuery { outcome: failed, aaguid: Some(Aaguid::new([3; 16])), ..by_rule("bad_signature") };
    assert_eq!(count(all).await, 1);
}

fn newest(after: Option<(i64, &str)>) -> UserSearch {
    let after = after.map(|(seconds, id)| (at(seconds), UserId::new(id)));
    UserSearch {
        order: UserSearchOrder::Newest { after },
        status: None,
        created_from: None,
        created_before: None,
        limit: 10,
    }
}

fn beginning(prefix: &str, after: Option<&str>) -> UserSearch {
    let order = UserSearchOrder::ExternalId { prefix: prefix.to_owned(), after: after.map(str::to_owned) };
    UserSearch { order, ..newest(None) }
}

/// The external ids of those that are found, in their order.
async fn found(db: &Database, app: &AppId, search: UserSearch) -> String {
    let users = db.search_users(app, &search).await.unwrap();
    users.into_iter().map(|user| user.external_id).collect::<Vec<_>>().join(" ")
}

pub(crate) async fn users_are_found_from_a_place_on(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    people(&db, &other, &["eve"]).await;
    // Two of one moment, told apart by their ids.
    for (name, id, second) in [("a", "1", 1), ("b", "2", 2), ("c", "3", 2), ("d", "4", 3)] {
        let user = passflex_store::records::User { id: UserId::new(id), ..user(name, second) };
        db.create_user(&app, &user, audit("user.create", Some(&app))).await.unwrap().unwrap();
    }
    assert_eq!(found(&db, &app, newest(None)).await, "d c b a");
    assert_eq!(found(&db, &app, UserSearch { limit: 2, ..newest(None) }).await, "d c");
    assert_eq!(found(&db, &app, newest(Some((2, "3")))).await, "b a");
    assert_eq!(found(&db, &app, newest(Some((1, "1")))).await, "");
}

pub(crate) async fn users_are_found_by_how_their_id_begins(db: Database) {
    let app = db.with_app("app").await;
    people(&db, &app, &["ada", "Ada", "adb", "ad", "ad\u{10ffff}z", "b%", "a%d", "\u{e9}"]).await;
    assert_eq!(found(&db, &app, beginning("ad", None)).await, "ad ada adb ad\u{10ffff}z");
    assert_eq!(found(&db, &app, beginning("ad", Some("ada"))).await, "adb ad\u{10ffff}z");
    assert_eq!(found(&db, &app, beginning("ad\u{10ffff}", None)).await, "ad\u{10ffff}z");
    assert_eq!(found(&db, &app, beginning("a%", None)).await, "a%d");
    assert_eq!(found(&db, &app, beginning("\u{e9}", None)).await, "\u{e9}");
    assert_eq!(found(&db, &app, beginning("x", None)).await, "");
    assert_eq!(found(&db, &app, UserSearch { limit: 1, ..beginning("", None) }).await, "Ada");
}

pub(crate) async fn users_are_found_by_status_and_time(db: Database) {
    let app = db.with_app("app").await;
    people(&db, &app, &["a", "b", "c", "d"]).await;
    for name in ["b", "d"] {
        let id = db.user_by_external_id(&app, name).await.unwrap().unwrap().id;
        let entry = audit("user.deactivate", Some(&app));
        db.set_user_status(&app, &id, UserStatus::Inactive, at(9), entry).await.unwrap();
    }
    let with = |status, from: Option<i64>, before: Option<i64>, search| UserSearch {
        status,
        created_from: from.map(at),
        created_before: before.map(at),
        ..search
    };
    let (on, off) = (Some(UserStatus::Active), Some(UserStatus::Inactive));
    for (status, from, before, expected) in [
        (off, None, None, "d b"),
        (on, None, None, "c a"),
        (None, Some(1), Some(3), "c b"),
        (off, Some(1), Some(3), "b"),
        (off, Some(2), Some(3), ""),
    ] {
        let search = with(status, from, before, newest(None));
        assert_eq!(found(&db, &app, search).await, expected, "{status:?} {from:?} {before:?}");
    }
    assert_eq!(found(&db, &app, with(off, Some(2), None, beginning("", None))).await, "d");
}
