//! The log: what happened, when, on which phone with which app. No number, secret or token.

use rusqlite::{Connection, params};

use crate::Fault;

/// A line of the log.
#[derive(Clone, Default)]
pub(crate) struct Line {
    /// When.
    pub(crate) at: i64,
    /// Whose account, by name.
    pub(crate) user: String,
    /// What, as [`Event::word`](crate::flow::Event).
    pub(crate) event: String,
    /// Name of the phone.
    pub(crate) device: Option<String>,
    /// What its app says about itself.
    pub(crate) version: Option<String>,
    /// Browser and place.
    pub(crate) browser: Option<String>,
    /// Why.
    pub(crate) reason: Option<String>,
    /// The administrator who did it.
    pub(crate) actor: Option<String>,
}

/// Writes a line.
pub(crate) fn write(db: &Connection, line: &Line) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO audit (at, user, event, device, version, browser, reason, actor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            line.at,
            line.user,
            line.event,
            line.device,
            line.version,
            line.browser,
            line.reason,
            line.actor
        ],
    )?;
    Ok(())
}

/// The newest lines, newest first.
pub(crate) fn newest(db: &Connection, count: u32) -> Result<Vec<Line>, Fault> {
    let mut query = db.prepare(
        "SELECT at, user, event, device, version, browser, reason, actor FROM audit
         ORDER BY id DESC LIMIT ?1",
    )?;
    let lines = query
        .query_map(params![count], |row| {
            Ok(Line {
                at: row.get(0)?,
                user: row.get(1)?,
                event: row.get(2)?,
                device: row.get(3)?,
                version: row.get(4)?,
                browser: row.get(5)?,
                reason: row.get(6)?,
                actor: row.get(7)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(lines)
}
