//! What an app's ceremonies come to over time.

use jiff::{SignedDuration, Timestamp};
use passflex_flex::store::records::ActiveUsers;
use passflex_flex::{Actor, Ceremonies, Client, Clock, Share, Step};

use crate::world::{Database, Site, refusal};

const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1";

fn agent(user_agent: &str) -> Client {
    Client { user_agent: Some(user_agent.to_owned()), ..Client::default() }
}

fn share(name: &str, complete: u64, failed: u64) -> Share {
    Share { name: name.to_owned(), complete, failed }
}

fn went(started: u64, complete: u64, failed: u64) -> Ceremonies {
    Ceremonies { started, complete, failed }
}

/// Somebody registers, and signs in after seven seconds by one browser; by another it fails after two. A page that offers
/// autofill is opened besides.
async fn an_hour(site: &Site) {
    let mut ada = site.registered("ada").await;
    let answer = site.sign_in_answer(&mut ada).await;
    site.database.clock.advance_seconds(7);
    site.flex.finish_authentication(&*site.tenant().await, answer, &agent(CHROME)).await.unwrap();
    let mut forged = site.sign_in_answer(&mut ada).await;
    "AAAA".clone_into(&mut forged.response.response.signature);
    site.database.clock.advance_seconds(2);
    refusal(site.flex.finish_authentication(&*site.tenant().await, forged, &agent(SAFARI)).await);
    site.start_sign_in(None).await.unwrap();
    site.flex.flush("replica").await.unwrap();
}

#[tokio::test]
async fn what_ceremonies_have_in_common_is_counted() {
    let site = Database::new().site().await;
    an_hour(&site).await;
    let now = site.database.clock.now();
    let activity = site.flex.activity(&*site.tenant().await, now, now + HOUR, Step::Hour).await.unwrap();

    let sign_ins = activity.sign_ins;
    assert_eq!(sign_ins.ceremonies, went(3, 1, 1));
    assert_eq!((sign_ins.ceremonies.incomplete(), sign_ins.ceremonies.success_rate()), (1, Some(0.5)));
    assert_eq!(sign_ins.rules, [share("bad_signature", 0, 1)]);
    assert_eq!(sign_ins.browsers, [share("Chrome", 1, 0), share("Safari", 0, 1)]);
    assert_eq!(sign_ins.systems, [share("Linux", 1, 0), share("iOS", 0, 1)]);
    assert_eq!(sign_ins.providers, [share("Other", 1, 1)]);
    assert_eq!(sign_ins.durations.median_seconds, Some(7.0), "between six and eight");
    let registrations = activity.registrations;
    assert_eq!(registrations.ceremonies, went(1, 1, 0));
    assert_eq!(registrations.rules, []);
    assert_eq!(registrations.browsers, [share("Other", 1, 0)]);
    assert_eq!(registrations.durations.median_seconds, Some(0.5));
    let nothing = site.neighbour().await;
    let activity =
        nothing.flex.activity(&*nothing.tenant().await, now, now + HOUR, Step::Hour).await.unwrap();
    assert_eq!((activity.sign_ins.ceremonies, activity.sign_ins.browsers), (went(0, 0, 0), vec![]));
    assert_eq!(activity.sign_ins.ceremonies.success_rate(), None);
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn a_span_has_all_its_steps_and_whole_ones() {
    let site = Database::new().site().await;
    an_hour(&site).await;
    site.database.clock.advance_seconds(2 * 3_600);
    site.start_sign_in(None).await.unwrap();
    site.flex.flush("replica").await.unwrap();
    let now = site.database.clock.now();
    let tenant = site.tenant().await;
    let activity = async |from, until, step| site.flex.activity(&tenant, from, until, step).await.unwrap();

    let by_hour = activity(now - HOUR - HOUR, now, Step::Hour).await;
    let started: Vec<u64> = by_hour.steps.iter().map(|step| step.sign_ins.started).collect();
    assert_eq!(started, [3, 0, 1]);
    assert_eq!(by_hour.steps[0].begins, by_hour.from);
    assert!(by_hour.from <= now - HOUR - HOUR && now <= by_hour.until, "{by_hour:?}");
    assert!(by_hour.steps.iter().all(|step| step.begins.as_second() % 3_600 == 0));

    let day = SignedDuration::from_hours(24);
    let by_day = activity(now - day, now, Step::Day).await;
    assert_eq!(by_day.steps.len(), 2);
    assert_eq!(by_day.sign_ins.ceremonies, went(4, 1, 1));
    assert!(by_day.steps.iter().all(|step| step.begins.as_second() % 86_400 == 0));

    for (from, until) in [(now, now), (now, now - HOUR), (now - HOUR * 1_001, now), (Timestamp::MIN, now)] {
        let refused = site.flex.activity(&tenant, from, until, Step::Hour).await.unwrap_err();
        assert!(matches!(refused, passflex_flex::Error::InvalidRequest(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn the_last_steps_end_with_the_one_under_way_even_where_it_has_just_begun() {
    let site = Database::new().site().await;
    let tenant = site.tenant().await;
    let clock = &site.database.clock;
    let into_the_hour = clock.now().as_second().rem_euclid(3_600);
    clock.advance_seconds(3_600 - into_the_hour);
    let hour = clock.now();

    for _ in 0..2 {
        let activity = site.flex.recent_activity(&tenant, 24, Step::Hour).await.unwrap();
        let begins: Vec<Timestamp> = activity.steps.iter().map(|step| step.begins).collect();
        assert_eq!((begins.len(), begins.last()), (24, Some(&hour)));
        clock.advance_seconds(3_599);
    }
}

#[tokio::test]
async fn people_are_counted_and_those_who_sign_in_by_month() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.nonce(&mut ada).await;
    site.flex.create_user(&Actor::cli(), &*site.tenant().await, "bob", None).await.unwrap();
    let people = site.flex.people(&*site.tenant().await).await.unwrap();
    assert_eq!((people.users, people.with_passkeys), (2, 1));
    let months: Vec<u32> = people.active.iter().map(|active| active.month).collect();
    assert_eq!(months.len(), 12);
    assert!(months.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair[1] == pair[0] + 89), "{months:?}");
    let this = site.database.clock.now().strftime("%Y%m").to_string().parse().unwrap();
    assert_eq!(people.active.last(), Some(&ActiveUsers { month: this, users: 1 }));
    assert!(people.active.iter().rev().skip(1).all(|active| active.users == 0));
}
