//! Answering a request: sign once, send, and read what became of it from a bare true or false
//! (PROTOCOL.md 3.4, 3.5 and 5.3).
//!
//! A request that was answered, by whomever, is not listed any more; that tells a server's words apart. eduMFA says
//! true to whatever comes later, so that nothing is sent there that was not listed right before.

use std::sync::{MutexGuard, PoisonError};

use serde_json::Value;

use crate::account::{AccountId, DenyReason, PushAccount, PushProtocol};
use crate::push::adapter::RESENDS;
use crate::push::adapter::types::{Delivered, PendingAnswer, Progress, Signed};
use crate::push::error::PushError;
use crate::push::log::{Endpoint, PIPUSH};
use crate::push::request::{Answer, Outcome, Request, ShownCode};
use crate::secret::SecretString;

use super::wire::{Reply, approval_text, denial_text, form};
use super::{PiPush, token_of};

/// What the server says of a token that is gone.
const NO_SUCH_TOKEN: i64 = 601;

impl PiPush {
    /// Delivers the answer; see [`Adapters::deliver`](crate::push::adapter::Adapters::deliver).
    pub async fn deliver(
        &self,
        id: AccountId,
        account: &PushAccount,
        answer: &PendingAnswer,
    ) -> Delivered {
        let delivery = Delivery { adapter: self, id, account, answer };
        Delivered::logged(delivery.run().await, PIPUSH, id, answer)
    }
}

struct Delivery<'a> {
    adapter: &'a PiPush,
    id: AccountId,
    account: &'a PushAccount,
    answer: &'a PendingAnswer,
}

/// What the server said to an answer.
enum Said {
    Yes {
        code: Option<ShownCode>,
    },
    No {
        /// An earlier transmission of the same may have arrived.
        lost: bool,
    },
    /// It was not sent: the request is answered already, or its life is over.
    Gone {
        /// The same.
        lost: bool,
    },
}

