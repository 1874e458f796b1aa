//! Signed-in browsers.

use passflex_flex::store::records::{AdminStatus, Role};
use passflex_flex::{Actor, Presence};

use crate::world::{Console, Person, refusal};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

#[tokio::test]
async fn an_administrator_signs_in_with_the_passkey() {
    let console = Console::new().await;
    let (mut ada, _) = console.set_up().await;
    let cookie = console.sign_in(&mut ada).await.unwrap();
    assert_eq!(cookie.expose().len(), 43);
    assert_eq!(console.name(&cookie).await, "Ada");
}

#[tokio::test]
async fn a_user_of_an_app_is_no_administrator() {
    let console = Console::new().await;
    console.set_up().await;
    let shop = console.neighbour().await;
    let mut eve = shop.registered("eve").await;
    let nonce = shop.nonce(&mut eve).await;
    assert_eq!(refusal(console.flex.sign_in(&nonce, &Presence::default()).await), "InvalidNonce");
}

#[tokio::test]
async fn a_passkey_of_nobody_who_is_an_administrator_signs_nobody_in() {
    let console = Console::new().await;
    console.set_up().await;
    let mut left_over = console.registered("somebody").await;
    let refused = refusal(console.sign_in(&mut left_over).await);
    assert_eq!(refused, "OperationNotAllowed(\"You are no longer an administrator here.\")");
}

#[tokio::test]
async fn a_cookie_that_was_made_up_is_nobody() {
    let console = Console::new().await;
    console.set_up().await;
    for cookie in ["", "x", &"A".repeat(43)] {
        assert_eq!(refusal(console.flex.session(cookie).await), "SignedOut");
    }
}

#[tokio::test]
async fn a_session_ends_after_two_hours_without_a_request_and_after_twelve_in_any_case() {
    let console = Console::new().await;
    let (mut ada, mut cookie) = console.set_up().await;
    for _ in 0..11 {
        console.database.clock.advance_seconds(HOUR);
        let signed_in = console.session(&cookie).await.unwrap();
        cookie = signed_in.rotated.unwrap_or(cookie);
    }
    console.database.clock.advance_seconds(HOUR - 1);
    let last = console.session(&cookie).await.unwrap();
    cookie = last.rotated.unwrap_or(cookie);
    console.database.clock.advance_seconds(1);
    assert_eq!(refusal(console.session(&cookie).await), "SignedOut");

    let idle = console.sign_in(&mut ada).await.unwrap();
    console.database.clock.advance_seconds(2 * HOUR);
    assert_eq!(refusal(console.session(&idle).await), "SignedOut");
}

#[tokio::test]
async fn a_token_is_replaced_when_it_is_a_quarter_of_an_hour_old_and_good_for_a_minute_more() {
    let console = Console::new().await;
    let (_, first) = console.set_up().await;
    console.database.clock.advance_seconds(15 * MINUTE - 1);
    assert!(console.session(&first).await.unwrap().rotated.is_none());
    console.database.clock.advance_seconds(1);
    let second = console.session(&first).await.unwrap().rotated.unwrap();
    assert!(console.session(&second).await.unwrap().rotated.is_none());

    // Requests that were under way.
    console.database.clock.advance_seconds(MINUTE - 1);
    assert!(console.session(&first).await.unwrap().rotated.is_none());
    console.database.clock.advance_seconds(1);
    assert_eq!(refusal(console.session(&first).await), "SignedOut");
    assert_eq!(console.name(&second).await, "Ada");
}

#[tokio::test]
async fn what_is_dangerous_wants_a_passkey_of_the_last_five_minutes() {
    let console = Console::new().await;
    let (mut ada, cookie) = console.set_up().await;
    console.database.clock.advance_seconds(5 * MINUTE - 1);
    assert!(console.session(&cookie).await.unwrap().is_confirmed);
    console.database.clock.advance_seconds(1);
    let signed_in = console.session(&cookie).await.unwrap();
    assert!(!signed_in.is_confirmed);

    let transaction = console.flex.start_confirmation(&signed_in).await.unwrap();
    let started = console.start_sign_in(Some(&transaction)).await.unwrap();
    let answer = ada.answer_sign_in(Some(&transaction), &started);
    let nonce = console.finish_sign_in(answer).await.unwrap();
    console.flex.finish_confirmation(&signed_in, &transaction, &nonce).await.unwrap();
    assert!(console.session(&cookie).await.unwrap().is_confirmed);
}

