//! Native clients: the iOS and Android apps that run an app's ceremonies, and the files that let them.

use data_encoding::BASE64URL_NOPAD;
use passflex_store::records::{App, Fingerprint, NativeClient, NativeIdentity};
use passflex_store::{AppId, NativeClientId, NativeClientRefused};
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::apps::refuse_reserved;
use crate::error::{Error, Result};
use crate::flex::Flex;

/// What Android clients report instead of a web origin, before the SHA-256 of their signing certificate.
pub(crate) const ANDROID_PREFIX: &str = "android:apk-key-hash:";
/// Most clients of an app.
const MAX_CLIENTS: usize = 64;
/// Most signing certificates of an Android client.
const MAX_FINGERPRINTS: usize = 16;
/// Characters of an Apple team id.
const TEAM_ID_CHARS: usize = 10;
/// Longest bundle id that Apple takes, in characters.
const MAX_BUNDLE_ID: usize = 155;
/// Longest package name, in characters: it is a file's name on the device.
const MAX_PACKAGE_NAME: usize = 223;

fn invalid(sentence: String) -> Error {
    Error::InvalidRequest(sentence)
}

impl Flex {
    /// Adds a native client to an app. In force here at once, on other replicas within two seconds.
    pub async fn create_native_client(
        &self,
        actor: &Actor,
        app: &AppId,
        identity: NativeIdentity,
    ) -> Result<NativeClient> {
        let there = self.native_clients(app).await?;
        let there = there.iter().map(|client| &client.identity);
        check_native_clients(&there.chain([&identity]).collect::<Vec<_>>())?;
        let now = self.clock.now();
        let client = NativeClient { id: self.random.native_client_id()?, identity, created_at: now };
        let (id, changes) = (client.id.as_str(), written(&client.identity));
        let audit = actor.audit(self.random.as_ref(), now, "native_client.create", Some(app), id, changes)?;
        match self.store.create_native_client(app, &client, audit).await? {
            Ok(()) => {
                self.tenants.clear();
                Ok(client)
            }
            Err(NativeClientRefused::AppGone) => Err(Error::AppNotFound),
            Err(NativeClientRefused::Exists) => Err(invalid(match &client.identity {
                NativeIdentity::Apple { bundle_id, .. } => {
                    format!("The app has the client `{bundle_id}` of this team already.")
                }
                NativeIdentity::Android { package_name, .. } => format!(
                    "The app has the client `{package_name}` already. Change its fingerprints instead."
                ),
            })),
        }
    }

    /// An app's native clients, oldest first.
    pub async fn native_clients(&self, app: &AppId) -> Result<Vec<NativeClient>> {
        self.app(app).await?;
        Ok(self.store.native_clients(app).await?)
    }

    /// Replaces the fingerprints of an Android client. In force here at once, on other replicas within two seconds.
    pub async fn set_fingerprints(
        &self,
        actor: &Actor,
        app: &AppId,
        id: &NativeClientId,
        fingerprints: &[Fingerprint],
    ) -> Result<()> {
        refuse_reserved(app)?;
        check_fingerprints(fingerprints)?;
        let changes = json!({ "fingerprints": fingerprints });
        let now = self.clock.now();
        let audit = actor.audit(
            self.random.as_ref(),
            now,
            "native_client.update",
            Some(app),
            id.as_str(),
            changes,
        )?;
        let set = self.store.set_fingerprints(app, id, fingerprints, audit).await?;
        self.tenants.clear();
        if set { Ok(()) } else { Err(Error::NativeClientNotFound) }
    }

    /// Takes a native client from an app. Its ceremonies are refused here at once, on other replicas within two seconds.
    pub async fn delete_native_client(&self, actor: &Actor, app: &AppId, id: &NativeClientId) -> Result<()> {
        refuse_reserved(app)?;
        let now = self.clock.now();
        let audit = actor.audit(
            self.random.as_ref(),
            now,
            "native_client.delete",
            Some(app),
            id.as_str(),
            json!({}),
        )?;
        let deleted = self.store.delete_native_client(app, id, audit).await?;
        self.tenants.clear();
        if deleted { Ok(()) } else { Err(Error::NativeClientNotFound) }
    }
}

