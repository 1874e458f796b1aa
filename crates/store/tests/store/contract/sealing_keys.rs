//! Sealing keys.

use crate::world::{Database, audit, sealing_key};

pub(crate) async fn the_first_sealing_key_is_stored_once(db: Database) {
    let first = [sealing_key(u32::MAX, 0)];
    assert_eq!(db.sealing_keys().await.unwrap(), []);
    assert_eq!(db.ensure_sealing_key(&first[0]).await.unwrap(), first);
    assert_eq!(db.ensure_sealing_key(&sealing_key(2, 5)).await.unwrap(), first);
    assert_eq!(db.sealing_keys().await.unwrap(), first);
}

pub(crate) async fn a_rotation_adds_and_drops_in_one_commit(db: Database) {
    let [first, second, third] = [sealing_key(30, 0), sealing_key(20, 10), sealing_key(10, 20)];
    db.ensure_sealing_key(&first).await.unwrap();
    db.rotate_sealing_keys(&second, &[], audit("sealing_key.rotate", None)).await.unwrap();
    assert_eq!(db.sealing_keys().await.unwrap(), [first.clone(), second.clone()], "oldest first");
    // An id that is in use: the whole rotation fails, so nothing is dropped and nothing recorded.
    assert!(db.rotate_sealing_keys(&second, &[30], audit("sealing_key.rotate", None)).await.is_err());
    assert_eq!(db.sealing_keys().await.unwrap(), [first, second.clone()]);
    db.rotate_sealing_keys(&third, &[30], audit("sealing_key.rotate", None)).await.unwrap();
    assert_eq!(db.sealing_keys().await.unwrap(), [second, third]);
    assert_eq!(db.audit(None, 10).await.unwrap().len(), 2);
}
