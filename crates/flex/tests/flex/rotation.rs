//! The sealing keys of several replicas: when each seals, opens, and goes.

use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use passflex_flex::{Actor, Clock, SealingKeyState};

use crate::world::{Database, Site, TestClock, all_at_once, refusal, tally};

/// The id of the key that sealed a token: it stands in the clear behind the version.
fn key_of(token: &str) -> u32 {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
    u32::from_be_bytes(bytes[1..5].try_into().unwrap())
}

/// A token that names a key that never was.
fn token_of_no_key(id: u32) -> String {
    let mut bytes = vec![1];
    bytes.extend(id.to_be_bytes());
    bytes.extend([0; 100]);
    BASE64URL_NOPAD.encode(&bytes)
}

/// The ids of all keys in the database, oldest first.
async fn keys(site: &Site) -> Vec<u32> {
    site.flex.store().sealing_keys().await.unwrap().into_iter().map(|key| key.id).collect()
}

/// Rotates, a second after whatever was before: keys of one microsecond have no order.
async fn rotate(site: &Site) {
    site.database.clock.advance_seconds(1);
    site.flex.rotate_sealing_key(&Actor::cli()).await.unwrap();
}

#[tokio::test]
async fn the_first_key_seals_at_once_and_replicas_share_it() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let transaction = here.register_transaction("ada").await.unwrap();
    assert_eq!(keys(&there).await, [key_of(&transaction)]);
    there.start_registration(&transaction).await.unwrap();
}

#[tokio::test]
async fn a_new_key_seals_after_a_minute_and_then_opens_at_once_on_a_replica_that_never_saw_it() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    rotate(&here).await;
    let [old, new] = keys(&here).await[..] else { panic!("two keys") };

    database.clock.advance(SignedDuration::from_secs(60) - SignedDuration::from_micros(1));
    assert_eq!(key_of(&here.register_transaction("ada").await.unwrap()), old);
    database.clock.advance(SignedDuration::from_micros(1));
    let transaction = here.register_transaction("ada").await.unwrap();
    assert_eq!(key_of(&transaction), new);
    there.start_registration(&transaction).await.unwrap();
}

#[tokio::test]
async fn a_new_key_opens_before_it_seals_for_replicas_whose_clock_is_ahead() {
    let database = Database::new();
    let here = database.site().await;
    let ahead = TestClock::at(database.clock.now() + SignedDuration::from_mins(2));
    let there = here.on(&database.open_with_clock(&ahead).await);
    rotate(&there).await;
    ahead.advance_seconds(60);
    let transaction = there.register_transaction("ada").await.unwrap();
    assert_eq!(Some(&key_of(&transaction)), keys(&here).await.last());
    here.start_registration(&transaction).await.unwrap();
}

#[tokio::test]
async fn an_old_key_opens_as_long_as_anything_it_sealed_can_live_and_is_dropped_afterwards() {
    let site = Database::new().site().await;
    let clock = &site.database.clock;
    site.set(|settings| (settings.transaction_seconds, settings.handshake_seconds) = (3_600, 3_600)).await;
    let mut ada = site.registered("ada").await;
    rotate(&site).await;
    let [old, new] = keys(&site).await[..] else { panic!("two keys") };

    let hour = SignedDuration::from_hours(1) - SignedDuration::from_micros(1);
    clock.advance(SignedDuration::from_secs(60) - SignedDuration::from_micros(1));
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    assert_eq!(key_of(&transaction), old);
    clock.advance(hour);
    let started = site.start_sign_in(Some(&transaction)).await.unwrap();
    let answer = ada.answer_sign_in(Some(&transaction), &started);
    clock.advance(hour);
    site.flex.rotate_sealing_key(&Actor::cli()).await.unwrap();
    assert_eq!(keys(&site).await[..2], [old, new], "still needed");
    let nonce = site.finish_sign_in(answer).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().external_id, "ada");

    clock.advance(SignedDuration::from_hours(3));
    rotate(&site).await;
    let left = keys(&site).await;
    assert!(!left.contains(&old), "{left:?}");
    assert!(
        left.contains(&new),
        "{left:?}: it sealed until its successor took over, less than three hours ago"
    );
}