/// The origins that the client data of an app's ceremonies may name: those of its settings, and those of its native
/// clients. An Apple client reports the site that it is associated with (invariant 6).
pub(crate) fn origins(app: &App, clients: &[NativeClient]) -> Vec<String> {
    let mut origins = app.settings.origins.clone();
    for client in clients {
        match &client.identity {
            NativeIdentity::Apple { .. } => origins.push(format!("https://{}", app.rp_id)),
            NativeIdentity::Android { fingerprints, .. } => {
                origins.extend(fingerprints.iter().map(android_origin));
            }
        }
    }
    origins
}

/// What an Android app that is signed with this certificate reports as its origin.
pub fn android_origin(fingerprint: &Fingerprint) -> String {
    format!("{ANDROID_PREFIX}{}", BASE64URL_NOPAD.encode(fingerprint.as_bytes()))
}

/// The text for `https://<rp id>/.well-known/apple-app-site-association`, which lets the Apple clients use passkeys of
/// the RP id; `None` where there is no such client.
pub fn apple_app_site_association(clients: &[NativeClient]) -> Option<String> {
    let mut apps = Vec::new();
    for client in clients {
        if let NativeIdentity::Apple { team_id, bundle_id } = &client.identity {
            apps.push(format!("{team_id}.{bundle_id}"));
        }
    }
    (!apps.is_empty()).then(|| format!("{:#}\n", json!({ "webcredentials": { "apps": apps } })))
}

/// The text for `https://<rp id>/.well-known/assetlinks.json`, which lets the Android clients use passkeys of the RP id;
/// `None` where there is no such client.
pub fn asset_links(clients: &[NativeClient]) -> Option<String> {
    let mut statements = Vec::new();
    for client in clients {
        if let NativeIdentity::Android { package_name, fingerprints } = &client.identity {
            statements.push(json!({
                // What Android's documentation of passkeys asks for: the app acts for the site, and shares its logins.
                "relation": [
                    "delegate_permission/common.handle_all_urls",
                    "delegate_permission/common.get_login_creds",
                ],
                "target": {
                    "namespace": "android_app",
                    "package_name": package_name,
                    "sha256_cert_fingerprints": fingerprints,
                },
            }));
        }
    }
    (!statements.is_empty()).then(|| format!("{:#}\n", Value::from(statements)))
}

/// An identity as audit rows have it.
fn written(identity: &NativeIdentity) -> Value {
    match identity {
        NativeIdentity::Apple { team_id, bundle_id } => {
            json!({ "platform": "apple", "team_id": team_id, "bundle_id": bundle_id })
        }
        NativeIdentity::Android { package_name, fingerprints } => {
            json!({ "platform": "android", "package_name": package_name, "fingerprints": fingerprints })
        }
    }
}

/// Whether these can be the native clients of one app.
pub fn check_native_clients(identities: &[&NativeIdentity]) -> Result<()> {
    if identities.len() > MAX_CLIENTS {
        return Err(invalid(format!("An app may have at most {MAX_CLIENTS} native clients.")));
    }
    identities.iter().try_for_each(|identity| check(identity))
}

fn check(identity: &NativeIdentity) -> Result<()> {
    match identity {
        NativeIdentity::Apple { team_id, bundle_id } => {
            check_team_id(team_id)?;
            check_bundle_id(bundle_id)
        }
        NativeIdentity::Android { package_name, fingerprints } => {
            check_package_name(package_name)?;
            check_fingerprints(fingerprints)
        }
    }
}

fn check_team_id(text: &str) -> Result<()> {
    let is_team_id = text.len() == TEAM_ID_CHARS
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_team_id {
        return Ok(());
    }
    Err(invalid(format!(
        "`{text}` is not an Apple team id: ten capital letters and digits, as under Membership in the developer account."
    )))
}

