//! What is in the rows, where the trait does not show it.

use passflex_authenticator::Authenticator;
use passflex_store::records::{App, AppSettings};
use passflex_store::{AppId, AuthenticationRefused, PasskeyId, UserId};

use super::raw;
use crate::world::{Database, Person, at, audit, count};

/// Every row of a query, its values as text.
fn rows(db: &Database, query: &str) -> Vec<String> {
    let connection = raw(&db.path());
    let mut statement = connection.prepare(query).unwrap();
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| {
        (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column)).collect::<Result<Vec<_>, _>>()
    };
    let show = |value: &rusqlite::types::Value| match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    let rows = statement.query_map([], read).unwrap();
    rows.map(|row| row.unwrap().iter().map(show).collect::<Vec<_>>().join(" ")).collect()
}

fn change(db: &Database, sql: &str) {
    assert_eq!(raw(&db.path()).execute(sql, []).unwrap(), 1);
}

#[tokio::test]
async fn a_damaged_value_is_named_by_table_column_and_row() {
    let db = Database::sqlite();
    let app = db.with_app("shop").await;
    change(&db, r#"UPDATE apps SET settings = '{"timeout_seconds": "soon"}'"#);
    let sentence = db.app(&app).await.unwrap_err().to_string();
    assert!(sentence.starts_with("apps.settings of row shop does not decode: "), "{sentence}");

    let (user, _) = db.registered(Person::new(&app, "ada").registration()).await;
    change(&db, "UPDATE users SET last_login_at = 9223372036854775807");
    let sentence = db.user(&app, &user).await.unwrap_err().to_string();
    assert!(
        sentence.starts_with(&format!("users.last_login_at of row {user} does not decode: ")),
        "{sentence}"
    );
    assert!(db.now().await.is_ok(), "the next read is served");
}

#[tokio::test]
async fn a_setting_that_is_missing_has_its_default() {
    let db = Database::sqlite();
    let app = db.with_app("shop").await;
    change(&db, r#"UPDATE apps SET settings = '{"timeout_seconds": 120, "a setting of tomorrow": 1}'"#);
    let App { settings, .. } = db.app(&app).await.unwrap().unwrap();
    assert_eq!(settings, AppSettings { timeout_seconds: 120, ..AppSettings::default() });
}

#[tokio::test]
async fn counts_of_an_hour_add_up_for_each_replica() {
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    let gone = AppId::new("gone");
    db.add_ceremony_counts("a", &[count(&app, "started", 3), count(&gone, "started", 9)], &[]).await.unwrap();
    db.add_ceremony_counts("a", &[count(&app, "started", 4), count(&app, "failed", 1)], &[]).await.unwrap();
    db.add_ceremony_counts("b", &[count(&app, "started", 5)], &[]).await.unwrap();
    let query =
        "SELECT app_id, hour, kind, outcome, replica, count FROM ceremony_counts ORDER BY outcome, replica";
    let hour = at(0).as_microsecond();
    let expected = [
        format!("app {hour} authenticate failed a 1"),
        format!("app {hour} authenticate started a 7"),
        format!("app {hour} authenticate started b 5"),
    ];
    assert_eq!(rows(&db, query), expected);
}

#[tokio::test]
async fn a_user_is_active_once_a_month() {
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, passkey) = db.registered(ada.registration()).await;
    let months = || rows(&db, "SELECT month FROM user_months ORDER BY month");
    assert_eq!(months(), Vec::<String>::new(), "registering is not signing in");
    // The story begins with January 2100. The clock of the second replica is behind.
    for days in [0, 30, 31, 30, 31 + 28] {
        let finish = ada.authentication(&user, &passkey, days * 86_400);
        db.finish_authentication(finish).await.unwrap().unwrap();
    }
    assert_eq!(months(), ["210001", "210002", "210003"]);
    assert!(db.delete_user(&app, &user, at(1), at(2), audit("user.delete", Some(&app))).await.unwrap());
    assert_eq!(months(), Vec::<String>::new());
}

#[tokio::test]
async fn a_deleted_user_leaves_no_personal_data() {
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    let (user, _) = db.registered(Person::new(&app, "ada").registration()).await;
    assert!(db.delete_user(&app, &user, at(1), at(2), audit("user.delete", Some(&app))).await.unwrap());
    let query =
        "SELECT count(*), count(user_id), count(ip), count(user_agent), count(handshake_id) FROM events";
    assert_eq!(rows(&db, query), ["1 0 0 0 1"]);
    assert_eq!(rows(&db, "SELECT count(*), min(length(external_id_digest)) FROM deleted_users"), ["1 32"]);
    assert_eq!(rows(&db, "SELECT count(*) FROM nonces"), ["0"]);
}

/// A passkey as an import leaves it: its backup flags unknown.
async fn imported(db: &Database, app: &AppId, ada: &mut Person) -> (UserId, PasskeyId) {
    let (user, passkey) = db.registered(ada.registration()).await;
    change(db, "UPDATE passkeys SET backup_eligible = NULL, backup_state = NULL, sign_count = 5");
    let stored = &db.passkeys(app, &user).await.unwrap()[0];
    assert_eq!((stored.backup_eligible, stored.backup_state), (None, None));
    (user, passkey)
}

#[tokio::test]
async fn an_imported_passkeys_first_sign_in_tells_its_backup_flags() {
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, passkey) = imported(&db, &app, &mut ada).await;
    let finish = ada.authentication(&user, &passkey, 3);
    assert_eq!(db.finish_authentication(finish).await.unwrap(), Ok(()), "it says that it is synced");
    let stored = &db.passkeys(&app, &user).await.unwrap()[0];
    assert_eq!((stored.backup_eligible, stored.backup_state), (Some(true), Some(true)));
    assert_eq!((stored.updated_at, stored.sign_count), (at(3), 5));
}

#[tokio::test]
async fn an_imported_passkey_that_is_device_bound_must_count_on() {
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    let mut ada = Person::with(&app, "ada", Authenticator::device_bound());
    let (user, passkey) = imported(&db, &app, &mut ada).await;
    let finish = ada.authentication(&user, &passkey, 3);
    let refused = Err(AuthenticationRefused::SignCountNotAdvanced);
    assert_eq!(db.finish_authentication(finish).await.unwrap(), refused);
}

#[tokio::test]
async fn taking_a_nonce_asks_for_itself_whether_user_and_passkey_are_still_good() {
    // The verbs that deactivate and revoke delete the nonces too; this is the statement's own look.
    for damage in ["UPDATE users SET status = 'inactive'", "DELETE FROM passkeys"] {
        let db = Database::sqlite();
        let app = db.with_app("app").await;
        let finish = Person::new(&app, "ada").registration();
        let nonce = finish.nonce.hash;
        db.registered(finish).await;
        change(&db, damage);
        assert_eq!(db.take_nonce(&app, &nonce, at(1)).await.unwrap(), None, "{damage}");
    }
}
