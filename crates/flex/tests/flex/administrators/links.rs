//! One-time links: set-up, invitation, recovery.

use passflex_flex::store::records::{AdminStatus, LinkGrant, LinkPurpose, Role};
use passflex_flex::{Actor, LinkSecret, NewInvitation, Presence};

use crate::world::{Console, Person, all_at_once, refusal, tally};

#[tokio::test]
async fn the_setup_link_makes_the_first_administrator_and_is_good_once() {
    let console = Console::new().await;
    let link = console.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    let (_, cookie) = console.welcome(&link, Some("Ada")).await.unwrap();

    let signed_in = console.session(&cookie).await.unwrap();
    assert_eq!(signed_in.authority.admin().name, "Ada");
    assert_eq!(signed_in.authority.role(None), Some(Role::Admin));
    assert!(signed_in.is_confirmed);
    assert_eq!(refusal(console.welcome(&link, Some("Eve")).await), "InvalidLink");
    assert!(console.flex.setup_link(&Actor::system()).await.unwrap().is_none(), "there is an administrator");
}

#[tokio::test]
async fn a_new_setup_link_replaces_the_one_before() {
    let console = Console::new().await;
    let first = console.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    let second = console.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    assert_eq!(refusal(console.welcome(&first, Some("Ada")).await), "InvalidLink");
    console.welcome(&second, Some("Ada")).await.unwrap();
}

