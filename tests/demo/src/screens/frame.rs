//! The page that shows both sides.

use askama::Template;

use super::{assets, paths};
use countersign_signin::pages::assets as service_assets;
use countersign_signin::pages::paths as service_paths;

/// Sign-in page and phone, side by side.
#[derive(Template)]
#[template(path = "frame.html")]
pub struct Frame {
    /// The organisation of the demo.
    pub organisation: String,
    /// User to sign in as.
    pub user: String,
    /// The user's password, made for this demo.
    pub password: String,
    /// Folder in which both sides keep what they keep.
    pub folder: String,
}
