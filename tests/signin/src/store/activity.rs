//! What phones answered lately, a few requests each.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::Fault;
use crate::store::requests::Request;

/// Requests kept of a phone.
const KEPT: i64 = 20;

/// A request that ended.
pub(crate) struct Ended {
    /// Which one.
    pub(crate) cid: String,
    /// When it ended.
    pub(crate) at: i64,
    /// How, as a word.
    pub(crate) outcome: String,
    /// "Mail".
    pub(crate) client_name: String,
    /// Address of the browser.
    pub(crate) ip: Option<String>,
    /// Its place.
    pub(crate) location: Option<String>,
    /// Name and version of the browser.
    pub(crate) browser: Option<String>,
    /// Its system.
    pub(crate) os: Option<String>,
    /// Whether what came of it was taken back.
    pub(crate) revoked: bool,
}

const COLUMNS: &str = "cid, at, outcome, client_name, ip, location, browser, os, revoked";

fn read(row: &Row<'_>) -> rusqlite::Result<Ended> {
    Ok(Ended {
        cid: row.get(0)?,
        at: row.get(1)?,
        outcome: row.get(2)?,
        client_name: row.get(3)?,
        ip: row.get(4)?,
        location: row.get(5)?,
        browser: row.get(6)?,
        os: row.get(7)?,
        revoked: row.get(8)?,
    })
}

/// Keeps how a request ended, and of its phone the newest [`KEPT`] only.
pub(crate) fn add(
    db: &Connection,
    request: &Request,
    outcome: &str,
    now: i64,
) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO activity (cid, credential, at, outcome, client_name, ip, location, browser, os)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            request.cid,
            request.credential,
            now,
            outcome,
            request.client_name,
            request.ip,
            request.location,
            request.browser,
            request.os
        ],
    )?;
    db.execute(
        "DELETE FROM activity WHERE credential = ?1 AND rowid NOT IN
         (SELECT rowid FROM activity WHERE credential = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2)",
        params![request.credential, KEPT],
    )?;
    Ok(())
}

/// What a phone answered, newest first.
pub(crate) fn of(db: &Connection, credential: &str) -> Result<Vec<Ended>, Fault> {
    let mut query = db.prepare(&format!(
        "SELECT {COLUMNS} FROM activity WHERE credential = ?1 ORDER BY at DESC, rowid DESC"
    ))?;
    let found = query.query_map(params![credential], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// One of them.
pub(crate) fn find(db: &Connection, credential: &str, cid: &str) -> Result<Option<Ended>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM activity WHERE credential = ?1 AND cid = ?2");
    Ok(db.query_row(&sql, params![credential, cid], read).optional()?)
}

/// Notes that what came of an approval was taken back.
pub(crate) fn set_revoked(db: &Connection, cid: &str) -> Result<(), Fault> {
    db.execute("UPDATE activity SET revoked = 1 WHERE cid = ?1", params![cid])?;
    Ok(())
}
