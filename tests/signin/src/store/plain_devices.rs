//! Phones of plain realms. Nobody can take one away: such a server has no call for it.

use rusqlite::{Connection, Row, params};

use crate::Fault;
use crate::crypto::jwk::PublicKey;

/// A phone of an account at a plain realm.
pub(crate) struct PlainDevice {
    /// Credential id, chosen by the phone.
    pub(crate) credential: String,
    /// Device id, chosen by the phone.
    pub(crate) device: String,
    /// Whose.
    pub(crate) user: String,
    /// Its name.
    pub(crate) label: String,
    /// "android", "ios", ...
    pub(crate) kind: String,
    /// Its key.
    pub(crate) key: PublicKey,
    /// Kind of push transport.
    pub(crate) push_type: String,
    /// Address on that transport.
    pub(crate) push_id: String,
    /// When it was added.
    pub(crate) created: i64,
}

fn read(row: &Row<'_>) -> rusqlite::Result<PlainDevice> {
    let (x, y): (String, String) = (row.get(5)?, row.get(6)?);
    Ok(PlainDevice {
        credential: row.get(0)?,
        device: row.get(1)?,
        user: row.get(2)?,
        label: row.get(3)?,
        kind: row.get(4)?,
        key: PublicKey::from_coordinates(&x, &y).ok_or(rusqlite::Error::InvalidQuery)?,
        push_type: row.get(7)?,
        push_id: row.get(8)?,
        created: row.get(9)?,
    })
}

/// Adds a phone; `false` if its name or one of its ids is taken.
pub(crate) fn add(db: &Connection, realm: &str, device: &PlainDevice) -> Result<bool, Fault> {
    let added = db.execute(
        "INSERT INTO plain_devices (realm, credential, device, user, label, kind, x, y, push_type,
         push_id, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT DO NOTHING",
        params![
            realm,
            device.credential,
            device.device,
            device.user,
            device.label,
            device.kind,
            device.key.x,
            device.key.y,
            device.push_type,
            device.push_id,
            device.created
        ],
    )?;
    Ok(added == 1)
}

/// All phones of a user, the first one first: that one is asked.
pub(crate) fn of(db: &Connection, realm: &str, user: &str) -> Result<Vec<PlainDevice>, Fault> {
    let mut query = db.prepare(
        "SELECT credential, device, user, label, kind, x, y, push_type, push_id, created
         FROM plain_devices WHERE realm = ?1 AND user = ?2 ORDER BY created, rowid",
    )?;
    let found = query.query_map(params![realm, user], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Keeps a phone's push target.
pub(crate) fn set_push(
    db: &Connection,
    realm: &str,
    credential: &str,
    push_type: &str,
    push_id: &str,
) -> Result<(), Fault> {
    db.execute(
        "UPDATE plain_devices SET push_type = ?3, push_id = ?4 WHERE realm = ?1 AND credential = ?2",
        params![realm, credential, push_type, push_id],
    )?;
    Ok(())
}

/// Puts a new key in the place of the old one.
pub(crate) fn set_key(
    db: &Connection,
    realm: &str,
    credential: &str,
    key: &PublicKey,
) -> Result<(), Fault> {
    db.execute(
        "UPDATE plain_devices SET x = ?3, y = ?4 WHERE realm = ?1 AND credential = ?2",
        params![realm, credential, key.x, key.y],
    )?;
    Ok(())
}