fn check_bundle_id(text: &str) -> Result<()> {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if text.len() <= MAX_BUNDLE_ID && text.contains('.') && text.split('.').all(is_part) {
        return Ok(());
    }
    Err(invalid(format!(
        "`{text}` is not a bundle id. Write it like `com.example.app`: letters, digits, `-` and `.`, at most \
         {MAX_BUNDLE_ID}."
    )))
}

fn check_package_name(text: &str) -> Result<()> {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if text.len() <= MAX_PACKAGE_NAME && text.contains('.') && text.split('.').all(is_part) {
        return Ok(());
    }
    Err(invalid(format!(
        "`{text}` is not a package name. Write it like `com.example.app`: each part begins with a letter and goes on with \
         letters, digits and `_`, at most {MAX_PACKAGE_NAME} characters."
    )))
}

fn check_fingerprints(fingerprints: &[Fingerprint]) -> Result<()> {
    if fingerprints.is_empty() {
        return Err(invalid(
            "An Android client needs the fingerprint of its signing certificate.".to_owned(),
        ));
    }
    if fingerprints.len() > MAX_FINGERPRINTS {
        return Err(invalid(format!("An Android client may have at most {MAX_FINGERPRINTS} fingerprints.")));
    }
    let repeated = fingerprints.iter().enumerate().find(|(place, one)| fingerprints[..*place].contains(one));
    match repeated {
        Some((_, fingerprint)) => Err(invalid(format!("The fingerprint {fingerprint} is there twice."))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use passflex_store::records::{Fingerprint, NativeIdentity};

    use super::check;

    fn apple(team_id: &str, bundle_id: &str) -> bool {
        check(&NativeIdentity::Apple { team_id: team_id.to_owned(), bundle_id: bundle_id.to_owned() }).is_ok()
    }

    fn android(package_name: &str, fingerprints: &[u8]) -> bool {
        let fingerprints = fingerprints.iter().map(|byte| Fingerprint::new([*byte; 32])).collect();
        check(&NativeIdentity::Android { package_name: package_name.to_owned(), fingerprints }).is_ok()
    }

    #[test]
    fn an_apple_client_has_a_team_of_ten_characters_and_a_bundle_id() {
        let longest = format!("com.{}", "a".repeat(151));
        for bundle_id in ["com.example.app", "com.example-site.App2", "a.b", &longest] {
            assert!(apple("ABCDE12345", bundle_id), "{bundle_id}");
        }
        for team_id in ["", "ABCDE1234", "ABCDE123456", "abcde12345", "ABCDE-2345", "ABCDE1234\u{c9}"] {
            assert!(!apple(team_id, "com.example.app"), "{team_id}");
        }
        for bundle_id in [
            "",
            "app",
            ".com.example",
            "com..example",
            "com.example.",
            "com.example.*",
            "com.example_app",
            "com.ex\u{e4}mple",
            "com.example.app\n",
            &format!("{longest}a"),
        ] {
            assert!(!apple("ABCDE12345", bundle_id), "{bundle_id}");
        }
    }

    #[test]
    fn an_android_client_has_a_package_name_and_a_certificate() {
        let longest = format!("com.{}", "a".repeat(219));
        for package_name in ["com.example.app", "com.example_site.App2", "a.b", &longest] {
            assert!(android(package_name, &[1, 2]), "{package_name}");
        }
        for package_name in [
            "",
            "app",
            ".com.example",
            "com..example",
            "com.example.",
            "com.1example",
            "com._example",
            "com.example-app",
            "com.ex\u{e4}mple",
            "com.example.app ",
            &format!("{longest}a"),
        ] {
            assert!(!android(package_name, &[1]), "{package_name}");
        }
        assert!(!android("com.example.app", &[]));
        assert!(!android("com.example.app", &[1, 2, 1]));
        let most: Vec<u8> = (0..16).collect();
        assert!(android("com.example.app", &most));
        assert!(!android("com.example.app", &[&most[..], &[16]].concat()));
    }
}
