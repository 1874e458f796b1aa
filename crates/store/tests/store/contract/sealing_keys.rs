//! Sealing keys.

use passflex_store::Error;
use passflex_store::records::{RewrappedKeys, SealingKey, WrappedKey};

use crate::world::{Database, app, audit, sealing_key};

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

fn under(master_key: &str) -> WrappedKey {
    WrappedKey { wrapped_by: master_key.to_owned(), ciphertext: master_key.as_bytes().to_vec() }
}

pub(crate) async fn all_keys_are_rewrapped_in_one_commit_or_none(db: Database) {
    let [first, second] = [sealing_key(1, 0), sealing_key(2, 10)];
    db.ensure_sealing_key(&first).await.unwrap();
    let app = db.with_app("shop").await;
    let before = db.app(&app).await.unwrap();
    let mut rewrapped = RewrappedKeys {
        from: "master-1".to_owned(),
        to: "master-2".to_owned(),
        sealing_keys: vec![(1, under("master-2"))],
        handle_keys: vec![(app.clone(), under("master-2"))],
    };
    db.rotate_sealing_keys(&second, &[], audit("sealing_key.rotate", None)).await.unwrap();
    let rewrap = async |rewrapped: &RewrappedKeys| {
        db.rewrap_keys(rewrapped.clone(), audit("master_key.rotate", None)).await.unwrap()
    };
    assert!(!rewrap(&rewrapped).await, "a sealing key was added since");
    rewrapped.sealing_keys.push((2, under("master-2")));
    let handle_keys = std::mem::take(&mut rewrapped.handle_keys);
    assert!(!rewrap(&rewrapped).await, "an app was added since");
    assert_eq!(db.sealing_keys().await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(db.app(&app).await.unwrap(), before);

    rewrapped.handle_keys = handle_keys;
    assert!(rewrap(&rewrapped).await);
    let moved = |key: SealingKey| SealingKey { key: under("master-2"), ..key };
    assert_eq!(db.sealing_keys().await.unwrap(), [moved(first), moved(second)]);
    assert_eq!(db.app(&app).await.unwrap().unwrap().handle_key, under("master-2"));
    let verbs: Vec<_> = db.audit(None, 10).await.unwrap().into_iter().map(|entry| entry.verb).collect();
    assert_eq!(verbs, ["master_key.rotate", "sealing_key.rotate"]);
}

pub(crate) async fn what_another_master_key_wrapped_is_refused(db: Database) {
    db.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
    let stranger = SealingKey { key: under("master-2"), ..sealing_key(2, 10) };
    let answer = db.rotate_sealing_keys(&stranger, &[1], audit("sealing_key.rotate", None)).await;
    assert!(matches!(answer, Err(Error::Busy(_))), "{answer:?}");
    let mut app = app("shop");
    app.handle_key = under("master-2");
    let answer = db.create_app(&app, audit("app.create", Some(&app.id))).await;
    assert!(matches!(answer, Err(Error::Busy(_))), "{answer:?}");
    assert_eq!(db.sealing_keys().await.unwrap(), [sealing_key(1, 0)]);
    assert_eq!(db.apps().await.unwrap(), []);
}
