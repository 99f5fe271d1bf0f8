//! What an import would do: every entry of a file beside the accounts that are there, and its receipt.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use ring::digest::{Context, SHA256};

use crate::account::{AccountId, PushAccount};
use crate::otp::OtpKind;
use crate::payload::ScannedAccount;
use crate::secret::SecretString;
use crate::vault::import::{Format, ImportWarning, ImportedAccount, SourceEntry, SourceFile};
use crate::vault::{Entry, EntryBody, Refusal};

use super::conflict::{Conflict, conflict};

/// What the person says to one entry.
///
/// ```
/// use countersign_core::app::{EntryChoice, ImportChoices, ImportOptions};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::SHOP, testing::MAIL]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// let mut choices = ImportChoices::default();
/// choices.entries.insert(1, EntryChoice::Skip);
/// let report = app.transfer().commit(plan, &choices)?;
/// assert_eq!(report.totals.refused, 2, "one is there already, one was left out");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EntryChoice {
    /// Add it if nothing stands in the way.
    #[default]
    OnlyNew,
    /// Add it beside an account with the same names or the same secret. The very same is never added twice.
    KeepBoth,
    /// Add it, and put the account with the same names into the bin: the new one stands in its place, with its group, note
    /// and what else the person made of it.
    Replace,
    /// Leave it out.
    Skip,
}

/// What the person says to a plan.
///
/// ```
/// use countersign_core::app::{EntryChoice, ImportChoices, ImportOptions};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// let choices = ImportChoices { others: EntryChoice::KeepBoth, ..ImportChoices::default() };
/// assert_eq!(app.transfer().commit(plan, &choices)?.totals.imported, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct ImportChoices {
    /// To all entries that are not named.
    pub others: EntryChoice,
    /// To an entry, by its position.
    pub entries: BTreeMap<u32, EntryChoice>,
    /// "Add these": parts of the export are missing, and what is there is enough.
    pub incomplete: bool,
}

impl ImportChoices {
    pub(super) fn of(&self, position: u32) -> EntryChoice {
        self.entries.get(&position).copied().unwrap_or(self.others)
    }
}

/// What becomes of an entry.
///
/// ```
/// use countersign_core::app::{ImportOptions, ImportStatus};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::SHOP]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// match plan.receipts[0].status {
///     ImportStatus::Imported { .. } => println!("it would be added"),
///     ImportStatus::Refused(why) => println!("it would not: {why:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStatus {
    /// It is added; in a plan it has no id yet.
    Imported {
        /// As this account.
        id: Option<AccountId>,
    },
    /// It is not.
    Refused(Refusal),
}

/// The receipt of one entry. `Debug` names it by its position only.
///
/// ```
/// use countersign_core::app::ImportOptions;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// for receipt in &plan.receipts {
///     println!("{} {}: {:?}", receipt.issuer, receipt.label, receipt.status);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ImportReceipt {
    /// Its place in the file, from 0.
    pub position: u32,
    /// Its issuer, safe to show; on the screen only.
    pub issuer: String,
    /// Its account name, safe to show; on the screen only.
    pub label: String,
    /// What it is, where it could be read.
    pub account: Option<AccountKind>,
    /// What becomes of it.
    pub status: ImportStatus,
    /// What the person should know.
    pub warnings: Vec<ImportWarning>,
    /// The choices that add it all the same, where a plan refuses it for what is there already.
    pub offers: Vec<EntryChoice>,
}

/// Kind and parameters of an account in a file.
///
/// ```
/// use countersign_core::app::{AccountKind, ImportOptions};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[&format!("{}&digits=8", testing::MAIL)]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// let AccountKind { kind, digits, period, .. } = plan.receipts[0].account.ok_or("not readable")?;
/// assert_eq!((kind, digits, period), ("totp", 8, Some(30)));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountKind {
    /// totp hotp steam yaotp motp.
    pub kind: &'static str,
    /// The hash under the codes.
    pub algorithm: &'static str,
    /// Code length.
    pub digits: u8,
    /// Code life in seconds; `None` for counter-based codes.
    pub period: Option<u32>,
    /// The counter of the next code; `None` for time-based codes.
    pub counter: Option<u64>,
    /// Whether codes need a PIN.
    pub pin: bool,
}

