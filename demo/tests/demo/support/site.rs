//! A demo of one's own for every test: a free port, a new database, a new stand-in.

use std::time::Duration;

use passflex_demo::{DemoConfig, serve};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Browser, PASSWORD, StandIn};

pub(crate) struct Site {
    pub(crate) origin: String,
    pub(crate) passflex: StandIn,
    folder: TempDir,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<anyhow::Result<()>>,
}

/// Starts a demo.
pub(crate) async fn start() -> Site {
    let passflex = StandIn::start().await;
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let config = DemoConfig {
        passflex_url: "http://passkeys.example:8080".to_owned(),
        api_url: Some(passflex.url.clone()),
        app_id: "testapp".to_owned(),
        api_key: "pfk_test".into(),
        database: folder.path().join("deep/down/demo.db"),
        public_url: origin.clone(),
    };
    let (stop, stopped) = oneshot::channel();
    let serving = tokio::spawn(serve(config, listener, async {
        let _ = stopped.await;
    }));
    Site { origin, passflex, folder, stop, serving }
}

impl Site {
    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.origin)
    }

    /// A browser that has just signed up.
    pub(crate) async fn signed_up(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        browser.get("/sign-up").await;
        let answer = browser.post("/sign-up", &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location()), (303, "/welcome"));
        browser.get("/welcome").await;
        browser
    }

    /// A browser that has just signed up and added a passkey.
    pub(crate) async fn with_passkey(&self, name: &str) -> Browser {
        let browser = self.signed_up(name).await;
        let started = browser.call("/passkeys/register/start", serde_json::json!({})).await;
        let nonce = self.passflex.carry_out(started.transaction_id());
        let finished = browser.call("/passkeys/register/finish", serde_json::json!({ "nonce": nonce })).await;
        assert_eq!(finished.json(), serde_json::json!({ "location": "/account?done=passkey-added" }));
        browser
    }

    /// The database file, for looking at it and for moving its clocks.
    pub(crate) fn database(&self) -> Connection {
        Connection::open(self.folder.path().join("deep/down/demo.db")).unwrap()
    }

    /// What Passflex knows the account by.
    pub(crate) fn external_id(&self, name: &str) -> String {
        let sql = "SELECT id FROM accounts WHERE name = ?1";
        self.database().query_row(sql, [name], |row| row.get(0)).unwrap()
    }

    /// Tells the demo to stop, and waits until it has.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(10), self.serving).await.unwrap().unwrap().unwrap();
    }
}
