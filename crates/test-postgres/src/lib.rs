//! A PostgreSQL server of the tests' own, in a temporary folder, on a free port.
//!
//! A small shell runs it, and waits for words on its standard input: when that closes, because the [`Server`] was
//! dropped or the process that had it ended in whatever way, the shell stops PostgreSQL and removes the folder.
//!
//! It is not careful with the disk (`fsync` is off): a killed server keeps what it committed, a machine that loses its
//! power would not.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot have its database has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Where Debian has one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs PostgreSQL until told otherwise. Its arguments: the folder, the program, and the program's own.
const SUPERVISOR: &str = r#"
# What ends the tests from a terminal must not end this before it has cleaned up.
trap '' HUP INT TERM
folder=$1; program=$2; shift 2
start() { "$program" "$@" >>"$folder/log" 2>&1 & pid=$!; }
start "$@"
while read -r word; do
    case $word in
        start) start "$@" ;;
        stop) kill -INT $pid; wait $pid ;;
        kill) kill -STOP $pid; kill -KILL $(cat /proc/$pid/task/$pid/children) $pid; wait $pid ;;
    esac
    echo done
done
kill -INT $pid 2>/dev/null; wait $pid
rm -rf "$folder"
"#;

/// A running PostgreSQL server. Dropping it stops the server and removes its data.
pub struct Server {
    programs: PathBuf,
    port: u16,
    next: AtomicU32,
    supervisor: Child,
    words: Option<Mutex<(ChildStdin, BufReader<ChildStdout>)>>,
}

impl Server {
    /// The server that the tests of one process share. It stops with the process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A server that a test may stop.
    pub fn start() -> Self {
        Self::start_with(&[], &[])
    }

