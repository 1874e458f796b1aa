use reqwest::Method;

use crate::support::start;

#[tokio::test]
async fn every_page_says_what_it_may_load_and_that_it_is_not_to_be_kept() {
    let site = start().await;
    let mut browser = site.browser();
    for (path, status) in
        [("/", 200), ("/sign-in", 200), ("/sign-up", 200), ("/nowhere", 404), ("/account", 303)]
    {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        for (name, value) in [
            (
                "content-security-policy",
                "default-src 'none'; script-src 'self' http://passkeys.example:8080; \
                 connect-src 'self' http://passkeys.example:8080; style-src 'self'; img-src 'self'; \
                 form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
    }
}

#[tokio::test]
async fn the_sign_in_page_is_marked_up_for_autofill_and_loads_the_sdk_from_passflex() {
    let site = start().await;
    let page = site.browser().get("/sign-in").await;
    for part in [
        r#"autocomplete="username webauthn""#,
        r#"<script defer src="http://passkeys.example:8080/sdk/passflex.js" data-url="http://passkeys.example:8080"></script>"#,
        r#"<meta name="passflex-app" content="testapp">"#,
    ] {
        assert!(page.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn bad_requests_get_a_page_or_a_sentence_never_a_fault() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    let token = browser.forgery_token.clone();
    let form = "application/x-www-form-urlencoded";
    let long = format!("name={}", "x".repeat(20_000));
    for (method, path, kind, body, status) in [
        (Method::GET, "/sign-out", form, "", 405),
        (Method::POST, "/sign-in", form, long.as_str(), 413),
        (Method::POST, "/sign-in", form, "name=%ff%00&name=x", 422),
        (Method::POST, "/sign-in", "text/plain", "name=x", 415),
        (Method::POST, "/sign-in", form, "", 403),
        (Method::GET, "/confirm?for=treasure", form, "", 400),
        (Method::GET, "/confirm", form, "", 400),
        (Method::GET, "/account?done=%00", form, "", 200),
        (Method::GET, "/static/../Cargo.toml", form, "", 404),
        (Method::GET, "/static/secrets.env", form, "", 404),
        (Method::POST, "/passkeys/step-up/finish", "application/json", "{", 400),
        (Method::POST, "/passkeys/step-up/finish", "application/json", "{}", 422),
        (Method::POST, "/passkeys/step-up/finish", "text/plain", "{}", 415),
        (Method::POST, "/passkeys/step-up/finish", "application/json", &long, 413),
        (Method::GET, "/passkeys/step-up/finish", "application/json", "", 405),
    ] {
        let request = browser
            .request(method.clone(), path)
            .header("content-type", kind)
            .header("x-forgery-token", &token)
            .body(body.to_owned());
        let answer = browser.send(request).await;
        assert_eq!(answer.status, status, "{method} {path} {kind}");
        let expected =
            if path.starts_with("/passkeys/") { "application/json" } else { "text/html; charset=utf-8" };
        assert_eq!(answer.header("content-type"), expected, "{method} {path}");
    }
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn files_are_sent_once_and_then_only_confirmed() {
    let site = start().await;
    let browser = site.browser();
    for (file, kind) in [
        ("demo.css", "text/css; charset=utf-8"),
        ("demo.js", "text/javascript; charset=utf-8"),
        ("passkeys.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
    ] {
        let path = format!("/static/{file}");
        let first = browser.send(browser.request(Method::GET, &path)).await;
        assert_eq!(
            (first.status, first.header("content-type"), first.header("cache-control")),
            (200, kind, "no-cache")
        );
        let second = browser.request(Method::GET, &path).header("if-none-match", first.header("etag"));
        let second = browser.send(second).await;
        assert_eq!((second.status, second.body.as_str()), (304, ""));
    }
}

#[tokio::test]
async fn a_name_cannot_write_into_the_page() {
    let site = start().await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in", &[("name", r#""><script>alert(1)</script>"#)]).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("<script>alert"));
}

#[tokio::test]
async fn a_browser_that_keeps_its_connection_open_does_not_keep_the_demo_from_stopping() {
    let site = start().await;
    let mut browser = site.browser();
    assert_eq!(browser.get("/").await.status, 200);
    site.stop().await;
}
