//! `passflex serve`, and commands beside it.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use crate::world::{Api, Folder, Running};

/// Without limits, because some tests ask until the answer changes.
const ANY_PORT: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--rate-limits", "off"];
/// How long a key may still work after it was revoked, and as much again for a busy machine.
const REVOKED_WITHIN: Duration = Duration::from_secs(4);

fn serve(folder: &Folder) -> (Running, Api) {
    let running = Running::start(folder, &ANY_PORT);
    let api = Api::at(&running.text("public_url"));
    (running, api)
}

#[tokio::test]
async fn it_prints_where_it_listens_is_ready_then_and_ends_well_when_it_is_told_to() {
    for signal in ["TERM", "INT"] {
        let folder = Folder::new();
        let (running, api) = serve(&folder);
        let listen: SocketAddr = running.text("listen").parse().unwrap();
        assert!(listen.ip().is_loopback() && listen.port() != 0, "{listen}");
        assert_eq!(running.text("public_url"), format!("http://localhost:{}", listen.port()));
        let setup_link = running.text("setup_link");
        assert!(setup_link.starts_with(&format!("http://localhost:{}/console/welcome#pfl_", listen.port())));
        assert_eq!(running.printed.as_object().unwrap().len(), 3);
        assert_eq!(api.status("/healthz").await, 200);
        assert_eq!(api.status("/readyz").await, 200);
        running.signal(signal);
        let (status, rest) = running.wait();
        assert_eq!((status.code(), rest.as_str()), (Some(0), ""), "{signal}");
    }
}

#[tokio::test]
async fn apps_and_keys_that_are_made_beside_it_work_at_once() {
    let folder = Folder::new();
    let (running, api) = serve(&folder);
    for _ in 0..3 {
        let app = folder.json("passflex app create --name Shop --origin https://example.com --json");
        let app = app["id"].as_str().unwrap();
        assert_eq!(api.status_with(app, "pfk_none").await, 401);
        let key = folder.json(&format!("passflex key create --app {app} --name backend --json"));
        assert_eq!(api.status_with(app, key["key"].as_str().unwrap()).await, 200);
    }
    running.stop();
}

#[tokio::test]
async fn a_key_that_is_revoked_beside_it_is_refused_within_two_seconds() {
    let folder = Folder::new();
    let (running, api) = serve(&folder);
    let app = folder.json("passflex app create --name Shop --origin https://example.com --json");
    let app = app["id"].as_str().unwrap();
    let made = folder.json(&format!("passflex key create --app {app} --name backend --json"));
    let key = made["key"].as_str().unwrap();
    assert_eq!(api.status_with(app, key).await, 200);

    folder.json(&format!("passflex key revoke --app {app} {} --json", made["id"].as_str().unwrap()));
    let revoked = Instant::now();
    while api.status_with(app, key).await == 200 {
        assert!(revoked.elapsed() < REVOKED_WITHIN, "the key still works");
    }
    assert_eq!(api.status_with(app, key).await, 401);
    running.stop();
}

#[tokio::test]
async fn an_origin_that_is_taken_away_beside_it_is_refused_within_two_seconds() {
    let folder = Folder::new();
    let (running, api) = serve(&folder);
    let app = folder
        .json("passflex app create --name Shop --origin https://a.example.com --rp-id example.com --json");
    let app = app["id"].as_str().unwrap();
    assert_eq!(api.start_from(app, "https://a.example.com").await, 200);

    folder.json(&format!("passflex app update {app} --origin https://b.example.com --json"));
    let changed = Instant::now();
    while api.start_from(app, "https://a.example.com").await == 200 {
        assert!(changed.elapsed() < REVOKED_WITHIN, "the origin is still let through");
    }
    assert_eq!(api.start_from(app, "https://a.example.com").await, 403);
    assert_eq!(api.start_from(app, "https://b.example.com").await, 200);
    running.stop();
}

