//! Administrators, from the command line: links for people who then come in with a passkey, and tokens.

use passflex_flex::LinkSecret;
use serde_json::{Value, json};

use crate::world::{Folder, Site};

const ORIGIN: &str = "https://passkeys.example.com";
const MOVED: &str = "https://login.example.net";

/// A folder whose console a server has opened, and the product's verbs.
async fn opened() -> (Folder, Site) {
    let folder = Folder::new();
    let site = Site::in_folder(&folder).await;
    site.flex.open_console(ORIGIN).await.unwrap();
    (folder, site)
}

/// The secret of the link that a command prints.
fn link(folder: &Folder, command: &str) -> LinkSecret {
    let printed = folder.json(&format!("passflex admin {command} --json"));
    let text = printed["link"].as_str().unwrap();
    LinkSecret::parse(text.strip_prefix("https://passkeys.example.com/console/welcome#").unwrap()).unwrap()
}

/// What `admin list` says of the administrators, without ids and times.
fn listed(folder: &Folder) -> Vec<Value> {
    let listed = folder.json("passflex admin list --json");
    let of = |admin: &Value| json!([admin["name"], admin["status"], admin["grants"]]);
    listed["administrators"].as_array().unwrap().iter().map(of).collect()
}

fn id(folder: &Folder, name: &str) -> String {
    let listed = folder.json("passflex admin list --json");
    let admins = listed["administrators"].as_array().unwrap();
    let found = admins.iter().find(|admin| admin["name"] == name).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn somebody_with_a_shell_makes_the_first_administrator_and_invites_others() {
    let (folder, site) = opened().await;
    let printed = folder.shell("passflex admin setup-link").stdout;
    let (link_line, remark) = printed.split_once('\n').unwrap();
    assert!(link_line.starts_with("https://passkeys.example.com/console/welcome#pfl_"), "{printed}");
    let expected =
        "It is good for one use, by whoever opens it first: send it to nobody else. It ends after 24 hours.";
    assert_eq!(remark.trim(), expected);

    site.welcome(ORIGIN, &link(&folder, "setup-link"), "Ada").await;
    let app = site.app.as_str();
    site.welcome(ORIGIN, &link(&folder, &format!("invite --name Bob --role member --app {app}")), "").await;
    site.welcome(ORIGIN, &link(&folder, "invite --name Eve --role viewer"), "").await;
    assert_eq!(
        listed(&folder),
        [
            json!(["Ada", "active", [{"app_id": null, "role": "admin"}]]),
            json!(["Bob", "active", [{"app_id": app, "role": "member"}]]),
            json!(["Eve", "active", [{"app_id": null, "role": "viewer"}]]),
        ]
    );
    let shown = folder.shell("passflex admin list").stdout;
    assert!(shown.lines().nth(1).unwrap().ends_with(&format!("  active  member of {app}  Bob")), "{shown}");

    let refused = folder.shell("passflex admin setup-link");
    let sentence = "passflex: there is an administrator of all apps already: `passflex admin recover ADMIN` lets one \
                    back in, and `passflex admin invite` makes another\n";
    assert_eq!((refused.code, refused.stderr.as_str()), (1, sentence));
    let nowhere = folder.shell("passflex admin invite --name X --role viewer --app nowhere");
    assert_eq!((nowhere.code, nowhere.stderr.lines().next()), (1, Some("passflex: App not found.")));
}

#[tokio::test]
async fn an_administrator_is_kept_out_and_let_in_again_but_never_the_last() {
    let (folder, site) = opened().await;
    site.welcome(ORIGIN, &link(&folder, "setup-link"), "Ada").await;
    site.welcome(ORIGIN, &link(&folder, "invite --name Bob --role admin"), "").await;
    let (ada, bob) = (id(&folder, "Ada"), id(&folder, "Bob"));
    assert_eq!(folder.json(&format!("passflex admin deactivate {bob} --json"))["status"], "inactive");
    let last = folder.shell(&format!("passflex admin deactivate {ada}"));
    let sentence = "passflex: This is the last administrator of all apps. Make another one first.\n";
    assert_eq!((last.code, last.stderr.as_str()), (1, sentence));
    let inactive = folder.shell(&format!("passflex admin recover {bob}"));
    let sentence = "passflex: The administrator is deactivated. Activate them first.\n";
    assert_eq!((inactive.code, inactive.stderr.as_str()), (1, sentence));

    assert_eq!(folder.json(&format!("passflex admin activate {bob} --json"))["status"], "active");
    site.welcome(ORIGIN, &link(&folder, &format!("recover {bob}")), "").await;
    assert_eq!(listed(&folder).len(), 2, "it is the same administrator");
}

#[tokio::test]
async fn a_token_is_made_listed_and_revoked() {
    let (folder, site) = opened().await;
    site.welcome(ORIGIN, &link(&folder, "setup-link"), "Ada").await;
    let ada = id(&folder, "Ada");
    let none = folder.shell(&format!("passflex admin token list --admin {ada}"));
    assert_eq!(none.stdout, "The administrator has no tokens.\n");

    let create = format!("passflex admin token create --admin {ada} --name ci --scope apps:read,users:read");
    let mut made = folder.json(&format!("{create} --expires 2999-01-31 --json"));
    let token = made.as_object_mut().unwrap().remove("token").unwrap();
    assert!(token.as_str().unwrap().starts_with("pfa_"), "{token}");
    let listed = folder.json(&format!("passflex admin token list --admin {ada} --json"));
    assert_eq!(listed, json!({"tokens": [made]}));
    assert_eq!(made["scopes"], json!(["apps:read", "users:read"]));
    let (token, prefix) = (made["id"].as_str().unwrap(), made["prefix"].as_str().unwrap());
    let line =
        format!("{token}  {prefix}…  apps:read,users:read  ci  never used  expires 2999-01-31T00:00:00Z\n");
    assert_eq!(folder.shell(&format!("passflex admin token list --admin {ada}")).stdout, line);

    let revoked = folder.shell(&format!("passflex admin token revoke --admin {ada} {token}"));
    assert_eq!(
        revoked.stdout,
        format!("Revoked the token {token}. It is refused from the next request on.\n")
    );
    assert_eq!(
        folder.json(&format!("passflex admin token list --admin {ada} --json")),
        json!({"tokens": []})
    );
}

#[tokio::test]
async fn the_console_moves_to_another_host_with_its_administrators_and_without_their_passkeys() {
    let (folder, site) = opened().await;
    site.welcome(ORIGIN, &link(&folder, "setup-link"), "Ada").await;
    let refused = site.flex.open_console(MOVED).await.unwrap_err().to_string();
    assert!(refused.contains("passflex admin move-console"), "{refused}");

    let asked = folder.shell("passflex admin move-console");
    let sentence = "passflex: giving up all administrators' passkeys cannot be undone: add --yes to do it without \
                    being asked\n";
    assert_eq!((asked.code, asked.stderr.as_str()), (2, sentence));
    assert_eq!(folder.json("passflex admin move-console --yes --json"), json!({"moved_from": ORIGIN}));
    site.flex.open_console(MOVED).await.unwrap();
    let ada = id(&folder, "Ada");
    let printed = folder.json(&format!("passflex admin recover {ada} --json"));
    let text = printed["link"].as_str().unwrap();
    assert!(text.starts_with("https://login.example.net/console/welcome#pfl_"), "{text}");
    assert_eq!(listed(&folder), [json!(["Ada", "active", [{"app_id": null, "role": "admin"}]])]);
}
