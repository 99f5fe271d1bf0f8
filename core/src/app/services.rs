//! What a service does for an account besides its requests: what was approved lately, and taking it back.

use crate::account::{AccountId, PushAccount, PushState};
use crate::clock::UnixSeconds;
use crate::push::activity::{PastOutcome, PastRequest};
use crate::push::inbox::RequestStatus;
use crate::push::view::Origin;
use crate::secret::SecretString;
use crate::text::isolated;

use super::fault::Fault;
use super::inner::Inner;

/// A request that this phone answered, or let pass, as its service remembers it. Texts may stand in a line
/// with words of the shell.
///
/// ```
/// use countersign_core::app::{SecretString, Unlock};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
/// # app.requests().open(&id).await?;
/// # app.requests().type_number(&id, &SecretString::new("42".to_owned()))?;
/// # app.requests().authorise(&id, Unlock::Platform)?;
/// # app.requests().approve(&id).await?;
///
/// for past in app.services().activity(work).await? {
///     println!("{:?} at {}, from {:?}", past.outcome, past.at, past.origin.town);
///     if past.can_undo {
///         // "This wasn't me":
///         app.services().undo(work, &past.id).await?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityView {
    /// The request's id.
    pub id: String,
    /// When it ended.
    pub at: UnixSeconds,
    /// How it ended.
    pub outcome: PastOutcome,
    /// What was signed in to.
    pub service: Option<String>,
    /// From where.
    pub origin: Origin,
    /// "This wasn't me" can be said: something that came of the approval is still there.
    pub can_undo: bool,
}

impl From<PastRequest> for ActivityView {
    fn from(past: PastRequest) -> Self {
        let origin = Origin::of_parts(past.browser, past.os, past.location, None, past.ip);
        Self {
            id: past.id,
            at: past.at,
            outcome: past.outcome,
            service: past.service.as_deref().map(isolated),
            origin,
            can_undo: past.revocable && past.outcome == PastOutcome::Approved,
        }
    }
}

/// What a push asks for.
///
/// ```
/// use countersign_core::app::{Asked, PushHint};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _work, service) = testing::registered_phone().await?;
/// # let message = service.push(&service.ask()?);
///
/// match app.services().push_hint(&message)? {
///     PushHint::Ask => drop(app.requests().refresh(Asked::ByAPush, &|| {}).await?),
///     PushHint::Nothing => println!("seen before: neither ask nor ring"),
/// }
/// assert_eq!(app.services().push_hint(&message)?, PushHint::Nothing);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushHint {
    /// It may be about a request that this phone has not seen: ask the services, and ring when the snapshot
    /// has one.
    Ask,
    /// A duplicate, one that came after its answer, or not for this phone: neither ask nor ring.
    Nothing,
}

impl Inner {
    pub(super) fn push_hint(&self, message: &SecretString) -> Result<PushHint, Fault> {
        let now = self.now();
        let state = self.lock_state()?;
        let accounts: Vec<(AccountId, &PushAccount)> = state.push_accounts()?.collect();
        let hint = self.engine.push_hint(message, &accounts);
        Ok(match hint.map(|hint| state.inbox.status_of(&hint.request, now)) {
            Some(RequestStatus::Unknown) => PushHint::Ask,
            Some(RequestStatus::Listed | RequestStatus::Ended { .. }) | None => PushHint::Nothing,
        })
    }

    pub(super) async fn activity(&self, id: AccountId) -> Result<Vec<ActivityView>, Fault> {
        let account = self.account_in_use(id)?;
        let told = self.outlive_lock(async {
            let told = self.in_time(self.engine.activity(id, &account)).await;
            self.forget_when_locked(id);
            Ok(told?)
        });
        Ok(told.await?.into_iter().map(ActivityView::from).collect())
    }

    pub(super) async fn undo(&self, id: AccountId, request: &str) -> Result<(), Fault> {
        let account = self.account_in_use(id)?;
        self.outlive_lock(async {
            let done = self.engine.revoke(id, &account, request).await;
            self.forget_when_locked(id);
            Ok(done?)
        })
        .await
    }

    /// A copy of an account for a call to its service; one that is being removed is gone for the person.
    pub(super) fn account_in_use(&self, id: AccountId) -> Result<PushAccount, Fault> {
        let account = self.copy_of(id)?;
        if account.state == PushState::RemovalPending {
            return Err(Fault::NoSuchAccount);
        }
        Ok(account)
    }
}
