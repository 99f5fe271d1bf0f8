//! Sign-in requests.

use std::future::Future;
use std::sync::Arc;

use countersign_core::account::DenyReason;
use countersign_core::app::{AppError, RequestView};
use countersign_core::secret::SecretString;

use crate::authenticator::Authenticator;
use crate::error::RequestError;
use crate::running::finish;
use crate::views::{InboxSnapshot, RequestSnapshot};

#[uniffi::export]
impl Authenticator {
    /// The snapshot of now.
    pub fn inbox(&self) -> Result<InboxSnapshot, RequestError> {
        Ok(self.core.inbox()?.into())
    }

    /// One request as it stands.
    pub fn request(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        Ok(self.core.request(&id)?.into())
    }

    /// The number field holds this now.
    pub fn type_number(&self, id: String, text: String) -> Result<RequestSnapshot, RequestError> {
        Ok(self.core.type_number(&id, &SecretString::new(text))?.into())
    }

    /// The option at this place was picked.
    pub fn pick_number(&self, id: String, place: u32) -> Result<RequestSnapshot, RequestError> {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        Ok(self.core.pick_number(&id, place)?.into())
    }

    /// "Yes, I am signing in right now".
    pub fn confirm(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        Ok(self.core.confirm(&id)?.into())
    }

    /// Takes a request that is over off the screen.
    pub fn dismiss(&self, id: String) -> Result<(), RequestError> {
        self.core.dismiss(&id);
        Ok(())
    }

    /// The person has read which set-ups were refused.
    pub fn dismiss_refused_setups(&self) -> Result<(), RequestError> {
        self.core.dismiss_refused_setups();
        Ok(())
    }

    /// The list or a request is in front of the person, or not any more.
    pub fn watch(&self, watching: bool) -> Result<(), RequestError> {
        if watching {
            self.core.watch();
        } else {
            self.core.unwatch();
        }
        Ok(())
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Authenticator {
    /// The person looks at a request: gets the connection ready.
    pub async fn open_request(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let core = Arc::clone(&self.core);
        request(async move { core.open_request(&id).await }).await
    }

    /// YES.
    pub async fn approve(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let core = Arc::clone(&self.core);
        request(async move { core.approve(&id).await }).await
    }

    /// "No, it's not me".
    pub async fn deny(
        &self,
        id: String,
        reason: DenyReason,
    ) -> Result<RequestSnapshot, RequestError> {
        let core = Arc::clone(&self.core);
        request(async move { core.deny(&id, reason).await }).await
    }

    /// Sends the same answer again.
    pub async fn retry(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let core = Arc::clone(&self.core);
        request(async move { core.retry(&id).await }).await
    }

    /// Reports what was denied; `sure`: the person was asked twice.
    pub async fn report(&self, id: String, sure: bool) -> Result<RequestSnapshot, RequestError> {
        let core = Arc::clone(&self.core);
        request(async move { core.report(&id, sure).await }).await
    }

    /// "Not now".
    pub async fn no_report(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let core = Arc::clone(&self.core);
        request(async move { core.no_report(&id).await }).await
    }
}

async fn request(
    call: impl Future<Output = Result<RequestView, AppError>> + Send + 'static,
) -> Result<RequestSnapshot, RequestError> {
    finish(call, RequestError::Failed).await.map(RequestSnapshot::from)
}
