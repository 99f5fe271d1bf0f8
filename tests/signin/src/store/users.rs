//! Accounts.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::rules::backoff::Streak;
use crate::rules::request::WRONG_NUMBERS;
use crate::rules::user::{Mfa, Role};
use crate::{Fault, crypto};

/// An account.
#[derive(Clone)]
pub(crate) struct User {
    /// UUID, the `sub` of its phones.
    pub(crate) id: String,
    /// Name, compared without case.
    pub(crate) name: String,
    /// What it may do.
    pub(crate) role: Role,
    /// Whether sign-ins are confirmed with a phone.
    pub(crate) mfa: Mfa,
    /// Since when it is blocked.
    pub(crate) blocked_at: Option<i64>,
    /// Wrong numbers in a row, over all requests.
    pub(crate) wrong_in_row: i64,
    /// Requests since the owner's last approval.
    pub(crate) streak: Streak,
    /// Wrong one-time codes in a row, over all sign-ins.
    pub(crate) wrong_codes: i64,
    /// When the last of them was typed.
    pub(crate) wrong_code_at: i64,
    /// Changes with the password: what was begun with another one is over.
    pub(crate) password_version: String,
}

impl User {
    /// Whether requests to its phones are paused after wrong numbers.
    pub(crate) fn is_paused(&self) -> bool {
        self.wrong_in_row >= WRONG_NUMBERS
    }
}

const COLUMNS: &str = "id, name, role, mfa, blocked_at, wrong_in_row, password, \
    requests_in_row, last_request, not_before, wrong_codes, wrong_code_at";

fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        role: Role::from_word(&row.get::<_, String>(2)?),
        mfa: Mfa::from_word(&row.get::<_, String>(3)?),
        blocked_at: row.get(4)?,
        wrong_in_row: row.get(5)?,
        password_version: password_version(&row.get::<_, String>(6)?),
        streak: Streak { requests: row.get(7)?, last: row.get(8)?, not_before: row.get(9)? },
        wrong_codes: row.get(10)?,
        wrong_code_at: row.get(11)?,
    })
}

/// The version of a password with this hash. Each hash has a salt of its own.
pub(crate) fn password_version(hash: &str) -> String {
    crypto::digest(hash.as_bytes())
}

/// Adds an account; `false` if the name is taken.
pub(crate) fn add(db: &Connection, user: &User, password: &str, now: i64) -> Result<bool, Fault> {
    let added = db.execute(
        "INSERT INTO users (id, name, password, role, mfa, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
        params![user.id, user.name, password, user.role.word(), user.mfa.word(), now],
    )?;
    Ok(added == 1)
}

/// The account with an id.
pub(crate) fn by_id(db: &Connection, id: &str) -> Result<Option<User>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row(params![id], read).optional()?)
}

/// The account with a name, and its password's hash.
pub(crate) fn by_name(db: &Connection, name: &str) -> Result<Option<(User, String)>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE name = ?1");
    Ok(db
        .prepare_cached(&sql)?
        .query_row(params![name], |row| Ok((read(row)?, row.get(6)?)))
        .optional()?)
}

/// All accounts, by name.
pub(crate) fn all(db: &Connection) -> Result<Vec<User>, Fault> {
    let mut query = db.prepare(&format!("SELECT {COLUMNS} FROM users ORDER BY name"))?;
    let users = query.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(users)
}

/// Switches the confirmation of sign-ins.
pub(crate) fn set_mfa(db: &Connection, id: &str, mfa: Mfa) -> Result<(), Fault> {
    db.execute("UPDATE users SET mfa = ?2 WHERE id = ?1", params![id, mfa.word()])?;
    Ok(())
}

/// Blocks the account (a time) or lifts the block.
pub(crate) fn set_blocked(db: &Connection, id: &str, at: Option<i64>) -> Result<(), Fault> {
    db.execute("UPDATE users SET blocked_at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

/// Keeps the requests since the owner's last approval.
pub(crate) fn set_streak(db: &Connection, id: &str, streak: Streak) -> Result<(), Fault> {
    db.execute(
        "UPDATE users SET requests_in_row = ?2, last_request = ?3, not_before = ?4 WHERE id = ?1",
        params![id, streak.requests, streak.last, streak.not_before],
    )?;
    Ok(())
}

/// Keeps how many wrong codes came in a row, and when the last of them did.
pub(crate) fn set_wrong_codes(db: &Connection, id: &str, count: i64, at: i64) -> Result<(), Fault> {
    db.execute(
        "UPDATE users SET wrong_codes = ?2, wrong_code_at = ?3 WHERE id = ?1",
        params![id, count, at],
    )?;
    Ok(())
}

/// Keeps how many wrong numbers came in a row.
pub(crate) fn set_wrong_in_row(db: &Connection, id: &str, count: i64) -> Result<(), Fault> {
    db.execute("UPDATE users SET wrong_in_row = ?2 WHERE id = ?1", params![id, count])?;
    Ok(())
}
