//! Moving in from another app: inspect a file, plan what it would add, add it in one save, take it back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::account::{AccountId, CodeAccount};
use crate::clock::UnixSeconds;
use crate::secret::{SecretBytes, SecretString};
use crate::vault::import::{self, FileKind, Format, ImportedAccount, ReadOptions, SourceEntry};
use crate::vault::{
    CommitId, Entry, EntryBody, ImportRecord, KeptReceipt, UNDO_FOR, VaultError, fingerprint,
};

use super::error::TransferError;
use super::import_plan::{
    Decision, EntryChoice, ImportChoices, ImportPlan, ImportReceipt, ImportTotals, account_of,
    decide, receipts,
};
use super::inner::Inner;
use super::lifecycle::VaultState;
use super::replacing::{put_in_place, stands_for};

/// Most accounts of a vault (V-48).
const MAX_ACCOUNTS: usize = 10_000;

/// Key derivations of files take much memory: one at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// How a file is to be read.
///
/// ```
/// use countersign_core::app::{ImportOptions, SecretString};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::SHOP]);
///
/// let password = Some(SecretString::new("of the file".to_owned()));
/// let options = ImportOptions { password, ..ImportOptions::default() };
/// let plan = app.transfer().plan(file, options)?;
/// # assert_eq!(plan.totals.found, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct ImportOptions {
    /// The format that the person named; else it is detected.
    pub format: Option<Format>,
    /// The password of an encrypted file.
    pub password: Option<SecretString>,
    /// Bytes of memory that the system reports as free, where the shell knows: half of it may be taken.
    pub free_memory: Option<u64>,
}

/// What an import did.
///
/// ```
/// use countersign_core::app::{ImportChoices, ImportOptions, ImportReport};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
/// # let plan = app.transfer().plan(file, ImportOptions::default())?;
///
/// let report: ImportReport = app.transfer().commit(plan, &ImportChoices::default())?;
/// println!("{} of {} were added", report.totals.imported, report.totals.found);
/// if let Some(commit) = report.commit {
///     app.transfer().undo(commit)?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// What takes it back; `None` when nothing was added.
    pub commit: Option<CommitId>,
    /// One receipt an entry, in the order of the file.
    pub receipts: Vec<ImportReceipt>,
    /// The receipts, counted.
    pub totals: ImportTotals,
}

/// An import that can still be undone.
///
/// ```
/// use countersign_core::app::{ImportChoices, ImportOptions};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
/// # let plan = app.transfer().plan(file, ImportOptions::default())?;
/// # app.transfer().commit(plan, &ImportChoices::default())?;
///
/// for import in app.transfer().imports()? {
///     println!("{} accounts came from {}; undo?", import.added, import.format);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSummary {
    /// Its identity.
    pub id: CommitId,
    /// When it was.
    pub at: UnixSeconds,
    /// The format's name.
    pub format: String,
    /// How many accounts it added.
    pub added: u32,
    /// How many entries it refused.
    pub refused: u32,
}

/// What undoing an import did.
///
/// ```
/// use countersign_core::app::{ImportChoices, ImportOptions, Undone};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
/// # let file = testing::links(&[testing::MAIL]);
/// # let plan = app.transfer().plan(file, ImportOptions::default())?;
/// # let commit = app.transfer().commit(plan, &ImportChoices::default())?.commit.ok_or("nothing")?;
///
/// let Undone { binned, restored, kept } = app.transfer().undo(commit)?;
/// assert_eq!((binned.len(), restored.len(), kept.len()), (1, 0, 0));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undone {
    /// Accounts that went to the bin.
    pub binned: Vec<AccountId>,
    /// Accounts that came back from it.
    pub restored: Vec<AccountId>,
    /// Accounts that were edited since and stay.
    pub kept: Vec<AccountId>,
}

impl Inner {
    /// Says whose export a file is, whether it has a password and what opening it costs; also while locked
    /// and without a vault.
    pub(super) fn inspect_import(
        &self,
        file: &[u8],
        format: Option<Format>,
    ) -> Result<FileKind, TransferError> {
        Ok(import::inspect(file, format)?)
    }

    /// A dry run: opens the file, judges every entry and compares it with the vault. Nothing is changed.
    /// Where there is no vault, it is compared with an empty one. File and password are wiped afterwards.
    /// This may derive a key: call it from a background thread.
    pub(super) fn plan_import(
        &self,
        file: SecretBytes,
        options: ImportOptions,
    ) -> Result<ImportPlan, TransferError> {
        self.with_entries(|_| ())?;
        let source = {
            let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
            import::read(
                file.expose(),
                ReadOptions {
                    format: options.format,
                    password: options.password.as_ref(),
                    free_memory: options.free_memory,
                },
            )?
        };
        drop(file);
        let plan = self.with_entries(|there| ImportPlan::new(source, there))?;
        self.check_room(&plan)?;
        Ok(plan)
    }

