//! The master key that the database was made under opens it, and no other does.

use passflex_flex::MasterKey;

use crate::world::{Database, refusal};

/// How opening the database of one under the master key of another is refused.
fn refused(database: &Database, other: &Database) -> String {
    let [wrapped_by, given] =
        [database, other].map(|database| MasterKey::parse(database.master_key()).unwrap().id().to_owned());
    let sentence =
        format!("the database's keys are wrapped by master key {wrapped_by}, but the one given is {given}");
    format!("Internal({sentence:?})")
}

#[tokio::test]
async fn another_master_key_does_not_open_a_database() {
    let (database, other) = (Database::new(), Database::new());
    let site = database.site().await;
    let answer = database.open_with(other.master_key()).await.map(|_| ());
    assert_eq!(refusal(answer), refused(&database, &other));
    site.registered("ada").await;
}

#[tokio::test]
async fn another_master_key_does_not_open_a_restored_database_whose_sealing_keys_are_gone() {
    let (database, other) = (Database::new(), Database::new());
    let site = database.site().await;
    let mut ada = site.registered("ada").await;
    database.raw().execute("DELETE FROM sealing_keys", []).unwrap();
    let answer = database.open_with(other.master_key()).await.map(|_| ());
    assert_eq!(refusal(answer), refused(&database, &other));
    assert_eq!(database.rows_of("sealing_keys"), 0, "nothing was wrapped by it either");

    let site = site.on(&database.open().await);
    assert_eq!(site.sign_in(&mut ada).await.unwrap().external_id, "ada");
}

#[tokio::test]
async fn a_wrapped_key_that_was_moved_to_another_row_does_not_open() {
    let database = Database::new();
    let home = database.site().await;
    let away = home.neighbour().await;
    let sql = "UPDATE apps SET handle_key = (SELECT handle_key FROM apps WHERE id = ?2) WHERE id = ?1";
    database.raw().execute(sql, [home.id.as_str(), away.id.as_str()]).unwrap();

    let flex = database.open().await;
    let damaged = "Internal(\"a wrapped key in the database is damaged\")";
    assert_eq!(refusal(flex.tenant(&home.id).await.map(|_| ())), damaged);
    flex.tenant(&away.id).await.unwrap();
}
