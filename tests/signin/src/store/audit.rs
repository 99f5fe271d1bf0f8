//! The log: what happened, when, on which phone with which app. No number, secret or token.

use std::ops::Range;

use rusqlite::{Connection, Row, params};

use crate::Fault;

/// A line of the log.
#[derive(Clone, Default)]
pub(crate) struct Line {
    /// Its place in the log; 0 before it is written.
    pub(crate) id: i64,
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

/// What is looked for. The default finds every line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    /// A part of the user's name, compared without case; empty = everybody.
    pub(crate) user: String,
    /// What happened, as [`Line::event`]; `None` = anything.
    pub(crate) event: Option<&'static str>,
    /// When.
    pub(crate) times: Range<i64>,
}

impl Default for Search {
    fn default() -> Self {
        Self { user: String::new(), event: None, times: i64::MIN..i64::MAX }
    }
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
    found(db, &Search::default(), EVERYWHERE, Order::NewestFirst, count)
}

/// All places of the log.
pub(crate) const EVERYWHERE: Range<i64> = 1..i64::MAX;

/// Which of the lines that are found come first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As people read it.
    NewestFirst,
    /// As it was written.
    OldestFirst,
}

/// What a search means in SQL.
const FITS: &str = "(?1 = '' OR instr(lower(user), lower(?1)) > 0) AND (?2 IS NULL OR event = ?2)
    AND at >= ?3 AND at < ?4 AND id >= ?5 AND id < ?6";

/// The first lines of these places that fit.
pub(crate) fn found(
    db: &Connection,
    search: &Search,
    places: Range<i64>,
    order: Order,
    count: u32,
) -> Result<Vec<Line>, Fault> {
    let order = match order {
        Order::NewestFirst => "DESC",
        Order::OldestFirst => "ASC",
    };
    let sql = format!(
        "SELECT id, at, user, event, device, version, browser, reason, actor FROM audit
         WHERE {FITS} ORDER BY id {order} LIMIT ?7"
    );
    let mut query = db.prepare(&sql)?;
    let Search { user, event, times } = search;
    let sought = params![user, event, times.start, times.end, places.start, places.end, count];
    let lines = query.query_map(sought, read)?.collect::<Result<_, _>>()?;
    Ok(lines)
}

/// How many lines of these places fit; counted up to `most`.
pub(crate) fn count(
    db: &Connection,
    search: &Search,
    places: Range<i64>,
    most: u32,
) -> Result<u32, Fault> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM audit WHERE {FITS} LIMIT ?7)");
    let Search { user, event, times } = search;
    let sought = params![user, event, times.start, times.end, places.start, places.end, most];
    Ok(db.query_row(&sql, sought, |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        at: row.get(1)?,
        user: row.get(2)?,
        event: row.get(3)?,
        device: row.get(4)?,
        version: row.get(5)?,
        browser: row.get(6)?,
        reason: row.get(7)?,
        actor: row.get(8)?,
    })
}
