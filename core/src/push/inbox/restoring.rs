//! What an earlier run of the app left, or what was under way when it was locked (PROTOCOL.md
//! 5.3). The marks that were stored say where each request stands; none of them is open again.

use std::sync::Arc;

use crate::account::{AccountId, DenyReason, SeenOutcome, SeenRequest};
use crate::clock::UnixSeconds;
use crate::net::UnreachableCause;
use crate::push::adapter::{Delivered, PendingAnswer};
use crate::push::error::PushError;
use crate::push::machine::{AnswerKind, Event, State};
use crate::push::request::{Answer, Outcome, Request};

use super::seen::Seen;
use super::{Inbox, InboxAction, Item, kind_of};

/// The result of an answer that came while the app was locked.
#[derive(Debug)]
pub struct Heard {
    /// The request.
    pub request: String,
    /// Its account.
    pub account: AccountId,
    /// Whether it was an approval.
    pub approves: bool,
    /// What came of it.
    pub delivered: Delivered,
}

impl Inbox {
    /// An inbox that remembers what was seen before. `describe` makes a request of a record: what a
    /// screen can say about it without the server, `None` for an account that is gone.
    #[must_use]
    pub fn restored(
        seen: Vec<SeenRequest>,
        describe: impl Fn(&SeenRequest) -> Option<Request>,
    ) -> Self {
        let items = seen.iter().filter_map(|record| restored(record, describe(record)?)).collect();
        Self { items, seen: Seen::new(seen), ..Self::default() }
    }

    /// Whether the request of this very answer waits for its result.
    #[must_use]
    pub fn awaits(&self, answer: &Arc<PendingAnswer>) -> bool {
        let is_it =
            |item: &Item| item.answer.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, answer));
        self.items.iter().any(is_it)
    }

    /// An answer that was begun before a lock is still on its way.
    pub fn resume(&mut self, answer: Arc<PendingAnswer>) {
        let id = answer.request.id.as_str();
        let seen = self.seen_of(id, answer.request.account).map(|seen| seen.outcome);
        if seen.is_none_or(SeenOutcome::is_ended) {
            return;
        }
        let kind = kind_of(&answer.answer, answer.is_closing(), seen);
        let item = match self.items.iter_mut().find(|item| item.request.id == id) {
            Some(item) => item,
            None => {
                self.items.push(Item::new(answer.request.clone(), State::Waiting));
                let Some(item) = self.items.last_mut() else { return };
                item
            }
        };
        item.state = State::Sending(kind);
        item.owed = false;
        item.answer = Some(answer);
    }

    /// The result of an answer that came while the app was locked; `described` is what a screen can say
    /// about its request. Nothing is to be sent yet.
    pub fn hear(
        &mut self,
        heard: Heard,
        described: Option<Request>,
        now: UnixSeconds,
    ) -> Vec<InboxAction> {
        let id = heard.request.as_str();
        let record = self.seen_of(id, heard.account);
        let Some(record) = record.filter(|record| !record.outcome.is_ended()) else {
            return Vec::new();
        };
        let kind = if heard.approves {
            AnswerKind::Approve
        } else if let SeenOutcome::Refusing { reason, .. } = record.outcome {
            AnswerKind::Deny(reason)
        } else if record.outcome == SeenOutcome::NumberRefused {
            AnswerKind::CloseRefused
        } else {
            AnswerKind::CloseInterrupted
        };
        if self.items.iter().all(|item| item.request.id != id) {
            let Some(request) = described else { return Vec::new() };
            let item = Item::new(request, State::Waiting);
            self.items.push(Item { restored: true, ..item });
        }
        for item in self.items.iter_mut().filter(|item| item.request.id == id) {
            item.state = State::Sending(kind);
        }
        let event = match heard.delivered {
            Delivered::Outcome(outcome) => Event::Answered(outcome),
            Delivered::NumberRefused => Event::NumberRefused,
            Delivered::CodeGiven(code) => Event::CodeGiven(code),
        };
        let mut todo = self.apply(id, event, now).unwrap_or_default();
        // What has to be sent now is sent with the rest of what is owed.
        let sends = todo.extract_if(.., |todo| matches!(todo, InboxAction::Deliver(_))).count();
        if sends > 0 {
            let unsent = Event::Answered(unreachable());
            todo.extend(self.apply(id, unsent, now).unwrap_or_default());
            for item in self.items.iter_mut().filter(|item| item.request.id == id) {
                item.owed = true;
            }
        }
        todo
    }

    /// What was seen of a request. Its account may be gone, and another one's server use its id.
    fn seen_of(&self, id: &str, account: AccountId) -> Option<&SeenRequest> {
        self.seen.get(id).filter(|seen| seen.account == account)
    }

    /// What is left from before and goes out first, before anything is asked of the account's server.
    pub fn send_owed(&mut self, account: AccountId, now: UnixSeconds) -> Vec<InboxAction> {
        let mut todo = self.tick(now);
        let mut events = Vec::new();
        for item in &mut self.items {
            if item.request.account != account || !std::mem::take(&mut item.owed) {
                continue;
            }
            let id = || item.request.id.clone();
            if matches!(item.state, State::DeliveryFailed { .. }) {
                events.push((id(), Event::Retry));
            } else if matches!(item.state, State::AskReport { .. }) && now < item.request.expires {
                events.push((id(), Event::Report { sure: true }));
            }
        }
        for (id, event) in events {
            todo.extend(self.apply(&id, event, now).unwrap_or_default());
        }
        todo
    }
}

