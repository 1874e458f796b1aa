//! API keys: scopes, expiry, bounds.

use jiff::{SignedDuration, Timestamp};
use passflex_flex::store::records::ApiKey;
use passflex_flex::store::{ApiKeyId, AppId};
use passflex_flex::{Actor, ApiKeySecret, Clock, NewApiKey, Scope};

use crate::world::{Database, Site, refusal};

async fn key(site: &Site, scopes: &[Scope], expires_at: Option<Timestamp>) -> (ApiKey, ApiKeySecret) {
    let new = NewApiKey { name: "backend".to_owned(), scopes: scopes.to_vec(), expires_at };
    site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap()
}

/// What the key may do, or why it may not.
async fn authorized(site: &Site, secret: &ApiKeySecret, scope: Scope) -> passflex_flex::Result<ApiKeyId> {
    site.flex.authorize(&site.id, secret, scope).await.map(|(_, key)| key.id.clone())
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say() {
    let site = Database::new().site().await;
    for granted in Scope::ALL {
        let (record, secret) = key(&site, &[granted], None).await;
        for asked in Scope::ALL {
            let answer = authorized(&site, &secret, asked).await;
            if asked == granted {
                assert_eq!(answer.unwrap(), record.id);
            } else {
                let sentence =
                    format!("The API key lacks the scope `{}`. Create one that has it.", asked.as_str());
                assert_eq!(refusal(answer), format!("OperationNotAllowed({sentence:?})"));
            }
        }
    }
    let (record, secret) = key(&site, &Scope::ALL, None).await;
    for asked in Scope::ALL {
        assert_eq!(authorized(&site, &secret, asked).await.unwrap(), record.id);
    }
}

#[tokio::test]
async fn a_key_works_until_the_moment_it_expires() {
    let site = Database::new().site().await;
    let expires_at = site.database.clock.now() + SignedDuration::from_hours(1);
    let (_, secret) = key(&site, &Scope::ALL, Some(expires_at)).await;
    site.database.clock.set(expires_at - SignedDuration::from_micros(1));
    authorized(&site, &secret, Scope::Transactions).await.unwrap();
    site.database.clock.set(expires_at);
    assert_eq!(refusal(authorized(&site, &secret, Scope::Transactions).await), "InvalidAccessToken");
}

#[tokio::test]
async fn a_key_nobody_made_opens_nothing() {
    let database = Database::new();
    let site = database.site().await;
    let (_, elsewhere) = key(&Database::new().site().await, &Scope::ALL, None).await;
    assert_eq!(refusal(authorized(&site, &elsewhere, Scope::Transactions).await), "InvalidAccessToken");
    // Also in an app that is not there: nobody without a key learns which apps there are.
    let nowhere = AppId::new("nowhere");
    let answer = site.flex.authorize(&nowhere, &elsewhere, Scope::Transactions).await;
    assert_eq!(refusal(answer.map(|_| ())), "InvalidAccessToken");
}

#[tokio::test]
async fn a_key_needs_a_name_a_scope_a_future_and_an_app() {
    let site = Database::new().site().await;
    let good = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let now = site.database.clock.now();
    for (new, sentence) in [
        (NewApiKey { name: String::new(), ..good.clone() }, "`name` must not be empty."),
        (NewApiKey { name: "x".repeat(129), ..good.clone() }, "`name` must be at most 128 bytes long."),
        (NewApiKey { scopes: vec![], ..good.clone() }, "A key needs at least one scope."),
        (NewApiKey { expires_at: Some(now), ..good.clone() }, "`expires_at` must lie in the future."),
    ] {
        let refused = refusal(site.flex.create_api_key(&Actor::cli(), &site.id, new).await);
        assert_eq!(refused, format!("InvalidRequest({sentence:?})"));
    }
    let nowhere = AppId::new("nowhere");
    assert_eq!(refusal(site.flex.create_api_key(&Actor::cli(), &nowhere, good).await), "AppNotFound");
    assert_eq!(refusal(site.flex.api_keys(&nowhere).await), "AppNotFound");
    assert_eq!(site.flex.api_keys(&site.id).await.unwrap(), []);
}

#[tokio::test]
async fn the_last_use_of_a_key_is_written_when_flushed_and_to_the_minute() {
    let site = Database::new().site().await;
    let (_, secret) = key(&site, &Scope::ALL, None).await;
    let last_used = async || site.flex.api_keys(&site.id).await.unwrap()[0].last_used_at;
    let first = site.database.clock.now();
    authorized(&site, &secret, Scope::Transactions).await.unwrap();
    assert_eq!(last_used().await, None);
    site.flex.flush("replica").await.unwrap();
    assert_eq!(last_used().await, Some(first));

    for (seconds, written) in [(59, first), (1, first + SignedDuration::from_mins(1))] {
        site.database.clock.advance_seconds(seconds);
        authorized(&site, &secret, Scope::Transactions).await.unwrap();
        site.flex.flush("replica").await.unwrap();
        assert_eq!(last_used().await, Some(written));
    }
}
