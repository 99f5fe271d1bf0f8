//! The list as the person wants it: names, order, hidden codes.

use crate::account::AccountId;
use crate::payload::names::check;
use crate::payload::{Field, Malformed, Reason};
use crate::vault::Entry;

use super::accounts::listed;
use super::fault::Fault;
use super::inner::Inner;

/// The longest name that a person may give, in characters.
const LONGEST_NAME: usize = 128;

impl Inner {
    /// Shows an account under another name than its issuer's; an empty name goes back to that.
    pub(super) fn rename(&self, id: AccountId, name: &str) -> Result<(), Fault> {
        // A row shows its name isolated; who edits it hands that in again.
        let name = name.trim().replace(['\u{2068}', '\u{2069}'], "");
        let name = name.as_str();
        check(name, Field::Issuer, &mut Vec::new())?;
        if name.chars().count() > LONGEST_NAME {
            let max = u64::try_from(LONGEST_NAME).unwrap_or(u64::MAX);
            return Err(Malformed::new(Field::Issuer, Reason::TooLong { max }).into());
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        self.change_entry(id, |entry| {
            entry.display_name = name;
            Ok(())
        })
    }

    /// Puts the accounts into this order; those that are not named follow as they were.
    pub(super) fn reorder(&self, ids: &[AccountId]) -> Result<(), Fault> {
        self.lock_state()?.vault_mut()?.change(|contents| {
            let before: Vec<AccountId> = listed(&contents.entries).map(|entry| entry.id).collect();
            if ids.iter().any(|id| !before.contains(id)) {
                return Err(Fault::NoSuchAccount);
            }
            let mut order: Vec<AccountId> = ids.to_vec();
            order.extend(before.into_iter().filter(|id| !ids.contains(id)));
            for entry in &mut contents.entries {
                let place = order.iter().position(|id| *id == entry.id);
                entry.order = place.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX);
            }
            Ok(())
        })
    }

    /// Whether codes are masked until they are tapped.
    pub(super) fn hides_codes(&self) -> Result<bool, Fault> {
        Ok(self.lock_state()?.vault()?.contents().hide_codes)
    }

    pub(super) fn change_entry(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut Entry) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.lock_state()?.vault_mut()?.change(|contents| {
            let entry =
                contents.entries.iter_mut().find(|entry| entry.id == id && entry.trashed.is_none());
            change(entry.ok_or(Fault::NoSuchAccount)?)
        })
    }
}
