//! One authenticated call: access token, DPoP proof, and the answers that mean "once more"
//! (PROTOCOL.md sections 2.3 and 2.5, rows "token" and "any").

use std::iter;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::account::{AccountId, KeyRef, PushAccount};
use crate::clock::UnixSeconds;
use crate::net::{Body, HttpRequest, Method, Response, UnreachableCause, date_of, retry_after_of};
use crate::push::adapter::RESENDS;
use crate::push::adapter::form::form_pair;
use crate::push::dpop::{Api, Proof};
use crate::push::error::{PushError, Version};
use crate::push::guards::MAX_BODY;
use crate::push::jose::decode_claims;
use crate::push::key;
use crate::push::log::{self, Endpoint};
use crate::secret::SecretString;

use super::wire::Coded;
use super::{AccessToken, Keycloak};

/// In whose name a call is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) id: AccountId,
    pub(super) account: &'a PushAccount,
    pub(super) key: &'a KeyRef,
}

impl<'a> Caller<'a> {
    pub(super) fn of(id: AccountId, account: &'a PushAccount) -> Self {
        Self { id, account, key: &account.key }
    }
}

/// A call to be made.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) method: Method,
    /// Below the realm base, without query.
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) body: Option<&'a SecretString>,
}

/// Why there is no answer to interpret.
#[derive(Debug)]
pub(super) enum CallError {
    /// Nothing came back.
    NoReply {
        /// Why.
        why: UnreachableCause,
        /// Whether the server may have acted.
        arrived: bool,
    },
    /// 5xx or 429.
    Busy { status: u16, retry_after: Option<u64> },
    /// Decided already.
    Failed {
        /// By what.
        error: PushError,
        /// Whether the server may have acted.
        arrived: bool,
    },
}

impl CallError {
    /// The same of a call that came before the one that matters: that one was not sent.
    fn before_sending(self) -> Self {
        match self {
            Self::NoReply { why, .. } => Self::NoReply { why, arrived: false },
            Self::Busy { .. } | Self::Failed { .. } => self.into_push().into(),
        }
    }

    /// The same of a call that was refused unread before. A copy of it may have come first, and have used up
    /// what it was refused for.
    fn after_refusal(self) -> Self {
        match self {
            Self::NoReply { why, .. } => Self::NoReply { why, arrived: true },
            Self::Busy { .. } | Self::Failed { .. } => {
                Self::Failed { error: self.into_push(), arrived: true }
            }
        }
    }

    pub(super) fn into_push(self) -> PushError {
        self.as_push()
    }

    pub(super) fn as_push(&self) -> PushError {
        match *self {
            Self::NoReply { why, .. } => PushError::Unreachable { why, retry_after: None },
            Self::Busy { status, retry_after } => {
                let why = UnreachableCause::of_status(status);
                let why = why.unwrap_or(UnreachableCause::ServerError);
                PushError::Unreachable { why, retry_after }
            }
            Self::Failed { error, .. } => error,
        }
    }
}

impl From<PushError> for CallError {
    fn from(error: PushError) -> Self {
        Self::Failed { error, arrived: false }
    }
}

impl Keycloak {
    /// Makes the call. What comes back has a status outside 401, 429 and 5xx.
    pub(super) async fn call(
        &self,
        who: Caller<'_>,
        call: &Call<'_>,
    ) -> Result<Response, CallError> {
        let (mut renewed, mut with_nonce) = (false, false);
        loop {
            let refused_before = renewed || with_nonce;
            let told =
                |error: CallError| if refused_before { error.after_refusal() } else { error };
            let token = self.access_token(who).await.map_err(CallError::before_sending);
            let token = token.map_err(told)?;
            let response = self.try_once(who, call, &token).await.map_err(told)?;
            // A new one may come with any reply (RFC 9449 section 8.2).
            let has_nonce = self.learn_nonce(&who.account.issuer, &response);
            if response.status != 401 {
                return Ok(response);
            }
            if has_nonce && !with_nonce {
                with_nonce = true;
            } else if renewed {
                return Err(told(PushError::Refused { status: Some(401) }.into()));
            } else {
                renewed = true;
                self.forget(who.id);
            }
        }
    }

