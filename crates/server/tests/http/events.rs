//! `GET …/events`.

use reqwest::header::USER_AGENT;
use serde_json::{Value, json};

use crate::world::{Answer, App, refusals};

async fn forge(app: &App, name: &str) {
    let mut person = app.member(name).await;
    app.clock.advance_seconds(1);
    let started = app.start_sign_in(Some(&app.sign_in_transaction(name).await)).await;
    let forged = person.assertion_with(&started, |draft| draft.signing_key = draft.signing_key.other());
    assert_eq!(app.finish_sign_in(forged).await.status, 401);
    app.clock.advance_seconds(1);
}

#[tokio::test]
async fn a_ceremony_leaves_an_event_with_every_member() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    app.clock.advance_seconds(60);
    let started = app.start_sign_in(None).await;
    app.clock.advance_seconds(5);
    let request = app.page("authenticate/transactions/webauthn/finish").header(USER_AGENT, "Browser/1");
    let finished = Answer::to(request.json(&ada.assertion(&started))).await;
    assert_eq!(finished.status, 200);

    let user = app.user_id("ada").await;
    let answer = app.backend_gets("events?limit=1").await;
    let event = &answer.ok()["events"][0];
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({
                "events": [{
                    "id": event["id"],
                    "at": "2100-01-01T00:01:05Z",
                    "started_at": "2100-01-01T00:01:00Z",
                    "action": "authenticate",
                    "outcome": "complete",
                    "rule": null,
                    "user_id": user,
                    "device_id": app.device_id(&user).await,
                    "transaction_id": null,
                    "origin": "https://login.example.com",
                    "aaguid": "00000000-0000-0000-0000-000000000000",
                    "provider": null,
                    "attestation_format": "none",
                    "attestation_trust": "none",
                    "user_present": true,
                    "user_verified": true,
                    "backup_eligible": true,
                    "backup_state": true,
                    "user_agent": "Browser/1",
                    "ip": "127.0.0.1",
                    "request_id": finished.header("x-request-id"),
                }],
                "next_cursor": event["id"],
            })
        )
    );
}

#[tokio::test]
async fn pages_of_events_lead_to_the_oldest_and_hold_each_once() {
    let app = App::start().await;
    for name in ["a", "b", "c"] {
        app.clock.advance_seconds(1);
        app.member(name).await;
    }
    let all = app.backend_gets("events").await.ok();
    assert_eq!((all["events"].as_array().unwrap().len(), &all["next_cursor"]), (3, &Value::Null));
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.backend_gets(&format!("events?limit=1{cursor}")).await.ok();
        seen.extend(page["events"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(json!(seen), all["events"]);
    let times: Vec<&Value> = seen.iter().map(|event| &event["at"]).collect();
    assert_eq!(times, ["2100-01-01T00:00:03Z", "2100-01-01T00:00:02Z", "2100-01-01T00:00:01Z"]);
}

#[tokio::test]
async fn events_are_filtered_and_a_failure_names_its_rule() {
    let app = App::start().await;
    forge(&app, "ada").await;
    app.member("bob").await;
    let (ada, bob) = (app.user_id("ada").await, app.user_id("bob").await);
    let count = async |query: &str| {
        app.backend_gets(&format!("events?{query}")).await.ok()["events"].as_array().unwrap().len()
    };
    for (query, expected) in [
        ("", 3),
        ("action=register", 2),
        ("action=authenticate", 1),
        ("outcome=complete", 2),
        ("outcome=failed&action=register", 0),
        (&format!("user_id={ada}"), 2),
        (&format!("user_id={bob}&outcome=failed"), 0),
        ("user_id=nobody", 0),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    let failed = app.backend_gets("events?outcome=failed").await.ok();
    assert_eq!(failed["events"][0]["rule"], "bad_signature");
}

#[tokio::test]
async fn a_query_for_events_that_asks_for_nonsense_is_400_and_says_why() {
    let app = App::start().await;
    for (query, sentence) in [
        ("limit=0", "`limit` must be a whole number from 1 to 500."),
        ("limit=501", "`limit` must be a whole number from 1 to 500."),
        ("limit=x", "`limit` must be a whole number from 1 to 500."),
        ("action=login", "`action` must be `register` or `authenticate`."),
        ("outcome=ok", "`outcome` must be `complete` or `failed`."),
        ("user=x", "The query is malformed."),
        ("limit=1&limit=2", "The query is malformed."),
        ("cursor=%FF", "The query is malformed."),
    ] {
        let answer = app.backend_gets(&format!("events?{query}")).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{query}");
    }
}

#[tokio::test]
async fn events_of_one_app_are_not_anothers() {
    let app = App::start().await;
    app.member("ada").await;
    let neighbour = app.neighbour().await;
    let user = app.user_id("ada").await;
    for query in [String::new(), format!("user_id={user}")] {
        let events = neighbour.backend_gets(&format!("events?{query}")).await.ok();
        assert_eq!(events, json!({"events": [], "next_cursor": null}), "{query}");
    }
}
