//! Accounts to other apps' files: pure, into memory that is wiped (FORMATS.md section 6).
//!
//! Each file is read back by the importer of the same format before it is handed over. What a format cannot
//! say is left out by name and never changed in silence.
//!
//! | file | what |
//! |---|---|
//! | `aegis` | Aegis, encrypted under a password |
//! | `links` | a list of links |
//! | `migration` | the parts of Google Authenticator's export |
//! | `cxf` | the Credential Exchange Format |

mod aegis;
mod cxf;
mod links;
mod migration;

use serde::Serializer;
use zeroize::Zeroizing;

pub(crate) use links::link;

use super::import::{Format, ReadOptions, read};
use super::model::{Entry, EntryBody};
use crate::account::{AccountId, CodeAccount};
use crate::clock::UnixSeconds;
use crate::random::{Random, RandomError};
use crate::secret::{SecretBytes, SecretString};

/// What is written.
///
/// ```
/// use countersign_core::app::Target;
///
/// // A warning stands before what anybody can read.
/// let plain = Target::ALL.into_iter().filter(|target| target.is_plain());
/// assert_eq!(plain.count(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Aegis, encrypted.
    Aegis,
    /// A list of links, in clear.
    Otpauth,
    /// The parts of Google Authenticator's export, one a line, in clear.
    Google,
    /// The Credential Exchange Format, in clear.
    Cxf,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Aegis, Self::Otpauth, Self::Google, Self::Cxf];

    /// The format that reads it.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Aegis => Format::Aegis,
            Self::Otpauth => Format::Otpauth,
            Self::Google => Format::Google,
            Self::Cxf => Format::Cxf,
        }
    }

    /// The target of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.format().name() == name)
    }

    /// Whether anyone who has the file has the codes (V-82).
    #[must_use]
    pub fn is_plain(self) -> bool {
        self != Self::Aegis
    }
}

/// Why an account is not in a file.
///
/// ```
/// use countersign_core::app::{ExportRequest, Left, Target, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, _service) = testing::registered_phone().await?;
///
/// let request = ExportRequest { target: Target::Otpauth, password: None, plain_agreed: true };
/// let export = app.transfer().export(Unlock::Platform, &request)?;
/// assert!(export.left_out.iter().any(|left| left.reason == Left::PushAccount));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Left {
    /// It confirms sign-ins: its key stays on this phone.
    PushAccount,
    /// It is marked "never show, never export".
    Protected,
    /// The format has no place for it.
    NotRepresentable,
}

impl Left {
    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PushAccount => "PushAccount",
            Self::Protected => "Protected",
            Self::NotRepresentable => "NotRepresentable",
        }
    }

    /// One sentence for the report.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::PushAccount => {
                "It confirms sign-ins, and its key stays on this phone: set it up again there."
            }
            Self::Protected => "It is marked \"never show, never export\".",
            Self::NotRepresentable => "The other app's format cannot say what it is.",
        }
    }
}

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// No account can be written in this format.
    #[error("no account can be exported in this format")]
    Nothing,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] RandomError),
    /// What was written does not read back as the same accounts: our own mistake, nothing is handed over.
    #[error("what was written could not be read back")]
    ReadBack,
}

/// An export in memory.
pub struct Written {
    /// The file.
    pub file: SecretBytes,
    /// How many accounts it holds.
    pub accounts: u32,
    /// The accounts that it does not hold.
    pub left_out: Vec<(AccountId, Left)>,
    /// Notes, tags, own names and PINs of accounts that it holds had no place in the format.
    pub left_behind: bool,
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Written").field("accounts", &self.accounts).finish_non_exhaustive()
    }
}

/// An account that goes along.
struct Item<'a> {
    entry: &'a Entry,
    account: &'a CodeAccount,
}

/// Writes the accounts, in the order of the list; what is in the bin stays there. `password` is for
/// [`Target::Aegis`].
///
/// # Errors
/// [`ExportError`].
pub fn write<'a>(
    target: Target,
    entries: impl Iterator<Item = &'a Entry>,
    password: &SecretString,
    now: UnixSeconds,
    random: &dyn Random,
) -> Result<Written, ExportError> {
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for entry in entries.filter(|entry| entry.trashed.is_none()) {
        match fits(target, entry, now, random)? {
            Ok(item) => items.push(item),
            Err(left) => left_out.push((entry.id, left)),
        }
    }
    if items.is_empty() {
        return Err(ExportError::Nothing);
    }
    let file = match target {
        Target::Aegis => aegis::write(&items, password, random)?,
        Target::Otpauth => links::write(&items),
        Target::Google => migration::write(&items, random)?,
        Target::Cxf => cxf::write(&items, now, random)?,
    };
    if !reads_back(target, &file, Some(password), &items) {
        return Err(ExportError::ReadBack);
    }
    let left_behind = items.iter().any(|item| loses(target, item));
    let accounts = u32::try_from(items.len()).unwrap_or(u32::MAX);
    Ok(Written { file, accounts, left_out, left_behind })
}

fn fits<'a>(
    target: Target,
    entry: &'a Entry,
    now: UnixSeconds,
    random: &dyn Random,
) -> Result<Result<Item<'a>, Left>, ExportError> {
    let EntryBody::Otp(account) = &entry.body else { return Ok(Err(Left::PushAccount)) };
    if account.never_export {
        return Ok(Err(Left::Protected));
    }
    let can = match target {
        Target::Aegis => aegis::can_say(account),
        Target::Otpauth => links::can_say(account),
        Target::Google => migration::can_say(entry, account),
        Target::Cxf => cxf::can_say(account),
    };
    let items = [Item { entry, account }];
    let survives = can && {
        // By itself and in clear: what the reader of the format makes of it.
        let file = match target {
            Target::Aegis => aegis::write_plain(&items, random)?,
            Target::Otpauth => links::write(&items),
            Target::Google => migration::write(&items, random)?,
            Target::Cxf => cxf::write(&items, now, random)?,
        };
        reads_back(target, &file, None, &items)
    };
    let [item] = items;
    Ok(if survives { Ok(item) } else { Err(Left::NotRepresentable) })
}

/// Whether something of an account has no place in the format.
fn loses(target: Target, item: &Item<'_>) -> bool {
    let entry = item.entry;
    let (note, tags) = (!entry.note.is_empty(), !entry.tags.is_empty());
    let own_name = entry.display_name.is_some();
    match target {
        Target::Aegis => own_name || item.account.lock_requested,
        Target::Cxf => own_name || note || item.account.lock_requested,
        Target::Otpauth | Target::Google => {
            own_name || note || tags || entry.favourite || item.account.lock_requested
        }
    }
}

/// Whether the reader of the format makes the same accounts of a file.
fn reads_back(
    target: Target,
    file: &SecretBytes,
    password: Option<&SecretString>,
    items: &[Item<'_>],
) -> bool {
    let options = ReadOptions { format: Some(target.format()), password, free_memory: None };
    let Ok(read) = read(file.expose(), options) else { return false };
    read.entries.len() == items.len()
        && read.entries.iter().zip(items).all(|(entry, item)| {
            entry.outcome.as_ref().is_ok_and(|found| {
                let (found, own) = (&found.account, item.account);
                found.issuer == item.entry.issuer.trim()
                    && found.account == item.entry.account.trim()
                    && found.kind.makes_same_codes(&own.kind)
                    && found.secret.ct_eq(own.secret.expose())
            })
        })
}

/// A secret on its way into a file that is wiped.
fn shown_once<S: Serializer>(text: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
