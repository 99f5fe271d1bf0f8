//! All sign-in requests of all accounts: which is in front, what a poll changed, what was seen.
//!
//! Pure: the caller polls, performs each [`InboxAction`] and feeds back what came of it.

mod front;
mod polls;
mod restoring;
mod seen;
mod time;

use std::sync::Arc;

use crate::account::{AccountId, SeenOutcome, SeenRequest};
use crate::clock::UnixSeconds;

use super::adapter::PendingAnswer;
use super::error::PushError;
use super::machine::{self, AnswerKind, Effect, Event, State};
use super::request::{Answer, Request};
use super::view::RequestView;

use seen::Seen;

pub use restoring::Heard;

/// What the caller has to do. Whatever is to be stored is stored before anything is sent.
#[derive(Debug)]
pub enum InboxAction {
    /// Store this.
    Store(Change),
    /// Store [`Inbox::seen`], then feed [`Event::Stored`] or [`Event::NotStored`] for this request.
    StoreFirst(String),
    /// Get access token and connection of the account ready.
    Prepare(AccountId),
    /// Deliver the answer, then feed [`Event::Answered`] or [`Event::NumberRefused`] for its request.
    Deliver(Arc<PendingAnswer>),
    /// Report the request, then feed [`Event::Reported`].
    Report {
        /// The account.
        account: AccountId,
        /// The request.
        request: String,
    },
}

/// A change of what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The set of seen requests is [`Inbox::seen`].
    Seen,
    /// One more wrong number in a row on the account.
    CountWrong(AccountId),
    /// No wrong numbers in a row any more.
    ClearWrong(AccountId),
    /// The server no longer knows this phone.
    Unlinked {
        /// The account.
        account: AccountId,
        /// Whether it said so in so many words.
        certain: bool,
    },
    /// The account is blocked.
    Blocked(AccountId),
}

impl InboxAction {
    /// Whether the network is needed for it; the rest is to be stored.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(self, Self::Prepare(_) | Self::Deliver(_) | Self::Report { .. })
    }
}

/// What is known of a request's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestStatus {
    /// It is there.
    Listed,
    /// It was seen and is over.
    Ended {
        /// Its account.
        account: AccountId,
        /// How it ended.
        outcome: SeenOutcome,
    },
    /// It was never seen.
    Unknown,
}

/// The requests.
#[derive(Debug, Default)]
pub struct Inbox {
    items: Vec<Item>,
    seen: Seen,
    /// The request in front.
    front: Option<String>,
    /// The accounts that had the front since something began to wait, the latest last.
    turns: Vec<AccountId>,
    watched_since: Option<UnixSeconds>,
    /// Until when time has passed here.
    ticked: UnixSeconds,
}

#[derive(Debug)]
struct Item {
    request: Request,
    state: State,
    answer: Option<Arc<PendingAnswer>>,
    ended: Option<UnixSeconds>,
    /// Its life is over and only the result of its answer is still to be learnt.
    late: bool,
    /// The person said no.
    refused: bool,
    /// Left by an earlier run of the app, or from before a lock, and not listed by a poll since: what it
    /// is about is not known.
    restored: bool,
    /// Left from before, and not sent since.
    owed: bool,
    /// The person has put it away.
    dismissed: bool,
}

impl Item {
    fn new(request: Request, state: State) -> Self {
        Self {
            request,
            state,
            answer: None,
            ended: None,
            late: false,
            refused: false,
            restored: false,
            owed: false,
            dismissed: false,
        }
    }

    /// How far the request has come, with what this phone knows of an answer before.
    fn noted(&self, outcome: SeenOutcome) -> SeenOutcome {
        if let SeenOutcome::Refusing { reason, .. } = outcome {
            let before = self.answer.as_deref();
            let after_approval = before.is_some_and(PendingAnswer::may_have_approved);
            return SeenOutcome::Refusing { reason, after_approval };
        }
        outcome
    }

    /// Whether it is refused, or to be, after an approval that may be what ended it.
    fn may_be_approved(&self) -> bool {
        matches!(
            self.state,
            State::DeliveryFailed { kind: AnswerKind::Deny(_) | AnswerKind::CloseInterrupted, .. }
        ) && self.answer.as_deref().is_some_and(PendingAnswer::may_have_approved)
    }

