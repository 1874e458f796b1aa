//! Passflex and its demo site with a clock that a test moves: ten minutes pass when the test says so.
//!
//! The server is the one that ships, down to its router; only the clock is another. Nothing of this is part of what
//! ships. It prints where it is as one JSON object, as `passflex dev --json` does, then obeys `orders`, and stops at
//! SIGTERM.

mod clock;
mod history;
mod orders;
mod product;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use passflex_demo::DemoConfig;
use passflex_flex::Actor;
use passflex_server::{AppState, ServerConfig};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::clock::MovableClock;
use crate::orders::Ordered;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut terminate = signal(SignalKind::terminate())?;
    let folder = tempfile::tempdir()?;
    let clock = Arc::new(MovableClock::default());
    let (api, demo) = (listen()?, listen()?);
    let (api_url, demo_url) = (url(&api)?, url(&demo)?);

    let flex = Arc::new(product::open(folder.path(), clock.clone()).await?);
    let app = product::make_demo_app(&flex, &demo_url).await?;
    let config = DemoConfig {
        passflex_url: api_url.clone(),
        api_url: None,
        app_id: app.id.clone(),
        api_key: app.api_key,
        database: folder.path().join("demo.db"),
        public_url: demo_url.clone(),
    };
    demo.set_nonblocking(true)?;
    let (stopping, stop) = watch::channel(false);
    let console_origin = flex.open_console(&api_url).await?;
    let setup = flex.setup_link(&Actor::system()).await?;
    let setup_link = setup.map(|secret| format!("{console_origin}/console/welcome#{}", secret.expose()));
    let server_config = ServerConfig {
        rate_limits: true,
        public_url: Some(api_url.clone()),
        console_origin: Some(console_origin),
        trusted_proxies: Vec::new(),
    };
    let router = passflex_server::router(AppState::new(flex, &server_config));
    let api = passflex_server::serve(api, None, router, stopped(stop.clone()));
    let demo = passflex_demo::serve(config, tokio::net::TcpListener::from_std(demo)?, stopped(stop));

    orders::tell(&json!({ "api": api_url, "demo": demo_url, "app_id": app.id, "setup_link": setup_link }));
    orders::obey(Ordered { clock, database: folder.path().join(product::DATABASE), app_id: app.id });
    let told_to_stop = async {
        terminate.recv().await;
        stopping.send_replace(true);
    };
    let (api, demo, ()) = tokio::join!(api, demo, told_to_stop);
    api?;
    demo
}

/// A free port of this machine's.
fn listen() -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
}

fn url(listener: &TcpListener) -> std::io::Result<String> {
    Ok(format!("http://localhost:{}", listener.local_addr()?.port()))
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it whoever could ask for more.
    let _ = stop.wait_for(|stop| *stop).await;
}
