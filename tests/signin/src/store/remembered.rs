//! Browsers that are not asked for the number for a while. The cookie's token is kept as a digest.

use rusqlite::{Connection, OptionalExtension, params};

use crate::Fault;

/// A remembered browser, as the admin page lists it.
pub(crate) struct Remembered {
    /// "Firefox 140 · Windows"; empty where it is not known.
    pub(crate) browser: String,
    /// Until when.
    pub(crate) until: i64,
}

/// Remembers a browser.
pub(crate) fn add(
    db: &Connection,
    token: &str,
    user: &str,
    browser: &str,
    until: i64,
) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO remembered (token, user, browser, until) VALUES (?1, ?2, ?3, ?4)",
        params![token, user, browser, until],
    )?;
    Ok(())
}

/// Until when a browser is remembered for this user, if it still is.
pub(crate) fn until(
    db: &Connection,
    token: &str,
    user: &str,
    now: i64,
) -> Result<Option<i64>, Fault> {
    let sql = "SELECT until FROM remembered WHERE token = ?1 AND user = ?2 AND until > ?3";
    Ok(db.query_row(sql, params![token, user, now], |row| row.get(0)).optional()?)
}

/// The user's remembered browsers.
pub(crate) fn of(db: &Connection, user: &str, now: i64) -> Result<Vec<Remembered>, Fault> {
    let mut query = db.prepare(
        "SELECT browser, until FROM remembered WHERE user = ?1 AND until > ?2 ORDER BY until DESC",
    )?;
    let found = query
        .query_map(params![user, now], |row| {
            Ok(Remembered { browser: row.get(0)?, until: row.get(1)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// Forgets all browsers of a user; says how many.
pub(crate) fn forget_all(db: &Connection, user: &str) -> Result<usize, Fault> {
    Ok(db.execute("DELETE FROM remembered WHERE user = ?1", params![user])?)
}

/// Forgets one browser.
pub(crate) fn forget(db: &Connection, token: &str) -> Result<(), Fault> {
    db.execute("DELETE FROM remembered WHERE token = ?1", params![token])?;
    Ok(())
}
