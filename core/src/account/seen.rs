//! Requests that were seen, and what was said to them.

use std::fmt;

use super::id::AccountId;
use crate::clock::UnixSeconds;

/// Why a request is denied.
///
/// ```
/// use countersign_core::app::{DenyReason, Outcome};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// let denied = app.requests().deny(&id, DenyReason::UnknownTrigger).await?;
/// assert_eq!(denied.outcome, Some(Outcome::Denied { interrupted: false }));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenyReason {
    /// "No, it's not me."
    UnknownTrigger,
    /// The person gave up on their own sign-in.
    Cancelled,
}

/// How far a request has come, as far as this phone knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenOutcome {
    /// Still open when last seen.
    Open,
    /// The mark `sent` of PROTOCOL.md 5.3: an approval was about to leave for a server that would
    /// take a second number, and no reply was read. No second number goes there.
    ApprovalSent,
    /// The mark `wrong` of 5.3: the server refused the number and is still to be told that this ends the
    /// request. It is counted already.
    NumberRefused,
    /// The person said no; the server is still to be told.
    Refusing {
        /// Why.
        reason: DenyReason,
        /// They said YES before, and that may have arrived: it may be what ends the request.
        after_approval: bool,
    },
    /// Approved here.
    Approved,
    /// Denied here.
    Denied,
    /// Denied by the app itself: it was closed or locked while an approval was under way.
    Interrupted,
    /// A wrong number ended it.
    WrongNumber,
    /// It lapsed.
    Expired,
    /// A newer sign-in replaced it.
    Superseded,
    /// Handled elsewhere.
    AlreadyHandled,
    /// The server no longer knew this phone.
    Unlinked,
    /// Ended for another reason.
    Refused,
}

impl SeenOutcome {
    /// Whether nothing is to be told to the person or the server any more.
    #[must_use]
    pub fn is_ended(self) -> bool {
        !matches!(
            self,
            Self::Open | Self::ApprovalSent | Self::NumberRefused | Self::Refusing { .. }
        )
    }
}

/// A request that was seen, kept for 24 hours so that a restarted app can say what became of it and
/// deliver what the person has said (PROTOCOL.md 5.3).
#[derive(Clone, PartialEq, Eq)]
pub struct SeenRequest {
    /// The server's id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// When the server made it (else first seen).
    pub created: UnixSeconds,
    /// When this phone first saw it.
    pub first_seen: UnixSeconds,
    /// When it lapses.
    pub expires: UnixSeconds,
    /// When it lapses, by the server's clock: a denial that is still to be sent is signed with it.
    pub expires_at_server: UnixSeconds,
    /// Digest of the signed context, which a denial that is still to be sent echoes (countersign+).
    pub ctx: Option<String>,
    /// How far it has come.
    pub outcome: SeenOutcome,
    /// The person asked for a report, and the server is still to be told.
    pub report: bool,
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeenRequest({:?})", self.outcome)
    }
}