#[tokio::test]
async fn of_many_who_open_one_link_at_once_one_becomes_an_administrator() {
    let console = Console::new().await;
    let link = console.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    let mut opened = Vec::new();
    for _ in 0..8 {
        opened.push(console.flex.start_welcome(&link, Some("Ada")).await.unwrap().transaction_id);
    }
    let mut attempts = Vec::new();
    for transaction in opened {
        let started = console.start_registration(&transaction).await.unwrap();
        let answer = Person::new("").answer_registration(&transaction, &started);
        let nonce = console.finish_registration(answer).await.unwrap();
        let (flex, link) = (console.flex.clone(), link.clone());
        attempts
            .push(async move { flex.finish_welcome(&link, Some("Ada"), &nonce, &Presence::default()).await });
    }
    assert_eq!(tally(all_at_once(attempts).await).0, 1);
    assert_eq!(console.flex.admins().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_ends_with_its_time() {
    let console = Console::new().await;
    let link = console.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    console.database.clock.advance_seconds(24 * 3_600 - 1);
    let (_, nonce) = console.registration_of(&link, Some("Ada")).await.unwrap();
    console.database.clock.advance_seconds(1);
    assert_eq!(refusal(console.flex.start_welcome(&link, Some("Ada")).await), "InvalidLink");
    let finished = console.flex.finish_welcome(&link, Some("Ada"), &nonce, &Presence::default()).await;
    assert_eq!(refusal(finished), "InvalidLink");
    assert!(console.flex.admins().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_link_and_a_broken_one_open_nothing() {
    let console = Console::new().await;
    let foreign = Console::new().await.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    assert_eq!(refusal(console.flex.start_welcome(&foreign, Some("Ada")).await), "InvalidLink");
    assert!(LinkSecret::parse("pfl_nothing").is_err());
}

#[tokio::test]
async fn who_is_invited_gets_the_name_and_the_roles_of_the_invitation_and_no_more() {
    let console = Console::new().await;
    console.set_up().await;
    let shop = console.neighbour().await.id;
    let grants = vec![LinkGrant { app_id: Some(shop.clone()), role: Role::Member }];
    let new = NewInvitation { name: "Bob".to_owned(), grants };
    let (invitation, link) = console.flex.invite(&Actor::cli(), new).await.unwrap();
    assert_eq!(console.flex.invitations().await.unwrap(), vec![invitation]);

    let (_, cookie) = console.welcome(&link, Some("Somebody else")).await.unwrap();
    let authority = console.session(&cookie).await.unwrap().authority;
    assert_eq!(authority.admin().name, "Bob");
    assert_eq!(authority.role(Some(&shop)), Some(Role::Member));
    assert_eq!(authority.role(None), None);
    assert!(console.flex.invitations().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_no_good() {
    let console = Console::new().await;
    console.set_up().await;
    let grants = vec![LinkGrant { app_id: None, role: Role::Viewer }];
    let new = NewInvitation { name: "Bob".to_owned(), grants };
    let (invitation, link) = console.flex.invite(&Actor::cli(), new).await.unwrap();
    console.flex.revoke_invitation(&Actor::cli(), &invitation.id).await.unwrap();
    assert_eq!(refusal(console.welcome(&link, None).await), "InvalidLink");
    assert_eq!(
        refusal(console.flex.revoke_invitation(&Actor::cli(), &invitation.id).await),
        "InvitationNotFound"
    );
}

#[tokio::test]
async fn the_registration_of_one_link_is_of_no_use_with_another() {
    let console = Console::new().await;
    console.set_up().await;
    let invite = async |role| {
        let new = NewInvitation { name: "Eve".to_owned(), grants: vec![LinkGrant { app_id: None, role }] };
        console.flex.invite(&Actor::cli(), new).await.unwrap().1
    };
    let (viewers, admins) = (invite(Role::Viewer).await, invite(Role::Admin).await);
    let (_, nonce) = console.registration_of(&viewers, None).await.unwrap();
    let finished = console.flex.finish_welcome(&admins, None, &nonce, &Presence::default()).await;
    assert_eq!(refusal(finished), "InvalidNonce");
    assert_eq!(console.flex.admins().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_registration_that_was_never_followed_up_does_not_stand_in_the_way_of_the_next() {
    let console = Console::new().await;
    let link = console.flex.setup_link(&Actor::system()).await.unwrap().unwrap();
    console.registration_of(&link, Some("Ada")).await.unwrap();
    let (_, cookie) = console.welcome(&link, Some("Ada")).await.unwrap();
    let admin = console.admin(&cookie).await;
    assert_eq!(console.flex.admin_passkeys(&admin).await.unwrap().len(), 1);
}

#[tokio::test]
async fn recovery_adds_a_passkey_and_ends_the_sessions_of_before() {
    let console = Console::new().await;
    let (mut lost, before) = console.set_up().await;
    let admin = console.admin(&before).await;
    let link = console.flex.recovery_link(&Actor::cli(), &admin).await.unwrap();
    let welcome = console.flex.start_welcome(&link, None).await.unwrap();
    assert_eq!((welcome.purpose, welcome.name.as_str()), (LinkPurpose::Recovery, "Ada"));

    let (mut found, cookie) = console.welcome(&link, None).await.unwrap();
    assert_eq!(console.admin(&cookie).await, admin);
    assert_eq!(refusal(console.session(&before).await), "SignedOut");
    assert_eq!(console.flex.admin_passkeys(&admin).await.unwrap().len(), 2);
    console.sign_in(&mut found).await.unwrap();
    console.sign_in(&mut lost).await.unwrap();
    assert_eq!(refusal(console.welcome(&link, None).await), "InvalidLink");
}

#[tokio::test]
async fn nobody_who_is_deactivated_can_be_recovered() {
    let console = Console::new().await;
    console.set_up().await;
    let (_, cookie) = console.invited("Bob", Role::Viewer).await;
    let bob = console.admin(&cookie).await;
    console.flex.set_admin_status(&Actor::cli(), &bob, AdminStatus::Inactive).await.unwrap();
    assert!(
        refusal(console.flex.recovery_link(&Actor::cli(), &bob).await).starts_with("OperationNotAllowed")
    );
}

#[tokio::test]
async fn a_sign_in_is_no_registration() {
    let console = Console::new().await;
    let (mut ada, cookie) = console.set_up().await;
    let admin = console.admin(&cookie).await;
    let link = console.flex.recovery_link(&Actor::cli(), &admin).await.unwrap();
    let answer = console.discoverable_answer(&mut ada).await;
    let nonce = console.finish_sign_in(answer).await.unwrap();
    let finished = console.flex.finish_welcome(&link, None, &nonce, &Presence::default()).await;
    assert_eq!(refusal(finished), "InvalidNonce");
    let mut nobody = Person::new("");
    std::mem::swap(&mut nobody, &mut ada);
    console.sign_in(&mut nobody).await.unwrap();
}
