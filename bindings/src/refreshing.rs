//! Asking the services beside the screen.

use std::sync::Arc;

use countersign_core::app::{self, AppError, Asked};
use tokio::sync::{Mutex, watch};

use crate::authenticator::Authenticator;
use crate::error::RequestError;
use crate::views::InboxSnapshot;

/// The services are being asked. It goes on to its end when nobody waits for it any more.
#[derive(uniffi::Object)]
pub struct Refresh {
    core: Arc<app::Authenticator>,
    answers: Mutex<watch::Receiver<()>>,
}

#[uniffi::export(async_runtime = "tokio")]
impl Authenticator {
    /// Begins to ask the services, each for itself, and returns at once. To be called as often as
    /// `InboxSnapshot.askAgainIn` says, whether or not an earlier one has ended.
    #[expect(
        clippy::unused_async,
        reason = "an async export runs on the library's runtime, which a task of its own needs"
    )]
    pub async fn refresh(&self, by: Asked) -> Result<Arc<Refresh>, RequestError> {
        // A locked app asks nobody.
        self.core.accounts()?;
        let core = Arc::clone(&self.core);
        let (answered, answers) = watch::channel(());
        tokio::spawn(async move {
            let changed = || answered.send_replace(());
            // What could not be refreshed stands in the snapshot, and a lock ends everything.
            drop(core.refresh_with(by, &changed).await);
        });
        Ok(Arc::new(Refresh { core: Arc::clone(&self.core), answers: Mutex::new(answers) }))
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
        match self.core.inbox() {
            Ok(view) => Ok(Some(view.into())),
            Err(AppError::Locked) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
