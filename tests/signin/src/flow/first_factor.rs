//! That somebody typed the right password.

use super::Step;
use crate::Fault;
use crate::store::users::{self, User};

/// The right password of an account was typed a while ago. It names the account and the password it
/// had then, and nothing that may have changed since: who issues a session, a request or anything
/// else asks for the account in the same step, as it is then.
#[derive(Clone)]
pub(crate) struct FirstFactor {
    user: String,
    password_version: String,
}

impl FirstFactor {
    /// For the account whose password was checked.
    pub(crate) fn of(user: &User) -> Self {
        Self { user: user.id.clone(), password_version: user.password_version.clone() }
    }

    /// The account as it is now. `None` when it is gone or has another password by now.
    pub(crate) fn user(&self, step: &Step<'_>) -> Result<Option<User>, Fault> {
        let user = users::by_id(step.db, &self.user)?;
        Ok(user.filter(|user| user.password_version == self.password_version))
    }
}
