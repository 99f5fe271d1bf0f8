//! Answering a request: sign once, send, and read the outcome from status and code
//! (PROTOCOL.md sections 2.4, 2.5, 4.4 and 5.3).

use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::account::{AccountId, DenyReason, PushAccount};
use crate::net::{ClockOffset, Method, Response, UnreachableCause};
use crate::push::adapter::RESENDS;
use crate::push::adapter::types::{Delivered, PendingAnswer, Progress, Signed};
use crate::push::error::PushError;
use crate::push::jose::thumbprint;
use crate::push::key;
use crate::push::log::{Endpoint, KEYCLOAK};
use crate::push::request::{Answer, Outcome, Request, Source};
use crate::secret::SecretString;

use super::Keycloak;
use super::call::{Call, CallError, Caller};
use super::wire::{Code, Coded, Status};

impl Keycloak {
    /// Delivers the answer; see [`Adapters::deliver`](crate::push::adapter::Adapters::deliver).
    pub async fn deliver(
        &self,
        id: AccountId,
        account: &PushAccount,
        answer: &PendingAnswer,
    ) -> Delivered {
        let delivery = Delivery { adapter: self, who: Caller::of(id, account), answer };
        Delivered::logged(delivery.run().await, KEYCLOAK, id, answer)
    }

    /// Gets token and connection ready.
    pub async fn prepare(&self, id: AccountId, account: &PushAccount) {
        // Whatever is wrong will show when the answer is sent.
        drop(self.access_token(Caller::of(id, account)).await);
        self.dependencies.transport.preconnect(&account.issuer).await;
    }
}

/// What one transmission of a signed answer brought.
struct Reply {
    response: Response,
    /// An earlier transmission may have arrived without a reply.
    lost: bool,
}

struct Delivery<'a> {
    adapter: &'a Keycloak,
    who: Caller<'a>,
    answer: &'a PendingAnswer,
}

