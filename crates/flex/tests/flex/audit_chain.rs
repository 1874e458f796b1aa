//! Whoever changes the audit log behind Passflex's back is found out.

use passflex_flex::store::AuditId;
use passflex_flex::store::records::AuditHead;
use passflex_flex::{Actor, AppChange, AuditFault, AuditProof};

use crate::world::{Database, Site};

/// A site whose log has six chained rows: the app, and changes of its name.
async fn site_with_a_log() -> Site {
    let site = Database::new().site().await;
    for number in 1..6 {
        rename(&site, &format!("Name {number}")).await;
    }
    assert_eq!(proof(&site).await, AuditProof { head: Some(head(&site, 6)), faults: vec![] });
    site
}

async fn rename(site: &Site, name: &str) {
    site.database.clock.advance_seconds(1);
    let renamed = AppChange { name: Some(name.to_owned()), ..AppChange::default() };
    site.flex.update_app(&Actor::cli(), &site.id, renamed).await.unwrap();
}

async fn proof(site: &Site) -> AuditProof {
    site.flex.prove_audit(None).await.unwrap()
}

/// The row at this place, as the database has it.
fn head(site: &Site, position: u32) -> AuditHead {
    let sql = "SELECT hash FROM audit WHERE position = ?1";
    let hash = site.database.raw().query_row(sql, [position], |row| row.get(0)).unwrap();
    AuditHead { position: position.into(), hash }
}

fn id(site: &Site, position: u32) -> AuditId {
    let sql = "SELECT id FROM audit WHERE position = ?1";
    AuditId::new(site.database.raw().query_row::<String, _, _>(sql, [position], |row| row.get(0)).unwrap())
}

fn tamper(site: &Site, sql: &str) {
    site.database.raw().execute_batch(sql).unwrap();
}

/// Everything is forgotten and chained anew, as somebody does who knows how.
const CHAIN_ANEW: &str =
    "UPDATE audit SET position = NULL, previous_hash = NULL, hash = NULL; DELETE FROM audit_head;";

#[tokio::test]
async fn what_was_done_to_which_row_is_said() {
    use AuditFault::{Changed, EndUnknown, Missing, Replaced};
    for (sql, faults) in [
        ("DELETE FROM audit WHERE position = 3", vec![Missing { first: 3, last: 3 }]),
        (
            "DELETE FROM audit WHERE position IN (2, 3, 5)",
            vec![Missing { first: 2, last: 3 }, Missing { first: 5, last: 5 }],
        ),
        ("DELETE FROM audit WHERE position = 1", vec![Missing { first: 1, last: 1 }]),
        ("DELETE FROM audit WHERE position >= 5", vec![Missing { first: 5, last: 6 }]),
        ("DELETE FROM audit", vec![Missing { first: 1, last: 6 }]),
        ("DELETE FROM audit_head", vec![EndUnknown]),
        // The next row follows the one that was there.
        (
            "UPDATE audit SET hash = (SELECT hash FROM audit WHERE position = 2) WHERE position = 4",
            vec![Changed { position: 4, id: AuditId::new("") }, Replaced { position: 4 }],
        ),
        ("UPDATE audit_head SET hash = zeroblob(32)", vec![Replaced { position: 6 }]),
        // Two rows in each other's place.
        (
            "UPDATE audit SET position = 100 WHERE position = 3;
             UPDATE audit SET position = 3 WHERE position = 4;
             UPDATE audit SET position = 4 WHERE position = 100",
            vec![
                Changed { position: 3, id: AuditId::new("") },
                Changed { position: 4, id: AuditId::new("") },
                Replaced { position: 4 },
            ],
        ),
    ] {
        let site = site_with_a_log().await;
        tamper(&site, sql);
        let found = proof(&site).await.faults.into_iter().map(without_id).collect::<Vec<_>>();
        assert_eq!(found, faults, "{sql}");
    }
}

fn without_id(fault: AuditFault) -> AuditFault {
    match fault {
        AuditFault::Changed { position, .. } => AuditFault::Changed { position, id: AuditId::new("") },
        other => other,
    }
}