#[tokio::test]
async fn a_dropped_key_opens_nothing_even_where_the_token_has_not_expired() {
    let site = Database::new().site().await;
    let transaction = site.register_transaction("ada").await.unwrap();
    rotate(&site).await;
    let old = key_of(&transaction);
    site.database.raw().execute("DELETE FROM sealing_keys WHERE id = ?1", [old]).unwrap();
    let restarted = site.on(&site.database.open().await);
    assert_eq!(refusal(restarted.start_registration(&transaction).await), "TransactionNotFound");
}

#[tokio::test]
async fn an_old_key_opens_nothing_once_nothing_it_sealed_should_be_alive() {
    let site = Database::new().site().await;
    let clock = &site.database.clock;
    // Longer than settings may say, as if a token did not expire.
    let settings = "UPDATE apps SET settings = json_set(settings, '$.transaction_seconds', 86400)";
    site.database.raw().execute(settings, []).unwrap();
    let transaction = site.register_transaction("ada").await.unwrap();
    rotate(&site).await;
    clock.advance(SignedDuration::from_secs(60) + SignedDuration::from_hours(3));
    site.start_registration(&transaction).await.unwrap();
    clock.advance(SignedDuration::from_micros(1));
    assert_eq!(refusal(site.start_registration(&transaction).await), "TransactionNotFound");
}

#[tokio::test]
async fn maintenance_rotates_a_key_that_has_grown_old_and_no_other() {
    let site = Database::new().site().await;
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let made_at = site.database.clock.now();
    site.database.clock.set(made_at + days(30) - SignedDuration::from_micros(1));
    site.flex.maintain("replica").await.unwrap();
    assert_eq!(keys(&site).await.len(), 1);
    site.database.clock.set(made_at + days(30));
    for _ in 0..3 {
        site.flex.maintain("replica").await.unwrap();
    }
    assert_eq!(keys(&site).await.len(), 2);
}

#[tokio::test]
async fn somebody_who_names_keys_that_never_were_does_not_keep_a_new_key_from_being_learnt() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let spam = async |tenths: u32| {
        for tenth in 0..tenths {
            database.clock.advance(SignedDuration::from_millis(100));
            let refused = refusal(there.start_registration(&token_of_no_key(tenth)).await);
            assert_eq!(refused, "TransactionNotFound");
        }
    };
    spam(15).await;
    rotate(&here).await;
    spam(600).await;
    let transaction = here.register_transaction("ada").await.unwrap();
    assert_eq!(Some(&key_of(&transaction)), keys(&here).await.last());
    there.start_registration(&transaction).await.unwrap();
}

#[tokio::test]
async fn unknown_keys_are_looked_up_once_a_second() {
    let database = Database::new();
    let here = database.site().await;
    // Far enough ahead to seal with a key that was made this moment.
    let clock_ahead = TestClock::at(database.clock.now() + SignedDuration::from_secs(1));
    let ahead = here.on(&database.open_with_clock(&clock_ahead).await);
    database.clock.advance_seconds(1);
    here.start_registration(&token_of_no_key(1)).await.unwrap_err();
    ahead.flex.rotate_sealing_key(&Actor::cli()).await.unwrap();
    clock_ahead.advance_seconds(60);
    let transaction = ahead.register_transaction("ada").await.unwrap();

    database.clock.advance(SignedDuration::from_millis(999));
    assert_eq!(refusal(here.start_registration(&transaction).await), "TransactionNotFound");
    database.clock.advance(SignedDuration::from_millis(1));
    here.start_registration(&transaction).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_who_come_while_a_new_key_is_being_learnt_are_let_in() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    for _ in 0..20 {
        rotate(&here).await;
        database.clock.advance_seconds(60);
        let transaction = here.register_transaction("ada").await.unwrap();
        let attempts = (0..50).map(|_| {
            let (site, transaction) = (there.clone(), transaction.clone());
            async move { site.start_registration(&transaction).await }
        });
        assert_eq!(tally(all_at_once(attempts).await), (50, vec![]));
    }
}

