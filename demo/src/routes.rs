//! Every address of the demo.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use tower_http::timeout::TimeoutLayer;

use crate::Demo;
use crate::failure::{Failure, as_json, as_page};
use crate::pages::{account, assets, confirm, email, home, sign_in, sign_up};
use crate::passkeys::{register, sign_in as passkey_sign_in, step_up};
use crate::security::{introduce, protect, same_origin_only};

/// The largest body that any form here can make, with room to spare. A nonce and a transaction are about 2 KiB.
const BODY_LIMIT: usize = 16 * 1024;
const TIME_LIMIT: Duration = Duration::from_secs(15);

pub(crate) fn router(demo: Arc<Demo>) -> Router {
    // The site as it was before passkeys, except for the account page's list and the confirmation.
    let pages = Router::new()
        .route("/", get(home::show))
        .route("/sign-up", get(sign_up::show).post(sign_up::submit))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit_name))
        .route("/sign-in/password", post(sign_in::submit_password))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/welcome", get(account::welcome))
        .route("/account", get(account::show))
        .route("/account/passkeys/{passkey_id}/revoke", post(account::revoke_passkey))
        .route("/account/email", get(email::show).post(email::submit))
        .route("/confirm", get(confirm::show))
        .route("/confirm/password", post(confirm::submit_password))
        .fallback(async || Failure::NotFound);

    // What `static/passkeys.js` calls: each ceremony has a start, which opens a transaction, and a finish, which
    // takes the nonce.
    let passkeys = Router::new()
        .route("/passkeys/register/start", post(register::start))
        .route("/passkeys/register/finish", post(register::finish))
        .route("/passkeys/sign-in/start", post(passkey_sign_in::start))
        .route("/passkeys/sign-in/finish", post(passkey_sign_in::finish))
        .route("/passkeys/step-up/start", post(step_up::start))
        .route("/passkeys/step-up/finish", post(step_up::finish));

    let guarded = |router: Router<Arc<Demo>>| {
        router
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .layer(from_fn_with_state(Arc::clone(&demo), introduce))
            .layer(from_fn_with_state(Arc::clone(&demo), same_origin_only))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
    };
    guarded(pages)
        .layer(map_response(as_page))
        .merge(guarded(passkeys).layer(map_response(as_json)))
        .route("/static/{file}", get(assets::file))
        .layer(from_fn_with_state(Arc::clone(&demo), protect))
        .with_state(demo)
}