#[tokio::test]
async fn a_change_of_any_column_is_found_and_told_once() {
    for change in [
        "id = 'x' || id",
        "at = at + 1",
        "actor_kind = 'system'",
        "actor_id = 'somebody'",
        "actor_id = ''",
        "verb = 'app.create'",
        "app_id = NULL",
        "target = 'another'",
        "request_id = 'x'",
        "changes = changes || ' '",
        "previous_hash = zeroblob(32)",
        "previous_hash = NULL",
    ] {
        let site = site_with_a_log().await;
        tamper(&site, &format!("UPDATE audit SET {change} WHERE position = 3"));
        let changed = AuditFault::Changed { position: 3, id: id(&site, 3) };
        assert_eq!(
            proof(&site).await,
            AuditProof { head: Some(head(&site, 6)), faults: vec![changed] },
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_change_whose_hash_was_made_to_fit_does_not_fit_what_follows() {
    for position in [3, 6] {
        let site = site_with_a_log().await;
        tamper(&site, &format!("UPDATE audit SET target = 'x' WHERE position = {position}"));
        let row = site.flex.store().chained_audit(position - 1, 1).await.unwrap().remove(0);
        let sql = "UPDATE audit SET hash = ?1 WHERE id = ?2";
        site.database.raw().execute(sql, (&row.computed, row.id.as_str())).unwrap();
        assert_eq!(proof(&site).await.faults, [AuditFault::Replaced { position }]);
    }
}

#[tokio::test]
async fn what_was_taken_out_stays_missing_however_long_the_log_grows() {
    let site = site_with_a_log().await;
    tamper(&site, "DELETE FROM audit WHERE position >= 5");
    rename(&site, "Later").await;
    let faults = vec![AuditFault::Missing { first: 5, last: 6 }];
    assert_eq!(proof(&site).await, AuditProof { head: Some(head(&site, 7)), faults });

    // A row that is taken out of the chain is chained again, at its end.
    let site = site_with_a_log().await;
    tamper(&site, "UPDATE audit SET position = NULL WHERE position = 2");
    let faults = vec![AuditFault::Missing { first: 2, last: 2 }];
    assert_eq!(proof(&site).await, AuditProof { head: Some(head(&site, 7)), faults });

    // Where the end is not recorded any more, the chain goes on behind its last row.
    let site = site_with_a_log().await;
    tamper(&site, "DELETE FROM audit_head");
    rename(&site, "Later").await;
    assert_eq!(proof(&site).await, AuditProof { head: Some(head(&site, 7)), faults: vec![] });
}

#[tokio::test]
async fn a_hash_that_was_kept_shows_that_all_of_it_was_written_anew() {
    let site = site_with_a_log().await;
    let kept = proof(&site).await.head.unwrap().hash;
    rename(&site, "Later").await;
    let later = site.flex.prove_audit(Some(&kept)).await.unwrap();
    assert_eq!(later, AuditProof { head: Some(head(&site, 7)), faults: vec![] });

    tamper(&site, &format!("DELETE FROM audit WHERE position = 3; {CHAIN_ANEW}"));
    assert_eq!(proof(&site).await.faults, [], "there is no way to see it");
    let anew = site.flex.prove_audit(Some(&kept)).await.unwrap();
    assert_eq!(anew.faults, [AuditFault::HeadUnknown]);
}

#[tokio::test]
async fn a_log_that_is_all_wrong_is_not_read_to_its_end() {
    let site = site_with_a_log().await;
    tamper(
        &site,
        "WITH RECURSIVE place (number) AS (SELECT 7 UNION ALL SELECT number + 1 FROM place WHERE number < 300)
         INSERT INTO audit (id, at, actor_kind, verb, target, changes, position, previous_hash, hash)
         SELECT number, 0, 'cli', 'app.create', '', '{}', number, x'', x'' FROM place",
    );
    let kept = head(&site, 6).hash;
    let proof = site.flex.prove_audit(Some(&kept)).await.unwrap();
    assert_eq!((proof.faults.len(), proof.head.unwrap().position), (100, 106));
}

#[tokio::test]
async fn maintenance_chains_what_was_written_since() {
    let site = Database::new().site().await;
    assert_eq!(site.flex.store().audit_head().await.unwrap(), None);
    site.flex.maintain("replica").await.unwrap();
    assert_eq!(site.flex.store().audit_head().await.unwrap(), Some(head(&site, 1)));
}

#[tokio::test]
async fn faults_are_sentences() {
    let id = AuditId::new("ID");
    for (fault, sentence) in [
        (AuditFault::Missing { first: 3, last: 3 }, "row 3 is missing"),
        (AuditFault::Missing { first: 3, last: 5 }, "rows 3 to 5 are missing"),
        (AuditFault::Changed { position: 3, id }, "row 3 (ID) was changed"),
        (AuditFault::Replaced { position: 3 }, "row 3 was replaced by another one"),
    ] {
        assert_eq!(fault.to_string(), sentence);
    }
}
