//! Whether the lists of routes are the routers', which are read in source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::world::{ADMIN_ROUTES, CONSOLE_ROUTES};

/// Method and path of each.
type Routes = BTreeSet<(String, String)>;

/// Every `.route("path", get(…).post(…))` in the files of a folder.
fn routes_in(folder: &Path) -> Routes {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(routes_in(&path));
        } else {
            found.extend(routes_of(&fs::read_to_string(path).unwrap()));
        }
    }
    found
}

fn routes_of(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for call in source.split(".route(").skip(1) {
        let call = &call[..end_of_arguments(call)];
        let Some((path, handlers)) =
            call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
        else {
            panic!("a path that is not written where the route is: {call}");
        };
        let before = found.len();
        for method in ["get", "post", "put", "patch", "delete"] {
            let is_called = handlers.match_indices(&format!("{method}(")).any(|(at, _)| {
                !handlers[..at].ends_with(|character: char| character.is_alphanumeric() || character == '_')
            });
            if is_called {
                found.push((method.to_uppercase(), path.to_owned()));
            }
        }
        assert!(found.len() > before, "no method in {call}");
    }
    found
}

/// Where the parenthesis closes that was open before the text.
fn end_of_arguments(text: &str) -> usize {
    let mut depth = 1;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    panic!("a call without an end: {text}")
}

/// What is on one side only.
fn difference(routed: &Routes, listed: &Routes) -> [Routes; 2] {
    [routed.difference(listed).cloned().collect(), listed.difference(routed).cloned().collect()]
}

#[test]
fn every_route_of_the_admin_api_and_the_console_has_a_row() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let row = |method: &str, path: &str| (method.to_owned(), path.to_owned());
    let none = [Routes::new(), Routes::new()];
    let listed = ADMIN_ROUTES.iter().map(|route| row(route.method, route.path)).collect();
    let differing = difference(&routes_in(&source.join("admin")), &listed);
    assert_eq!(differing, none, "not in world/admin_routes.rs, and only there");
    let listed = CONSOLE_ROUTES.iter().map(|route| row(route.method, route.path)).collect();
    let differing = difference(&routes_in(&source.join("console")), &listed);
    assert_eq!(differing, none, "not in world/console_routes.rs, and only there");
}

#[test]
fn a_route_is_found_with_all_its_methods_and_no_others() {
    let source = r#"Router::new()
        .route("/a", get(list).post(forget(1)))
        .route(
            "/b/{id}",
            delete(async || get_out()),
        )"#;
    let found: Vec<_> =
        routes_of(source).into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(found, ["GET /a", "POST /a", "DELETE /b/{id}"]);
}
