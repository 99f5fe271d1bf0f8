//! What shells hold: the handles of one authenticator. They name the flows and turn whatever went wrong
//! below into the flow's own error; nothing is decided here.

mod accounts;
mod requests;
mod services;
mod settings;
#[cfg(feature = "importers")]
mod transfer;
mod vault;

pub use accounts::Accounts;
pub use requests::Requests;
pub use services::Services;
pub use settings::Settings;
#[cfg(feature = "importers")]
pub use transfer::Transfer;
pub use vault::Vault;
