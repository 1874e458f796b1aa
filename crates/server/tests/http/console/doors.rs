//! Getting in and out: links, sign-in, confirmation, sign-out.

use serde_json::json;

use crate::world::{Answer, Console, ORIGIN, Server, cookie, refusal, refusals};

#[tokio::test]
async fn the_first_administrator_comes_in_by_the_setup_link_and_out_by_the_button() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    assert!(ada.cookie.starts_with("__Host-passflex-console="));
    assert_eq!(ada.get("/console/sign-in").await.header("location"), "/console");

    let out = ada.post("/console/sign-out", &[]).await;
    assert_eq!((out.status, out.header("location").as_str()), (303, "/console/sign-in"));
    assert_eq!(
        out.header("set-cookie"),
        "__Host-passflex-console=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    );
    assert_eq!(ada.get("/console/sign-in").await.status, 200, "signed out on the server too");
}

#[tokio::test]
async fn a_sign_in_sets_a_cookie_that_no_script_sees_and_no_other_site_sends() {
    let console = Console::start().await;
    let mut person = console.set_up().await.person;
    let answer = console.sign_in(&mut person).await;
    assert_eq!(answer.ok(), json!({"location": "/console"}));
    let header = answer.header("set-cookie");
    assert!(header.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{header}");
    assert_eq!(cookie(&answer).len(), "__Host-passflex-console=".len() + 43);
}

#[tokio::test]
async fn who_signs_in_goes_where_they_wanted_to_but_never_to_another_site() {
    let console = Console::start().await;
    let mut person = console.set_up().await.person;
    for (next, location) in [
        ("/console/team", "/console/team"),
        ("https://evil.example/", "/console"),
        ("//evil.example", "/console"),
    ] {
        let nonce = console.sign_in_nonce(&mut person, json!({})).await;
        let answer = console.script("/console/sign-in", &json!({"nonce": nonce, "next": next})).await;
        assert_eq!(answer.ok(), json!({"location": location}));
    }
}

#[tokio::test]
async fn a_nonce_that_is_no_good_signs_nobody_in() {
    let console = Console::start().await;
    console.set_up().await;
    for (body, refused) in [
        (json!({"nonce": "nothing"}), refusals::invalid_nonce()),
        (json!({}), refusals::invalid_request("`nonce` is missing.")),
    ] {
        let answer = console.script("/console/sign-in", &body).await;
        assert_eq!(answer.shown(), refused);
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn who_tries_the_doors_too_often_is_told_to_wait() {
    let console = Console::start_limited(true).await;
    let mut refused = None;
    for _ in 0..600 {
        let answer = console.script("/console/sign-in", &json!({"nonce": "guess"})).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("guesses are limited");
    assert_eq!(refused.json()["code"], "too_many_requests");
    assert_ne!(refused.header("retry-after"), "");
    assert_eq!(
        console.get("/console/assets/console.css").await.status,
        200,
        "what shows nothing is not limited"
    );
}

#[tokio::test]
async fn a_used_link_and_a_broken_one_say_what_to_do() {
    let console = Console::start().await;
    for link in ["pfl_nothing", ""] {
        let answer = console.script("/console/welcome/start", &json!({"link": link, "name": "Ada"})).await;
        let sentence = "The link was used, has expired, or was replaced. Ask for a new one.";
        assert_eq!(answer.shown(), refusal(403, "invalid_link", sentence));
    }
}

#[tokio::test]
async fn the_cookie_is_replaced_when_it_has_grown_old() {
    let console = Console::start().await;
    let mut ada = console.set_up().await;
    console.clock.advance_seconds(15 * 60);
    let page = ada.get("/console/confirm").await;
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("set-cookie").split_once("; ").unwrap().1,
        "Path=/; HttpOnly; SameSite=Lax; Secure"
    );

    let old = std::mem::replace(&mut ada.cookie, cookie(&page));
    console.clock.advance_seconds(60);
    let page = ada.get("/console/confirm").await;
    assert_eq!((page.status, page.header("set-cookie").as_str()), (200, ""));
    ada.cookie = old;
    assert_eq!(ada.get("/console/confirm").await.status, 303, "the old one is no good any more");
}

#[tokio::test]
async fn a_page_asks_who_is_not_signed_in_to_sign_in_and_comes_back() {
    let console = Console::start().await;
    let page = console.get("/console/confirm?next=%2Fconsole%2Fteam").await;
    assert_eq!(page.status, 303);
    assert_eq!(page.header("location"), "/console/sign-in?next=%2Fconsole");
    let page = console.get("/console/confirm?x=1").await;
    assert_eq!(page.header("location"), "/console/sign-in?next=%2Fconsole");
}

#[tokio::test]
async fn a_confirmation_takes_a_fresh_sign_in_of_the_same_administrator() {
    let console = Console::start().await;
    let mut ada = console.set_up().await;
    let at_once = ada.script("/console/confirm/start", &json!({})).await;
    assert_eq!(at_once.ok(), json!({"transaction_id": null}), "signing in was confirmation enough");
    console.clock.advance_seconds(600);
    let transaction_id = ada.script("/console/confirm/start", &json!({})).await.text("transaction_id");
    let nonce = console.sign_in_nonce(&mut ada.person, json!({"transaction_id": transaction_id})).await;
    let body = json!({"transaction_id": transaction_id, "nonce": nonce, "next": "/console/team"});
    assert_eq!(ada.script("/console/confirm/finish", &body).await.ok(), json!({"location": "/console/team"}));
    assert_eq!(ada.script("/console/confirm/finish", &body).await.shown(), refusals::invalid_nonce());
}

#[tokio::test]
async fn a_server_that_does_not_know_its_address_has_no_console_and_says_why() {
    let server = Server::start().await;
    let page = server.get("/console/sign-in").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("Start it with --public-url."), "{}", page.body);
    let posted =
        server.request("POST", "/console/sign-in").header("origin", ORIGIN).json(&json!({"nonce": "x"}));
    assert_eq!(Answer::to(posted).await.status, 404);
}
