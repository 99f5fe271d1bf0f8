//! What the service remembers: one SQLite database, so that a restart forgets nothing.
//!
//! Every use is one immediate transaction: either all of what a step changes is on the disk, or
//! nothing is. Times are Unix seconds. What is only compared (session ids, remembered browsers) is
//! kept as a digest.

pub(crate) mod audit;
pub(crate) mod devices;
pub(crate) mod enrolments;
pub(crate) mod memory;
pub(crate) mod pushes;
pub(crate) mod remembered;
pub(crate) mod requests;
pub(crate) mod sessions;
pub(crate) mod users;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};

use crate::folder::{DATABASE, DataFolder};
use crate::{Fault, StartError};

/// The database.
pub(crate) struct Store {
    connection: Mutex<Connection>,
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
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let missing = match version {
            0 => concat!(include_str!("schema.sql"), include_str!("pushes.sql")),
            1 => include_str!("pushes.sql"),
            2 => "",
            _ => return Err(Fault::Store),
        };
        if !missing.is_empty() {
            connection
                .execute_batch(&format!("BEGIN; {missing} PRAGMA user_version = 2; COMMIT;"))?;
        }
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// Runs one step as one transaction; an error undoes all of it.
    ///
    /// # Errors
    /// As the step, and [`Fault::Store`] when it cannot be kept.
    pub(crate) fn step<T>(
        &self,
        step: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = step(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
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
