//! How many sign-ins a second the database commits: `cargo run --release -p passflex-store --example throughput`.
//!
//! Each is a `finish_authentication` and the `take_nonce` that follows it, both durable, from 1, 16 and 64 tasks at
//! once, on a new SQLite database in the folder of the first argument (the system's temporary folder otherwise), or on an
//! empty PostgreSQL database where that is a `postgres://` URL. Verifying signatures is not part of the figure: each
//! task signs in with one proof again and again.
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

#[path = "../tests/store/world/mod.rs"]
#[expect(dead_code, unused_imports, clippy::unwrap_used, reason = "the tests need more of it")]
mod world;

use std::sync::Arc;
use std::time::{Duration, Instant};

use passflex_store::records::FinishAuthentication;
use passflex_store::{DatabaseUrl, OpenOptions, Store};
use tokio::task::JoinSet;

use self::world::{Person, app, at, audit, fresh, fresh_hash};

/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> passflex_store::Result<()> {
    let place = std::env::args().nth(1).unwrap_or_else(|| std::env::temp_dir().display().to_string());
    if place.starts_with("postgres") {
        return measure(DatabaseUrl::parse(&place)?.open(OpenOptions::default()).await?).await;
    }
    let folder = std::path::Path::new(&place).join(fresh("passflex-throughput"));
    std::fs::create_dir(&folder).map_err(|error| passflex_store::Error::Open(error.to_string()))?;
    let url = DatabaseUrl::Sqlite(folder.join("passflex.db"));
    measure(url.open(OpenOptions::default()).await?).await?;
    std::fs::remove_dir_all(&folder).map_err(|error| passflex_store::Error::Open(error.to_string()))
}

/// Prints the figures of this store.
async fn measure(store: Arc<dyn Store>) -> passflex_store::Result<()> {
    let app = app("app");
    store.create_app(&app, audit("app.create", Some(&app.id))).await?;
    for tasks in [1, 16, 64] {
        let mut people = Vec::new();
        for _ in 0..tasks {
            let mut person = Person::new(&app.id, &fresh("person"));
            let finish = person.registration();
            let passkey = finish.passkey_id.clone();
            if let Ok(user) = store.finish_registration(finish).await? {
                people.push(person.authentication(&user, &passkey, 1));
            }
        }
        let begun = Instant::now();
        let mut running = JoinSet::new();
        for person in people {
            running.spawn(sign_in_again_and_again(Arc::clone(&store), person, begun + MEASURED));
        }
        let mut latencies = Vec::new();
        for done in running.join_all().await {
            latencies.extend(done?);
        }
        let elapsed = begun.elapsed();
        latencies.sort_unstable();
        let rank =
            |percent: usize| latencies.get(latencies.len() * percent / 100).copied().unwrap_or_default();
        println!(
            "{tasks:>3} tasks: {:>6} sign-ins/s, finish + take p50 {:?}, p99 {:?}",
            latencies.len() as u128 * 1_000 / elapsed.as_millis(),
            rank(50),
            rank(99)
        );
    }
    Ok(())
}

/// Until then, as often as the database commits it. How long each took.
async fn sign_in_again_and_again(
    store: Arc<dyn Store>,
    template: FinishAuthentication,
    until: Instant,
) -> passflex_store::Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    while Instant::now() < until {
        let mut finish = template.clone();
        finish.handshake.id = passflex_store::TokenId::new(fresh("handshake"));
        finish.transaction = None;
        finish.event.id = passflex_store::EventId::new(fresh("event"));
        finish.event.handshake_id = finish.handshake.id.clone();
        finish.nonce.hash = fresh_hash();
        let (app, hash) = (finish.app.clone(), finish.nonce.hash);
        let begun = Instant::now();
        let finished = store.finish_authentication(finish).await?;
        let taken = store.take_nonce(&app, &hash, at(2)).await?;
        assert!(finished.is_ok() && taken.is_some(), "a sign-in was refused");
        latencies.push(begun.elapsed());
    }
    Ok(latencies)
}
