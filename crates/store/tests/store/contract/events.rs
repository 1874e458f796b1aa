//! Events.

use passflex_store::records::{Event, EventAction, FinishRegistration};
use passflex_store::{AppId, UserId};

use crate::world::{Database, Person, at, audit, failure};

pub(crate) async fn a_failure_is_recorded_once_a_handshake(db: Database) {
    let app = db.with_app("app").await;
    let (ada, _) = db.registered(Person::new(&app, "ada").registration()).await;
    let first = Event { user_id: Some(ada.clone()), ..failure(EventAction::Authenticate, 1) };
    let again = Event { handshake_id: first.handshake_id.clone(), ..failure(EventAction::Authenticate, 2) };
    let other = Event { user_id: Some(ada.clone()), ..failure(EventAction::Register, 3) };
    assert!(db.record_failure(&app, &first).await.unwrap());
    assert!(!db.record_failure(&app, &again).await.unwrap());
    assert!(db.record_failure(&app, &other).await.unwrap());
    assert_eq!(db.events_of_user(&app, &ada, 2).await.unwrap(), [other, first]);
}

pub(crate) async fn a_failure_after_the_deletion_does_not_bring_the_person_back(db: Database) {
    let app = db.with_app("app").await;
    let (ada, _) = db.registered(Person::new(&app, "ada").registration()).await;
    assert!(db.delete_user(&app, &ada, at(1), at(60), audit("user.delete", Some(&app))).await.unwrap());
    let late = Event { user_id: Some(ada.clone()), ..failure(EventAction::Authenticate, 2) };
    assert!(db.record_failure(&app, &late).await.unwrap());
    assert_eq!(db.events_of_user(&app, &ada, 10).await.unwrap(), []);
}

pub(crate) async fn a_completed_ceremony_may_have_failed_before(db: Database) {
    let app = db.with_app("app").await;
    let finish = Person::new(&app, "ada").registration();
    let attempt = |finish: &FinishRegistration| Event {
        handshake_id: finish.handshake.id.clone(),
        user_id: Some(finish.user.new_id.clone()),
        ..failure(EventAction::Register, -1)
    };
    let (first, late) = (attempt(&finish), attempt(&finish));
    assert!(db.record_failure(&app, &first).await.unwrap());
    let (user, _) = db.registered(finish).await;
    assert!(!db.record_failure(&app, &late).await.unwrap(), "it has its one failure");
    assert_eq!(db.events_of_user(&app, &user, 10).await.unwrap().len(), 1);
}

pub(crate) async fn the_newest_events_come_first(db: Database) {
    let app = db.with_app("app").await;
    let (ada, _) = db.registered(Person::new(&app, "ada").registration()).await;
    let mut expected = db.events_of_user(&app, &ada, 1).await.unwrap();
    for seconds in [2, 4, 1, 3] {
        // One with every field known, the others with none of those that may be missing.
        let event = Event { user_id: Some(ada.clone()), ..failure(EventAction::Authenticate, seconds) };
        let event = if seconds == 3 { event } else { bare(event) };
        assert!(db.record_failure(&app, &event).await.unwrap());
        expected.push(event);
    }
    expected.sort_by_key(|event| std::cmp::Reverse(event.at));
    assert_eq!(db.events_of_user(&app, &ada, 10).await.unwrap(), expected);
    assert_eq!(db.events_of_user(&app, &ada, 2).await.unwrap(), &expected[..2]);
    assert_eq!(db.events_of_user(&app, &ada, 0).await.unwrap(), []);
    assert_eq!(db.events_of_user(&app, &UserId::new("bob"), 10).await.unwrap(), []);
}

pub(crate) async fn an_app_that_is_gone_records_nothing(db: Database) {
    let ghost = AppId::new("ghost");
    assert!(!db.record_failure(&ghost, &failure(EventAction::Register, 1)).await.unwrap());
}

pub(crate) async fn an_event_is_found_by_its_id_in_its_app_only(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let event = failure(EventAction::Authenticate, 1);
    assert!(db.record_failure(&app, &event).await.unwrap());
    assert_eq!(db.event(&app, &event.id).await.unwrap(), Some(event.clone()));
    assert_eq!(db.event(&other, &event.id).await.unwrap(), None);
    assert_eq!(db.event(&app, &failure(EventAction::Register, 1).id).await.unwrap(), None);
}

fn bare(event: Event) -> Event {
    Event {
        rule: None,
        passkey_id: None,
        transaction_id: None,
        origin: None,
        aaguid: None,
        attestation_format: None,
        attestation_trust: None,
        user_present: None,
        user_verified: None,
        backup_eligible: None,
        backup_state: None,
        user_agent: None,
        browser: None,
        os: None,
        ip: None,
        request_id: None,
        ..event
    }
}
