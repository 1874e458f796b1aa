//! Outages of a disk.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::story::survive;
use crate::world::{Caller, Installation, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_and_has_room_again_is_survived() {
    let Some(disk) = SmallDisk::mount() else {
        println!(
            "A small disk cannot be mounted: that takes root's rights. A limit on files stands in for it."
        );
        return file_sizes_at_their_limit().await;
    };
    let installation = Installation::sqlite_in(disk.path());
    let server = Server::start(&installation);
    let filler = disk.path().join("filler");
    survive(&Caller::of(&installation, &[&server]), || fill(&filler), || fs::remove_file(&filler).unwrap())
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_may_not_grow_any_more_and_then_may_again_are_survived() {
    file_sizes_at_their_limit().await;
}

async fn file_sizes_at_their_limit() {
    let installation = Installation::sqlite();
    // Without the trap the signal that comes with the limit would end it.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
    let server = Server::start_as(&installation, Server::behind(command, &installation));
    let limit = |limit: &str| {
        let (id, limit) = (server.id().to_string(), format!("--fsize={limit}:unlimited"));
        assert!(Command::new("prlimit").args(["--pid", &id, &limit]).status().unwrap().success());
    };
    let log = fs::metadata(installation.file("passflex.db-wal")).unwrap().len();
    survive(&Caller::of(&installation, &[&server]), || limit(&log.to_string()), || limit("unlimited")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_and_comes_back_is_survived() {
    let installation = Installation::sqlite();
    let server = Server::start(&installation);
    let (here, away) = (installation.file("passflex.db"), installation.file("away"));
    survive(
        &Caller::of(&installation, &[&server]),
        || fs::rename(&here, &away).unwrap(),
        || fs::rename(&away, &here).unwrap(),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_turn_read_only_under_a_server_and_back_are_survived() {
    let installation = Installation::sqlite();
    let server = Server::start(&installation);
    let files = ["passflex.db", "passflex.db-wal"].map(|name| installation.file(name));
    let change = |change: &str| Command::new("chattr").arg(change).args(&files).status();
    // A file system that is in use is not mounted read-only; what it does to a file in need is this.
    if !change("+i").is_ok_and(|status| status.success()) {
        println!(
            "Files cannot be made immutable: that takes root's rights. A limit on them stands in for it."
        );
        return file_sizes_at_their_limit().await;
    }
    assert!(change("-i").unwrap().success());
    survive(
        &Caller::of(&installation, &[&server]),
        || assert!(change("+i").unwrap().success()),
        || assert!(change("-i").unwrap().success()),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_does_not_start_on_a_read_only_file_system_and_says_why() {
    let Some(disk) = SmallDisk::mount() else {
        println!(
            "A small disk cannot be mounted: that takes root's rights. A limit on files stands in for it."
        );
        return file_sizes_at_their_limit().await;
    };
    let installation = Installation::sqlite_in(disk.path());
    disk.remount("ro");
    let output = installation.command(&["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let path = disk.path().join("passflex.db").display().to_string();
    let error = format!("cannot open the database {path}: the database {path} is read-only for this user");
    assert_eq!((output.status.code(), &said["error"]), (Some(1), &error.into()));

    disk.remount("rw");
    let server = Server::start(&installation);
    assert_eq!(Caller::of(&installation, &[&server]).server("/readyz").await.unwrap().status, 200);
}

/// A disk of a few megabytes, in memory.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(folder.path()).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{how}")]).arg(self.path());
        assert!(mount.status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a server may not have ended yet where a test failed.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// Writes a file until the disk has not a byte left.
fn fill(path: &PathBuf) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    for length in [64 * 1_024, 4_096, 1] {
        let chunk = vec![b'x'; length];
        while match file.write_all(&chunk) {
            Ok(()) => true,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::StorageFull);
                false
            }
        } {}
    }
}
