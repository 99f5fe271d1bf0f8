//! When the app locks by itself, and when it stays open for the browser.
//!
//! Who leaves the app is asked again when they come back. It stays open for a minute, a request's life, for
//! who goes to look at the number in the browser or was sent out by the app itself, to choose a picture.

use crate::clock::UnixSeconds;
use crate::push::view::Phase;

use super::fault::Fault;
use super::inner::Inner;

/// Seconds for which the app stays open behind the browser.
pub const STAYS_OPEN_FOR: u64 = 60;

/// Seconds within which who was sent out has left; a later leaving is the person's own.
const LEAVES_WITHIN: u64 = 5;

/// What leaving the app did.
///
/// ```
/// use countersign_core::app::Stays;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// assert_eq!(app.vault().leave(None)?, Stays::Locked);
/// # app.vault().unlock(countersign_core::app::Unlock::Platform)?;
/// app.vault().send_out()?;
/// match app.vault().leave(None)? {
///     Stays::Locked => println!("draw the locked screen"),
///     Stays::OpenUntil { at } => println!("call `come_back` at {at}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// It is locked.
    Locked,
    /// It stays open until then: call [`Vault::come_back`](super::Vault::come_back) at that time if the app
    /// still runs, and when it comes to the front.
    OpenUntil {
        /// When it locks.
        at: UnixSeconds,
    },
}

/// How the app was left.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Away {
    sent_out: Option<UnixSeconds>,
    left: Option<UnixSeconds>,
}

impl Inner {
    /// The app sends the person out for a moment.
    pub(super) fn send_out(&self) -> Result<(), Fault> {
        self.lock_state()?.away.sent_out = Some(self.now());
        Ok(())
    }

    /// The app left the front.
    pub(super) fn leave(&self, on_screen: Option<&str>) -> Result<Stays, Fault> {
        let now = self.now();
        {
            let mut state = self.lock_state()?;
            let answering = state.inbox.views(now, |_| 0).iter().any(|view| {
                view.phase == Phase::Open && Some(view.request.id.as_str()) == on_screen
            });
            let sent = state.away.sent_out.take();
            let sent = sent.is_some_and(|at| is_within(at, LEAVES_WITHIN, now));
            // Who leaves twice does not stay away longer.
            let left = state.away.left.unwrap_or(now);
            if state.vault.is_some() && (sent || answering) && is_within(left, STAYS_OPEN_FOR, now)
            {
                state.away.left = Some(left);
                return Ok(Stays::OpenUntil { at: left.saturating_add(STAYS_OPEN_FOR) });
            }
        }
        self.lock();
        Ok(Stays::Locked)
    }

    /// The app came to the front, or its time is over. Whether it stayed open.
    pub(super) fn come_back(&self) -> Result<bool, Fault> {
        let now = self.now();
        {
            let mut state = self.lock_state()?;
            let left = state.away.left.take();
            if left.is_none_or(|left| is_within(left, STAYS_OPEN_FOR, now)) {
                return Ok(state.vault.is_some());
            }
        }
        self.lock();
        Ok(false)
    }
}

/// A clock that was put back tells nothing: it counts as too late.
fn is_within(since: UnixSeconds, seconds: u64, now: UnixSeconds) -> bool {
    now.checked_sub(since).is_some_and(|passed| passed < seconds)
}
