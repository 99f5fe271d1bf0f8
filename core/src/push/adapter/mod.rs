//! Push protocols behind one face (PROTOCOL.md section 1). Polling is the source of truth; a
//! push is only a hint to poll.
//!
//! A call takes the account as the vault holds it and changes nothing there: it says what came of it,
//! and the facade stores that. Every call is cancel-safe. Access tokens, nonces and clock offsets
//! live in memory, per account or issuer.

mod clocks;
mod form;
mod keycloak;
mod pipush;
mod target;
mod types;

use std::sync::Arc;
use std::time::Duration;

use crate::account::{AccountId, KeyRef, PushAccount};
use crate::clock::{Clock, UnixSeconds};
use crate::device::SecureKey;
use crate::net::{ClockOffset, Runtime, Transport};
use crate::random::Random;
use crate::secret::SecretString;
use crate::url::{Network, Url};

use super::activity::PastRequest;
use super::error::{EnrolError, PushError};
use super::request::Reported;

pub use keycloak::Keycloak;
pub use pipush::PiPush;
pub use target::{PushTarget, PushTargetError, PushTransport};
pub use types::{
    ClientInfo, Completed, Delivered, DeviceInfo, EnrolmentOffer, Known, Link, LinkSource, Pending,
    PendingAnswer, Platform, PushHint, TokenCode, TooOld, Unlinked,
};

/// Pauses before the identical message is sent again.
const RESENDS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// The outside world, as the adapters need it.
#[derive(Clone)]
pub struct AdapterDependencies {
    /// HTTP.
    pub transport: Arc<dyn Transport>,
    /// The phone's clock: a call lasts seconds, and each try is signed with the time that it is then.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub random: Arc<dyn Random>,
    /// Pauses and blocking work.
    pub runtime: Arc<dyn Runtime>,
    /// The platform's key store, if there is one.
    pub keys: Option<Arc<dyn SecureKey>>,
    /// Which URLs may be contacted.
    pub network: Network,
    /// Who calls.
    pub client: ClientInfo,
}

impl std::fmt::Debug for AdapterDependencies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AdapterDependencies")
            .field("network", &self.network)
            .finish_non_exhaustive()
    }
}

/// All protocols; each call goes to the one that the account speaks.
#[derive(Debug)]
pub struct Adapters {
    keycloak: Keycloak,
    pipush: PiPush,
}

impl Adapters {
    /// Adapters over the outside world.
    #[must_use]
    pub fn new(dependencies: AdapterDependencies) -> Self {
        Self { keycloak: Keycloak::new(dependencies.clone()), pipush: PiPush::new(dependencies) }
    }