impl Delivery<'_> {
    async fn run(&self) -> Result<Delivered, PushError> {
        let Some(signed) = self.signed().await? else {
            // Nothing can be approved any more, and what was refused is known.
            let outcome = if self.answer.closes {
                Outcome::WrongNumber
            } else if self.answer.follows || self.answer.after_approval {
                Outcome::AlreadyHandled
            } else {
                Outcome::Expired
            };
            return Ok(outcome.into());
        };
        match self.sent_and_read(&signed).await {
            Err(PushError::Refused { status: Some(401) }) => self.refused_unread().await,
            read => read,
        }
    }

    async fn sent_and_read(&self, signed: &Signed) -> Result<Delivered, PushError> {
        let reply = self.send(signed).await?;
        if self.account().is_countersign() {
            self.read_coded(reply).await.map(Delivered::Outcome)
        } else {
            self.read_plain(signed, reply).await
        }
    }

    /// The proof was refused, also with a new token. It may be that the service no longer accepts this app, which
    /// the list then says too. It may also be that each message came twice, and that the copy which was heard
    /// of was the second: the first one has used up the proof, and was the answer (row "any" of section 2.5).
    async fn refused_unread(&self) -> Result<Delivered, PushError> {
        if self.still_listed().await? {
            return Err(PushError::Refused { status: Some(401) });
        }
        let closes = self.answer.closes;
        Ok(if closes { Outcome::WrongNumber } else { Outcome::AlreadyHandled }.into())
    }

    fn account(&self) -> &PushAccount {
        self.who.account
    }

    fn request(&self) -> &Request {
        &self.answer.request
    }

    fn server_now(&self) -> u64 {
        self.adapter.clocks.server_now(&self.account().issuer)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.answer.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The signed answer: the one that is kept, for as long as it can still count. `None` when the
    /// request's life is over before anything was sent.
    async fn signed(&self) -> Result<Option<Signed>, PushError> {
        let kept = self.progress().signed.as_ref().map(Signed::duplicate);
        if let Some(kept) = kept {
            // A countersign+ server repeats its reply to an answer that it has seen, even late. A
            // plain one cannot accept it any more, but says in its list whether it did.
            let valid = self.server_now() < kept.expires_at_server;
            if valid || (kept.sent && self.account().is_countersign()) {
                return Ok(Some(kept));
            }
            if kept.sent && !self.still_listed().await? {
                return Ok(Some(kept));
            }
        }
        if self.request().expires_at_server <= self.server_now() {
            return Ok(None);
        }
        let signed = self.sign(&self.answer.answer).await?;
        self.progress().signed = Some(signed.duplicate());
        Ok(Some(signed))
    }

    async fn sign(&self, answer: &Answer) -> Result<Signed, PushError> {
        let (account, request) = (self.account(), self.request());
        let now = self.server_now();
        let expires = request.expires_at_server.min(now.saturating_add(60));
        let mut claims = json!({
            "cid": request.id,
            "credId": account.credential_id,
            "deviceId": account.device_id,
            "aud": account.issuer,
            "iat": now,
            "exp": expires,
            "jti": self.adapter.dependencies.random.uuid()?,
        });
        let strict = account.is_countersign();
        match answer {
            Answer::Approve { value, source } => {
                claims["action"] = json!("approve");
                if let Some(value) = value {
                    claims["userVerification"] = json!(value.expose());
                }
                if strict {
                    claims["source"] = json!(source_word(*source));
                }
            }
            Answer::Deny { reason } => {
                claims["action"] = json!("deny");
                if strict {
                    claims["reason"] = json!(reason_word(*reason));
                }
            }
        }
        if strict {
            claims["ctx"] = json!(request.ctx);
        }
        let typ = if strict { "cs-answer+jwt" } else { "JWT" };
        let kid = thumbprint(&key::public_point(self.who.key)?);
        let header = json!({"alg": "ES256", "kid": kid, "typ": typ});
        let jws = self.adapter.sign_jws(self.who.key, &header, &claims).await?;
        let signed_at = self.adapter.clocks.now();
        Ok(Signed { jws, signed_at, expires_at_server: expires, sent: false })
    }

    /// Sends, and sends the identical answer again when no reply came.
    async fn send(&self, signed: &Signed) -> Result<Reply, PushError> {
        let body = SecretString::new(json!({"token": signed.jws.expose()}).to_string());
        let call = Call {
            endpoint: Endpoint::Respond,
            method: Method::Post,
            path: ["/push-mfa/login/challenges/", &self.request().id, "/respond"].concat(),
            query: None,
            body: Some(&body),
        };
        let mut lost = signed.sent || self.answer.is_not_the_first();
        let mut pauses = RESENDS.iter();
        loop {
            // Noted before sending: when this future is dropped the server may have acted.
            self.mark_sent(true);
            let error = match self.adapter.call(self.who, &call).await {
                Ok(response) => return Ok(Reply { response, lost }),
                Err(error) => error,
            };
            let again = match &error {
                CallError::NoReply { arrived, .. } => {
                    lost |= arrived;
                    true
                }
                CallError::Busy { status, .. } => {
                    lost |= *status != 429;
                    *status != 429
                }
                CallError::Failed { arrived, .. } => {
                    lost |= arrived;
                    false
                }
            };
            self.mark_sent(lost);
            match pauses.next() {
                Some(pause) if again && self.server_now() < signed.expires_at_server => {
                    self.adapter.dependencies.runtime.sleep(*pause).await;
                }
                Some(_) | None => return Err(error.into_push()),
            }
        }
    }

    fn mark_sent(&self, sent: bool) {
        if let Some(kept) = self.progress().signed.as_mut() {
            kept.sent = sent;
        }
    }

    /// Rows "answer" and "approve" of section 2.5.
    async fn read_plain(&self, signed: &Signed, first: Reply) -> Result<Delivered, PushError> {
        let mut reply = first;
        if reply.response.status == 409 {
            if !self.still_listed().await? {
                return Ok(Outcome::AlreadyHandled.into());
            }
            self.adapter.dependencies.runtime.sleep(Duration::from_millis(500)).await;
            reply = self.send(signed).await?;
        }
        let gave_number = matches!(self.answer.answer, Answer::Approve { value: Some(_), .. });
        match reply.response.status {
            200 => Ok(by_status(&reply.response).into()),
            400 | 404 => self.gone(&reply).await.map(Delivered::Outcome),
            403 if gave_number => Ok(Delivered::NumberRefused),
            _ => Err(self.adapter.list_error(self.account(), &reply.response)),
        }
    }

    /// The request is not there any more, or the server says so.
    async fn gone(&self, reply: &Reply) -> Result<Outcome, PushError> {
        let is_over = self.server_now() >= self.request().expires_at_server;
        if self.answer.closes && (reply.lost || is_over) {
            // Whatever ended it, the number was wrong.
            return Ok(Outcome::WrongNumber);
        }
        if is_over {
            return Ok(if reply.lost { Outcome::AlreadyHandled } else { Outcome::Expired });
        }
        // Our own answer may be what ended it; but a server that refuses an answer for another reason says the same.
        let listed = match self.list().await {
            Ok(listed) => listed,
            Err(_) if reply.lost => return Ok(Outcome::AlreadyHandled),
            Err(error) => return Err(error),
        };
        if listed.iter().any(|other| other.id == self.request().id) {
            // It was so long on its way that it could not count any more: the next one is signed anew.
            let now = self.server_now();
            if self.progress().signed.as_ref().is_some_and(|kept| kept.expires_at_server <= now) {
                return Ok(Outcome::Unreachable {
                    why: UnreachableCause::TimedOut,
                    retry_after: None,
                });
            }
            let offset = self.adapter.clocks.offset(&self.account().issuer);
            return Ok(if offset.is_worth_telling() {
                Outcome::ClockWrong { seconds: Some(offset.seconds()), certain: true }
            } else {
                Outcome::Refused { status: Some(reply.response.status) }
            });
        }
        if self.answer.closes {
            return Ok(Outcome::WrongNumber);
        }
        if reply.lost {
            return Ok(Outcome::AlreadyHandled);
        }
        let ours = self.request().created.unwrap_or(self.request().first_seen);
        // One that is younger than the answer did not keep it from counting: a copy of it may have come first.
        let answered = self.progress().signed.as_ref().map_or(ours, |kept| kept.signed_at);
        let took_over = |other: &Request| {
            let made = other.created.unwrap_or(other.first_seen);
            made >= ours && made < answered
        };
        let newer = listed.iter().any(took_over);
        Ok(if newer { Outcome::Superseded } else { Outcome::AlreadyHandled })
    }

    async fn still_listed(&self) -> Result<bool, PushError> {
        Ok(self.list().await?.iter().any(|other| other.id == self.request().id))
    }

    async fn list(&self) -> Result<Vec<Request>, PushError> {
        let pending = self.adapter.list_pending(self.who.id, self.account(), None).await?;
        Ok(pending.requests)
    }

    /// The table of section 4.4.
    async fn read_coded(&self, first: Reply) -> Result<Outcome, PushError> {
        let mut reply = first;
        let mut coded = Coded::read(&reply.response);
        if coded.code == Some(Code::ClockSkew)
            && let Some(time) = coded.server_time
        {
            // The answer was refused unread; a new one with the server's time is the same answer.
            self.adapter.clocks.learn(&self.account().issuer, time);
            let signed = self.sign(&self.answer.answer).await?;
            self.progress().signed = Some(signed.duplicate());
            reply = self.send(&signed).await?;
            coded = Coded::read(&reply.response);
        }
        let status = reply.response.status;
        if status == 200 {
            return Ok(by_status(&reply.response));
        }
        Ok(match coded.code {
            Some(Code::WrongNumber) => Outcome::WrongNumber,
            Some(Code::Expired) => Outcome::Expired,
            Some(Code::AlreadyResolved | Code::Cancelled) => Outcome::AlreadyHandled,
            Some(Code::Superseded) => Outcome::Superseded,
            _ => {
                let offset = self.adapter.clocks.known(&self.account().issuer);
                coded.into_error(status, offset.map(ClockOffset::seconds)).into_outcome()
            }
        })
    }
}

fn by_status(response: &Response) -> Outcome {
    match Status::read(response).as_deref() {
        Some("approved") => Outcome::Approved,
        Some("denied") => Outcome::Denied { interrupted: false },
        Some(_) | None => Outcome::Refused { status: Some(response.status) },
    }
}

fn source_word(source: Source) -> &'static str {
    match source {
        Source::Scanned => "scanned",
        Source::Typed | Source::Picked | Source::NoNumber => "typed",
    }
}

fn reason_word(reason: DenyReason) -> &'static str {
    match reason {
        DenyReason::UnknownTrigger => "unknown_trigger",
        DenyReason::Cancelled => "cancelled",
    }
}
