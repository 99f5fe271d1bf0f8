//! From a picture to what it would add.

use axum::extract::Multipart;
use countersign_core::app::{AddError, Preview};
use countersign_core::qr;
use countersign_phone::words::Told;

use super::Phone;
use crate::screens::add::ScanProblem;
use crate::screens::paths;
use crate::screens::told::Saying;

/// What the scanner's form holds.
#[derive(Default)]
pub(super) struct Form {
    /// The CSRF token.
    pub(super) csrf: String,
    /// The picture.
    pub(super) picture: Vec<u8>,
}

/// What a picture brought, when it brought something.
pub(super) enum Scanned {
    /// An account to agree to.
    Preview(Box<Preview>),
    /// A code that is over.
    Over(Saying),
}

impl Form {
    /// Reads the form; what is missing stays empty.
    pub(super) async fn read(mut parts: Multipart) -> Self {
        let mut form = Self::default();
        while let Ok(Some(part)) = parts.next_field().await {
            let name = part.name().unwrap_or_default().to_owned();
            let Ok(bytes) = part.bytes().await else { break };
            if name == paths::CSRF {
                form.csrf = String::from_utf8_lossy(&bytes).into_owned();
            } else if name == paths::PICTURE {
                form.picture = bytes.to_vec();
            }
        }
        form
    }
}

impl Phone {
    /// Reads the code in a picture and asks what it would add.
    pub(super) async fn scan(&self, picture: Vec<u8>) -> Result<Scanned, ScanProblem> {
        let found = self.blocking(move |_| qr::scan_picture(&picture)).await;
        let mut found = match found {
            Some(Ok(found)) => found,
            Some(Err(_)) | None => return Err(ScanProblem::NotAPicture),
        };
        let code = match (found.pop(), found.is_empty()) {
            (None, _) => return Err(ScanProblem::NoCode),
            (Some(_), false) => return Err(ScanProblem::SeveralCodes),
            (Some(code), true) => code.into_bytes(),
        };
        match facade!(self.accounts.preview(code.as_slice())).await {
            Ok(preview) => Ok(Scanned::Preview(Box::new(preview))),
            Err(AddError::Used | AddError::UsedOrExpired) => Ok(Scanned::Over(Saying::CodeUsed)),
            Err(AddError::Expired) => Ok(Scanned::Over(Saying::CodeLapsed)),
            Err(error) => Err(ScanProblem::NotForUs(error.advice())),
        }
    }
}
