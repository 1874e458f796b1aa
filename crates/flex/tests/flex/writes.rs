//! Invariant 10: anonymous callers cause no unbounded writes.

use std::collections::BTreeMap;

use passflex_flex::{Actor, Clock, FinishRequest, NewApiKey, Scope};

use crate::world::{Database, Person, refusal};

#[tokio::test]
async fn creating_and_starting_write_nothing() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let before = site.database.rows();
    for _ in 0..10 {
        let transaction = site.register_transaction("bob").await.unwrap();
        site.start_registration(&transaction).await.unwrap();
        let transaction = site.sign_in_transaction("ada").await.unwrap();
        site.start_sign_in(Some(&transaction)).await.unwrap();
        site.start_sign_in(None).await.unwrap();
        refusal(site.start_registration("garbage").await);
        refusal(site.verify("garbage").await);
    }
    assert_eq!(site.database.rows(), before);
}

#[tokio::test]
async fn a_finish_without_a_handshake_of_ours_writes_nothing() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let answer = site.discoverable_answer(&mut ada).await;
    let before = site.database.rows();
    refusal(site.finish_sign_in(FinishRequest { handshake_id: "garbage".to_owned(), ..answer }).await);
    assert_eq!(site.database.rows(), before);
}

#[tokio::test]
async fn a_finish_that_fails_again_and_again_leaves_one_event_for_its_handshake() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut sign_in = site.discoverable_answer(&mut ada).await;
    sign_in.response.response.signature = "AAAA".to_owned();
    let mut registration = site.registration(&mut Person::new("bob")).await;
    registration.response.response.client_data_json = "AAAA".to_owned();
    for _ in 0..10 {
        assert_eq!(refusal(site.finish_sign_in(sign_in.clone()).await), "DiscoverableLoginFailed");
        assert_eq!(refusal(site.finish_registration(registration.clone()).await), "RegistrationFailed");
    }
    assert_eq!(site.database.broken_rules(), ["bad_signature", "client_data_malformed"]);
}

#[tokio::test]
async fn an_app_leaves_sixty_failed_events_a_minute() {
    let site = Database::new().site().await;
    let neighbour = site.neighbour().await;
    let mut ada = site.registered("ada").await;
    let mut fail = async || {
        let mut answer = site.discoverable_answer(&mut ada).await;
        answer.response.response.signature = "AAAA".to_owned();
        assert_eq!(refusal(site.finish_sign_in(answer).await), "DiscoverableLoginFailed");
    };
    for _ in 0..70 {
        fail().await;
    }
    assert_eq!(site.database.broken_rules().len(), 60);

    let mut bob = neighbour.registered("bob").await;
    let mut answer = neighbour.discoverable_answer(&mut bob).await;
    answer.response.response.signature = "AAAA".to_owned();
    refusal(neighbour.finish_sign_in(answer).await);
    assert_eq!(site.database.broken_rules().len(), 61, "another app has a budget of its own");

    site.database.clock.advance_seconds(60);
    fail().await;
    assert_eq!(site.database.broken_rules().len(), 62);
}

#[tokio::test]
async fn ceremonies_are_counted_by_hour_and_written_when_flushed() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.sign_in(&mut ada).await.unwrap();
    site.start_sign_in(None).await.unwrap();
    let mut forged = site.discoverable_answer(&mut ada).await;
    forged.response.response.signature = "AAAA".to_owned();
    refusal(site.finish_sign_in(forged).await);
    assert_eq!(site.database.rows_of("ceremony_counts"), 0);

    site.flex.flush("replica").await.unwrap();
    site.flex.flush("replica").await.unwrap();
    let db = site.database.raw();
    let mut counts = db.prepare("SELECT kind || ' ' || outcome, count FROM ceremony_counts").unwrap();
    let counts: BTreeMap<String, i64> =
        counts.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let expected = [
        ("authenticate complete", 1),
        ("authenticate failed", 1),
        ("authenticate started", 3),
        ("register complete", 1),
        ("register started", 1),
    ];
    assert_eq!(counts, expected.map(|(what, count)| (what.to_owned(), count)).into());
}

#[tokio::test]
async fn a_failure_that_cannot_be_recorded_is_answered_like_one_that_can() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut forged = site.discoverable_answer(&mut ada).await;
    forged.response.response.signature = "AAAA".to_owned();
    site.database.raw().execute_batch("ALTER TABLE events RENAME TO elsewhere").unwrap();
    assert_eq!(refusal(site.finish_sign_in(forged).await), "DiscoverableLoginFailed");
}

#[tokio::test]
async fn repeats_of_one_handshake_do_not_use_up_what_others_may_leave() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut forged = site.discoverable_answer(&mut ada).await;
    forged.response.response.signature = "AAAA".to_owned();
    for _ in 0..100 {
        refusal(site.finish_sign_in(forged.clone()).await);
    }
    let mut another = site.discoverable_answer(&mut ada).await;
    another.response.response.signature = "AAAA".to_owned();
    refusal(site.finish_sign_in(another).await);
    assert_eq!(site.database.broken_rules(), ["bad_signature", "bad_signature"]);
}

#[tokio::test]
async fn what_could_not_be_flushed_is_flushed_the_next_time() {
    let site = Database::new().site().await;
    let new = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (_, secret) = site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap();
    site.flex.authorize(&site.id, &secret, Scope::Transactions).await.unwrap();
    site.registered("ada").await;
    for table in ["api_keys", "ceremony_counts", "ceremony_facts"] {
        site.database.raw().execute_batch(&format!("ALTER TABLE {table} RENAME TO elsewhere")).unwrap();
        assert!(refusal(site.flex.flush("replica").await).starts_with("Internal"));
        site.database.raw().execute_batch(&format!("ALTER TABLE elsewhere RENAME TO {table}")).unwrap();
    }
    site.flex.flush("replica").await.unwrap();
    let used = site.flex.api_keys(&site.id).await.unwrap()[0].last_used_at;
    assert_eq!(used, Some(site.database.clock.now()));
    assert_eq!(site.database.rows_of("ceremony_counts"), 2, "started and complete");
    assert_eq!(site.database.rows_of("ceremony_facts"), 4, "browser, system, provider and seconds");
}
