//! One file a group of commands.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod add;
mod database;
pub(crate) mod details;
pub(crate) mod import;
pub(crate) mod inspect;
pub(crate) mod leave;
pub(crate) mod passcode;
mod pick;
pub(crate) mod recovery;
pub(crate) mod request_row;
pub(crate) mod requests;
pub(crate) mod scan;
pub(crate) mod trash;
pub(crate) mod vault;
