//! What the service decides, without a database, a network or a clock: the time is an argument.

pub(crate) mod accent;
pub(crate) mod agent;
pub(crate) mod backoff;
pub(crate) mod code;
pub(crate) mod crockford;
pub(crate) mod enrolment;
pub(crate) mod grant;
pub(crate) mod language;
pub(crate) mod look;
pub(crate) mod mark;
pub(crate) mod number;
pub(crate) mod place;
pub(crate) mod range;
pub(crate) mod request;
pub(crate) mod slow;
pub(crate) mod stage;
pub(crate) mod text;
pub(crate) mod tries;
pub(crate) mod user;
pub(crate) mod version;
