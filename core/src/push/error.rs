//! What can go wrong, by who has to do something about it.

use std::fmt;

use crate::device::SecureKeyError;
use crate::net::UnreachableCause;
use crate::random::RandomError;

use super::key::KeyError;
use super::request::Outcome;

/// A version of the core, as servers ask for it: `major.minor.patch`.
///
/// ```
/// use countersign_core::app::Version;
///
/// assert!(Version::parse("1.10.0") > Version::parse("1.9.9"), "compared as numbers");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// This core's.
    #[must_use]
    pub fn this() -> Self {
        Self::parse(env!("CARGO_PKG_VERSION")).unwrap_or(Self(0, 0, 0))
    }

    /// Reads `1.2.3`; what follows a `-` or `+` is ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(['-', '+']).next()?.split('.').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<u32>().ok() } else { None }
        });
        let version = Self(parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Why a sign-in request, or a call about an account, did not go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// No answer from the server. Nothing is over; try again.
    #[error("{why} Your codes keep working.")]
    Unreachable {
        /// Why.
        why: UnreachableCause,
        /// Seconds to wait, if the server said so.
        retry_after: Option<u64>,
    },
    /// The phone's clock is off.
    #[error("{}", clock_words(*.certain))]
    ClockWrong {
        /// Server time minus phone time, if known.
        seconds: Option<i64>,
        /// The server said that it is the clock. Otherwise it refused a proof, which may as well be
        /// because IT told it another public address than the one that phones call.
        certain: bool,
    },
    /// The server no longer knows this phone.
    #[error("this account is no longer linked to this phone; set it up again")]
    Unlinked {
        /// Whether the server said so in so many words.
        certain: bool,
    },
    /// The account was reported.
    #[error("this account was reported and is blocked; IT must unblock it")]
    Blocked,
    /// This app does not understand the server.
    #[error("this app is too old for the sign-in service; update the app")]
    AppTooOld {
        /// The version needed, if known.
        needed: Option<Version>,
    },
    /// The server said no for another reason.
    #[error("the sign-in service refused; ask IT")]
    Refused {
        /// HTTP status, when there was one.
        status: Option<u16>,
    },
    /// The server has no such function.
    #[error("this sign-in service does not offer that")]
    NotSupported,
    /// No request of that id was ever seen.
    #[error("there is no such sign-in request")]
    NoSuchRequest,
    /// The request is over.
    #[error("this sign-in request is over")]
    Ended,
    /// Another request is in front: this one can only be denied.
    #[error("another sign-in request comes first; this one can only be denied")]
    NotInFront,
    /// The number is missing or has the wrong length.
    #[error("type the {digits} digits that the sign-in page shows")]
    BadNumber {
        /// The length asked for.
        digits: u8,
    },
    /// No number is picked.
    #[error("pick the number that the sign-in page shows")]
    NothingPicked,
    /// The scanned number belongs to another sign-in.
    #[error("the scanned number belongs to another sign-in")]
    OtherSignIn,
    /// The person has to unlock first.
    #[error("unlock first")]
    Locked,
    /// "Are you signing in right now?" has to be answered first.
    #[error("confirm first that you are signing in right now")]
    NotConfirmed,
    /// This cannot be done to the request as it stands.
    #[error("this cannot be done now")]
    OutOfOrder,
    /// The device key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

fn clock_words(certain: bool) -> &'static str {
    if certain {
        "the phone's clock is off; check date and time in the settings"
    } else {
        "the service does not accept the phone's clock; check date and time in the settings; if they are right, IT must check the service's public address"
    }
}

impl PushError {
    /// Whether the same may work later: what is queued is sent again.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::ClockWrong { .. })
    }

    /// The error as the outcome of an answer.
    #[must_use]
    pub fn into_outcome(self) -> Outcome {
        match self {
            Self::Unreachable { why, retry_after } => Outcome::Unreachable { why, retry_after },
            Self::ClockWrong { seconds, certain } => Outcome::ClockWrong { seconds, certain },
            Self::Unlinked { certain } => Outcome::AccountUnlinked { certain },
            Self::Blocked => Outcome::AccountBlocked,
            Self::AppTooOld { needed } => {
                Outcome::AppTooOld { needed: needed.map(|version| version.to_string()) }
            }
            Self::Refused { status } => Outcome::Refused { status },
            Self::NotSupported
            | Self::NoSuchRequest
            | Self::Ended
            | Self::NotInFront
            | Self::BadNumber { .. }
            | Self::NothingPicked
            | Self::OtherSignIn
            | Self::Locked
            | Self::NotConfirmed
            | Self::OutOfOrder
            | Self::Key(_)
            | Self::Random(_) => Outcome::Refused { status: None },
        }
    }
}

