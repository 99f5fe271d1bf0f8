//! What the fuzz target of backups runs, so that its corpus is replayed as a unit test too (V-47).

use crate::vault::backup::{digest, inspect, open_by_key, sealed_for_fuzzing};

/// Takes any bytes as a backup file, and as contents under a valid seal. What is opened can be sealed again,
/// and holds no push account that works.
///
/// # Panics
/// When it cannot.
pub fn run(data: &[u8]) {
    let _ = inspect(data);
    let Some((key, sealed)) = sealed_for_fuzzing(data) else { return };
    let _ = open_by_key(data, &key);
    if let Ok(opened) = open_by_key(&sealed, &key) {
        assert!(digest(&opened.entries).is_ok(), "what was opened can be written again");
        for entry in opened.entries.iter().filter_map(crate::vault::Entry::for_backup) {
            if let crate::vault::EntryBody::Push(account) = &entry.body {
                assert!(account.otp.is_none() && account.completion.is_none());
            }
        }
    }
}
