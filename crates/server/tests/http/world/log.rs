//! What the server writes into its log.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, Once};

use serde_json::Value;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

thread_local! {
    static CAPTURED: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// The log of a test, which runs on one thread with its server.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

/// Ends a capture when it is dropped.
pub(crate) struct Capture;

impl Drop for Capture {
    fn drop(&mut self) {
        CAPTURED.set(None);
    }
}

impl Log {
    /// Keeps everything that Passflex logs on this thread, down to the smallest detail, until the guard is dropped.
    ///
    /// One subscriber serves all threads: with one for each, tracing may remember from another thread that nobody
    /// listens.
    pub(crate) fn capture() -> (Self, Capture) {
        static SUBSCRIBER: Once = Once::new();
        SUBSCRIBER.call_once(|| {
            tracing_subscriber::fmt()
                .json()
                .flatten_event(true)
                .with_env_filter(EnvFilter::new("passflex=trace"))
                .with_writer(ThisThread)
                .init();
        });
        let log = Self::default();
        CAPTURED.set(Some(log.clone()));
        (log, Capture)
    }

    /// All of it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines of the access log.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let lines = self.text();
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["target"] == "passflex::access").collect()
    }
}

/// Writes to the log that this thread captures, if it does.
#[derive(Clone, Copy)]
struct ThisThread;

impl Write for ThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        CAPTURED.with_borrow(|captured| {
            if let Some(log) = captured {
                log.0.lock().unwrap().extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for ThisThread {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        *self
    }
}
