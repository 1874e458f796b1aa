//! No request of one app reaches anything of another, whatever ids it knows (invariant 4).

use serde_json::{Value, json};

use crate::world::{Answer, App, Person, ROUTES, Started, refusals};

/// Two apps on one server, each with a user `ada`, and what the first one's user has.
struct Neighbours {
    mine: App,
    theirs: App,
    ada: Person,
    user_id: String,
    device_id: String,
}

async fn neighbours() -> Neighbours {
    let mine = App::start().await;
    let theirs = mine.neighbour().await;
    let ada = mine.member("ada").await;
    theirs.member("ada").await;
    let user_id = mine.user_id("ada").await;
    let device_id = mine.device_id(&user_id).await;
    Neighbours { mine, theirs, ada, user_id, device_id }
}

impl Neighbours {
    /// What there is of my user, as its own app sees it.
    async fn everything(&self) -> Value {
        self.mine.backend_gets(&format!("users/{}", self.user_id)).await.ok()
    }
}

#[tokio::test]
async fn the_key_of_one_app_opens_no_route_of_another() {
    let Neighbours { mine, theirs, user_id, device_id, .. } = neighbours().await;
    for route in ROUTES.iter().filter(|route| route.scope.is_some()) {
        let path = mine.path(&route.path.replace("nobody", &user_id).replace("nothing", &device_id));
        let request = mine.request(route.method, &path).bearer_auth(&theirs.key).json(&json!({}));
        assert_eq!(Answer::to(request).await.shown(), refusals::invalid_access_token(), "{route:?}");
    }
    assert_eq!(mine.device_id(&user_id).await, device_id);
}

#[tokio::test]
async fn ids_of_one_app_name_nothing_in_another() {
    let it = neighbours().await;
    let (user, device) = (&it.user_id, &it.device_id);
    let before = it.everything().await;
    let their_user = it.theirs.user_id("ada").await;
    assert_ne!(*user, their_user);
    for (method, path, refused) in [
        ("GET", format!("users/{user}"), refusals::user_not_found()),
        ("GET", format!("users/{user}/devices"), refusals::user_not_found()),
        ("DELETE", format!("users/{user}/devices/{device}"), refusals::user_not_found()),
        ("DELETE", format!("users/{their_user}/devices/{device}"), refusals::device_not_found()),
    ] {
        assert_eq!(Answer::to(it.theirs.backend(method, &path)).await.shown(), refused, "{method} {path}");
    }
    assert_eq!(it.everything().await, before);
}

#[tokio::test]
async fn people_of_one_app_are_unknown_to_another() {
    let it = neighbours().await;
    it.mine.member("eve").await;
    let answer = it.theirs.backend_posts("transactions/authenticate", json!({"external_id": "eve"})).await;
    assert_eq!(answer.shown(), refusals::user_not_found());
    let answer = it.theirs.backend_gets("users?limit=1&identifier=eve").await.ok();
    assert_eq!(answer["users"], json!([]));
}

#[tokio::test]
async fn transactions_and_handshakes_of_one_app_start_and_finish_nothing_in_another() {
    let mut it = neighbours().await;
    let before = it.everything().await;
    let registration = it.mine.start_registration(&it.mine.register_transaction("ada").await).await;
    let named = it.mine.start_sign_in(Some(&it.mine.sign_in_transaction("ada").await)).await;
    let nameless = it.mine.start_sign_in(None).await;

    for (route, started) in [
        ("register/transactions/webauthn/start", &registration),
        ("authenticate/transactions/webauthn/start", &named),
    ] {
        let body = json!({"transaction_id": started.transaction_id});
        assert_eq!(it.theirs.page_posts(route, body).await.shown(), refusals::transaction_not_found());
    }
    assert_eq!(
        it.theirs.finish_registration(it.ada.registration(&registration)).await.shown(),
        refusals::registration_failed()
    );
    for (started, refused) in
        [(&named, refusals::webauthn_login_failed()), (&nameless, refusals::discoverable_login_failed())]
    {
        let signed = it.ada.authenticator.clone().authenticate(&started.public_key, crate::world::ORIGIN);
        let body = json!({
            "handshake_id": started.handshake_id,
            "transaction_id": started.transaction_id,
            "handshake_response": signed,
        });
        assert_eq!(it.theirs.finish_sign_in(body).await.shown(), refused);
    }
    assert_eq!(it.everything().await, before);
}

#[tokio::test]
async fn a_passkey_of_one_app_signs_nobody_in_to_another_with_the_same_rp_id() {
    let mut it = neighbours().await;
    let named = it.theirs.start_sign_in(Some(&it.theirs.sign_in_transaction("ada").await)).await;
    let mut unfiltered: Started = named.clone();
    unfiltered.public_key.as_object_mut().unwrap().remove("allowCredentials");
    assert_eq!(
        it.theirs.finish_sign_in(it.ada.assertion(&unfiltered)).await.shown(),
        refusals::webauthn_login_failed()
    );
    let nameless = it.theirs.start_sign_in(None).await;
    assert_eq!(
        it.theirs.finish_sign_in(it.ada.assertion(&nameless)).await.shown(),
        refusals::discoverable_login_failed()
    );
}

#[tokio::test]
async fn the_same_credential_may_be_registered_with_two_apps_and_stays_two() {
    let mut it = neighbours().await;
    let started = it.theirs.start_registration(&it.theirs.register_transaction("eve").await).await;
    let credential_id = it.ada.authenticator.passkeys()[0].credential_id().to_vec();
    let mut eve = Person::new("eve");
    let body = eve.registration_with(&started, |draft| draft.rename(&credential_id));
    assert_eq!(it.theirs.finish_registration(body).await.status, 200);
    let nonce = it.mine.sign_in(&mut it.ada).await;
    assert_eq!(it.mine.verify(&nonce).await.ok()["external_id"], "ada");
}

#[tokio::test]
async fn a_nonce_of_one_app_verifies_nobody_for_another() {
    let mut it = neighbours().await;
    let nonce = it.mine.sign_in(&mut it.ada).await;
    assert_eq!(it.theirs.verify(&nonce).await.shown(), refusals::invalid_nonce());
    assert_eq!(it.mine.verify(&nonce).await.status, 200);
}
