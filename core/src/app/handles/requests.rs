//! Sign-in requests: asking for them, and what the person says to them.

use std::sync::Arc;

use crate::account::DenyReason;
use crate::push::request::Outcome;
use crate::push::view::RequestView;
use crate::secret::SecretString;
use crate::vault::Unlock;

use super::super::adding::Scanned;
use super::super::error::{RequestError, UnlockError};
use super::super::inner::Inner;
use super::super::polls::Asked;
use super::super::requests::InboxView;

/// The sign-in requests. A cheap handle of the [`Authenticator`](crate::app::Authenticator).
///
/// ```
/// use countersign_core::app::{Asked, Outcome, SecretString, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # service.ask()?;
///
/// let requests = app.requests();
/// let inbox = requests.refresh(Asked::ByItself, &|| println!("draw the inbox")).await?;
/// let front = inbox.front().ok_or("nobody signs in")?;
/// let id = &front.request.id;
/// requests.open(id).await?;
/// requests.type_number(id, &SecretString::new("42".to_owned()))?;
/// requests.authorise(id, Unlock::Platform)?;
/// assert_eq!(requests.approve(id).await?.outcome, Some(Outcome::Approved));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Requests(pub(in super::super) Arc<Inner>);

impl Requests {
    /// The snapshot of now. It only reads: what lapsed is shown as lapsed, also before
    /// [`Requests::advance`] is called.
    ///
    /// # Errors
    /// [`RequestError::Locked`].
    pub fn inbox(&self) -> Result<InboxView, RequestError> {
        Ok(self.0.inbox()?)
    }

    /// Time has passed: what it changes is changed, and stored, which may take the time of a write. Call it
    /// at [`InboxView::next_deadline`].
    ///
    /// # Errors
    /// [`RequestError::Locked`].
    pub fn advance(&self) -> Result<InboxView, RequestError> {
        Ok(self.0.advance()?)
    }

    /// One request as it stands.
    ///
    /// # Errors
    /// [`RequestError::Locked`]; [`RequestError::NoSuchRequest`], also for one that an earlier run of the app
    /// saw the end of; see [`Requests::ended`].
    pub fn get(&self, id: &str) -> Result<RequestView, RequestError> {
        Ok(self.0.request(id)?)
    }

    /// What became of a request that is not on the screen any more, within 24 hours of its end and
    /// also after a restart. `None` for one that was never seen.
    ///
    /// # Errors
    /// [`RequestError::Locked`].
    pub fn ended(&self, id: &str) -> Result<Option<Outcome>, RequestError> {
        Ok(self.0.ended(id)?)
    }

    /// Whether the request list or a request is in front of the person: polls may be as close as
    /// [`InboxView::ask_again_in`] says then.
    pub fn watch(&self, watching: bool) {
        self.0.watch(watching);
    }

    /// The person looks at a request: gets access token and connection ready, so that the answer
    /// costs one round trip. Failure shows when the answer is sent. An unlock of the app that the person made
    /// less than a minute ago counts for the first request that is opened after it (V-70).
    ///
    /// # Errors
    /// [`RequestError::NoSuchRequest`]; [`RequestError::Ended`].
    pub async fn open(&self, id: &str) -> Result<RequestView, RequestError> {
        Ok(self.0.open_request(id).await?)
    }

    /// The number field holds this now. Blanks and dashes are dropped; YES is enabled when the length
    /// is right ([`RequestView::can_approve`]).
    ///
    /// # Errors
    /// As [`Requests::open`].
    pub fn type_number(&self, id: &str, text: &SecretString) -> Result<RequestView, RequestError> {
        Ok(self.0.type_number(id, text)?)
    }

