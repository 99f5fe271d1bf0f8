//! One-time passes of people who lost their phone. A pass is kept as a digest only.

use rusqlite::{Connection, OptionalExtension, params};

use crate::Fault;

/// A pass that was issued and not used yet.
pub(crate) struct Pass {
    /// Digest of the sixteen characters.
    pub(crate) digest: String,
    /// Until when it can be used.
    pub(crate) until: i64,
    /// How often something else was typed in its place.
    pub(crate) wrong: i64,
}

/// Keeps a pass in place of the user's older one.
pub(crate) fn put(db: &Connection, user: &str, digest: &str, until: i64) -> Result<(), Fault> {
    db.execute(
        "INSERT OR REPLACE INTO passes (user, digest, until) VALUES (?1, ?2, ?3)",
        params![user, digest, until],
    )?;
    Ok(())
}

/// The pass of a user.
pub(crate) fn of(db: &Connection, user: &str) -> Result<Option<Pass>, Fault> {
    let sql = "SELECT digest, until, wrong FROM passes WHERE user = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Pass { digest: row.get(0)?, until: row.get(1)?, wrong: row.get(2)? })
    };
    Ok(db.query_row(sql, params![user], read).optional()?)
}

/// Counts that something else was typed.
pub(crate) fn count_wrong(db: &Connection, user: &str) -> Result<(), Fault> {
    db.execute("UPDATE passes SET wrong = wrong + 1 WHERE user = ?1", params![user])?;
    Ok(())
}

/// Ends the pass of a user: used, or of no use any more.
pub(crate) fn end(db: &Connection, user: &str) -> Result<(), Fault> {
    db.execute("DELETE FROM passes WHERE user = ?1", params![user])?;
    Ok(())
}
