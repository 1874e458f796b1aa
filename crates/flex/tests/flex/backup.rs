//! Backups: what a file may look like, and what comes of one in another database.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex};

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use passflex_flex::backup::{Backup, BackupError, back_up};
use passflex_flex::{Actor, Clock as _, MasterKey, NewApiKey, Scope, SystemRandom, sha256};

use crate::world::{Database, Person, Site, refusal};

/// A backup of the database, as a file has it.
async fn backup_of(database: &Database, with_access: bool) -> Vec<u8> {
    let now = database.clock.now();
    let written = back_up(&database.store(), with_access, now, Vec::new(), |_, _| {}).await;
    written.unwrap().0
}

/// Checks a backup and restores it.
async fn restore(backup: impl Read + Seek + Send + 'static, database: &Database) -> Result<(), BackupError> {
    let master_key = MasterKey::parse(database.master_key()).unwrap();
    let unlocked = Backup::check(backup, |_, _| {})?.unlock(&master_key.into())?;
    let (clock, random) = (&*database.clock, &*database.random);
    unlocked.restore(&database.store(), clock, random, &Actor::cli(), |_, _| {}).await.map(drop)
}

/// The site as it is in another database.
async fn moved(site: &Site, database: &Arc<Database>) -> Site {
    Site { flex: database.open().await, id: site.id.clone(), database: Arc::clone(database) }
}

fn check(backup: &[u8]) -> Result<(), BackupError> {
    Backup::check(Cursor::new(backup), |_, _| {}).map(drop)
}

/// Why a backup is refused: the error as it is written in code.
fn refused(backup: &[u8]) -> String {
    format!("{:?}", check(backup).unwrap_err())
}

/// A backup with its text changed, and a checksum that says it is meant so.
fn resealed(backup: &[u8], change: impl FnOnce(String) -> String) -> Vec<u8> {
    let text = String::from_utf8(backup.to_vec()).unwrap();
    let (before, _) = text.split_once("{\"sha256\"").unwrap();
    let changed = change(before.to_owned());
    assert_ne!(changed, before);
    let sha256 = HEXLOWER.encode(&sha256(&changed));
    format!("{changed}{{\"sha256\":\"{sha256}\"}}\n").into_bytes()
}

/// A small backup with something in most tables.
async fn small() -> Vec<u8> {
    let site = Database::new().site().await;
    site.registered("ada").await;
    backup_of(&site.database, true).await
}

#[tokio::test]
async fn a_restored_database_signs_people_in_and_revives_nothing() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    let sign_in = site.sign_in_answer(&mut ada).await;
    let discoverable = site.discoverable_answer(&mut ada).await;
    let registration = site.registration(&mut Person::new("bob")).await;
    let eve = site.registered("eve").await;
    let of_eve = site.registration(&mut Person::new("eve")).await;
    site.delete_user(&eve).await;
    let unstarted = site.sign_in_transaction("ada").await.unwrap();
    let backup = backup_of(&site.database, false).await;

    let database = site.database.twin();
    restore(Cursor::new(backup), &database).await.unwrap();
    let there = moved(&site, &database).await;
    assert_eq!(refusal(there.verify(&nonce).await), "InvalidNonce");
    assert_eq!(refusal(there.finish_sign_in(sign_in).await), "WebauthnLoginFailed");
    assert_eq!(refusal(there.finish_sign_in(discoverable).await), "DiscoverableLoginFailed");
    assert_eq!(refusal(there.finish_registration(registration).await), "RegistrationFailed");
    assert_eq!(refusal(there.finish_registration(of_eve).await), "RegistrationFailed");
    assert_eq!(refusal(there.start_sign_in(Some(&unstarted)).await), "TransactionNotFound");
    assert_eq!(there.find_user(&eve).await, None);
    assert_eq!(there.sign_in(&mut ada).await.unwrap().external_id, "ada");
    // A new person gets the handle that the old database would have given.
    let handle = async |site: &Site| {
        let transaction = site.register_transaction("carol").await.unwrap();
        site.start_registration(&transaction).await.unwrap().public_key.user.id
    };
    assert_eq!(handle(&there).await, handle(&site).await);
}