    /// The code beside the number on the page was scanned for this request, by the app's own scanner and for
    /// nothing else: it fills in the number, which counts as typed. YES and the unlock are asked for as ever. A
    /// link that comes from the operating system is never handed in here.
    ///
    /// # Errors
    /// [`RequestError::OtherSignIn`] for the code of another sign-in or service, [`RequestError::NotTheCode`]
    /// for another kind of code, [`RequestError::BadNumber`] for a number of another length: nothing is filled in
    /// then. [`RequestError::NotSupported`] where [`RequestView::can_scan`] never says so.
    pub fn match_scanned<'a>(
        &self,
        id: &str,
        what: impl Into<Scanned<'a>>,
    ) -> Result<RequestView, RequestError> {
        Ok(self.0.match_scanned(id, what.into())?)
    }

    /// The option at this place was picked (servers that offer a few numbers).
    ///
    /// # Errors
    /// As [`Requests::open`].
    pub fn pick_number(&self, id: &str, place: usize) -> Result<RequestView, RequestError> {
        Ok(self.0.pick_number(id, place)?)
    }

    /// "Yes, I am signing in right now" (servers that show no number).
    ///
    /// # Errors
    /// As [`Requests::open`].
    pub fn confirm(&self, id: &str) -> Result<RequestView, RequestError> {
        Ok(self.0.confirm(id)?)
    }

    /// Asks the person to unlock once more, for approving this request and nothing else. Call it when the
    /// request opens and [`RequestView::needs_unlock`] says so: a passcode's key derivation then runs while
    /// the person reads. A platform key that asks for nobody is not used. Refusing needs no unlock.
    ///
    /// # Errors
    /// [`UnlockError`] of the unlock; [`UnlockError::NoSuchRequest`].
    pub fn authorise(&self, id: &str, how: Unlock<'_>) -> Result<RequestView, UnlockError> {
        Ok(self.0.authorise(id, how)?)
    }

    /// YES. The result is in [`RequestView::outcome`]; one that is not final can be sent again.
    ///
    /// # Errors
    /// [`RequestError`] says what is missing: the number, the unlock, the front place.
    pub async fn approve(&self, id: &str) -> Result<RequestView, RequestError> {
        Ok(self.0.approve(id).await?)
    }

    /// "No, it's not me". Works for requests behind another one too, and is delivered later when there
    /// is no connection now.
    ///
    /// # Errors
    /// [`RequestError::NoSuchRequest`]; [`RequestError::Ended`].
    pub async fn deny(&self, id: &str, reason: DenyReason) -> Result<RequestView, RequestError> {
        Ok(self.0.deny(id, reason).await?)
    }

    /// Sends the same answer again after one that was not delivered.
    ///
    /// # Errors
    /// [`RequestError::OutOfOrder`] when nothing waits to be sent.
    pub async fn retry(&self, id: &str) -> Result<RequestView, RequestError> {
        Ok(self.0.retry(id).await?)
    }

    /// Reports what was just denied: IT blocks the account. `sure` says that the person was asked
    /// twice, which [`RequestView::report_disables_account`] asks for.
    ///
    /// # Errors
    /// [`RequestError::OutOfOrder`] when the request was not denied.
    pub async fn report(&self, id: &str, sure: bool) -> Result<RequestView, RequestError> {
        Ok(self.0.report(id, sure).await?)
    }

    /// "Not now", to the question whether to report.
    ///
    /// # Errors
    /// [`RequestError::OutOfOrder`] when it was not asked.
    pub async fn do_not_report(&self, id: &str) -> Result<RequestView, RequestError> {
        Ok(self.0.no_report(id).await?)
    }

    /// Takes a request that is over off the screen.
    pub fn dismiss(&self, id: &str) {
        self.0.dismiss(id);
    }

    /// Asks the services, each for itself. Polling is the source of truth: call it at app start, on
    /// resume, on a push, on pull to refresh, and as often as [`InboxView::ask_again_in`] says while the
    /// list or a request is in front, whether or not an earlier call has ended: an account that is being
    /// asked is not asked again meanwhile. What a service says stands in [`Requests::inbox`] as soon
    /// as it has answered, and `changed` is called then, on whatever thread: draw the snapshot, ring.
    /// A screen waits for nothing but this. What could not be refreshed stands in the snapshot; codes
    /// keep working.
    ///
    /// # Errors
    /// [`RequestError::Locked`].
    pub async fn refresh(
        &self,
        by: Asked,
        changed: &(dyn Fn() + Sync),
    ) -> Result<InboxView, RequestError> {
        Ok(self.0.refresh_with(by, changed).await?)
    }
}