#[tokio::test]
async fn only_the_administrator_who_is_signed_in_can_confirm_and_only_this_time() {
    let console = Console::new().await;
    let (mut ada, cookie) = console.set_up().await;
    let (mut bob, _) = console.invited("Bob", Role::Admin).await;
    console.database.clock.advance_seconds(10 * MINUTE);
    let signed_in = console.session(&cookie).await.unwrap();
    let transaction = console.flex.start_confirmation(&signed_in).await.unwrap();

    for person in [&mut bob, &mut ada] {
        // A sign-in of any administrator's, with no transaction: it confirms nothing.
        let answer = console.discoverable_answer(person).await;
        let nonce = console.finish_sign_in(answer).await.unwrap();
        let confirmed = console.flex.finish_confirmation(&signed_in, &transaction, &nonce).await;
        assert_eq!(refusal(confirmed), "InvalidNonce");
    }
    assert!(!console.session(&cookie).await.unwrap().is_confirmed);
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    let console = Console::new().await;
    let (mut ada, first) = console.set_up().await;
    let second = console.sign_in(&mut ada).await.unwrap();
    let admin = console.admin(&first).await;
    assert_eq!(console.flex.sessions(&admin).await.unwrap().len(), 2);

    let session = console.session(&first).await.unwrap().session;
    let actor = Actor::administrator(&admin, None);
    console.flex.revoke_session(&actor, &admin, &session.id).await.unwrap();
    assert_eq!(refusal(console.session(&first).await), "SignedOut");
    assert_eq!(console.name(&second).await, "Ada");
    assert_eq!(refusal(console.flex.revoke_session(&actor, &admin, &session.id).await), "SessionNotFound");
}

#[tokio::test]
async fn nobody_ends_a_session_of_somebody_elses_by_its_id() {
    let console = Console::new().await;
    let (_, ada) = console.set_up().await;
    let (_, bob) = console.invited("Bob", Role::Viewer).await;
    let session = console.session(&ada).await.unwrap().session;
    let bobs = console.admin(&bob).await;
    let actor = Actor::administrator(&bobs, None);
    assert_eq!(refusal(console.flex.revoke_session(&actor, &bobs, &session.id).await), "SessionNotFound");
    assert_eq!(console.name(&ada).await, "Ada");
}

#[tokio::test]
async fn deactivating_an_administrator_ends_everything_at_once() {
    let console = Console::new().await;
    console.set_up().await;
    let (mut bob, cookie) = console.invited("Bob", Role::Member).await;
    let id = console.admin(&cookie).await;
    console.flex.set_admin_status(&Actor::cli(), &id, AdminStatus::Inactive).await.unwrap();
    assert_eq!(refusal(console.session(&cookie).await), "SignedOut");
    assert!(refusal(console.sign_in(&mut bob).await).starts_with("OperationNotAllowed"));
    console.flex.set_admin_status(&Actor::cli(), &id, AdminStatus::Active).await.unwrap();
    assert_eq!(refusal(console.session(&cookie).await), "SignedOut", "activating brings no session back");
    console.sign_in(&mut bob).await.unwrap();
}

#[tokio::test]
async fn a_nonce_of_the_console_signs_in_once() {
    let console = Console::new().await;
    let (mut ada, _) = console.set_up().await;
    let answer = console.discoverable_answer(&mut ada).await;
    let nonce = console.finish_sign_in(answer).await.unwrap();
    console.flex.sign_in(&nonce, &Presence::default()).await.unwrap();
    assert_eq!(refusal(console.flex.sign_in(&nonce, &Presence::default()).await), "InvalidNonce");
}

#[tokio::test]
async fn a_registration_signs_nobody_in() {
    let console = Console::new().await;
    let (_, cookie) = console.set_up().await;
    let admin = console.admin(&cookie).await;
    let transaction = console.flex.start_admin_passkey(&admin).await.unwrap();
    let started = console.start_registration(&transaction).await.unwrap();
    let answer = Person::new("").answer_registration(&transaction, &started);
    let nonce = console.finish_registration(answer).await.unwrap();
    assert_eq!(refusal(console.flex.sign_in(&nonce, &Presence::default()).await), "InvalidNonce");
}
