//! Finishing an authentication.

use passflex_authenticator::Authenticator;
use passflex_store::records::{Event, FinishAuthentication, Passkey, User, UserStatus};
use passflex_store::{AppId, AuthenticationRefused, PasskeyId, UserId};

use crate::world::{Database, Person, at, audit};

/// Ada has registered with this authenticator.
struct Registered {
    db: Database,
    app: AppId,
    ada: Person,
    user: UserId,
    passkey: PasskeyId,
}

impl Registered {
    async fn with(db: Database, authenticator: Authenticator) -> Self {
        let app = db.with_app("app").await;
        let mut ada = Person::with(&app, "ada", authenticator);
        let (user, passkey) = db.registered(ada.registration()).await;
        Self { db, app, ada, user, passkey }
    }

    fn sign_in(&mut self, seconds: i64) -> FinishAuthentication {
        self.ada.authentication(&self.user, &self.passkey, seconds)
    }

    /// The counter says this, whatever the authenticator would have said.
    fn sign_in_counting(&mut self, seconds: i64, sign_count: u32) -> FinishAuthentication {
        let edit = |draft: &mut passflex_authenticator::AssertionDraft| {
            draft.authenticator_data.sign_count = sign_count;
        };
        self.ada.authentication_with(&self.user, &self.passkey, seconds, edit)
    }

    async fn accept(&self, finish: FinishAuthentication) {
        assert_eq!(self.db.finish_authentication(finish).await.unwrap(), Ok(()));
    }

    /// Refused, and everything is as it was.
    async fn refuse(&self, finish: FinishAuthentication, expected: AuthenticationRefused) {
        let before = self.state().await;
        let nonce = finish.nonce.hash;
        assert_eq!(self.db.finish_authentication(finish).await.unwrap(), Err(expected));
        assert_eq!(self.state().await, before);
        assert_eq!(self.db.take_nonce(&self.app, &nonce, at(0)).await.unwrap(), None);
    }

    async fn state(&self) -> (Option<User>, Vec<Passkey>, Vec<Event>) {
        let user = self.db.user(&self.app, &self.user).await.unwrap();
        let passkeys = self.db.passkeys(&self.app, &self.user).await.unwrap();
        (user, passkeys, self.db.events_of_user(&self.app, &self.user, 100).await.unwrap())
    }
}

pub(crate) async fn an_authentication_counts_on_passkey_and_user(db: Database) {
    let mut story = Registered::with(db, Authenticator::device_bound()).await;
    let (user, passkeys, mut events) = story.state().await;
    let finish = story.sign_in(30);
    events.insert(0, finish.event.clone());
    story.accept(finish).await;
    let expected = (
        user.map(|user| User { login_count: 1, last_login_at: Some(at(30)), ..user }),
        passkeys
            .into_iter()
            .map(|passkey| Passkey { sign_count: 1, usage_count: 1, last_used_at: Some(at(30)), ..passkey })
            .collect(),
        events,
    );
    assert_eq!(story.state().await, expected, "signing in does not count as a change of user or passkey");
}

pub(crate) async fn a_discoverable_one_has_no_transaction(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let mut finish = story.sign_in(1);
    finish.transaction = None;
    finish.event.transaction_id = None;
    finish.nonce.transaction_id = None;
    let nonce = finish.nonce.hash;
    story.accept(finish).await;
    let taken = story.db.take_nonce(&story.app, &nonce, at(2)).await.unwrap().unwrap();
    assert_eq!(taken.transaction_id, None);
}

pub(crate) async fn a_handshake_finishes_once(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let (first, mut second) = (story.sign_in(1), story.sign_in(2));
    second.handshake = first.handshake.clone();
    story.accept(first).await;
    story.refuse(second, AuthenticationRefused::HandshakeSpent).await;
}

pub(crate) async fn a_transaction_finishes_once(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let (first, mut second) = (story.sign_in(1), story.sign_in(2));
    second.transaction = first.transaction.clone();
    story.accept(first).await;
    story.refuse(second, AuthenticationRefused::TransactionSpent).await;
}

pub(crate) async fn a_passkey_revoked_since_the_start_is_refused(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let finish = story.sign_in(2);
    let entry = audit("passkey.revoke", Some(&story.app));
    assert!(story.db.revoke_passkey(&story.app, &story.user, &story.passkey, at(1), entry).await.unwrap());
    story.refuse(finish, AuthenticationRefused::PasskeyRevoked).await;
}

pub(crate) async fn a_user_deactivated_since_the_start_is_refused(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let finish = story.sign_in(2);
    let set = |status| {
        let entry = audit("user.status", Some(&story.app));
        story.db.set_user_status(&story.app, &story.user, status, at(1), entry)
    };
    set(UserStatus::Inactive).await.unwrap();
    story.refuse(finish.clone(), AuthenticationRefused::UserNotActive).await;
    set(UserStatus::Active).await.unwrap();
    story.accept(finish).await;
}

