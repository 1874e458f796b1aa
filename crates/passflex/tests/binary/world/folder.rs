//! A folder to run the program in.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// An empty folder, deleted in the end, in which the program starts with no configuration of anybody's.
pub(crate) struct Folder(TempDir);

/// How a command ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Nine bits of a file's mode.
    pub(crate) fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.file(name)).unwrap().permissions().mode() & 0o777
    }

    /// A command in this folder: `passflex` is in its path, and of the variables only that.
    pub(crate) fn command(&self, program: &str) -> Command {
        let ours = Path::new(env!("CARGO_BIN_EXE_passflex")).parent().unwrap();
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", ours.display());
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_clear().env("PATH", path).stdin(Stdio::null());
        command
    }

    /// Runs a line as a shell does.
    pub(crate) fn shell(&self, line: &str) -> Outcome {
        let output = self.command("sh").args(["-c", line]).output().unwrap();
        Outcome {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a line that succeeds and prints one JSON object.
    pub(crate) fn json(&self, line: &str) -> Value {
        let outcome = self.shell(line);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{line}");
        serde_json::from_str(&outcome.stdout).unwrap()
    }
}
