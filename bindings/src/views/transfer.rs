//! What an import would do or did, and a file on its way out.

use std::collections::HashMap;

use countersign_core::app::{
    self, CommitId, EntryChoice, Format, ImportStatus, ImportTotals, ImportWarning, LeftOut,
};

/// The receipt of one entry of a file.
#[derive(Clone, uniffi::Record)]
pub struct ImportReceipt {
    /// Its place in the file, from 0.
    pub position: u32,
    /// Its issuer; on the screen only.
    pub issuer: String,
    /// Its account name; on the screen only.
    pub label: String,
    /// totp hotp steam yaotp motp; none where it could not be read, and for accounts that confirm sign-ins.
    pub kind: Option<String>,
    /// What becomes of it.
    pub status: ImportStatus,
    /// What the person should know.
    pub warnings: Vec<ImportWarning>,
    /// The choices that add it all the same, where a plan refuses it for what is there already.
    pub offers: Vec<EntryChoice>,
}

/// What an import would do.
#[derive(Clone, uniffi::Record)]
pub struct PlanDetails {
    /// Whose file it is.
    pub format: Format,
    /// One receipt an entry, in the order of the file, as if added without any choice.
    pub receipts: Vec<ImportReceipt>,
    /// The receipts, counted.
    pub totals: ImportTotals,
    /// The file also holds icons, colours or counts of use, which are left behind.
    pub left_behind: bool,
    /// Parts of the export that are missing, from 0.
    pub missing: Vec<u32>,
    /// How many parts the export has.
    pub parts: u32,
    /// There is an account in it that can be used.
    pub usable: bool,
}

/// What the person says to a plan.
#[derive(uniffi::Record)]
pub struct ImportChoices {
    /// To all entries that are not named.
    pub others: EntryChoice,
    /// To an entry, by its position.
    pub entries: HashMap<u32, EntryChoice>,
    /// "Add these": parts are missing, and what is there is enough.
    pub incomplete: bool,
}

/// What an import did.
#[derive(Clone, uniffi::Record)]
pub struct ImportReport {
    /// What takes it back; none when nothing was added.
    pub commit: Option<CommitId>,
    /// One receipt an entry.
    pub receipts: Vec<ImportReceipt>,
    /// The receipts, counted.
    pub totals: ImportTotals,
}

/// An import that can still be undone.
#[derive(Clone, uniffi::Record)]
pub struct PastImport {
    /// Its identity.
    pub id: CommitId,
    /// When it was, in seconds since 1970.
    pub at: u64,
    /// Whose file it was; none for a format of a later version.
    pub format: Option<Format>,
    /// How many accounts it added.
    pub added: u32,
}

/// What a file that was made holds, and what not.
#[derive(Clone, uniffi::Record)]
pub struct ExportDetails {
    /// How many accounts.
    pub accounts: u32,
    /// The accounts that it does not hold, or holds by name only.
    pub left_out: Vec<LeftOut>,
    /// Notes, tags, own names or PINs had no place in the format.
    pub left_behind: bool,
    /// Accounts that this version does not understand: they stay here.
    pub unreadable: u32,
}

impl From<app::ImportReceipt> for ImportReceipt {
    fn from(receipt: app::ImportReceipt) -> Self {
        let app::ImportReceipt { position, issuer, label, account, status, warnings, offers } =
            receipt;
        let kind = account.map(|account| account.kind.to_owned());
        Self { position, issuer, label, kind, status, warnings, offers }
    }
}

fn receipts(of: &[app::ImportReceipt]) -> Vec<ImportReceipt> {
    of.iter().cloned().map(ImportReceipt::from).collect()
}

impl From<&app::ImportPlan> for PlanDetails {
    fn from(plan: &app::ImportPlan) -> Self {
        Self {
            format: plan.format,
            receipts: receipts(&plan.receipts),
            totals: plan.totals,
            left_behind: plan.left_behind,
            missing: plan.missing.clone(),
            parts: plan.parts,
            usable: plan.is_usable(),
        }
    }
}

impl From<ImportChoices> for app::ImportChoices {
    fn from(choices: ImportChoices) -> Self {
        let ImportChoices { others, entries, incomplete } = choices;
        Self { others, entries: entries.into_iter().collect(), incomplete }
    }
}

impl From<app::ImportReport> for ImportReport {
    fn from(report: app::ImportReport) -> Self {
        let app::ImportReport { commit, receipts: done, totals } = report;
        Self { commit, receipts: receipts(&done), totals }
    }
}

impl From<app::ImportSummary> for PastImport {
    fn from(summary: app::ImportSummary) -> Self {
        let app::ImportSummary { id, at, format, added, .. } = summary;
        Self { id, at, format: Format::parse(&format), added }
    }
}

impl From<&app::Export> for ExportDetails {
    fn from(export: &app::Export) -> Self {
        Self {
            accounts: export.accounts,
            left_out: export.left_out.clone(),
            left_behind: export.left_behind,
            unreadable: export.unreadable,
        }
    }
}
