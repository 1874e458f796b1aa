//! Transactions that get in each other's way.

use passflex_test_postgres::Server;
use tokio::task::JoinSet;

use crate::world::{Database, Person, at, audit, count};
use passflex_store::records::UserStatus;
use passflex_store::{AuthenticationRefused, RegistrationRefused};

/// How often a race is run.
const ROUNDS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serialization_failures_are_tried_again() {
    let server = Server::shared();
    let url = server.database();
    let serializable = format!("{url}?options=-c%20default_transaction_isolation%3Dserializable");
    let db = Database::postgres_at(&serializable).await;
    let app = db.with_app("shop").await;
    // All of them add to one row: at this level all but one of those that overlap fail with 40001.
    let tasks = (0..64).map(|_| {
        let (store, counts) = (db.share(), [count(&app, "started", 1)]);
        async move { store.add_ceremony_counts("a", &counts, &[]).await.unwrap() }
    });
    tasks.collect::<JoinSet<_>>().join_all().await;
    let name = super::name_of(&url);
    assert_eq!(server.sql(name, "SELECT count FROM ceremony_counts"), "64");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_comes_back_who_is_deleted_while_registering() {
    let db = Database::postgres().await;
    let app = db.with_app("shop").await;
    for round in 0..ROUNDS {
        let mut ada = Person::new(&app, &format!("ada {round}"));
        let mut first = ada.registration();
        first.user.sealed_at = at(0);
        let (user, _) = db.registered(first).await;
        let mut second = ada.registration();
        second.user.sealed_at = at(0);
        let (store, tenant, deleted) = (db.share(), app.clone(), user.clone());
        let deletion = async move {
            let entry = audit("user.delete", Some(&tenant));
            store.delete_user(&tenant, &deleted, at(1), at(2_000), entry).await.unwrap()
        };
        let store = db.share();
        let registration = async move { store.finish_registration(second).await.unwrap() };
        let (deleted, registered) = tokio::join!(tokio::spawn(deletion), tokio::spawn(registration));
        assert!(deleted.unwrap());
        assert!(matches!(registered.unwrap(), Ok(_) | Err(RegistrationRefused::UserDeleted)));
        assert_eq!(db.user_by_external_id(&app, &ada.external_id).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_comes_back_who_came_and_went_while_a_registration_waited() {
    let server = Server::shared();
    for level in ["read committed", "repeatable read", "serializable"] {
        let url = server.database();
        let name = super::name_of(&url);
        server
            .sql("postgres", &format!("ALTER DATABASE {name} SET default_transaction_isolation = '{level}'"));
        let db = Database::postgres_at(&url).await;
        let app = db.with_app("shop").await;
        let mut ada = Person::new(&app, "ada");
        let [mut waiting, mut meanwhile] = [ada.registration(), ada.registration()];
        waiting.user.sealed_at = at(0);
        meanwhile.user.sealed_at = at(0);
        // Somebody is about to use the same handshake up, and then does not.
        let handshake = waiting.handshake.id.as_str();
        let held = server.hold(name, &format!("INSERT INTO spent VALUES ('shop', '{handshake}', 0)"));
        let store = db.share();
        let registration = tokio::spawn(async move { store.finish_registration(waiting).await.unwrap() });
        let waits = "SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'";
        server.wait_until(name, waits, "1");

        let (user, _) = db.registered(meanwhile).await;
        let entry = audit("user.delete", Some(&app));
        assert!(db.delete_user(&app, &user, at(1), at(2_000), entry).await.unwrap());
        drop(held);
        let registered = registration.await.unwrap();
        assert_eq!(registered, Err(RegistrationRefused::UserDeleted), "where the default is {level}");
        assert_eq!(db.user_by_external_id(&app, "ada").await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_nonce_survives_a_deactivation_at_the_same_moment() {
    let db = Database::postgres().await;
    let app = db.with_app("shop").await;
    let mut ada = Person::new(&app, "ada");
    let (user, passkey) = db.registered(ada.registration()).await;
    for _ in 0..ROUNDS {
        let finish = ada.authentication(&user, &passkey, 1);
        let nonce = finish.nonce.hash;
        let (store, tenant, person) = (db.share(), app.clone(), user.clone());
        let deactivation = async move {
            let entry = audit("user.deactivate", Some(&tenant));
            store.set_user_status(&tenant, &person, UserStatus::Inactive, at(1), entry).await.unwrap()
        };
        let store = db.share();
        let sign_in = async move { store.finish_authentication(finish).await.unwrap() };
        let (_, signed_in) = tokio::join!(tokio::spawn(deactivation), tokio::spawn(sign_in));
        assert!(matches!(signed_in.unwrap(), Ok(()) | Err(AuthenticationRefused::UserNotActive)));
        let entry = audit("user.activate", Some(&app));
        db.set_user_status(&app, &user, UserStatus::Active, at(1), entry).await.unwrap();
        assert_eq!(db.take_nonce(&app, &nonce, at(2)).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sign_in_survives_a_revocation_at_the_same_moment() {
    let db = Database::postgres().await;
    let app = db.with_app("shop").await;
    for round in 0..ROUNDS {
        let mut ada = Person::new(&app, &format!("ada {round}"));
        let (user, passkey) = db.registered(ada.registration()).await;
        let finish = ada.authentication(&user, &passkey, 1);
        let nonce = finish.nonce.hash;
        let (store, tenant, person) = (db.share(), app.clone(), user.clone());
        let revocation = async move {
            let entry = audit("passkey.revoke", Some(&tenant));
            store.revoke_passkey(&tenant, &person, &passkey, at(1), entry).await.unwrap()
        };
        let store = db.share();
        let sign_in = async move { store.finish_authentication(finish).await.unwrap() };
        let (revoked, signed_in) = tokio::join!(tokio::spawn(revocation), tokio::spawn(sign_in));
        assert!(revoked.unwrap());
        assert!(matches!(signed_in.unwrap(), Ok(()) | Err(AuthenticationRefused::PasskeyRevoked)));
        assert_eq!(db.take_nonce(&app, &nonce, at(2)).await.unwrap(), None);
        assert_eq!(db.user(&app, &user).await.unwrap().unwrap().passkey_count, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_never_has_a_passkey_for_an_rp_id_that_it_left() {
    let db = Database::postgres().await;
    for round in 0..ROUNDS {
        let app = db.with_app(&format!("shop {round}")).await;
        let finish = Person::new(&app, "ada").registration();
        let mut moved = db.app(&app).await.unwrap().unwrap();
        moved.rp_id = "other.example".to_owned();
        let store = db.share();
        let tenant = app.clone();
        let update = async move {
            store.update_app(&moved, audit("app.update", Some(&tenant))).await.unwrap().unwrap()
        };
        let store = db.share();
        let registration = async move { store.finish_registration(finish).await.unwrap() };
        let (updated, registered) = tokio::join!(tokio::spawn(update), tokio::spawn(registration));
        let (updated, registered) = (updated.unwrap(), registered.unwrap());
        assert_ne!(updated.is_ok(), registered.is_ok(), "one of them came first");
    }
}