#[tokio::test]
async fn what_was_revoked_after_the_backup_is_live_again_and_what_was_before_is_not() {
    let site = Database::new().site().await;
    let (mut before, mut after) = (site.registered("before").await, site.registered("after").await);
    site.revoke_passkeys(&before).await;
    let backup = backup_of(&site.database, false).await;
    site.revoke_passkeys(&after).await;
    let database = site.database.twin();
    restore(Cursor::new(backup), &database).await.unwrap();
    let there = moved(&site, &database).await;
    assert_eq!(refusal(there.sign_in(&mut before).await), "UserHasNoPasskeys");
    assert_eq!(there.sign_in(&mut after).await.unwrap().external_id, "after");
}

#[tokio::test]
async fn a_backup_of_a_restored_database_is_the_same_but_for_its_moment_and_the_restore() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let database = site.database.twin();
    restore(Cursor::new(backup_of(&site.database, true).await), &database).await.unwrap();
    let lines = |backup: Vec<u8>| {
        let text = String::from_utf8(backup).unwrap();
        text.lines().filter(|line| line.starts_with('[')).map(str::to_owned).collect::<Vec<_>>()
    };
    let (first, mut second) =
        (lines(backup_of(&site.database, true).await), lines(backup_of(&database, true).await));
    assert!(second.pop().unwrap().contains("database.restore"));
    assert_eq!(second, first);
    assert_eq!(first.len(), 5);
}

#[tokio::test]
async fn no_flipped_byte_and_no_cut_passes_for_a_backup() {
    let backup = small().await;
    check(&backup).unwrap();
    // Every byte of the first and the last lines, and every seventh between them.
    let places: Vec<usize> = (0..backup.len())
        .filter(|place| *place < 400 || backup.len() - place < 400 || place % 7 == 0)
        .collect();
    for &place in &places {
        for flip in [0x01, 0x20, 0x80] {
            let mut changed = backup.clone();
            changed[place] ^= flip;
            assert!(check(&changed).is_err(), "byte {place} of {}", backup.len());
        }
        assert!(check(&backup[..place]).is_err(), "cut at {place} of {}", backup.len());
    }
}

#[tokio::test]
async fn a_damaged_backup_is_told_from_another_file_and_from_a_newer_one() {
    let backup = small().await;
    let without_end = backup.len() - 78;
    assert_eq!(backup[without_end..][..10], *b"{\"sha256\":");
    for (damaged, how) in [
        (backup[..without_end].to_vec(), "it ends in the middle"),
        ([&backup[..], b"\n"].concat(), "something stands behind its end"),
        ([&backup[..], &backup[..]].concat(), "something stands behind its end"),
        ([&backup[..without_end], &vec![b' '; 4 * 1024 * 1024]].concat(), "a line is too long"),
        (
            String::from_utf8(backup.clone()).unwrap().replace("Example", "Exempla").into_bytes(),
            "its checksum is another one",
        ),
    ] {
        assert_eq!(refused(&damaged), format!("Damaged({how:?})"));
    }
    for other in [&b""[..], b"\n", b"{}\n", b"SQLite format 3\0", b"[1]\n", &[b'x'; 10_000]] {
        let why = refused(other);
        assert!(why == "NotABackup" || why.starts_with("Damaged"), "{why}");
    }
    let newer = |change: fn(String) -> String| refused(&resealed(&backup, change));
    assert_eq!(
        newer(|text| text.replace("\"passflex_backup\":1", "\"passflex_backup\":2,\"more\":[]")),
        "Newer { what: \"format 2\", made_by: \"0.1.0\" }"
    );
    assert_eq!(
        newer(|text| text.replace("\"table\":\"grants\"", "\"table\":\"favours\"")),
        "Newer { what: \"a table `favours`\", made_by: \"0.1.0\" }"
    );
    assert_eq!(
        newer(|text| text.replace("\"role\"", "\"mood\"")),
        "Newer { what: \"a column `mood` in its table `grants`\", made_by: \"0.1.0\" }"
    );
}

