//! Puts the parts of an export together and says which are missing.

use std::collections::BTreeMap;

use super::account::ScannedAccount;
use super::migration::{BatchEntry, OtpBatch};

/// Collects the parts of one export, in any order.
///
/// Parts belong together by id, number of parts and version. Nothing is ever replaced in silence:
/// what does not fit is handed back, and the person decides whether to start over.
#[derive(Debug, Default)]
pub struct Collector {
    parts: BTreeMap<u32, OtpBatch>,
}

/// What became of a part.
#[derive(Debug)]
pub enum Added {
    /// It was taken.
    Taken {
        /// The indexes that are still missing.
        missing: Vec<u32>,
    },
    /// It was there already, byte for byte.
    AlreadyThere {
        /// The indexes that are still missing.
        missing: Vec<u32>,
    },
    /// A part of the same index with other bytes is there; ask whether to start over.
    Differs(OtpBatch),
    /// It belongs to another export; ask whether to start over.
    OtherExport(OtpBatch),
}

/// The export is not complete; "add k of n" must be said in so many words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the export is not complete: scan its other codes too, or add what is there")]
pub struct Incomplete {
    /// The indexes that are missing.
    pub missing: Vec<u32>,
}

impl Collector {
    /// Nothing collected yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a scanned part.
    pub fn add(&mut self, part: OtpBatch) -> Added {
        if let Some(first) = self.parts.values().next() {
            let group = |part: &OtpBatch| (part.id, part.count, part.version);
            if group(first) != group(&part) {
                return Added::OtherExport(part);
            }
        }
        match self.parts.get(&part.index) {
            Some(have) if have.digest == part.digest => {
                Added::AlreadyThere { missing: self.missing() }
            }
            Some(_) => Added::Differs(part),
            None => {
                self.parts.insert(part.index, part);
                Added::Taken { missing: self.missing() }
            }
        }
    }

    /// Forgets what was collected and begins with this part.
    pub fn start_over(&mut self, part: OtpBatch) {
        self.parts.clear();
        self.parts.insert(part.index, part);
    }

    /// The indexes that are missing; all unknown, hence none, before the first part.
    #[must_use]
    pub fn missing(&self) -> Vec<u32> {
        let count = self.parts.values().next().map_or(0, |part| part.count);
        (0..count).filter(|index| !self.parts.contains_key(index)).collect()
    }

    /// How many parts are there.
    #[must_use]
    pub fn scanned(&self) -> usize {
        self.parts.len()
    }

    /// All entries in the order of the export, when every part is there. An entry that stands twice
    /// under the same export id with the same content is given once.
    ///
    /// # Errors
    /// [`Incomplete`], with the collector unchanged; also before the first part.
    pub fn finish(&mut self) -> Result<Vec<BatchEntry>, Incomplete> {
        let missing = self.missing();
        if missing.is_empty() && !self.parts.is_empty() {
            return Ok(self.finish_partial());
        }
        Err(Incomplete { missing })
    }

    /// The entries of the parts that are there: the person chose "add k of n".
    pub fn finish_partial(&mut self) -> Vec<BatchEntry> {
        let parts = std::mem::take(&mut self.parts);
        let mut seen: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        let mut entries: Vec<BatchEntry> = Vec::new();
        for entry in parts.into_values().flat_map(|part| part.entries) {
            let Some(id) = account(&entry).and_then(|account| account.export_id.clone()) else {
                entries.push(entry);
                continue;
            };
            let earlier = seen.get(&id).and_then(|at| entries.get(*at)).and_then(account);
            let again = account(&entry).zip(earlier).is_some_and(|(new, old)| new.is_same(old));
            if !again {
                seen.entry(id).or_insert(entries.len());
                entries.push(entry);
            }
        }
        entries
    }
}

fn account(entry: &BatchEntry) -> Option<&ScannedAccount> {
    match entry {
        BatchEntry::Ok(account) => Some(account),
        BatchEntry::Refused(_) => None,
    }
}
