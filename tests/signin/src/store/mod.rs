//! What the service remembers: one SQLite database, so that a restart forgets nothing.
//!
//! Every use is one immediate transaction: either all of what a step changes is on the disk, or
//! nothing is. Times are Unix seconds. What is only compared (session ids, remembered browsers) is
//! kept as a digest.

pub(crate) mod activity;
pub(crate) mod apps;
pub(crate) mod audit;
pub(crate) mod came_of;
mod concerned;
pub(crate) mod devices;
pub(crate) mod ending;
pub(crate) mod enrolments;
pub(crate) mod memory;
pub(crate) mod passes;
pub(crate) mod plain_devices;
pub(crate) mod pushes;
pub(crate) mod remembered;
pub(crate) mod requests;
pub(crate) mod sessions;
pub(crate) mod users;
pub(crate) mod wrong;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};

use crate::folder::{DATABASE, DataFolder};
use crate::rules::slow;
use crate::{Fault, StartError};

/// What makes a database of one version one of the next. Versions that people have are not changed.
const SHAPES: [&str; 6] = [
    include_str!("schema.sql"),
    include_str!("pushes.sql"),
    include_str!("password_versions.sql"),
    include_str!("devices.sql"),
    include_str!("limits.sql"),
    include_str!("plain.sql"),
];

/// How long what is over is still known, in seconds: phones are told what became of it.
const MEMORY: i64 = 24 * 3600;

/// How many prepared statements are kept: those of every step.
const STATEMENTS: usize = 64;

/// The database.
pub(crate) struct Store {
    connection: Mutex<Connection>,
    /// The version of the database that other processes change, where there may be any.
    elsewhere: Option<AtomicI64>,
    ending: ending::Ending,
}

impl Store {
    /// Opens the database in a folder, or one in memory, and brings it to the present shape.
    ///
    /// # Errors
    /// [`StartError::Database`] when it cannot be opened or is of a newer version, and what
    /// [`DataFolder::open`] says.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, StartError> {
        let connection = match folder {
            Some(folder) => {
                let folder = DataFolder::open(folder)?;
                // SQLite would make it with whatever mode the umask leaves.
                folder.create(DATABASE)?;
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX
                    | OpenFlags::SQLITE_OPEN_NOFOLLOW;
                Connection::open_with_flags(folder.path(DATABASE), flags).map_err(Fault::from)?
            }
            None => Connection::open_in_memory().map_err(Fault::from)?,
        };
        Ok(Self::with(connection, folder.is_some())?)
    }

    fn with(connection: Connection, on_disk: bool) -> Result<Self, Fault> {
        connection.busy_timeout(Duration::from_secs(5))?;
        if on_disk {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
        }
        // What is sorted stays out of files that are nobody's care.
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = usize::try_from(version).ok().and_then(|version| SHAPES.get(version..));
        let missing = known.ok_or(Fault::Store)?.concat();
        if !missing.is_empty() {
            let version = SHAPES.len();
            connection.execute_batch(&format!(
                "BEGIN; {missing} PRAGMA user_version = {version}; COMMIT;"
            ))?;
        }
        concerned::note(&connection)?;
        let elsewhere = on_disk.then(AtomicI64::default);
        let ending = ending::Ending::default();
        Ok(Self { connection: Mutex::new(connection), elsewhere, ending })
    }

    /// Runs one step as one transaction; an error undoes all of it. Also returns the accounts whose rows
    /// it added, changed or removed.
    ///
    /// # Errors
    /// As the step, and [`Fault::Store`] when it cannot be kept.
    pub(crate) fn step<T>(
        &self,
        step: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<(T, Vec<String>), Fault> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        self.ending.check()?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = step(&transaction)?;
        let concerned = concerned::take(&transaction)?;
        transaction.commit()?;
        self.ending.check()?;
        Ok((done, concerned))
    }

    /// Whether another process has changed the database since the last time of asking.
    ///
    /// # Errors
    /// [`Fault::Store`] when it does not say.
    pub(crate) fn changed_elsewhere(&self) -> Result<bool, Fault> {
        let Some(known) = &self.elsewhere else { return Ok(false) };
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut query = connection.prepare_cached("PRAGMA data_version")?;
        let version: i64 = query.query_row([], |row| row.get(0))?;
        Ok(known.swap(version, Ordering::Relaxed) != version)
    }

    /// Lets the database end, as [`ending::Ending::at`] says.
    ///
    /// # Errors
    /// [`Fault::Database`] when the commits cannot be watched.
    pub(crate) fn end_at_commit(&self, nth: u64, kept: bool) -> Result<(), Fault> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        self.ending.at(&mut connection, nth, kept)
    }

    /// How many commits were made since then.
    pub(crate) fn commits(&self) -> u64 {
        self.ending.commits()
    }
}

