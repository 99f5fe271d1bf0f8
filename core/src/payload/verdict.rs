//! What a scanned text is.

use super::account::ScannedAccount;
use super::enrol::Enrol;
use super::finding::Malformed;
use super::kind::NonAccountKind;
use super::migration::OtpBatch;
use super::vendor::Vendor;
use super::warning::AccountWarning;

/// The verdict on one text. `Debug` shows enums and numbers, never text of the payload.
#[derive(Debug)]
pub enum Verdict {
    /// One one-time-code account.
    Otp(Box<ScannedAccount>),
    /// One part of an export; see [`super::Collector`].
    OtpBatch(OtpBatch),
    /// A push enrolment.
    Enrol(Enrol),
    /// Another vendor's set-up code.
    Foreign {
        /// Whose, with advice.
        vendor: Vendor,
    },
    /// It sets up nothing.
    NotAnAccount {
        /// What it is, with a sentence.
        kind: NonAccountKind,
    },
    /// Ours by its scheme, but wrong.
    Malformed(Malformed),
}

impl Verdict {
    /// The name, as JSON has it: otp otp_batch enrol foreign not_an_account malformed.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Otp(_) => "otp",
            Self::OtpBatch(_) => "otp_batch",
            Self::Enrol(_) => "enrol",
            Self::Foreign { .. } => "foreign",
            Self::NotAnAccount { .. } => "not_an_account",
            Self::Malformed(_) => "malformed",
        }
    }

    /// What the person should do next, when nothing can be added.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::Otp(_) | Self::OtpBatch(_) | Self::Enrol(_) => None,
            Self::Foreign { vendor } => Some(vendor.advice().to_owned()),
            Self::NotAnAccount { kind } => Some(kind.advice().to_owned()),
            Self::Malformed(error) => Some(error.advice()),
        }
    }

    /// What the person should know before adding it; an export's entries have their own.
    #[must_use]
    pub fn warnings(&self) -> &[AccountWarning] {
        match self {
            Self::Otp(account) => &account.warnings,
            Self::OtpBatch(batch) => &batch.warnings,
            Self::Enrol(enrol) => enrol.warnings(),
            Self::Foreign { .. } | Self::NotAnAccount { .. } | Self::Malformed(_) => &[],
        }
    }
}

impl From<Malformed> for Verdict {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error)
    }
}

impl From<Result<ScannedAccount, Malformed>> for Verdict {
    fn from(made: Result<ScannedAccount, Malformed>) -> Self {
        made.map_or_else(Self::Malformed, |account| Self::Otp(Box::new(account)))
    }
}

impl From<Result<OtpBatch, Malformed>> for Verdict {
    fn from(made: Result<OtpBatch, Malformed>) -> Self {
        made.map_or_else(Self::Malformed, Self::OtpBatch)
    }
}

impl From<Result<Enrol, Malformed>> for Verdict {
    fn from(made: Result<Enrol, Malformed>) -> Self {
        made.map_or_else(Self::Malformed, Self::Enrol)
    }
}
