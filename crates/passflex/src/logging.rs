//! The log: lines on standard error, with ids and never a secret.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::cli::LogFormat;

/// Starts the log. `PASSFLEX_LOG` sets its filter, for example `debug` or `warn,passflex::access=info`.
pub(crate) fn start(format: LogFormat, default_filter: &str) {
    let filter = EnvFilter::try_from_env("PASSFLEX_LOG").unwrap_or_else(|_| EnvFilter::new(default_filter));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).init(),
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).compact().init(),
    }
}
