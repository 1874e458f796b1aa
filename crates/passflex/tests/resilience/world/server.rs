//! A server: `passflex serve` in a process of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::Installation;

const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--rate-limits", "off"];

/// So that each server has a log of its own.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A server that has said where it is. Killed where a test ends before it.
pub(crate) struct Server {
    process: Process,
    /// Where it is.
    pub(crate) url: String,
}

/// A server that has not said yet where it is. Killed where a test ends before it.
pub(crate) struct Starting {
    process: Process,
    log: PathBuf,
}

impl Starting {
    /// Starts one, and does not wait for it.
    pub(crate) fn of(installation: &Installation) -> Self {
        Self::with(installation, Server::command(installation))
    }

    fn with(installation: &Installation, mut command: Command) -> Self {
        let log = installation.file(&format!("log-{}", STARTED.fetch_add(1, Ordering::Relaxed)));
        let child = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        Self { process: Process(Mutex::new(child)), log }
    }

    /// Waits until it says where it is.
    pub(crate) fn started(self) -> Server {
        let said = self.process.child().stdout.take().unwrap();
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).unwrap();
        let printed: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!("it printed {line:?} and said {}", fs::read_to_string(&self.log).unwrap())
        });
        let url = format!("http://{}", printed["listen"].as_str().unwrap());
        Server { process: self.process, url }
    }
}

impl Server {
    /// Starts one, and waits until it says where it is.
    pub(crate) fn start(installation: &Installation) -> Self {
        Self::start_as(installation, Self::command(installation))
    }

    /// The same with a command that was prepared, for example with limits.
    pub(crate) fn start_as(installation: &Installation, command: Command) -> Self {
        Starting::with(installation, command).started()
    }

    /// The command that starts one.
    pub(crate) fn command(installation: &Installation) -> Command {
        installation.command(&SERVE)
    }

    /// The command that starts one, behind a program that ends by running its arguments.
    pub(crate) fn behind(mut program: Command, installation: &Installation) -> Command {
        let server = Self::command(installation);
        program.current_dir(server.get_current_dir().unwrap()).stdin(Stdio::null());
        program.arg(server.get_program()).args(server.get_args());
        program
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.child().id()
    }

    /// Starts one and kills it before it has said anything, after `patience` looks at whether it still runs.
    pub(crate) fn start_and_kill(installation: &Installation, patience: u32) {
        let mut command = Self::command(installation);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        for _ in 0..patience {
            assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Ends it with SIGKILL: it has no time for another instruction.
    pub(crate) fn kill(&self) {
        self.process.kill();
    }
}

struct Process(Mutex<Child>);

impl Process {
    fn kill(&self) {
        let mut child = self.child();
        // An error means that it has ended already.
        let _ = child.kill();
        child.wait().unwrap();
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
