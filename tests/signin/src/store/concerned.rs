//! Which accounts a step concerns: the database itself notes whose rows a step adds, changes or removes, so
//! that no step can forget to say so.

use rusqlite::Connection;

use crate::Fault;

/// The tables that waiting pages are drawn from, and the column with the account.
const TABLES: [(&str, &str); 7] = [
    ("users", "id"),
    ("devices", "user"),
    ("enrolments", "user"),
    ("requests", "user"),
    ("sessions", "user"),
    ("passes", "user"),
    ("apps", "user"),
];

/// Makes the database note it, for this connection. What a step that fails has noted is undone with it.
pub(super) fn note(db: &Connection) -> Result<(), Fault> {
    db.execute_batch("CREATE TEMP TABLE concerned (user TEXT NOT NULL) STRICT;")?;
    for (table, column) in TABLES {
        for (event, rows) in [("INSERT", "NEW"), ("UPDATE", "NEW OLD"), ("DELETE", "OLD")] {
            // Not `OR IGNORE`: what the statement outside says of conflicts holds in here too.
            let noted: String = rows
                .split(' ')
                .map(|row| format!("INSERT INTO concerned VALUES ({row}.{column});"))
                .collect();
            db.execute_batch(&format!(
                "CREATE TEMP TRIGGER {table}_{event} AFTER {event} ON main.{table}
                 BEGIN {noted} END;"
            ))?;
        }
    }
    Ok(())
}

/// Takes what was noted in this step.
pub(super) fn take(db: &Connection) -> Result<Vec<String>, Fault> {
    let mut query = db.prepare_cached("SELECT DISTINCT user FROM concerned")?;
    let users: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if !users.is_empty() {
        db.prepare_cached("DELETE FROM concerned")?.execute([])?;
    }
    Ok(users)
}
