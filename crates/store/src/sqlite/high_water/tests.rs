//! The file itself; what it is for is tested where databases are put back.

use std::fs::{File, TryLockError};

use tempfile::TempDir;

use super::Mark;

fn marks() -> (TempDir, Mark, Mark) {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("passflex.db");
    let [one, other] = [Mark::open(&database).unwrap(), Mark::open(&database).unwrap()];
    (folder, one, other)
}

fn read(mark: &Mark) -> Option<u64> {
    mark.lock().unwrap().read().unwrap()
}

#[test]
fn of_two_processes_the_later_commit_stays() {
    let (_folder, one, other) = marks();
    assert_eq!(read(&one), None);
    for (written, expected) in [(5, 5), (3, 5), (5, 5), (6, 6)] {
        one.raise(written).unwrap();
        assert_eq!(read(&other), Some(expected));
    }
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
