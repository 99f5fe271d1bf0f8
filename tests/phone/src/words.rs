//! What went wrong, as the command's contract spells it and as people are told.

use countersign_core::app::{
    AccountError, AccountTrouble, AddError, RequestError, SaveError, UnlockError,
};
use countersign_core::device::{Exposed, Exposure};
use countersign_core::net::UnreachableCause;
use countersign_core::payload::{Malformed, Reason};
use countersign_core::push::PushError;

/// An error of a flow, told.
pub trait Told {
    /// The kind, in the command's vocabulary.
    fn kind(&self) -> &'static str;

    /// One or two sentences: what happened and what to do next.
    fn advice(&self) -> String;

    /// The part of a scanned text, or of a name, that is wrong.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// Why a service was not reached, where that is the reason.
    fn why(&self) -> Option<UnreachableCause> {
        None
    }
}

impl Told for UnlockError {
    fn kind(&self) -> &'static str {
        match self {
            Self::WrongPasscode { .. } | Self::Wait { .. } => "wrong_passcode",
            Self::WrongRecoveryCode => "wrong_recovery_code",
            Self::PasscodeOff => "passcode_disabled",
            Self::WeakPasscode { .. } => "weak_passcode",
            Self::Damaged => "damaged",
            Self::Tampered => "header_tampered",
            Self::OlderCopy { .. } => "rollback",
            Self::NewerVersion { .. } => "newer_version",
            Self::Busy => "locked_by_other",
            Self::NotStored { why } => why.kind(),
            Self::NoSuchRequest => "no_such_request",
            Self::Locked
            | Self::NoSuchWay
            | Self::Cancelled
            | Self::LockedOut
            | Self::KeyLost
            | Self::KeyFailed
            | Self::DeviceKeyMissing { .. }
            | Self::NoVault
            | Self::VaultExists
            | Self::OutOfMemory
            | Self::LastWay
            | Self::PasscodeAlone
            | Self::TooManyWays
            | Self::WaysChanged
            | Self::Exposed(_)
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        let more = match self {
            Self::Damaged => {
                " Nothing was deleted. Put a copy of the file back, or accept the save before it (vault.prev)."
            }
            Self::Tampered => " Nothing was deleted. Put the file back that this app saved last.",
            Self::OlderCopy { .. } => " Put the newer copy back, or accept this one.",
            Self::DeviceKeyMissing { .. } => {
                " Bring the vault's state folder along, or unlock with the recovery code."
            }
            Self::Exposed(exposed) => exposed_advice(*exposed),
            Self::Busy => " Close it and try again.",
            Self::NotStored { why } => return why.advice(),
            Self::Failed => " Check that the folder exists and that you may write to it.",
            Self::Locked
            | Self::WrongPasscode { .. }
            | Self::WrongRecoveryCode
            | Self::Wait { .. }
            | Self::WeakPasscode { .. }
            | Self::PasscodeOff
            | Self::NoSuchWay
            | Self::Cancelled
            | Self::LockedOut
            | Self::KeyLost
            | Self::KeyFailed
            | Self::NoVault
            | Self::VaultExists
            | Self::NewerVersion { .. }
            | Self::OutOfMemory
            | Self::LastWay
            | Self::PasscodeAlone
            | Self::TooManyWays
            | Self::WaysChanged
            | Self::NoSuchRequest => "",
        };
        sentence(&self.to_string()) + more
    }
}

impl Told for SaveError {
    fn kind(&self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::ReadOnly => "rollback",
            Self::VaultFull => "damaged",
            Self::Busy => "locked_by_other",
            Self::Exposed(_) | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        let more = match self {
            Self::DiskFull => " Nothing was changed. Free some space and try again.",
            Self::ReadOnly => {
                " It is an older copy, it was copied here, or what this device kept about it is gone."
            }
            Self::VaultFull => " Remove an account and try again.",
            Self::Busy => " Close it and try again.",
            Self::Exposed(exposed) => exposed_advice(*exposed),
            Self::Failed => " Check that the folder exists and that you may write to it.",
        };
        sentence(&self.to_string()) + more
    }
}