    /// The same; a 403 is tried once more with a new token and proof.
    pub(super) async fn call_twice_on_403(
        &self,
        who: Caller<'_>,
        call: &Call<'_>,
    ) -> Result<Response, CallError> {
        let response = self.call(who, call).await?;
        let said_why = who.account.is_countersign() && Coded::read(&response).code.is_some();
        if response.status != 403 || said_why {
            return Ok(response);
        }
        self.forget(who.id);
        self.call(who, call).await
    }

    async fn try_once(
        &self,
        who: Caller<'_>,
        call: &Call<'_>,
        token: &SecretString,
    ) -> Result<Response, CallError> {
        let issuer = &who.account.issuer;
        let target = [issuer.as_str(), &call.path].concat();
        let proof = self.proof(who, call.method, &target, Some(token)).await?;
        let mut headers = vec![
            ("authorization", SecretString::new(["DPoP ", token.expose()].concat())),
            ("dpop", proof),
            ("accept", SecretString::new("application/json".to_owned())),
        ];
        if who.account.is_countersign() {
            headers.push(("countersign-client", SecretString::new(self.client_header())));
        }
        let url = match &call.query {
            Some(query) => [target.as_str(), "?", query].concat(),
            None => target,
        };
        let request = HttpRequest {
            method: call.method,
            url,
            headers,
            body: call.body.map(|body| Body::Json(body.duplicate())),
            limit: MAX_BODY,
        };
        let response = self.exchange(Some(who.id), call.endpoint, request).await?;
        if response.status >= 400
            && let Some(time) = date_of(&response)
        {
            self.clocks.learn(issuer, time);
        }
        Ok(response)
    }

    /// Sends, logs, and sorts out what is no answer.
    pub(super) async fn exchange(
        &self,
        id: Option<AccountId>,
        endpoint: Endpoint,
        request: HttpRequest,
    ) -> Result<Response, CallError> {
        let result = self.dependencies.transport.send(request).await;
        let status = result.as_ref().ok().map(|response| response.status);
        let code = result.as_ref().ok().filter(|response| response.status >= 400);
        let code = code.and_then(|response| Coded::read(response).code);
        log::exchange(id, endpoint, status, code.map(super::wire::Code::name));
        match result {
            Ok(response) if UnreachableCause::of_status(response.status).is_some() => {
                Err(CallError::Busy {
                    status: response.status,
                    retry_after: retry_after_of(&response, self.clocks.now()),
                })
            }
            Ok(response) => Ok(response),
            Err(error) => Err(match error.cause() {
                Some(why) => CallError::NoReply { why, arrived: error.may_have_arrived() },
                None => PushError::Refused { status: None }.into(),
            }),
        }
    }

    /// A valid access token, from memory or new.
    pub(super) async fn access_token(&self, who: Caller<'_>) -> Result<SecretString, CallError> {
        let now = self.clocks.now();
        if let Some(have) = self.memory().tokens.get(&who.id)
            && now < have.renew_at
        {
            return Ok(have.token.duplicate());
        }
        let issuer = &who.account.issuer;
        let url = [issuer.as_str(), Endpoint::Token.template()].concat();
        let (mut with_nonce, mut doubted) = (false, None);
        // The first refusal teaches the server's time; those after it may be of messages that came twice, whose copies
        // used up the proof.
        let mut pauses = iter::once(&Duration::ZERO).chain(&RESENDS);
        loop {
            let response = self.ask_token(who, &url).await;
            let response = response.inspect_err(|_| self.clocks.believe(issuer, doubted))?;
            let status = response.status;
            let has_nonce = self.learn_nonce(issuer, &response);
            if status == 200 {
                return Ok(self.keep_token(who, &response)?);
            }
            let error = oauth_error(&response);
            let told = date_of(&response);
            if let Some(time) = told {
                self.clocks.learn(issuer, time);
            }
            match error.as_deref() {
                Some("use_dpop_nonce") if has_nonce && !with_nonce => with_nonce = true,
                Some("invalid_request" | "invalid_dpop_proof") => match pauses.next() {
                    Some(&Duration::ZERO) => {
                        if told.is_none() {
                            doubted = self.clocks.doubt(issuer);
                        }
                    }
                    more => {
                        self.clocks.believe(issuer, doubted);
                        let error = self.clock_or_refused(issuer, status);
                        match more {
                            Some(pause) if matches!(error, PushError::Refused { .. }) => {
                                self.dependencies.runtime.sleep(*pause).await;
                            }
                            Some(_) | None => return Err(error.into()),
                        }
                    }
                },
                Some(_) | None => {
                    self.clocks.believe(issuer, doubted);
                    return Err(PushError::Refused { status: Some(status) }.into());
                }
            }
        }
    }

