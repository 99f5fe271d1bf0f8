//! Wrong passwords: in a row by account or browser, and lately by address.

use rusqlite::{Connection, OptionalExtension, params};

use crate::Fault;

/// Wrong passwords in a row.
#[derive(Clone, Copy, Default)]
pub(crate) struct Row {
    /// How many.
    pub(crate) in_row: i64,
    /// When the last of them was typed.
    pub(crate) last: i64,
}

/// Wrong passwords in a row of an owner.
pub(crate) fn of(db: &Connection, owner: &str) -> Result<Row, Fault> {
    let sql = "SELECT in_row, last FROM wrong_passwords WHERE owner = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok(Row { in_row: row.get(0)?, last: row.get(1)? });
    Ok(db.query_row(sql, params![owner], read).optional()?.unwrap_or_default())
}

/// Counts one more; says how many there are now.
pub(crate) fn count(db: &Connection, owner: &str, now: i64) -> Result<i64, Fault> {
    let sql = "INSERT INTO wrong_passwords (owner, in_row, last) VALUES (?1, 1, ?2)
               ON CONFLICT (owner) DO UPDATE SET in_row = in_row + 1, last = ?2
               RETURNING in_row";
    Ok(db.query_row(sql, params![owner, now], |row| row.get(0))?)
}

/// The right one was typed: the row ends.
pub(crate) fn forget(db: &Connection, owner: &str) -> Result<(), Fault> {
    db.execute("DELETE FROM wrong_passwords WHERE owner = ?1", params![owner])?;
    Ok(())
}

/// Counts one more from a network; returns what [`take_back`] takes.
pub(crate) fn count_from(db: &Connection, network: &str, now: i64) -> Result<i64, Fault> {
    db.execute("INSERT INTO wrong_from (network, at) VALUES (?1, ?2)", params![network, now])?;
    Ok(db.last_insert_rowid())
}

/// It was the right one after all.
pub(crate) fn take_back(db: &Connection, id: i64) -> Result<(), Fault> {
    db.execute("DELETE FROM wrong_from WHERE id = ?1", params![id])?;
    Ok(())
}

/// When the `count`-th newest from a network was typed, if there are so many after `since`.
pub(crate) fn nth_newest(
    db: &Connection,
    network: &str,
    since: i64,
    count: i64,
) -> Result<Option<i64>, Fault> {
    let sql = "SELECT at FROM wrong_from WHERE network = ?1 AND at > ?2
               ORDER BY at DESC LIMIT 1 OFFSET ?3 - 1";
    Ok(db.query_row(sql, params![network, since, count], |row| row.get(0)).optional()?)
}
