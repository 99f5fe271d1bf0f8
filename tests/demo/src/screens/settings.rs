//! What the person can change.

use askama::Template;

use super::passcode::UnlockProblem;
use super::phone::Waiting;
use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;

/// The settings of the app.
#[derive(Template)]
#[template(path = "settings.html")]
pub struct Settings {
    /// What stands around it.
    pub phone: Phone,
    /// Whether the app may notify; not asked yet counts as no.
    pub notifications: bool,
    /// Whether what was said could not be kept, and is forgotten with the next start.
    pub not_kept: bool,
    /// Whether codes are masked until they are tapped.
    pub hides_codes: bool,
    /// Why they stay so.
    pub problem: Option<UnlockProblem>,
}