    /// Adds what a plan showed, as the person chose: one save, all or nothing. What stands in the way is
    /// judged again, since the list may have changed.
    pub(super) fn commit_import(
        &self,
        plan: ImportPlan,
        choices: &ImportChoices,
    ) -> Result<ImportReport, TransferError> {
        if !plan.is_usable() {
            return Err(TransferError::NothingUsable);
        }
        if !plan.missing.is_empty() && !choices.incomplete {
            let missing = u32::try_from(plan.missing.len()).unwrap_or(u32::MAX);
            return Err(TransferError::PartsMissing { missing, count: plan.parts });
        }
        let random = self.dependencies.vault.random.as_ref();
        let commit = CommitId::random(random)?;
        let now = self.now();
        let mut state = self.state.lock().map_err(|_| TransferError::Failed)?;
        let vault = state.vault.as_mut().ok_or(TransferError::Locked)?;
        let mut decisions = decide(&plan.entries, &vault.contents().entries, choices);
        for (decision, shown) in decisions.iter_mut().zip(&plan.receipts) {
            decision.keep_to(shown);
        }
        let mut ids = Vec::new();
        for decision in &decisions {
            ids.push(match decision {
                Decision::Add { .. } => Some(AccountId::random(random)?),
                Decision::Refuse(_) => None,
            });
        }
        let done = receipts(&plan.entries, &decisions, |at| ids.get(at).copied().flatten());
        let totals = ImportTotals::of(&done, plan.totals.not_otp);
        if ids.iter().all(Option::is_none) {
            return Ok(ImportReport { commit: None, receipts: done, totals });
        }
        let record = |kept| ImportRecord {
            id: commit,
            at: now,
            format: plan.format.name().to_owned(),
            not_otp: totals.not_otp,
            receipts: kept,
        };
        vault.change::<_, VaultError>(|contents| {
            let (mut kept, mut fresh) = (Vec::new(), Vec::new());
            let mut replacing: HashMap<AccountId, Vec<Entry>> = HashMap::new();
            let there: HashMap<_, _> = contents.entries.iter().map(|old| (old.id, old)).collect();
            for ((entry, decision), id) in plan.entries.iter().zip(&decisions).zip(&ids) {
                let added = id.and_then(|id| entry_of(id, entry, now));
                kept.push(match (decision, id, added) {
                    (Decision::Add { replaces }, Some(id), Some(mut added)) => {
                        let old = replaces.and_then(|old| there.get(&old));
                        if let Some(old) = old {
                            stands_for(&mut added, old);
                        }
                        let warned =
                            account_of(entry).is_none_or(|found| !found.warnings.is_empty());
                        let fingerprint = fingerprint(&added);
                        match old {
                            Some(old) => replacing.entry(old.id).or_default().push(added),
                            None => fresh.push(added),
                        }
                        KeptReceipt::Added { id: *id, warned, fingerprint, replaced: *replaces }
                    }
                    (Decision::Refuse(refusal), _, _) => KeptReceipt::Refused(*refusal),
                    // An entry that is added has an id and an account.
                    (Decision::Add { .. }, _, _) => return Err(VaultError::Crypto),
                });
            }
            drop(there);
            put_in_place(&mut contents.entries, replacing, now);
            contents.entries.extend(fresh);
            if contents.entries.len() > MAX_ACCOUNTS {
                return Err(VaultError::TooLarge);
            }
            contents.imports.retain(|old| can_be_undone(old, now));
            contents.imports.push(record(kept));
            Ok(())
        })?;
        for decision in &decisions {
            if let Decision::Add { replaces: Some(old) } = decision {
                state.forget(*old, now);
            }
        }
        Ok(ImportReport { commit: Some(commit), receipts: done, totals })
    }

    /// Takes an import back, whatever was imported since: what it added goes to the bin, what it replaced
    /// comes back, and what was edited since is named and stays. Once, for thirty days.
    pub(super) fn undo_import(&self, commit: CommitId) -> Result<Undone, TransferError> {
        let now = self.now();
        let mut state = self.state.lock().map_err(|_| TransferError::Failed)?;
        let vault = state.vault.as_mut().ok_or(TransferError::Locked)?;
        let undone = vault.change::<_, TransferError>(|contents| {
            let record = contents.imports.iter().position(|old| old.id == commit);
            let record = record.map(|at| contents.imports.remove(at));
            let record = record.filter(|old| can_be_undone(old, now));
            let record = record.ok_or(TransferError::NoSuchImport)?;
            let mut undone = Undone::default();
            for receipt in record.receipts {
                let KeptReceipt::Added { id, fingerprint: as_added, replaced, .. } = receipt else {
                    continue;
                };
                let added = contents.entries.iter_mut().find(|entry| entry.id == id);
                match added.filter(|entry| entry.trashed.is_none()) {
                    Some(entry) if fingerprint(entry) == as_added => {
                        entry.trashed = Some(now);
                        undone.binned.push(id);
                    }
                    Some(_) => undone.kept.push(id),
                    None => {}
                }
                let Some(old) = replaced else { continue };
                let old = contents.entries.iter_mut().find(|entry| entry.id == old);
                // One that was taken back and deleted since was deleted on purpose.
                if let Some(entry) = old.filter(|entry| entry.trashed == Some(record.at)) {
                    entry.trashed = None;
                    undone.restored.push(entry.id);
                }
            }
            Ok(undone)
        })?;
        for id in &undone.binned {
            state.revealed.remove(id);
        }
        Ok(undone)
    }

