//! What IT's desk does, for whoever runs the service in a process of their own: the demo.

use zeroize::Zeroizing;

use crate::AddError;
use crate::flow::{admin, pass};
use crate::rules::code::MOST_WRONG;
use crate::rules::crockford;
use crate::service::Service;
use crate::store::{devices, requests, users};

/// How an account stands with IT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// It was reported: nobody signs in.
    pub blocked: bool,
    /// Requests or codes are paused after wrong ones.
    pub paused: bool,
    /// How many phones confirm its sign-ins.
    pub phones: usize,
    /// Until its open requests have all lapsed, in seconds.
    pub lapses_in: Option<u64>,
}

impl Service {
    /// How an account stands; `None` where there is none of this name.
    ///
    /// # Errors
    /// [`AddError::Failed`] when the database failed.
    pub fn standing(&self, name: &str) -> Result<Option<Standing>, AddError> {
        let standing = self.inner().step(|step| {
            let Some((user, _)) = users::by_name(step.db, name)? else { return Ok(None) };
            let paused = user.is_paused() || user.wrong_codes >= MOST_WRONG;
            let phones = devices::active(step.db, &user.id)?.len();
            let open = requests::pending(step.db, &user.id)?;
            let last = open.iter().map(|request| request.expires).max();
            let lapses_in = last.and_then(|last| u64::try_from(last - step.now).ok());
            Ok(Some(Standing { blocked: user.blocked_at.is_some(), paused, phones, lapses_in }))
        })?;
        Ok(standing)
    }

    /// Lifts a block, or a pause and what makes the next request wait. The log keeps who and why.
    ///
    /// # Errors
    /// [`AddError::Failed`] when the database failed.
    pub fn let_go_on(&self, name: &str, actor: &str, reason: &str) -> Result<(), AddError> {
        self.inner().step(|step| {
            let Some((user, _)) = users::by_name(step.db, name)? else { return Ok(()) };
            if user.blocked_at.is_some() {
                admin::unblock(step, actor, &user, reason)?;
            }
            admin::resume(step, actor, &user, reason)?;
            Ok(())
        })?;
        Ok(())
    }

    /// Issues a one-time pass, in groups as it is told; `None` where none is issued (blocked, or no phone is asked for).
    ///
    /// # Errors
    /// [`AddError::Failed`] when the database failed.
    pub fn one_time_pass(
        &self,
        name: &str,
        actor: &str,
    ) -> Result<Option<Zeroizing<String>>, AddError> {
        let issued = self.inner().step(|step| {
            let Some((user, _)) = users::by_name(step.db, name)? else { return Ok(None) };
            Ok(pass::issue(step, &user, actor)?.ok())
        })?;
        Ok(issued.map(|issued| Zeroizing::new(crockford::grouped(&issued.pass))))
    }

    /// Tells waiting pages to look again: for whoever moved the clock.
    pub fn look_again(&self) {
        self.inner().news.tell_all();
    }
}
