//! Backups: what comes along, what does not, and all or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use passflex_store::backup::{self, Contents, Piece, Rows, Table, Value};
use passflex_store::records::{EventAction, LinkPurpose, Role, UserQuery, UserStatus};
use passflex_store::{AppId, Error, ImportRefused, Result, Store};
use tokio::sync::mpsc;

use crate::world::{
    Database, Person, admin_token, android_client, api_key, apple_client, at, audit, browser, count, failure,
    grant, link, sealing_key, session, user,
};

/// Everything that an export hands out, in its order.
pub(crate) struct Export {
    pub(crate) contents: Contents,
    pub(crate) rows: Vec<Rows>,
}

impl Export {
    /// With what lets somebody in, or without.
    pub(crate) async fn of(store: &dyn Store, with_access: bool) -> Self {
        let (sender, mut pieces) = backup::channel();
        let taking = tokio::spawn(async move {
            let (mut contents, mut rows, mut is_whole) = (None, Vec::new(), false);
            while let Some(piece) = pieces.recv().await {
                assert!(!is_whole, "{piece:?} behind the end");
                match piece {
                    Piece::Begin(begun) => assert_eq!(contents.replace(begun), None, "it begins twice"),
                    Piece::Rows(some) => rows.push(some),
                    Piece::End => is_whole = true,
                }
            }
            assert!(is_whole);
            Self { contents: contents.unwrap(), rows }
        });
        store.export(with_access, sender).await.unwrap();
        taking.await.unwrap()
    }

    /// The tables that are in it, in their order.
    fn tables(&self) -> Vec<&'static str> {
        self.contents.counts.iter().map(|(table, _)| table.name).collect()
    }

    /// The rows of each table, in no order.
    pub(crate) fn by_table(&self) -> BTreeMap<&'static str, BTreeSet<Vec<String>>> {
        let mut tables = BTreeMap::new();
        for some in &self.rows {
            let rows: &mut BTreeSet<_> = tables.entry(some.table.name).or_default();
            rows.extend(some.rows.iter().map(|row| row.iter().map(shown).collect()));
        }
        tables
    }

    /// One column of a table.
    fn column(&self, table: &str, column: &str) -> Vec<String> {
        let of_table = self.rows.iter().filter(|rows| rows.table.name == table);
        of_table
            .flat_map(|some| {
                let place = some.columns.iter().position(|known| known.name == column).unwrap();
                some.rows.iter().map(move |row| shown(&row[place]))
            })
            .collect()
    }

    /// Hands its first pieces to another database.
    async fn cut_off_into(&self, store: &dyn Store, pieces: usize) -> Result<Result<(), ImportRefused>> {
        let (sender, receiver) = backup::channel();
        let mut all = vec![Piece::Begin(self.contents.clone())];
        all.extend(self.rows.iter().cloned().map(Piece::Rows));
        all.push(Piece::End);
        all.truncate(pieces);
        let sending = async move {
            for piece in all {
                if sender.send(piece).await.is_err() {
                    break;
                }
            }
        };
        let entry = audit("database.restore", None);
        let (imported, ()) = tokio::join!(store.import(receiver, entry), sending);
        imported
    }

    /// Hands all of it to another database.
    pub(crate) async fn restored_into(&self, store: &dyn Store) -> Result<Result<(), ImportRefused>> {
        self.cut_off_into(store, usize::MAX).await
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => data_encoding::HEXLOWER.encode(bytes),
    }
}

fn everybody() -> UserQuery {
    let created_before = at(1_000_000);
    UserQuery { created_before, filters: Vec::new(), order: Vec::new(), offset: 0, limit: 1_000 }
}

