//! The bin, and what a person sets for one account.

use super::super::fault::Fault;
use super::{SaveError, UnlockError};
use crate::otp::OtpError;
use crate::payload::Malformed;

/// Why something of an account was not shown or not changed.
///
/// ```
/// use countersign_core::app::{AccountChange, SettingsError, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// app.settings().set(shop, AccountChange::NeverExport)?;
/// let error = app.settings().show_secret(shop, Unlock::Platform).unwrap_err();
/// assert_eq!(error, SettingsError::Protected);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Unlock the app.
    #[error("unlock the app first")]
    Locked,
    /// Look at the list, or at the bin, again: there is no such account there any more.
    #[error("there is no such account; list the accounts, or look into the bin")]
    NoSuchAccount,
    /// Write it in another way.
    #[error("{finding}")]
    BadText {
        /// What is wrong with it.
        finding: Malformed,
    },
    /// Leave it: accounts of this kind have no such thing.
    #[error("this account has no such setting")]
    NotForThisAccount,
    /// Leave it: the account was marked so that it is never shown and never exported.
    #[error("this account is marked \"never show, never export\", and stays so")]
    Protected,
    /// Ask for the next code: this account makes one each time.
    #[error("this account makes a new code each time you ask for one: ask for the next code")]
    CounterBased,
    /// Unlock once more, for this code alone.
    #[error("this account asks for an unlock before each code")]
    UnlockNeeded,
    /// Type the account's PIN.
    #[error("type the PIN of this account to see its code")]
    PinNeeded,
    /// Type the account's PIN again.
    #[error("the PIN of this account has {min} to {max} digits")]
    BadPin {
        /// Fewest digits.
        min: u8,
        /// Most digits.
        max: u8,
    },
    /// Choose another kind: the account's secret does not fit this one.
    #[error("the secret of this account does not fit that kind of code")]
    BadSecret,
    /// The person did not prove to be there.
    #[error("{why}")]
    NotUnlocked {
        /// Why.
        why: UnlockError,
    },
    /// It could not be stored; nothing was changed.
    #[error("{why}; nothing was changed")]
    NotStored {
        /// Why.
        why: SaveError,
    },
    /// Try again: the device could not do it.
    #[error("the device could not do that; try again")]
    Failed,
}

impl From<UnlockError> for SettingsError {
    fn from(why: UnlockError) -> Self {
        Self::NotUnlocked { why }
    }
}

impl From<Fault> for SettingsError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::NoSuchAccount => Self::NoSuchAccount,
            Fault::Protected => Self::Protected,
            Fault::Vault(error) => Self::NotStored { why: error.into() },
            Fault::Malformed(finding) => Self::BadText { finding },
            Fault::NoCodes | Fault::NotCounterBased | Fault::CounterExhausted => {
                Self::NotForThisAccount
            }
            Fault::Otp(error) => match error {
                OtpError::CounterBased => Self::CounterBased,
                OtpError::PinNeeded => Self::PinNeeded,
                OtpError::BadPin { min, max } => Self::BadPin { min, max },
                OtpError::BadSecret => Self::BadSecret,
            },
            Fault::NeedsReauth => Self::UnlockNeeded,
            Fault::Foreign { .. }
            | Fault::NotAnAccount { .. }
            | Fault::Export { .. }
            | Fault::UnknownProtocol
            | Fault::Conflict(_)
            | Fault::Enrol(_)
            | Fault::Push(_)
            | Fault::NoSuchRequest
            | Fault::Poisoned => Self::Failed,
        }
    }
}
