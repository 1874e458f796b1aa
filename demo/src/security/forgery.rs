//! Protection against requests that another site makes a browser send.
//!
//! Two checks, either of which would do on its own in a browser without faults: the browser says that the request
//! comes from this origin, and the request carries a token that only a page of ours, given to this browser, contains.
//! They guard the pages before sign-in as well, and the hand-over of nonces most of all: an attacker who could make a
//! victim's browser hand in a nonce of the *attacker's* passkey would have the victim signed in as the attacker, and
//! filling the attacker's account with secrets.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Json, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::browser::Browser;
use crate::Demo;
use crate::failure::Failure;

/// Refuses whatever is not a plain reading of a page and does not come from this origin.
pub(crate) async fn same_origin_only(
    State(demo): State<Arc<Demo>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if !request.method().is_safe() && !is_same_origin(request.headers(), &demo.site.origin) {
        return Err(Failure::Forged);
    }
    Ok(next.run(request).await)
}

/// Browsers send `Origin` with every POST, and all but old ones `Sec-Fetch-Site`. A request with neither comes from
/// no browser that could be made use of, and is left to the token.
fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let from = headers.get(header::ORIGIN).is_none_or(|from| from == origin);
    let site = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    from && site
}

/// The fields of a form that carries the browser's token in its field `forgery_token`.
///
/// The only way in which handlers here read a form, so that none can forget the check.
pub(crate) struct Guarded<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Demo>> for Guarded<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, demo: &Arc<Demo>) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct WithToken<T> {
            #[serde(default)]
            forgery_token: String,
            #[serde(flatten)]
            fields: T,
        }

        let (mut parts, body) = request.into_parts();
        let browser = Browser::from_request_parts(&mut parts, demo).await?;
        let request = Request::from_parts(parts, body);
        let Form(form) = Form::<WithToken<T>>::from_request(request, demo).await.map_err(malformed_form)?;
        if browser.gave(&form.forgery_token) { Ok(Self(form.fields)) } else { Err(Failure::Forged) }
    }
}

/// A JSON body whose request carries the browser's token in the header `X-Forgery-Token`.
pub(crate) struct GuardedJson<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Demo>> for GuardedJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, demo: &Arc<Demo>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let browser = Browser::from_request_parts(&mut parts, demo).await?;
        let token = parts.headers.get("x-forgery-token").and_then(|token| token.to_str().ok());
        if !token.is_some_and(|token| browser.gave(token)) {
            return Err(Failure::Forged);
        }
        let request = Request::from_parts(parts, body);
        let Json(body) = Json::from_request(request, demo).await.map_err(malformed_json)?;
        Ok(Self(body))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn malformed_form(rejection: FormRejection) -> Failure {
    Failure::Malformed(rejection.status(), "The form did not arrive as it was sent. Go back and try again.")
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn malformed_json(rejection: JsonRejection) -> Failure {
    Failure::Malformed(rejection.status(), "The request is not the JSON that belongs here.")
}
