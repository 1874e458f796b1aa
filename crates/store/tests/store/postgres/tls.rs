//! TLS to the database.

use passflex_store::Store;
use passflex_test_postgres::Server;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

use super::{open, refusal};

/// A CA, and its certificate in a file.
struct Ca {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Ca {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    fn file(&self) -> String {
        self.folder.path().join("ca.pem").display().to_string()
    }

    /// A server with a certificate for this name.
    fn server(&self, name: &str) -> Server {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let files = [("server.crt", &certificate.pem()[..]), ("server.key", &key.serialize_pem())];
        Server::start_with(&[("ssl", "on")], &files)
    }
}

/// The URL with TLS asked for in this way.
fn with(url: &str, mode: &str, root: Option<&str>) -> String {
    let url = url.replace("127.0.0.1", "localhost");
    root.map_or_else(
        || format!("{url}?sslmode={mode}"),
        |root| format!("{url}?sslmode={mode}&sslrootcert={root}"),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_certificate_is_looked_at_as_far_as_the_url_says() {
    let (ours, strangers) = (Ca::new(), Ca::new());
    let server = ours.server("localhost");
    let url = server.database();
    let (root, wrong) = (ours.file(), strangers.file());
    for (mode, root) in [
        ("require", None),
        ("prefer", None),
        ("disable", None),
        ("require", Some(&*root)),
        ("verify-ca", Some(&root)),
        ("verify-full", Some(&root)),
    ] {
        let store = open(&with(&url, mode, root)).await.unwrap_or_else(|error| panic!("{mode}: {error}"));
        assert_eq!(store.apps().await.unwrap(), [], "{mode}");
        let encrypted = "SELECT count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE ssl AND application_name = 'passflex'";
        let expected = if mode == "disable" { "f" } else { "t" };
        assert_eq!(server.sql("postgres", encrypted), expected, "{mode}");
        drop(store);
        let sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'passflex'";
        server.wait_until("postgres", sessions, "0");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        let sentence = refusal(open(&with(&url, mode, Some(&wrong))).await);
        assert!(sentence.contains("invalid peer certificate: "), "{mode}: {sentence}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_where_the_name_counts() {
    let ca = Ca::new();
    let server = ca.server("db.example");
    let url = server.database();
    open(&with(&url, "verify-ca", Some(&ca.file()))).await.unwrap();
    let sentence = refusal(open(&with(&url, "verify-full", Some(&ca.file()))).await);
    assert!(sentence.contains("not valid for name"), "{sentence}");
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_it_is_required() {
    let url = Server::shared().database();
    let sentence = refusal(open(&with(&url, "require", None)).await);
    assert!(sentence.contains("server does not support TLS"), "{sentence}");
    open(&with(&url, "prefer", None)).await.unwrap();
}