#[tokio::test]
async fn a_backup_that_is_not_as_passflex_writes_one_is_refused_though_its_checksum_is_right() {
    let backup = small().await;
    let refused = |from: &str, to: &str| {
        let changed = resealed(&backup, |text| text.replacen(from, to, 1));
        refused(&changed)
    };
    let rows = "\"table\":\"ceremony_counts\",\"columns\":[\"app_id\",\"hour\",\"kind\",\"outcome\",\"replica\",\"count\"],\"rows\":0";
    let admins = "{\"table\":\"admins\",\"columns\":[\"id\",\"name\",\"status\",\"created_at\",\"updated_at\"],\"rows\":0}\n";
    for (from, to, how) in [
        ("\"with_access\":true", "\"with_access\":false", "a table is in it that should not be"),
        ("\"kind\",\"outcome\"", "\"kind\",\"kind\"", "a table has a column twice"),
        (admins, &admins.repeat(2), "a table is not in its place"),
        (rows, &rows.replace(":0", ":1"), "a line is not as it was written"),
        ("\"active\",null", "\"active\"", "a row has more or fewer values than its table has columns"),
        ("\"ada\"", "7", "a value is of another kind than its column"),
        (
            "\"rows\":5}\n{\"table\":\"apps\"",
            "\"rows\":6}\n{\"table\":\"apps\"",
            "it has another number of rows than it says",
        ),
        ("\"made_by\"", "\"more\":1,\"made_by\"", "a line is not as it was written"),
    ] {
        assert_eq!(refused(from, to), format!("Damaged({how:?})"), "{from}");
    }
}

#[tokio::test]
async fn a_backup_that_changes_after_it_was_checked_leaves_the_database_empty() {
    /// Ends early once it has been read to its end.
    struct Truncated(Cursor<Vec<u8>>);
    impl Read for Truncated {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }
    impl Seek for Truncated {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            if self.0.position() > 0 {
                let length = self.0.get_ref().len() - 100;
                self.0.get_mut().truncate(length);
            }
            self.0.seek(to)
        }
    }
    let site = Database::new().site().await;
    site.registered("ada").await;
    let backup = backup_of(&site.database, false).await;
    let database = site.database.twin();
    let failed = restore(Truncated(Cursor::new(backup)), &database).await.unwrap_err();
    assert!(matches!(failed, BackupError::Damaged(_)), "{failed:?}");
    assert_eq!((database.rows_of("apps"), database.rows_of("audit"), database.rows_of("users")), (0, 0, 0));
}

#[tokio::test]
async fn a_backup_opens_only_with_the_master_key_of_its_database() {
    let site = Database::new().site().await;
    let neighbour = site.neighbour().await;
    let backup = backup_of(&site.database, false).await;
    let checked = |backup: &[u8]| Backup::check(Cursor::new(backup.to_vec()), |_, _| {}).unwrap();
    let ours = MasterKey::parse(site.database.master_key()).unwrap();
    let other = MasterKey::generate(&SystemRandom).unwrap();
    let (id, other_id) = (ours.id().to_owned(), other.id().to_owned());
    assert_eq!(checked(&backup).summary().master_key, Some(id.clone()));
    let error = checked(&backup).unlock(&other.into()).err().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "the backup opens with the master key of the database that it was made of: the database's keys are \
             wrapped by master key {id}, but the one given is {other_id}"
        )
    );

    // One app's handle key under another app's name opens nothing.
    let swapped = resealed(&backup, |text| {
        let (one, two) = (site.id.as_str(), neighbour.id.as_str());
        text.replace(one, "placeholder").replace(two, one).replace("placeholder", two)
    });
    let error = checked(&swapped).unlock(&ours.into()).err().unwrap();
    assert!(matches!(error, BackupError::MasterKey(_)), "{error:?}");
}

#[tokio::test]
async fn a_database_with_an_app_takes_no_backup() {
    let site = Database::new().site().await;
    let backup = backup_of(&site.database, false).await;
    let before = site.database.rows();
    let error = restore(Cursor::new(backup), &site.database).await.unwrap_err();
    assert!(matches!(error, BackupError::NotEmpty(_)), "{error:?}");
    assert_eq!(site.database.rows(), before);
}