/// Two apps with something of everything that the store can make.
async fn furnished(db: &Database) -> [AppId; 2] {
    let apps = [db.with_app("shop").await, db.with_app("bank").await];
    db.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
    for app in &apps {
        let mut ada = Person::new(app, "ada \u{1f511} 'quoted'");
        let (id, _) = db.registered(ada.registration()).await;
        let (_, passkey) = db.registered(ada.registration()).await;
        db.finish_authentication(ada.authentication(&id, &passkey, 5)).await.unwrap().unwrap();
        let (bob, _) = db.registered(Person::new(app, "bob").registration()).await;
        db.set_user_status(app, &bob, UserStatus::Inactive, at(3), audit("user.deactivate", Some(app)))
            .await
            .unwrap();
        let (eve, _) = db.registered(Person::new(app, "eve").registration()).await;
        db.delete_user(app, &eve, at(4), at(5_000), audit("user.delete", Some(app))).await.unwrap();
        let mut imported = user("carol", 6);
        imported.metadata = Some(serde_json::json!({"plan": "gold", "nested": [1, null, "\u{e9}"]}));
        db.create_user(app, &imported, audit("user.create", Some(app))).await.unwrap().unwrap();
        db.create_api_key(&api_key(app), audit("api_key.create", Some(app))).await.unwrap();
        for client in [apple_client("com.example.app"), android_client("com.example.app")] {
            let entry = audit("native_client.create", Some(app));
            db.create_native_client(app, &client, entry).await.unwrap().unwrap();
        }
        assert!(db.record_failure(app, &failure(EventAction::Register, 7)).await.unwrap());
        let counts = [count(app, "started", 3)];
        db.add_ceremony_counts("replica", &counts, &[browser(app, "edge", 2)]).await.unwrap();
    }
    apps
}

pub(crate) async fn everything_comes_back_as_it_was(db: Database) {
    let apps = furnished(&db).await;
    let export = Export::of(&*db, true).await;
    let other = db.another().await;
    assert_eq!(export.restored_into(&*other).await.unwrap(), Ok(()));

    assert_eq!(other.apps().await.unwrap(), db.apps().await.unwrap());
    for app in &apps {
        let users = db.users(app, &everybody()).await.unwrap();
        assert_eq!(users.total, 3);
        assert_eq!(other.users(app, &everybody()).await.unwrap(), users);
        for user in &users.users {
            let passkeys = db.passkeys(app, &user.id).await.unwrap();
            assert_eq!(other.passkeys(app, &user.id).await.unwrap(), passkeys);
            let events = db.events_of_user(app, &user.id, 100).await.unwrap();
            assert_eq!(other.events_of_user(app, &user.id, 100).await.unwrap(), events);
        }
        assert_eq!(other.api_keys(app).await.unwrap(), db.api_keys(app).await.unwrap());
        let clients = db.native_clients(app).await.unwrap();
        assert_eq!((clients.len(), other.native_clients(app).await.unwrap()), (2, clients));
        assert_eq!(other.audit(Some(app), 100).await.unwrap(), db.audit(Some(app), 100).await.unwrap());
    }
    let verbs: Vec<_> = other.audit(None, 10).await.unwrap().into_iter().map(|row| row.verb).collect();
    assert_eq!(verbs, ["database.restore"]);

    // And all of it, also what no verb shows.
    let (mut before, mut after) = (export.by_table(), Export::of(&*other, true).await.by_table());
    assert_eq!(before.remove("audit").unwrap().len() + 1, after.remove("audit").unwrap().len());
    assert_eq!(after, before);
    assert!(
        ["ceremony_counts", "ceremony_facts", "user_months", "events"]
            .iter()
            .all(|table| before.contains_key(table))
    );
}

pub(crate) async fn what_a_restore_must_not_revive_does_not_come_along(db: Database) {
    let app = db.with_app("app").await;
    db.ensure_sealing_key(&sealing_key(1, 0)).await.unwrap();
    let mut ada = Person::new(&app, "ada");
    let finish = ada.registration();
    let (nonce, handshake) = (finish.nonce.hash, finish.handshake.id.clone());
    db.registered(finish).await;
    let export = Export::of(&*db, true).await;
    let other = db.another().await;
    other.ensure_sealing_key(&sealing_key(2, 0)).await.unwrap();
    export.restored_into(&*other).await.unwrap().unwrap();
    assert_eq!(other.take_nonce(&app, &nonce, at(1)).await.unwrap(), None);
    assert_eq!(other.sealing_keys().await.unwrap(), [], "also the key that it had before is retired");
    assert!(!other.is_spent(&app, &handshake).await.unwrap());
    for left_out in ["sealing_keys", "nonces", "spent", "deleted_users", "admin_sessions", "one_time_links"] {
        assert_eq!(Table::named(left_out), None);
    }
}