impl fmt::Debug for ImportReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportReceipt")
            .field("position", &self.position)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl ImportReceipt {
    fn new(position: u32, entry: &SourceEntry, status: ImportStatus) -> Self {
        let account = entry.outcome.as_ref().ok();
        let comes_back =
            push_of(entry).is_some() && matches!(status, ImportStatus::Imported { .. });
        let warnings = match account {
            Some(found) => found.warnings.clone(),
            None if comes_back => vec![ImportWarning::SetUpAgain],
            None => Vec::new(),
        };
        Self {
            position,
            issuer: entry.issuer.clone(),
            label: entry.label.clone(),
            account: account.map(|found| kind_of(&found.account)),
            status,
            warnings,
            offers: Vec::new(),
        }
    }
}

fn kind_of(account: &ScannedAccount) -> AccountKind {
    AccountKind {
        kind: account.kind.name(),
        algorithm: account.algorithm(),
        digits: account.digits(),
        period: account.period(),
        counter: account.counter().map(|counter| counter.get()),
        pin: matches!(account.kind, OtpKind::Yandex { .. } | OtpKind::Motp { .. }),
    }
}

/// Receipts, counted: `found` is the sum of the three that follow it.
///
/// ```
/// use countersign_core::app::{ImportOptions, ImportTotals};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::SHOP, testing::MAIL]);
///
/// let plan = app.transfer().plan(file, ImportOptions::default())?;
/// let ImportTotals { found, imported, with_warning, refused, .. } = plan.totals;
/// assert_eq!((found, imported + with_warning, refused), (2, 1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportTotals {
    /// Entries of the file.
    pub found: u32,
    /// Added without a warning.
    pub imported: u32,
    /// Added with one.
    pub with_warning: u32,
    /// Not added.
    pub refused: u32,
    /// Items without a one-time code, which are no entries.
    pub not_otp: u32,
}

impl ImportTotals {
    pub(super) fn of(receipts: &[ImportReceipt], not_otp: u32) -> Self {
        let mut totals = Self { not_otp, ..Self::default() };
        for receipt in receipts {
            let counted = match receipt.status {
                ImportStatus::Refused(_) => &mut totals.refused,
                ImportStatus::Imported { .. } if receipt.warnings.is_empty() => {
                    &mut totals.imported
                }
                ImportStatus::Imported { .. } => &mut totals.with_warning,
            };
            *counted = counted.saturating_add(1);
            totals.found = totals.found.saturating_add(1);
        }
        totals
    }
}

/// What an import would do. It holds the accounts of the file until it is committed or dropped.
///
/// ```
/// use countersign_core::app::{ImportChoices, ImportOptions, ImportPlan};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
///
/// let plan: ImportPlan = app.transfer().plan(file, ImportOptions::default())?;
/// // A screen shows the receipts here; "continue" is:
/// if plan.is_usable() {
///     app.transfer().commit(plan, &ImportChoices::default())?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct ImportPlan {
    /// Whose file it is.
    pub format: Format,
    /// One receipt an entry, in the order of the file, as if committed without any choice.
    pub receipts: Vec<ImportReceipt>,
    /// The receipts, counted.
    pub totals: ImportTotals,
    /// The file also holds icons, colours or counts of use, which are left behind.
    pub left_behind: bool,
    /// Parts of the export that are missing, counted from 0.
    pub missing: Vec<u32>,
    /// How many parts the export has.
    pub parts: u32,
    pub(super) entries: Vec<SourceEntry>,
}

impl fmt::Debug for ImportPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportPlan")
            .field("format", &self.format)
            .field("totals", &self.totals)
            .field("missing", &self.missing)
            .finish_non_exhaustive()
    }
}