#[tokio::test]
async fn no_secret_is_in_a_backup_in_any_spelling() {
    let site = Database::new().site().await;
    let database = &site.database;
    let new = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (_, api_key) = site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap();
    site.flex.rotate_sealing_key(&Actor::cli()).await.unwrap();
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    let bob = site.registered("bob").await;
    site.delete_user(&bob).await;
    let sealing_keys = site.flex.store().sealing_keys().await.unwrap();
    assert_eq!(sealing_keys.len(), 2);

    let hash = |text: &str| sha256(text).to_vec();
    let master_key = BASE64URL_NOPAD.decode(&database.master_key().as_bytes()[4..]).unwrap();
    let mut never = database.random.secrets();
    never.extend(sealing_keys.into_iter().map(|key| key.key.ciphertext));
    never.extend([master_key, hash(&nonce), hash("bob")]);
    for with_access in [false, true] {
        let backup = String::from_utf8(backup_of(database, with_access).await).unwrap();
        let has = |secret: &[u8]| {
            let spellings = [BASE64.encode(secret), BASE64URL_NOPAD.encode(secret), HEXLOWER.encode(secret)];
            // Without the padding, and the last digits, which depend on what comes behind.
            spellings.iter().any(|spelling| backup.contains(&spelling[..40]))
        };
        assert!(backup.contains("ada"), "the backup is being read");
        for secret in &never {
            assert!(!has(secret), "{}", HEXLOWER.encode(secret));
        }
        for text in [database.master_key(), api_key.expose(), &nonce, "bob"] {
            assert!(!backup.contains(text), "{text}");
        }
        assert_eq!(has(&hash(api_key.expose())), with_access);
    }
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_says_so() {
    /// A disk with room for so many bytes.
    struct Disk(usize);
    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let site = Database::new().site().await;
    for number in 0..30 {
        site.registered(&format!("person {number}")).await;
    }
    let (store, now) = (site.database.store(), site.database.clock.now());
    let whole = backup_of(&site.database, true).await.len();
    for room in [0, 100, 10_000, whole - 1] {
        let failed = back_up(&store, true, now, Disk(room), |_, _| {}).await.err().unwrap();
        assert!(
            matches!(&failed, BackupError::Write(error) if error.kind() == io::ErrorKind::StorageFull),
            "{failed:?}"
        );
    }
    assert!(back_up(&store, true, now, Disk(whole), |_, _| {}).await.is_ok());
}

#[tokio::test]
async fn progress_goes_up_to_the_number_of_rows() {
    let site = Database::new().site().await;
    for number in 0..300 {
        let (tenant, name) = (site.tenant().await, format!("person {number}"));
        site.flex.create_user(&Actor::cli(), &tenant, &name, None).await.unwrap();
    }
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = || {
        let told = Arc::clone(&told);
        move |done, total| told.lock().unwrap().push((done, total))
    };
    let (store, now) = (site.database.store(), site.database.clock.now());
    let (backup, summary) = back_up(&store, false, now, Vec::new(), tell()).await.unwrap();
    let total = summary.total();
    assert_eq!(summary.rows_of("users"), 300);
    let rising = |told: Vec<(u64, u64)>| {
        assert!(told.len() > 3, "{told:?}");
        assert!(told.windows(2).all(|two| two[0].0 <= two[1].0) && told.iter().all(|(_, all)| *all == total));
        assert_eq!(told.last(), Some(&(total, total)));
    };
    rising(std::mem::take(&mut told.lock().unwrap()));
    let checked = Backup::check(Cursor::new(backup), tell()).unwrap();
    assert_eq!(checked.summary(), &summary);
    rising(std::mem::take(&mut told.lock().unwrap()));
    let database = site.database.twin();
    let master_key = MasterKey::parse(database.master_key()).unwrap();
    let unlocked = checked.unlock(&master_key.into()).unwrap();
    let (clock, random) = (&*database.clock, &*database.random);
    unlocked.restore(&database.store(), clock, random, &Actor::cli(), tell()).await.unwrap();
    rising(std::mem::take(&mut told.lock().unwrap()));
}
