//! What is told to a server once at a time: a completion, a removal.

use crate::vault::AccountId;

use super::Authenticator;
use super::error::AppError;
use super::state::Session;

/// The only one that settles this account, until it is dropped. A refresh leaves alone what
/// [`Authenticator::add`] and [`Authenticator::remove`] are about to finish: a server that takes a
/// completion once would refuse one of the two, and the refusal would delete the account.
pub(super) struct Settling<'a> {
    app: &'a Authenticator,
    session: Session,
    account: AccountId,
}

impl Authenticator {
    /// Begins; `None` when it is under way already.
    pub(super) fn settle(&self, account: AccountId) -> Result<Option<Settling<'_>>, AppError> {
        let mut state = self.lock_state()?;
        state.vault()?;
        if !state.settling.insert(account) {
            return Ok(None);
        }
        Ok(Some(Settling { app: self, session: state.session().clone(), account }))
    }
}

impl Drop for Settling<'_> {
    fn drop(&mut self) {
        if let Ok(mut state) = self.app.lock_state()
            && *state.session() == self.session
        {
            state.settling.remove(&self.account);
        }
        self.app.forget_when_locked(self.account);
    }
}