impl ImportPlan {
    pub(super) fn new(file: SourceFile, there: &[Entry]) -> Self {
        let decided = decide(&file.entries, there, &ImportChoices::default());
        let mut receipts = receipts(&file.entries, &decided, |_| None);
        for offer in [EntryChoice::KeepBoth, EntryChoice::Replace] {
            let choices = ImportChoices { others: offer, ..ImportChoices::default() };
            let with = decide(&file.entries, there, &choices);
            for (receipt, decision) in receipts.iter_mut().zip(with) {
                let refused = matches!(receipt.status, ImportStatus::Refused(_));
                if refused && matches!(decision, Decision::Add { .. }) {
                    receipt.offers.push(offer);
                }
            }
        }
        let totals = ImportTotals::of(&receipts, file.not_otp);
        Self {
            format: file.format,
            receipts,
            totals,
            left_behind: file.left_behind,
            missing: file.missing,
            parts: file.parts,
            entries: file.entries,
        }
    }

    /// Whether the file holds an account that can be used, be it one that is there already.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.entries.iter().any(|entry| entry.outcome.is_ok() || entry.whole.is_some())
    }

    /// The secret of an entry as people write it down, for those who asked to see it. Only of what comes
    /// from the file: what is in the vault never comes out. `None` for what is marked "never show, never export".
    #[must_use]
    pub fn reveal(&self, position: u32) -> Option<SecretString> {
        let entry = self.entries.get(usize::try_from(position).ok()?)?;
        let sealed = match entry.whole.as_ref().map(|whole| &whole.body) {
            Some(EntryBody::Otp(account)) => account.never_export,
            Some(EntryBody::Push(_)) | None => false,
        };
        let found = entry.outcome.as_ref().ok().filter(|_| !sealed);
        found.map(|found| found.account.secret_base32())
    }
}

/// What is done with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Add { replaces: Option<AccountId> },
    Refuse(Refusal),
}

impl Decision {
    /// "Replace" was said to the account that the plan showed, and to no other one.
    pub(super) fn keep_to(&mut self, shown: &ImportReceipt) {
        if let Self::Add { replaces: Some(with) } = *self {
            let refusal = Refusal::Conflict { with };
            if shown.status != ImportStatus::Refused(refusal) {
                *self = Self::Refuse(refusal);
            }
        }
    }
}

/// Decides each entry: by the choice, by what is there, and by the entries before it. The time is linear in
/// entries and accounts: only accounts with the same names or the same secret are compared.
pub(super) fn decide(
    entries: &[SourceEntry],
    there: &[Entry],
    choices: &ImportChoices,
) -> Vec<Decision> {
    let mut alike: HashMap<[u8; 32], Vec<&Entry>> = HashMap::new();
    for entry in there {
        if let EntryBody::Otp(account) = &entry.body {
            alike.entry(names_key(&entry.issuer, &entry.account)).or_default().push(entry);
            alike.entry(secret_key(account.secret.expose())).or_default().push(entry);
        }
    }
    let mut before = std::collections::HashSet::new();
    let decisions = (0..).zip(entries).map(|(position, entry)| {
        if let Some(push) = push_of(entry) {
            let fresh = before.insert(registration(push));
            return push_decision(push, there, choices.of(position), fresh);
        }
        let account = match &entry.outcome {
            Ok(found) => &found.account,
            Err(refusal) => return Decision::Refuse(*refusal),
        };
        if choices.of(position) == EntryChoice::Skip {
            return Decision::Refuse(Refusal::NotSelected);
        }
        if !before.insert(identity(account)) {
            return Decision::Refuse(Refusal::Duplicate { of: None });
        }
        let keys =
            [names_key(&account.issuer, &account.account), secret_key(account.secret.expose())];
        let close = keys.iter().filter_map(|key| alike.get(key)).flatten().copied();
        match (conflict(account, close), choices.of(position)) {
            (Some(Conflict::Same { of }), _) => {
                Decision::Refuse(Refusal::Duplicate { of: Some(of) })
            }
            (Some(Conflict::SameName { of }), EntryChoice::Replace) => {
                Decision::Add { replaces: Some(of) }
            }
            (None, _)
            | (
                Some(Conflict::SameSecret { .. } | Conflict::SameName { .. }),
                EntryChoice::KeepBoth,
            ) => Decision::Add { replaces: None },
            (
                Some(
                    Conflict::SameSecret { of: with }
                    | Conflict::SameName { of: with }
                    | Conflict::Registered { of: with },
                ),
                _,
            ) => Decision::Refuse(Refusal::Conflict { with }),
        }
    });
    decisions.collect()
}

