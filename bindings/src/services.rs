//! What services do besides requests.

use std::sync::Arc;

use countersign_core::app::{
    self, AccountId, ActivityView, AddError, KeyRenewal, Origin, PastOutcome, PushHint,
    SecretString, ServiceError,
};

use crate::preview::AddPreview;
use crate::running::finish;

/// The services of the accounts that confirm sign-ins.
#[derive(Debug, uniffi::Object)]
pub struct Services(pub(crate) app::Services);

/// A request that this phone answered, or let pass, as its service remembers it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct PastRequest {
    /// The request's id.
    pub id: String,
    /// When it ended, in seconds since 1970.
    pub at: u64,
    /// How it ended.
    pub outcome: PastOutcome,
    /// What was signed in to.
    pub service: Option<String>,
    /// From where.
    pub origin: Origin,
    /// "This wasn't me" can be said.
    pub can_undo: bool,
}

#[uniffi::export]
impl Services {
    /// The person has read which set-ups were refused.
    pub fn dismiss_refused_setups(&self) -> Result<(), ServiceError> {
        self.0.dismiss_refused_setups();
        Ok(())
    }

    /// What a push that arrived asks for; nothing of it is shown.
    pub fn push_hint(&self, message: String) -> Result<PushHint, ServiceError> {
        self.0.push_hint(&SecretString::new(message))
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Services {
    /// What this phone answered lately for an account, newest first.
    pub async fn activity(&self, id: AccountId) -> Result<Vec<PastRequest>, ServiceError> {
        let services = self.0.clone();
        let told = finish(Box::pin(async move { services.activity(id).await }), UNHEARD).await?;
        Ok(told.into_iter().map(PastRequest::from).collect())
    }

    /// Gives an account a new device key, and tells its service.
    pub async fn renew_key(&self, id: AccountId) -> Result<KeyRenewal, ServiceError> {
        let services = self.0.clone();
        finish(Box::pin(async move { services.renew_key(id).await }), UNHEARD).await
    }

    /// "This wasn't me": takes an approval back, and all that came of it.
    pub async fn undo(&self, id: AccountId, request: String) -> Result<(), ServiceError> {
        let services = self.0.clone();
        finish(Box::pin(async move { services.undo(id, &request).await }), UNHEARD).await
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Services {
    /// Says what an organisation's code that was typed would add, with the address that the page shows with it.
    /// `Accounts.add` adds it.
    pub async fn preview_typed(
        &self,
        address: String,
        code: String,
    ) -> Result<Arc<AddPreview>, AddError> {
        let (services, code) = (self.0.clone(), SecretString::new(code));
        let asked = Box::pin(async move { services.preview_typed(&address, &code).await });
        Ok(AddPreview::new(finish(asked, AddError::GoesOn).await?, &self.0))
    }
}

impl From<ActivityView> for PastRequest {
    fn from(view: ActivityView) -> Self {
        let ActivityView { id, at, outcome, service, origin, can_undo } = view;
        Self { id, at, outcome, service, origin, can_undo }
    }
}

/// No word within the time.
const UNHEARD: ServiceError = ServiceError::GoesOn;
