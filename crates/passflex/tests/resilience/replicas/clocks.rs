//! A server whose clock goes wrong. `libfaketime` is preloaded, so that the program that ships is told another time, which
//! a file says and which can be set right under it.
//!
//! On PostgreSQL only: servers on one SQLite file share the machine, and its clock is the database's.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::world::{Answer, Caller, Installation, Server};

/// Where Debian has it, below the folder of the architecture's libraries.
const FAKETIME: &str = "faketime/libfaketime.so.1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_clock_is_half_a_minute_off_is_not_ready_until_it_is_set_right() {
    let (installation, _postgres) = Installation::postgres();
    let offset = installation.file("offset");
    fs::write(&offset, "+0s").unwrap();
    let mut command = Server::command(&installation);
    command.env("LD_PRELOAD", faketime()).env("FAKETIME_TIMESTAMP_FILE", &offset);
    // Read the file at every look at the clock, and leave alone what only measures how long something takes.
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let off = Server::start_as(&installation, command);
    let right = Server::start(&installation);
    let [off, right] = [off, right].map(|server| (Caller::of(&installation, &[&server]), server));
    let ready = Answer { status: 200, retry_after: None, body: json!({"status": "ok"}) };
    let sentence =
        "The server's clock and the database's differ by more than five seconds. Set the clock right.";
    let not_ready = Answer {
        status: 503,
        retry_after: Some("1".to_owned()),
        body: json!({"code": "service_unavailable", "error": sentence}),
    };

    for (clock, expected) in [("+0s", &ready), ("+30s", &not_ready), ("-30s", &not_ready), ("+3s", &ready)] {
        fs::write(&offset, clock).unwrap();
        assert_eq!(off.0.server("/readyz").await.unwrap(), *expected, "{clock}");
        assert_eq!(right.0.server("/readyz").await.unwrap(), ready, "beside one that is {clock} off");
    }
}

/// Where it is. `cargo xtask test` installs it; by hand: `apt-get install libfaketime`.
fn faketime() -> PathBuf {
    let mut libraries = fs::read_dir("/usr/lib").unwrap().map(|folder| folder.unwrap().path().join(FAKETIME));
    libraries.find(|library| library.exists()).unwrap()
}
