//! An administrator's program, which calls the admin API.

use passflex_flex::AdminScope;
use reqwest::RequestBuilder;
use serde_json::Value;

use super::{Answer, Console};

/// A token on a server.
pub(crate) struct Program {
    pub(crate) console: Console,
    pub(crate) token: String,
}

impl Program {
    /// Of the first administrator, on a server of its own.
    pub(crate) async fn new() -> Self {
        let console = Console::start().await;
        let admin = console.set_up().await.admin().await;
        let token = console.token(&admin, &AdminScope::ALL).await;
        Self { console, token }
    }

    /// A request to be filled in.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.console.request(method, path).bearer_auth(&self.token)
    }

    /// The answer to a `GET` of this path.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request("GET", path)).await
    }

    /// The answer to a body.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(method, path).json(body)).await
    }
}
