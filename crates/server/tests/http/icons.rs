//! `GET /icons/{file}`.

use crate::world::{Server, refusals};

#[tokio::test]
async fn icons_are_pictures_that_pages_of_every_site_may_show_and_that_run_nothing() {
    let server = Server::start().await;
    for kind in ["passkey", "security_key", "platform"] {
        let mut bodies = Vec::new();
        for shade in ["light", "dark"] {
            let answer = server.get(&format!("/icons/{kind}-{shade}.svg")).await;
            assert_eq!(answer.status, 200, "{kind} {shade}");
            for (header, value) in [
                ("content-type", "image/svg+xml"),
                ("cache-control", "public, max-age=86400"),
                ("content-security-policy", "default-src 'none'"),
                ("cross-origin-resource-policy", "cross-origin"),
                ("x-content-type-options", "nosniff"),
            ] {
                assert_eq!(answer.header(header), value, "{header}");
            }
            assert!(answer.body.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" "), "{}", answer.body);
            for refused in ["<script", "<style", "style=", "href", "<!"] {
                assert!(!answer.body.contains(refused), "{}", answer.body);
            }
            bodies.push(answer.body);
        }
        assert_ne!(bodies[0], bodies[1]);
    }
}

#[tokio::test]
async fn other_icons_are_not_found() {
    let server = Server::start().await;
    for file in ["passkey.svg", "passkey-light.png", "PASSKEY-light.svg", "..%2fpasskey-light.svg", "", "%00"]
    {
        assert_eq!(server.get(&format!("/icons/{file}")).await.shown(), refusals::not_found(), "{file}");
    }
}
