//! A command beside a running server. Two stores on one file share nothing in memory, as two processes do.

use std::sync::Arc;

use passflex_store::Store;
use tokio::task::JoinSet;

use super::open;
use crate::world::{Database, Person, at, sealing_key};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_sees_what_the_other_wrote() {
    let server = Database::sqlite();
    let command = open(&server.path()).unwrap();
    let app = server.with_app("app").await;
    assert_eq!(command.app(&app).await.unwrap().unwrap().id, app);
    let finish = Person::new(&app, "ada").registration();
    let nonce = finish.nonce.hash;
    command.finish_registration(finish).await.unwrap().unwrap();
    assert!(server.take_nonce(&app, &nonce, at(1)).await.unwrap().is_some());
    assert_eq!(command.take_nonce(&app, &nonce, at(1)).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_opens_while_the_server_writes_is_no_restore() {
    let server = Database::sqlite();
    let app = server.with_app("app").await;
    server.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
    let mut writes = JoinSet::new();
    for index in 0..200 {
        let (store, finish) = (server.share(), Person::new(&app, &format!("person {index}")).registration());
        writes.spawn(async move { store.finish_registration(finish).await.unwrap().unwrap() });
    }
    for _ in 0..20 {
        let path = server.path();
        let command = tokio::task::spawn_blocking(move || open(&path).unwrap()).await.unwrap();
        assert_eq!(command.audit(None, 10).await.unwrap(), []);
    }
    assert_eq!(writes.join_all().await.len(), 200);
    let again = open(&server.path()).unwrap();
    assert_eq!(again.sealing_keys().await.unwrap(), [sealing_key(1, 0)]);
    assert_eq!(again.audit(None, 10).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_write_at_once_one_wins() {
    let server = Database::sqlite();
    let other: Arc<dyn Store> = Arc::new(open(&server.path()).unwrap());
    let app = server.with_app("app").await;
    for round in 0..20 {
        let finish = Person::new(&app, &format!("person {round}")).registration();
        let nonce = finish.nonce.hash;
        server.registered(finish).await;
        let mut takes = JoinSet::new();
        for store in [server.share(), Arc::clone(&other), server.share(), Arc::clone(&other)] {
            let app = app.clone();
            takes.spawn(async move { store.take_nonce(&app, &nonce, at(1)).await.unwrap() });
        }
        assert_eq!(takes.join_all().await.into_iter().flatten().count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_make_the_database_at_once_make_one() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("passflex.db");
    let mut opening = JoinSet::new();
    for _ in 0..8 {
        let path = path.clone();
        opening.spawn_blocking(move || open(&path).unwrap());
    }
    for store in opening.join_all().await {
        assert_eq!(store.apps().await.unwrap(), []);
    }
}