    /// Fetches and verifies what an enrolment link offers; makes no key and changes nothing.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn open_offer(&self, link: &Link) -> Result<EnrolmentOffer, EnrolError> {
        self.keycloak.open_offer(link).await
    }

    /// The same of a code that was typed, at the realm base that was typed with it.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn open_typed(
        &self,
        base: &Url,
        code: &SecretString,
    ) -> Result<EnrolmentOffer, EnrolError> {
        self.keycloak.open_typed(base, code).await
    }

    /// Whether codes of pipush can be set up here: a phone whose key store makes no RSA keys cannot.
    #[must_use]
    pub fn takes_tokens(&self) -> bool {
        self.pipush.takes_tokens()
    }

    /// What an enrolment code of pipush offers. Nobody is asked; it counts from now.
    #[must_use]
    pub fn open_token(&self, token: &TokenCode) -> EnrolmentOffer {
        self.pipush.open_token(token)
    }

    /// The first half of enrolling: makes a key and the account in
    /// [`PushState::Enrolling`](crate::account::PushState::Enrolling), completion included. Store it
    /// durably, then call [`Self::complete`]. A hardware key is made under the account's
    /// `credential_id`.
    ///
    /// # Errors
    /// [`EnrolError`]; nothing was sent.
    pub async fn prepare_enrolment(
        &self,
        preview: &EnrolmentOffer,
        device: &DeviceInfo,
        target: &PushTarget,
    ) -> Result<PushAccount, EnrolError> {
        match &preview.token {
            Some(token) => self.pipush.prepare_enrolment(preview, token).await,
            None => self.keycloak.prepare_enrolment(preview, device, target).await,
        }
    }

    /// The second half: sends the stored completion. After [`EnrolError::Unreachable`] call
    /// [`Self::resume`] with the same account; after an error that [`EnrolError::is_final`] says is
    /// final, drop the account and [`Self::discard_key`].
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn complete(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Completed, EnrolError> {
        if account.protocol.is_pipush() {
            return self.pipush.complete(id, account).await;
        }
        self.keycloak.complete(id, account, false).await
    }

    /// Sends the identical completion again, when an earlier one may have arrived.
    ///
    /// # Errors
    /// As [`Self::complete`].
    pub async fn resume(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Completed, EnrolError> {
        if account.protocol.is_pipush() {
            return self.pipush.complete(id, account).await;
        }
        self.keycloak.complete(id, account, true).await
    }

    /// Reads the pending requests; only what passed every guard is in the result.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn list_pending(
        &self,
        id: AccountId,
        account: &PushAccount,
        phone_country: Option<&str>,
    ) -> Result<Pending, PushError> {
        if account.protocol.is_pipush() {
            return self.pipush.list_pending(id, account).await;
        }
        self.keycloak.list_pending(id, account, phone_country).await
    }

    /// Delivers an answer. The answer is signed once and kept inside `answer`: after an outcome that
    /// is not final, call again with the same `answer`.
    pub async fn deliver(
        &self,
        id: AccountId,
        account: &PushAccount,
        answer: &PendingAnswer,
    ) -> Delivered {
        if account.protocol.is_pipush() {
            return self.pipush.deliver(id, account, answer).await;
        }
        self.keycloak.deliver(id, account, answer).await
    }

    /// Gets everything ready so that an answer costs one round trip: access token and connection.
    /// Failure is silent.
    pub async fn prepare(&self, id: AccountId, account: &PushAccount) {
        if account.protocol.is_pipush() {
            return self.pipush.prepare(account).await;
        }
        self.keycloak.prepare(id, account).await;
    }

    /// Reports a sign-in that the person did not start. On a plain server this disables the user.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn report(
        &self,
        id: AccountId,
        account: &PushAccount,
        request: Option<&str>,
    ) -> Result<Reported, PushError> {
        if account.protocol.is_pipush() {
            return Err(PushError::NotSupported);
        }
        self.keycloak.report(id, account, request).await
    }

    /// Tells the server to forget this phone. [`Unlinked::Queued`] is to be tried again.
    ///
    /// # Errors
    /// [`PushError`], when neither is possible.
    pub async fn unlink(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Unlinked, PushError> {
        if account.protocol.is_pipush() {
            return Ok(Unlinked::NotSupported);
        }
        self.keycloak.unlink(id, account).await
    }

    /// What this phone answered lately, newest first, as the server remembers it.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn activity(
        &self,
        id: AccountId,
        account: &PushAccount,
    ) -> Result<Vec<PastRequest>, PushError> {
        if account.protocol.is_pipush() {
            return Err(PushError::NotSupported);
        }
        self.keycloak.activity(id, account).await
    }

    /// Takes an approval back, by the request's id.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn revoke(
        &self,
        id: AccountId,
        account: &PushAccount,
        request: &str,
    ) -> Result<(), PushError> {
        if account.protocol.is_pipush() {
            return Err(PushError::NotSupported);
        }
        self.keycloak.revoke(id, account, request).await
    }

    /// Makes a key for [`Self::rotate_key`]. Store it beside the old one before rotating.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn make_key(&self) -> Result<KeyRef, PushError> {
        self.keycloak.make_key().await
    }

    /// Replaces the device key at the server. When it returns `Ok`, `new` is the key from now on; on
    /// [`PushError::Unreachable`] keep both and call again.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn rotate_key(
        &self,
        id: AccountId,
        account: &PushAccount,
        new: &KeyRef,
    ) -> Result<(), PushError> {
        if account.protocol.is_pipush() {
            return Err(PushError::NotSupported);
        }
        self.keycloak.rotate_key(id, account, new).await
    }

    /// Tells the server where to send pushes.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn update_push_token(
        &self,
        id: AccountId,
        account: &PushAccount,
        target: &PushTarget,
    ) -> Result<(), PushError> {
        if account.protocol.is_pipush() {
            return Err(PushError::NotSupported);
        }
        self.keycloak.update_push_token(id, account, target).await
    }

    /// Deletes a hardware key of an enrolment that failed or an account that is gone.
    ///
    /// # Errors
    /// [`PushError::Key`].
    pub async fn discard_key(&self, key: &KeyRef) -> Result<(), PushError> {
        self.keycloak.discard_key(key).await
    }

    /// What a push message is about. Offline, by keys already known; `None` for one that is not for an account
    /// of this phone, or that its issuer did not sign.
    #[must_use]
    pub fn push_hint(
        &self,
        message: &SecretString,
        accounts: &[(AccountId, &PushAccount)],
    ) -> Option<PushHint> {
        self.keycloak.push_hint(message, accounts)
    }

    /// What is known of the issuer's clock.
    #[must_use]
    pub fn clock_offset(&self, issuer: &str) -> Option<ClockOffset> {
        self.keycloak.clock_offset(issuer).or_else(|| self.pipush.clock_offset(issuer))
    }

    /// What was known of an issuer's clock in an earlier run of the app; what this run has learnt stands.
    pub fn recall_clock(&self, issuer: &str, seconds: i64) {
        self.keycloak.recall_clock(issuer, seconds);
        self.pipush.recall_clock(issuer, seconds);
    }

    /// Forgets what memory holds of an account: its access token.
    pub fn forget(&self, id: AccountId) {
        self.keycloak.forget(id);
    }

    /// Forgets the access tokens of all accounts.
    pub fn forget_all(&self) {
        self.keycloak.forget_all();
    }

    /// The phone's time.
    #[must_use]
    pub fn now(&self) -> UnixSeconds {
        self.keycloak.now()
    }
}
