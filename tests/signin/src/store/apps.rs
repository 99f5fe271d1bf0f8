//! The other authenticator app of an account: a standard one-time code in place of a phone.

use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use crate::Fault;

/// An app.
pub(crate) struct App {
    /// The seed of its codes.
    pub(crate) seed: Zeroizing<Vec<u8>>,
    /// The newest step of time whose code was used up.
    pub(crate) code_used: i64,
    /// When it was set up.
    pub(crate) created: i64,
}

/// The app of a user.
pub(crate) fn of(db: &Connection, user: &str) -> Result<Option<App>, Fault> {
    let sql = "SELECT seed, code_used, created FROM apps WHERE user = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let seed = Zeroizing::new(row.get(0)?);
        Ok(App { seed, code_used: row.get(1)?, created: row.get(2)? })
    };
    Ok(db.query_row(sql, params![user], read).optional()?)
}

/// Sets a user's app up.
pub(crate) fn add(db: &Connection, user: &str, app: &App) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO apps (user, seed, code_used, created) VALUES (?1, ?2, ?3, ?4)",
        params![user, *app.seed, app.code_used, app.created],
    )?;
    Ok(())
}

/// Notes the newest step of time whose code was used up.
pub(crate) fn set_code_used(db: &Connection, user: &str, step: i64) -> Result<(), Fault> {
    db.execute("UPDATE apps SET code_used = ?2 WHERE user = ?1", params![user, step])?;
    Ok(())
}

/// Forgets a user's app; says whether there was one.
pub(crate) fn erase(db: &Connection, user: &str) -> Result<bool, Fault> {
    Ok(db.execute("DELETE FROM apps WHERE user = ?1", params![user])? > 0)
}
