//! Committing an authentication, in one statement.
//!
//! A statement sees the database as it was when it began, except for rows that it locks: where it had to wait for one,
//! it goes on with what the other transaction has left of it. So the user and then the passkey are locked first, and
//! everything else follows from these two rows: who is deactivated or revoked at this moment either comes before, and is
//! seen, or waits until this has committed. That the tokens are used once is decided by their key.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::column::Columns;
use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::{Fault, Stop};
use super::query::{fetch_all, fetch_one};
use crate::records::{CeremonyKind, FinishAuthentication, UserStatus};
use crate::{AppId, AuthenticationRefused, PasskeyId, Result, TokenId, UserId};

type Authenticated<T> = Result<T, Stop<AuthenticationRefused>>;

/// The rule that a completed sign-in bends when a synced passkey's counter stands still or goes back.
const SIGN_COUNT_NOT_ADVANCED: &str = "sign_count_not_advanced";

/// `accepted` has a row if nothing speaks against the sign-in, and all that is written comes from that row: the tokens
/// first, which `settled` waits for, because a repeat would fail by other keys too. Two zeros do
/// not count as a counter that stands still: the authenticator does not count (WebAuthn Level 3, section 7.2, step 22).
/// The credential id is asked for too, so that the proof of one credential cannot sign in with another.
const FINISH: &str = "WITH owner AS (
        SELECT app_id, id, status, last_login_at FROM users WHERE app_id = $1 AND id = $2 FOR NO KEY UPDATE
    ), current AS (
        SELECT p.app_id, p.id, owner.id AS user_id, owner.status, owner.last_login_at,
            coalesce(p.backup_eligible, $6::boolean) AS synced,
            CASE WHEN $41::boolean THEN $6::boolean ELSE coalesce(p.backup_eligible, $6::boolean) END
                AS backup_eligible,
            CASE WHEN $41::boolean THEN p.backup_eligible <> $6::boolean ELSE false END
                OR p.backup_eligible IS NULL OR p.backup_state IS DISTINCT FROM $7::boolean AS flags_changed,
            p.sign_count < $5::bigint OR (p.sign_count = 0 AND $5::bigint = 0) AS advanced
        FROM owner JOIN passkeys p ON p.app_id = owner.app_id AND p.user_id = owner.id
        WHERE p.app_id = $1 AND p.id = $3 AND p.credential_id = $4
        FOR NO KEY UPDATE OF p
    ), accepted AS (
        SELECT * FROM current WHERE status = 'active' AND (advanced OR synced)
    ), spending AS (
        INSERT INTO spent (app_id, id, keep_until)
        SELECT accepted.app_id, token.id, token.keep_until
        FROM accepted CROSS JOIN unnest($9::text[], $10::bigint[]) AS token (id, keep_until)
        RETURNING id
    ), settled AS (
        SELECT * FROM accepted WHERE (SELECT count(*) FROM spending) > 0
    ), using_passkey AS (
        UPDATE passkeys
        SET sign_count = greatest(passkeys.sign_count, $5::bigint), backup_eligible = settled.backup_eligible,
            backup_state = $7::boolean,
            updated_at = CASE WHEN settled.flags_changed THEN greatest(passkeys.updated_at, $8::bigint)
                ELSE passkeys.updated_at END,
            last_used_at = greatest(passkeys.last_used_at, $8::bigint), usage_count = passkeys.usage_count + 1
        FROM settled WHERE passkeys.app_id = settled.app_id AND passkeys.id = settled.id
    ), counting AS (
        UPDATE users
        SET login_count = users.login_count + 1, last_login_at = greatest(users.last_login_at, $8::bigint)
        FROM settled WHERE users.app_id = settled.app_id AND users.id = settled.user_id
    ), being_active AS (
        INSERT INTO user_months (app_id, month, user_id)
        SELECT app_id, $11::bigint, user_id FROM settled
        WHERE last_login_at IS NULL OR last_login_at < $12::bigint OR last_login_at >= $13::bigint
        ON CONFLICT (app_id, month, user_id) DO NOTHING
    ), handing_out AS (
        INSERT INTO nonces
            (app_id, hash, kind, user_id, passkey_id, transaction_id, user_verified, backup_eligible,
             authenticated_at, expires_at)
        SELECT app_id, $14::bytea, $15::text, user_id, id, $16::text, $17::boolean, $6::boolean, $8::bigint,
            $18::bigint
        FROM settled
    ), recording AS (
        INSERT INTO events
            (app_id, id, at, started_at, action, outcome, rule, user_id, passkey_id, transaction_id, handshake_id,
             origin, aaguid, attestation_format, attestation_trust, user_present, user_verified, backup_eligible,
             backup_state, user_agent, ip, request_id, browser, os)
        SELECT app_id, $19::text, $20::bigint, $21::bigint, $22::text, $23::text,
            CASE WHEN advanced THEN $24::text ELSE $25::text END, $26::text, $27::text, $28::text, $29::text,
            $30::text, $31::bytea, $32::text, $33::text, $34::boolean, $35::boolean, $36::boolean, $37::boolean,
            $38::text, $39::text, $40::text, $42::text, $43::text
        FROM settled
    )
    SELECT id, status, advanced OR synced AS counts_on FROM current";

pub(super) async fn finish(db: &Connection, finish: &FinishAuthentication) -> Authenticated<()> {
    match try_finish(db, finish).await {
        Ok(None) => Ok(()),
        Ok(Some(refusal)) => Err(Stop::Refused(spent_before(db, finish).await?.unwrap_or(refusal))),
        Err(fault) if violated(&fault) == Some(Constraint::SpentToken) => {
            let refusal = spent_before(db, finish).await?;
            // Swept since: it had been used up all the same.
            Err(Stop::Refused(refusal.unwrap_or(AuthenticationRefused::HandshakeSpent)))
        }
        // The passkey went with its app.
        Err(fault) if violated(&fault) == Some(Constraint::App) => {
            Err(Stop::Refused(AuthenticationRefused::PasskeyRevoked))
        }
        Err(fault) => Err(Stop::Failed(fault)),
    }
}

