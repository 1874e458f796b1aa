//! What can be typed.
#![expect(clippy::doc_markdown, reason = "these comments are the help, read in a terminal")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use passflex_flex::store::records::Fingerprint;
use passflex_flex::webauthn::Algorithm;
use passflex_flex::{AdminScope, Scope};
use passflex_server::TrustedProxy;

/// Adds passkeys to the login that an application already has.
///
/// Try it:  passflex dev
///
/// Run it:
///
///   export PASSFLEX_DATABASE=sqlite:/var/lib/passflex/passflex.db
///   passflex serve --listen 127.0.0.1:8080
///
/// Then make an app and a key for its backend, beside the running server, with the same database:
///
///   passflex app create --name "My app" --origin https://login.example.com
///   passflex key create --app APP_ID --name backend
#[derive(Debug, Parser)]
#[command(name = "passflex", version, max_term_width = 100, verbatim_doc_comment)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Where the data is, as `sqlite:PATH` or `postgres://…` [default: sqlite:passflex.db]
    ///
    /// sqlite: everything after the first colon is the path. The file is made if it is not there.
    ///
    /// postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE is a PostgreSQL database, which
    /// any number of servers may share. sslmode and sslrootcert mean what they mean to psql. It needs a master key.
    #[arg(long, env = "PASSFLEX_DATABASE", global = true, value_name = "URL")]
    pub(crate) database: Option<String>,

    /// The file with the master key [default: the database's path with `.master-key` behind it]
    ///
    /// It wraps the keys in the database and is made with a new one. Keep a copy apart from the database's
    /// backups: each is useless without the other. `PASSFLEX_MASTER_KEY` may hold the key itself instead.
    #[arg(long, env = "PASSFLEX_MASTER_KEY_FILE", global = true, value_name = "FILE")]
    pub(crate) master_key_file: Option<PathBuf>,

    /// Whether an older database is brought up to this version's schema; `off` only checks it
    #[arg(long, env = "PASSFLEX_MIGRATE", global = true, value_name = "on|off")]
    pub(crate) migrate: Option<OnOff>,

    /// A TOML file with any of: database, master_key_file, listen, public_url, tls_cert, tls_key, rate_limits,
    /// trusted_proxies, providers, attestation_roots, metadata_blob, metadata_root
    ///
    /// Flags and `PASSFLEX_…` variables win over it. No file is read unless this names one.
    #[arg(long, env = "PASSFLEX_CONFIG", global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print exactly one JSON object on standard output; everything else goes to standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run Passflex and a demo site on this machine, with nothing to configure
    Dev(DevArgs),
    /// Run the server
    Serve(ServeArgs),
    /// Make, show, change and delete apps
    #[command(subcommand)]
    App(AppCommand),
    /// Make, show and revoke API keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make, show, change and delete an app's iOS and Android clients
    #[command(subcommand)]
    Client(ClientCommand),
    /// Bring apps to the state that a file declares, and say first what that changes
    ///
    /// See docs/apply.md for the file. Nothing is done where anything in it is wrong.
    Apply(ApplyArgs),
    /// Show and rotate the keys that protect ceremonies under way
    #[command(subcommand)]
    SealingKey(SealingKeyCommand),
    /// Make a master key, and rotate the one in force
    #[command(subcommand)]
    MasterKey(MasterKeyCommand),
    /// List, show, deactivate, activate and delete an app's users
    #[command(subcommand)]
    User(UserCommand),
    /// List, show and revoke a user's passkeys
    #[command(subcommand)]
    Passkey(PasskeyCommand),
    /// List how an app's ceremonies ended
    #[command(subcommand)]
    Event(EventCommand),
    /// Let administrators in, and keep them out
    ///
    /// Administrators use the console of a running server, with passkeys, and the admin API, with tokens.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// List and export who changed what, and prove that nobody has tampered with that
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Write a backup of the database, beside a running server
    Backup(BackupArgs),
    /// Put a backup into a new database, of this kind or another
    Restore(RestoreArgs),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print a script that completes `passflex …` in a shell, to be read by it when it starts
    ///
    /// bash:  passflex completions bash > ~/.local/share/bash-completion/completions/passflex
    ///
    /// zsh:   passflex completions zsh > _passflex   (in a folder of $fpath)
    ///
    /// fish:  passflex completions fish > ~/.config/fish/completions/passflex.fish
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DevArgs {
    /// Throw away what an earlier run left in ./.passflex and start over
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Port of the API; the next free one if it is taken
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Port of the demo site; the next free one if it is taken
    #[arg(long, default_value_t = 8081)]
    pub(crate) demo_port: u16,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:8080]; port 0 picks a free one
    #[arg(long, env = "PASSFLEX_LISTEN", value_name = "ADDR:PORT")]
    pub(crate) listen: Option<std::net::SocketAddr>,
    /// The URL that clients reach this server by [default on loopback: http://localhost:PORT]
    ///
    /// The icons in lists of passkeys are URLs below it.
    #[arg(long, env = "PASSFLEX_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// A file with the TLS certificate, then those between it and a root, in PEM form
    ///
    /// It is read again when it changes, within five seconds, and on SIGHUP.
    #[arg(long, env = "PASSFLEX_TLS_CERT", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The file with the certificate's private key, in PEM form and not encrypted
    #[arg(long, env = "PASSFLEX_TLS_KEY", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Whether callers without an API key are limited, by app and address [default: on]
    ///
    /// Behind a reverse proxy every caller has the proxy's address, unless --trusted-proxy names the proxy.
    #[arg(long, env = "PASSFLEX_RATE_LIMITS", value_name = "on|off")]
    pub(crate) rate_limits: Option<OnOff>,
    /// A JSON file with names and icons of passkey providers, which win over the built-in names
    ///
    /// Like {"AAGUID": {"name": "…", "icon_light": "https://…", "icon_dark": "https://…"}}, at most 4 MiB, read at the
    /// start. Icons are optional, and may be data: URLs. The community's aaguid.json is in this shape.
    #[arg(long, env = "PASSFLEX_PROVIDERS", value_name = "FILE")]
    pub(crate) providers: Option<PathBuf>,
    /// A file with root certificates of authenticators' manufacturers whom you trust, in PEM form
    ///
    /// Their word counts for authenticators of any model, where an app verifies attestation. It is read again when it
    /// changes, within five seconds, and on SIGHUP.
    #[arg(long, env = "PASSFLEX_ATTESTATION_ROOTS", value_name = "FILE")]
    pub(crate) attestation_roots: Option<PathBuf>,
    /// A file with the BLOB of the FIDO Metadata Service, as https://mds3.fidoalliance.org serves it
    ///
    /// It names the roots of most authenticators, and reports those that are compromised. Nothing is fetched: put the
    /// current one in its place once a month. It is read again like the roots.
    #[arg(long, env = "PASSFLEX_METADATA_BLOB", value_name = "FILE")]
    pub(crate) metadata_blob: Option<PathBuf>,
    /// The file with the root certificate that the BLOB's signature leads to, in PEM form: GlobalSign Root CA - R3
    #[arg(long, env = "PASSFLEX_METADATA_ROOT", value_name = "FILE")]
    pub(crate) metadata_root: Option<PathBuf>,
    /// A reverse proxy, or a network of them, that is believed when it says who calls
    ///
    /// By address, like 10.0.0.5 or 10.0.0.0/8; may be repeated, or several with commas in between. What the proxy
    /// writes into `Forwarded` or `X-Forwarded-For` then counts, in limits and in events.
    #[arg(
        long = "trusted-proxy",
        env = "PASSFLEX_TRUSTED_PROXIES",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxies: Vec<TrustedProxy>,
    /// How log lines on standard error look
    #[arg(long, env = "PASSFLEX_LOG_FORMAT", value_enum, default_value_t = LogFormat::Json)]
    pub(crate) log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnOff {
    On,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Json,
    Text,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AppCommand {
    /// Make an app; prints its id
    Create {
        /// A name for people; authenticators show it
        #[arg(long)]
        name: String,
        /// A web origin that ceremonies come from, like https://login.example.com; the primary one first
        #[arg(long = "origin", required = true)]
        origins: Vec<String>,
        /// The domain that passkeys are bound to for ever [default: the first origin's host]
        ///
        /// Equal to, or a parent domain of, every origin's host. Choose example.com rather than
        /// login.example.com if other subdomains are to use the same passkeys.
        #[arg(long)]
        rp_id: Option<String>,
        #[command(flatten)]
        demands: Demands,
    },
    /// List all apps
    List,
    /// Show one app with its settings
    Show {
        /// The app's id
        app: String,
    },
    /// Change an app; what is not named stays
    Update(AppUpdateArgs),
    /// Delete an app with its keys, users, passkeys and events, for ever
    Delete {
        /// The app's id
        app: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AppUpdateArgs {
    /// The app's id
    pub(crate) app: String,
    /// A name for people
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Web origins, replacing all there are; the primary one first
    #[arg(long = "origin")]
    pub(crate) origins: Vec<String>,
    /// The domain that passkeys are bound to; refused while the app has passkeys
    #[arg(long)]
    pub(crate) rp_id: Option<String>,
    /// Whether the app may run ceremonies
    #[arg(long, value_enum)]
    pub(crate) status: Option<Status>,
    #[command(flatten)]
    pub(crate) demands: Demands,
}

/// What an app demands of ceremonies and authenticators.
#[derive(Debug, Args)]
#[command(next_help_heading = "Demands")]
#[group(skip)]
pub(crate) struct Demands {
    /// Origins of pages that may frame ceremonies, replacing all there are, or `none`; any weakens sign-ins
    #[arg(long = "top-origin", value_name = "ORIGIN")]
    pub(crate) top_origins: Vec<String>,
    /// How much ceremonies insist on fingerprint, face or PIN; anything below `required` weakens sign-ins
    #[arg(long, value_enum)]
    pub(crate) user_verification: Option<UserVerification>,
    /// Algorithms that new passkeys may use, by name or COSE id, the preferred one first
    ///
    /// Several with commas in between, like ES256,EdDSA. They replace all there are.
    #[arg(
        long = "algorithm",
        value_name = "ALGORITHM",
        value_delimiter = ',',
        allow_hyphen_values = true,
        value_parser = algorithm
    )]
    pub(crate) algorithms: Vec<i64>,
    /// What to demand of what new passkeys' authenticators say of their make
    ///
    /// `ignore` does not ask for it. `verify` asks, and refuses what is forged. `require-trusted` also refuses what
    /// leads to nobody whom `serve --attestation-roots` or `--metadata-blob` names: that leaves security keys and
    /// computers, and hardly any passkey that is synced.
    #[arg(long, value_enum)]
    pub(crate) attestation: Option<Attestation>,
    /// Models of authenticators that new passkeys may be on, by AAGUID, replacing all there are, or `any`
    ///
    /// Only with `--attestation require-trusted` is a model proven; otherwise it is what the authenticator says.
    #[arg(long = "aaguid-allowed", value_name = "AAGUID", value_delimiter = ',')]
    pub(crate) aaguids_allowed: Vec<String>,
    /// Models of authenticators that new passkeys may not be on, by AAGUID, replacing all there are, or `none`
    #[arg(long = "aaguid-denied", value_name = "AAGUID", value_delimiter = ',')]
    pub(crate) aaguids_denied: Vec<String>,
    /// What to do about a passkey that no longer says the same about being synced; `report` weakens sign-ins
    ///
    /// It should never change, so a change is a sign of another authenticator. Some password managers made passkeys
    /// synced after the fact.
    #[arg(long, value_enum)]
    pub(crate) backup_eligibility: Option<BackupEligibility>,
}

/// The COSE id of an algorithm that is typed by name or id.
pub(crate) fn algorithm(text: &str) -> Result<i64, String> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let found = Algorithm::ALL.iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(text));
    found.map(|algorithm| algorithm.cose_id()).ok_or_else(|| {
        let offered = Algorithm::ALL.iter().filter(|algorithm| **algorithm != Algorithm::Rs1);
        let offered: Vec<&str> = offered.map(|algorithm| algorithm.name()).collect();
        format!("no algorithm is called that; there are {}", offered.join(", "))
    })
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Attestation {
    Ignore,
    Verify,
    RequireTrusted,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum BackupEligibility {
    Refuse,
    Report,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum UserVerification {
    Required,
    Preferred,
    Discouraged,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Status {
    Active,
    Disabled,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make an API key for an app's backend; prints it this once
    Create {
        /// The app's id
        #[arg(long)]
        app: String,
        /// A name for people, such as where the key is used
        #[arg(long)]
        name: String,
        /// What it may do: transactions, users:read, users:write [default: all three]
        ///
        /// A change is answered with the user who was changed, so users:write also shows that one user.
        #[arg(long = "scope", value_delimiter = ',')]
        scopes: Vec<Scope>,
        /// When it expires: 90d, 12h, or a date like 2027-01-31 [default: never]
        #[arg(long, value_parser = crate::expiry::parse)]
        expires: Option<crate::expiry::Expiry>,
    },
    /// List an app's API keys
    List {
        /// The app's id
        #[arg(long)]
        app: String,
    },
    /// Make a key that does what another does, which expires after an overlap; prints it this once
    ///
    /// Give the new key to every backend before the old one expires. A key that has leaked is better revoked at once.
    Rotate {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The old key's id, as `key list` shows it
        key: String,
        /// How long the old key goes on: 24h, 30d, or until a date like 2027-01-31
        #[arg(long, default_value = "24h", value_parser = crate::expiry::parse)]
        overlap: crate::expiry::Expiry,
        /// When the new key expires: 90d, 12h, or a date like 2027-01-31 [default: never]
        #[arg(long, value_parser = crate::expiry::parse)]
        expires: Option<crate::expiry::Expiry>,
    },
    /// Revoke an API key; running servers refuse it within two seconds
    Revoke {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The key's id, as `key list` shows it
        key: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// The TOML file, at most 1 MiB
    #[arg(short, long)]
    pub(crate) file: PathBuf,
    /// Only say what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Delete apps, native clients and keys that the file does not name
    #[arg(long)]
    pub(crate) prune: bool,
    /// Do not ask before deleting
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Add a native client to an app; its ceremonies count from then on
    #[command(subcommand)]
    Create(NewClient),
    /// List an app's native clients, with the origins that Android reports of them
    List {
        /// The app's id
        #[arg(long)]
        app: String,
    },
    /// Replace the fingerprints of an Android client
    Update {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The client's id, as `client list` shows it
        client: String,
        /// SHA-256 of a certificate that it is signed with; may be repeated
        #[arg(long = "fingerprint", value_name = "SHA256", required = true)]
        fingerprints: Vec<Fingerprint>,
    },
    /// Take a native client from an app; running servers refuse it within two seconds
    Delete {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The client's id, as `client list` shows it
        client: String,
    },
    /// Print the file that lets the clients of a platform use the passkeys of the app's RP id
    ///
    /// For Apple it belongs at https://RP_ID/.well-known/apple-app-site-association, for Android at
    /// https://RP_ID/.well-known/assetlinks.json, both as application/json and without a redirect. Where the site has
    /// such a file already, add what this one has to it.
    File {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The platform
        platform: Platform,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum NewClient {
    /// An iOS, iPadOS or macOS app; with one, https://RP_ID counts as an origin of the app's
    Apple {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The ten characters of the developer team
        #[arg(long)]
        team_id: String,
        /// The bundle id, like com.example.app
        #[arg(long)]
        bundle_id: String,
    },
    /// An Android app
    Android {
        /// The app's id
        #[arg(long)]
        app: String,
        /// The package name, like com.example.app
        #[arg(long)]
        package_name: String,
        /// SHA-256 of a certificate that it is signed with; may be repeated
        ///
        /// As `keytool -list -v` and `apksigner verify --print-certs` print it. Where Google Play signs the app, the one
        /// under App signing in the Play Console.
        #[arg(long = "fingerprint", value_name = "SHA256", required = true)]
        fingerprints: Vec<Fingerprint>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Platform {
    Apple,
    Android,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SealingKeyCommand {
    /// List the sealing keys, oldest first: what each does, and the master key that wraps it
    List,
    /// Make a new sealing key, as the server does by itself every 30 days; no ceremony fails
    Rotate {
        /// After a leak: seal with the new key at once and drop all others; ceremonies under way fail
        #[arg(long)]
        now: bool,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// List an app's users, oldest first
    List {
        /// The app's id
        #[arg(long)]
        app: String,
        /// How many to list
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
        /// How many of the oldest to pass over
        #[arg(long, default_value_t = 0)]
        offset: u64,
    },
    /// Show one user
    Show(WhichUser),
    /// Refuse a user everywhere from now on; passkeys stay
    Deactivate(WhichUser),
    /// Let a deactivated user in again
    Activate(WhichUser),
    /// Delete a user with all passkeys, for ever
    Delete {
        #[command(flatten)]
        user: WhichUser,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// A user of an app, by one of two ids.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct WhichUser {
    /// The app's id
    #[arg(long)]
    pub(crate) app: String,
    /// The user's id, as `user list` shows it
    #[arg(required_unless_present = "external_id", conflicts_with = "external_id")]
    pub(crate) user: Option<String>,
    /// The app's own id for the person, instead
    #[arg(long, value_name = "ID")]
    pub(crate) external_id: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PasskeyCommand {
    /// List a user's passkeys, oldest first
    List(WhichUser),
    /// Show one passkey with what its authenticator said of itself
    Show {
        #[command(flatten)]
        user: WhichUser,
        /// The passkey's id, as `passkey list` shows it
        #[arg(long)]
        passkey: String,
    },
    /// Revoke a passkey: it signs nobody in any more, also in a ceremony under way
    Revoke {
        #[command(flatten)]
        user: WhichUser,
        /// The passkey's id, as `passkey list` shows it
        #[arg(long)]
        passkey: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum EventCommand {
    /// List an app's events, oldest first: those of the newest `--limit`
    List(EventListArgs),
}

#[derive(Debug, Args)]
pub(crate) struct EventListArgs {
    /// The app's id
    #[arg(long)]
    pub(crate) app: String,
    /// Only of this user, by the id that `user list` shows
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// Only of this kind
    #[arg(long, value_enum)]
    pub(crate) action: Option<Action>,
    /// Only those that ended so
    #[arg(long, value_enum)]
    pub(crate) outcome: Option<Outcome>,
    /// How many to list
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) limit: u32,
    /// Go on with every new event as it comes, until Ctrl+C; with --json one object a line
    #[arg(long)]
    pub(crate) follow: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Action {
    Register,
    Authenticate,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Outcome {
    Complete,
    Failed,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// List the administrators, oldest first, with what each may do
    List,
    /// Print a new link for the first administrator; one of before stops working
    SetupLink,
    /// Print a link that makes somebody an administrator
    Invite {
        /// What to call them; the console and the list show it
        #[arg(long)]
        name: String,
        /// What they may do: `viewer` looks, `member` also changes, `admin` also lets people in and deletes
        #[arg(long, value_enum)]
        role: Role,
        /// An app that this is for, by id; may be repeated [default: all apps, those to come too]
        #[arg(long = "app", value_name = "APP")]
        apps: Vec<String>,
    },
    /// Print a link that lets an administrator back in who has lost every passkey
    ///
    /// Using it signs them out everywhere else. Passkeys that were stolen are removed in the console, under Account.
    Recover {
        /// The administrator's id, as `admin list` shows it
        admin: String,
    },
    /// Keep an administrator out from now on; sessions, tokens and recovery links are gone
    Deactivate {
        /// The administrator's id, as `admin list` shows it
        admin: String,
    },
    /// Let a deactivated administrator in again
    Activate {
        /// The administrator's id, as `admin list` shows it
        admin: String,
    },
    /// Give up all administrators' passkeys, so that the console can move to another host
    ///
    /// Passkeys work for one host. Restart the server with the new --public-url, then make everybody a link with
    /// `admin recover`.
    MoveConsole {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Make, show and revoke tokens for the admin API
    #[command(subcommand)]
    Token(AdminTokenCommand),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Role {
    Viewer,
    Member,
    Admin,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminTokenCommand {
    /// Make a token; prints it this once
    Create {
        /// The administrator who answers for it, by id; it can do no more than they
        #[arg(long)]
        admin: String,
        /// A name for people, such as where the token is used
        #[arg(long)]
        name: String,
        /// What it may do: apps:read, apps:write, users:read, users:write, team:read, team:write, audit:read
        ///
        /// Several with commas in between.
        #[arg(long = "scope", value_delimiter = ',', required = true)]
        scopes: Vec<AdminScope>,
        /// When it expires: 90d, 12h, or a date like 2027-01-31 [default: never]
        #[arg(long, value_parser = crate::expiry::parse)]
        expires: Option<crate::expiry::Expiry>,
    },
    /// List an administrator's tokens
    List {
        /// The administrator's id, as `admin list` shows it
        #[arg(long)]
        admin: String,
    },
    /// Revoke a token, from the next request on
    Revoke {
        /// The administrator's id, as `admin list` shows it
        #[arg(long)]
        admin: String,
        /// The token's id, as `admin token list` shows it
        token: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MasterKeyCommand {
    /// Print a new master key, for `PASSFLEX_MASTER_KEY`
    Generate,
    /// Wrap everything under a new master key; no ceremony fails
    ///
    /// The key file is replaced, and running servers notice. Where `PASSFLEX_MASTER_KEY` holds the key: put a new one
    /// in front of it, with a space between them, restart every server with both, run this, and take the old one out.
    ///
    /// If it stops half-way, nothing is lost: run it again. After a leak, rotate the sealing keys too, with
    /// `sealing-key rotate --now`.
    Rotate {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List rows, oldest first: those of the newest `--limit`
    List {
        #[command(flatten)]
        filters: AuditFilters,
        /// How many to list
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        limit: u32,
    },
    /// Write rows into a file, oldest first, with their hashes: one JSON object a line
    Export {
        /// The file to write, which must not exist yet; `-` writes to standard output
        file: PathBuf,
        #[command(flatten)]
        filters: AuditFilters,
    },
    /// Say whether the log is whole, or which row is missing or was changed
    ///
    /// Each row's hash covers the row before, so nobody can change or take out one without changing all that follow.
    /// Who could change all of them is found out by a hash that was kept elsewhere: see docs/audit.md.
    Verify {
        /// A hash that an earlier `verify` printed: its row, and all before, must still be there
        #[arg(long, value_name = "HASH", value_parser = sha256)]
        head: Option<[u8; 32]>,
    },
}

/// Which rows of the audit log.
#[derive(Debug, Args)]
pub(crate) struct AuditFilters {
    /// Only of this app, which may be gone
    #[arg(long)]
    pub(crate) app: Option<String>,
    /// Only what was done by this kind of actor
    #[arg(long, value_enum)]
    pub(crate) actor_kind: Option<AuditActor>,
    /// Only what was done by this API key or administrator
    #[arg(long, value_name = "ID")]
    pub(crate) actor: Option<String>,
    /// Only what was done in this way, like user.delete
    #[arg(long)]
    pub(crate) verb: Option<String>,
    /// Only from then on: 2027-01-31 (UTC) or 2027-01-31T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = crate::expiry::moment)]
    pub(crate) from: Option<jiff::Timestamp>,
    /// Only before then
    #[arg(long, value_name = "TIME", value_parser = crate::expiry::moment)]
    pub(crate) until: Option<jiff::Timestamp>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum AuditActor {
    Cli,
    ApiKey,
    Administrator,
    System,
}

fn sha256(text: &str) -> Result<[u8; 32], String> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| "it has 64 digits, as `passflex audit verify` prints it".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write, which must not exist yet; `-` writes to standard output
    ///
    /// It has everything but what a restore must not bring back: sealing keys, nonces, sessions, links. It opens only
    /// with the master key, which is not in it. People's ids and addresses are: keep it where only you can read it.
    pub(crate) file: PathBuf,
    /// Take along API keys and administrators' tokens, hashed: those revoked later are good again after a restore
    #[arg(long)]
    pub(crate) with_api_keys: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup
    ///
    /// It is checked to its end before anything is written. The database that --database names is made if it is not
    /// there, and must be empty. --master-key-file names the master key that the backup needs.
    pub(crate) file: PathBuf,
    /// Only check the file, and say what is in it
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say whether `serve` would start with these flags, variables and file, and what it would find
    ///
    /// One line a check: ok, warning or problem. Ends with 1 if there is a problem. Makes no database and no master
    /// key. Run it as the user that runs `serve`: a database that is there is opened as `serve` opens it.
    Check(ServeArgs),
}
