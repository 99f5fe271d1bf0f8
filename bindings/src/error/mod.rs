//! One small error a flow, by what the person can do next. Fields are numbers and enums. Each error of
//! the core is named in each flow: a new one does not compile before it has its place.

mod accounts;
mod adding;
mod requests;
mod unlock;

pub use accounts::AccountError;
pub use adding::AddError;
pub use requests::RequestError;
pub use unlock::UnlockError;
