//! Adding and listing accounts, for the command, the demo and tests.

use crate::Fault;
use crate::crypto::password;
use crate::outside::uuid;
use crate::rules::backoff::Streak;
use crate::rules::text::is_clean;
use crate::rules::user::{Mfa, Role};
use crate::service::{Inner, Service};
use crate::store::users::{self, User};

/// Longest user name, in characters.
const LONGEST_NAME: usize = 128;

/// Shortest password, in characters (NIST SP 800-63B section 3.1.1.2).
const SHORTEST_PASSWORD: usize = 8;

/// An account to add.
#[derive(Clone, Copy)]
pub struct NewUser<'a> {
    /// Its name, compared without case.
    pub name: &'a str,
    /// Its password.
    pub password: &'a str,
    /// Whether sign-ins are confirmed with a phone: off, or on (set up at the next sign-in).
    pub mfa: Mfa,
    /// What it may do.
    pub role: Role,
}

impl NewUser<'_> {
    /// Whether name and password can be an account's.
    pub(crate) fn check(&self) -> Result<(), AddError> {
        if !is_clean(self.name, LONGEST_NAME) || self.name.trim() != self.name {
            return Err(AddError::Name);
        }
        let long_enough = self.password.chars().count() >= SHORTEST_PASSWORD;
        if !long_enough || self.password.len() > password::LONGEST {
            return Err(AddError::Password);
        }
        Ok(())
    }
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether sign-ins are confirmed with a phone.
    pub mfa: Mfa,
    /// Whether it is blocked.
    pub blocked: bool,
}

/// An account could not be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// There is one of this name.
    #[error("there is a user of this name already")]
    NameTaken,
    /// The name cannot be shown.
    #[error("a user's name has 1 to 128 characters and no invisible ones")]
    Name,
    /// The password is too short or very long.
    #[error("a password has at least 8 characters, and at most 1024 bytes")]
    Password,
    /// The service failed.
    #[error("the database failed")]
    Failed,
}

impl From<Fault> for AddError {
    fn from(_: Fault) -> Self {
        Self::Failed
    }
}

impl Service {
    /// Adds an account; returns its id.
    ///
    /// # Errors
    /// [`AddError`] when name or password cannot be, or the database failed.
    pub fn add_user(&self, user: &NewUser<'_>) -> Result<String, AddError> {
        add(self.inner(), user)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`AddError::Failed`] when the database failed.
    pub fn users(&self) -> Result<Vec<Listed>, AddError> {
        let listed = |user: User| Listed {
            name: user.name,
            role: user.role,
            mfa: user.mfa,
            blocked: user.blocked_at.is_some(),
        };
        let all = self.inner().step(|step| users::all(step.db))?;
        Ok(all.into_iter().map(listed).collect())
    }
}

/// Adds an account.
pub(crate) fn add(inner: &Inner, new: &NewUser<'_>) -> Result<String, AddError> {
    new.check()?;
    let random = inner.realm.random.as_ref();
    let hash = inner.passwords.hasher().hash(random, new.password).map_err(Fault::from)?;
    let user = User {
        id: uuid(random).map_err(Fault::from)?,
        name: new.name.to_owned(),
        role: new.role,
        mfa: new.mfa,
        blocked_at: None,
        wrong_in_row: 0,
        streak: Streak::default(),
        wrong_codes: 0,
        wrong_code_at: 0,
        password_version: users::password_version(&hash),
    };
    let added = inner.step(|step| users::add(step.db, &user, &hash, step.now))?;
    if added { Ok(user.id) } else { Err(AddError::NameTaken) }
}
