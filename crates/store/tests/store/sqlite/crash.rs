//! Nothing acknowledged is lost when the process is killed.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use passflex_store::records::{Event, EventAction};
use passflex_store::{AppId, Store, UserId};
use tokio::task::JoinSet;

use super::open;
use crate::world::{Database, Person, at, failure, fresh, sealing_key};

/// Where the killed process finds the database. Only set for that process.
const DATABASE: &str = "PASSFLEX_TEST_CRASH_DATABASE";

/// How many promises are awaited before the kill.
const ENOUGH: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_write_survives_a_kill() {
    if let Some(path) = std::env::var_os(DATABASE) {
        write_until_killed(Path::new(&path)).await;
    }
    let db = Database::sqlite();
    let app = db.with_app("app").await;
    db.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
    let mut finish = Person::new(&app, "watched").registration();
    finish.user.new_id = watched();
    db.registered(finish).await;
    let path = db.path();
    let _folder = db.close();

    for round in 0..2 {
        let promises = kill_a_writer(&path);
        assert!(promises.len() >= ENOUGH, "{}", promises.len());
        let store = open(&path).unwrap();
        let events = store.events_of_user(&app, &watched(), u32::MAX).await.unwrap();
        let events: HashSet<_> = events.into_iter().map(|event| event.id.to_string()).collect();
        for promise in promises {
            let kept = match &promise.split(' ').collect::<Vec<_>>()[..] {
                ["event", id] => events.contains(*id),
                ["taken", external_id, nonce] => {
                    let nonce = HEXLOWER.decode(nonce.as_bytes()).unwrap().try_into().unwrap();
                    store.user_by_external_id(&app, external_id).await.unwrap().is_some()
                        && store.take_nonce(&app, &nonce, at(1)).await.unwrap().is_none()
                }
                _ => false,
            };
            assert!(kept, "round {round}: {promise}");
        }
        assert_eq!(store.sealing_keys().await.unwrap().len(), 1, "a crash is no restore");
    }
}

/// Whose events the parent can list.
fn watched() -> UserId {
    UserId::new("watched")
}

/// Starts this test again in a process of its own, kills it amid its writes, and returns what it had promised.
fn kill_a_writer(path: &Path) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sqlite::crash::every_acknowledged_write_survives_a_kill", "--nocapture"])
        .env(DATABASE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut promises = Vec::new();
    let mut note = |line: String| {
        let promise = line.split_once("promise: ").and_then(|(_, promise)| promise.strip_suffix('.'));
        promises.extend(promise.map(str::to_owned));
        promises.len()
    };
    for line in lines.by_ref() {
        if note(line.unwrap()) >= ENOUGH {
            break;
        }
    }
    child.kill().unwrap();
    // What was still in the pipe was promised too; a line that was cut off was perhaps not.
    lines.for_each(|line| {
        note(line.unwrap());
    });
    child.wait().unwrap();
    promises
}

/// Many tasks write, and say so when they were told that it is done.
async fn write_until_killed(path: &Path) {
    let store = Arc::new(open(path).unwrap());
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let app = AppId::new("app");
            loop {
                let event = Event { user_id: Some(watched()), ..failure(EventAction::Authenticate, 0) };
                assert!(store.record_failure(&app, &event).await.unwrap());
                promise(&format!("event {}", event.id));

                let external_id = fresh("person");
                let finish = Person::new(&app, &external_id).registration();
                let nonce = finish.nonce.hash;
                store.finish_registration(finish).await.unwrap().unwrap();
                assert!(store.take_nonce(&app, &nonce, at(1)).await.unwrap().is_some());
                promise(&format!("taken {external_id} {}", HEXLOWER.encode(&nonce)));
            }
        });
    }
    tasks.join_all().await;
}

fn promise(what: &str) {
    // Not `println`, which the test harness would keep to itself.
    let mut out = std::io::stdout().lock();
    writeln!(out, "promise: {what}.").unwrap();
    out.flush().unwrap();
}