/// The receipts of decisions; `id` names the account that an entry became.
pub(super) fn receipts(
    entries: &[SourceEntry],
    decisions: &[Decision],
    id: impl Fn(usize) -> Option<AccountId>,
) -> Vec<ImportReceipt> {
    let receipt = |(at, (entry, decision)): (usize, (&SourceEntry, &Decision))| {
        let status = match decision {
            Decision::Add { .. } => ImportStatus::Imported { id: id(at) },
            Decision::Refuse(refusal) => ImportStatus::Refused(*refusal),
        };
        ImportReceipt::new(u32::try_from(at).unwrap_or(u32::MAX), entry, status)
    };
    entries.iter().zip(decisions).enumerate().map(receipt).collect()
}

/// A push account of a backup: added unless this user's is there, be it in use or to be set up again.
fn push_decision(
    push: &PushAccount,
    there: &[Entry],
    choice: EntryChoice,
    fresh: bool,
) -> Decision {
    let same = there.iter().find(|entry| match &entry.body {
        EntryBody::Push(other) => {
            entry.trashed.is_none() && other.issuer == push.issuer && other.sub == push.sub
        }
        EntryBody::Otp(_) => false,
    });
    match (choice, same) {
        (EntryChoice::Skip, _) => Decision::Refuse(Refusal::NotSelected),
        (_, Some(entry)) => Decision::Refuse(Refusal::Duplicate { of: Some(entry.id) }),
        (_, None) if !fresh => Decision::Refuse(Refusal::Duplicate { of: None }),
        (_, None) => Decision::Add { replaces: None },
    }
}

/// The push account of a backup's entry.
fn push_of(entry: &SourceEntry) -> Option<&PushAccount> {
    match entry.whole.as_ref().map(|whole| &whole.body) {
        Some(EntryBody::Push(account)) => Some(account),
        Some(EntryBody::Otp(_)) | None => None,
    }
}

/// The account of an entry that is added.
pub(super) fn account_of(entry: &SourceEntry) -> Option<&ImportedAccount> {
    entry.outcome.as_ref().ok().map(AsRef::as_ref)
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

fn names_key(issuer: &str, account: &str) -> [u8; 32] {
    digest(&[b"names", issuer.as_bytes(), account.as_bytes()])
}

fn secret_key(secret: &[u8]) -> [u8; 32] {
    digest(&[b"secret", secret])
}

/// Equal for push accounts of one user at one issuer.
fn registration(account: &PushAccount) -> [u8; 32] {
    digest(&[b"push", account.issuer.as_bytes(), account.sub.as_bytes()])
}

/// Equal for entries that are the very same: names, kind, parameters, secret and PIN.
fn identity(account: &ScannedAccount) -> [u8; 32] {
    let pin = match &account.kind {
        OtpKind::Yandex { pin } | OtpKind::Motp { pin, .. } => {
            pin.as_ref().map(SecretString::expose)
        }
        OtpKind::Totp { .. } | OtpKind::Hotp { .. } | OtpKind::Steam => None,
    };
    digest(&[
        account.issuer.as_bytes(),
        account.account.as_bytes(),
        account.kind.name().as_bytes(),
        account.algorithm().as_bytes(),
        &[account.digits()],
        &account.period().unwrap_or_default().to_be_bytes(),
        pin.unwrap_or_default().as_bytes(),
        account.secret.expose(),
    ])
}