/// What is wrong with an enrolment token.
///
/// ```
/// use countersign_core::app::{AddError, TokenFault};
///
/// let error = AddError::BadToken { fault: TokenFault::Signature };
/// assert_eq!(error.to_string(), "this code is damaged or forged; get a new code");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// No compact JWS with the members asked for.
    Malformed,
    /// An algorithm that is not accepted, or does not fit the key.
    Algorithm,
    /// The issuer has no signing key of that name.
    UnknownKey,
    /// The signature does not verify.
    Signature,
    /// It is a token for something else.
    Purpose,
    /// Its times contradict each other.
    Times,
    /// The link names another client than the signed token.
    Client,
}

/// Why an account could not be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// An address is not `https`.
    #[error("this code names an address that is not https; nothing was added")]
    NotHttps,
    /// Issuer, realm and address do not belong together.
    #[error("this code was not issued by the service that it names; nothing was added")]
    WrongIssuer,
    /// The server sent us elsewhere.
    #[error("the sign-in service redirects to another address; nothing was added")]
    Redirected,
    /// The token is not acceptable.
    #[error("this code is damaged or forged; get a new code")]
    BadToken(TokenFault),
    /// Neither link nor token names the app's client.
    #[error("this code lacks the app's client id; ask IT")]
    ClientMissing,
    /// Another phone, or this one, used it.
    #[error("this code was already used, get a new one")]
    AlreadyUsed,
    /// Too old.
    #[error("this code has expired, get a new one")]
    CodeExpired,
    /// A plain server does not tell the two apart.
    #[error("this code was used or has expired, get a new one")]
    UsedOrExpired,
    /// The service knows no such typed code.
    #[error("the sign-in service knows no such code; compare what you typed with the page")]
    NoSuchCode,
    /// The device label is taken.
    #[error("this phone's name is already registered; get a new code")]
    NameTaken,
    /// No answer; a completion that was sent may be repeated.
    #[error("{why}")]
    Unreachable {
        /// Why.
        why: UnreachableCause,
        /// Seconds to wait, if the server said so.
        retry_after: Option<u64>,
    },
    /// The phone's clock is off.
    #[error("{}", clock_words(*.certain))]
    ClockWrong {
        /// Server time minus phone time, if known.
        seconds: Option<i64>,
        /// The server said that it is the clock. Otherwise it refused a proof, which may as well be
        /// because IT told it another public address than the one that phones call.
        certain: bool,
    },
    /// No profile in common.
    #[error("this app is too old for the sign-in service; update the app")]
    AppTooOld {
        /// The version needed, if known.
        needed: Option<Version>,
    },
    /// The server said no for another reason.
    #[error("the sign-in service refused; get a new code or ask IT")]
    Refused {
        /// HTTP status, when there was one.
        status: Option<u16>,
    },
    /// The account is not one that is being set up.
    #[error("this account is not being set up")]
    NotEnrolling,
    /// The device key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl EnrolError {
    /// The error's kind as `COMMANDS.md` spells it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotHttps => "not_https",
            Self::WrongIssuer => "wrong_issuer",
            Self::BadToken(_) => "bad_token",
            Self::AlreadyUsed | Self::UsedOrExpired => "already_used",
            Self::CodeExpired => "code_expired",
            Self::NoSuchCode => "no_such_code",
            Self::NameTaken => "name_taken",
            Self::Unreachable { .. } => "unreachable",
            Self::ClockWrong { .. } => "clock_wrong",
            Self::AppTooOld { .. }
            | Self::Redirected
            | Self::ClientMissing
            | Self::Refused { .. }
            | Self::NotEnrolling
            | Self::Key(_)
            | Self::Random(_) => "refused",
        }
    }

    /// Whether the enrolment is over, so that the new key is of no use any more.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(
            self,
            Self::Unreachable { .. } | Self::ClockWrong { .. } | Self::Key(_) | Self::Random(_)
        )
    }
}

impl From<PushError> for EnrolError {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Unreachable { why, retry_after } => Self::Unreachable { why, retry_after },
            PushError::ClockWrong { seconds, certain } => Self::ClockWrong { seconds, certain },
            PushError::AppTooOld { needed } => Self::AppTooOld { needed },
            PushError::Refused { status } => Self::Refused { status },
            PushError::Key(inner) => Self::Key(inner),
            PushError::Random(inner) => Self::Random(inner),
            PushError::Unlinked { .. }
            | PushError::Blocked
            | PushError::NotSupported
            | PushError::NoSuchRequest
            | PushError::Ended
            | PushError::NotInFront
            | PushError::BadNumber { .. }
            | PushError::NothingPicked
            | PushError::OtherSignIn
            | PushError::Locked
            | PushError::NotConfirmed
            | PushError::OutOfOrder => Self::Refused { status: None },
        }
    }
}

impl From<SecureKeyError> for PushError {
    fn from(error: SecureKeyError) -> Self {
        Self::Key(KeyError::Platform(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_a57() {
        assert!(Version::parse("0.10.0") > Version::parse("0.9.9"));
        assert_eq!(Version::parse("1.2.3-beta+5"), Some(Version(1, 2, 3)));
        for bad in ["", "1", "1.2", "1.2.3.4", "1.2.x", "+1.2.3", "99999999999.0.0"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
        assert_ne!(Version::this(), Version(0, 0, 0));
    }
}
