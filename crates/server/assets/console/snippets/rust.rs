// cargo add reqwest --features json && cargo add serde_json
use serde_json::{Value, json};

async fn call(path: &str, body: Value) -> reqwest::Result<Value> {
    reqwest::Client::new()
        .post(format!("https://passflex.example.com/v1/apps/YOUR_APP_ID/{path}"))
        .bearer_auth(std::env::var("PASSFLEX_API_KEY").expect("PASSFLEX_API_KEY"))
        .json(&body)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await
}

// Before a passkey is added: for who is signed in. Send `transaction_id` to the page.
let person = json!({ "external_id": user.id, "passkey_display_name": user.email });
let transaction = call("transactions/register", person).await?;

// Afterwards, with the page's nonce: whether it was added for the same person.
let expect = json!({ "kind": "register", "external_id": user.id });
call("authenticate/verify", json!({ "nonce": nonce, "expect": expect })).await?;

// After a sign-in, with the page's nonce: who it was.
let expect = json!({ "kind": "authenticate" });
let verified = call("authenticate/verify", json!({ "nonce": nonce, "expect": expect })).await?;
let user_id = &verified["external_id"];
