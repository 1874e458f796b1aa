//! The description of the HTTP interface (OpenAPI 3.1), made from the handlers and their types.
//!
//! `openapi.json` at the root of the repository is what this makes; a test keeps it so.

use std::collections::BTreeMap;

use passflex_api::ErrorBody;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema};

use crate::admin;
use crate::routes::{
    apps, authenticate, devices, events, health, register, transactions, user_list, users, verify,
};

/// The whole description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Passflex",
        description = "Adds passkeys to the login that an application already has. An app's backend calls the routes \
                       that take an API key; browsers and native apps call the others.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact(name = "Passflex", url = "https://github.com/passflex/passflex")
    ),
    servers((url = "/", description = "The server that this description comes from")),
    paths(
        transactions::create_register,
        transactions::create_authenticate,
        verify::verify,
        user_list::list,
        users::create,
        users::show,
        users::update,
        users::delete,
        users::activate,
        users::deactivate,
        devices::list,
        devices::rename,
        devices::revoke,
        events::list,
        apps::show,
        register::start,
        register::finish,
        authenticate::start,
        authenticate::finish,
        health::live,
        health::ready,
        admin::apps::list,
        admin::apps::create,
        admin::apps::show,
        admin::apps::update,
        admin::apps::delete,
        admin::counts::show,
        admin::users::list,
        admin::users::show,
        admin::users::update,
        admin::users::delete,
        admin::users::export,
        admin::users::rename_passkey,
        admin::users::revoke_passkey,
        admin::events::list,
        admin::events::csv,
        admin::events::ndjson,
        admin::events::show,
        admin::administrators::list,
        admin::administrators::show,
        admin::administrators::update,
        admin::administrators::make_recovery_link,
        admin::grants::set,
        admin::grants::remove,
        admin::invitations::list,
        admin::invitations::create,
        admin::invitations::revoke,
        admin::tokens::list,
        admin::tokens::revoke,
        admin::keys::list,
        admin::keys::create,
        admin::keys::rotate,
        admin::keys::revoke,
        admin::native_clients::list,
        admin::native_clients::create,
        admin::native_clients::update,
        admin::native_clients::delete,
        admin::native_clients::files,
        admin::audit::list,
        admin::audit::ndjson,
        admin::audit::list_of_app,
        admin::audit::ndjson_of_app,
    ),
    components(schemas(ErrorBody)),
    modifiers(&Credentials),
    tags(
        (name = "transactions", description = "Who is about to register or sign in, and who did"),
        (name = "users", description = "An app's people, their passkeys and what happened"),
        (name = "ceremonies", description = "What browsers and native apps run; without credentials"),
        (name = "server", description = "The server itself"),
        (name = "admin/apps", description = "Apps and their settings, for administrators"),
        (name = "admin/counts", description = "What an app's ceremonies come to over time"),
        (name = "admin/users", description = "An app's people and their passkeys, for administrators"),
        (name = "admin/events", description = "How an app's ceremonies ended, and why"),
        (name = "admin/team", description = "Administrators, invitations and tokens"),
        (name = "admin/keys", description = "The keys of apps' backends, for administrators"),
        (name = "admin/native-clients", description = "Apps' iOS and Android clients, for administrators"),
        (name = "admin/audit", description = "Who changed what, of the installation or of an app")
    )
)]
struct Description;

/// The description as JSON text that ends in a new line.
pub fn openapi_json() -> serde_json::Result<String> {
    Description::openapi().to_pretty_json().map(|text| text + "\n")
}

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = |description| {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description));
            SecurityScheme::Http(scheme.build())
        };
        if let Some(components) = &mut openapi.components {
            let api_key = bearer("An app's API key: `pfk_…`, made with `passflex key create`.");
            components.add_security_scheme("api_key", api_key);
            let admin_token = bearer(
                "An administrator's token: `pfa_…`, made in the console or with `passflex admin token create`.",
            );
            components.add_security_scheme("admin_token", admin_token);
        }
    }
}

/// What may come back instead of a success from routes that take an API key.
pub(crate) struct BackendRefusals;

/// What may come back instead of a success from routes that browsers and native apps call.
pub(crate) struct PageRefusals;

/// What may come back instead of a success from routes that take an administrator's token.
pub(crate) struct AdminRefusals;

const SHARED: [(&str, &str); 5] = [
    ("400", "`invalid_request`: something about the request is wrong, and the sentence says what"),
    ("404", "`…_not_found`: there is no such thing, for this app"),
    ("413", "`body_too_large`"),
    ("500", "`internal_server_error`: report the request id"),
    ("503", "`service_unavailable`: the database is away or overloaded; see `Retry-After`"),
];

impl IntoResponses for BackendRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            ("401", "`invalid_access_token`: the API key is missing or no good; `invalid_nonce`"),
            (
                "403",
                "`operation_not_allowed`, `cannot_create_transaction`: settings, scopes or the user's status forbid it",
            ),
            ("409", "`user_has_no_passkeys`, `user_already_exists`"),
        ];
        SHARED.into_iter().chain(own).map(refusal).collect()
    }
}

impl IntoResponses for AdminRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            ("401", "`invalid_admin_token`: the token is missing or no good"),
            (
                "403",
                "`operation_not_allowed`: the administrator's role, the token's scopes or a rule forbid it",
            ),
            ("409", "`last_administrator`, `user_already_exists`"),
        ];
        SHARED.into_iter().chain(own).map(refusal).collect()
    }
}

impl IntoResponses for PageRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            (
                "401",
                "`webauthn_login_failed`, `discoverable_login_failed`: the passkey could not be verified",
            ),
            ("403", "`operation_not_allowed`, `user_not_active`, `cannot_create_transaction`"),
            ("409", "`user_has_no_passkeys`"),
            ("429", "`too_many_requests`: see `Retry-After`"),
        ];
        SHARED.into_iter().chain(own).map(refusal).collect()
    }
}

fn refusal((status, description): (&str, &str)) -> (String, RefOr<Response>) {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(ErrorBody::name()))).build();
    let response = ResponseBuilder::new().description(description).content("application/json", body).build();
    (status.to_owned(), RefOr::T(response))
}
