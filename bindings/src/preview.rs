//! What would be added, before it is.

use std::sync::Arc;

use countersign_core::app::{AccountWarning, AddError, Conflict, Held, Hold, OtpPreview, Preview};

/// What would be added; hand it to `Accounts.add` once. Locking empties it.
#[derive(Debug, uniffi::Object)]
pub struct AddPreview {
    details: PreviewDetails,
    pub(crate) held: Held<Preview>,
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
        /// What is there already: adding it is a question then.
        conflict: Option<Conflict>,
        /// That account may be replaced by this one.
        replaceable: bool,
    },
    /// A work or school account.
    Organisation {
        /// The host that will be contacted: show it.
        host: String,
        /// The organisation's name.
        organisation: Option<String>,
        /// The user.
        user: String,
        /// How the organisation will list this phone, before four random characters: let the person
        /// change it (`Authenticator.set_device_name`).
        device_name: String,
        /// When the code lapses, in seconds since 1970.
        expires: u64,
        /// What is there already: adding it is a question then.
        conflict: Option<Conflict>,
    },
}

#[uniffi::export]
impl AddPreview {
    /// What to show.
    pub fn details(&self) -> Result<PreviewDetails, AddError> {
        Ok(self.details.clone())
    }
}

impl AddPreview {
    pub(crate) fn new(preview: Preview, app: &impl Hold) -> Arc<Self> {
        let details = match &preview {
            Preview::Otp(otp) => codes(otp),
            Preview::Enrol(offer) => PreviewDetails::Organisation {
                host: offer.host.clone(),
                organisation: offer.organisation.clone(),
                user: offer.user.clone(),
                device_name: offer.device_name.clone(),
                expires: offer.expires,
                conflict: offer.conflict,
            },
        };
        Arc::new(Self { details, held: app.hold(preview) })
    }
}

fn codes(otp: &OtpPreview) -> PreviewDetails {
    PreviewDetails::Codes {
        issuer: otp.issuer.clone(),
        label: otp.label.clone(),
        kind: otp.kind.to_owned(),
        digits: otp.digits,
        period: otp.period,
        warnings: otp.warnings.clone(),
        conflict: otp.conflict,
        replaceable: otp.replaceable,
    }
}
