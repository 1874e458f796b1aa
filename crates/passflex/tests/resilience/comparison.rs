//! What people were told, compared with what a server says afterwards.

use serde_json::Value;
use tokio::task::JoinSet;

use crate::world::{Caller, Happening, Kind, Person};

/// Compares everybody of a round, and settles what nobody knew. Panics at the first thing that is not as it was
/// acknowledged, is only half there, or can be used a second time.
pub(crate) async fn compare(caller: &Caller, people: &mut Vec<Person>) {
    let mut comparing = JoinSet::new();
    for mut person in people.drain(..) {
        let caller = caller.clone();
        comparing.spawn(async move {
            nothing_finishes_twice(&caller, &mut person).await;
            if let Some(user) = counts(&caller, &person).await {
                ends_held(&user, &mut person);
                nonces_verify_once(&caller, &mut person).await;
                life_goes_on(&caller, &mut person).await;
            }
            person
        });
    }
    people.extend(comparing.join_all().await);
}

/// Compares everybody's counts, for people about whom nothing is unknown any more.
pub(crate) async fn compare_counts(caller: &Caller, people: &[Person]) {
    for person in people {
        counts(caller, person).await;
    }
}

/// A finish that was acknowledged is refused. One whose answer was lost is accepted where it had not happened; that
/// the counts are right afterwards says that it was refused only where it had.
async fn nothing_finishes_twice(caller: &Caller, person: &mut Person) {
    for place in 0..person.finishes.len() {
        let finish = &person.finishes[place];
        let again = caller.finish(finish.kind, &finish.body).await.unwrap();
        match finish.done {
            Happening::Acknowledged => {
                assert!((400..500).contains(&again.status), "{}: {again:?}", person.external_id);
            }
            Happening::Never => unreachable!("every finish was sent, and none refused"),
            Happening::Unknown if again.status == 200 => person.settle(place, &again),
            Happening::Unknown => {
                assert!((400..500).contains(&again.status), "{}: {again:?}", person.external_id);
                // Nothing else of this person's was asked for since, so it had happened.
                person.finishes[place].done = Happening::Acknowledged;
            }
        }
    }
}

/// The user, the passkey and the events say the same as the person, or there is none of them.
async fn counts(caller: &Caller, person: &Person) -> Option<Value> {
    let name = &person.external_id;
    let registrations = person.acknowledged(Kind::Register);
    let Some(user) = caller.user(name).await.unwrap() else {
        assert_eq!(registrations, 0, "{name} is gone");
        return None;
    };
    let sign_ins = person.acknowledged(Kind::Authenticate);
    assert_eq!(user["login_count"], sign_ins, "{name}");
    for device in user["webauthn_devices"].as_array().unwrap() {
        assert_eq!(device["usage_count"], sign_ins, "{name}");
    }
    for (kind, expected) in [(Kind::Register, registrations), (Kind::Authenticate, sign_ins)] {
        let id = user["id"].as_str().unwrap();
        let path = format!("events?limit=500&outcome=complete&action={}&user_id={id}", kind.word());
        let events = caller.backend("GET", &path, None).await.unwrap().ok();
        assert_eq!(events["events"].as_array().unwrap().len(), expected, "{name}: {kind:?}");
    }
    Some(user)
}

/// Who was deactivated is, and who was revoked has no passkey.
fn ends_held(user: &Value, person: &mut Person) {
    let devices = user["webauthn_devices"].as_array().unwrap().len();
    for (happening, happened) in
        [(&mut person.revoked, devices == 0), (&mut person.deactivated, user["status"] == "inactive")]
    {
        assert!(happening.allows(happened), "{}: {user}", person.external_id);
        *happening = if happened { Happening::Acknowledged } else { Happening::Never };
    }
}

/// A nonce that was taken is refused, and one that was handed out verifies, once.
async fn nonces_verify_once(caller: &Caller, person: &mut Person) {
    let ended = [person.revoked, person.deactivated].contains(&Happening::Acknowledged);
    for nonce in &mut person.nonces {
        let first = caller.verify(&nonce.text).await.unwrap();
        let name = &person.external_id;
        match nonce.taken {
            Happening::Acknowledged => assert_eq!(first.refusal(401), "invalid_nonce", "{name}"),
            Happening::Never if ended => assert_eq!(first.refusal(401), "invalid_nonce", "{name}"),
            Happening::Never => assert_eq!(first.ok()["external_id"], **name),
            Happening::Unknown => assert!([200, 401].contains(&first.status), "{name}: {first:?}"),
        }
        nonce.taken = Happening::Acknowledged;
        assert_eq!(caller.verify(&nonce.text).await.unwrap().refusal(401), "invalid_nonce", "{name}");
    }
}

/// Who has a passkey signs in with it, and who has none any more does not.
async fn life_goes_on(caller: &Caller, person: &mut Person) {
    let acknowledged = Happening::Acknowledged;
    if person.deactivated == acknowledged {
        let refused = caller.sign_in_transaction(&person.external_id).await.unwrap();
        assert_eq!(refused.refusal(403), "operation_not_allowed");
        let refused = person.sign_in_unnamed(caller).await.unwrap();
        assert_eq!(refused.refusal(403), "user_not_active");
    } else if person.revoked == acknowledged {
        let refused = caller.sign_in_transaction(&person.external_id).await.unwrap();
        assert_eq!(refused.refusal(409), "user_has_no_passkeys");
        let refused = person.sign_in_unnamed(caller).await.unwrap();
        assert_eq!(refused.refusal(401), "discoverable_login_failed");
    } else {
        person.sign_in(caller).await.unwrap().ok();
    }
}
