//! Users of all kinds sign in after a restore: hundreds wherever tests run, and as many as `PASSFLEX_TEST_PEOPLE` says, ten
//! thousand of whom take a minute or two.

use std::io::{Seek as _, SeekFrom};
use std::sync::Arc;

use passflex_authenticator::{Algorithm, Authenticator, Client};
use passflex_flex::backup::{Backup, back_up};
use passflex_flex::store::records::UserStatus;
use passflex_flex::{Actor, Clock as _, MasterKey};
use tokio::task::JoinSet;

use crate::world::{Database, Person, Site, refusal};

/// How many people there are if nothing is said: enough for every kind.
const PEOPLE: usize = 500;

/// How many ceremonies are under way at once, so that they share commits.
const AT_ONCE: usize = 64;

const ALGORITHMS: [Algorithm; 10] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Rs256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
];

/// One of them. The number says what kind of user it is, so that kinds come in combinations.
#[derive(Clone)]
struct Somebody {
    number: usize,
    person: Person,
}

impl Somebody {
    fn new(number: usize) -> Self {
        let authenticator = match number % 3 {
            0 => Authenticator::synced(),
            1 => Authenticator::device_bound(),
            _ => Authenticator::security_key(),
        };
        let client = if number.is_multiple_of(17) { Client::Swift } else { Client::Browser };
        let authenticator = authenticator
            .seed(number as u64)
            .client(client)
            // Most people have the first, which is the quickest in a debug build.
            .algorithm(if number.is_multiple_of(5) { ALGORITHMS[number / 5 % 10] } else { Algorithm::Es256 });
        Self { number, person: Person::with(&format!("person {number} \u{fc}"), authenticator) }
    }

    /// Another server's user, whose handle is that server's.
    fn is_imported(&self) -> bool {
        self.number.is_multiple_of(7)
    }

    fn has_two_passkeys(&self) -> bool {
        self.number.is_multiple_of(11)
    }

    fn is_deactivated(&self) -> bool {
        self.number.is_multiple_of(13)
    }

    fn was_revoked(&self) -> bool {
        self.number.is_multiple_of(19)
    }

    /// Has signed in before the backup was made.
    fn is_regular(&self) -> bool {
        self.number % 4 < 2
    }

    /// Gets here what there is before the backup.
    async fn settle(mut self, site: Site) -> Self {
        site.register(&mut self.person).await;
        if self.has_two_passkeys() {
            site.register(&mut self.person).await;
        }
        if self.is_regular() {
            site.sign_in(&mut self.person).await.unwrap();
        }
        if self.was_revoked() {
            site.revoke_passkeys(&self.person).await;
        }
        if self.is_deactivated() {
            site.set_status(&self.person, UserStatus::Inactive).await;
        }
        self
    }

    /// Signs in after the restore, or is refused for the reason that there was before.
    async fn come_back(mut self, site: Site) -> Self {
        if self.is_deactivated() {
            assert_eq!(
                refusal(site.sign_in(&mut self.person).await),
                "OperationNotAllowed(\"The user is deactivated.\")"
            );
        } else if self.was_revoked() {
            assert_eq!(refusal(site.sign_in(&mut self.person).await), "UserHasNoPasskeys");
        } else {
            let by_name = self.number.is_multiple_of(2);
            let answer = if by_name {
                site.sign_in(&mut self.person).await
            } else {
                site.sign_in_discoverably(&mut self.person).await
            };
            assert_eq!(answer.unwrap().external_id, self.person.external_id);
        }
        self
    }
}

/// Has everybody do the same, some at a time.
async fn everybody<F>(people: Vec<Somebody>, act: impl Fn(Somebody) -> F) -> Vec<Somebody>
where
    F: Future<Output = Somebody> + Send + 'static,
{
    let mut done = Vec::with_capacity(people.len());
    let mut under_way = JoinSet::new();
    for somebody in people {
        if under_way.len() == AT_ONCE {
            done.push(under_way.join_next().await.unwrap().unwrap());
        }
        under_way.spawn(act(somebody));
    }
    done.extend(under_way.join_all().await);
    done
}

/// What an import leaves: users with handles of their own, and passkeys that have not told what they are.
async fn import(site: &Site, people: &[Somebody]) {
    let tenant = site.tenant().await;
    for somebody in people.iter().filter(|somebody| somebody.is_imported()) {
        let name = &somebody.person.external_id;
        site.flex.create_user(&Actor::cli(), &tenant, name, None).await.unwrap();
    }
    site.database.raw().execute("UPDATE users SET user_handle = 'imported-' || id", []).unwrap();
}

fn forget_what_an_import_does_not_know(site: &Site) {
    let forget = "UPDATE passkeys SET source = 'imported', backup_eligible = NULL, backup_state = NULL,
                      uv_at_registration = NULL, attestation_format = NULL, attestation_trust = NULL, origin = NULL
                  WHERE user_id IN (SELECT id FROM users WHERE user_handle LIKE 'imported-%')";
    site.database.raw().execute(forget, []).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_of_all_kinds_sign_in_after_a_restore() {
    let count = std::env::var("PASSFLEX_TEST_PEOPLE").map_or(PEOPLE, |count| count.parse().unwrap());
    let site = Database::new().site().await;
    site.set(|settings| {
        settings.algorithms = ALGORITHMS.iter().map(|algorithm| algorithm.cose_id()).collect();
    })
    .await;
    let people: Vec<Somebody> = (1..=count).map(Somebody::new).collect();
    import(&site, &people).await;
    let people = everybody(people, |somebody| somebody.settle(site.clone())).await;
    forget_what_an_import_does_not_know(&site);

    let (store, now) = (site.database.store(), site.database.clock.now());
    let mut file = tempfile::tempfile().unwrap();
    let (_, made) = back_up(&store, false, now, file.try_clone().unwrap(), |_, _| {}).await.unwrap();
    assert_eq!(made.rows_of("users"), count as u64);
    file.seek(SeekFrom::Start(0)).unwrap();

    let database = site.database.twin();
    let master_key = MasterKey::parse(database.master_key()).unwrap();
    let unlocked = Backup::check(file, |_, _| {}).unwrap().unlock(&master_key.into()).unwrap();
    let (clock, random) = (&*database.clock, &*database.random);
    let restored =
        unlocked.restore(&database.store(), clock, random, &Actor::cli(), |_, _| {}).await.unwrap();
    assert_eq!(restored, made);

    let there = Site { flex: database.open().await, id: site.id.clone(), database: Arc::clone(&database) };
    everybody(people, |somebody| somebody.come_back(there.clone())).await;
}
