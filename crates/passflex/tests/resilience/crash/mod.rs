//! Nothing that was acknowledged is lost when the server is killed, and nothing that was used up can be used again.
//!
//! A round: a server, many people who register, sign in, take nonces, are revoked and deactivated, and a kill with
//! SIGKILL at a moment that a seed chooses, counted in requests and answers and not in time. Then another server, which
//! is asked about everybody. `PASSFLEX_SOAK_ROUNDS` and `PASSFLEX_SOAK_SEED` say how many rounds, and which;
//! `PASSFLEX_SOAK_REPORT` names a file that a line of figures is added to.

mod load;
mod rounds;

use crate::world::Installation;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_of_a_server_on_sqlite() {
    rounds::run("SQLite, server killed", &Installation::sqlite(), None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_of_a_server_on_postgresql() {
    let (installation, _postgres) = Installation::postgres();
    rounds::run("PostgreSQL, server killed", &installation, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kills_of_postgresql() {
    let (installation, postgres) = Installation::postgres();
    rounds::run("PostgreSQL, PostgreSQL killed", &installation, Some(&postgres)).await;
}
