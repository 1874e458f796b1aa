//! Three servers on one database, behind a load balancer that sends each request to the next one.

mod changes;
mod clocks;
mod migration;

use tokio::task::JoinSet;

use crate::comparison;
use crate::world::{Answer, Caller, Installation, Kind, ORIGIN, Person, Server, Step};

/// How many present the same thing at once.
const AT_ONCE: usize = 300;

/// How many people come while keys are rotated.
const PEOPLE: usize = 24;

fn start(installation: &Installation) -> ([Server; 3], Caller) {
    let servers = [(); 3].map(|()| Server::start(installation));
    let caller = Caller::of(installation, &servers.each_ref());
    (servers, caller)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_on_one_sqlite_file_are_one_service() {
    are_one_service(&Installation::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_on_one_postgresql_are_one_service() {
    let (installation, _postgres) = Installation::postgres();
    are_one_service(&installation).await;
}

async fn are_one_service(installation: &Installation) {
    let (servers, caller) = start(installation);
    every_step_goes_to_another(&caller).await;
    of_many_one_wins(&caller).await;
    rotations_fail_no_ceremony(installation, &caller).await;
    changes::are_in_force_everywhere(installation, &servers).await;
}

/// What is revoked or deactivated on one is so on the others from the next request on: the comparison asks them.
async fn every_step_goes_to_another(caller: &Caller) {
    let mut people = Vec::new();
    for (name, end) in [("ada", None), ("bob", Some(Step::Revoke)), ("carl", Some(Step::Deactivate))] {
        let mut person = Person::new(name.to_owned());
        person.register(caller).await.unwrap();
        for step in [Step::SignIn, Step::TakeNonce, Step::SignIn].into_iter().chain(end) {
            person.step(caller, step).await.unwrap();
        }
        people.push(person);
    }
    comparison::compare(caller, &mut people).await;
}

async fn of_many_one_wins(caller: &Caller) {
    let mut dora = Person::new("dora".to_owned());
    dora.register(caller).await.unwrap();
    let started = caller.begin_sign_in("dora").await.unwrap();
    let body = started.answered(&dora.authenticator.authenticate(&started.public_key, ORIGIN));
    let mut finishes = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (caller, body) = (caller.clone(), body.clone());
        finishes.spawn(async move { caller.finish(Kind::Authenticate, &body).await.unwrap() });
    }
    let nonce = winner(finishes.join_all().await)["nonce"].as_str().unwrap().to_owned();

    let mut verifications = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (caller, nonce) = (caller.clone(), nonce.clone());
        verifications.spawn(async move { caller.verify(&nonce).await.unwrap() });
    }
    assert_eq!(winner(verifications.join_all().await)["external_id"], "dora");
    assert_eq!(caller.user("dora").await.unwrap().unwrap()["login_count"], 1);
}

/// The answer to the one that was let through; all others were refused for what they are.
fn winner(answers: Vec<Answer>) -> serde_json::Value {
    assert_eq!(answers.len(), AT_ONCE);
    let (mut won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    for answer in lost {
        assert!((400..500).contains(&answer.status), "{answer:?}");
    }
    assert_eq!(won.len(), 1);
    won.remove(0).body
}

async fn rotations_fail_no_ceremony(installation: &Installation, caller: &Caller) {
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        let caller = caller.clone();
        people.spawn(async move {
            let mut person = Person::new(format!("person-{number}"));
            person.register(&caller).await.unwrap();
            for step in [Step::SignIn, Step::TakeNonce, Step::SignIn, Step::TakeNonce] {
                person.step(&caller, step).await.unwrap();
            }
            person
        });
    }
    for _ in 0..2 {
        installation.json(&["sealing-key", "rotate"]);
        installation.json(&["master-key", "rotate", "--yes"]);
    }
    let mut people = people.join_all().await;
    comparison::compare(caller, &mut people).await;
}
