//! May the app notify?

use askama::Template;

use super::phone::Waiting;
use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;

/// The question of the phone's system.
#[derive(Template)]
#[template(path = "notifications.html")]
pub struct Notifications {
    /// What stands around it.
    pub phone: Phone,
    /// The account that was added.
    pub issuer: String,
}