#[tokio::test]
async fn after_a_leak_no_replica_opens_what_an_old_key_sealed_once_two_seconds_are_over() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    rotate(&here).await;
    let old = here.register_transaction("ada").await.unwrap();
    there.start_registration(&old).await.unwrap();

    let before = keys(&here).await;
    let rotated = here.flex.rotate_sealing_key_now(&Actor::cli()).await.unwrap();
    assert_eq!(rotated.seals_from, database.clock.now());
    let [new] = keys(&here).await[..] else { panic!("one key") };
    assert!(!before.contains(&new));
    assert_eq!(refusal(here.start_registration(&old).await), "TransactionNotFound");
    database.clock.advance_seconds(2);
    assert_eq!(refusal(there.start_registration(&old).await), "TransactionNotFound");
    for site in [&here, &there] {
        let transaction = site.register_transaction("ada").await.unwrap();
        assert_eq!(key_of(&transaction), new);
        here.start_registration(&transaction).await.unwrap();
        there.start_registration(&transaction).await.unwrap();
    }
}

#[tokio::test]
async fn after_a_leak_no_replica_seals_with_an_old_key_once_two_seconds_are_over() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    here.flex.rotate_sealing_key_now(&Actor::cli()).await.unwrap();
    database.clock.advance_seconds(2);
    let transaction = there.register_transaction("ada").await.unwrap();
    assert_eq!(keys(&here).await, [key_of(&transaction)]);
}

#[tokio::test]
async fn the_list_says_what_each_key_does() {
    let site = Database::new().site().await;
    let clock = &site.database.clock;
    let hours = SignedDuration::from_hours;
    let listed = async || {
        let keys = site.flex.sealing_keys().await.unwrap().into_iter();
        keys.map(|key| (key.id, key.state, key.opens_until)).collect::<Vec<_>>()
    };
    rotate(&site).await;
    let [old, new] = keys(&site).await[..] else { panic!("two keys") };
    let (old, new) = (format!("{old:08x}"), format!("{new:08x}"));
    let handover = clock.now() + SignedDuration::from_secs(60);
    let until = Some(handover + hours(3));
    let expected = |first, second| vec![(old.clone(), first, until), (new.clone(), second, None)];
    assert_eq!(listed().await, expected(SealingKeyState::Seals, SealingKeyState::Waits));
    clock.set(handover);
    assert_eq!(listed().await, expected(SealingKeyState::Opens, SealingKeyState::Seals));
    clock.advance(hours(3));
    assert_eq!(listed().await, expected(SealingKeyState::Opens, SealingKeyState::Seals));
    clock.advance(SignedDuration::from_micros(1));
    assert_eq!(listed().await, expected(SealingKeyState::Outlived, SealingKeyState::Seals));
}

#[tokio::test]
async fn a_rotation_after_a_leak_says_in_the_audit_log_what_it_dropped() {
    let site = Database::new().site().await;
    let [old] = keys(&site).await[..] else { panic!("one key") };
    let rotated = site.flex.rotate_sealing_key_now(&Actor::cli()).await.unwrap();
    let [row] = &site.flex.store().audit(None, 10).await.unwrap()[..] else { panic!("one row") };
    assert_eq!((&*row.verb, &row.target), ("sealing_key.rotate", &rotated.added));
    assert_eq!(row.changes, serde_json::json!({ "now": true, "dropped": [format!("{old:08x}")] }));
}

#[tokio::test]
async fn maintenance_makes_a_key_where_an_older_copy_has_none() {
    let site = Database::new().site().await;
    site.database.raw().execute("DELETE FROM sealing_keys", []).unwrap();
    site.flex.maintain("replica").await.unwrap();
    let transaction = site.register_transaction("ada").await.unwrap();
    assert_eq!(keys(&site).await, [key_of(&transaction)]);
    site.start_registration(&transaction).await.unwrap();
}
