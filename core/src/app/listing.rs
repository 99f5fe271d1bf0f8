//! The list as a screen draws it: the rows of a search or a group, and the groups that there are.

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::text::shown;
use crate::vault::{Entry, EntryBody};

use super::accounts::listed;
use super::fault::Fault;
use super::inner::Inner;
use super::views::AccountView;

/// What of the list is wanted. A text alone is what was typed to search for.
///
/// ```
/// use countersign_core::app::{AccountChange, Search};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.settings().set(shop, AccountChange::Tags(vec!["Home".to_owned()]))?;
/// assert_eq!(app.accounts().search("shop")?.rows.len(), 1);
/// let home = app.accounts().search(Search { words: "", group: Some("Home") })?;
/// assert_eq!((home.rows[0].id, home.group.as_deref()), (shop, Some("Home")));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Search<'a> {
    /// What was typed: each word has to be in a row's names or tags. Empty for all.
    pub words: &'a str,
    /// The group that the person chose.
    pub group: Option<&'a str>,
}

impl<'a> From<&'a str> for Search<'a> {
    fn from(words: &'a str) -> Self {
        Self { words, group: None }
    }
}

/// The list, or what a search leaves of it.
///
/// ```
/// use countersign_core::app::{AccountList, Search};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let AccountList { rows, groups, total, .. } = app.accounts().search(Search::default())?;
/// assert_eq!((rows.len(), groups.len(), total), (1, 0, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountList {
    /// The rows: favourites first, then the person's order.
    pub rows: Vec<AccountView>,
    /// The groups that there are: each tag, in the order of the alphabet.
    pub groups: Vec<Group>,
    /// The group whose rows these are; `None` for all, also where the one that was asked for is gone.
    pub group: Option<String>,
    /// Accounts there are, whatever is searched for.
    pub total: u32,
    /// One of them all confirms sign-ins.
    pub answers: bool,
    /// One of them all only makes codes: a lost phone loses it.
    pub makes_codes: bool,
}

/// A tag as a group of the list.
///
/// ```
/// use countersign_core::app::{AccountChange, Group};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.settings().set(shop, AccountChange::Tags(vec!["Home".to_owned()]))?;
/// let groups = app.accounts().search("")?.groups;
/// assert_eq!(groups, [Group { name: "Home".to_owned(), accounts: 1 }]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name; safe to show. Tags that differ in case alone are one group.
    pub name: String,
    /// How many accounts are in it.
    pub accounts: u32,
}

/// Which codes are wanted, and of when.
///
/// ```
/// use countersign_core::app::Codes;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// // Of the rows that are on the screen.
/// assert_eq!(app.accounts().codes(&[shop][..])?.len(), 1);
/// // Of all of them, at a time.
/// assert_eq!(app.accounts().codes(Codes { of: None, at: Some(59) })?.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Codes<'a> {
    /// Of these accounts alone: no other code is made. `None` for all.
    pub of: Option<&'a [AccountId]>,
    /// Of this time; `None` for now.
    pub at: Option<UnixSeconds>,
}

impl From<Option<UnixSeconds>> for Codes<'_> {
    fn from(at: Option<UnixSeconds>) -> Self {
        Self { of: None, at }
    }
}

impl<'a> From<&'a [AccountId]> for Codes<'a> {
    fn from(of: &'a [AccountId]) -> Self {
        Self { of: Some(of), at: None }
    }
}

impl Inner {
    /// The accounts of a group whose names and tags hold every word, without case, in list order.
    pub(super) fn search(&self, wanted: Search<'_>) -> Result<AccountList, Fault> {
        let words: Vec<String> = wanted.words.split_whitespace().map(str::to_lowercase).collect();
        let state = self.lock_state()?;
        let entries: Vec<&Entry> = listed(&state.vault()?.contents().entries).collect();
        let groups = groups(&entries);
        let asked = wanted.group.map(key);
        let group = groups.iter().find(|(there, _)| asked.as_ref() == Some(*there));
        let of_group = |entry: &&&Entry| {
            group.is_none_or(|(group, _)| entry.tags.iter().any(|tag| key(tag) == **group))
        };
        let found = |entry: &&&Entry| {
            let names = if words.is_empty() { String::new() } else { names(entry) };
            words.iter().all(|word| names.contains(word))
        };
        let rows = entries.iter().filter(of_group).filter(found);
        Ok(AccountList {
            rows: rows.map(|entry| self.row(entry)).collect(),
            group: group.map(|(_, group)| group.name.clone()),
            groups: groups.values().cloned().collect(),
            total: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            answers: entries.iter().any(|entry| matches!(entry.body, EntryBody::Push(_))),
            makes_codes: entries.iter().any(|entry| matches!(entry.body, EntryBody::Otp(_))),
        })
    }
}

/// The groups by what they are compared by: so they are in the order of the alphabet.
fn groups(entries: &[&Entry]) -> std::collections::BTreeMap<String, Group> {
    let mut groups = std::collections::BTreeMap::new();
    for entry in entries {
        let mut own: Vec<String> = Vec::new();
        for tag in &entry.tags {
            let key = key(tag);
            if key.is_empty() || own.contains(&key) {
                continue;
            }
            let group = groups
                .entry(key.clone())
                .or_insert_with(|| Group { name: shown(tag).trim().to_owned(), accounts: 0 });
            group.accounts = group.accounts.saturating_add(1);
            own.push(key);
        }
    }
    groups
}

/// What tags are compared by.
fn key(tag: &str) -> String {
    shown(tag).trim().to_lowercase()
}

/// What a search looks at, in lower case.
fn names(entry: &Entry) -> String {
    let name = entry.display_name.as_deref().unwrap_or_default();
    shown(&format!("{name} {} {} {}", entry.issuer, entry.account, entry.tags.join(" ")))
        .to_lowercase()
}
