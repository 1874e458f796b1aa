//! Invariant 8: a signature counter that does not advance.

use passflex_authenticator::Authenticator;
use passflex_flex::store::records::EventOutcome;

use crate::world::{Database, Person, Site, all_at_once, refusal, tally};

/// Signs in with a counter of the test's choosing.
async fn sign_in_counting(site: &Site, person: &mut Person, count: u32) -> passflex_flex::Result<String> {
    let answer = site.sign_in_answer_with(person, |draft| draft.authenticator_data.sign_count = count).await;
    site.finish_sign_in(answer).await
}

async fn stored_count(site: &Site, person: &Person) -> u32 {
    site.passkeys(person).await[0].sign_count
}

#[tokio::test]
async fn a_device_bound_passkey_whose_counter_does_not_advance_is_refused_and_recorded() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::device_bound());
    site.register(&mut ada).await;
    sign_in_counting(&site, &mut ada, 5).await.unwrap();
    for count in [5, 4, 1, 0] {
        let refused = refusal(sign_in_counting(&site, &mut ada, count).await);
        assert_eq!(refused, "WebauthnLoginFailed", "counter {count}");
    }
    assert_eq!(site.database.broken_rules(), ["sign_count_not_advanced"; 4]);
    assert_eq!(stored_count(&site, &ada).await, 5);
    sign_in_counting(&site, &mut ada, 6).await.unwrap();
    assert_eq!(stored_count(&site, &ada).await, 6);
}

#[tokio::test]
async fn a_synced_passkey_whose_counter_does_not_advance_is_accepted_and_recorded() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    for (count, stored, rule) in [
        (7, 7, None),
        (3, 7, Some("sign_count_not_advanced")),
        (7, 7, Some("sign_count_not_advanced")),
        (0, 7, Some("sign_count_not_advanced")),
        (8, 8, None),
    ] {
        site.database.clock.advance_seconds(1);
        sign_in_counting(&site, &mut ada, count).await.unwrap();
        assert_eq!(stored_count(&site, &ada).await, stored, "after {count}");
        let event = &site.events(&ada).await[0];
        assert_eq!((event.outcome, event.rule.as_deref()), (EventOutcome::Complete, rule), "after {count}");
    }
}

#[tokio::test]
async fn an_authenticator_that_does_not_count_signs_in_again_and_again() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::device_bound());
    site.register(&mut ada).await;
    for _ in 0..3 {
        sign_in_counting(&site, &mut ada, 0).await.unwrap();
    }
    assert_eq!(site.database.broken_rules(), <[&str; 0]>::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_clones_that_race_with_one_counter_one_passes() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::device_bound());
    site.register(&mut ada).await;
    for round in 1..=20 {
        let mut clone = ada.clone();
        let answers = [site.sign_in_answer(&mut ada).await, site.sign_in_answer(&mut clone).await];
        let attempts = answers.map(|answer| {
            let site = site.clone();
            async move { site.finish_sign_in(answer).await }
        });
        assert_eq!(tally(all_at_once(attempts).await), (1, vec!["WebauthnLoginFailed".to_owned()]));
        assert_eq!(stored_count(&site, &ada).await, round);
    }
}

#[tokio::test]
async fn a_counter_that_another_sign_in_moved_after_it_was_read_decides_at_the_commit() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::device_bound());
    site.register(&mut ada).await;
    let mut clone = ada.clone();
    let first = site.sign_in_answer(&mut ada).await;
    let second = site.sign_in_answer(&mut clone).await;

    // While somebody else has the right to write, both read the old counter and wait for their commits.
    let db = site.database.raw();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    let let_go = async { db.execute_batch("ROLLBACK").unwrap() };
    let (first, second, ()) =
        tokio::join!(biased; site.finish_sign_in(first), site.finish_sign_in(second), let_go);
    assert_eq!(tally(vec![first, second]), (1, vec!["WebauthnLoginFailed".to_owned()]));
    assert_eq!(site.database.broken_rules(), ["sign_count_not_advanced"]);
}
