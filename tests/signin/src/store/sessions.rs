//! Browser sessions. The id in the cookie is kept as a digest only.

use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use crate::Fault;
use crate::rules::grant::Grant;
use crate::rules::stage::Stage;

/// Which cookie a session belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionKind {
    /// Someone who signs in.
    Person,
    /// An administrator on the admin page.
    Admin,
}

impl SessionKind {
    fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Admin => "admin",
        }
    }
}

/// A browser session.
#[derive(Clone)]
pub(crate) struct Session {
    /// Digest of the id in the cookie.
    pub(crate) id: String,
    /// What every form must carry.
    pub(crate) csrf: String,
    /// Which cookie.
    pub(crate) kind: SessionKind,
    /// The page it stands on.
    pub(crate) stage: Stage,
    /// Who typed the right password.
    pub(crate) user: String,
    /// The version of that password.
    pub(crate) password_version: String,
    /// Where the person is going: "mail" or "admin".
    pub(crate) service: String,
    /// The request it waits for.
    pub(crate) request: Option<String>,
    /// The set-up it is in.
    pub(crate) enrolment: Option<String>,
    /// What allows it to set up a phone.
    pub(crate) allowed_by: Grant,
    /// The seed of another app that this browser is setting up.
    pub(crate) app_seed: Option<Zeroizing<Vec<u8>>>,
    /// When a phone approved this sign-in.
    pub(crate) approved: Option<i64>,
    /// That phone's name.
    pub(crate) phone: Option<String>,
    /// Until when this browser was remembered when that spared it the number.
    pub(crate) remembered_until: Option<i64>,
    /// When it ends.
    pub(crate) expires: i64,
}

const COLUMNS: &str = "id, csrf, stage, user, password_version, service, request, enrolment, \
                       approved, phone, remembered_until, expires, allowed_by, app_seed";

/// The session of a cookie, if it has not ended.
pub(crate) fn find(
    db: &Connection,
    kind: SessionKind,
    id: &str,
    now: i64,
) -> Result<Option<Session>, Fault> {
    let sql =
        format!("SELECT {COLUMNS} FROM sessions WHERE id = ?1 AND kind = ?2 AND expires > ?3");
    let read = |row: &Row<'_>| {
        Ok(Session {
            id: row.get(0)?,
            csrf: row.get(1)?,
            kind,
            stage: Stage::from_word(&row.get::<_, String>(2)?),
            user: row.get(3)?,
            password_version: row.get(4)?,
            service: row.get(5)?,
            request: row.get(6)?,
            enrolment: row.get(7)?,
            approved: row.get(8)?,
            phone: row.get(9)?,
            remembered_until: row.get(10)?,
            expires: row.get(11)?,
            allowed_by: Grant::from_word(&row.get::<_, String>(12)?),
            app_seed: row.get::<_, Option<Vec<u8>>>(13)?.map(Zeroizing::new),
        })
    };
    Ok(db.prepare_cached(&sql)?.query_row(params![id, kind.word(), now], read).optional()?)
}

/// Keeps a session as it is now. Whose it is never changes.
pub(crate) fn keep(db: &Connection, session: &Session, now: i64) -> Result<(), Fault> {
    let mut keep = db.prepare_cached(
        "INSERT INTO sessions (id, csrf, kind, stage, user, password_version, service, request,
                               enrolment, approved, phone, remembered_until, created, expires,
                               allowed_by, app_seed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (id) DO UPDATE SET stage = ?4, service = ?7, request = ?8, enrolment = ?9,
             approved = ?10, phone = ?11, remembered_until = ?12, expires = ?14, allowed_by = ?15,
             app_seed = ?16",
    )?;
    keep.execute(params![
        session.id,
        session.csrf,
        session.kind.word(),
        session.stage.word(),
        session.user,
        session.password_version,
        session.service,
        session.request,
        session.enrolment,
        session.approved,
        session.phone,
        session.remembered_until,
        now,
        session.expires,
        session.allowed_by.word(),
        session.app_seed.as_deref()
    ])?;
    Ok(())
}

/// The session with an id, of whichever kind, if it has not ended.
pub(crate) fn by_id(db: &Connection, id: &str, now: i64) -> Result<Option<Session>, Fault> {
    match find(db, SessionKind::Person, id, now)? {
        Some(session) => Ok(Some(session)),
        None => find(db, SessionKind::Admin, id, now),
    }
}

/// The sessions that wait for a request, by id.
pub(crate) fn waiting_for(db: &Connection, cid: &str) -> Result<Vec<String>, Fault> {
    let mut query = db.prepare("SELECT id FROM sessions WHERE request = ?1")?;
    let found = query.query_map(params![cid], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// All sessions of a user, by id.
pub(crate) fn of(db: &Connection, user: &str) -> Result<Vec<String>, Fault> {
    let mut query = db.prepare("SELECT id FROM sessions WHERE user = ?1")?;
    let found = query.query_map(params![user], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Ends one session.
pub(crate) fn end(db: &Connection, id: &str) -> Result<(), Fault> {
    db.execute("DELETE FROM sessions WHERE id = ?1", params![id])?;
    Ok(())
}

/// Ends all sessions of a user after a report: those that are signed in are gone, also while they set
/// up a further phone; those on the way stand on the page that says so, whatever was approved for them.
pub(crate) fn end_all(db: &Connection, user: &str) -> Result<(), Fault> {
    db.execute(
        "DELETE FROM sessions
         WHERE user = ?1 AND (stage = 'signed_in' OR kind = 'admin' OR allowed_by = ?2)",
        params![user, Grant::Phone.word()],
    )?;
    db.execute(
        "UPDATE sessions SET stage = ?2, approved = NULL, app_seed = NULL, allowed_by = ?3
         WHERE user = ?1",
        params![user, Stage::Blocked.word(), Grant::Password.word()],
    )?;
    Ok(())
}