pub(crate) async fn what_lets_somebody_in_comes_along_when_asked_for(db: Database) {
    furnished(&db).await;
    let with = Export::of(&*db, true).await;
    let without = Export::of(&*db, false).await;
    assert_eq!(with.by_table()["api_keys"].len(), 2);
    assert_eq!(without.by_table().get("api_keys"), None);
    let missing: Vec<_> =
        with.tables().into_iter().filter(|table| !without.tables().contains(table)).collect();
    assert_eq!(missing, ["api_keys", "admin_tokens"]);
    let other = db.another().await;
    without.restored_into(&*other).await.unwrap().unwrap();
    assert_eq!(other.api_keys(&AppId::new("shop")).await.unwrap(), []);
}

pub(crate) async fn administrators_come_back_signed_out(db: Database) {
    let app = db.with_app("app").await;
    let grants = [grant(None, Role::Admin), grant(Some(&app), Role::Viewer)];
    let ada = db.with_admin("ada", &grants).await;
    let (session, token) = (session(&ada.id), admin_token(&ada.id));
    assert!(db.create_session(&session, audit("session.create", None)).await.unwrap());
    assert!(db.create_admin_token(&token, audit("admin_token.create", None)).await.unwrap());
    let link = link(LinkPurpose::Invitation, None, &grants);
    db.create_link(&link, audit("link.create", None)).await.unwrap().unwrap();
    for (with_access, tokens) in [(true, vec![token]), (false, vec![])] {
        let other = db.another().await;
        Export::of(&*db, with_access).await.restored_into(&*other).await.unwrap().unwrap();
        assert_eq!(other.admins().await.unwrap(), db.admins().await.unwrap());
        assert_eq!(other.admin_tokens(&ada.id).await.unwrap(), tokens);
        assert_eq!(other.sessions_of(&ada.id).await.unwrap(), []);
        assert_eq!(other.links().await.unwrap(), []);
    }
}

pub(crate) async fn the_beginning_says_what_is_to_come(db: Database) {
    let empty = Export::of(&*db, true).await;
    assert_eq!(empty.contents.master_key, None);
    assert!(empty.contents.counts.iter().all(|(_, rows)| *rows == 0) && empty.rows.is_empty());
    furnished(&db).await;
    let export = Export::of(&*db, false).await;
    assert_eq!(export.contents.master_key.as_deref(), Some("master-1"));
    let by_table = export.by_table();
    for (table, rows) in &export.contents.counts {
        assert_eq!(by_table.get(table.name).map_or(0, BTreeSet::len) as u64, *rows, "{}", table.name);
    }
}

pub(crate) async fn a_database_with_something_in_it_takes_no_backup(db: Database) {
    furnished(&db).await;
    let export = Export::of(&*db, true).await;
    let before = export.by_table();
    let refused = export.restored_into(&*db).await.unwrap();
    assert_eq!(refused, Err(ImportRefused::NotEmpty { table: "apps", rows: 2 }));
    assert_eq!(Export::of(&*db, true).await.by_table(), before);
    assert_eq!(db.sealing_keys().await.unwrap().len(), 1);

    // A log of what was there before is something, too.
    let other = db.another().await;
    let app = other.with_app("gone").await;
    other.delete_app(&app, audit("app.delete", Some(&app))).await.unwrap();
    let refused = export.restored_into(&*other).await.unwrap();
    assert_eq!(refused, Err(ImportRefused::NotEmpty { table: "audit", rows: 2 }));
}

pub(crate) async fn a_backup_that_stops_before_its_end_leaves_nothing(db: Database) {
    furnished(&db).await;
    let export = Export::of(&*db, true).await;
    let other = db.another().await;
    other.ensure_sealing_key(&sealing_key(2, 0)).await.unwrap();
    for pieces in 0..export.rows.len() + 2 {
        let refused = export.cut_off_into(&*other, pieces).await.unwrap();
        assert_eq!(refused, Err(ImportRefused::Incomplete), "{pieces}");
    }
    assert_eq!(Export::of(&*other, true).await.by_table(), BTreeMap::new());
    assert_eq!(other.sealing_keys().await.unwrap().len(), 1);
    assert_eq!(export.restored_into(&*other).await.unwrap(), Ok(()));
}

