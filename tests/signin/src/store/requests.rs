//! Requests to a phone. The number is erased as soon as a request is over.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::Fault;
use crate::rules::request::{Purpose, Status};

/// A request.
#[derive(Clone)]
pub(crate) struct Request {
    /// UUID.
    pub(crate) cid: String,
    /// Whose.
    pub(crate) user: String,
    /// The phone that it is addressed to.
    pub(crate) credential: String,
    /// The set-up that it tries out.
    pub(crate) enrolment: Option<String>,
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// The number on the page, while it is pending.
    pub(crate) number: Option<String>,
    /// Its length.
    pub(crate) digits: u8,
    /// What became of it.
    pub(crate) status: Status,
    /// What the page's event stream must know.
    pub(crate) secret: String,
    /// When it was made.
    pub(crate) created: i64,
    /// When it lapses.
    pub(crate) expires: i64,
    /// When it ended.
    pub(crate) resolved: Option<i64>,
    /// "mail".
    pub(crate) client_id: String,
    /// "Mail".
    pub(crate) client_name: String,
    /// Address of the browser.
    pub(crate) ip: Option<String>,
    /// Its place.
    pub(crate) location: Option<String>,
    /// Its country.
    pub(crate) country: Option<String>,
    /// Name and version of the browser.
    pub(crate) browser: Option<String>,
    /// Its system.
    pub(crate) os: Option<String>,
    /// Requests of the account in the last hour, this one included.
    pub(crate) last_hour: i64,
    /// Digest of what is displayed.
    pub(crate) ctx: String,
    /// The signed confirm token.
    pub(crate) confirm: String,
}

const COLUMNS: &str = "cid, user, credential, enrolment, purpose, number, digits, status, secret, \
    created, expires, client_id, client_name, ip, location, country, browser, os, last_hour, ctx, \
    confirm, resolved";

fn read(row: &Row<'_>) -> rusqlite::Result<Request> {
    let purpose = row.get::<_, String>(4)?;
    Ok(Request {
        cid: row.get(0)?,
        user: row.get(1)?,
        credential: row.get(2)?,
        enrolment: row.get(3)?,
        purpose: if purpose == "tryout" { Purpose::Tryout } else { Purpose::Login },
        number: row.get(5)?,
        digits: row.get(6)?,
        status: Status::from_word(&row.get::<_, String>(7)?),
        secret: row.get(8)?,
        created: row.get(9)?,
        expires: row.get(10)?,
        client_id: row.get(11)?,
        client_name: row.get(12)?,
        ip: row.get(13)?,
        location: row.get(14)?,
        country: row.get(15)?,
        browser: row.get(16)?,
        os: row.get(17)?,
        last_hour: row.get(18)?,
        ctx: row.get(19)?,
        confirm: row.get(20)?,
        resolved: row.get(21)?,
    })
}

/// Adds a request.
pub(crate) fn add(db: &Connection, request: &Request) -> Result<(), Fault> {
    db.execute(
        &format!(
            "INSERT INTO requests ({COLUMNS}) VALUES
             (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22)"
        ),
        params![
            request.cid,
            request.user,
            request.credential,
            request.enrolment,
            request.purpose.word(),
            request.number,
            request.digits,
            request.status.word(),
            request.secret,
            request.created,
            request.expires,
            request.client_id,
            request.client_name,
            request.ip,
            request.location,
            request.country,
            request.browser,
            request.os,
            request.last_hour,
            request.ctx,
            request.confirm,
            request.resolved
        ],
    )?;
    Ok(())
}

/// The request with an id.
pub(crate) fn by_id(db: &Connection, cid: &str) -> Result<Option<Request>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM requests WHERE cid = ?1");
    Ok(db.prepare_cached(&sql)?.query_row(params![cid], read).optional()?)
}

/// Pending requests of an account, oldest first.
pub(crate) fn pending(db: &Connection, user: &str) -> Result<Vec<Request>, Fault> {
    let mut query = db.prepare(&format!(
        "SELECT {COLUMNS} FROM requests WHERE user = ?1 AND status = 'PENDING'
         ORDER BY created, rowid"
    ))?;
    let found = query.query_map(params![user], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Pending requests whose time is over.
pub(crate) fn due(db: &Connection, now: i64) -> Result<Vec<Request>, Fault> {
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM requests WHERE status = 'PENDING' AND expires <= ?1"
    ))?;
    let found = query.query_map(params![now], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// How many sign-in requests the account had since a time. Try-outs count per enrolment, not for the
/// account (section 4.6): whoever set a phone up is not warned at the first sign-in.
pub(crate) fn count_since(db: &Connection, user: &str, since: i64) -> Result<i64, Fault> {
    let sql = "SELECT count(*) FROM requests
               WHERE user = ?1 AND created > ?2 AND purpose = 'login'";
    Ok(db.query_row(sql, params![user, since], |row| row.get(0))?)
}

/// Ends a pending request and erases its number; one that is over stays as it is.
pub(crate) fn end(db: &Connection, cid: &str, status: Status, now: i64) -> Result<(), Fault> {
    db.execute(
        "UPDATE requests SET status = ?2, resolved = ?3, number = NULL
         WHERE cid = ?1 AND status = 'PENDING'",
        params![cid, status.word(), now],
    )?;
    Ok(())
}