impl Told for AddError {
    fn kind(&self) -> &'static str {
        match self {
            Self::OtherApp { .. } => "foreign",
            Self::NotAnAccount { .. } => "not_an_account",
            Self::BadCode { finding } => finding_kind(*finding),
            Self::Export { .. } => "several_codes",
            Self::There { .. } => "duplicate",
            Self::Used | Self::UsedOrExpired => "already_used",
            Self::Expired => "code_expired",
            Self::NotHttps => "not_https",
            Self::WrongIssuer => "wrong_issuer",
            Self::BadToken { .. } => "bad_token",
            Self::NoSuchCode => "no_such_code",
            Self::NameTaken => "name_taken",
            Self::Unreachable { .. } => "unreachable",
            Self::ClockWrong { .. } => "clock_wrong",
            Self::NotStored { why } => why.kind(),
            Self::Removed => "no_such_account",
            Self::Locked
            | Self::UnknownProtocol
            | Self::Redirected
            | Self::ClientMissing
            | Self::AppTooOld { .. }
            | Self::Refused { .. }
            | Self::GoesOn
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::OtherApp { vendor } => vendor.advice().to_owned(),
            Self::NotAnAccount { kind } => kind.advice().to_owned(),
            Self::BadCode { finding } => finding.advice(),
            Self::ClockWrong { certain, .. } => clock_advice(*certain).to_owned(),
            Self::NotStored { why } => why.advice(),
            Self::Locked
            | Self::There { .. }
            | Self::Export { .. }
            | Self::UnknownProtocol
            | Self::Used
            | Self::Expired
            | Self::UsedOrExpired
            | Self::NoSuchCode
            | Self::NotHttps
            | Self::WrongIssuer
            | Self::Redirected
            | Self::BadToken { .. }
            | Self::ClientMissing
            | Self::NameTaken
            | Self::Unreachable { .. }
            | Self::AppTooOld { .. }
            | Self::Refused { .. }
            | Self::Removed
            | Self::GoesOn
            | Self::Failed => sentence(&self.to_string()),
        }
    }

    fn field(&self) -> Option<&'static str> {
        if let Self::BadCode { finding } = self { Some(finding.field.name()) } else { None }
    }

    fn why(&self) -> Option<UnreachableCause> {
        if let Self::Unreachable { why, .. } = self { Some(*why) } else { None }
    }
}

impl Told for AccountError {
    fn kind(&self) -> &'static str {
        match self {
            Self::NoSuchAccount => "no_such_account",
            Self::BadName { finding } => finding_kind(*finding),
            Self::PinNeeded => "needs_pin",
            Self::UnlockNeeded => "needs_unlock",
            Self::BadPin { .. } => "bad_number",
            Self::NotStored { why } => why.kind(),
            Self::Locked
            | Self::NotCounterBased
            | Self::CounterBased
            | Self::NoCodes
            | Self::CounterExhausted
            | Self::BadSecret
            | Self::GoesOn
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::BadName { finding } => finding.advice(),
            Self::NotStored { why } => why.advice(),
            Self::Locked
            | Self::NoSuchAccount
            | Self::NotCounterBased
            | Self::CounterBased
            | Self::NoCodes
            | Self::CounterExhausted
            | Self::UnlockNeeded
            | Self::PinNeeded
            | Self::BadPin { .. }
            | Self::BadSecret
            | Self::GoesOn
            | Self::Failed => sentence(&self.to_string()),
        }
    }

    fn field(&self) -> Option<&'static str> {
        if let Self::BadName { finding } = self { Some(finding.field.name()) } else { None }
    }
}

impl Told for RequestError {
    fn kind(&self) -> &'static str {
        match self {
            Self::NoSuchRequest => "no_such_request",
            Self::OtherSignIn => "other_sign_in",
            Self::BadNumber { .. } => "bad_number",
            Self::NotStored { why } => why.kind(),
            Self::Locked
            | Self::Ended
            | Self::NotInFront
            | Self::NothingPicked
            | Self::NotTheCode
            | Self::NeedsUnlock
            | Self::NotConfirmed
            | Self::OutOfOrder
            | Self::NotSupported
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::NotStored { why } => why.advice(),
            Self::Locked
            | Self::NoSuchRequest
            | Self::Ended
            | Self::NotInFront
            | Self::BadNumber { .. }
            | Self::NothingPicked
            | Self::OtherSignIn
            | Self::NotTheCode
            | Self::NeedsUnlock
            | Self::NotConfirmed
            | Self::OutOfOrder
            | Self::NotSupported
            | Self::Failed => sentence(&self.to_string()),
        }
    }
}

