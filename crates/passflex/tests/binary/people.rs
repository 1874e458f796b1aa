//! Users, passkeys and events of a real person, from the command line.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use passflex_flex::store::records::{Event, EventOutcome};
use passflex_flex::store::{EventId, TokenId, time_ordered};
use serde_json::Value;

use crate::world::{Folder, Running, Site};

/// The verbs of the app's audit rows, newest first.
async fn verbs(site: &Site, count: u32) -> Vec<String> {
    let rows = site.flex.store().audit(Some(&site.app), count).await.unwrap();
    rows.into_iter().map(|row| row.verb.into_owned()).collect()
}

#[tokio::test]
async fn a_user_is_found_by_either_id_deactivated_activated_and_deleted() {
    let folder = Folder::new();
    let site = Site::in_folder(&folder).await;
    site.register("ada").await;
    let app = site.app.as_str();
    let listed = folder.json(&format!("passflex user list --app {app} --json"));
    assert_eq!(listed["total"], 1);
    let id = listed["users"][0]["id"].as_str().unwrap();

    let shown = folder.json(&format!("passflex user show --app {app} {id} --json"));
    assert_eq!(shown, listed["users"][0]);
    assert_eq!(shown, folder.json(&format!("passflex user show --app {app} --external-id ada --json")));
    assert_eq!((&shown["external_id"], &shown["passkey_count"]), (&"ada".into(), &1.into()));

    for (verb, status) in [("deactivate", "inactive"), ("activate", "active")] {
        let changed = folder.json(&format!("passflex user {verb} --app {app} --external-id ada --json"));
        assert_eq!(changed["status"], status);
    }
    let asked = folder.shell(&format!("passflex user delete --app {app} {id}"));
    let refusal = "passflex: deleting a user cannot be undone: add --yes to do it without being asked\n";
    assert_eq!((asked.code, asked.stderr.as_str()), (2, refusal));
    let deleted = folder.shell(&format!("passflex user delete --app {app} {id} --yes"));
    assert_eq!(deleted.stdout, format!("Deleted the user {id} with 1 passkey.\n"));
    assert_eq!(folder.json(&format!("passflex user list --app {app} --json"))["total"], 0);
    assert_eq!(verbs(&site, 3).await, ["user.delete", "user.activate", "user.deactivate"]);
}

#[tokio::test]
async fn an_external_id_cannot_command_the_terminal() {
    let folder = Folder::new();
    let site = Site::in_folder(&folder).await;
    site.register("ada\u{1b}[2J\n").await;
    let listed = folder.shell(&format!("passflex user list --app {}", site.app));
    assert!(listed.stdout.ends_with("ada\\u{1b}[2J\\n\n"), "{listed:?}");
    assert_eq!(listed.stdout.lines().count(), 1);
}

#[tokio::test]
async fn a_long_list_of_users_says_how_to_go_on() {
    let folder = Folder::new();
    let site = Site::in_folder(&folder).await;
    for person in ["ada", "bob", "eve"] {
        site.register(person).await;
    }
    let names = |options: &str| {
        let listed = folder.shell(&format!("passflex user list --app {} {options}", site.app)).stdout;
        listed.lines().map(|line| line.rsplit("  ").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("--limit 2"), ["ada", "bob", "2 of 3; go on with --offset 2"]);
    assert_eq!(names("--limit 2 --offset 2"), ["eve"]);
}

#[tokio::test]
async fn a_passkey_is_listed_and_revoked() {
    let folder = Folder::new();
    let site = Site::in_folder(&folder).await;
    site.register("ada").await;
    let app = site.app.as_str();
    let list = format!("passflex passkey list --app {app} --external-id ada");
    let listed = folder.json(&format!("{list} --json"));
    let passkey = &listed["passkeys"][0];
    assert_eq!((&passkey["type"], &passkey["rp_id"]), (&"passkey".into(), &"example.com".into()));
    let id = passkey["id"].as_str().unwrap();

    let show = format!("passflex passkey show --app {app} --external-id ada --passkey {id}");
    assert_eq!(&folder.json(&format!("{show} --json")), passkey);
    let members =
        ["provider", "attestation_format", "attestation_trust", "backup_eligible", "uv_at_registration"];
    let said: Vec<&Value> = members.iter().map(|member| &passkey[*member]).collect();
    assert_eq!(said, [&Value::Null, &"none".into(), &"none".into(), &true.into(), &true.into()]);
    let shown = folder.shell(&show).stdout;
    for line in
        ["Attestation      none", "Algorithm        ES256", "Can be synced    yes", "Used             never"]
    {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }

    let revoke = format!("passflex passkey revoke --app {app} --external-id ada --passkey {id}");
    assert_eq!(
        folder.shell(&revoke).stdout,
        format!("Revoked the passkey {id}. It signs nobody in any more.\n")
    );
    assert_eq!(folder.shell(&list).stdout, "The user has no passkeys.\n");
    assert_eq!(folder.shell(&show).stderr.lines().next(), Some("passflex: Device not found."));
    let again = folder.shell(&revoke);
    let advice = "`passflex passkey list --app APP_ID USER_ID` shows the user's passkeys.\n";
    assert_eq!((again.code, again.stderr), (1, format!("passflex: Device not found.\n{advice}")));
    assert_eq!(verbs(&site, 1).await, ["passkey.revoke"]);
}

#[tokio::test]
async fn events_are_followed_as_they_come_also_those_that_commit_late() {
    let folder = Folder::new();
    let site = Site::in_folder(&folder).await;
    site.register("ada").await;
    let follow = ["event", "list", "--app", site.app.as_str(), "--follow"];
    let mut running = Running::start(&folder, &follow);
    let first = running.printed.clone();
    assert_eq!((&first["action"], &first["outcome"]), (&"register".into(), &"complete".into()));

    site.register("bob").await;
    let second: Value = running.next_object();
    assert_ne!(second["id"], first["id"]);
    // Its id is of a moment before what was printed already.
    let at = Timestamp::now() - SignedDuration::from_secs(5);
    let late = failure_at(at, &site.newest_event().await);
    assert!(site.flex.store().record_failure(&site.app, &late).await.unwrap());
    assert_eq!(running.next_object()["id"], late.id.as_str());
    running.signal("INT");
    let (status, rest) = running.wait();
    assert_eq!((status.code(), rest.as_str()), (Some(0), ""), "{:?}", fs::read_to_string(folder.file("log")));

    let failed = folder.json(&format!("passflex event list --app {} --outcome failed --json", site.app));
    assert_eq!(failed["events"].as_array().unwrap().len(), 1);
    let all = folder.json(&format!("passflex event list --app {} --json", site.app));
    let ids: Vec<_> = all["events"].as_array().unwrap().iter().map(|event| &event["id"]).collect();
    assert_eq!(ids, [&late.id.as_str().into(), &first["id"], &second["id"]], "oldest first");
}

fn failure_at(at: Timestamp, like: &Event) -> Event {
    Event {
        id: EventId::new(time_ordered(at, [7; 10])),
        at,
        outcome: EventOutcome::Failed,
        rule: Some("bad_signature".to_owned()),
        handshake_id: TokenId::new("late"),
        ..like.clone()
    }
}
