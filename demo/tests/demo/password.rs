use crate::support::{Answer, Browser, PASSWORD, start};

async fn sign_in(browser: &mut Browser, name: &str, password: &str) -> Answer {
    browser.get("/sign-in").await;
    browser.post("/sign-in/password", &[("name", name), ("password", password)]).await
}

#[tokio::test]
async fn a_name_and_then_a_password_sign_in_without_any_script() {
    let site = start().await;
    site.signed_up("Alice").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let second_step = browser.post("/sign-in", &[("name", " alice ")]).await;
    assert_eq!(second_step.status, 200);
    assert!(second_step.body.contains(r#"name="name" value="alice" readonly"#));
    let answer = browser.post("/sign-in/password", &[("name", "alice"), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.location()), (303, "/account"));
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_wrong_password_keeps_the_name() {
    let site = start().await;
    site.signed_up("alice").await;
    let mut browser = site.browser();
    let answer = sign_in(&mut browser, "alice", "wrong password").await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("The name or the password is wrong."));
    assert!(answer.body.contains(r#"value="alice""#));
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn after_ten_wrong_passwords_strangers_wait_but_the_owner_does_not() {
    let site = start().await;
    let mut owner = site.signed_up("alice").await;
    owner.post("/sign-out", &[]).await;
    let mut stranger = site.browser();
    for _ in 0..10 {
        assert_eq!(sign_in(&mut stranger, "alice", "wrong password").await.status, 401);
    }
    let refused = sign_in(&mut stranger, "alice", PASSWORD).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 600);
    assert_eq!(sign_in(&mut owner, "alice", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn passwords_work_while_passflex_does_not() {
    let site = start().await;
    site.with_passkey("alice").await;
    site.passflex.go_down();
    let mut browser = site.browser();
    assert_eq!(sign_in(&mut browser, "alice", PASSWORD).await.status, 303);
    let account = browser.get("/account").await;
    assert_eq!(account.status, 200);
    assert!(account.body.contains("Your passkeys cannot be shown just now."));
}