    async fn ask_token(&self, who: Caller<'_>, url: &str) -> Result<Response, CallError> {
        let account = who.account;
        let mut form = vec![
            form_pair("grant_type", "client_credentials"),
            form_pair("client_id", &account.client_id),
        ];
        if let Some(secret) = &account.client_secret {
            form.push(form_pair("client_secret", secret.expose()));
        }
        let form = SecretString::new(zeroize::Zeroizing::new(form).join("&"));
        let proof = self.proof(who, Method::Post, url, None).await?;
        let mut headers = vec![("dpop", proof)];
        if account.is_countersign() {
            headers.push(("countersign-client", SecretString::new(self.client_header())));
        }
        let request = HttpRequest {
            method: Method::Post,
            url: url.to_owned(),
            headers,
            body: Some(Body::Form(form)),
            limit: MAX_BODY,
        };
        self.exchange(Some(who.id), Endpoint::Token, request).await
    }

    fn keep_token(&self, who: Caller<'_>, response: &Response) -> Result<SecretString, PushError> {
        let refused = PushError::Refused { status: Some(response.status) };
        let reply: TokenReply = serde_json::from_slice(&response.body).map_err(|_| refused)?;
        let token = SecretString::new(reply.access_token);
        let sound = !token.is_empty() && token.expose().bytes().all(|b| b.is_ascii_graphic());
        if !sound {
            return Err(refused);
        }
        if let Some(IssuedAt { iat }) = decode_claims(token.expose()) {
            self.clocks.learn(&who.account.issuer, iat);
        }
        let life = reply.expires_in.unwrap_or(0).min(86_400);
        let renew_at = self.clocks.now().saturating_add(life.saturating_sub(30));
        let kept = AccessToken { token: token.duplicate(), renew_at };
        self.memory().tokens.insert(who.id, kept);
        Ok(token)
    }

    async fn proof(
        &self,
        who: Caller<'_>,
        method: Method,
        url: &str,
        token: Option<&SecretString>,
    ) -> Result<SecretString, PushError> {
        let issuer = &who.account.issuer;
        let id = self.dependencies.random.uuid()?;
        let nonce = self.memory().nonces.get(issuer).cloned();
        let api = token.map(|token| Api {
            token,
            sub: &who.account.sub,
            device_id: &who.account.device_id,
        });
        let issued = self.clocks.server_now(issuer);
        let proof = Proof { method, url, issued, id: &id, nonce: nonce.as_deref(), api };
        let input = proof.signing_input(&key::public_point(who.key)?);
        Ok(self.sign_input(who.key, &input).await?)
    }

    /// Keeps the nonce of a reply; the realm base stands for its origin.
    fn learn_nonce(&self, issuer: &str, response: &Response) -> bool {
        let Some(nonce) = response.header("dpop-nonce") else { return false };
        let sound = (1..=512).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic());
        if sound {
            self.memory().nonces.insert(issuer.to_owned(), nonce.to_owned());
        }
        sound
    }

    /// The last word on a proof that the token endpoint refused twice.
    fn clock_or_refused(&self, issuer: &str, status: u16) -> PushError {
        match self.clocks.known(issuer).map(crate::net::ClockOffset::seconds) {
            None => PushError::ClockWrong { seconds: None, certain: false },
            Some(seconds) if !(-12..=20).contains(&seconds) => {
                PushError::ClockWrong { seconds: Some(seconds), certain: false }
            }
            Some(_) => PushError::Refused { status: Some(status) },
        }
    }

    fn client_header(&self) -> String {
        let client = self.dependencies.client;
        format!("core/{}; {}/{}", Version::this(), client.platform.as_str(), client.version)
    }
}

fn oauth_error(response: &Response) -> Option<String> {
    if !matches!(response.status, 400 | 401) {
        return None;
    }
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    body.get("error")?.as_str().map(ToOwned::to_owned)
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: String,
    expires_in: Option<u64>,
}

#[derive(Deserialize)]
struct IssuedAt {
    iat: UnixSeconds,
}
