use crate::support::{PASSWORD, start};

#[tokio::test]
async fn signing_up_signs_in_and_offers_a_passkey() {
    let site = start().await;
    let mut browser = site.signed_up("Alice").await;
    let welcome = browser.get("/welcome").await;
    assert_eq!(welcome.status, 200);
    assert!(welcome.body.contains("Your account is ready, Alice"));
    assert!(welcome.body.contains(r#"data-passkey="add""#));
}

#[tokio::test]
async fn a_name_that_is_taken_in_another_case_is_refused_and_kept_in_the_form() {
    let site = start().await;
    site.signed_up("Alice").await;
    let mut browser = site.browser();
    browser.get("/sign-up").await;
    let answer = browser.post("/sign-up", &[("name", "aLICE"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("This name is taken."));
    assert!(answer.body.contains(r#"value="aLICE""#));
    assert!(!answer.body.contains(PASSWORD));
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    let site = start().await;
    let mut browser = site.browser();
    browser.get("/sign-up").await;
    let answer = browser.post("/sign-up", &[("name", "<b>"), ("password", "short")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains(r#"id="name-error">Use letters, digits, spaces and . _ - @ only."#));
    assert!(answer.body.contains(r#"id="password-error">Use at least 8 characters."#));
    assert!(answer.body.contains(r#"value="&#60;b&#62;""#));
}

#[tokio::test]
async fn neither_the_password_nor_a_cookie_stands_in_the_database() {
    let site = start().await;
    let browser = site.signed_up("alice").await;
    let database = site.database();
    let hash: String =
        database.query_row("SELECT password_hash FROM accounts", [], |row| row.get(0)).unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    let stored: Vec<u8> = database.query_row("SELECT browser FROM sessions", [], |row| row.get(0)).unwrap();
    let cookie = data_encoding::BASE64URL_NOPAD.decode(browser.cookies["demo-browser"].as_bytes()).unwrap();
    assert_eq!((stored.len(), cookie.len()), (32, 32));
    assert_ne!(stored, cookie);
}

#[tokio::test]
async fn passflex_knows_an_account_by_an_id_that_is_not_its_name() {
    let site = start().await;
    site.with_passkey("alice").await;
    let external_id = site.external_id("alice");
    assert_eq!((external_id.len(), site.passflex.devices_of(&external_id).len()), (24, 1));
    assert_eq!(site.passflex.devices_of("alice").len(), 0);
}
