//! pipush, the protocol of privacyIDEA's and eduMFA's push tokens (PROTOCOL.md section 3). The phone registers
//! without an address for pushes and asks; requests are signed by a key that the server gave when the token was
//! registered.

mod answer;
mod enrol;
mod list;
mod wire;

use std::sync::Arc;

use crate::account::{AccountId, PushAccount, PushToken};
use crate::net::{
    Body, ClockOffset, HttpRequest, Method, Response, UnreachableCause, date_of, retry_after_of,
};
use crate::push::error::PushError;
use crate::push::guards::MAX_BODY;
use crate::push::key::{self, KeyError, rsa};
use crate::push::log::{self, Endpoint};
use crate::secret::SecretString;

use super::AdapterDependencies;
use super::clocks::IssuerClocks;

/// The adapter. What it holds is in memory only: clock offsets.
#[derive(Debug)]
pub struct PiPush {
    dependencies: AdapterDependencies,
    clocks: IssuerClocks,
}

/// Why there is no reply to interpret.
#[derive(Debug)]
struct NoReply {
    error: PushError,
    /// Whether the server may have acted.
    arrived: bool,
    /// Whether the same may be sent again at once.
    again: bool,
}

impl PiPush {
    /// An adapter over the outside world.
    #[must_use]
    pub fn new(dependencies: AdapterDependencies) -> Self {
        let clocks = IssuerClocks::new(Arc::clone(&dependencies.clock));
        Self { dependencies, clocks }
    }

    pub(super) fn takes_tokens(&self) -> bool {
        rsa::can_make(self.dependencies.keys.as_ref())
    }

    /// What is known of a server's clock.
    #[must_use]
    pub fn clock_offset(&self, origin: &str) -> Option<ClockOffset> {
        self.clocks.known(origin)
    }

    /// What was known of a server's clock before; what is known now stands.
    pub fn recall_clock(&self, origin: &str, seconds: i64) {
        self.clocks.recall(origin, ClockOffset::of_seconds(seconds));
    }

    /// Gets the connection ready.
    pub async fn prepare(&self, account: &PushAccount) {
        self.dependencies.transport.preconnect(&account.issuer).await;
    }

    /// Signs as the server reads it: Base32 in upper case, padded.
    async fn sign(&self, account: &PushAccount, text: &str) -> Result<SecretString, KeyError> {
        let dependencies = &self.dependencies;
        let (runtime, keys) = (&*dependencies.runtime, dependencies.keys.as_ref());
        let signature = key::sign_either(runtime, keys, &account.key, text.as_bytes()).await?;
        Ok(SecretString::new(data_encoding::BASE32.encode(&signature)))
    }

    /// Sends, logs, learns the server's time, and sorts out what is no reply. A reply with status 500 is one: the
    /// server could not read what it got, and is not told the same again.
    async fn send(
        &self,
        id: AccountId,
        account: &PushAccount,
        endpoint: Endpoint,
        url: String,
        form: Option<&SecretString>,
    ) -> Result<Response, NoReply> {
        let request = HttpRequest {
            method: if form.is_some() { Method::Post } else { Method::Get },
            url,
            headers: vec![("accept", SecretString::new("application/json".to_owned()))],
            body: form.map(|form| Body::Form(form.duplicate())),
            limit: MAX_BODY,
        };
        let result = self.dependencies.transport.send(request).await;
        log::exchange(Some(id), endpoint, result.as_ref().ok().map(|reply| reply.status), None);
        let response = result.map_err(|error| match error.cause() {
            Some(why) => NoReply {
                error: PushError::Unreachable { why, retry_after: None },
                arrived: error.may_have_arrived(),
                again: true,
            },
            None => {
                NoReply { error: PushError::Refused { status: None }, arrived: false, again: false }
            }
        })?;
        if let Some(time) = date_of(&response) {
            self.clocks.learn(&account.issuer, time);
        }
        match UnreachableCause::of_status(response.status) {
            Some(why) if response.status != 500 => {
                let (busy, now) = (response.status == 429, self.clocks.now());
                let retry_after = retry_after_of(&response, now);
                let error = PushError::Unreachable { why, retry_after };
                Err(NoReply { error, arrived: !busy, again: !busy })
            }
            Some(_) | None => Ok(response),
        }
    }
}

/// The account's push token. One that was restored from a backup has none.
fn token_of(account: &PushAccount) -> Result<&PushToken, PushError> {
    account.token.as_ref().ok_or(PushError::NotSupported)
}