    /// A server with these settings, and with these files in its data folder, readable by it alone.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed or does not start.
    pub fn start_with(settings: &[(&str, &str)], files: &[(&str, &str)]) -> Self {
        let programs = programs();
        let folder =
            tempfile::Builder::new().prefix("passflex-postgres-").tempdir().expect("a folder").keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("its owner may");
        let owner = Owner::choose();
        owner.give(&folder);
        let data = folder.join("data");
        // A locale with an order of its own, so that text is only compared byte for byte where the schema says so.
        let made = owner
            .command(&programs.join("initdb"))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync",
                "--no-instructions",
            ])
            .args(["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--pgdata"])
            .arg(&data)
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        for (name, text) in files {
            let path = data.join(name);
            fs::write(&path, text).expect("the data folder is there");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its owner may");
            owner.give(&path);
        }

        // Free now, and nobody else's unless by an unlikely chance.
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let mut command = owner.command(Path::new("sh"));
        command
            .args(["-c", SUPERVISOR, "sh"])
            .arg(&folder)
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(&data);
        let port_setting = port.to_string();
        let sockets = folder.display().to_string();
        let own = [
            ("port", &port_setting[..]),
            ("listen_addresses", "127.0.0.1"),
            ("unix_socket_directories", &sockets),
            ("max_connections", "300"),
            ("fsync", "off"),
            // Sessions ask for `on` themselves.
            ("synchronous_commit", "off"),
            ("shared_buffers", "64MB"),
        ];
        for (name, value) in own.iter().chain(settings) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        let mut supervisor =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell runs");
        let words = supervisor.stdin.take().zip(supervisor.stdout.take());
        let words = words.map(|(to, from)| Mutex::new((to, BufReader::new(from))));
        let server = Self { programs, port, next: AtomicU32::new(0), supervisor, words };
        server.wait_until_ready();
        server
    }

    /// The URL of a new, empty database.
    pub fn database(&self) -> String {
        let name = format!("test{}", self.next.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The URL of a new, empty schema, whose sessions have these settings. Made faster than a database.
    pub fn schema(&self, settings: &[(&str, &str)]) -> String {
        let name = format!("test{}", self.next.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE SCHEMA {name}"));
        let mut url = format!("{}?options=-c%20search_path%3D{name}", self.url("postgres"));
        for (setting, value) in settings {
            url.extend(["%20-c%20", setting, "%3D", value]);
        }
        url
    }

    /// The URL of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The rows that come of some SQL, their columns separated by `|`, behind everybody's back.
    ///
    /// # Panics
    /// Where the SQL fails.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let output = Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"])
            .args(["--dbname", &self.url(database), "--command", sql])
            .output()
            .expect("psql runs");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the encoding is UTF-8").trim_end().to_owned()
    }

    /// A transaction that has done some SQL, and holds what that locks until it is dropped, which rolls it back.
    ///
    /// # Panics
    /// Where the SQL fails.
    pub fn hold(&self, database: &str, sql: &str) -> Held {
        let mut psql = Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"])
            .args(["--dbname", &self.url(database)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("psql runs");
        let mut input = psql.stdin.take().expect("it is piped");
        let output = BufReader::new(psql.stdout.take().expect("it is piped"));
        writeln!(input, "BEGIN;\n{sql};\n\\echo held").expect("psql listens");
        assert!(output.lines().map_while(Result::ok).any(|line| line == "held"), "{sql}");
        Held { psql, input: Some(input) }
    }

    /// Waits until some SQL, which is asked again and again, has this answer.
    ///
    /// # Panics
    /// Where that takes too long.
    pub fn wait_until(&self, database: &str, sql: &str, expected: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.sql(database, sql);
            if answer == expected {
                return;
            }
            assert!(Instant::now() < deadline, "{sql} is still {answer}, not {expected}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Stops it as an operator does, ending every connection.
    pub fn stop(&self) {
        self.say("stop");
    }

    /// Kills every process of it at once.
    pub fn kill(&self) {
        self.say("kill");
    }

    /// Starts it again.
    pub fn start_again(&self) {
        self.say("start");
        self.wait_until_ready();
    }

    fn say(&self, word: &str) {
        let words = self.words.as_ref().expect("it has not been dropped");
        let mut words = words.lock().expect("nobody panicked with it");
        writeln!(words.0, "{word}").expect("the shell listens");
        let mut answer = String::new();
        words.1.read_line(&mut answer).expect("the shell answers");
        assert_eq!(answer, "done\n");
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + PATIENCE;
        let ask = || {
            Command::new(self.programs.join("pg_isready"))
                .args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()])
                .status()
        };
        while !ask().is_ok_and(|status| status.success()) {
            assert!(Instant::now() < deadline, "PostgreSQL did not start");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A transaction under way: see [`Server::hold`].
pub struct Held {
    psql: Child,
    input: Option<ChildStdin>,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Its input closes, and with it the session.
        self.input = None;
        drop(self.psql.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The shell's input closes.
        self.words = None;
        drop(self.supervisor.wait());
    }
}

/// Who runs the server. PostgreSQL refuses to be run by root.
enum Owner {
    Us,
    /// Debian's user of that name.
    Postgres {
        user: u32,
        group: u32,
    },
}

impl Owner {
    fn choose() -> Self {
        // A process's folder below /proc belongs to whom it runs as.
        if fs::metadata("/proc/self").expect("there is a /proc").uid() != 0 {
            return Self::Us;
        }
        let number = |flag: &str| {
            let output = Command::new("id").args([flag, "postgres"]).output().expect("id runs");
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            text.parse().unwrap_or_else(|_| panic!("there is no user postgres: install PostgreSQL"))
        };
        Self::Postgres { user: number("-u"), group: number("-g") }
    }

    fn give(&self, path: &Path) {
        if let Self::Postgres { user, group } = self {
            chown(path, Some(*user), Some(*group)).expect("root may");
        }
    }

    fn command(&self, program: &Path) -> Command {
        match self {
            Self::Us => Command::new(program),
            Self::Postgres { user, group } => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
                command.args(["--clear-groups", "--"]).arg(program).current_dir("/");
                command
            }
        }
    }
}

/// The folder of the newest version's programs.
fn programs() -> PathBuf {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let number = |folder: &fs::DirEntry| folder.file_name().to_string_lossy().parse::<u32>().ok();
    let newest = versions.filter_map(|folder| Some((number(&folder)?, folder.path().join("bin")))).max();
    match newest {
        Some((_, programs)) => programs,
        None => {
            panic!("PostgreSQL is not installed: there is nothing in {DEBIAN} (apt-get install postgresql)")
        }
    }
}
