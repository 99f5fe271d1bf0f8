//! The Keycloak push-MFA extension's protocol (PROTOCOL.md section 2), with the countersign+
//! profile (section 4) where the account has it.

mod activity;
mod answer;
mod call;
mod device;
mod enrol;
mod keys;
mod offer;
mod pending;
mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::account::{AccountId, KeyRef, PushAccount};
use crate::clock::UnixSeconds;
use crate::net::ClockOffset;
use crate::push::error::PushError;
use crate::push::guards;
use crate::push::jose::{signing_input, with_signature};
use crate::push::key::{self, KeyError};
use crate::secret::SecretString;

use super::clocks::IssuerClocks;
use super::{AdapterDependencies, PushHint};
use keys::KeyMemory;

/// The adapter. What it holds is in memory only: access tokens, nonces, clock offsets, key sets.
#[derive(Debug)]
pub struct Keycloak {
    dependencies: AdapterDependencies,
    clocks: IssuerClocks,
    memory: Mutex<Memory>,
}

impl Keycloak {
    /// An adapter over the outside world.
    #[must_use]
    pub fn new(dependencies: AdapterDependencies) -> Self {
        let clocks = IssuerClocks::new(Arc::clone(&dependencies.clock));
        Self { dependencies, clocks, memory: Mutex::default() }
    }

    /// The phone's time.
    pub(super) fn now(&self) -> UnixSeconds {
        self.clocks.now()
    }

    /// What is known of an issuer's clock.
    #[must_use]
    pub fn clock_offset(&self, issuer: &str) -> Option<ClockOffset> {
        self.clocks.known(issuer)
    }

    /// What was known of an issuer's clock before; what is known now stands.
    pub fn recall_clock(&self, issuer: &str, seconds: i64) {
        self.clocks.recall(issuer, ClockOffset::of_seconds(seconds));
    }

    /// Forgets an account's access token.
    pub fn forget(&self, id: AccountId) {
        self.memory().tokens.remove(&id);
    }

    /// Forgets all access tokens.
    pub fn forget_all(&self) {
        self.memory().tokens.clear();
    }

    /// What a push message is about, by keys already known.
    #[must_use]
    pub fn push_hint(
        &self,
        message: &SecretString,
        accounts: &[(AccountId, &PushAccount)],
    ) -> Option<PushHint> {
        let named = guards::push_addressee(message.expose())?;
        let (account, known) = accounts.iter().find(|(_, account)| {
            account.issuer == named.issuer && account.credential_id == named.credential
        })?;
        let phone_now = self.clocks.now();
        let keys = self.memory().keys(&named.issuer, |keys| keys.valid(phone_now).cloned());
        let verified = match keys {
            Some(keys) => {
                let now = self.clocks.server_now(&named.issuer);
                guards::check_push(message.expose(), known, &keys, now).ok()?;
                true
            }
            None => false,
        };
        Some(PushHint { account: *account, request: named.request, verified })
    }

    /// Makes a key for a rotation.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn make_key(&self) -> Result<KeyRef, PushError> {
        let id = self.dependencies.random.uuid()?;
        let dependencies = &self.dependencies;
        Ok(key::make_key(&*dependencies.runtime, dependencies.keys.as_ref(), &id).await?)
    }

    /// Deletes a hardware key.
    ///
    /// # Errors
    /// [`PushError::Key`].
    pub async fn discard_key(&self, key: &KeyRef) -> Result<(), PushError> {
        let dependencies = &self.dependencies;
        Ok(key::delete(&*dependencies.runtime, dependencies.keys.as_ref(), key).await?)
    }

    /// A JWS by the device key.
    async fn sign_jws(
        &self,
        key: &KeyRef,
        header: &Value,
        claims: &Value,
    ) -> Result<SecretString, KeyError> {
        self.sign_input(key, &signing_input(header, claims)).await
    }

    async fn sign_input(
        &self,
        key: &KeyRef,
        input: &SecretString,
    ) -> Result<SecretString, KeyError> {
        let dependencies = &self.dependencies;
        let bytes = input.expose().as_bytes();
        let signature =
            key::sign(&*dependencies.runtime, dependencies.keys.as_ref(), key, bytes).await?;
        Ok(with_signature(input, &signature))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Nothing that holds this lock can leave the maps half changed.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct Memory {
    tokens: HashMap<AccountId, AccessToken>,
    keys: HashMap<String, KeyMemory>,
    nonces: HashMap<String, String>,
}

impl Memory {
    fn keys_of(&mut self, issuer: &str) -> &mut KeyMemory {
        self.keys.entry(issuer.to_owned()).or_default()
    }

    /// Says once that an issuer's keys were never asked for.
    fn is_new(&mut self, issuer: &str) -> bool {
        let before = self.keys.len();
        self.keys_of(issuer);
        self.keys.len() > before
    }

    /// Looks at what is known of an issuer's keys.
    fn keys<T>(&self, issuer: &str, look: impl FnOnce(&KeyMemory) -> Option<T>) -> Option<T> {
        self.keys.get(issuer).and_then(look)
    }
}

#[derive(Debug)]
struct AccessToken {
    token: SecretString,
    renew_at: UnixSeconds,
}