#[tokio::test]
async fn variables_and_a_file_configure_it_like_flags() {
    let folder = Folder::new();
    let by_variable = [
        ("PASSFLEX_LISTEN", "127.0.0.1:0"),
        ("PASSFLEX_PUBLIC_URL", "https://passkeys.example.com"),
        ("PASSFLEX_DATABASE", "sqlite:variable.db"),
        ("PASSFLEX_RATE_LIMITS", "off"),
    ];
    let running = Running::start_with(&folder, &["serve"], &by_variable);
    assert_eq!(running.text("public_url"), "https://passkeys.example.com");
    assert!(folder.file("variable.db").exists());
    running.stop();

    let file = "listen = \"127.0.0.1:0\"\npublic_url = \"https://file.example.com\"\ndatabase = \"sqlite:file.db\"\n\
                rate_limits = \"off\"\n";
    fs::write(folder.file("passflex.toml"), file).unwrap();
    let running = Running::start(&folder, &["serve", "--config", "passflex.toml"]);
    assert_eq!(running.text("public_url"), "https://file.example.com");
    assert!(folder.file("file.db").exists());
    running.stop();

    let flags = ["serve", "--config", "passflex.toml", "--public-url", "https://flag.example.com"];
    let both = [("PASSFLEX_PUBLIC_URL", "https://variable.example.com")];
    let running = Running::start_with(&folder, &flags, &both);
    assert_eq!(running.text("public_url"), "https://flag.example.com");
    running.stop();
}

#[test]
fn a_port_that_is_taken_is_named() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let holder = TcpListener::bind(taken).unwrap();
    let outcome = folder.shell(&format!("passflex serve --listen {taken}"));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    let sentence =
        format!("passflex: cannot listen on {taken}; is something else there? Choose with --listen");
    assert!(outcome.stderr.contains(&sentence), "{}", outcome.stderr);
    drop(holder);
}

#[tokio::test]
async fn the_log_goes_to_standard_error_as_json_and_names_neither_key_nor_person() {
    let folder = Folder::new();
    let (running, api) = serve(&folder);
    let app = folder.json("passflex app create --name Shop --origin https://example.com --json");
    let app = app["id"].as_str().unwrap();
    let made = folder.json(&format!("passflex key create --app {app} --name backend --json"));
    let key = made["key"].as_str().unwrap();
    assert_eq!(api.status_with(app, key).await, 200);
    running.stop();

    let log = fs::read_to_string(folder.file("log")).unwrap();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let requests: Vec<_> = lines.iter().filter(|line| line["target"] == "passflex::access").collect();
    assert_eq!(requests.len(), 1, "{log}");
    assert_eq!((&requests[0]["app_id"], &requests[0]["status"]), (&app.into(), &200.into()));
    for secret in [key, "identifier", "ada", "Shop"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn when_a_key_was_last_used_is_known_after_the_server_has_ended() {
    let folder = Folder::new();
    let (running, api) = serve(&folder);
    let app = folder.json("passflex app create --name Shop --origin https://example.com --json");
    let app = app["id"].as_str().unwrap();
    let made = folder.json(&format!("passflex key create --app {app} --name backend --json"));
    assert_eq!(api.status_with(app, made["key"].as_str().unwrap()).await, 200);
    running.stop();
    let keys = folder.json(&format!("passflex key list --app {app} --json"));
    assert!(keys["keys"][0]["last_used_at"].is_string(), "{keys}");
}

#[tokio::test]
async fn both_kinds_of_keys_are_rotated_beside_it_and_it_goes_on() {
    let folder = Folder::new();
    let (running, api) = serve(&folder);
    let make = || {
        let app = folder.json("passflex app create --name Shop --origin https://example.com --json");
        app["id"].as_str().unwrap().to_owned()
    };
    let old = make();
    assert_eq!(api.start_from(&old, "https://example.com").await, 200);
    for rotate in [
        "master-key rotate --yes",
        "sealing-key rotate --now --yes",
        "sealing-key rotate",
        "master-key rotate --yes",
    ] {
        folder.json(&format!("passflex {rotate} --json"));
        let new = make();
        for app in [&old, &new] {
            assert_eq!(api.start_from(app, "https://example.com").await, 200, "{rotate}");
        }
    }
    running.stop();
    assert_eq!(folder.json("passflex app list --json")["apps"].as_array().unwrap().len(), 5);
    assert_eq!(folder.mode("passflex.db.master-key"), 0o600);
}
