//! Steps: named, timed, one after the other. A step that fails does not keep the others from telling what they know.
#![expect(clippy::print_stderr, reason = "a program for people at a terminal")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The steps of a command, as they come.
#[derive(Debug)]
pub(crate) struct Steps {
    started: Instant,
    count: usize,
    failed: Vec<&'static str>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { started: Instant::now(), count: 0, failed: Vec::new() }
    }
}

impl Steps {
    /// Does a step, and says on standard error how it is called, how it went and how long it took.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> anyhow::Result<()>) {
        eprintln!("\n==> {name}");
        let started = Instant::now();
        let result = step();
        self.count += 1;
        let took = seconds(started.elapsed());
        match result {
            Ok(()) => eprintln!("==> {name}: ok, {took}"),
            Err(error) => {
                eprintln!("==> {name}: FAILED, {took}: {error:#}");
                self.failed.push(name);
            }
        }
    }

    /// Says how it all went, which is also the program's exit code.
    pub(crate) fn finish(self) -> ExitCode {
        let took = seconds(self.started.elapsed());
        if self.failed.is_empty() {
            eprintln!("\n{} steps ok, {took}", self.count);
            return ExitCode::SUCCESS;
        }
        eprintln!(
            "\n{} of {} steps FAILED, {took}: {}",
            self.failed.len(),
            self.count,
            self.failed.join(", ")
        );
        ExitCode::FAILURE
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_command_and_lets_the_next_one_run() {
        let mut steps = Steps::default();
        let mut ran = false;

        steps.run("first", || anyhow::bail!("no luck"));
        steps.run("second", || {
            ran = true;
            Ok(())
        });

        assert!(ran);
        assert_eq!(steps.failed, ["first"]);
        assert_eq!(steps.finish(), ExitCode::FAILURE);
    }

    #[test]
    fn a_command_without_a_failed_step_succeeds() {
        let mut steps = Steps::default();

        steps.run("only", || Ok(()));

        assert_eq!(steps.finish(), ExitCode::SUCCESS);
    }
}
