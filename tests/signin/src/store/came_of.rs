//! What came of an approval: sessions, remembered browsers and phones that exist because of it.
//! They are taken back with it; a row ends with what it names.

use rusqlite::{Connection, params};

use crate::Fault;

/// What came of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A session, by its id.
    Session(String),
    /// A remembered browser, by its token's digest.
    Browser(String),
    /// A phone, by its credential id.
    Phone(String),
}

impl Thing {
    fn column(&self) -> (&'static str, &str) {
        match self {
            Self::Session(id) => ("session", id),
            Self::Browser(token) => ("browser", token),
            Self::Phone(credential) => ("phone", credential),
        }
    }
}

/// An approval, and the phone that gave it.
pub(crate) struct Approval {
    /// The request.
    pub(crate) cid: String,
    /// The phone's credential id; the phone may be gone by now.
    pub(crate) approver: String,
}

/// Notes that something came of approvals. It must exist.
pub(crate) fn add(db: &Connection, approvals: &[Approval], thing: &Thing) -> Result<(), Fault> {
    let (column, id) = thing.column();
    let sql = format!(
        "INSERT INTO came_of (cid, approver, {column}) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
    );
    for approval in approvals {
        db.execute(&sql, params![approval.cid, approval.approver, id])?;
    }
    Ok(())
}

/// The approvals that something came of.
pub(crate) fn approvals(db: &Connection, thing: &Thing) -> Result<Vec<Approval>, Fault> {
    let (column, id) = thing.column();
    let mut query = db.prepare(&format!(
        "SELECT cid, approver FROM came_of WHERE {column} = ?1 ORDER BY rowid"
    ))?;
    let read = |row: &rusqlite::Row<'_>| Ok(Approval { cid: row.get(0)?, approver: row.get(1)? });
    let found = query.query_map(params![id], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// All approvals of a phone of which something came, or of which a browser has not heard yet.
pub(crate) fn given_by(db: &Connection, credential: &str) -> Result<Vec<String>, Fault> {
    let mut query = db.prepare(
        "SELECT cid FROM came_of WHERE approver = ?1
         UNION SELECT cid FROM requests WHERE credential = ?1 AND status = 'APPROVED'",
    )?;
    let found = query.query_map(params![credential], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// What came of an approval and still exists.
pub(crate) fn of(db: &Connection, cid: &str) -> Result<Vec<Thing>, Fault> {
    let mut query = db.prepare("SELECT session, browser, phone FROM came_of WHERE cid = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        let [session, browser, phone]: [Option<String>; 3] =
            [row.get(0)?, row.get(1)?, row.get(2)?];
        let thing = session.map(Thing::Session);
        Ok(thing.or(browser.map(Thing::Browser)).or(phone.map(Thing::Phone)))
    };
    let found: Vec<Option<Thing>> =
        query.query_map(params![cid], read)?.collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}
