//! Adding an account: preview first, then the person's "continue".

use std::sync::Arc;

use countersign_core::app::Choice;
use countersign_core::secret::SecretString;

use crate::authenticator::Authenticator;
use crate::error::AddError;
use crate::preview::AddPreview;
use crate::qr::ScannedCode;
use crate::running::finish;
use crate::views::AccountRow;

/// What the person says to an account that is there already.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum AddChoice {
    /// Add only what is new.
    OnlyNew,
    /// Add it beside what is there; nothing is overwritten.
    KeepBoth,
}

#[uniffi::export]
impl Authenticator {
    /// Says what a key typed by hand would add: six digits, thirty seconds.
    pub fn preview_key(
        &self,
        issuer: String,
        account: String,
        key: String,
    ) -> Result<Arc<AddPreview>, AddError> {
        let preview = self.core.preview_typed_key(&issuer, &account, &SecretString::new(key))?;
        Ok(Arc::new(preview.into()))
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Authenticator {
    /// Says what a scanned code would add. An organisation's service is asked; nothing is stored.
    pub async fn preview(&self, code: Arc<ScannedCode>) -> Result<Arc<AddPreview>, AddError> {
        let core = Arc::clone(&self.core);
        let asked = async move { core.preview_code(&code.0).await };
        Ok(Arc::new(finish(asked, UNHEARD).await?.into()))
    }

    /// Says what a set-up link that was typed or pasted would add.
    pub async fn preview_text(&self, text: String) -> Result<Arc<AddPreview>, AddError> {
        let (core, text) = (Arc::clone(&self.core), SecretString::new(text));
        let asked = async move { core.preview(text.expose().as_bytes()).await };
        Ok(Arc::new(finish(asked, UNHEARD).await?.into()))
    }

    /// Adds what a preview showed; durable when it returns. When the service's reply is lost the
    /// account is listed all the same and a refresh completes it.
    pub async fn add(
        &self,
        preview: Arc<AddPreview>,
        choice: AddChoice,
    ) -> Result<AccountRow, AddError> {
        let held = preview.take().ok_or(AddError::CodeOver { used: true })?;
        let core = Arc::clone(&self.core);
        Ok(finish(async move { core.add(held, choice.into()).await }, UNHEARD).await?.into())
    }
}

impl From<AddChoice> for Choice {
    fn from(choice: AddChoice) -> Self {
        match choice {
            AddChoice::OnlyNew => Self::OnlyNew,
            AddChoice::KeepBoth => Self::KeepBoth,
        }
    }
}

/// No word within the time.
const UNHEARD: AddError = AddError::Service { try_again: true };
