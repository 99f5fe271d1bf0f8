//! Set-ups of a phone.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::Fault;
use crate::rules::enrolment::State;
use crate::rules::grant::Grant;

/// A set-up.
#[derive(Clone)]
pub(crate) struct Enrolment {
    /// UUID, known to the phone.
    pub(crate) id: String,
    /// UUID in the code on the page.
    pub(crate) code: String,
    /// What people type who cannot scan.
    pub(crate) typed: Option<String>,
    /// What allows it.
    pub(crate) allowed_by: Grant,
    /// Whose.
    pub(crate) user: String,
    /// The browser session that it belongs to.
    pub(crate) session: String,
    /// The version of the password that it was begun with.
    pub(crate) password_version: String,
    /// What the phone must echo.
    pub(crate) nonce: String,
    /// What the page's event stream must know.
    pub(crate) secret: String,
    /// How far it has come.
    pub(crate) state: State,
    /// When it lapses.
    pub(crate) expires: i64,
    /// How often the code was fetched.
    pub(crate) fetches: i64,
    /// Digest of the completion that won.
    pub(crate) completion: Option<String>,
    /// The phone that won.
    pub(crate) credential: Option<String>,
    /// Its name.
    pub(crate) label: Option<String>,
    /// Try-outs that failed.
    pub(crate) failed: i64,
    /// Whether another phone tried the code after it was claimed.
    pub(crate) tried_again: bool,
}

const COLUMNS: &str = "id, code, user, session, nonce, secret, state, expires, fetches, \
                       completion, credential, label, failed, tried_again, password_version, typed, \
                       allowed_by";

fn read(row: &Row<'_>) -> rusqlite::Result<Enrolment> {
    Ok(Enrolment {
        id: row.get(0)?,
        code: row.get(1)?,
        user: row.get(2)?,
        session: row.get(3)?,
        nonce: row.get(4)?,
        secret: row.get(5)?,
        state: State::from_word(&row.get::<_, String>(6)?),
        expires: row.get(7)?,
        fetches: row.get(8)?,
        completion: row.get(9)?,
        credential: row.get(10)?,
        label: row.get(11)?,
        failed: row.get(12)?,
        tried_again: row.get(13)?,
        password_version: row.get(14)?,
        typed: row.get(15)?,
        allowed_by: Grant::from_word(&row.get::<_, String>(16)?),
    })
}

/// Adds a set-up.
pub(crate) fn add(db: &Connection, enrolment: &Enrolment, now: i64) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO enrolments (id, code, user, session, nonce, secret, state, expires, created,
                                 password_version, typed, allowed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            enrolment.id,
            enrolment.code,
            enrolment.user,
            enrolment.session,
            enrolment.nonce,
            enrolment.secret,
            enrolment.state.word(),
            enrolment.expires,
            now,
            enrolment.password_version,
            enrolment.typed,
            enrolment.allowed_by.word()
        ],
    )?;
    Ok(())
}

/// The set-up with an id.
pub(crate) fn by_id(db: &Connection, id: &str) -> Result<Option<Enrolment>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM enrolments WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row(params![id], read).optional()?)
}

/// The set-up behind a code.
pub(crate) fn by_code(db: &Connection, code: &str) -> Result<Option<Enrolment>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM enrolments WHERE code = ?1");
    Ok(db.prepare_cached(&sql)?.query_row(params![code], read).optional()?)
}

/// The set-up behind what a person typed.
pub(crate) fn by_typed(db: &Connection, typed: &str) -> Result<Option<Enrolment>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM enrolments WHERE typed = ?1");
    Ok(db.prepare_cached(&sql)?.query_row(params![typed], read).optional()?)
}

/// Open set-ups of a user.
pub(crate) fn open(db: &Connection, user: &str) -> Result<Vec<Enrolment>, Fault> {
    let mut query = db.prepare(&format!(
        "SELECT {COLUMNS} FROM enrolments
         WHERE user = ?1 AND state IN ('issued', 'claimed', 'tryout_pending')"
    ))?;
    let found = query.query_map(params![user], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Open set-ups whose time is over.
pub(crate) fn due(db: &Connection, now: i64) -> Result<Vec<Enrolment>, Fault> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM enrolments
         WHERE expires <= ?1 AND state IN ('issued', 'claimed', 'tryout_pending')"
    ))?;
    let found = query.query_map(params![now], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Moves a set-up on.
pub(crate) fn set_state(db: &Connection, id: &str, state: State) -> Result<(), Fault> {
    db.execute("UPDATE enrolments SET state = ?2 WHERE id = ?1", params![id, state.word()])?;
    Ok(())
}

/// A phone took the code.
pub(crate) fn claim(
    db: &Connection,
    id: &str,
    completion: &str,
    credential: &str,
    label: &str,
) -> Result<(), Fault> {
    db.execute(
        "UPDATE enrolments SET state = 'claimed', completion = ?2, credential = ?3, label = ?4
         WHERE id = ?1",
        params![id, completion, credential, label],
    )?;
    Ok(())
}

/// Counts a fetch of the code.
pub(crate) fn count_fetch(db: &Connection, id: &str) -> Result<(), Fault> {
    db.execute("UPDATE enrolments SET fetches = fetches + 1 WHERE id = ?1", params![id])?;
    Ok(())
}

/// Counts a failed try-out.
pub(crate) fn count_failure(db: &Connection, id: &str) -> Result<(), Fault> {
    db.execute("UPDATE enrolments SET failed = failed + 1 WHERE id = ?1", params![id])?;
    Ok(())
}

/// Notes whether another phone tried a claimed code.
pub(crate) fn set_tried_again(db: &Connection, id: &str, tried: bool) -> Result<(), Fault> {
    db.execute("UPDATE enrolments SET tried_again = ?2 WHERE id = ?1", params![id, tried])?;
    Ok(())
}
