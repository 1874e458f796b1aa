//! `openapi.json`: served, committed, and about the routes that there are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::world::{ADMIN_ROUTES, ROUTES, Server};

#[tokio::test]
async fn the_description_that_is_committed_is_the_one_that_is_served() {
    let served = Server::start().await.get("/openapi.json").await;
    assert_eq!((served.status, served.header("content-type").as_str()), (200, "application/json"));
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.json");
    let committed = fs::read_to_string(committed).unwrap();
    assert!(served.body == committed, "openapi.json is not current: `cargo xtask gen` writes it again");
}

#[tokio::test]
async fn every_route_is_described_and_wants_a_key_or_a_token_where_it_should() {
    let description = Server::start().await.get("/openapi.json").await.ok();
    assert_eq!(description["openapi"], "3.1.0");
    let mut described = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let wanted = match operation["security"].as_array().map(Vec::as_slice) {
                Some([only]) => only.as_object().and_then(|schemes| schemes.keys().next()),
                _ => None,
            };
            described.insert((path.clone(), method.to_uppercase(), wanted.cloned()));
            assert!(
                operation["operationId"].is_string() && operation["summary"].is_string(),
                "{method} {path}"
            );
        }
    }
    let expected =
        ROUTES
            .iter()
            .map(|route| {
                let path = route.path.replace("nobody", "{user_id}").replace("nothing", "{device_id}");
                let wanted = route.scope.map(|_| "api_key".to_owned());
                (format!("/v1/apps/{{app_id}}/{path}"), route.method.to_owned(), wanted)
            })
            .chain(
                ["/v1/apps/{app_id}", "/healthz", "/readyz"]
                    .map(|path| (path.to_owned(), "GET".to_owned(), None)),
            )
            .chain(ADMIN_ROUTES.iter().map(|route| {
                (route.path.to_owned(), route.method.to_owned(), Some("admin_token".to_owned()))
            }))
            .collect::<BTreeSet<_>>();
    assert_eq!(described, expected);
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, member)| match member.as_str() {
                Some(reference) if name == "$ref" => found.push(reference),
                _ => references(member, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let description = Server::start().await.get("/openapi.json").await.ok();
    let mut found = Vec::new();
    references(&description, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for reference in found {
        let place = reference.strip_prefix('#').unwrap();
        assert!(description.pointer(place).is_some(), "{reference}");
    }
}
