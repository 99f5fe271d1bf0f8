//! What a phone answered lately, as its service remembers it (PROTOCOL.md section 4.6).

use crate::clock::UnixSeconds;

/// A request to this phone that ended. Texts are cleaned for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRequest {
    /// The service's id of it, a UUID.
    pub id: String,
    /// When it ended, by the phone's clock.
    pub at: UnixSeconds,
    /// How it ended.
    pub outcome: PastOutcome,
    /// What was signed in to.
    pub service: Option<String>,
    /// Address of the browser.
    pub ip: Option<String>,
    /// A coarse place.
    pub location: Option<String>,
    /// Browser name and version.
    pub browser: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Something that came of an approval is still there and can be taken back.
    pub revocable: bool,
}

/// How a request ended.
///
/// ```
/// use countersign_core::app::{DenyReason, PastOutcome};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// app.requests().deny(&id, DenyReason::Cancelled).await?;
/// let latest = app.services().activity(work).await?.remove(0);
/// assert_eq!(latest.outcome, PastOutcome::Denied);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastOutcome {
    /// It was approved.
    Approved,
    /// It was denied.
    Denied,
    /// A wrong number was typed.
    WrongNumber,
    /// Nobody answered in time.
    Expired,
    /// A newer sign-in replaced it.
    Superseded,
    /// It was given up in the browser.
    Cancelled,
    /// The account was blocked meanwhile.
    AccountBlocked,
    /// Some other way, which this version does not know.
    Other,
}

impl PastOutcome {
    /// The word of the protocol.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::WrongNumber => "wrong_number",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::Cancelled => "cancelled",
            Self::AccountBlocked => "account_blocked",
            Self::Other => "other",
        }
    }

    pub(crate) fn of_word(word: &str) -> Self {
        const ALL: [PastOutcome; 7] = [
            PastOutcome::Approved,
            PastOutcome::Denied,
            PastOutcome::WrongNumber,
            PastOutcome::Expired,
            PastOutcome::Superseded,
            PastOutcome::Cancelled,
            PastOutcome::AccountBlocked,
        ];
        ALL.into_iter().find(|known| known.name() == word).unwrap_or(Self::Other)
    }
}
