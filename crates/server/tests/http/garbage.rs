//! Whatever is sent, the answer is a refusal in our own words: never a fault, never silence (invariant 7).

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use reqwest::Body;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::world::{Answer, App, ROUTES, Route};

/// One server for all cases, and a valid body for each route that takes one.
struct Target {
    app: App,
    valid: Vec<(&'static Route, Vec<u8>)>,
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static TARGET: LazyLock<Target> = LazyLock::new(|| RUNTIME.block_on(Target::new()));

impl Target {
    async fn new() -> Self {
        let app = App::start().await;
        let mut ada = app.member("ada").await;
        let registration = app.start_registration(&app.register_transaction("ada").await).await;
        let sign_in = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
        let body = |path| match path {
            "transactions/register" => json!({
                "external_id": "eve",
                "passkey_display_name": "Eve",
                "options": {"user_verification": "required"},
            }),
            "transactions/authenticate" => json!({"external_id": "ada"}),
            "authenticate/verify" => json!({
                "nonce": "A".repeat(43),
                "expect": {"kind": "register", "external_id": "ada", "transaction_id": "t"},
            }),
            "register/transactions/webauthn/start" => {
                json!({"transaction_id": registration.transaction_id, "authenticator_attachment": "any"})
            }
            "register/transactions/webauthn/finish" => ada.clone().registration(&registration),
            "authenticate/transactions/webauthn/start" => json!({"transaction_id": sign_in.transaction_id}),
            _ => ada.assertion(&sign_in),
        };
        let posts = ROUTES.iter().filter(|route| route.method == "POST");
        let mut body = body;
        let valid = posts.map(|route| (route, body(route.path).to_string().into_bytes())).collect();
        Self { app, valid }
    }

    /// Sends a body, and checks that the answer is one of ours.
    fn answers(&self, route: &Route, body: impl Into<Body>) {
        let key = route.scope.map_or("", |_| &self.app.key);
        let request = self.app.request("POST", &self.app.path(route.path)).bearer_auth(key).body(body);
        let answer = RUNTIME.block_on(Answer::to(request));
        assert!(answer.status == 200 || (400..500).contains(&answer.status), "{route:?}: {answer:?}");
        if answer.status != 200 {
            let body = answer.json();
            let members: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["code", "error"]);
            assert!(body.as_object().unwrap().values().all(Value::is_string));
        }
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Every place in a JSON value, by its pointer.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                places(item, format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
    found.push(at);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_refused(which in any::<Index>(), body in prop::collection::vec(any::<u8>(), 0..512)) {
        let (route, _) = which.get(&TARGET.valid);
        TARGET.answers(route, body);
    }

    #[test]
    fn a_valid_body_with_other_bytes_in_it_is_answered(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<Index>()),
    ) {
        let (route, valid) = which.get(&TARGET.valid);
        let mut body = valid.clone();
        for (at, byte) in changes {
            let at = at.index(body.len());
            body[at] = byte;
        }
        if let Some(cut) = cut {
            body.truncate(cut.index(body.len()));
        }
        TARGET.answers(route, body);
    }

    #[test]
    fn a_valid_body_with_another_value_somewhere_is_answered(
        which in any::<Index>(),
        place in any::<Index>(),
        value in json_value(),
    ) {
        let (route, valid) = which.get(&TARGET.valid);
        let mut body: Value = serde_json::from_slice(valid).unwrap();
        let mut found = Vec::new();
        places(&body, String::new(), &mut found);
        *body.pointer_mut(&found[place.index(found.len())]).unwrap() = value;
        TARGET.answers(route, body.to_string());
    }

    #[test]
    fn any_path_and_query_is_answered(path in "(/[ -~]{0,12}){0,6}", query in "[ -~]{0,40}") {
        let encoded: String = path
            .chars()
            .filter(|character| !matches!(character, '?' | '#' | ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'))
            .collect();
        let query: String = query.chars().filter(|character| !matches!(character, '#' | ' ')).collect();
        let app = &TARGET.app;
        for path in [format!("/{encoded}"), app.path(&encoded), app.path("users")] {
            let request = app.request("GET", &format!("{path}?{query}")).bearer_auth(&app.key);
            let answer = RUNTIME.block_on(Answer::to(request));
            prop_assert!(answer.status < 500, "{path}?{query}: {answer:?}");
        }
    }
}
