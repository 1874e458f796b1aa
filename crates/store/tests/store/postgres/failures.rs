//! A database that goes away, answers late, or takes no writes.

use std::time::{Duration, Instant};

use passflex_store::Error;
use passflex_test_postgres::Server;

use crate::world::{Database, Person, app as app_record, at, audit, fresh_hash};

/// Ends every other session of the database.
const TERMINATE: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// How many sessions of the database hold what they locked before.
const HELD: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

async fn database(server: &Server) -> (Database, String) {
    let url = server.database();
    let name = super::name_of(&url).to_owned();
    (Database::postgres_at(&url).await, name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_opened_again() {
    let server = Server::shared();
    let (db, name) = database(server).await;
    let app = db.with_app("shop").await;
    for round in 0..3 {
        // On every connection, those of transactions too.
        let (user, passkey) = db.registered(Person::new(&app, &format!("ada {round}")).registration()).await;
        let reads = (0..32).map(|_| {
            let (store, app, user) = (db.share(), app.clone(), user.clone());
            async move { store.passkeys(&app, &user).await.unwrap().len() }
        });
        let found = reads.collect::<tokio::task::JoinSet<_>>();
        assert_eq!(found.join_all().await, [1; 32]);
        assert_ne!(server.sql(&name, TERMINATE), "0");
        let found = db.passkeys(&app, &user).await.unwrap();
        assert_eq!(found[0].id, passkey);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_away_is_used_again() {
    for killed in [false, true] {
        let server = Server::start();
        let (db, _) = database(&server).await;
        let app = db.with_app("shop").await;
        let finish = Person::new(&app, "ada").registration();
        let nonce = finish.nonce.hash;
        let (user, _) = db.registered(finish).await;
        if killed {
            server.kill();
        } else {
            server.stop();
        }

        let begun = Instant::now();
        assert!(matches!(db.now().await, Err(Error::Busy(_))), "a health check");
        let entry = audit("app.create", None);
        assert!(matches!(db.create_app(&app_record("other"), entry).await, Err(Error::Busy(_))));
        assert!(begun.elapsed() < Duration::from_secs(10), "it waited {:?}", begun.elapsed());

        // Somebody who asks while it starts is answered.
        let asking = {
            let (store, app, user) = (db.share(), app.clone(), user.clone());
            tokio::spawn(async move { store.user(&app, &user).await })
        };
        server.start_again();
        assert_eq!(asking.await.unwrap().unwrap().unwrap().id, user);
        assert!(
            db.take_nonce(&app, &nonce, at(1)).await.unwrap().is_some(),
            "what was acknowledged is there"
        );
        db.registered(Person::new(&app, "bob").registration()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_answer_was_lost_is_not_tried_again() {
    let server = Server::shared();
    let (db, name) = database(server).await;
    let app = db.with_app("shop").await;
    let finish = Person::new(&app, "ada").registration();
    let nonce = finish.nonce.hash;
    db.registered(finish).await;
    // The row is held, so that the statement has been sent and waits when its session ends.
    let held = server.hold(&name, "SELECT 1 FROM nonces FOR UPDATE");
    let taking = {
        let (store, app) = (db.share(), app.clone());
        tokio::spawn(async move { store.take_nonce(&app, &nonce, at(1)).await })
    };
    let waiting = "FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM nonces%'";
    server.wait_until(&name, &format!("SELECT count(*) {waiting}"), "1");
    server.sql(&name, &format!("SELECT pg_terminate_backend(pid) {waiting}"));
    assert!(matches!(taking.await.unwrap(), Err(Error::Interrupted)));
    drop(held);
    assert!(db.take_nonce(&app, &nonce, at(1)).await.unwrap().is_some(), "it had not been taken");
    assert_eq!(db.take_nonce(&app, &fresh_hash(), at(1)).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_stays_locked_is_not_waited_for_without_an_end() {
    let server = Server::shared();
    let (db, name) = database(server).await;
    let app = db.with_app("shop").await;
    let mut ada = Person::new(&app, "ada");
    let (user, passkey) = db.registered(ada.registration()).await;
    let holder = {
        let name = name.clone();
        let held = "BEGIN; SELECT 1 FROM users FOR UPDATE; SELECT pg_sleep(60)";
        std::thread::spawn(move || std::panic::catch_unwind(|| server.sql(&name, held)))
    };
    server.wait_until(&name, HELD, "1");
    let begun = Instant::now();
    let answer = db.finish_authentication(ada.authentication(&user, &passkey, 1)).await;
    assert!(matches!(answer, Err(Error::Busy("a row stayed locked"))), "{answer:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "it waited {:?}", begun.elapsed());
    server.sql(&name, TERMINATE);
    assert!(holder.join().unwrap().is_err(), "its session ended");
    assert_eq!(db.finish_authentication(ada.authentication(&user, &passkey, 1)).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_database_that_takes_no_writes_says_so_and_is_still_read() {
    let server = Server::shared();
    let url = server.database();
    let db = Database::postgres_at(&url).await;
    let app = db.with_app("shop").await;
    let settings = "?options=-c%20default_transaction_read_only%3Don";
    let db = Database::postgres_at(&format!("{url}{settings}")).await;
    let answer = db.finish_registration(Person::new(&app, "ada").registration()).await;
    assert!(
        matches!(answer, Err(Error::Busy(why)) if why.starts_with("the database takes no writes")),
        "{answer:?}"
    );
    assert_eq!(db.app(&app).await.unwrap().unwrap().id, app);
}
