//! The master key that is in force opens the database, and no other does; another can take its place.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use passflex_flex::{Actor, MasterKey, SystemRandom};
use serde_json::json;

use crate::world::{Database, Site, refusal};

/// How opening the database of one under the master key of another is refused.
fn refused(database: &Database, other: &Database) -> String {
    refused_by(&id_of(database.master_key()), &id_of(other.master_key()))
}

fn refused_by(wrapped_by: &str, given: &str) -> String {
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

/// A new master key, and its id.
fn new_key() -> (String, String) {
    let key = MasterKey::generate(&SystemRandom).unwrap();
    (key.to_text().to_string(), key.id().to_owned())
}

fn id_of(key: &str) -> String {
    MasterKey::parse(key).unwrap().id().to_owned()
}

/// Puts the key of this id in force, and says how many keys are wrapped by it.
async fn rotate(site: &Site, to: &str) -> usize {
    let rotated = site.flex.rotate_master_key(&Actor::cli(), to, |_, _| {}).await.unwrap();
    rotated.apps + rotated.sealing_keys
}

/// The ids of the master keys that rows name.
fn in_force(database: &Database) -> Vec<String> {
    let sql = "SELECT wrapped_by FROM sealing_keys UNION SELECT handle_key_wrapped_by FROM apps";
    let db = database.raw();
    let mut named = db.prepare(sql).unwrap();
    named.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_rotation_fails_no_ceremony_and_replicas_go_on_under_the_new_key() {
    let database = Database::new();
    let list = Arc::new(Mutex::new(vec![database.master_key().to_owned()]));
    let here = Site::new(database.open_reading(&list).await, Arc::clone(&database)).await;
    let there = here.on(&database.open_reading(&list).await);
    let mut ada = here.registered("ada").await;
    let started = there.sign_in_answer(&mut ada).await;

    let (key, id) = new_key();
    list.lock().unwrap().insert(0, key);
    assert_eq!(rotate(&here, &id).await, 2, "an app and a sealing key");
    list.lock().unwrap().pop();

    there.finish_sign_in(started).await.unwrap();
    for site in [&here, &there] {
        site.sign_in(&mut ada).await.unwrap();
        database.clock.advance_seconds(2);
        site.sign_in(&mut ada).await.unwrap();
        site.neighbour().await.registered("bob").await;
    }
    database.clock.advance(SignedDuration::from_hours(30 * 24));
    there.flex.maintain("there").await.unwrap();
    assert_eq!(database.rows_of("sealing_keys"), 2);
    assert_eq!(in_force(&database), [id]);
}

#[tokio::test]
async fn after_a_rotation_the_old_key_opens_nothing_and_the_new_one_alone_everything() {
    let (database, other) = (Database::new(), Database::new());
    let list = Arc::new(Mutex::new(vec![other.master_key().to_owned(), database.master_key().to_owned()]));
    let site = database.site().await;
    let mut ada = site.registered("ada").await;
    rotate(&site.on(&database.open_reading(&list).await), &id_of(other.master_key())).await;

    let answer = database.open_with(database.master_key()).await.map(|_| ());
    assert_eq!(refusal(answer), refused_by(&id_of(other.master_key()), &id_of(database.master_key())));
    let flex = database.open_with(other.master_key()).await.unwrap();
    assert_eq!(site.on(&flex).sign_in(&mut ada).await.unwrap().external_id, "ada");
}

#[tokio::test]
async fn whatever_stops_a_rotation_leaves_a_list_that_opens_the_database_and_it_can_go_on() {
    let database = Database::new();
    let (key, id) = new_key();
    let old = database.master_key().to_owned();
    let mut ada = database.site().await.registered("ada").await;
    let app = database.open().await.apps().await.unwrap().remove(0).id;
    let both = Arc::new(Mutex::new(vec![key.clone(), old.clone()]));
    let site = async |list: &Arc<Mutex<Vec<String>>>| {
        let flex = database.open_reading(list).await;
        Site { flex, id: app.clone(), database: Arc::clone(&database) }
    };

    // Before the commit the old key goes on wrapping.
    let before = site(&both).await;
    before.sign_in(&mut ada).await.unwrap();
    before.neighbour().await;
    assert_eq!(in_force(&database), [id_of(&old)]);
    rotate(&before, &id).await;
    // After it, and before the old key is taken off the list.
    let after = site(&both).await;
    after.sign_in(&mut ada).await.unwrap();
    after.neighbour().await;
    assert_eq!(in_force(&database), std::slice::from_ref(&id));
    site(&Arc::new(Mutex::new(vec![key]))).await.sign_in(&mut ada).await.unwrap();
}

#[tokio::test]
async fn a_replica_whose_list_lacks_the_key_in_force_wraps_nothing() {
    let database = Database::new();
    let (key, id) = new_key();
    let here = database.site().await;
    let list = Arc::new(Mutex::new(vec![key, database.master_key().to_owned()]));
    rotate(&here.on(&database.open_reading(&list).await), &id).await;
    let answer = here.flex.rotate_sealing_key(&Actor::cli()).await;
    assert_eq!(refusal(answer), refused_by(&id, &id_of(database.master_key())));
    assert_eq!(in_force(&database), [id]);
}

#[tokio::test]
async fn a_rotation_leaves_a_row_of_no_app_that_names_both_keys_by_their_ids() {
    let database = Database::new();
    let (key, id) = new_key();
    let list = Arc::new(Mutex::new(vec![key, database.master_key().to_owned()]));
    let site = database.site().await;
    rotate(&site.on(&database.open_reading(&list).await), &id).await;
    let [row] = &site.flex.store().audit(None, 10).await.unwrap()[..] else { panic!("one row") };
    assert_eq!((&*row.verb, &row.target), ("master_key.rotate", &id));
    let changes = json!({ "from": id_of(database.master_key()), "apps": 1, "sealing_keys": 1 });
    assert_eq!(row.changes, changes);
}
