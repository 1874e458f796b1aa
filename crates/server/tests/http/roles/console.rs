//! The console, by cookie.

use passflex_flex::Clock as _;
use passflex_flex::store::AdminSessionId;
use passflex_flex::store::records::{ActorKind, AdminSession, AuditEntry, Role};
use reqwest::header::{COOKIE, ORIGIN as ORIGIN_HEADER};
use serde_json::json;

use super::{EVERY_GRANT, Expected, Granted, Subject, expected, filled, is_of_an_app};
use crate::world::{Answer, CONSOLE_ROUTES, ConsoleRoute, Demand, ORIGIN};

/// How long ago the passkey was asked for, in seconds: lately, and not lately.
const AGES: [i64; 2] = [0, 600];

impl Demand {
    fn expected(self, is_of_an_app: bool, granted: Granted) -> Expected {
        match self {
            Self::May(permission) | Self::ConfirmedMay(permission) => {
                expected(Some(permission), is_of_an_app, granted)
            }
            // The app in question or another: it is some app.
            Self::MaySomewhere(permission) => match granted {
                Granted::Here(role) | Granted::Elsewhere(role) => {
                    expected(Some(permission), false, Granted::Everywhere(role))
                }
                other => expected(Some(permission), false, other),
            },
            Self::Door | Self::SignedIn | Self::Confirmed => Expected::Allowed,
        }
    }

    fn wants_a_recent_passkey(self) -> bool {
        matches!(self, Self::Confirmed | Self::ConfirmedMay(_))
    }
}

/// The cookie of a new session, whose passkey was asked for so many seconds ago. Each case has its own: some routes end
/// sessions.
async fn cookie(subject: &Subject, number: usize, age: i64) -> String {
    let text = format!("{number:043}");
    let now = subject.console.clock.now();
    let session = AdminSession {
        id: AdminSessionId::new(text.as_str()),
        admin_id: subject.admin.clone(),
        hash: passflex_flex::sha256(&text),
        previous_hash: None,
        rotated_at: now,
        user_agent: None,
        ip: None,
        created_at: now,
        last_seen_at: now,
        verified_at: now - jiff::SignedDuration::from_secs(age),
        expires_at: now + jiff::SignedDuration::from_hours(1),
    };
    let audit = AuditEntry {
        id: passflex_flex::store::AuditId::new(text.as_str()),
        at: now,
        actor_kind: ActorKind::System,
        actor_id: None,
        verb: "session.create".into(),
        app_id: None,
        target: "test".to_owned(),
        request_id: None,
        changes: json!({}),
    };
    assert!(subject.console.flex.store().create_session(&session, audit).await.unwrap());
    format!("__Host-passflex-console={text}")
}

async fn call(subject: &Subject, route: &ConsoleRoute, path: &str, cookie: Option<&str>) -> Answer {
    let mut request = subject.console.request(route.method, path).header(ORIGIN_HEADER, ORIGIN);
    if route.method == "POST" {
        request = request.header("content-type", "application/x-www-form-urlencoded").body("");
    }
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, cookie);
    }
    Answer::to(request).await
}

fn leads_to(answer: &Answer, page: &str) -> bool {
    answer.status == 303 && answer.header("location").starts_with(&format!("{page}?next="))
}

/// What an answer says of the visitor's rights, whatever else is wrong with the request.
fn verdict(answer: &Answer) -> Expected {
    assert!(![401, 405, 500].contains(&answer.status), "{answer:?}");
    assert!(!leads_to(answer, "/console/sign-in"), "{answer:?}");
    if answer.status == 404 && answer.body.contains("App not found.") {
        Expected::NoSuchApp
    } else if answer.status == 403 && answer.body.contains("This needs the role") {
        Expected::TooLow
    } else {
        assert_ne!(answer.status, 403, "{answer:?}");
        Expected::Allowed
    }
}

#[tokio::test]
async fn every_role_sees_and_does_what_the_rules_say_and_nothing_else() {
    let mut subject = Subject::new().await;
    let mut number = 0;
    for granted in EVERY_GRANT {
        for route in CONSOLE_ROUTES.iter().filter(|route| route.demand != Demand::Door) {
            for age in AGES {
                let app = subject.granted(granted).await;
                number += 1;
                let cookie = cookie(&subject, number, age).await;
                let answer = call(&subject, route, &filled(route.path, &app), Some(&cookie)).await;
                let expected = route.demand.expected(is_of_an_app(route.path), granted);
                let case = format!("{route:?} {granted:?} {age} {} {}", answer.status, answer.body);
                if route.demand.wants_a_recent_passkey() && age > 0 && expected == Expected::Allowed {
                    assert!(leads_to(&answer, "/console/confirm"), "{case}");
                } else {
                    assert!(!leads_to(&answer, "/console/confirm"), "{case}");
                    assert_eq!(verdict(&answer), expected, "{case}");
                }
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_asked_to_unless_it_is_a_door() {
    let mut subject = Subject::new().await;
    let app = subject.granted(Granted::Everywhere(Role::Admin)).await;
    for route in CONSOLE_ROUTES {
        let answer = call(&subject, route, &filled(route.path, &app), None).await;
        let is_asked = leads_to(&answer, "/console/sign-in");
        assert_eq!(is_asked, route.demand != Demand::Door, "{route:?} {answer:?}");
    }
}

#[tokio::test]
async fn nothing_is_changed_by_a_request_from_elsewhere() {
    let mut subject = Subject::new().await;
    let app = subject.granted(Granted::Everywhere(Role::Admin)).await;
    let cookie = cookie(&subject, 1, 0).await;
    for route in CONSOLE_ROUTES.iter().filter(|route| route.method != "GET") {
        let path = filled(route.path, &app);
        let request =
            subject.console.request(route.method, &path).header(ORIGIN_HEADER, "https://evil.example");
        let answer = Answer::to(request.header(COOKIE, &cookie)).await;
        assert!(
            answer.status == 403 && answer.body.contains("That did not come from here"),
            "{route:?} {answer:?}"
        );
    }
}
