//! Many people at once.

use tokio::task::JoinSet;

use crate::world::{Caller, Lost, Person, Step};

/// How many people do something at the same time.
const AT_ONCE: usize = 16;

/// People who come and do what people do, until no answer comes any more. All of them, with what they were told.
pub(super) async fn until_lost(caller: &Caller, round: u64, random: &mut fastrand::Rng) -> Vec<Person> {
    let mut queues = JoinSet::new();
    for queue in 0..AT_ONCE {
        let (caller, mut random) = (caller.clone(), random.fork());
        queues.spawn(async move {
            let mut people = Vec::new();
            loop {
                let mut person = Person::new(format!("person-{round}-{queue}-{}", people.len()));
                let lived = live(&mut person, &caller, &mut random).await;
                people.push(person);
                if lived == Err(Lost) {
                    return people;
                }
            }
        });
    }
    queues.join_all().await.into_iter().flatten().collect()
}

/// One passkey, some sign-ins, and for one in three an end of them.
async fn live(person: &mut Person, caller: &Caller, random: &mut fastrand::Rng) -> Result<(), Lost> {
    person.register(caller).await?;
    for _ in 0..random.u8(0..8) {
        let step = if random.bool() { Step::SignIn } else { Step::TakeNonce };
        person.step(caller, step).await?;
    }
    match random.u8(0..6) {
        0 => person.step(caller, Step::Revoke).await,
        1 => person.step(caller, Step::Deactivate).await,
        _ => Ok(()),
    }
}