pub(crate) async fn a_row_that_the_schema_refuses_undoes_the_whole(db: Database) {
    furnished(&db).await;
    let mut export = Export::of(&*db, true).await;
    // Passkeys of nobody.
    export.rows.retain(|rows| rows.table.name != "users");
    let other = db.another().await;
    let failed = export.restored_into(&*other).await;
    assert!(matches!(failed, Err(Error::Database(_))), "{failed:?}");
    assert_eq!(Export::of(&*other, true).await.by_table(), BTreeMap::new());
}

pub(crate) async fn columns_that_an_older_backup_lacks_have_their_default(db: Database) {
    let app = db.with_app("app").await;
    assert!(db.record_failure(&app, &failure(EventAction::Register, 7)).await.unwrap());
    let mut export = Export::of(&*db, false).await;
    let events = export.rows.iter_mut().find(|rows| rows.table.name == "events").unwrap();
    let place = events.columns.iter().position(|column| column.name == "attestation_format").unwrap();
    events.columns.remove(place);
    for row in &mut events.rows {
        row.remove(place);
    }
    let other = db.another().await;
    export.restored_into(&*other).await.unwrap().unwrap();
    let restored = Export::of(&*other, false).await;
    assert_eq!(restored.column("events", "attestation_format"), ["NULL"]);
    assert_eq!(restored.column("events", "attestation_trust"), ["\"untrusted\""]);
}

pub(crate) async fn a_backup_is_of_one_moment_whatever_is_committed_meanwhile(db: Database) {
    let app = db.with_app("app").await;
    let (writers, stop) = busy(&db, &app);
    let mut sizes = BTreeSet::new();
    while sizes.len() < 5 {
        let export = Export::of(&*db, true).await;
        let users: BTreeSet<_> = export.column("users", "id").into_iter().collect();
        let owners = export.column("passkeys", "user_id");
        assert!(owners.iter().all(|owner| users.contains(owner)), "a passkey of nobody");
        let counted: i64 =
            export.column("users", "passkey_count").iter().map(|count| count.parse::<i64>().unwrap()).sum();
        assert_eq!(counted, i64::try_from(owners.len()).unwrap());
        let by_table = export.by_table();
        for (table, rows) in &export.contents.counts {
            assert_eq!(by_table.get(table.name).map_or(0, BTreeSet::len) as u64, *rows, "{}", table.name);
        }
        sizes.insert(by_table.get("events").map_or(0, BTreeSet::len));
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Tasks that register people and delete some of them, until they are stopped.
fn busy(db: &Database, app: &AppId) -> (Vec<tokio::task::JoinHandle<()>>, Arc<AtomicBool>) {
    let stop = Arc::new(AtomicBool::new(false));
    let writer = |name: usize| {
        let (store, app, stop) = (db.share(), app.clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let finish = Person::new(&app, &format!("{name}-{number}")).registration();
                let user = store.finish_registration(finish).await.unwrap().unwrap();
                if number % 3 == 0 {
                    let entry = audit("user.delete", Some(&app));
                    store.delete_user(&app, &user, at(1), at(2), entry).await.unwrap();
                }
            }
        })
    };
    ((0..4).map(writer).collect(), stop)
}

pub(crate) async fn an_export_that_nobody_takes_ends(db: Database) {
    furnished(&db).await;
    let (sender, receiver) = mpsc::channel(1);
    drop(receiver);
    assert!(matches!(db.export(true, sender).await, Err(Error::Database(_))));
    assert!(!Export::of(&*db, true).await.rows.is_empty(), "the next one is not disturbed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_leads_from_each_kind_of_database_to_the_other() {
    let kinds =
        [(Database::sqlite(), Database::postgres().await), (Database::postgres().await, Database::sqlite())];
    for (from, to) in kinds {
        furnished(&from).await;
        let export = Export::of(&*from, true).await;
        assert_eq!(export.restored_into(&*to).await.unwrap(), Ok(()));
        let (mut before, mut after) = (export.by_table(), Export::of(&*to, true).await.by_table());
        assert!(before.remove("audit").unwrap().is_subset(&after.remove("audit").unwrap()));
        assert_eq!(after, before);
    }
}
