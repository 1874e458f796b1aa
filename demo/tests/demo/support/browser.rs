//! As much of a browser as the demo can tell: cookies, `Origin`, and the token of the page it is on.

use std::collections::BTreeMap;

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Url};
use serde_json::Value;

pub(crate) struct Browser {
    client: Client,
    site: String,
    /// What it sends as `Origin`; another site's when that site makes it send a request.
    pub(crate) origin: String,
    /// The token of the page that it is on.
    pub(crate) forgery_token: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new(site: &str) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let (site, origin) = (site.to_owned(), site.to_owned());
        Self { client, site, origin, forgery_token: String::new(), cookies: BTreeMap::new() }
    }

    /// Opens a page, and remembers its token.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.site));
        let answer = self.send(request).await;
        self.remember(&answer);
        let after = |mark: &str| Some(answer.body.split_once(mark)?.1.split_once('"')?.0.to_owned());
        let token =
            after("name=\"forgery-token\" content=\"").or_else(|| after("name=\"forgery_token\" value=\""));
        self.forgery_token = token.unwrap_or_default();
        answer
    }

    /// Submits a form of the page that it is on.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = Url::parse("http://form").unwrap();
        form.query_pairs_mut().extend_pairs(fields).append_pair("forgery_token", &self.forgery_token);
        let request = self
            .client
            .post(format!("{}{path}", self.site))
            .header(ORIGIN, &self.origin)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.query().unwrap_or_default().to_owned());
        let answer = self.send(request).await;
        self.remember(&answer);
        answer
    }

    /// Calls the site from a script of the page that it is on; keeps no cookies of the answer.
    pub(crate) async fn call(&self, path: &str, body: Value) -> Answer {
        let request = self
            .client
            .post(format!("{}{path}", self.site))
            .header(ORIGIN, &self.origin)
            .header("x-forgery-token", &self.forgery_token)
            .json(&body);
        self.send(request).await
    }

    /// As [`Browser::call`], and then goes on with the cookies of the answer.
    pub(crate) async fn call_and_follow(&mut self, path: &str, body: Value) -> Answer {
        let answer = self.call(path, body).await;
        self.remember(&answer);
        answer
    }

    /// Sends any request at all.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// A request to be filled in by hand.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.site))
    }

    /// Whether the account page opens.
    pub(crate) async fn is_signed_in(&mut self) -> bool {
        self.get("/account").await.status == 200
    }

    fn remember(&mut self, answer: &Answer) {
        for line in answer.headers.get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The transaction that a ceremony was started with.
    pub(crate) fn transaction_id(&self) -> &'static str {
        self.json()["transaction_id"].as_str().unwrap().to_owned().leak()
    }
}
