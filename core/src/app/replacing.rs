//! An account that takes the place of another: the old one goes to the bin, and what the person made of it stands.

use std::collections::HashMap;

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::vault::{Entry, EntryBody};

/// What the person made of the account before stands; what they left empty stays as it comes. No guard is
/// lowered: codes ask for an unlock, and a secret is never shown, where that was so before.
pub(super) fn stands_for(entry: &mut Entry, before: &Entry) {
    if before.display_name.is_some() {
        entry.display_name.clone_from(&before.display_name);
    }
    if !before.note.is_empty() {
        entry.note.clone_from(&before.note);
    }
    if !before.tags.is_empty() {
        entry.tags.clone_from(&before.tags);
    }
    entry.favourite |= before.favourite;
    // Its place in the list: accounts that were never moved stand as they were added.
    (entry.order, entry.created) = (before.order, before.created);
    if let (EntryBody::Otp(account), EntryBody::Otp(old)) = (&mut entry.body, &before.body) {
        account.lock_requested |= old.lock_requested;
        account.never_export |= old.never_export;
    }
}

/// Puts accounts beside the ones that they replace, which go to the bin.
pub(super) fn put_in_place(
    entries: &mut Vec<Entry>,
    mut replacing: HashMap<AccountId, Vec<Entry>>,
    now: UnixSeconds,
) {
    let before = std::mem::take(entries);
    for mut old in before {
        let new = replacing.remove(&old.id);
        if new.is_some() {
            old.trashed = Some(now);
        }
        entries.push(old);
        entries.extend(new.into_iter().flatten());
    }
}
