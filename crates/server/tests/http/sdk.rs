//! `GET /sdk/passflex.js`.

use reqwest::header::IF_NONE_MATCH;

use crate::world::{Answer, Server};

const SCRIPT: &str = "/sdk/passflex.js";

#[tokio::test]
async fn the_browser_sdk_is_a_script_that_pages_of_every_site_may_load() {
    let server = Server::start().await;
    let answer = server.get(SCRIPT).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, include_str!("../../../../sdk/js/dist/passflex.js"));
    for (header, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-origin", ""),
    ] {
        assert_eq!(answer.header(header), value, "{header}");
    }
}

#[tokio::test]
async fn a_browser_that_has_the_script_already_is_told_so_however_it_asks() {
    let server = Server::start().await;
    let etag = server.get(SCRIPT).await.header("etag");
    for asked in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"older\", {etag}"),
        format!("\"older\",W/{etag} , \"newer\""),
        "*".to_owned(),
    ] {
        let answer = Answer::to(server.request("GET", SCRIPT).header(IF_NONE_MATCH, &asked)).await;
        assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{asked}");
        assert_eq!(answer.header("etag"), etag);
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
    }
}

#[tokio::test]
async fn a_browser_that_has_another_version_gets_the_script() {
    let server = Server::start().await;
    for asked in ["\"older\"", "older", ""] {
        let answer = Answer::to(server.request("GET", SCRIPT).header(IF_NONE_MATCH, asked)).await;
        assert_eq!(answer.status, 200, "{asked}");
    }
}
