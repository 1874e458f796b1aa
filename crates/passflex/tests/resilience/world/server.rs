//! A server: `passflex serve` in a process of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
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
    child: Mutex<Child>,
    /// Where it is.
    pub(crate) url: String,
}

impl Server {
    /// Starts one, and waits until it says where it is.
    pub(crate) fn start(installation: &Installation) -> Self {
        Self::start_as(installation, installation.command(&SERVE))
    }

    /// The same with a command that was prepared, for example with limits.
    pub(crate) fn start_as(installation: &Installation, mut command: Command) -> Self {
        let log = installation.file(&format!("log-{}", STARTED.fetch_add(1, Ordering::Relaxed)));
        let mut child = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let printed: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("it printed {line:?} and said {}", fs::read_to_string(&log).unwrap()));
        let url = format!("http://{}", printed["listen"].as_str().unwrap());
        Self { child: Mutex::new(child), url }
    }

    /// The command that starts one, behind a program that ends by running its arguments.
    pub(crate) fn behind(mut program: Command, installation: &Installation) -> Command {
        let server = installation.command(&SERVE);
        program.current_dir(server.get_current_dir().unwrap()).stdin(Stdio::null());
        program.arg(server.get_program()).args(server.get_args());
        program
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child().id()
    }

    /// Starts one and kills it before it has said anything, after `patience` looks at whether it still runs.
    pub(crate) fn start_and_kill(installation: &Installation, patience: u32) {
        let mut command = installation.command(&SERVE);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        for _ in 0..patience {
            assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Ends it with SIGKILL: it has no time for another instruction.
    pub(crate) fn kill(&self) {
        let mut child = self.child();
        // An error means that it has ended already.
        let _ = child.kill();
        child.wait().unwrap();
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
