//! The audit log's chain, and lists of its rows.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use passflex_store::records::{ActorKind, AuditEntry, AuditHead, AuditQuery, AuditRow, ChainedRow};
use passflex_store::{AppId, AuditId, Store};
use serde_json::json;
use tokio::task::JoinSet;

use super::backup::Export;
use crate::world::{Database, api_key, app, at, audit};

/// More than any of these tests writes.
const MANY: u32 = 10_000;

/// Chains what is left.
async fn chain(db: &dyn Store) {
    while db.chain_audit().await.unwrap() > 0 {}
}

/// All that is chained, checked to be a chain up to its recorded end.
async fn whole_chain(db: &dyn Store) -> Vec<ChainedRow> {
    let rows = db.chained_audit(0, MANY).await.unwrap();
    let mut previous_hash = vec![0; 32];
    for (place, row) in (1..).zip(&rows) {
        assert_eq!(
            (row.position, &row.previous_hash, &row.hash[..]),
            (place, &previous_hash, &row.computed[..])
        );
        previous_hash.clone_from(&row.hash);
    }
    let last = rows.last().map(|row| AuditHead { position: row.position, hash: row.computed });
    assert_eq!(db.audit_head().await.unwrap(), last);
    rows
}

/// Writes a row that says this.
async fn write(db: &Database, entry: AuditEntry) {
    let id = AppId::new(format!("app of {}", entry.id));
    db.create_app(&app(id.as_str()), entry).await.unwrap();
}

pub(crate) async fn rows_are_chained_in_the_order_of_their_ids(db: Database) {
    assert_eq!(db.chain_audit().await.unwrap(), 0);
    assert_eq!(whole_chain(&*db).await, []);
    let [first, second, third] = [(); 3].map(|()| audit("app.create", None));
    for entry in [&second, &third, &first] {
        write(&db, entry.clone()).await;
    }
    assert_eq!(db.audit_head().await.unwrap(), None, "a change does not wait for its place");
    assert_eq!(db.chain_audit().await.unwrap(), 3);
    let chained: Vec<_> = whole_chain(&*db).await.into_iter().map(|row| row.id).collect();
    assert_eq!(chained, [first.id, second.id, third.id]);
}

pub(crate) async fn what_is_chained_keeps_its_place(db: Database) {
    let [early, late] = [(); 2].map(|()| audit("app.create", None));
    write(&db, late.clone()).await;
    assert_eq!(db.chain_audit().await.unwrap(), 1);
    let before = whole_chain(&*db).await;
    assert_eq!(db.chain_audit().await.unwrap(), 0);
    // It was begun first, and committed behind the other.
    write(&db, early.clone()).await;
    assert_eq!(db.chain_audit().await.unwrap(), 1);
    let after = whole_chain(&*db).await;
    assert_eq!(after[..1], before);
    assert_eq!(after[1].id, early.id);
    assert_eq!(db.chained_audit(1, MANY).await.unwrap(), after[1..]);
    assert_eq!(db.chained_audit(0, 1).await.unwrap(), before);
}

pub(crate) async fn a_hash_covers_the_row_as_it_is_documented(db: Database) {
    let entry = AuditEntry {
        id: AuditId::new("0001"),
        at: at(0),
        actor_kind: ActorKind::ApiKey,
        actor_id: Some("key-1".to_owned()),
        verb: Cow::Borrowed("user.delete"),
        app_id: Some(AppId::new("shop")),
        target: "user-1 \u{e9}".to_owned(),
        request_id: None,
        changes: json!({"b": [1, "\u{1f511}"], "a": null}),
    };
    write(&db, entry).await;
    write(
        &db,
        AuditEntry { actor_id: None, app_id: None, request_id: Some("r".to_owned()), ..audit_of("0002") },
    )
    .await;
    chain(&*db).await;
    let hashes: Vec<_> = whole_chain(&*db).await.iter().map(|row| HEXLOWER.encode(&row.hash)).collect();
    // From the program in docs/audit.md.
    assert_eq!(
        hashes,
        [
            "7893bd1189a2dee39b0a9f9aadcb20920a7b143228ca3ec7d4c57c334b2f8bb8",
            "4687c3f593b36d12d21b8676d334a2b868cf2ecae16690e3747b387ac6e25ef0"
        ]
    );
}

fn audit_of(id: &str) -> AuditEntry {
    AuditEntry { id: AuditId::new(id), changes: json!({}), ..audit("app.create", None) }
}

pub(crate) async fn rows_that_many_chain_at_once_make_one_chain(db: Database) {
    let app = db.with_app("shop").await;
    let mut writers = JoinSet::new();
    for _ in 0..8 {
        let (store, app) = (db.share(), app.clone());
        writers.spawn(async move {
            for _ in 0..8 {
                store.create_api_key(&api_key(&app), audit("api_key.create", Some(&app))).await.unwrap();
                store.chain_audit().await.unwrap();
            }
        });
    }
    writers.join_all().await;
    chain(&*db).await;
    assert_eq!(whole_chain(&*db).await.len(), 1 + 8 * 8);
}

pub(crate) async fn a_call_chains_no_more_than_it_may(db: Database) {
    let app = db.with_app("shop").await;
    for _ in 0..500 {
        db.create_api_key(&api_key(&app), audit("api_key.create", Some(&app))).await.unwrap();
    }
    assert_eq!(db.chain_audit().await.unwrap(), 500);
    assert_eq!(db.chain_audit().await.unwrap(), 1);
    assert_eq!(whole_chain(&*db).await.len(), 501);
}

