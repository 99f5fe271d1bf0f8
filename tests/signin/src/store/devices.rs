//! Phones. A phone that was unlinked leaves nothing here: key, push target and name are erased.

use rusqlite::{Connection, OptionalExtension, Row, params};
use zeroize::Zeroizing;

use crate::Fault;
use crate::crypto::jwk::PublicKey;

/// A phone of an account.
#[derive(Clone)]
pub(crate) struct Device {
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
    /// Whether the try-out was passed.
    pub(crate) active: bool,
    /// What its app says about itself.
    pub(crate) version: Option<String>,
    /// When it was added.
    pub(crate) created: i64,
    /// The seed of its own one-time code; phones of before have none.
    pub(crate) seed: Option<Zeroizing<Vec<u8>>>,
    /// The newest step of time whose code was used up.
    pub(crate) code_used: i64,
}

const COLUMNS: &str = "credential, device, user, label, kind, x, y, push_type, push_id, active, \
                       version, created, seed, code_used";

fn read(row: &Row<'_>) -> rusqlite::Result<Device> {
    let (x, y): (String, String) = (row.get(5)?, row.get(6)?);
    let key = PublicKey::from_coordinates(&x, &y).ok_or(rusqlite::Error::InvalidQuery)?;
    Ok(Device {
        credential: row.get(0)?,
        device: row.get(1)?,
        user: row.get(2)?,
        label: row.get(3)?,
        kind: row.get(4)?,
        key,
        push_type: row.get(7)?,
        push_id: row.get(8)?,
        active: row.get(9)?,
        version: row.get(10)?,
        created: row.get(11)?,
        seed: row.get::<_, Option<Vec<u8>>>(12)?.map(Zeroizing::new),
        code_used: row.get(13)?,
    })
}

/// Adds a phone; `false` if its credential or device id is taken.
pub(crate) fn add(db: &Connection, device: &Device) -> Result<bool, Fault> {
    let added = db.execute(
        &format!(
            "INSERT INTO devices ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,
             ?13,?14)
             ON CONFLICT DO NOTHING"
        ),
        params![
            device.credential,
            device.device,
            device.user,
            device.label,
            device.kind,
            device.key.x,
            device.key.y,
            device.push_type,
            device.push_id,
            device.active,
            device.version,
            device.created,
            device.seed.as_deref(),
            device.code_used
        ],
    )?;
    Ok(added == 1)
}

/// The phone of a user with a device id.
pub(crate) fn find(db: &Connection, user: &str, device: &str) -> Result<Option<Device>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM devices WHERE user = ?1 AND device = ?2");
    Ok(db.prepare_cached(&sql)?.query_row(params![user, device], read).optional()?)
}

/// The phone with a credential id.
pub(crate) fn by_credential(db: &Connection, credential: &str) -> Result<Option<Device>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM devices WHERE credential = ?1");
    Ok(db.prepare_cached(&sql)?.query_row(params![credential], read).optional()?)
}

/// All phones in use of a user, the one that approved last first.
pub(crate) fn active(db: &Connection, user: &str) -> Result<Vec<Device>, Fault> {
    let mut query = db.prepare(&format!(
        "SELECT {COLUMNS} FROM devices WHERE user = ?1 AND active
         ORDER BY approved DESC, created DESC, credential"
    ))?;
    let devices = query.query_map(params![user], read)?.collect::<Result<_, _>>()?;
    Ok(devices)
}

/// Whether the user has a phone in use with this name.
pub(crate) fn label_taken(db: &Connection, user: &str, label: &str) -> Result<bool, Fault> {
    let sql = "SELECT count(*) FROM devices WHERE user = ?1 AND label = ?2 AND active";
    let count: i64 = db.query_row(sql, params![user, label], |row| row.get(0))?;
    Ok(count > 0)
}

/// The phone passed its try-out.
pub(crate) fn activate(db: &Connection, credential: &str, now: i64) -> Result<(), Fault> {
    db.execute(
        "UPDATE devices SET active = 1, approved = ?2 WHERE credential = ?1",
        params![credential, now],
    )?;
    Ok(())
}

/// The phone approved a sign-in.
pub(crate) fn approved(db: &Connection, credential: &str, now: i64) -> Result<(), Fault> {
    db.execute("UPDATE devices SET approved = ?2 WHERE credential = ?1", params![credential, now])?;
    Ok(())
}

/// Keeps what the phone's app says about itself.
pub(crate) fn set_version(db: &Connection, credential: &str, text: &str) -> Result<(), Fault> {
    db.execute(
        "UPDATE devices SET version = ?2 WHERE credential = ?1 AND version IS NOT ?2",
        params![credential, text],
    )?;
    Ok(())
}

/// Keeps the phone's push target.
pub(crate) fn set_push(
    db: &Connection,
    credential: &str,
    push_type: &str,
    push_id: &str,
) -> Result<(), Fault> {
    db.execute(
        "UPDATE devices SET push_type = ?2, push_id = ?3 WHERE credential = ?1",
        params![credential, push_type, push_id],
    )?;
    Ok(())
}

/// Notes the newest step of time whose code was used up.
pub(crate) fn set_code_used(db: &Connection, credential: &str, step: i64) -> Result<(), Fault> {
    db.execute(
        "UPDATE devices SET code_used = ?2 WHERE credential = ?1",
        params![credential, step],
    )?;
    Ok(())
}

/// Puts a new key in the place of the old one.
pub(crate) fn set_key(db: &Connection, credential: &str, key: &PublicKey) -> Result<(), Fault> {
    db.execute(
        "UPDATE devices SET x = ?2, y = ?3 WHERE credential = ?1",
        params![credential, key.x, key.y],
    )?;
    Ok(())
}

/// Erases the phone.
pub(crate) fn erase(db: &Connection, credential: &str) -> Result<(), Fault> {
    db.execute("DELETE FROM devices WHERE credential = ?1", params![credential])?;
    Ok(())
}
