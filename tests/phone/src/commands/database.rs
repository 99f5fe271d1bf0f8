//! Reads another app's database for an import: the library says what to ask.

use countersign_core::app::Authenticator;
use countersign_core::secret::SecretBytes;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::output::Failure;

/// Rows as texts, below their columns.
type Rows = (Vec<String>, Vec<Vec<Option<String>>>);

/// The rows of a file that is a database; any other file as it is. What lies in the database's `-wal` file beside
/// it is read too.
pub(super) fn rows(
    phone: &Authenticator,
    name: &str,
    file: SecretBytes,
) -> Result<SecretBytes, Failure> {
    let Some(query) = phone.transfer().database_query(file.expose()) else { return Ok(file) };
    let (columns, rows) = asked(name, query).unwrap_or_default();
    Ok(phone.transfer().database_rows(&columns, rows)?)
}

fn asked(name: &str, query: &str) -> rusqlite::Result<Rows> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(name, flags)?;
    let mut statement = database.prepare(query)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let count = columns.len();
    let mut answer = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = answer.next()? {
        let cells: rusqlite::Result<Vec<_>> =
            (0..count).map(|at| row.get_ref(at).map(text)).collect();
        rows.push(cells?);
    }
    Ok((columns, rows))
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}
