//! `/admin/v1/apps/{app_id}/events` and `…/counts`.

use reqwest::header::USER_AGENT;
use serde_json::{Value, json};

use crate::world::{Answer, App, Program, refusal, refusals};

const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0.0.0 Safari/537.36";

/// A program, and an app in which somebody registered, signed in by a browser, and was imitated by what calls itself a
/// formula.
async fn app_with_events() -> (Program, App) {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let mut ada = app.member("ada").await;
    for (user_agent, is_forged) in [(CHROME, false), ("=1+1", true)] {
        app.clock.advance_seconds(60);
        let started = app.start_sign_in(None).await;
        let finish = ada.assertion_with(&started, |draft| {
            if is_forged {
                draft.signing_key = draft.signing_key.other();
            }
        });
        let request = app.page("authenticate/transactions/webauthn/finish").header(USER_AGENT, user_agent);
        Answer::to(request.json(&finish)).await;
    }
    app.clock.advance_seconds(1);
    (caller, app)
}

fn path(app: &App, rest: &str) -> String {
    format!("/admin/v1/apps/{}/{rest}", app.id)
}

#[tokio::test]
async fn events_are_filtered_and_come_page_by_page() {
    let (caller, app) = app_with_events().await;
    let user = app.user_id("ada").await;
    for (query, expected) in [
        ("", vec!["failed", "complete", "complete"]),
        ("?action=authenticate", vec!["failed", "complete"]),
        ("?outcome=failed&rule=", vec!["failed"]),
        ("?rule=bad_signature", vec!["failed"]),
        ("?rule=origin_mismatch", vec![]),
        ("?browser=Chrome", vec!["complete"]),
        ("?aaguid=00000000-0000-0000-0000-000000000000&action=authenticate", vec!["failed", "complete"]),
        ("?aaguid=ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", vec![]),
        (&format!("?user_id={user}"), vec!["failed", "complete", "complete"]),
        ("?user_id=nobody", vec![]),
        ("?from=2100-01-01T00:01:00Z&until=2100-01-01T00:02:00Z", vec!["complete"]),
    ] {
        let page = caller.get(&path(&app, &format!("events{query}"))).await.ok();
        let outcomes: Vec<&Value> =
            page["items"].as_array().unwrap().iter().map(|event| &event["outcome"]).collect();
        assert_eq!(outcomes, expected, "{query}");
        assert_eq!(page["next_cursor"], Value::Null);
    }
    let first = caller.get(&path(&app, "events?limit=2")).await.ok();
    assert_eq!(first["next_cursor"], first["items"][1]["id"]);
    let next = first["next_cursor"].as_str().unwrap();
    let second = caller.get(&path(&app, &format!("events?limit=2&cursor={next}"))).await.ok();
    assert_eq!(second["items"][0]["action"], "register");
    for (query, sentence) in [
        ("action=login", "`action` must be `register` or `authenticate`."),
        ("outcome=incomplete", "`outcome` must be `complete` or `failed`."),
        ("aaguid=x", "`aaguid` must be an AAGUID, like ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4."),
    ] {
        let answer = caller.get(&path(&app, &format!("events?{query}"))).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{query}");
    }
}

#[tokio::test]
async fn an_event_is_shown_with_what_its_rule_means() {
    let (caller, app) = app_with_events().await;
    let page = caller.get(&path(&app, "events")).await.ok();
    let [failed, complete] = [0, 1].map(|place| page["items"][place].clone());
    let show = async |event: &Value| {
        caller.get(&path(&app, &format!("events/{}", event["id"].as_str().unwrap()))).await.ok()
    };
    let shown = show(&failed).await;
    assert_eq!(shown["event"], failed);
    assert_eq!(shown["explanation"]["expected"], "A signature by the passkey's private key.");
    assert_eq!(show(&complete).await, json!({"event": complete, "explanation": null}));
    let missing = caller.get(&path(&app, "events/nothing")).await;
    let sentence = "Event not found. Events are kept for 90 days.";
    assert_eq!(missing.shown(), refusal(404, "event_not_found", sentence));
}

#[tokio::test]
async fn events_are_exported_a_line_each_and_never_as_formulas() {
    let (caller, app) = app_with_events().await;
    let all = caller.get(&path(&app, "events")).await.ok();
    let lines = caller.get(&path(&app, "events.ndjson?limit=1")).await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    assert_eq!(lines.header("content-disposition"), "attachment; filename=\"events.ndjson\"");
    let events: Vec<Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(events), all["items"]);

    let csv = caller.get(&path(&app, "events.csv?action=authenticate")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
    let rows: Vec<&str> = csv.body.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 3);
    let columns: Vec<&str> = rows[0].split(',').collect();
    assert_eq!(columns.len(), all["items"][0].as_object().unwrap().len(), "{columns:?}");
    assert!(columns.iter().all(|column| all["items"][0].get(column).is_some()), "{columns:?}");
    let cells: Vec<&str> = rows[1].split(',').collect();
    assert_eq!(cells.len(), columns.len());
    let cell = |name: &str| cells[columns.iter().position(|column| *column == name).unwrap()];
    assert_eq!(cell("user_agent"), "\"'=1+1\"");
    assert_eq!(cell("rule"), "bad_signature");
    assert_eq!(cell("transaction_id"), "");
}

#[tokio::test]
async fn counts_say_how_ceremonies_went_and_whose_they_were() {
    let (caller, app) = app_with_events().await;
    app.server.flex.flush("replica").await.unwrap();
    let counts =
        caller.get(&path(&app, "counts?from=2100-01-01&until=2100-01-01T02:00:00Z&step=hour")).await.ok();
    assert_eq!(counts["step"], "hour");
    assert_eq!(counts["steps"].as_array().unwrap().len(), 2);
    let went = json!({"started": 2, "complete": 1, "failed": 1, "incomplete": 0});
    assert_eq!(counts["steps"][0]["sign_ins"], went);
    let sign_ins = &counts["sign_ins"];
    assert_eq!(sign_ins["ceremonies"], went);
    assert_eq!(sign_ins["rules"], json!([{"name": "bad_signature", "complete": 0, "failed": 1}]));
    assert_eq!(
        sign_ins["browsers"],
        json!([{"name": "Chrome", "complete": 1, "failed": 0}, {"name": "Other", "complete": 0, "failed": 1}])
    );
    assert_eq!(sign_ins["durations"][0], json!({"from_seconds": 0, "below_seconds": 1, "count": 1}));
    assert_eq!(sign_ins["median_seconds"], 0.5);
    assert_eq!(counts["people"]["users"], 1);
    assert_eq!(counts["people"]["with_passkeys"], 1);
    assert_eq!(counts["people"]["active"][11], json!({"month": 210_001, "users": 1}));
    let by_day = caller.get(&path(&app, "counts")).await.ok();
    assert_eq!((by_day["step"].as_str(), by_day["steps"].as_array().unwrap().len()), (Some("day"), 31));
    for (query, sentence) in [
        ("step=week", "`step` must be `hour` or `day`."),
        ("from=2100-01-02&until=2100-01-01", "`until` must be later than `from`."),
        (
            "from=2099-01-01&step=hour",
            "That is more than 1000 steps: choose a shorter time, or steps of a day.",
        ),
    ] {
        let answer = caller.get(&path(&app, &format!("counts?{query}"))).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{query}");
    }
}
