//! What an account is: the owner of the words that the vault keeps, the services hear and the facade shows.
//!
//! Nothing here reads, sends or seals: `vault` stores these values, `push` speaks for them.

mod code;
mod id;
mod push;
mod seen;

pub use code::CodeAccount;
pub use id::AccountId;
pub use push::{
    ItContact, KeyRef, OtpSeed, Profile, PushAccount, PushProtocol, PushState, PushToken,
};
pub use seen::{DenyReason, SeenOutcome, SeenRequest};