/// What speaks against it, if something does; else it is done.
async fn try_finish(
    db: &Connection,
    finish: &FinishAuthentication,
) -> Result<Option<AuthenticationRefused>, Fault> {
    let tokens = || std::iter::once(&finish.handshake).chain(&finish.transaction);
    let ids: Vec<&str> = tokens().map(|token| token.id.as_str()).collect();
    let keep_until: Vec<i64> = tokens().map(|token| token.keep_until.as_microsecond()).collect();
    let (verified, nonce, event) = (&finish.verified, &finish.nonce, &finish.event);
    let month = Month::of(finish.at);
    let row = fetch_one(
        db,
        FINISH,
        &[
            &finish.app.as_str(),
            &finish.user_id.as_str(),
            &finish.passkey_id.as_str(),
            &verified.credential_id(),
            &i64::from(verified.sign_count()),
            &verified.backup_eligible(),
            &verified.backup_state(),
            &finish.at.as_microsecond(),
            &ids,
            &keep_until,
            &month.number,
            &month.begins,
            &month.ends,
            &&nonce.hash[..],
            &CeremonyKind::Authenticate.as_str(),
            &nonce.transaction_id,
            &verified.user_verified(),
            &nonce.expires_at.as_microsecond(),
            &event.id.as_str(),
            &event.at.as_microsecond(),
            &event.started_at.as_microsecond(),
            &event.action.as_str(),
            &event.outcome.as_str(),
            &event.rule,
            &SIGN_COUNT_NOT_ADVANCED,
            &event.user_id.as_ref().map(UserId::as_str),
            &event.passkey_id.as_ref().map(PasskeyId::as_str),
            &event.transaction_id.as_ref().map(TokenId::as_str),
            &event.handshake_id.as_str(),
            &event.origin,
            &event.aaguid.as_ref().map(|aaguid| &aaguid.as_bytes()[..]),
            &event.attestation_format,
            &event.attestation_trust,
            &event.user_present,
            &event.user_verified,
            &event.backup_eligible,
            &event.backup_state,
            &event.user_agent,
            &event.ip,
            &event.request_id,
            // A change that the app accepted is reported once, and is then what the passkey is.
            &verified.backup_eligibility_changed(),
            &event.browser,
            &event.os,
        ],
        |row| {
            let mut columns = Columns::new("passkeys", row, 0);
            columns.skip_id();
            let status =
                columns.word("status", &[UserStatus::Active, UserStatus::Inactive], UserStatus::as_str)?;
            Ok((status, columns.read::<bool>("counts_on")?))
        },
    )
    .await?;
    Ok(match row {
        None => Some(AuthenticationRefused::PasskeyRevoked),
        Some((UserStatus::Inactive, _)) => Some(AuthenticationRefused::UserNotActive),
        Some((UserStatus::Active, false)) => Some(AuthenticationRefused::SignCountNotAdvanced),
        Some((UserStatus::Active, true)) => None,
    })
}

/// Which of the tokens was used up before, the handshake first. That is the answer whatever else speaks against the
/// sign-in: a repeat finds its own counter, and is no sign of a clone.
async fn spent_before(
    db: &Connection,
    finish: &FinishAuthentication,
) -> Result<Option<AuthenticationRefused>, Fault> {
    let transaction = finish.transaction.as_ref().map(|token| token.id.as_str());
    let spent = spent_of(db, &finish.app, finish.handshake.id.as_str(), transaction).await?;
    Ok(if spent.iter().any(|id| id == finish.handshake.id.as_str()) {
        Some(AuthenticationRefused::HandshakeSpent)
    } else if spent.is_empty() {
        None
    } else {
        Some(AuthenticationRefused::TransactionSpent)
    })
}

async fn spent_of(
    db: &Connection,
    app: &AppId,
    handshake: &str,
    transaction: Option<&str>,
) -> Result<Vec<String>, Fault> {
    fetch_all(
        db,
        "SELECT id FROM spent WHERE app_id = $1 AND id IN ($2, $3)",
        &[&app.as_str(), &handshake, &transaction],
        |row| Columns::new("spent", row, 0).read("id"),
    )
    .await
}

/// A month in UTC.
struct Month {
    /// Year and month: 202611 is November 2026.
    number: i64,
    /// Its first microsecond.
    begins: i64,
    /// The first microsecond of the next one.
    ends: i64,
}

impl Month {
    /// The month of a moment.
    fn of(at: Timestamp) -> Self {
        let date = Offset::UTC.to_datetime(at).date();
        let microsecond = |date: jiff::civil::Date| {
            Offset::UTC
                .to_timestamp(date.to_datetime(jiff::civil::Time::midnight()))
                .map_or(i64::MAX, Timestamp::as_microsecond)
        };
        let next = date.last_of_month().tomorrow();
        Self {
            number: i64::from(date.year()) * 100 + i64::from(date.month()),
            begins: microsecond(date.first_of_month()),
            // At the end of time there is no next one.
            ends: next.map_or(i64::MAX, microsecond),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let month = |at: &str| Month::of(at.parse().unwrap());
        let (december, january) = (month("2026-12-31T23:59:59.999999Z"), month("2027-01-01T00:00:00Z"));
        assert_eq!((december.number, january.number), (202_612, 202_701));
        assert_eq!(december.ends, january.begins);
        assert_eq!(
            january.begins,
            "2027-01-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond()
        );
    }
}
