//! A small server-rendered site with password login, to which passkeys were added with Passflex.
//!
//! It is a sample to copy from. [`passflex`] is its whole backend side of Passflex, `static/passkeys.js` the whole
//! browser side; everything else is a site as you may already have one. `README.md` says what goes where.

mod attempts;
mod config;
mod database;
mod failure;
mod pages;
pub mod passflex;
mod passkeys;
mod passwords;
mod routes;
mod secrets;
mod security;
mod step_up;

use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use config::DemoConfig;

use attempts::Attempts;
use config::Site;
use database::Database;
use passflex::Passflex;
use passwords::Passwords;

/// How long requests that are under way may still take once the demo is told to stop.
const DRAIN: Duration = Duration::from_secs(5);

/// What every handler shares.
struct Demo {
    site: Site,
    database: Database,
    passflex: Passflex,
    passwords: Passwords,
    attempts: Attempts,
}

/// Serves the demo on `listener` until `shutdown` resolves, and then for at most five seconds more.
///
/// Passflex need not be up: without it the site offers passwords alone. Fails if the configuration does not make
/// sense, or the database cannot be opened.
pub async fn serve(
    config: DemoConfig,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let api_url = config.api_url.as_ref().unwrap_or(&config.passflex_url);
    let demo = Demo {
        site: Site::new(&config)?,
        database: Database::open(&config.database)?,
        passflex: Passflex::new(api_url, &config.app_id, config.api_key)?,
        passwords: Passwords::new()?,
        attempts: Attempts::new(),
    };
    let (stopping, stopped) = oneshot::channel();
    let shutdown = async move {
        shutdown.await;
        // The receiver is gone only when serving has ended by itself.
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, routes::router(Arc::new(demo))).with_graceful_shutdown(shutdown);
    let out_of_time = async {
        match stopped.await {
            Ok(()) => tokio::time::sleep(DRAIN).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        result = serving.into_future() => result?,
        () = out_of_time => tracing::warn!("stopped with requests still under way"),
    }
    Ok(())
}
