//! Whatever can go wrong below the facade. Each flow tells the person in its own words
//! ([`super::error`]).

use crate::otp::OtpError;
use crate::payload::{Malformed, NonAccountKind, Vendor};
use crate::push::{EnrolError, PushError};
use crate::vault::VaultError;

use super::conflict::Conflict;

/// What went wrong. Fields are numbers and enums, never text of the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The vault is not open, or was locked meanwhile.
    Locked,
    /// The vault refused.
    Vault(VaultError),
    /// There is no code.
    Otp(OtpError),
    /// The account cannot make another code.
    CounterExhausted,
    /// The scanned code belongs to another vendor's app.
    Foreign { vendor: Vendor },
    /// The scanned code sets nothing up.
    NotAnAccount { kind: NonAccountKind },
    /// The scanned code is ours and wrong, or a name is.
    Malformed(Malformed),
    /// Codes of the account change with the time.
    NotCounterBased,
    /// The account answers sign-ins and has no codes.
    NoCodes,
    /// An export of several accounts.
    Export { count: u32 },
    /// A push protocol that this version does not speak.
    UnknownProtocol,
    /// Something like it is there already.
    Conflict(Conflict),
    /// Setting up failed.
    Enrol(EnrolError),
    /// A sign-in request, or a call about an account, failed.
    Push(PushError),
    /// No account has this id.
    NoSuchAccount,
    /// No request has this id.
    NoSuchRequest,
    /// The fresh unlock was made for something else.
    NeedsReauth,
    /// A thread died while it changed the state.
    Poisoned,
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<OtpError> for Fault {
    fn from(error: OtpError) -> Self {
        Self::Otp(error)
    }
}

impl From<Malformed> for Fault {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error)
    }
}

impl From<Conflict> for Fault {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<EnrolError> for Fault {
    fn from(error: EnrolError) -> Self {
        Self::Enrol(error)
    }
}

impl From<PushError> for Fault {
    fn from(error: PushError) -> Self {
        Self::Push(error)
    }
}
