//! What shells hold: three handles of one authenticator. They name the flows and turn whatever went wrong
//! below into the flow's own error; nothing is decided here.

mod accounts;
mod requests;
mod vault;

pub use accounts::Accounts;
pub use requests::Requests;
pub use vault::Vault;
