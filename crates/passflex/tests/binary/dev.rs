//! `passflex dev`.

use std::fs;
use std::net::TcpListener;

use crate::world::{Api, Folder, Running};

/// Ports that nobody is likely to use, each test its own. Taken ones are no fault: the next is taken then.
struct Ports {
    api: u16,
    demo: u16,
}

impl Ports {
    fn of_test(number: u16) -> Self {
        Self { api: 21_000 + number * 200, demo: 31_000 + number * 200 }
    }

    fn dev(&self, folder: &Folder, more: &[&str]) -> Running {
        let (api, demo) = (self.api.to_string(), self.demo.to_string());
        let arguments = [&["dev", "--port", &api, "--demo-port", &demo], more].concat();
        Running::start(folder, &arguments)
    }
}

/// The port that a URL ends with.
fn port(url: &str) -> u16 {
    url.rsplit_once(':').unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn it_prints_addresses_on_localhost_that_answer() {
    let folder = Folder::new();
    let running = Ports::of_test(0).dev(&folder, &[]);
    let (api, demo) = (running.text("api"), running.text("demo"));
    assert!(api.starts_with("http://localhost:") && demo.starts_with("http://localhost:"), "{api} {demo}");
    assert_eq!(running.text("health"), format!("{api}/readyz"));
    assert_eq!(running.text("console"), format!("{api}/console"));
    assert!(running.text("setup_link").starts_with(&format!("{api}/console/welcome#pfl_")));
    assert_eq!(running.printed.as_object().unwrap().len(), 7);
    assert_eq!(Api::at(&api).status("/console/sign-in").await, 200);
    assert_eq!(Api::at(&api).status("/readyz").await, 200);
    assert_eq!(Api::at(&api).status_with(&running.text("app_id"), &running.text("api_key")).await, 200);
    assert_eq!(Api::at(&api).start_from(&running.text("app_id"), &demo).await, 200);
    assert_eq!(Api::at(&demo).status("/").await, 200);
    running.stop();
}

#[tokio::test]
async fn ports_that_are_taken_are_passed_over_and_the_apps_origin_follows() {
    let folder = Folder::new();
    let ports = Ports::of_test(1);
    let first = ports.dev(&folder, &[]);
    let (former, app) = (first.text("demo"), first.text("app_id"));
    first.stop();

    let holders: Vec<_> =
        [ports.api, port(&former)].map(|port| TcpListener::bind(("127.0.0.1", port))).into();
    let second = ports.dev(&folder, &[]);
    let (api, demo) = (second.text("api"), second.text("demo"));
    assert!(port(&api) > ports.api && port(&demo) > port(&former), "{api} {demo}");
    assert_eq!(second.text("app_id"), app);
    assert_eq!(Api::at(&api).start_from(&app, &demo).await, 200);
    assert_eq!(Api::at(&api).start_from(&app, &former).await, 403);
    second.stop();
    drop(holders);
}

#[test]
fn a_restart_keeps_app_and_key_and_fresh_starts_over() {
    let folder = Folder::new();
    let ports = Ports::of_test(2);
    let first = ports.dev(&folder, &[]);
    let before = (first.text("app_id"), first.text("api_key"));
    first.stop();

    let again = ports.dev(&folder, &[]);
    assert_eq!((again.text("app_id"), again.text("api_key")), before);
    again.stop();

    let fresh = ports.dev(&folder, &["--fresh"]);
    assert_ne!(fresh.text("app_id"), before.0);
    assert_ne!(fresh.text("api_key"), before.1);
    fresh.stop();
    let apps = folder.json("passflex app list --database sqlite:.passflex/passflex.db --json");
    assert_eq!(apps["apps"].as_array().unwrap().len(), 1);
}

#[test]
fn fresh_removes_nothing_that_dev_did_not_make() {
    let folder = Folder::new();
    let ports = Ports::of_test(3);
    fs::create_dir_all(folder.file(".passflex/mine")).unwrap();
    let theirs = [".passflex/notes.txt", ".passflex/mine/thesis.txt", ".passflex/.gitignore"];
    for file in theirs {
        fs::write(folder.file(file), file).unwrap();
    }
    // Before dev has made its database there, and after.
    ports.dev(&folder, &["--fresh"]).stop();
    ports.dev(&folder, &["--fresh"]).stop();
    for file in theirs {
        assert_eq!(fs::read_to_string(folder.file(file)).unwrap(), file);
    }
}

#[test]
fn its_folder_is_not_for_git_and_its_secrets_are_for_nobody_else() {
    let folder = Folder::new();
    Ports::of_test(4).dev(&folder, &[]).stop();
    assert_eq!(fs::read_to_string(folder.file(".passflex/.gitignore")).unwrap(), "*\n");
    for file in ["passflex.db", "passflex.db.master-key", "demo.db", "dev.json"] {
        assert_eq!(folder.mode(&format!(".passflex/{file}")), 0o600, "{file}");
    }
}

#[test]
fn a_second_one_in_the_same_folder_is_sent_away() {
    let folder = Folder::new();
    let ports = Ports::of_test(5);
    let running = ports.dev(&folder, &[]);
    for command in ["passflex dev", "passflex dev --fresh"] {
        let outcome = folder.shell(command);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
        assert_eq!(
            outcome.stderr,
            "passflex: another `passflex dev` is running in this folder; stop it, or run this one in another folder\n"
        );
    }
    running.stop();
}
