//! The file itself; what it is for is tested where databases are put back.

use std::fs::{File, TryLockError};

use tempfile::TempDir;

use super::{Commit, Mark};

fn marks() -> (TempDir, Mark, Mark) {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("passflex.db");
    let [one, other] = [Mark::open(&database).unwrap(), Mark::open(&database).unwrap()];
    (folder, one, other)
}

fn read(mark: &Mark) -> Option<u64> {
    mark.lock().unwrap().read().unwrap().map(|commit| commit.sequence)
}

#[test]
fn of_two_processes_the_later_commit_stays() {
    let (_folder, one, other) = marks();
    assert_eq!(read(&one), None);
    one.lock().unwrap().write(Commit { lineage: 0, sequence: 1 }).unwrap();
    for (written, expected) in [(5, 5), (3, 5), (5, 5), (6, 6)] {
        one.raise(written).unwrap();
        assert_eq!(read(&other), Some(expected));
    }
}

#[test]
fn a_mark_of_another_lineage_is_left_alone() {
    let (_folder, one, other) = marks();
    one.lock().unwrap().write(Commit { lineage: 7, sequence: 1 }).unwrap();
    one.raise(5).unwrap();
    assert_eq!(read(&other), Some(1));
}

#[test]
fn who_has_it_has_it_alone() {
    let (folder, one, _other) = marks();
    let third = File::open(folder.path().join("passflex.db-mark")).unwrap();
    let locked = one.lock().unwrap();
    assert!(matches!(third.try_lock(), Err(TryLockError::WouldBlock)));
    drop(locked);
    third.try_lock().unwrap();
}
