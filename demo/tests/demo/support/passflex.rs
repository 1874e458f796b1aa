//! A stand-in for Passflex: the management endpoints that the demo calls, as `flex-api` describes them, with the
//! browser's part played by the test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A handle on the stand-in.
#[derive(Clone)]
pub(crate) struct StandIn {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    is_down: bool,
    calls: usize,
    made: usize,
    /// By transaction id: kind and external id.
    transactions: BTreeMap<String, (&'static str, String)>,
    /// By nonce: kind, external id, transaction id.
    nonces: BTreeMap<String, (&'static str, String, Option<String>)>,
    /// By external id: device ids.
    devices: BTreeMap<String, Vec<String>>,
}

impl StandIn {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stand_in = Self { url, inner: Arc::default() };
        let app = Router::new()
            .route("/transactions/register", post(register))
            .route("/transactions/authenticate", post(authenticate))
            .route("/authenticate/verify", post(verify))
            .route("/users", get(users))
            .route("/users/{user}/devices", get(devices))
            .route("/users/{user}/devices/{device}", delete(revoke))
            .layer(from_fn_with_state(stand_in.clone(), at_the_door));
        let router = Router::new().nest("/v1/apps/testapp", app).with_state(stand_in.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        stand_in
    }

    /// Plays the browser: carries a transaction out, and returns the nonce.
    pub(crate) fn carry_out(&self, transaction_id: &str) -> String {
        let mut inner = self.inner.lock().unwrap();
        let (kind, external_id) = inner.transactions.remove(transaction_id).unwrap();
        if kind == "register" {
            let device = inner.new_id("device");
            inner.devices.entry(external_id.clone()).or_default().push(device);
        }
        inner.new_nonce(kind, external_id, Some(transaction_id.to_owned()))
    }

    /// Plays the browser: someone picks a passkey of that account without a transaction.
    pub(crate) fn pick_passkey_of(&self, external_id: &str) -> String {
        self.inner.lock().unwrap().new_nonce("authenticate", external_id.to_owned(), None)
    }

    /// From now on every call fails.
    pub(crate) fn go_down(&self) {
        self.inner.lock().unwrap().is_down = true;
    }

    /// How many calls have arrived.
    pub(crate) fn calls(&self) -> usize {
        self.inner.lock().unwrap().calls
    }

    /// The devices of an account.
    pub(crate) fn devices_of(&self, external_id: &str) -> Vec<String> {
        self.inner.lock().unwrap().devices.get(external_id).cloned().unwrap_or_default()
    }
}

impl Inner {
    fn new_id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}-{}", self.made)
    }

    fn new_nonce(&mut self, kind: &'static str, external_id: String, transaction: Option<String>) -> String {
        let nonce = self.new_id("nonce");
        self.nonces.insert(nonce.clone(), (kind, external_id, transaction));
        nonce
    }

    fn begin(&mut self, kind: &'static str, body: &Value) -> Response {
        let external_id = body["external_id"].as_str().unwrap().to_owned();
        let id = self.new_id("transaction");
        self.transactions.insert(id.clone(), (kind, external_id));
        Json(json!({ "transaction_id": id })).into_response()
    }
}

fn refusal(status: u16, code: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (status, Json(json!({ "code": code, "error": "A sentence." }))).into_response()
}

async fn at_the_door(State(stand_in): State<StandIn>, request: Request, next: Next) -> Response {
    let is_down = {
        let mut inner = stand_in.inner.lock().unwrap();
        inner.calls += 1;
        inner.is_down
    };
    if is_down {
        return refusal(503, "service_unavailable");
    }
    if request.headers().get(header::AUTHORIZATION).is_none_or(|key| key != "Bearer pfk_test") {
        return refusal(401, "invalid_access_token");
    }
    next.run(request).await
}

async fn register(State(stand_in): State<StandIn>, Json(body): Json<Value>) -> Response {
    assert!(body["passkey_display_name"].is_string());
    stand_in.inner.lock().unwrap().begin("register", &body)
}

async fn authenticate(State(stand_in): State<StandIn>, Json(body): Json<Value>) -> Response {
    match stand_in.devices_of(body["external_id"].as_str().unwrap()) {
        devices if devices.is_empty() => refusal(404, "user_not_found"),
        _ => stand_in.inner.lock().unwrap().begin("authenticate", &body),
    }
}

async fn verify(State(stand_in): State<StandIn>, Json(body): Json<Value>) -> Response {
    let nonce = body["nonce"].as_str().unwrap();
    let Some(found) = stand_in.inner.lock().unwrap().nonces.remove(nonce) else {
        return refusal(401, "invalid_nonce");
    };
    let (kind, external_id, transaction_id) = found;
    let is = json!({ "kind": kind, "external_id": external_id, "transaction_id": transaction_id });
    let expected = body["expect"].as_object().unwrap();
    if expected.iter().any(|(name, value)| is[name] != *value) {
        return refusal(401, "invalid_nonce");
    }
    Json(is).into_response()
}

async fn users(State(stand_in): State<StandIn>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    assert_eq!(query["limit"], "1");
    let id = &query["identifier"];
    let known = stand_in.inner.lock().unwrap().devices.contains_key(id);
    let users = if known { vec![json!({ "id": format!("user-{id}") })] } else { vec![] };
    Json(json!({ "users": users })).into_response()
}

async fn devices(State(stand_in): State<StandIn>, Path(user): Path<String>) -> Response {
    let ids = stand_in.devices_of(user.strip_prefix("user-").unwrap());
    let device = |id| {
        json!({ "id": id, "cred_id": "AAAA", "friendly_name": "Bit & Key", "type": "passkey",
            "created_at": "2026-01-02T03:04:05.678Z", "last_login_at": "2026-02-03T04:05:06Z",
            "updated_at": "2026-02-03T04:05:06Z", "usage_count": 2, "icons": { "light": null, "dark": null } })
    };
    let devices: Vec<Value> = ids.into_iter().map(device).collect();
    Json(json!({ "devices": devices })).into_response()
}

async fn revoke(State(stand_in): State<StandIn>, Path((user, device)): Path<(String, String)>) -> Response {
    let mut inner = stand_in.inner.lock().unwrap();
    let devices = inner.devices.entry(user.strip_prefix("user-").unwrap().to_owned()).or_default();
    let before = devices.len();
    devices.retain(|id| *id != device);
    if devices.len() == before { refusal(404, "device_not_found") } else { StatusCode::OK.into_response() }
}
