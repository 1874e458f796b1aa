//! What is left on the disk.

use std::fs;
use std::process::{Child, Stdio};

use crate::world::Folder;

#[test]
fn what_a_command_makes_is_readable_by_its_owner_alone_whatever_the_umask() {
    let folder = Folder::new();
    let outcome = folder.shell("umask 000; passflex app create --name Shop --origin https://example.com");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    for entry in fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert_eq!(folder.mode(&name), 0o600, "{name}");
    }
    assert!(folder.file("passflex.db").exists() && folder.file("passflex.db.master-key").exists());
}

#[test]
fn commands_that_race_for_a_new_database_all_work_and_agree_on_its_master_key() {
    let folder = Folder::new();
    let commands: Vec<Child> = (0..8)
        .map(|number| {
            folder
                .command("passflex")
                .args([
                    "app",
                    "create",
                    "--name",
                    &format!("App {number}"),
                    "--origin",
                    "https://example.com",
                ])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for command in commands {
        let output = command.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
    }
    let apps = folder.json("passflex app list --json");
    let mut names: Vec<&str> =
        apps["apps"].as_array().unwrap().iter().map(|app| app["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["App 0", "App 1", "App 2", "App 3", "App 4", "App 5", "App 6", "App 7"]);
}

#[test]
fn a_key_is_nowhere_on_the_disk() {
    let folder = Folder::new();
    let app = folder.json("passflex app create --name Shop --origin https://example.com --json");
    let made = folder
        .json(&format!("passflex key create --app {} --name backend --json", app["id"].as_str().unwrap()));
    let key = made["key"].as_str().unwrap();
    // The first characters are kept, to recognise it by.
    let secret = &key.as_bytes()[10..];
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", path.display());
    }
}
