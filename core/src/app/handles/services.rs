//! What an account's service does besides requests.

use std::sync::Arc;

use crate::account::AccountId;
use crate::secret::SecretString;

use super::super::adding::Preview;
use super::super::error::{AddError, ServiceError};
use super::super::inner::Inner;
use super::super::renewal::KeyRenewal;
use super::super::services::{ActivityView, PushHint};

/// The services of the accounts that confirm sign-ins. A cheap handle of the
/// [`Authenticator`](crate::app::Authenticator).
///
/// ```
/// use countersign_core::app::DenyReason;
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, work, service) = testing::registered_phone().await?;
/// # let id = service.ask()?;
/// # testing::refresh(&app).await?;
///
/// app.requests().deny(&id, DenyReason::UnknownTrigger).await?;
/// let latest = app.services().activity(work).await?.remove(0);
/// assert!(!latest.can_undo, "nothing came of a request that was denied");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Services(pub(in super::super) Arc<Inner>);

impl Services {
    /// The person has read which set-ups were refused ([`Note::SetupRefused`](crate::app::Note::SetupRefused)).
    pub fn dismiss_refused_setups(&self) {
        self.0.dismiss_refused_setups();
    }

    /// What this phone answered lately for an account, newest first, as the service remembers it.
    ///
    /// # Errors
    /// [`ServiceError`] says what the person can do; [`ServiceError::NotOffered`] where the service keeps no
    /// such list ([`PushView::has_activity`](crate::app::PushView::has_activity)).
    pub async fn activity(&self, id: AccountId) -> Result<Vec<ActivityView>, ServiceError> {
        Ok(self.0.activity(id).await?)
    }

    /// "This wasn't me": takes an approval of this phone back. The sessions that came of it end, browsers
    /// that are remembered by it are forgotten, and phones that were set up in it are removed. Once more
    /// changes nothing.
    ///
    /// # Errors
    /// As [`Services::activity`]; [`ServiceError::NoSuchRequest`] for what is no approval of this phone.
    pub async fn undo(&self, id: AccountId, request: &str) -> Result<(), ServiceError> {
        Ok(self.0.undo(id, request).await?)
    }

    /// Gives an account a new device key: for a phone whose keys may have been read. The service is told by
    /// the old one, and both are kept until it is known to have taken the new one; while a request is open, or
    /// where it cannot be reached, that is done by a later refresh.
    ///
    /// # Errors
    /// [`ServiceError`], and then the old key stays; [`ServiceError::NotOffered`] where the service takes no
    /// other key.
    pub async fn renew_key(&self, id: AccountId) -> Result<KeyRenewal, ServiceError> {
        Ok(self.0.renew_key(id).await?)
    }

    /// Says what an organisation's code that was typed would add: its address and the ten characters, both as
    /// the page shows them. Case, blanks and dashes do not matter, O is read as 0, I and L as 1. The address is
    /// asked; no key is made and nothing is stored. "Continue" is [`Accounts::add`](super::Accounts::add).
    ///
    /// # Errors
    /// [`AddError::BadCode`] for what can be no address or no code, and then nobody was asked;
    /// [`AddError::NoSuchCode`]; [`AddError::Unreachable`] with a time to wait where too many were wrong.
    pub async fn preview_typed(
        &self,
        address: &str,
        code: &SecretString,
    ) -> Result<Preview, AddError> {
        Ok(self.0.preview_typed_code(address, code).await?)
    }

    /// What a push that arrived asks for. It is a hint and nothing of it is shown: whether there is a request is
    /// said by the snapshot after [`Requests::refresh`](super::Requests::refresh) with
    /// [`Asked::ByAPush`](crate::app::Asked::ByAPush). Asks nobody.
    ///
    /// # Errors
    /// [`ServiceError::Locked`]: nothing can be told then. Say that there is a sign-in request, and ask after the
    /// unlock.
    pub fn push_hint(&self, message: &SecretString) -> Result<PushHint, ServiceError> {
        Ok(self.0.push_hint(message)?)
    }
}
