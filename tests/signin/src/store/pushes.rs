//! What the transport `log` carried: instead of ringing a phone it writes the message down.

use rusqlite::{Connection, params};

use crate::Fault;

/// A message to a phone.
pub(crate) struct Push {
    /// When.
    pub(crate) at: i64,
    /// The phone's address.
    pub(crate) address: String,
    /// What was sent: the request's confirm token.
    pub(crate) message: String,
}

/// Writes a message to the phone of this credential, and forgets all but the newest [`KEPT`].
pub(crate) fn add(db: &Connection, credential: &str, push: &Push) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO pushes (at, credential, address, message) VALUES (?1, ?2, ?3, ?4)",
        params![push.at, credential, push.address, push.message],
    )?;
    db.execute("DELETE FROM pushes WHERE id <= (SELECT max(id) FROM pushes) - ?1", params![KEPT])?;
    Ok(())
}

/// All that are kept, oldest first.
pub(crate) fn all(db: &Connection) -> Result<Vec<Push>, Fault> {
    let mut query = db.prepare("SELECT at, address, message FROM pushes ORDER BY id")?;
    let pushes = query
        .query_map([], |row| {
            Ok(Push { at: row.get(0)?, address: row.get(1)?, message: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(pushes)
}

/// Messages kept.
const KEPT: i64 = 1000;
