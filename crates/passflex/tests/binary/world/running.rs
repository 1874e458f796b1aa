//! A program that runs until it is told to stop.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::Value;

use super::Folder;

/// `passflex serve` or `passflex dev`. Killed where a test ends before it.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The one JSON object that it printed.
    pub(crate) printed: Value,
}

impl Running {
    /// Starts it in the folder, and waits until it says where it is. Its log goes to the file `log`.
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::spawn(folder, folder.command("passflex").args(arguments))
    }

    /// The same with these variables.
    pub(crate) fn start_with(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::spawn(folder, folder.command("passflex").args(arguments).envs(variables.iter().copied()))
    }

    fn spawn(folder: &Folder, command: &mut Command) -> Self {
        let log = fs::File::create(folder.file("log")).unwrap();
        let mut child = command.arg("--json").stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let printed = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!("it printed {line:?} and said {}", fs::read_to_string(folder.file("log")).unwrap())
        });
        Self { child, stdout, printed }
    }

    /// A text member of what it printed.
    pub(crate) fn text(&self, member: &str) -> String {
        self.printed[member].as_str().unwrap().to_owned()
    }

    /// The next JSON object that it prints.
    pub(crate) fn next_object(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Sends it a signal by its id, as `kill` does.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end: how, and what it printed since.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap(), rest)
    }

    /// Asks it to stop, and checks that it ends well and prints nothing more.
    pub(crate) fn stop(self) {
        self.signal("TERM");
        let (status, rest) = self.wait();
        assert_eq!((status.code(), rest.as_str()), (Some(0), ""));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Errors mean that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The API of a running server, as an app's backend calls it.
pub(crate) struct Api {
    url: String,
    http: reqwest::Client,
}

impl Api {
    pub(crate) fn at(url: &str) -> Self {
        Self { url: url.to_owned(), http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    /// The status of a `GET`.
    pub(crate) async fn status(&self, path: &str) -> u16 {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap().status().as_u16()
    }

    /// The status and the body of a `POST`, with this key if there is one.
    pub(crate) async fn post(&self, path: &str, key: Option<&str>, body: &Value) -> (u16, Value) {
        let mut request = self.http.post(format!("{}{path}", self.url)).json(body);
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// The status of a look-up of a user with this key.
    pub(crate) async fn status_with(&self, app: &str, key: &str) -> u16 {
        let url = format!("{}/v1/apps/{app}/users?limit=1&identifier=ada", self.url);
        self.http.get(url).bearer_auth(key).send().await.unwrap().status().as_u16()
    }

    /// The status of a sign-in's start, from this origin.
    pub(crate) async fn start_from(&self, app: &str, origin: &str) -> u16 {
        let url = format!("{}/v1/apps/{app}/authenticate/transactions/webauthn/start", self.url);
        self.http.post(url).header("origin", origin).send().await.unwrap().status().as_u16()
    }
}
