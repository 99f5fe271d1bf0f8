//! What was seen before: `jti` values, and answers with the reply they got.

use rusqlite::{Connection, OptionalExtension, params};

use crate::Fault;

/// Notes a `jti` of a key; `false` if it was seen before.
pub(crate) fn first_use(
    db: &Connection,
    owner: &str,
    jti: &str,
    until: i64,
) -> Result<bool, Fault> {
    let added = db.execute(
        "INSERT INTO seen (owner, jti, until) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![owner, jti, until],
    )?;
    Ok(added == 1)
}

/// The reply that the identical JWS of this phone got before.
pub(crate) fn reply(
    db: &Connection,
    digest: &str,
    credential: &str,
    now: i64,
) -> Result<Option<(u16, String)>, Fault> {
    let sql = "SELECT status, body FROM answers
               WHERE digest = ?1 AND credential = ?2 AND until > ?3";
    let found = db
        .query_row(sql, params![digest, credential, now], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Keeps the reply to a JWS.
pub(crate) fn keep_reply(
    db: &Connection,
    digest: &str,
    credential: &str,
    (status, body): (u16, &str),
    until: i64,
) -> Result<(), Fault> {
    db.execute(
        "INSERT INTO answers (digest, credential, status, body, until) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        params![digest, credential, status, body, until],
    )?;
    Ok(())
}
