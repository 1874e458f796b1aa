//! A program that a step runs.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// A program with its arguments, ready to run.
#[derive(Debug)]
pub(crate) struct Program(Command);

impl Program {
    pub(crate) fn new<I>(name: impl AsRef<OsStr>, arguments: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let mut command = Command::new(name);
        command.args(arguments).stdin(Stdio::null());
        Self(command)
    }

    /// Runs it in a folder, not in the one that this program was started in.
    pub(crate) fn in_folder(mut self, folder: &std::path::Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Sets a variable of its environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Runs it to its end, with its output on our own. An error says how it was called and how it ended.
    pub(crate) fn run(mut self) -> anyhow::Result<()> {
        let status = self.0.status().with_context(|| format!("cannot run {}", self.line()))?;
        ensure!(status.success(), "{} ended with {status}", self.line());
        Ok(())
    }

    /// The same, with its standard output in a file, which is left as it was where the program fails.
    pub(crate) fn output_to(mut self, file: &std::path::Path) -> anyhow::Result<()> {
        let output = self.0.stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("cannot run {}", self.line()))?;
        ensure!(output.status.success(), "{} ended with {}", self.line(), output.status);
        std::fs::write(file, output.stdout).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Whether it runs and succeeds, without a word on our output.
    pub(crate) fn succeeds(mut self) -> bool {
        self.0.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// The program as somebody would type it.
    fn line(&self) -> String {
        let words = std::iter::once(self.0.get_program()).chain(self.0.get_args());
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn a_program_that_fails_is_named_with_its_arguments_and_its_status() {
        let error = Program::new("cargo", ["no-such-command"]).run().unwrap_err();

        assert_eq!(error.to_string(), "cargo no-such-command ended with exit status: 101");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = Program::new("passflex-no-such-program", ["--version"]).run().unwrap_err();

        assert_eq!(error.to_string(), "cannot run passflex-no-such-program --version");
        assert!(!Program::new("passflex-no-such-program", ["--version"]).succeeds());
    }
}
