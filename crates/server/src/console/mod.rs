//! `/console`: where administrators set Passflex up, and find out why a sign-in failed.
//!
//! Pages are rendered here, from templates in `templates/console/`, and work without JavaScript, except for the passkey
//! ceremonies, which need it. A request passes `headers`, `session` (who is signed in) and `forgery`, then an extractor
//! that says what its page demands, then its handler in `pages/`, which calls the same verbs of `flex` as the admin API.

mod address;
mod assets;
mod charts;
mod done;
mod failure;
mod forgery;
mod form;
mod headers;
mod html;
mod next_page;
mod page;
mod pages;
mod presence;
mod session;
mod site;

pub(crate) use site::ConsoleSite;
pub use site::welcome_url;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};

use self::failure::Failure;
use self::pages::{
    account, apps, audit, clients, confirm, dashboard, delete_app, event, events, keys, new_app, settings,
    sign_in, sign_out, team, try_it, user, users, welcome,
};
use crate::rate_limit::rate_limit;
use crate::state::AppState;

/// Every address of the console.
pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let pages = Router::new()
        .route("/console", get(async || Redirect::to("/console/apps")))
        .route("/console/apps", get(apps::list))
        .route("/console/apps/{app_id}", get(dashboard::show))
        .route("/console/apps/{app_id}/try", get(try_it::show))
        .route("/console/apps/{app_id}/try/origin", post(try_it::add_origin))
        .route("/console/apps/{app_id}/try/transactions/register", post(try_it::create_register))
        .route("/console/apps/{app_id}/try/transactions/authenticate", post(try_it::create_authenticate))
        .route("/console/apps/{app_id}/try/authenticate/verify", post(try_it::verify))
        .route("/console/apps/new", get(new_app::show).post(new_app::submit))
        .route("/console/apps/{app_id}/start", get(new_app::code))
        .route("/console/apps/{app_id}/settings", get(settings::show).post(settings::submit))
        .route("/console/apps/{app_id}/keys", get(keys::list).post(keys::create))
        .route("/console/apps/{app_id}/keys/{key_id}/rotate", post(keys::rotate))
        .route("/console/apps/{app_id}/keys/{key_id}/revoke", post(keys::revoke))
        .route("/console/apps/{app_id}/clients", get(clients::list))
        .route("/console/apps/{app_id}/clients/apple", post(clients::create_apple))
        .route("/console/apps/{app_id}/clients/android", post(clients::create_android))
        .route("/console/apps/{app_id}/clients/apple-app-site-association", get(clients::association))
        .route("/console/apps/{app_id}/clients/assetlinks.json", get(clients::links))
        .route("/console/apps/{app_id}/clients/{client_id}", post(clients::update))
        .route("/console/apps/{app_id}/clients/{client_id}/delete", post(clients::delete))
        .route("/console/apps/{app_id}/delete", get(delete_app::show).post(delete_app::submit))
        .route("/console/apps/{app_id}/users", get(users::list))
        .route("/console/apps/{app_id}/users/{user_id}", get(user::show))
        .route("/console/apps/{app_id}/users/{user_id}/status", post(user::set_status))
        .route("/console/apps/{app_id}/users/{user_id}/delete", post(user::delete))
        .route("/console/apps/{app_id}/users/{user_id}/export", post(user::export))
        .route(
            "/console/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}/rename",
            post(user::rename_passkey),
        )
        .route(
            "/console/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}/revoke",
            post(user::revoke_passkey),
        )
        .route("/console/apps/{app_id}/events", get(events::list))
        .route("/console/apps/{app_id}/events/newer", get(events::newer))
        .route("/console/apps/{app_id}/events.csv", get(events::csv))
        .route("/console/apps/{app_id}/events.ndjson", get(events::ndjson))
        .route("/console/apps/{app_id}/events/{event_id}", get(event::show))
        .route("/console/team", get(team::list))
        .route("/console/team/invite", post(team::invite))
        .route("/console/team/invitations/{invitation_id}/revoke", post(team::revoke_invitation))
        .route("/console/team/{admin_id}", get(team::member::show))
        .route("/console/team/{admin_id}/rename", post(team::member::rename))
        .route("/console/team/{admin_id}/status", post(team::member::set_status))
        .route("/console/team/{admin_id}/grants", post(team::member::set_grant))
        .route("/console/team/{admin_id}/grants/remove", post(team::member::remove_grant))
        .route("/console/team/{admin_id}/recover", post(team::member::recover))
        .route("/console/account", get(account::show))
        .route("/console/account/passkeys/start", post(account::passkeys::start))
        .route("/console/account/passkeys/finish", post(account::passkeys::finish))
        .route("/console/account/passkeys/{passkey_id}/rename", post(account::passkeys::rename))
        .route("/console/account/passkeys/{passkey_id}/remove", post(account::passkeys::remove))
        .route("/console/account/sessions/end-others", post(account::sessions::end_others))
        .route("/console/account/sessions/{session_id}/end", post(account::sessions::end))
        .route("/console/account/tokens", post(account::tokens::create))
        .route("/console/account/tokens/{token_id}/revoke", post(account::tokens::revoke))
        .route("/console/audit", get(audit::show))
        .route("/console/audit.ndjson", get(audit::export))
        .route("/console/sign-out", post(sign_out::submit))
        .route("/console/confirm", get(confirm::show))
        .route("/console/confirm/start", post(confirm::start))
        .route("/console/confirm/finish", post(confirm::finish));

    // What nobody has to be signed in for.
    let doors = Router::new()
        .route("/console/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/console/welcome", get(welcome::show))
        .route("/console/welcome/start", post(welcome::start))
        .route("/console/welcome/finish", post(welcome::finish))
        .layer(from_fn_with_state(state.clone(), rate_limit));

    pages
        .merge(doors)
        .route("/console/{*rest}", get(async || Failure::NotFound))
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .layer(from_fn_with_state(state.clone(), forgery::same_origin_only))
        .layer(from_fn_with_state(state.clone(), session::recognise))
        .route("/console/assets/{file}", get(assets::file))
        .layer(from_fn(headers::protect))
}