/// The request of a mark, as it stands now.
fn restored(record: &SeenRequest, request: Request) -> Option<Item> {
    let unsent = |kind| State::DeliveryFailed { kind, outcome: unreachable() };
    let deny = |reason| PendingAnswer::new(request.clone(), Answer::Deny { reason });
    let (state, answer, owed) = match record.outcome {
        SeenOutcome::Refusing { reason, after_approval } => {
            let answer = deny(reason).resumed();
            let answer = if after_approval { answer.after_approval() } else { answer };
            (unsent(AnswerKind::Deny(reason)), Some(answer), true)
        }
        SeenOutcome::NumberRefused => {
            let answer = PendingAnswer::closing(request.clone()).resumed();
            (unsent(AnswerKind::CloseRefused), Some(answer), true)
        }
        // Whether there is anything to deny is for a poll to say.
        SeenOutcome::ApprovalSent => {
            let answer = deny(DenyReason::Cancelled).resumed().after_approval();
            (unsent(AnswerKind::CloseInterrupted), Some(answer), false)
        }
        outcome @ (SeenOutcome::Open
        | SeenOutcome::Approved
        | SeenOutcome::Denied
        | SeenOutcome::Interrupted
        | SeenOutcome::WrongNumber
        | SeenOutcome::Expired
        | SeenOutcome::Superseded
        | SeenOutcome::AlreadyHandled
        | SeenOutcome::Unlinked
        | SeenOutcome::Refused) => {
            if !record.report {
                return None;
            }
            let failed =
                Some(PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None });
            (State::AskReport { outcome: told(outcome), failed }, None, true)
        }
    };
    let refused = record.report || matches!(record.outcome, SeenOutcome::Refusing { .. });
    let answer = answer.map(Arc::new);
    Some(Item { answer, refused, restored: true, owed, ..Item::new(request, state) })
}

/// What is said of a request that was refused, beside the question whether to report it.
fn told(outcome: SeenOutcome) -> Outcome {
    if outcome == SeenOutcome::Denied {
        Outcome::Denied { interrupted: false }
    } else if outcome == SeenOutcome::Expired {
        Outcome::Expired
    } else if outcome == SeenOutcome::Superseded {
        Outcome::Superseded
    } else {
        Outcome::AlreadyHandled
    }
}

fn unreachable() -> Outcome {
    Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None }
}
