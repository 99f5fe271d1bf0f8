//! What a screen draws, as records.

mod accounts;
mod inbox;
mod request;
mod settings;
mod transfer;

pub use accounts::{AccountList, AccountRow, CodeRow, CounterCode};
pub use inbox::InboxSnapshot;
pub use request::RequestSnapshot;
pub use settings::{AccountDetails, AccountSetting, BinnedAccount, CodePicture};
pub use transfer::{
    ExportDetails, ImportChoices, ImportReceipt, ImportReport, PastImport, PlanDetails,
};
