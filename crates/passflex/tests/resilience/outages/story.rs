//! What happens in every outage.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::comparison;
use crate::world::{Answer, Caller, Kind, Person};

/// Longer than a server takes to notice.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lets people do something before, during and after an outage.
pub(super) async fn survive(caller: &Caller, strike: impl FnOnce(), mend: impl FnOnce()) {
    let [mut ada, mut bob, mut carl] = ["ada", "bob", "carl"].map(|name| Person::new(name.to_owned()));
    for person in [&mut ada, &mut bob] {
        person.register(caller).await.unwrap();
        person.sign_in(caller).await.unwrap().ok();
    }
    // What is under way when it begins.
    let sign_in = caller.begin_sign_in("ada").await.unwrap();
    let sign_in =
        sign_in.answered(&ada.authenticator.authenticate(&sign_in.public_key, crate::world::ORIGIN));
    let registration = caller.begin_registration("carl").await.unwrap();
    let registration =
        registration.answered(&carl.authenticator.register(&registration.public_key, crate::world::ORIGIN));

    strike();
    is_refused(&ada.finish(caller, Kind::Authenticate, sign_in).await.unwrap());
    is_refused(&carl.finish(caller, Kind::Register, registration).await.unwrap());
    is_refused(&caller.verify(&ada.nonces[0].text).await.unwrap());
    is_refused(&caller.backend("POST", "users", Some(&json!({"external_id": "dora"}))).await.unwrap());
    let not_ready = wait_for(caller, 503).await;
    assert_eq!(
        (&not_ready["code"], not_ready.as_object().unwrap().len()),
        (&json!("service_unavailable"), 2)
    );
    let sentence = not_ready["error"].as_str().unwrap();
    assert!(sentence.starts_with("The database "), "{sentence}");
    assert_eq!(caller.server("/healthz").await.unwrap().status, 200);

    mend();
    wait_for(caller, 200).await;
    // Nothing of what was refused had happened: the same requests are good now.
    for person in [&mut ada, &mut carl] {
        let last = person.finishes.len() - 1;
        let again = caller.finish(person.finishes[last].kind, &person.finishes[last].body).await.unwrap();
        assert_eq!(again.status, 200, "{}", again.body);
        person.settle(last, &again);
    }
    assert_eq!(caller.user("dora").await.unwrap(), None);
    comparison::compare(caller, &mut vec![ada, bob, carl]).await;
}

/// A clear word that it cannot be done now, and when to try again.
fn is_refused(answer: &Answer) {
    let body = json!({
        "code": "service_unavailable",
        "error": "The service is temporarily unavailable. Try again.",
    });
    let expected = Answer { status: 503, retry_after: Some("1".to_owned()), body };
    assert_eq!(*answer, expected);
}

/// Asks until `readyz` has this status: what it says then.
async fn wait_for(caller: &Caller, status: u16) -> Value {
    let begun = Instant::now();
    loop {
        let answer = caller.server("/readyz").await.unwrap();
        if answer.status == status {
            return answer.body;
        }
        assert!(begun.elapsed() < PATIENCE, "{answer:?}");
    }
}
