//! What a screen draws, as records.

mod accounts;
mod inbox;
mod request;

pub use accounts::{AccountRow, ClipboardRule, CodeRow, Contact, CounterCode};
pub use inbox::{AccountNote, InboxSnapshot, RefusalReason, RefusedSetup};
pub use request::RequestSnapshot;
