//! What stands around every screen of the phone.

use askama::Template;

use super::{assets, paths};
use countersign_signin::pages::assets as service_assets;

/// What every screen carries.
#[derive(Clone)]
pub struct Phone {
    /// The CSRF token of the phone's own session; goes into every form as [`paths::CSRF`].
    pub csrf: String,
    /// Names what is drawn; see the module's page.
    pub version: String,
    /// Time of day in the status bar, "08:14".
    pub time: String,
    /// A request that waits while something else stands on the screen.
    pub waiting: Option<Waiting>,
}

/// A request that waits.
#[derive(Clone)]
pub enum Waiting {
    /// The app is locked: it says no more than that there is one (acceptance 35).
    Locked,
    /// It can be opened.
    Open {
        /// The request's id.
        id: String,
        /// Who asks: "Harbour Bank".
        organisation: String,
        /// What for: "Mail".
        service: Option<String>,
        /// "just now", "1 minute ago".
        age: String,
    },
}

/// The phone with the app closed: a notification comes in here, if they are allowed.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// What stands around it.
    pub phone: Phone,
    /// Whether a request rings. The notification says no more than that (acceptance 35).
    pub rings: bool,
}
