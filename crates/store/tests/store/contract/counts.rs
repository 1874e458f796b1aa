//! Counts: of ceremonies, of what they had in common, and of users.

use passflex_store::AppId;
use passflex_store::records::{
    ActiveUsers, CeremonyCount, CeremonyFact, CeremonyKind, CountSpan, SummedCount, SummedFact, UserCounts,
};

use crate::world::{Database, Person, at, audit, browser, count, user};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// So many hours of the story, in steps of so many.
fn hours(hours: i64, step_hours: u32) -> CountSpan {
    CountSpan { from: at(0), until: at(hours * HOUR), step_hours }
}

fn summed(step: u32, outcome: &str, count: u64) -> SummedCount {
    SummedCount { step, kind: CeremonyKind::Authenticate, outcome: outcome.to_owned(), count }
}

fn summed_browser(value: &str, count: u64) -> SummedFact {
    SummedFact {
        kind: CeremonyKind::Authenticate,
        outcome: "complete".to_owned(),
        fact: "browser".to_owned(),
        value: value.to_owned(),
        count,
    }
}

pub(crate) async fn counts_are_taken_for_apps_that_are_gone_too(db: Database) {
    let (app, ghost) = (db.with_app("app").await, AppId::new("ghost"));
    let counts = [count(&ghost, "started", 3), count(&app, "started", u64::from(u32::MAX))];
    let facts = [browser(&ghost, "edge", 3), browser(&app, "edge", 1)];
    db.add_ceremony_counts("replica-1", &counts, &facts).await.unwrap();
    db.add_ceremony_counts("replica-1", &[], &[]).await.unwrap();
    let span = hours(1, 1);
    let expected = [summed(0, "started", u64::from(u32::MAX))];
    assert_eq!(db.ceremony_counts(&app, span).await.unwrap(), expected);
    assert_eq!(db.ceremony_facts(&app, at(0), at(1)).await.unwrap(), [summed_browser("edge", 1)]);
    assert_eq!(db.ceremony_counts(&ghost, span).await.unwrap(), []);
}

pub(crate) async fn what_all_replicas_counted_is_summed_by_step(db: Database) {
    let app = db.with_app("app").await;
    let later = |hours: i64, outcome, number| CeremonyCount {
        hour: at(hours * HOUR),
        ..count(&app, outcome, number)
    };
    let counts = [later(-1, "started", 100), later(0, "started", 3), later(1, "started", 4)];
    db.add_ceremony_counts("a", &counts, &[]).await.unwrap();
    let counts = [later(1, "started", 5), later(2, "failed", 6), later(4, "started", 100)];
    db.add_ceremony_counts("b", &counts, &[]).await.unwrap();
    db.add_ceremony_counts("b", &[later(1, "started", 1)], &[]).await.unwrap();

    let by_hour = [summed(0, "started", 3), summed(1, "started", 10), summed(2, "failed", 6)];
    assert_eq!(db.ceremony_counts(&app, hours(4, 1)).await.unwrap(), by_hour);
    let by_two = [summed(0, "started", 13), summed(1, "failed", 6)];
    assert_eq!(db.ceremony_counts(&app, hours(4, 2)).await.unwrap(), by_two);
    let register = CeremonyCount { kind: CeremonyKind::Register, ..later(0, "started", 7) };
    db.add_ceremony_counts("a", &[register], &[]).await.unwrap();
    let kinds = db.ceremony_counts(&app, hours(1, 1)).await.unwrap();
    let register = SummedCount { kind: CeremonyKind::Register, ..summed(0, "started", 7) };
    assert_eq!(kinds, [summed(0, "started", 3), register]);
}

pub(crate) async fn the_most_frequent_value_of_a_fact_comes_first(db: Database) {
    let app = db.with_app("app").await;
    let rule = CeremonyFact {
        outcome: "failed",
        fact: "rule",
        value: "bad_signature".to_owned(),
        ..browser(&app, "", 9)
    };
    let late = CeremonyFact { day: at(DAY), ..browser(&app, "safari", 100) };
    let facts = [browser(&app, "chrome", 2), browser(&app, "safari", 3), rule, late];
    db.add_ceremony_counts("a", &[], &facts).await.unwrap();
    let facts = [browser(&app, "chrome", 2), browser(&app, "edge", 3)];
    db.add_ceremony_counts("b", &[], &facts).await.unwrap();
    let failed = SummedFact {
        outcome: "failed".to_owned(),
        fact: "rule".to_owned(),
        ..summed_browser("bad_signature", 9)
    };
    let expected =
        [summed_browser("chrome", 4), summed_browser("edge", 3), summed_browser("safari", 3), failed];
    assert_eq!(db.ceremony_facts(&app, at(0), at(DAY)).await.unwrap(), expected);
}

pub(crate) async fn users_with_passkeys_are_counted_apart(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let counts = async |app: &AppId| db.user_counts(app).await.unwrap();
    assert_eq!(counts(&app).await, UserCounts { users: 0, with_passkeys: 0 });
    db.create_user(&app, &user("bob", 0), audit("user.create", Some(&app))).await.unwrap().unwrap();
    let (ada, passkey) = db.registered(Person::new(&app, "ada").registration()).await;
    db.registered(Person::new(&other, "eve").registration()).await;
    assert_eq!(counts(&app).await, UserCounts { users: 2, with_passkeys: 1 });
    let revoke = audit("passkey.revoke", Some(&app));
    assert!(db.revoke_passkey(&app, &ada, &passkey, at(1), revoke).await.unwrap());
    assert_eq!(counts(&app).await, UserCounts { users: 2, with_passkeys: 0 });
}

pub(crate) async fn a_user_is_active_once_a_month(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (ada_id, ada_key) = db.registered(ada.registration()).await;
    let mut bob = Person::new(&app, "bob");
    let (bob_id, bob_key) = db.registered(bob.registration()).await;
    for seconds in [1, 2, 40 * DAY] {
        db.finish_authentication(ada.authentication(&ada_id, &ada_key, seconds)).await.unwrap().unwrap();
    }
    db.finish_authentication(bob.authentication(&bob_id, &bob_key, 3)).await.unwrap().unwrap();
    let (january, february) =
        (ActiveUsers { month: 210_001, users: 2 }, ActiveUsers { month: 210_002, users: 1 });
    assert_eq!(db.active_users(&app, 209_912).await.unwrap(), [january, february]);
    assert_eq!(db.active_users(&app, 210_002).await.unwrap(), [february]);
    assert_eq!(db.active_users(&AppId::new("other"), 0).await.unwrap(), []);
}
