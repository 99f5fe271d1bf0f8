//! Asking the services beside the screen.

use std::sync::Arc;

use countersign_core::app::{self, Asked, RequestError};
use tokio::sync::{Mutex, watch};

use crate::requests::Requests;
use crate::views::InboxSnapshot;

/// The services are being asked. It goes on to its end when nobody waits for it any more.
#[derive(uniffi::Object)]
pub struct Refresh {
    requests: app::Requests,
    answers: Mutex<watch::Receiver<()>>,
}

#[uniffi::export(async_runtime = "tokio")]
impl Requests {
    /// Begins to ask the services, each for itself, and returns at once. To be called as often as
    /// `InboxSnapshot.askAgainIn` says, whether or not an earlier one has ended.
    #[expect(
        clippy::unused_async,
        reason = "an async export runs on the library's runtime, which a task of its own needs"
    )]
    pub async fn refresh(&self, by: Asked) -> Result<Arc<Refresh>, RequestError> {
        // A locked app asks nobody.
        self.0.inbox()?;
        let requests = self.0.clone();
        let (answered, answers) = watch::channel(());
        tokio::spawn(async move {
            let changed = || answered.send_replace(());
            // What could not be refreshed stands in the snapshot, and a lock ends everything.
            drop(requests.refresh(by, &changed).await);
        });
        Ok(Arc::new(Refresh { requests: self.0.clone(), answers: Mutex::new(answers) }))
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Refresh {
    /// Waits until another service has answered, and returns the snapshot to be drawn then; none when all
    /// have, or the app was locked.
    pub async fn next(&self) -> Result<Option<InboxSnapshot>, RequestError> {
        let mut answers = self.answers.lock().await;
        if answers.changed().await.is_err() {
            return Ok(None);
        }
        match self.requests.inbox() {
            Ok(view) => Ok(Some(view.into())),
            Err(RequestError::Locked) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
