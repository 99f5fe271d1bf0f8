//! Lets the database end at a commit, as if the service was killed there: for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::Connection;

use crate::Fault;

/// Whether and when the database ends.
#[derive(Default)]
pub(crate) struct Ending {
    commits: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
}

impl Ending {
    /// Counts commits from now on, and ends at the `nth`: just before it, or, with `kept`, just after
    /// it. From then on every step fails, the one that made this commit too.
    pub(crate) fn at(
        &self,
        connection: &mut Connection,
        nth: u64,
        kept: bool,
    ) -> Result<(), Fault> {
        let (commits, ended) = (Arc::clone(&self.commits), Arc::clone(&self.ended));
        connection.commit_hook(Some(move || {
            let count = commits.fetch_add(1, Ordering::SeqCst) + 1;
            if count < nth {
                return false;
            }
            ended.store(true, Ordering::SeqCst);
            // What the hook says yes to is undone.
            !(kept && count == nth)
        }))?;
        Ok(())
    }

    /// How many commits were counted.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// Fails once the database has ended.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if self.ended.load(Ordering::SeqCst) { Err(Fault::Store) } else { Ok(()) }
    }
}
