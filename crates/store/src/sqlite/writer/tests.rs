//! What operations that share a commit do to each other.

use std::sync::{Arc, mpsc};

use rusqlite::{Connection, params};
use tempfile::TempDir;

use super::Verdict;
use crate::sqlite::query::{execute, fetch_all};
use crate::sqlite::{OpenOptions, SqliteStore};
use crate::{Error, Result};

type Work = Box<dyn FnOnce(&Connection) -> Result<Verdict<u32>> + Send>;

struct Story {
    store: Arc<SqliteStore>,
    folder: TempDir,
}

impl Story {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self { store: Arc::new(open(&folder)), folder }
    }

    /// Has all of `batch` wait for one commit, and returns their answers. On the test's one thread, so that tasks
    /// queue their work in this order.
    async fn commit_together(&self, batch: Vec<Work>) -> Vec<Result<u32>> {
        let (tell, has_begun) = mpsc::channel();
        let (let_go, wait) = mpsc::channel();
        let hold: Work = Box::new(move |_| {
            tell.send(()).unwrap();
            wait.recv().unwrap();
            Ok(Verdict::Undo(0))
        });
        let queue = |work: Work| {
            let store = Arc::clone(&self.store);
            tokio::spawn(async move { store.writer.run(work).await })
        };
        // Alone in its commit: had it not begun, the first of the others could be taken along with it.
        let first = queue(hold);
        tokio::task::yield_now().await;
        has_begun.recv().unwrap();
        let tasks: Vec<_> = batch.into_iter().map(queue).collect();
        tokio::task::yield_now().await;
        let_go.send(()).unwrap();
        first.await.unwrap().unwrap();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        answers
    }

    fn leases(&self) -> Vec<String> {
        names(&self.store)
    }

    fn sequence(&self) -> i64 {
        let sequence =
            |db: &Connection| Ok(db.query_row("SELECT sequence FROM commits", [], |row| row.get(0))?);
        self.store.readers.read(sequence).unwrap()
    }
}

fn open(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("passflex.db"), OpenOptions::default()).unwrap()
}

fn names(store: &SqliteStore) -> Vec<String> {
    let names =
        |db: &Connection| fetch_all(db, "SELECT name FROM leases ORDER BY name", [], |row| Ok(row.get(0)?));
    store.readers.read(names).unwrap()
}

/// Writes a row of this name and answers `verdict`.
fn write(name: &'static str, verdict: Verdict<u32>) -> Work {
    Box::new(move |db| {
        execute(
            db,
            "INSERT INTO leases (name, holder, term, expires_at) VALUES (?1, '', 0, 0)",
            params![name],
        )?;
        Ok(verdict)
    })
}

fn keep(name: &'static str) -> Work {
    write(name, Verdict::Keep(1))
}

fn sentence(answer: &Result<u32>) -> String {
    answer.as_ref().unwrap_err().to_string()
}

#[tokio::test]
async fn what_waits_together_shares_one_commit() {
    let story = Story::new();
    let before = story.sequence();
    let answers = story.commit_together(vec![keep("a"), keep("b"), keep("c")]).await;
    assert!(matches!(answers[..], [Ok(1), Ok(1), Ok(1)]), "{answers:?}");
    assert_eq!(story.leases(), ["a", "b", "c"]);
    assert_eq!(story.sequence(), before + 1);
}

#[tokio::test]
async fn a_refusal_undoes_only_its_own() {
    let story = Story::new();
    let answers = story.commit_together(vec![keep("a"), write("b", Verdict::Undo(2)), keep("c")]).await;
    assert!(matches!(answers[..], [Ok(1), Ok(2), Ok(1)]), "{answers:?}");
    assert_eq!(story.leases(), ["a", "c"]);
}

#[tokio::test]
async fn refusals_alone_commit_nothing() {
    let story = Story::new();
    let before = story.sequence();
    let answers = story.commit_together(vec![write("a", Verdict::Undo(2))]).await;
    assert!(matches!(answers[..], [Ok(2)]), "{answers:?}");
    assert_eq!((story.leases(), story.sequence()), (Vec::new(), before));
}