/// Forgets what has had its time.
pub(crate) fn prune(db: &Connection, now: i64) -> Result<(), Fault> {
    for (table, column, time) in [
        ("sessions", "expires", now),
        ("remembered", "until", now),
        ("seen", "until", now),
        ("answers", "until", now),
        ("passes", "until", now),
        ("wrong_passwords", "last", now.saturating_sub(slow::MEMORY)),
        ("wrong_from", "at", now.saturating_sub(slow::ADDRESS_WINDOW)),
        ("requests", "expires", now.saturating_sub(MEMORY)),
        ("enrolments", "expires", now.saturating_sub(MEMORY)),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {column} <= ?1");
        db.prepare_cached(&sql)?.execute(params![time])?;
    }
    Ok(())
}

/// A value kept under a name: the realm's key, the app's client secret.
pub(crate) fn setting(db: &Connection, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    let found = db
        .query_row("SELECT value FROM settings WHERE name = ?1", params![name], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Keeps a value under a name.
pub(crate) fn keep_setting(db: &Connection, name: &str, value: &[u8]) -> Result<(), Fault> {
    db.execute("INSERT INTO settings (name, value) VALUES (?1, ?2)", params![name, value])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_before_is_brought_to_the_present_shape() {
        let old = Connection::open_in_memory().unwrap();
        let [first, second, ..] = SHAPES;
        let rows = "INSERT INTO users (id, name, password, role, mfa, created) VALUES
                ('1', 'ida', 'x', 'user', 'enforced', 1), ('2', 'tom', 'x', 'user', 'off', 1);
            INSERT INTO devices VALUES ('c', 'd', '1', 'p', 'ios', '', '', 'none', '', 1, NULL, 1, 1);
            INSERT INTO remembered VALUES ('a', '1', 'Firefox', 9), ('b', '2', 'Firefox', 9);
            INSERT INTO sessions (id, csrf, kind, stage, user, service, created, expires)
                VALUES ('s', '', 'person', 'signed_in', NULL, 'mail', 1, 9);";
        old.execute_batch(&format!("{first} {second} {rows} PRAGMA user_version = 2;")).unwrap();
        let store = Store::with(old, false).unwrap();
        let count = |sql: &str| {
            store.step(|db| Ok(db.query_row(sql, [], |row| row.get::<_, i64>(0))?)).unwrap().0
        };
        assert_eq!(count("SELECT count(*) FROM sessions"), 0);
        assert_eq!(count("SELECT count(*) FROM remembered"), 1);
        assert_eq!(count("SELECT count(*) FROM remembered WHERE user = '1'"), 1);
        assert_eq!(count("PRAGMA user_version"), i64::try_from(SHAPES.len()).unwrap());
    }

    #[test]
    fn a_database_of_a_newer_version_is_left_alone() {
        let newer = Connection::open_in_memory().unwrap();
        let newest = i64::try_from(SHAPES.len()).unwrap();
        newer.pragma_update(None, "user_version", newest + 1).unwrap();
        assert!(Store::with(newer, false).is_err());
    }
}
