//! Sign-in requests.

use std::sync::Arc;

use countersign_core::app::{
    self, DenyReason, RequestError, RequestView, SecretString, UnlockError,
};

use crate::qr::ScannedCode;
use crate::running::{Call, finish};
use crate::vault::UnlockWith;
use crate::views::{InboxSnapshot, RequestSnapshot};

/// The sign-in requests.
#[derive(Debug, uniffi::Object)]
pub struct Requests(pub(crate) app::Requests);

#[uniffi::export]
impl Requests {
    /// The snapshot of now.
    pub fn inbox(&self) -> Result<InboxSnapshot, RequestError> {
        Ok(self.0.inbox()?.into())
    }

    /// Time has passed: what it changes is changed, and stored. Call it when `InboxSnapshot.nextDeadline` is not
    /// in the future. Blocks for a write.
    pub fn advance(&self) -> Result<InboxSnapshot, RequestError> {
        Ok(self.0.advance()?.into())
    }

    /// One request as it stands.
    pub fn get(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        Ok(self.0.get(&id)?.into())
    }

    /// The number field holds this now.
    pub fn type_number(&self, id: String, text: String) -> Result<RequestSnapshot, RequestError> {
        Ok(self.0.type_number(&id, &SecretString::new(text))?.into())
    }

    /// The code beside the number was scanned for this request, by the app's own scanner: its number counts as
    /// typed. A link that comes from the operating system is never handed in here.
    pub fn match_scanned(
        &self,
        id: String,
        code: Arc<ScannedCode>,
    ) -> Result<RequestSnapshot, RequestError> {
        Ok(self.0.match_scanned(&id, &code.0)?.into())
    }

    /// The option at this place was picked.
    pub fn pick_number(&self, id: String, place: u32) -> Result<RequestSnapshot, RequestError> {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        Ok(self.0.pick_number(&id, place)?.into())
    }

    /// "Yes, I am signing in right now".
    pub fn confirm(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        Ok(self.0.confirm(&id)?.into())
    }

    /// Asks the person to unlock for approving this request and nothing else: call it when the request opens
    /// and `needsUnlock` says so.
    pub fn authorise(&self, id: String, how: UnlockWith) -> Result<RequestSnapshot, UnlockError> {
        how.by(|how| self.0.authorise(&id, how)).map(RequestSnapshot::from)
    }

    /// Takes a request that is over off the screen.
    pub fn dismiss(&self, id: String) -> Result<(), RequestError> {
        self.0.dismiss(&id);
        Ok(())
    }

    /// The list or a request is in front of the person, or not any more.
    pub fn watch(&self, watching: bool) -> Result<(), RequestError> {
        self.0.watch(watching);
        Ok(())
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Requests {
    /// The person looks at a request: gets the connection ready.
    pub async fn open(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let requests = self.0.clone();
        request(Box::pin(async move { requests.open(&id).await })).await
    }

    /// YES.
    pub async fn approve(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let requests = self.0.clone();
        request(Box::pin(async move { requests.approve(&id).await })).await
    }

    /// "No, it's not me".
    pub async fn deny(
        &self,
        id: String,
        reason: DenyReason,
    ) -> Result<RequestSnapshot, RequestError> {
        let requests = self.0.clone();
        request(Box::pin(async move { requests.deny(&id, reason).await })).await
    }

    /// Sends the same answer again.
    pub async fn retry(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let requests = self.0.clone();
        request(Box::pin(async move { requests.retry(&id).await })).await
    }

    /// Reports what was denied; `sure`: the person was asked twice.
    pub async fn report(&self, id: String, sure: bool) -> Result<RequestSnapshot, RequestError> {
        let requests = self.0.clone();
        request(Box::pin(async move { requests.report(&id, sure).await })).await
    }

    /// "Not now".
    pub async fn do_not_report(&self, id: String) -> Result<RequestSnapshot, RequestError> {
        let requests = self.0.clone();
        request(Box::pin(async move { requests.do_not_report(&id).await })).await
    }
}

async fn request(call: Call<RequestView, RequestError>) -> Result<RequestSnapshot, RequestError> {
    finish(call, RequestError::Failed).await.map(RequestSnapshot::from)
}
