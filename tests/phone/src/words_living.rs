//! What went wrong with a setting, the bin, or a transfer, as the command's contract spells it and as people are
//! told.

use countersign_core::app::{SettingsError, TransferError};

use crate::words::{Told, finding_kind, sentence};

impl Told for SettingsError {
    fn kind(&self) -> &'static str {
        match self {
            Self::NoSuchAccount => "no_such_account",
            Self::BadText { finding } => finding_kind(*finding),
            Self::Protected => "protected",
            Self::UnlockNeeded => "needs_unlock",
            Self::PinNeeded => "needs_pin",
            Self::BadPin { .. } => "bad_number",
            Self::NotUnlocked { why } => why.kind(),
            Self::NotStored { why } => why.kind(),
            Self::Locked
            | Self::NotForThisAccount
            | Self::CounterBased
            | Self::BadSecret
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::NotUnlocked { why } => why.advice(),
            Self::NotStored { why } => why.advice(),
            Self::BadText { finding } => finding.advice(),
            Self::Locked
            | Self::NoSuchAccount
            | Self::NotForThisAccount
            | Self::Protected
            | Self::CounterBased
            | Self::UnlockNeeded
            | Self::PinNeeded
            | Self::BadPin { .. }
            | Self::BadSecret
            | Self::Failed => sentence(&self.to_string()),
        }
    }

    fn field(&self) -> Option<&'static str> {
        if let Self::BadText { finding } = self { Some(finding.field.name()) } else { None }
    }
}

impl Told for TransferError {
    fn kind(&self) -> &'static str {
        match self {
            Self::UnknownFormat => "unknown_format",
            Self::UnsupportedVersion => "unsupported_version",
            Self::UnsupportedContainer { .. } => "unsupported_container",
            Self::PasswordNeeded => "password_needed",
            Self::WrongPassword => "wrong_password",
            Self::KdfTooCostly { .. } => "too_costly",
            Self::AccountRestricted => "account_restricted",
            Self::DeviceBound => "device_bound",
            Self::TooLarge => "too_large",
            Self::Damaged { .. } => "damaged",
            Self::NothingUsable => "nothing_usable",
            Self::PartsMissing { .. } => "part_of_several",
            Self::NotStored { why } => why.kind(),
            Self::NotUnlocked { why } => why.kind(),
            Self::WeakPassphrase { .. } => "weak_passphrase",
            Self::NoPassphrase => "password_needed",
            Self::NothingToExport => "nothing_usable",
            Self::Locked
            | Self::NoSuchImport
            | Self::NotConfirmed { .. }
            | Self::NotWritten
            | Self::BackupFailed { .. }
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::NotStored { why } => why.advice(),
            Self::NotUnlocked { why } => why.advice(),
            Self::Locked
            | Self::UnknownFormat
            | Self::UnsupportedVersion
            | Self::UnsupportedContainer { .. }
            | Self::PasswordNeeded
            | Self::WrongPassword
            | Self::KdfTooCostly { .. }
            | Self::AccountRestricted
            | Self::DeviceBound
            | Self::TooLarge
            | Self::Damaged { .. }
            | Self::NothingUsable
            | Self::PartsMissing { .. }
            | Self::NoSuchImport
            | Self::NotConfirmed { .. }
            | Self::WeakPassphrase { .. }
            | Self::NoPassphrase
            | Self::NothingToExport
            | Self::NotWritten
            | Self::BackupFailed { .. }
            | Self::Failed => sentence(&self.to_string()),
        }
    }
}
