//! What is changed on one server, and when it is so on the others.
//!
//! Here the one is the command line: it has nothing in common with the servers but the database.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::world::{Answer, Caller, Installation, Server};

/// How long a server may go by what it has read before.
const IN_FORCE_WITHIN: Duration = Duration::from_secs(2);

pub(super) async fn are_in_force_everywhere(installation: &Installation, servers: &[Server; 3]) {
    let callers = servers.each_ref().map(|server| Caller::of(installation, &[server]));

    // A key that was just made is good at once: what is not known is looked up.
    let made = installation.new_key("second");
    let with_second = callers.each_ref().map(|caller| caller.with_key(made["key"].as_str().unwrap()));
    for caller in &with_second {
        begin(caller).await.ok();
    }

    installation.json(&["key", "revoke", "--app", &installation.app, made["id"].as_str().unwrap()]);
    let is_revoked = |answer: Answer| answer.status == 401 && answer.body["code"] == "invalid_access_token";
    within_two_seconds(&with_second, is_revoked).await;

    let set_status = |status| installation.json(&["app", "update", &installation.app, "--status", status]);
    set_status("disabled");
    let is_disabled =
        |answer: Answer| answer.status == 403 && answer.body["code"] == "cannot_create_transaction";
    within_two_seconds(&callers, is_disabled).await;

    set_status("active");
    within_two_seconds(&callers, |answer| answer.status == 200).await;
}

/// What a server says where it looks at the key and at the app's settings.
async fn begin(caller: &Caller) -> Answer {
    let body = json!({"external_id": "erin", "passkey_display_name": "Erin"});
    caller.backend("POST", "transactions/register", Some(&body)).await.unwrap()
}

/// Asks each server until it answers as it should from now on: a request that goes out later than it may take does.
async fn within_two_seconds(callers: &[Caller; 3], is_in_force: impl Fn(Answer) -> bool) {
    let changed = Instant::now();
    for caller in callers {
        loop {
            let asked_after = changed.elapsed();
            if is_in_force(begin(caller).await) {
                break;
            }
            assert!(asked_after < IN_FORCE_WITHIN, "a server goes by what was {asked_after:?} ago");
        }
    }
}