/// An account whose service was asked and did not answer as hoped.
impl Told for AccountTrouble {
    fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::ClockWrong { .. } => "clock_wrong",
            Self::Refused | Self::AppTooOld | Self::Device => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::Unreachable { why } => format!("{} Your codes keep working.", why.sentence()),
            Self::ClockWrong { certain, .. } => clock_advice(*certain).to_owned(),
            Self::Refused => "The sign-in service refused; ask IT.".to_owned(),
            Self::AppTooOld => {
                "This app is too old for the sign-in service; update the app.".to_owned()
            }
            Self::Device => "The device could not do that; try again.".to_owned(),
        }
    }

    fn why(&self) -> Option<UnreachableCause> {
        if let Self::Unreachable { why } = self { Some(*why) } else { None }
    }
}

/// Why a report was not delivered.
#[must_use]
pub fn report_advice(error: PushError) -> String {
    sentence(&error.to_string())
}

pub(crate) fn finding_kind(finding: Malformed) -> &'static str {
    if finding.reason == Reason::NotHttps { "not_https" } else { "malformed" }
}

pub(crate) fn clock_advice(certain: bool) -> &'static str {
    if certain {
        "The phone's clock is off; check date and time in the settings."
    } else {
        "The service does not accept the phone's clock; check date and time in the settings; if they are right, IT must check the service's public address."
    }
}

fn exposed_advice(exposed: Exposed) -> &'static str {
    match exposed.why {
        Exposure::OthersCanWrite => " Take that right away (chmod go-w) and try again.",
        Exposure::OfAnotherUser => " Use a folder of your own.",
        Exposure::Link | Exposure::NotAFile => " Put the file itself there and try again.",
    }
}

/// Capital letter in front, full stop behind.
/// A message as a sentence.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{rest}{stop}")
}

#[cfg(test)]
mod tests {
    use countersign_core::vault::WeakPasscode;

    use countersign_core::app::TransferError;

    use super::*;

    #[test]
    fn errors_have_a_kind_and_say_what_to_do() {
        let (why, retry_after) = (UnreachableCause::Offline, None);
        let rule = WeakPasscode::TooShort;
        let cases: [(&dyn Told, &str, &str); 15] = [
            (&AccountError::PinNeeded, "needs_pin", "PIN"),
            (&AccountError::BadPin { min: 4, max: 4 }, "bad_number", "4 to 4 digits"),
            (&AccountError::NotCounterBased, "refused", "list of codes"),
            (&AccountTrouble::Unreachable { why }, "unreachable", "Your codes keep working"),
            (&AddError::Unreachable { why, retry_after }, "unreachable", "when you are online"),
            (&AddError::NotStored { why: SaveError::DiskFull }, "disk_full", "Free some space"),
            (&UnlockError::WrongPasscode { tries_left: 3 }, "wrong_passcode", "3 tries"),
            (&UnlockError::WeakPasscode { rule }, "weak_passcode", "six"),
            (&UnlockError::Damaged, "damaged", "Nothing was deleted"),
            (&RequestError::BadNumber { digits: 2 }, "bad_number", "Type the 2 digits"),
            (&RequestError::NotStored { why: SaveError::ReadOnly }, "rollback", "older copy"),
            (&TransferError::WrongPassword, "wrong_password", "exported with"),
            (
                &TransferError::PartsMissing { missing: 1, count: 2 },
                "part_of_several",
                "1 of the 2",
            ),
            (
                &TransferError::NotStored { why: SaveError::DiskFull },
                "disk_full",
                "Free some space",
            ),
            (&AddError::Used, "already_used", "already used, get a new one"),
        ];
        for (error, kind, part) in cases {
            assert_eq!(error.kind(), kind);
            assert!(error.advice().contains(part), "{}", error.advice());
            assert!(error.advice().ends_with('.'), "{}", error.advice());
        }
    }
}
