//! What a screen draws, as records.

mod accounts;
mod inbox;
mod request;

pub use accounts::{AccountRow, CodeRow, CounterCode};
pub use inbox::InboxSnapshot;
pub use request::RequestSnapshot;