    /// The imports that can still be undone, newest first.
    pub(super) fn imports(&self) -> Result<Vec<ImportSummary>, TransferError> {
        let now = self.now();
        let state = self.state.lock().map_err(|_| TransferError::Failed)?;
        let vault = state.vault.as_ref().ok_or(TransferError::Locked)?;
        let open = vault.contents().imports.iter().rev().filter(|old| can_be_undone(old, now));
        Ok(open.map(summary).collect())
    }

    /// Looks at the accounts that are there; without a vault there are none.
    fn with_entries<T>(&self, look: impl FnOnce(&[Entry]) -> T) -> Result<T, TransferError> {
        {
            let state = self.state.lock().map_err(|_| TransferError::Failed)?;
            if let Some(vault) = &state.vault {
                return Ok(look(&vault.contents().entries));
            }
        }
        // A vault that cannot be looked at is none that can be added to: opening it says why.
        match self.vault_state() {
            Ok(VaultState::None) => Ok(look(&[])),
            Ok(VaultState::Locked(_) | VaultState::Open | VaultState::ReadOnly) | Err(_) => {
                Err(TransferError::Locked)
            }
        }
    }

    /// Refuses before anybody agrees to what could not be saved (V-48): all that could be added, whatever
    /// the person chooses, with its receipts.
    fn check_room(&self, plan: &ImportPlan) -> Result<(), TransferError> {
        let (now, id) = (self.now(), AccountId::from_bytes([0; 8]));
        let state = self.state.lock().map_err(|_| TransferError::Failed)?;
        let Some(vault) = &state.vault else { return Ok(()) };
        let choices = ImportChoices { others: EntryChoice::KeepBoth, ..ImportChoices::default() };
        let decisions = decide(&plan.entries, &vault.contents().entries, &choices);
        let adds = |(entry, decision): (&'_ SourceEntry, &Decision)| match decision {
            Decision::Add { .. } => entry_of(id, entry, now),
            Decision::Refuse(_) => None,
        };
        let added: Vec<Entry> = plan.entries.iter().zip(&decisions).filter_map(adds).collect();
        if added.is_empty() || vault.is_read_only() {
            return Ok(());
        }
        if added.len().saturating_add(vault.contents().entries.len()) > MAX_ACCOUNTS {
            return Err(TransferError::TooLarge);
        }
        let receipt =
            KeptReceipt::Added { id, warned: false, fingerprint: [0; 16], replaced: Some(id) };
        let record = ImportRecord {
            id: CommitId::random(self.dependencies.vault.random.as_ref())?,
            at: now,
            format: plan.format.name().to_owned(),
            not_otp: 0,
            receipts: vec![receipt; plan.entries.len()],
        };
        let room = vault.rehearse::<_, VaultError>(|contents| {
            contents.entries.extend(added);
            contents.imports.push(record);
            Ok(())
        });
        Ok(room?)
    }
}

fn summary(record: &ImportRecord) -> ImportSummary {
    let count = |added: bool| {
        let these = record.receipts.iter();
        let these = these.filter(|kept| matches!(kept, KeptReceipt::Added { .. }) == added);
        u32::try_from(these.count()).unwrap_or(u32::MAX)
    };
    let (id, at, format) = (record.id, record.at, record.format.clone());
    ImportSummary { id, at, format, added: count(true), refused: count(false) }
}

/// For thirty days; a clock that was set back gives no more than that.
fn can_be_undone(record: &ImportRecord, now: UnixSeconds) -> bool {
    now.saturating_sub(record.at) < UNDO_FOR
}

/// The entry of an account of a file. What comes back from a backup is as it was; it stands in the list where
/// it stood, beside what is there.
fn entry_of(id: AccountId, entry: &SourceEntry, now: UnixSeconds) -> Option<Entry> {
    if let Some(whole) = &entry.whole {
        return whole.restored_as(id);
    }
    let found: &ImportedAccount = account_of(entry)?;
    let account = &found.account;
    let kept = CodeAccount {
        kind: account.kind.duplicate(),
        secret: account.secret.duplicate(),
        lock_requested: account.lock_requested,
        never_export: false,
        counted_to: None,
    };
    Some(Entry {
        id,
        issuer: account.issuer.clone(),
        account: account.account.clone(),
        display_name: found.display_name.clone(),
        note: found.note.clone(),
        tags: found.tags.clone(),
        favourite: found.favourite,
        order: u32::MAX,
        created: now,
        trashed: None,
        body: EntryBody::Otp(kept),
    })
}
