//! Addresses and methods that are not there.

use crate::world::{Answer, App, ROUTES, Server, allowed, refusal, refusals};

#[tokio::test]
async fn an_unknown_address_is_404_in_the_shape_of_every_other_refusal() {
    let server = Server::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/apps",
        "/v1/apps/",
        "/v1/apps/a//",
        "/v1/apps/a/users/",
        "/v1/apps/a/users/b/devices/c/d",
        "/v1/apps/a/authenticate/transactions/webauthn",
        "/v1/apps/a/authenticate/transactions/webauthn/START",
        "/V1/apps/a/users",
        "/healthz/",
        "/sdk/",
        "/sdk/..%2fpassflex.js",
        "/.env",
        "/%00",
        "/%ff",
    ] {
        for method in ["GET", "POST", "DELETE", "OPTIONS"] {
            let answer = Answer::to(server.request(method, path)).await;
            assert_eq!(answer.shown(), refusals::not_found(), "{method} {path}");
            assert_eq!(answer.header("content-type"), "application/json");
        }
    }
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_405_and_says_which_it_does() {
    let app = App::start().await;
    for route in ROUTES {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE"] {
            let allow = allowed(route.path);
            if allow.split(',').any(|allowed| allowed == method) {
                continue;
            }
            let answer = Answer::to(app.request(method, &app.path(route.path))).await;
            let expected = refusal(405, "method_not_allowed", "This address does not take that method.");
            assert_eq!(answer.shown(), expected, "{method} {route:?}");
            assert_eq!(sorted(&answer.header("allow")), sorted(&allow), "{method} {route:?}");
        }
    }
}

fn sorted(methods: &str) -> Vec<&str> {
    let mut methods: Vec<&str> = methods.split(',').collect();
    methods.sort_unstable();
    methods
}

#[tokio::test]
async fn no_answer_is_cached_or_sniffed_unless_it_says_so() {
    let app = App::start().await;
    app.member("ada").await;
    for answer in [
        app.backend_gets("users?limit=1&identifier=ada").await,
        app.page_posts("authenticate/transactions/webauthn/start", serde_json::json!({})).await,
        app.get("/nowhere").await,
        app.get("/healthz").await,
    ] {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