pub(crate) async fn a_user_deleted_since_the_start_is_refused(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let finish = story.sign_in(2);
    let entry = audit("user.delete", Some(&story.app));
    assert!(story.db.delete_user(&story.app, &story.user, at(1), at(2_000), entry).await.unwrap());
    story.refuse(finish.clone(), AuthenticationRefused::PasskeyRevoked).await;
    assert!(story.db.delete_app(&story.app, audit("app.delete", Some(&story.app))).await.unwrap());
    story.refuse(finish, AuthenticationRefused::PasskeyRevoked).await;
}

pub(crate) async fn a_proof_of_one_credential_does_not_sign_in_with_another(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let mut second = Person::new(&story.app, "ada");
    let (_, other) = story.db.registered(second.registration()).await;
    let mut finish = story.sign_in(1);
    finish.passkey_id = other;
    story.refuse(finish, AuthenticationRefused::PasskeyRevoked).await;
    let (bob, _) = story.db.registered(Person::new(&story.app, "bob").registration()).await;
    let mut finish = story.sign_in(1);
    finish.user_id = bob;
    story.refuse(finish, AuthenticationRefused::PasskeyRevoked).await;
}

pub(crate) async fn a_device_bound_counter_must_advance(db: Database) {
    let mut story = Registered::with(db, Authenticator::device_bound()).await;
    let finish = story.sign_in_counting(1, 5);
    story.accept(finish).await;
    for sign_count in [5, 4, 0] {
        let finish = story.sign_in_counting(2, sign_count);
        story.refuse(finish, AuthenticationRefused::SignCountNotAdvanced).await;
    }
    let finish = story.sign_in_counting(3, u32::MAX);
    story.accept(finish).await;
    assert_eq!(story.state().await.1[0].sign_count, u32::MAX);
}

pub(crate) async fn a_synced_counter_may_fall_back_and_is_recorded(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    let mut recorded = vec![None];
    for (sign_count, rule) in [
        (5, None),
        (5, Some("sign_count_not_advanced")),
        (3, Some("sign_count_not_advanced")),
        (0, Some("sign_count_not_advanced")),
        (6, None),
    ] {
        let finish = story.sign_in_counting(1, sign_count);
        story.accept(finish).await;
        recorded.insert(0, rule.map(str::to_owned));
        let (_, passkeys, events) = story.state().await;
        assert_eq!(passkeys[0].sign_count, sign_count.max(5), "the stored one keeps the maximum");
        let rules: Vec<_> = events.into_iter().map(|event| event.rule).collect();
        assert_eq!(rules, recorded);
    }
}

pub(crate) async fn an_authenticator_without_a_counter_signs_in_again_and_again(db: Database) {
    let mut story = Registered::with(db, Authenticator::device_bound()).await;
    for seconds in 1..4 {
        let finish = story.sign_in_counting(seconds, 0);
        story.accept(finish).await;
    }
    let (user, passkeys, events) = story.state().await;
    assert_eq!((user.unwrap().login_count, passkeys[0].usage_count), (3, 3));
    assert!(events.iter().all(|event| event.rule.is_none()));
}

pub(crate) async fn a_changed_backup_state_is_stored(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced().backup_state(false)).await;
    let before = story.state().await.1;
    assert_eq!((before[0].backup_eligible, before[0].backup_state), (Some(true), Some(false)));
    story.ada.authenticator = story.ada.authenticator.clone().backup_state(true);
    let finish = story.sign_in(4);
    story.accept(finish).await;
    let expected = Passkey {
        backup_state: Some(true),
        updated_at: at(4),
        last_used_at: Some(at(4)),
        usage_count: 1,
        ..before[0].clone()
    };
    assert_eq!(story.state().await.1, [expected]);
}

pub(crate) async fn a_backup_eligibility_changes_only_where_the_change_was_accepted(db: Database) {
    let mut story = Registered::with(db, Authenticator::device_bound()).await;
    for (seconds, known, stored, updated_at) in [(1, false, false, at(0)), (2, true, true, at(2))] {
        let finish = story.ada.authentication_become_eligible(&story.user, &story.passkey, seconds, known);
        story.accept(finish).await;
        let passkey = &story.state().await.1[0];
        assert_eq!((passkey.backup_eligible, passkey.updated_at), (Some(stored), updated_at));
    }
}

pub(crate) async fn times_never_go_back(db: Database) {
    let mut story = Registered::with(db, Authenticator::synced()).await;
    for seconds in [50, 40] {
        // The second replica's clock is ten seconds behind.
        let finish = story.sign_in(seconds);
        story.accept(finish).await;
    }
    let (user, passkeys, _) = story.state().await;
    assert_eq!((user.unwrap().last_login_at, passkeys[0].last_used_at), (Some(at(50)), Some(at(50))));
}

pub(crate) async fn a_refused_authentication_uses_nothing_up(db: Database) {
    let mut story = Registered::with(db, Authenticator::device_bound()).await;
    let refused = story.sign_in_counting(1, 1);
    let mut better = story.sign_in_counting(1, 3);
    let finish = story.sign_in_counting(0, 2);
    story.accept(finish).await;
    story.refuse(refused.clone(), AuthenticationRefused::SignCountNotAdvanced).await;
    (better.handshake, better.transaction) = (refused.handshake, refused.transaction);
    story.accept(better).await;
}
