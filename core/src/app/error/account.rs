//! The account list and its codes.

use super::super::fault::Fault;
use super::SaveError;
use crate::otp::OtpError;
use crate::payload::Malformed;

/// Why the list, or a code, could not be shown or changed.
///
/// ```
/// use countersign_core::app::AccountError;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// app.vault().lock();
/// let error = app.accounts().list().unwrap_err();
/// assert_eq!(error, AccountError::Locked);
/// assert_eq!(error.to_string(), "unlock the app first");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Unlock the app.
    #[error("unlock the app first")]
    Locked,
    /// Look at the list again: there is no such account any more.
    #[error("there is no such account; list the accounts")]
    NoSuchAccount,
    /// Choose another name.
    #[error("{finding}")]
    BadName {
        /// What is wrong with it.
        finding: Malformed,
    },
    /// Look at the list: the code changes by itself as time passes.
    #[error("this account makes a new code by itself as time passes: look at the list of codes")]
    NotCounterBased,
    /// Ask for the next code.
    #[error("this account makes a new code each time you ask for one: ask for the next code")]
    CounterBased,
    /// The account confirms sign-ins and has no codes.
    #[error("this account confirms sign-ins and makes no codes")]
    NoCodes,
    /// Set the account up again: its counter is used up.
    #[error("this account has used up its counter; set it up again")]
    CounterExhausted,
    /// Unlock once more, for this code alone ([`Settings::code`](crate::app::Settings::code)).
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
    /// Set the account up again: its secret is damaged.
    #[error("the secret of this account is damaged: set the account up again")]
    BadSecret,
    /// It takes longer than its caller waits, and goes on: look at the list. Callers that stop waiting say so;
    /// the core itself does not.
    #[error("it goes on; look at the list")]
    GoesOn,
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

impl From<Fault> for AccountError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Locked => Self::Locked,
            Fault::NoSuchAccount => Self::NoSuchAccount,
            Fault::Vault(error) => Self::NotStored { why: error.into() },
            Fault::Malformed(finding) => Self::BadName { finding },
            Fault::NotCounterBased => Self::NotCounterBased,
            Fault::NoCodes => Self::NoCodes,
            Fault::NeedsReauth => Self::UnlockNeeded,
            Fault::CounterExhausted => Self::CounterExhausted,
            Fault::Otp(error) => match error {
                OtpError::CounterBased => Self::CounterBased,
                OtpError::PinNeeded => Self::PinNeeded,
                OtpError::BadPin { min, max } => Self::BadPin { min, max },
                OtpError::BadSecret => Self::BadSecret,
            },
            Fault::Foreign { .. }
            | Fault::NotAnAccount { .. }
            | Fault::Export { .. }
            | Fault::UnknownProtocol
            | Fault::Conflict(_)
            | Fault::Enrol(_)
            | Fault::Push(_)
            | Fault::NoSuchRequest
            | Fault::Protected
            | Fault::Poisoned => Self::Failed,
        }
    }
}