impl Delivery<'_> {
    async fn run(&self) -> Result<Delivered, PushError> {
        if self.is_over() && !self.may_have_arrived() {
            // Nothing can be approved any more, and what was refused is known.
            let outcome = if self.answer.closes { Outcome::WrongNumber } else { Outcome::Expired };
            return Ok(outcome.into());
        }
        let said = self.say().await?;
        match &self.answer.answer {
            Answer::Approve { value, .. } => self.approved(said, value.is_some()).await,
            Answer::Deny { .. } => self.denied(said).await.map(Delivered::Outcome),
        }
    }

    async fn approved(&self, said: Said, gave_number: bool) -> Result<Delivered, PushError> {
        let lost = match said {
            Said::Yes { code: Some(code) } => return Ok(Delivered::CodeGiven(code)),
            Said::Yes { code: None } => return Ok(Outcome::Approved.into()),
            Said::Gone { lost } => return Ok(self.gone(lost).into()),
            Said::No { lost } => lost,
        };
        let listed = self.is_listed().await;
        if gave_number {
            return match listed {
                // Still open: the number was wrong.
                Ok(true) => Ok(Delivered::NumberRefused),
                Ok(false) => Ok(self.gone(lost).into()),
                // Whether it was ours that was taken is for a later try to learn.
                Err(error) if lost => Err(error),
                Err(_) => Ok(Delivered::NumberRefused),
            };
        }
        self.still_open(listed?, lost).await.map(Delivered::Outcome)
    }

    async fn denied(&self, said: Said) -> Result<Outcome, PushError> {
        let edumfa = self.account.protocol == PushProtocol::EduMfa;
        match said {
            Said::Yes { .. } if edumfa && self.answer.after_approval => Ok(Outcome::AlreadyHandled),
            Said::Yes { .. } => Ok(Outcome::Denied { interrupted: false }),
            // The number was refused, and what ended the request is our own denial.
            Said::No { lost: true } | Said::Gone { lost: true } if self.answer.closes => {
                Ok(Outcome::WrongNumber)
            }
            Said::Gone { lost } => Ok(self.gone(lost)),
            Said::No { lost } => {
                let listed = self.is_listed().await?;
                self.still_open(listed, lost).await
            }
        }
    }

    /// The server said no. One that goes on listing the request takes nothing from this user.
    async fn still_open(&self, listed: bool, lost: bool) -> Result<Outcome, PushError> {
        if listed && !self.is_over() && self.is_listed().await? {
            return Ok(Outcome::AccountBlocked);
        }
        Ok(self.gone(lost))
    }

    /// It is not there any more; our own answer may be what ended it.
    fn gone(&self, lost: bool) -> Outcome {
        if self.is_over() && !lost { Outcome::Expired } else { Outcome::AlreadyHandled }
    }

    fn request(&self) -> &Request {
        &self.answer.request
    }

    fn is_over(&self) -> bool {
        self.adapter.clocks.now() >= self.request().expires
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.answer.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_have_arrived(&self) -> bool {
        self.answer.resumed || self.answer.may_have_arrived()
    }

    async fn is_listed(&self) -> Result<bool, PushError> {
        let pending = self.adapter.list_pending(self.id, self.account).await?;
        Ok(pending.requests.iter().any(|other| other.id == self.request().id))
    }

    /// Sends, and sends the identical answer again when no reply came.
    async fn say(&self) -> Result<Said, PushError> {
        let url = match &self.request().reply {
            Some(reply) => reply.url.clone(),
            None => token_of(self.account)?.url.clone(),
        };
        let edumfa = self.account.protocol == PushProtocol::EduMfa;
        let mut lost = self.may_have_arrived();
        let mut pauses = RESENDS.iter();
        loop {
            if self.is_over() || (edumfa && !self.is_listed().await?) {
                return Ok(Said::Gone { lost });
            }
            let body = self.signed().await?;
            // Noted before sending: when this future is dropped the server may have acted.
            self.mark_sent(true);
            let sent = self.adapter.send(
                self.id,
                self.account,
                Endpoint::TokenAnswer,
                url.clone(),
                Some(&body),
            );
            let none = match sent.await {
                Ok(response) => {
                    let reply = Reply::read(&response);
                    return match (response.status, reply) {
                        (200, Some(reply)) => read(&reply, lost),
                        (404, Some(reply)) if reply.code() == Some(NO_SUCH_TOKEN) => {
                            Err(PushError::Unlinked { certain: true })
                        }
                        (status, _) => Err(PushError::Refused { status: Some(status) }),
                    };
                }
                Err(none) => none,
            };
            lost |= none.arrived;
            self.mark_sent(lost);
            match pauses.next() {
                Some(pause) if none.again => self.adapter.dependencies.runtime.sleep(*pause).await,
                Some(_) | None => return Err(none.error),
            }
        }
    }

    fn mark_sent(&self, sent: bool) {
        if let Some(kept) = self.progress().signed.as_mut() {
            kept.sent = sent;
        }
    }

    /// What is sent, signed once.
    async fn signed(&self) -> Result<SecretString, PushError> {
        if let Some(kept) = &self.progress().signed {
            return Ok(kept.jws.duplicate());
        }
        let (nonce, serial) = (self.request().id.as_str(), self.account.sub.as_str());
        let mut more: Vec<(&str, &str)> = Vec::new();
        let text = SecretString::new(match &self.answer.answer {
            Answer::Approve { value, .. } => {
                let number = value.as_ref().map(|value| value.expose());
                more.extend(number.map(|number| ("presence_answer", number)));
                approval_text(nonce, serial, number)
            }
            Answer::Deny { reason } => {
                more.push(("decline", "1"));
                let reason = self.reason(*reason);
                more.extend(reason.map(|reason| ("decline_reason", reason)));
                denial_text(nonce, serial, reason)
            }
        });
        let signature = self.adapter.sign(self.account, text.expose()).await?;
        let fields = [("serial", serial), ("nonce", nonce), ("signature", signature.expose())];
        let body = form(&[fields.as_slice(), &more].concat());
        let expires_at_server = self.request().expires_at_server;
        let signed_at = self.adapter.clocks.now();
        let kept = Signed { jws: body.duplicate(), signed_at, expires_at_server, sent: false };
        self.progress().signed = Some(kept);
        Ok(body)
    }

    /// The reason of a denial, where the server takes one; a number that was refused is closed without.
    fn reason(&self, reason: DenyReason) -> Option<&'static str> {
        let takes = self.request().reply.as_ref().is_some_and(|reply| reply.takes_reason);
        let word = match reason {
            DenyReason::UnknownTrigger => "unknown_trigger",
            DenyReason::Cancelled => "cancelled",
        };
        (takes && !self.answer.closes).then_some(word)
    }
}

fn read(reply: &Reply, lost: bool) -> Result<Said, PushError> {
    let code = reply.detail("display_code").and_then(shown_code);
    match reply.value() {
        Some(Value::Bool(true)) => Ok(Said::Yes { code }),
        Some(Value::Bool(false)) => Ok(Said::No { lost }),
        Some(_) | None => Err(PushError::Refused { status: Some(200) }),
    }
}

/// A code as the page takes it: a few letters or digits.
fn shown_code(text: &str) -> Option<ShownCode> {
    let sound = (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    sound.then(|| ShownCode(text.to_owned()))
}
