//! Outages of PostgreSQL.

use super::story::survive;
use crate::world::{Caller, Installation, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_is_gone_and_comes_back_is_survived() {
    let (installation, postgres) = Installation::postgres();
    let server = Server::start(&installation);
    survive(&Caller::of(&installation, &[&server]), || postgres.stop(), || postgres.start_again()).await;
}
