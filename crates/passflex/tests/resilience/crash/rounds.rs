//! Round after round on one database.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use passflex_test_postgres::Server as Postgres;

use super::load;
use crate::comparison;
use crate::world::{Caller, Happening, Installation, Kind, Person, Server};

/// The longest that a server lives, in requests and answers.
const MOMENTS: u32 = 1_200;
/// The longest that a server lives that is killed while it starts, in looks at whether it runs.
const LOOKS: u32 = 20_000;

/// What was promised and held, over all rounds.
#[derive(Default)]
struct Figures {
    registrations: usize,
    sign_ins: usize,
    revocations: usize,
    deactivations: usize,
    nonces_taken: usize,
    unknown: usize,
}

impl Figures {
    fn add(&mut self, person: &Person) {
        let acknowledged = |happening| usize::from(happening == Happening::Acknowledged);
        self.registrations += person.acknowledged(Kind::Register);
        self.sign_ins += person.acknowledged(Kind::Authenticate);
        self.revocations += acknowledged(person.revoked);
        self.deactivations += acknowledged(person.deactivated);
        self.nonces_taken += person.nonces.iter().map(|nonce| acknowledged(nonce.taken)).sum::<usize>();
        let unknown = person.finishes.iter().map(|finish| finish.done);
        let unknown = unknown.chain(person.nonces.iter().map(|nonce| nonce.taken));
        let unknown = unknown.chain([person.revoked, person.deactivated]);
        self.unknown += unknown.filter(|happening| *happening == Happening::Unknown).count();
    }
}

/// Kills and compares as often as the environment says, else three times. What is killed is the server, or PostgreSQL
/// under it.
pub(super) async fn run(name: &str, installation: &Installation, postgres: Option<&Arc<Postgres>>) {
    let rounds = number("PASSFLEX_SOAK_ROUNDS").unwrap_or(3);
    let seed = number("PASSFLEX_SOAK_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("{name}: PASSFLEX_SOAK_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let begun = Instant::now();
    let mut figures = Figures::default();
    let mut everybody = Vec::new();
    for round in 0..rounds {
        println!("round {round}");
        let mut people = load_until_killed(installation, postgres, round, &mut random).await;
        for person in &people {
            figures.add(person);
        }
        if random.bool() {
            Server::start_and_kill(installation, random.u32(..LOOKS));
        }
        let server = Server::start(installation);
        comparison::compare(&Caller::of(installation, &[&server]), &mut people).await;
        server.kill();
        everybody.append(&mut people);
    }
    // What held after its own round has to hold after all the others too.
    let server = Server::start(installation);
    comparison::compare_counts(&Caller::of(installation, &[&server]), &everybody).await;
    report(name, rounds, seed, &figures, begun);
}

/// People at work on a server, until it is killed.
async fn load_until_killed(
    installation: &Installation,
    postgres: Option<&Arc<Postgres>>,
    round: u64,
    random: &mut fastrand::Rng,
) -> Vec<Person> {
    let server = Arc::new(Server::start(installation));
    let moments = AtomicU32::new(random.u32(1..=MOMENTS));
    let (victim, below) = (Arc::clone(&server), postgres.cloned());
    let caller = Caller::of(installation, &[&server]).telling(move || {
        if moments.fetch_sub(1, Ordering::Relaxed) == 1 {
            match &below {
                // The server lives on for the moment, and says of some requests that they were not done.
                Some(postgres) => postgres.kill(),
                None => victim.kill(),
            }
        }
    });
    let people = load::until_lost(&caller, round, random).await;
    if let Some(postgres) = postgres {
        postgres.start_again();
        server.kill();
    }
    people
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

/// Adds a row of the table in `bench/RESULTS.md` to the file that the environment names, if it does.
fn report(name: &str, rounds: u64, seed: u64, figures: &Figures, begun: Instant) {
    let Figures { registrations, sign_ins, revocations, deactivations, nonces_taken, unknown } = figures;
    let row = format!(
        "| {name} | {rounds} | {registrations} | {sign_ins} | {revocations} | {deactivations} | {nonces_taken} | \
         {unknown} | {} s | {seed} |\n",
        begun.elapsed().as_secs()
    );
    if let Some(file) = std::env::var_os("PASSFLEX_SOAK_REPORT") {
        let mut file = OpenOptions::new().create(true).append(true).open(file).unwrap();
        file.write_all(row.as_bytes()).unwrap();
    }
}
