//! One error a flow, each variant named by what the person can do next. Fields are numbers and enums,
//! never text of the outside.
//!
//! Whatever went wrong below has its place in each flow: the mappings have no catch-all, and a test beside
//! them lists them all.

mod account;
mod add;
mod request;
mod save;
mod service;
mod settings;
#[cfg(feature = "importers")]
mod transfer;
mod unlock;

pub use account::AccountError;
pub use add::AddError;
pub use request::RequestError;
pub use save::SaveError;
pub use service::ServiceError;
pub use settings::SettingsError;
#[cfg(feature = "importers")]
pub use transfer::TransferError;
pub use unlock::UnlockError;
