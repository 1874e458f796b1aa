//! What an administrator looks up: events, and all that is known of one person.

use passflex_flex::store::EventId;
use passflex_flex::store::records::{Event, EventAction, EventOutcome};
use passflex_flex::{Actor, Client, Clock, Error, FindEvents};
use serde_json::{Value, json};

use crate::world::{Database, ORIGIN, Site, refusal};

/// The ids of a page of events.
async fn found(site: &Site, find: &FindEvents) -> Vec<EventId> {
    let page = site.flex.find_events(&*site.tenant().await, find).await.unwrap();
    page.items.into_iter().map(|event| event.id).collect()
}

/// So many sign-ins, each so long after the one before; the newest first.
async fn sign_ins(site: &Site, count: usize, every: i64) -> Vec<Event> {
    let mut ada = site.registered("ada").await;
    for _ in 0..count {
        site.database.clock.advance_seconds(every);
        site.nonce(&mut ada).await;
    }
    let find = FindEvents { limit: 100, ..FindEvents::default() };
    site.flex.find_events(&*site.tenant().await, &find).await.unwrap().items
}

#[tokio::test]
async fn events_are_found_by_time_and_from_a_cursor_on() {
    let site = Database::new().site().await;
    let all = sign_ins(&site, 4, 60).await;
    let ids: Vec<EventId> = all.iter().map(|event| event.id.clone()).collect();
    assert_eq!(ids.len(), 5);
    let two = FindEvents { limit: 2, ..FindEvents::default() };
    let page = site.flex.find_events(&*site.tenant().await, &two).await.unwrap();
    let next = FindEvents { cursor: page.next_cursor, ..two.clone() };
    assert_eq!(found(&site, &next).await, ids[2..4]);
    let (newest, oldest) = (all[1].at, all[3].at);
    let within = FindEvents { from: Some(oldest), until: Some(newest), limit: 9, ..FindEvents::default() };
    assert_eq!(found(&site, &within).await, ids[2..4], "the end is not in it");
    let both = FindEvents { cursor: Some(ids[2].as_str().to_owned()), ..within.clone() };
    assert_eq!(found(&site, &both).await, ids[3..4]);
    assert_eq!(found(&site, &FindEvents { after: Some(ids[2].clone()), ..within }).await, []);
    assert_eq!(
        found(&site, &FindEvents { after: Some(ids[2].clone()), limit: 9, ..two.clone() }).await,
        ids[..2]
    );
    let none = FindEvents { rule: Some("a\0".to_owned()), ..two };
    assert_eq!(found(&site, &none).await, [], "a database may refuse the text");
}

#[tokio::test]
async fn an_event_is_found_by_its_id_and_explained() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut forged = site.sign_in_answer(&mut ada).await;
    forged.response.response.signature = "AAAA".to_owned();
    site.database.clock.advance_seconds(1);
    refusal(site.finish_sign_in(forged).await);
    let tenant = site.tenant().await;
    let failed = FindEvents { outcome: Some(EventOutcome::Failed), limit: 1, ..FindEvents::default() };
    let event = site.flex.find_events(&tenant, &failed).await.unwrap().items.remove(0);
    assert_eq!(site.flex.event_of(&tenant, &event.id).await.unwrap(), event);
    let explained = site.flex.explain(&tenant, &event).unwrap();
    assert_eq!(explained.expected, "A signature by the passkey's private key.");
    let neighbour = site.neighbour().await;
    for id in [event.id.clone(), EventId::new("a\0")] {
        let missing = neighbour.flex.event_of(&*neighbour.tenant().await, &id).await.unwrap_err();
        assert!(matches!(missing, Error::EventNotFound), "{missing:?}");
    }
    let complete = FindEvents { outcome: Some(EventOutcome::Complete), ..failed };
    let complete = site.flex.find_events(&tenant, &complete).await.unwrap().items.remove(0);
    assert_eq!(site.flex.explain(&tenant, &complete), None);
}

#[tokio::test]
async fn an_export_has_every_event_once_and_in_order() {
    let site = Database::new().site().await;
    // More than one window apart, and two within one.
    let mut all = sign_ins(&site, 3, 2 * 86_400).await;
    site.database.clock.advance_seconds(1);
    let exported = async |find: FindEvents| {
        let mut export = site.flex.export_events(find);
        let mut events = Vec::new();
        while let Some(some) = export.next(&site.flex, &*site.tenant().await).await.unwrap() {
            assert!(!some.is_empty());
            events.extend(some);
        }
        events
    };
    assert_eq!(exported(FindEvents::default()).await, all);
    let registrations = FindEvents { action: Some(EventAction::Register), ..FindEvents::default() };
    assert_eq!(exported(registrations).await, all[3..]);
    let from = FindEvents { from: Some(all[1].at), ..FindEvents::default() };
    assert_eq!(exported(from).await, all[..2]);
    let until = FindEvents { until: Some(all[1].at), ..FindEvents::default() };
    assert_eq!(exported(until).await, all.split_off(2));
}

#[tokio::test]
async fn a_person_gets_everything_that_is_known_and_no_key() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.registered("bob").await;
    let answer = site.sign_in_answer(&mut ada).await;
    site.database.clock.advance_seconds(3);
    let client =
        Client { user_agent: Some("curl/8".to_owned()), ip: Some("192.0.2.7".to_owned()), request_id: None };
    let tenant = site.tenant().await;
    site.flex.finish_authentication(&tenant, answer, &client).await.unwrap();
    let (user, passkey) = (site.user(&ada).await, site.passkeys(&ada).await.remove(0));
    site.flex.rename_passkey(&Actor::cli(), &tenant, &user.id, &passkey.id, "Red key").await.unwrap();

    let at = site.database.clock.now();
    site.database.clock.advance_seconds(1);
    let export = site.flex.export_person(&Actor::cli(), &tenant, &user.id).await.unwrap();
    let text = serde_json::to_string(&export).unwrap();
    let export: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(export["user"]["external_id"], "ada");
    assert_eq!(export["passkeys"][0]["friendly_name"], "Red key");
    assert_eq!(export["passkeys"][0]["origin"], ORIGIN);
    assert_eq!(export["passkeys"].as_array().unwrap().len(), 1);
    let events: Vec<_> = export["events"].as_array().unwrap().iter().map(|event| &event["action"]).collect();
    assert_eq!(events, ["authenticate", "register"]);
    assert_eq!(export["events"][0]["ip"], "192.0.2.7");
    let renamed =
        json!({"at": at, "verb": "passkey.rename", "target": passkey.id.as_str(), "actor_kind": "cli"});
    assert_eq!(export["changes"], json!([renamed]));
    assert_eq!(export["is_cut"], false);
    for secret in [
        user.user_handle,
        data_encoding::BASE64URL_NOPAD.encode(&passkey.public_key),
        data_encoding::BASE64.encode(&passkey.public_key),
        "bob".to_owned(),
    ] {
        assert!(!text.contains(&secret), "{secret}");
    }
    let rows = site.flex.store().audit(Some(&site.id), 1).await.unwrap();
    assert_eq!((rows[0].verb.as_ref(), rows[0].target.as_str()), ("user.export", user.id.as_str()));
}
