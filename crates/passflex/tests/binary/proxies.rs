//! `passflex serve` behind a reverse proxy.

use std::fs;

use crate::world::{Folder, Running};

/// More than any budget holds, even if it fills while it is used.
const MANY: usize = 10_000;

/// The status of a call that a proxy on this machine passes on from somebody.
async fn call(http: &reqwest::Client, running: &Running, from: &str) -> u16 {
    let url =
        format!("{}/v1/apps/nowhere/authenticate/transactions/webauthn/start", running.text("public_url"));
    http.post(url).header("x-forwarded-for", from).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_proxy_that_a_flag_a_variable_or_a_file_names_is_believed_about_its_callers() {
    let folder = Folder::new();
    let file = "listen = \"127.0.0.1:0\"\ntrusted_proxies = [\"10.0.0.5\", \"127.0.0.0/8\"]\n";
    fs::write(folder.file("passflex.toml"), file).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let flag =
        ["serve", "--listen", "127.0.0.1:0", "--trusted-proxy", "10.0.0.5", "--trusted-proxy", "127.0.0.1"];
    for (arguments, variables, believed) in [
        (&flag[..], &[][..], true),
        (&flag[..3], &[("PASSFLEX_TRUSTED_PROXIES", "10.0.0.5,127.0.0.1")][..], true),
        (&["serve", "--config", "passflex.toml"][..], &[][..], true),
        (&flag[..5], &[][..], false),
    ] {
        let running = Running::start_with(&folder, arguments, variables);
        let mut calls = 0;
        while call(&http, &running, "192.0.2.1").await == 404 {
            calls += 1;
            assert!(calls < MANY, "{MANY} requests went through");
        }
        let status = call(&http, &running, "192.0.2.2").await;
        assert_eq!(status == 404, believed, "{arguments:?} {variables:?}: {status}");
        running.stop();
    }
}
