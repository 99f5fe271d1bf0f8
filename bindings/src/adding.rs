//! Adding an account: preview first, then the person's "continue".

use std::sync::{Arc, Mutex};

use countersign_core::app::{self, Choice, Preview};
use countersign_core::payload::Warning as AccountWarning;
use countersign_core::secret::SecretString;

use crate::authenticator::Authenticator;
use crate::error::AddError;
use crate::qr::ScannedCode;
use crate::views::AccountRow;

/// What the person says to an account that is there already.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum AddChoice {
    /// Add only what is new.
    OnlyNew,
    /// Add it beside what is there; nothing is overwritten.
    KeepBoth,
}

/// What would be added; hand it to `Authenticator.add` once.
#[derive(Debug, uniffi::Object)]
pub struct AddPreview {
    details: PreviewDetails,
    held: Mutex<Option<Preview>>,
}

/// What to show before an account is added.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum PreviewDetails {
    /// A one-time-code account.
    Codes {
        /// Issuer.
        issuer: String,
        /// The account's name there.
        label: String,
        /// totp hotp steam yaotp motp.
        kind: String,
        /// Length of a code.
        digits: u8,
        /// Seconds that a code lives; none for counter-based codes.
        period: Option<u32>,
        /// What the person should know.
        warnings: Vec<AccountWarning>,
        /// It, or one like it, is there already.
        exists: bool,
    },
    /// A work or school account.
    Organisation {
        /// The host that will be contacted: show it.
        host: String,
        /// The organisation's name.
        organisation: Option<String>,
        /// The user.
        user: String,
        /// When the code lapses, in seconds since 1970.
        expires: u64,
        /// This phone is registered there already.
        exists: bool,
    },
}

#[uniffi::export]
impl AddPreview {
    /// What to show.
    pub fn details(&self) -> Result<PreviewDetails, AddError> {
        Ok(self.details.clone())
    }
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
        self.preview_of(code.0.bytes.clone()).await
    }

    /// Says what a set-up link that was typed or pasted would add.
    pub async fn preview_text(&self, text: String) -> Result<Arc<AddPreview>, AddError> {
        self.preview_of(text.into_bytes()).await
    }

    /// Adds what a preview showed; durable when it returns. When the service's reply is lost the
    /// account is listed all the same and a refresh completes it.
    pub async fn add(
        &self,
        preview: Arc<AddPreview>,
        choice: AddChoice,
    ) -> Result<AccountRow, AddError> {
        let held = preview.held.lock().ok().and_then(|mut held| held.take());
        let held = held.ok_or(AddError::CodeOver { used: true })?;
        let core = Arc::clone(&self.core);
        let done = tokio::spawn(async move { core.add(held, choice.into()).await }).await;
        Ok(done.map_err(|_| AddError::Service { try_again: true })??.into())
    }
}

impl Authenticator {
    async fn preview_of(&self, text: Vec<u8>) -> Result<Arc<AddPreview>, AddError> {
        let core = Arc::clone(&self.core);
        let text = SecretString::new(String::from_utf8_lossy(&text).into_owned());
        let asked = async move { core.preview(text.expose().as_bytes()).await };
        let done = tokio::spawn(asked).await;
        let preview = done.map_err(|_| AddError::Service { try_again: true })??;
        Ok(Arc::new(preview.into()))
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

impl From<Preview> for AddPreview {
    fn from(preview: Preview) -> Self {
        let details = match &preview {
            Preview::Otp(otp) => codes(otp),
            Preview::Enrol(offer) => PreviewDetails::Organisation {
                host: offer.host.clone(),
                organisation: offer.organisation.clone(),
                user: offer.user.clone(),
                expires: offer.expires,
                exists: offer.conflict.is_some(),
            },
        };
        Self { details, held: Mutex::new(Some(preview)) }
    }
}

fn codes(otp: &app::OtpPreview) -> PreviewDetails {
    PreviewDetails::Codes {
        issuer: otp.issuer.clone(),
        label: otp.label.clone(),
        kind: otp.kind.to_owned(),
        digits: otp.digits,
        period: otp.period,
        warnings: otp.warnings.clone(),
        exists: otp.conflict.is_some(),
    }
}
