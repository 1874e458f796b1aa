//! The demo by itself, against any Passflex.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use passflex_demo::DemoConfig;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::signal;
use tracing_subscriber::EnvFilter;

/// A small site with password login, to which passkeys were added with Passflex.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Passflex as browsers reach it.
    #[arg(long, env = "PASSFLEX_URL", value_name = "URL", default_value = "http://localhost:8080")]
    passflex_url: String,
    /// Passflex as this process reaches it, if that is another way.
    #[arg(long, env = "PASSFLEX_API_URL", value_name = "URL")]
    api_url: Option<String>,
    /// The id of the Passflex app, as `passflex app create` printed it.
    #[arg(long, env = "PASSFLEX_APP_ID", value_name = "ID")]
    app_id: String,
    /// An API key of that app. Better given in the environment, where other users of the machine cannot see it.
    #[arg(long, env = "PASSFLEX_API_KEY", value_name = "KEY", hide_env_values = true)]
    api_key: SecretString,
    /// Where to listen.
    #[arg(long, env = "PASSFLEX_DEMO_LISTEN", value_name = "ADDR:PORT", default_value = "127.0.0.1:8081")]
    listen: String,
    /// This site as browsers reach it; its origin must be one of the app's. Default: http://localhost:PORT.
    #[arg(long, env = "PASSFLEX_DEMO_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// The SQLite file for accounts and sessions; made if it does not exist.
    #[arg(long, env = "PASSFLEX_DEMO_DATABASE", value_name = "PATH", default_value = ".passflex/demo.db")]
    database: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let options = Options::parse();
    let listener = TcpListener::bind(&options.listen).await.with_context(|| {
        format!("cannot listen on {}; choose another address with --listen", options.listen)
    })?;
    let port = listener.local_addr()?.port();
    let config = DemoConfig {
        passflex_url: options.passflex_url,
        api_url: options.api_url,
        app_id: options.app_id,
        api_key: options.api_key,
        database: options.database,
        public_url: options.public_url.unwrap_or_else(|| format!("http://localhost:{port}")),
    };
    tracing::info!(url = config.public_url, "the demo is at");
    passflex_demo::serve(config, listener, told_to_stop()).await
}

/// Resolves at Ctrl-C, and where there is such a thing, at SIGTERM.
async fn told_to_stop() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        () = interrupt => {}
        _ = terminate => {}
    }
}