    /// Whether the server may have taken a person's answer that we heard nothing of.
    fn may_be_answered(&self) -> bool {
        matches!(
            self.state,
            State::DeliveryFailed { kind: AnswerKind::Approve | AnswerKind::Deny(_), .. }
        ) && self.answer.as_ref().is_some_and(|answer| answer.may_have_arrived())
    }
}

impl Inbox {
    /// An event for one request. One that the person opens comes to the front.
    ///
    /// # Errors
    /// [`PushError::NoSuchRequest`] for an id that was never seen, [`PushError::Ended`] for one that
    /// is over, else as [`machine::step`].
    pub fn event(
        &mut self,
        id: &str,
        event: Event,
        now: UnixSeconds,
    ) -> Result<Vec<InboxAction>, PushError> {
        let mut todo = Vec::new();
        if matches!(event, Event::Opened) {
            todo.extend(self.bring_forward(id, now));
        }
        todo.extend(self.apply(id, event, now)?);
        todo.extend(self.arrange(now));
        Ok(todo)
    }

    /// Takes a request that is over off the screen.
    pub fn dismiss(&mut self, id: &str) {
        for item in &mut self.items {
            item.dismissed |= item.request.id == id && item.state.is_settled();
        }
        self.items.retain(|item| !(item.dismissed && item.state.is_ended()));
    }

    /// Forgets an account that was removed.
    pub fn remove_account(&mut self, account: AccountId, now: UnixSeconds) -> Vec<InboxAction> {
        self.items.retain(|item| item.request.account != account);
        let mut todo = self.arrange(now);
        if self.seen.remove_account(account) {
            todo.push(InboxAction::Store(Change::Seen));
        }
        todo
    }

    /// The request list or a prompt is in front of the person from now on.
    pub fn watch(&mut self, now: UnixSeconds) {
        self.watched_since.get_or_insert(now);
    }

    /// It is not any more: nothing polls in the background.
    pub fn unwatch(&mut self) {
        self.watched_since = None;
    }