#[tokio::test]
async fn a_failure_undoes_only_its_own() {
    let story = Story::new();
    let fails: Work = Box::new(|db| {
        write("b", Verdict::Keep(1))(db)?;
        write("b", Verdict::Keep(1))(db)
    });
    let answers = story.commit_together(vec![keep("a"), fails, keep("c")]).await;
    assert_eq!(sentence(&answers[1]), "database: UNIQUE constraint failed: leases.name");
    assert_eq!(story.leases(), ["a", "c"]);
}

#[tokio::test]
async fn a_panic_undoes_only_its_own_and_the_thread_goes_on() {
    let story = Story::new();
    let panics: Work = Box::new(|db| {
        write("b", Verdict::Keep(1))(db)?;
        panic!("on purpose")
    });
    let answers = story.commit_together(vec![keep("a"), panics, keep("c")]).await;
    assert_eq!(sentence(&answers[1]), "database: an operation panicked");
    story.commit_together(vec![keep("d")]).await;
    assert_eq!(story.leases(), ["a", "c", "d"]);
}

#[tokio::test]
async fn a_commit_that_fails_is_claimed_by_nobody() {
    let story = Story::new();
    let before = story.sequence();
    // A reference to nothing that is only looked at when the transaction commits.
    let dangling: Work = Box::new(|db| {
        db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        execute(db, "INSERT INTO spent (app_id, id, keep_until) VALUES ('gone', 'x', 0)", [])?;
        Ok(Verdict::Keep(1))
    });
    let answers = story.commit_together(vec![keep("a"), dangling, write("b", Verdict::Undo(2))]).await;
    for answer in &answers {
        assert_eq!(sentence(answer), "database: FOREIGN KEY constraint failed");
    }
    assert_eq!((story.leases(), story.sequence()), (Vec::new(), before));
    story.commit_together(vec![keep("c")]).await;
    assert_eq!(story.leases(), ["c"], "the next batch is served");
}

#[tokio::test]
async fn a_transaction_that_sqlite_gave_up_is_claimed_by_nobody() {
    let story = Story::new();
    let gives_up: Work = Box::new(|db| {
        db.execute_batch("ROLLBACK")?;
        Err(Error::Database("disk full".to_owned()))
    });
    let answers = story.commit_together(vec![keep("a"), gives_up, keep("c")]).await;
    assert_eq!(answers.iter().map(sentence).collect::<Vec<_>>(), ["database: disk full"; 3]);
    story.commit_together(vec![keep("d")]).await;
    assert_eq!(story.leases(), ["d"]);
}

#[tokio::test]
async fn what_nobody_waits_for_is_done_all_the_same() {
    let story = Story::new();
    let (let_go, wait) = mpsc::channel();
    let writing = Arc::clone(&story.store);
    let impatient = tokio::spawn(async move {
        let work: Work = Box::new(move |db| {
            wait.recv().unwrap();
            keep("a")(db)
        });
        writing.writer.run(work).await
    });
    tokio::task::yield_now().await;
    impatient.abort();
    assert!(impatient.await.unwrap_err().is_cancelled());
    let_go.send(()).unwrap();
    story.commit_together(vec![keep("b")]).await;
    assert_eq!(story.leases(), ["a", "b"]);
}

#[tokio::test]
async fn closing_finishes_what_is_queued() {
    let Story { store, folder } = Story::new();
    let (let_go, wait) = mpsc::channel();
    let hold: Work = Box::new(move |_| {
        wait.recv().unwrap();
        Ok(Verdict::Undo(0))
    });
    let tasks = [hold, keep("a"), keep("b")].map(|work| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.writer.run(work).await })
    });
    tokio::task::yield_now().await;
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    let_go.send(()).unwrap();
    drop(store);
    assert_eq!(names(&open(&folder)), ["a", "b"]);
}

#[tokio::test]
async fn every_commit_is_synced_to_the_disk() {
    let Story { store, .. } = Story::new();
    let settings = store.writer.run(|db| {
        let pragma = |name| db.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
        Ok(Verdict::Undo((pragma("journal_mode")?, pragma("synchronous")?)))
    });
    // 2 is FULL: what was answered outlives a power loss.
    assert_eq!(settings.await.unwrap(), ("wal".to_owned().into(), 2.into()));
}
