//! Invariant 1, over time: what was used up is remembered until no clock would let it be used again, and no longer.
//!
//! A sweep goes by the database's own clock, which is the machine's, so here the stories are laid in the recent past.
//! A replica may be up to ten minutes slow and still take a token: the sweep comes nine minutes after the token has
//! expired by the database's clock, and the slow replica is at the token's last microsecond.

use jiff::{SignedDuration, Timestamp};
use passflex_flex::Clock;
use passflex_flex::store::Swept;

use crate::world::{Database, Person, Site, TestClock, refusal};

const SLOW: SignedDuration = SignedDuration::from_mins(9);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);

/// A site whose clock shows the time of so long ago.
async fn site_in_the_past(ago: SignedDuration) -> Site {
    Database::with_clock(TestClock::at(Timestamp::now() - ago)).site().await
}

/// Sweeps by the database's clock.
async fn sweep(site: &Site) -> Swept {
    site.flex.store().sweep(Timestamp::UNIX_EPOCH).await.unwrap()
}

#[tokio::test]
async fn a_finished_handshake_is_remembered_while_a_slow_replica_would_take_it() {
    let lifetime = SignedDuration::from_mins(30);
    let site = site_in_the_past(SLOW + lifetime).await;
    let mut ada = site.registered("ada").await;
    let answer = site.discoverable_answer(&mut ada).await;
    site.finish_sign_in(answer.clone()).await.unwrap();

    site.database.clock.advance(lifetime - MICROSECOND);
    sweep(&site).await;
    assert_eq!(refusal(site.finish_sign_in(answer).await), "DiscoverableLoginFailed");
    assert_eq!(site.database.broken_rules(), ["handshake_spent"]);
}

#[tokio::test]
async fn a_finished_transaction_is_remembered_while_a_slow_replica_would_take_its_other_handshakes() {
    let site = site_in_the_past(SLOW + HOUR + HOUR).await;
    let clock = &site.database.clock;
    site.set(|settings| (settings.transaction_seconds, settings.handshake_seconds) = (3_600, 3_600)).await;
    let mut ada = site.registered("ada").await;
    let sign_in = site.sign_in_transaction("ada").await.unwrap();
    let register = site.register_transaction("ada").await.unwrap();

    clock.advance(HOUR - MICROSECOND);
    let mut sign_ins = Vec::new();
    let mut registrations = Vec::new();
    for _ in 0..2 {
        let started = site.start_sign_in(Some(&sign_in)).await.unwrap();
        sign_ins.push(ada.answer_sign_in(Some(&sign_in), &started));
        let started = site.start_registration(&register).await.unwrap();
        registrations.push(Person::new("ada").answer_registration(&register, &started));
    }
    site.finish_sign_in(sign_ins.remove(0)).await.unwrap();
    site.finish_registration(registrations.remove(0)).await.unwrap();

    clock.advance(HOUR - MICROSECOND);
    sweep(&site).await;
    assert_eq!(refusal(site.finish_sign_in(sign_ins.remove(0)).await), "TransactionNotFound");
    assert_eq!(refusal(site.finish_registration(registrations.remove(0)).await), "TransactionNotFound");
    assert_eq!(site.database.broken_rules(), ["transaction_spent", "transaction_spent"]);
}

#[tokio::test]
async fn a_deletion_is_remembered_while_a_slow_replica_would_take_a_registration_from_before() {
    let site = site_in_the_past(SLOW + HOUR + HOUR).await;
    let clock = &site.database.clock;
    site.set(|settings| (settings.transaction_seconds, settings.handshake_seconds) = (3_600, 3_600)).await;
    let transaction = site.register_transaction("ada").await.unwrap();
    let ada = site.registered("ada").await;
    site.delete_user(&ada).await;

    clock.advance(HOUR - MICROSECOND);
    let started = site.start_registration(&transaction).await.unwrap();
    let answer = Person::new("ada").answer_registration(&transaction, &started);
    clock.advance(HOUR - MICROSECOND);
    sweep(&site).await;
    assert_eq!(refusal(site.finish_registration(answer).await), "TransactionNotFound");
    assert_eq!(site.database.broken_rules(), ["user_deleted"]);
    assert_eq!(site.find_user(&ada).await, None);
}

#[tokio::test]
async fn an_untaken_nonce_is_kept_until_it_expires_and_not_revived_by_a_slow_clock() {
    let site = site_in_the_past(SignedDuration::from_mins(2)).await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    assert_eq!(sweep(&site).await, Swept { nonces: 1, ..Swept::default() });
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
}

#[tokio::test]
async fn what_no_clock_would_take_any_more_is_forgotten() {
    let site = site_in_the_past(SignedDuration::from_hours(4)).await;
    let ada = site.registered("ada").await;
    site.nonce(&mut ada.clone()).await;
    let bob = site.registered("bob").await;
    site.delete_user(&bob).await;
    assert_eq!(sweep(&site).await, Swept { spent: 6, nonces: 1, tombstones: 1, ..Swept::default() });
    assert_eq!(site.database.rows_of("spent"), 0);
}

#[tokio::test]
async fn maintenance_sweeps_until_nothing_is_left() {
    let site = Database::new().site().await;
    let spent = "INSERT INTO spent (app_id, id, keep_until)
        WITH RECURSIVE number(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < 10001)
        SELECT ?1, 'token ' || n, 0 FROM number";
    site.database.raw().execute(spent, [site.id.as_str()]).unwrap();
    site.flex.maintain("replica").await.unwrap();
    assert_eq!(site.database.rows_of("spent"), 0);
}

#[tokio::test]
async fn maintenance_forgets_events_after_ninety_days() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let registered_at = site.database.clock.now();
    site.database.clock.set(registered_at + days(90));
    site.flex.maintain("replica").await.unwrap();
    assert_eq!(site.database.rows_of("events"), 1);
    site.database.clock.advance(MICROSECOND);
    site.flex.maintain("replica").await.unwrap();
    assert_eq!(site.database.rows_of("events"), 0);
}