    /// A request by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Request> {
        self.items.iter().map(|item| &item.request).find(|request| request.id == id)
    }

    /// The requests on the screen: the one in front, then the others in the order in which they come to
    /// the front, then those that are over, the latest first. `wrong_in_row` tells the wrong numbers of
    /// an account.
    #[must_use]
    pub fn views(
        &self,
        now: UnixSeconds,
        wrong_in_row: impl Fn(AccountId) -> u32,
    ) -> Vec<RequestView> {
        match self.later(now) {
            Some(later) => later.drawn(now, wrong_in_row),
            None => self.drawn(now, wrong_in_row),
        }
    }

    fn drawn(&self, now: UnixSeconds, wrong_in_row: impl Fn(AccountId) -> u32) -> Vec<RequestView> {
        let open = self.items.iter().filter(|item| !item.state.is_settled()).count();
        let mut items: Vec<&Item> = self.items.iter().filter(|item| !item.dismissed).collect();
        items.sort_by_key(|item| {
            let behind = !self.is_in_front(item);
            (behind, item.state.is_settled(), std::cmp::Reverse(item.ended), self.rank(item, now))
        });
        let draw = |item: &Item| {
            let others = open.saturating_sub(usize::from(!item.state.is_settled()));
            let wrong = wrong_in_row(item.request.account);
            let in_front = self.is_in_front(item);
            let view = RequestView::of(&item.request, &item.state, in_front, others, wrong, now);
            RequestView { refused: item.refused, ..view }
        };
        items.into_iter().map(draw).collect()
    }

    /// One request on the screen.
    #[cfg(test)]
    fn view(
        &self,
        id: &str,
        now: UnixSeconds,
        wrong_in_row: impl Fn(AccountId) -> u32,
    ) -> Option<RequestView> {
        self.views(now, wrong_in_row).into_iter().find(|view| view.request.id == id)
    }

    /// What is known of an id, restarts included.
    #[must_use]
    pub fn status_of(&self, id: &str, now: UnixSeconds) -> RequestStatus {
        match self.later(now) {
            Some(later) => later.stands(id),
            None => self.stands(id),
        }
    }

    fn stands(&self, id: &str) -> RequestStatus {
        if self.items.iter().any(|item| item.request.id == id && !item.state.is_ended()) {
            return RequestStatus::Listed;
        }
        match self.seen.get(id) {
            Some(seen) if seen.outcome.is_ended() => {
                RequestStatus::Ended { account: seen.account, outcome: seen.outcome }
            }
            Some(_) => RequestStatus::Listed,
            None => RequestStatus::Unknown,
        }
    }

    /// What was seen in the last 24 hours, to be stored.
    #[must_use]
    pub fn seen(&self) -> &[SeenRequest] {
        self.seen.all()
    }

    fn apply(
        &mut self,
        id: &str,
        event: Event,
        now: UnixSeconds,
    ) -> Result<Vec<InboxAction>, PushError> {
        let Some(item) = self.items.iter_mut().find(|item| item.request.id == id) else {
            return Err(match self.seen.get(id) {
                Some(seen) if seen.outcome.is_ended() => PushError::Ended,
                Some(_) | None => PushError::NoSuchRequest,
            });
        };
        let (state, effects) = machine::step(&item.request, &item.state, event, now)?;
        item.state = state;
        item.refused |= matches!(item.state, State::Sending(AnswerKind::Deny(_)));
        if item.state.is_ended() && item.ended.is_none() {
            item.ended = Some(now);
            item.answer = None;
        }
        let account = item.request.account;
        let mut todo = Vec::new();
        for effect in effects {
            todo.extend(match effect {
                Effect::Prepare => Some(InboxAction::Prepare(account)),
                Effect::StoreFirst => {
                    self.seen.note(&item.request, SeenOutcome::ApprovalSent);
                    Some(InboxAction::StoreFirst(id.to_owned()))
                }
                Effect::Unmark => {
                    self.seen.note(&item.request, SeenOutcome::Open);
                    None
                }
                Effect::Note(outcome) => {
                    let outcome = item.noted(outcome);
                    let changed = self.seen.note(&item.request, outcome);
                    changed.then_some(InboxAction::Store(Change::Seen))
                }
                Effect::NoteReport(wanted) => {
                    self.seen.note_report(id, wanted).then_some(InboxAction::Store(Change::Seen))
                }
                Effect::Send(answer) => {
                    let answer = PendingAnswer::new(item.request.clone(), answer);
                    item.send(answer.after(item.answer.as_deref()))
                }
                Effect::Close => item.send(PendingAnswer::closing(item.request.clone())),
                Effect::Resend => item.answer.clone().map(InboxAction::Deliver),
                Effect::SendReport => Some(InboxAction::Report { account, request: id.to_owned() }),
                Effect::CountWrong => Some(InboxAction::Store(Change::CountWrong(account))),
                Effect::ClearWrong => Some(InboxAction::Store(Change::ClearWrong(account))),
                Effect::Unlinked { certain } => {
                    Some(InboxAction::Store(Change::Unlinked { account, certain }))
                }
                Effect::Blocked => Some(InboxAction::Store(Change::Blocked(account))),
            });
        }
        if self.items.iter().any(|item| item.dismissed && item.state.is_ended()) {
            self.items.retain(|item| !(item.dismissed && item.state.is_ended()));
        }
        Ok(todo)
    }
}

impl Item {
    /// Keeps the answer, to be delivered as often as it takes.
    fn send(&mut self, answer: PendingAnswer) -> Option<InboxAction> {
        let answer = Arc::new(answer);
        self.answer = Some(Arc::clone(&answer));
        Some(InboxAction::Deliver(answer))
    }
}

/// Which answer of a request this is, where it stands so.
fn kind_of(answer: &Answer, closes: bool, seen: Option<SeenOutcome>) -> AnswerKind {
    match answer {
        Answer::Approve { .. } => AnswerKind::Approve,
        Answer::Deny { .. } if closes => AnswerKind::CloseRefused,
        Answer::Deny { .. } if seen == Some(SeenOutcome::ApprovalSent) => {
            AnswerKind::CloseInterrupted
        }
        Answer::Deny { reason } => AnswerKind::Deny(*reason),
    }
}

#[cfg(test)]
mod tests;
