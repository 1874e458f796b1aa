//! API keys: scopes, expiry, bounds.

use jiff::{SignedDuration, Timestamp};
use passflex_flex::store::records::ApiKey;
use passflex_flex::store::{ApiKeyId, AppId};
use passflex_flex::{Actor, ApiKeySecret, Clock, KeyRotation, NewApiKey, Scope};

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
async fn a_rotated_key_does_the_same_and_the_old_one_works_until_the_overlap_ends() {
    let site = Database::new().site().await;
    let clock = &site.database.clock;
    let (old, old_secret) = key(&site, &[Scope::UsersRead], None).await;
    // It is in the cache.
    authorized(&site, &old_secret, Scope::UsersRead).await.unwrap();
    clock.advance_seconds(1);
    let end = clock.now() + SignedDuration::from_hours(1);
    let rotation = KeyRotation { old_expires_at: end, expires_at: None };
    let (new, secret) = site.flex.rotate_api_key(&Actor::cli(), &site.id, &old.id, rotation).await.unwrap();
    assert_eq!((&new.name, &new.scopes, new.expires_at), (&old.name, &old.scopes, None));
    assert_ne!((&new.id, new.hash), (&old.id, old.hash));
    let retired = ApiKey { expires_at: Some(end), ..old.clone() };
    assert_eq!(site.flex.api_keys(&site.id).await.unwrap(), [retired, new.clone()]);

    clock.set(end - SignedDuration::from_micros(1));
    assert_eq!(authorized(&site, &old_secret, Scope::UsersRead).await.unwrap(), old.id);
    assert_eq!(authorized(&site, &secret, Scope::UsersRead).await.unwrap(), new.id);
    clock.set(end);
    assert_eq!(refusal(authorized(&site, &old_secret, Scope::UsersRead).await), "InvalidAccessToken");
    assert_eq!(authorized(&site, &secret, Scope::UsersRead).await.unwrap(), new.id);
}

#[tokio::test]
async fn only_a_key_that_works_is_rotated_and_the_overlap_ends() {
    let site = Database::new().site().await;
    let clock = &site.database.clock;
    let soon = clock.now() + SignedDuration::from_hours(1);
    let (forever, _) = key(&site, &Scope::ALL, None).await;
    let (short, _) = key(&site, &Scope::ALL, Some(soon)).await;
    let rotate = async |id: &ApiKeyId, old_expires_at, expires_at| {
        let rotation = KeyRotation { old_expires_at, expires_at };
        refusal(site.flex.rotate_api_key(&Actor::cli(), &site.id, id, rotation).await)
    };
    assert_eq!(rotate(&ApiKeyId::new("none"), soon, None).await, "ApiKeyNotFound");
    let too_late = clock.now() + SignedDuration::from_hours(366 * 24) + SignedDuration::from_micros(1);
    for end in [clock.now(), too_late] {
        assert_eq!(
            rotate(&forever.id, end, None).await,
            "InvalidRequest(\"The overlap must end within the next 366 days.\")"
        );
    }
    assert_eq!(
        rotate(&forever.id, soon, Some(clock.now())).await,
        "InvalidRequest(\"`expires_at` must lie in the future.\")"
    );
    clock.set(soon);
    assert_eq!(
        rotate(&short.id, soon + SignedDuration::from_hours(1), None).await,
        "InvalidRequest(\"The key has expired. Create a new one instead.\")"
    );
    assert_eq!(site.flex.api_keys(&site.id).await.unwrap().len(), 2);
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