pub(crate) async fn the_chain_survives_a_backup_and_goes_on_behind_it(db: Database) {
    db.with_app("shop").await;
    chain(&*db).await;
    db.with_app("bank").await;
    let before = whole_chain(&*db).await;
    let other = db.another().await;
    Export::of(&*db, false).await.restored_into(&*other).await.unwrap().unwrap();
    assert_eq!(whole_chain(&*other).await, before);
    chain(&*other).await;
    let after = whole_chain(&*other).await;
    // The app that was not chained yet, and the restore.
    assert_eq!((after.len(), &after[..1]), (3, &before[..]));
}

pub(crate) async fn a_database_of_before_the_chain_is_chained_from_its_first_row(db: Database) {
    for id in ["shop", "bank"] {
        db.with_app(id).await;
    }
    let mut export = Export::of(&*db, false).await;
    let rows = export.rows.iter_mut().find(|rows| rows.table.name == "audit").unwrap();
    let place = rows.columns.iter().position(|column| column.name == "position").unwrap();
    rows.columns.remove(place);
    for row in &mut rows.rows {
        row.remove(place);
    }
    let other = db.another().await;
    export.restored_into(&*other).await.unwrap().unwrap();
    chain(&*other).await;
    assert_eq!(whole_chain(&*other).await.len(), 3);
}

pub(crate) async fn rows_are_listed_with_their_places_from_a_cursor_on(db: Database) {
    for id in ["a", "b", "c"] {
        db.with_app(id).await;
    }
    chain(&*db).await;
    db.with_app("d").await;
    let newest_first = db.audit_rows(&AuditQuery { limit: 10, ..AuditQuery::default() }).await.unwrap();
    let apps: Vec<_> = newest_first.iter().map(|row| row.entry.app_id.as_ref().unwrap().as_str()).collect();
    assert_eq!(apps, ["d", "c", "b", "a"]);
    let places: Vec<_> = newest_first.iter().map(|row| row.link.map(|link| link.position)).collect();
    assert_eq!(places, [None, Some(3), Some(2), Some(1)]);
    for (row, chained) in newest_first[1..].iter().rev().zip(whole_chain(&*db).await) {
        let link = row.link.unwrap();
        assert_eq!(
            (&link.hash[..], &link.previous_hash[..]),
            (&chained.hash[..], &chained.previous_hash[..])
        );
    }

    let mut oldest_first = newest_first.clone();
    oldest_first.reverse();
    for (expected, oldest_first) in [(&newest_first, false), (&oldest_first, true)] {
        let mut query = AuditQuery { limit: 2, oldest_first, ..AuditQuery::default() };
        assert_eq!(db.audit_rows(&query).await.unwrap(), expected[..2]);
        query.behind = Some(expected[1].entry.id.clone());
        assert_eq!(db.audit_rows(&query).await.unwrap(), expected[2..]);
        query.behind = Some(expected[3].entry.id.clone());
        assert_eq!(db.audit_rows(&query).await.unwrap(), []);
    }
}

pub(crate) async fn rows_are_filtered_by_app_actor_verb_and_time(db: Database) {
    let shop = AppId::new("shop");
    let by = |kind, id: Option<&str>, verb, app: Option<&AppId>, seconds| AuditEntry {
        actor_kind: kind,
        actor_id: id.map(str::to_owned),
        at: at(seconds),
        ..audit(verb, app)
    };
    for entry in [
        by(ActorKind::Cli, None, "app.create", Some(&shop), 0),
        by(ActorKind::Administrator, Some("ada"), "app.update", Some(&shop), 1),
        by(ActorKind::Administrator, Some("bob"), "admin.invite", None, 2),
        by(ActorKind::ApiKey, Some("ada"), "user.delete", Some(&shop), 3),
    ] {
        write(&db, entry).await;
    }
    let all = AuditQuery { oldest_first: true, limit: 10, ..AuditQuery::default() };
    let seconds = |rows: Vec<AuditRow>| -> Vec<i64> {
        rows.iter().map(|row| row.entry.at.duration_since(at(0)).as_secs()).collect()
    };
    let text = |text: &str| Some(text.to_owned());
    for (query, expected) in [
        (all.clone(), vec![0, 1, 2, 3]),
        (AuditQuery { app: Some(shop.clone()), ..all.clone() }, vec![0, 1, 3]),
        (AuditQuery { app: Some(AppId::new("Shop")), ..all.clone() }, vec![]),
        (AuditQuery { actor_kind: Some(ActorKind::Administrator), ..all.clone() }, vec![1, 2]),
        (AuditQuery { actor_id: text("ada"), ..all.clone() }, vec![1, 3]),
        (AuditQuery { verb: text("user.delete"), ..all.clone() }, vec![3]),
        (AuditQuery { from: Some(at(1)), until: Some(at(3)), ..all.clone() }, vec![1, 2]),
        (
            AuditQuery {
                app: Some(shop.clone()),
                actor_kind: Some(ActorKind::Administrator),
                actor_id: text("ada"),
                verb: text("app.update"),
                from: Some(at(1)),
                until: Some(at(2)),
                ..all.clone()
            },
            vec![1],
        ),
    ] {
        let found = db.audit_rows(&query).await.unwrap();
        assert_eq!(seconds(found), expected, "{query:?}");
    }
}
