//! Adding an account: preview first, then the person's "continue".

use std::sync::Arc;

use countersign_core::app::{AddError, Choice as AddChoice, SecretString};

use crate::accounts::Accounts;
use crate::preview::AddPreview;
use crate::qr::ScannedCode;
use crate::running::finish;
use crate::views::AccountRow;

#[uniffi::export]
impl Accounts {
    /// Says what a key typed by hand would add: six digits, thirty seconds.
    pub fn preview_key(
        &self,
        issuer: String,
        account: String,
        key: String,
    ) -> Result<Arc<AddPreview>, AddError> {
        let preview = self.0.preview_key(&issuer, &account, &SecretString::new(key))?;
        Ok(AddPreview::new(preview, &self.0))
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Accounts {
    /// Says what a scanned code would add. An organisation's service is asked; nothing is stored.
    pub async fn preview(&self, code: Arc<ScannedCode>) -> Result<Arc<AddPreview>, AddError> {
        let accounts = self.0.clone();
        let asked = Box::pin(async move { accounts.preview(&code.0).await });
        Ok(AddPreview::new(finish(asked, UNHEARD).await?, &self.0))
    }

    /// Says what a set-up link that was typed or pasted would add.
    pub async fn preview_text(&self, text: String) -> Result<Arc<AddPreview>, AddError> {
        let (accounts, text) = (self.0.clone(), SecretString::new(text));
        let asked = Box::pin(async move { accounts.preview(text.expose().as_bytes()).await });
        Ok(AddPreview::new(finish(asked, UNHEARD).await?, &self.0))
    }

    /// Adds what a preview showed; durable when it returns. When the service's reply is lost the
    /// account is listed all the same and a refresh completes it.
    pub async fn add(
        &self,
        preview: Arc<AddPreview>,
        choice: AddChoice,
    ) -> Result<AccountRow, AddError> {
        let held = preview.held.take().ok_or(AddError::Used)?;
        let accounts = self.0.clone();
        Ok(finish(Box::pin(async move { accounts.add(held, choice).await }), UNHEARD).await?.into())
    }
}

/// No word within the time.
const UNHEARD: AddError = AddError::GoesOn;
