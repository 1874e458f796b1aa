//! A server of a test's own.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use passflex_flex::store::sqlite::{OpenOptions, SqliteStore};
use passflex_flex::{Clock, Flex, MasterKey, Providers, SystemRandom};
use passflex_server::{AppState, ServerConfig, router, serve};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Answer, TestClock};

/// The real router on a free port of loopback, over a SQLite file that is deleted with it.
pub(crate) struct Server {
    pub(crate) flex: Arc<Flex>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) address: SocketAddr,
    http: reqwest::Client,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    serving: Mutex<Option<JoinHandle<std::io::Result<()>>>>,
    // Last: the database's files before their folder.
    folder: TempDir,
}

impl Server {
    /// Without rate limits, on a clock that the test moves.
    pub(crate) async fn start() -> Self {
        let config = ServerConfig {
            rate_limits: false,
            public_url: None,
            console_origin: None,
            trusted_proxies: Vec::new(),
        };
        Self::start_with(&config).await
    }

    /// On a clock that the test moves.
    pub(crate) async fn start_with(config: &ServerConfig) -> Self {
        let clock = TestClock::far_ahead();
        let shown: Arc<dyn Clock> = Arc::clone(&clock) as _;
        Self::start_on(config, clock, shown).await
    }

    /// On the clock `shown`, which need not be one that the test moves.
    pub(crate) async fn start_on(
        config: &ServerConfig,
        clock: Arc<TestClock>,
        shown: Arc<dyn Clock>,
    ) -> Self {
        Self::start_as(config, clock, shown, Providers::default()).await
    }

    /// With an operator's list of providers, on a clock that the test moves.
    pub(crate) async fn start_with_providers(config: &ServerConfig, json: &str) -> Self {
        let clock = TestClock::far_ahead();
        let shown: Arc<dyn Clock> = Arc::clone(&clock) as _;
        Self::start_as(config, clock, shown, Providers::from_json(json.as_bytes()).unwrap()).await
    }

    async fn start_as(
        config: &ServerConfig,
        clock: Arc<TestClock>,
        shown: Arc<dyn Clock>,
        providers: Providers,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let store = SqliteStore::open(&folder.path().join("passflex.db"), OpenOptions::default()).unwrap();
        let master_key = MasterKey::generate(&SystemRandom).unwrap();
        let flex = Flex::open(Arc::new(store), shown, Arc::new(SystemRandom), master_key).await.unwrap();
        let flex = Arc::new(flex.with_providers(providers));

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, asked) = oneshot::channel::<()>();
        let app = router(AppState::new(Arc::clone(&flex), config));
        let serving = tokio::spawn(serve(listener, None, app, async {
            // An error means that nobody will ask any more.
            let _ = asked.await;
        }));
        Self {
            flex,
            clock,
            address,
            http: reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap(),
            stop: Mutex::new(Some(stop)),
            serving: Mutex::new(Some(serving)),
            folder,
        }
    }

    /// A request to be filled in; `path` is sent as it stands.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http.request(method, format!("http://{}{path}", self.address))
    }

    /// The answer to a `GET` of this path.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request("GET", path)).await
    }

    /// Where the database file is.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("passflex.db")
    }

    /// Asks it to stop. What comes back is its end.
    pub(crate) fn stop(&self) -> JoinHandle<std::io::Result<()>> {
        self.stop.lock().unwrap().take().unwrap().send(()).unwrap();
        self.serving.lock().unwrap().take().unwrap()
    }
}
