//! What a screen draws, as records.

mod accounts;
mod inbox;
mod request;
mod settings;

pub use accounts::{AccountRow, CodeRow, CounterCode};
pub use inbox::InboxSnapshot;
pub use request::RequestSnapshot;
pub use settings::{AccountDetails, AccountSetting, BinnedAccount, CodePicture};
