//! All sign-in requests of all accounts: which is in front, what a poll changed, what was seen.
//!
//! Pure: the caller polls, performs each [`Todo`] and feeds back what came of it.

mod polls;
mod seen;

use std::sync::Arc;

use crate::clock::UnixSeconds;
use crate::vault::{AccountId, SeenOutcome, SeenRequest};

use super::adapter::PendingAnswer;
use super::error::PushError;
use super::machine::{self, ASK_REPORT_FOR, Effect, Event, State, Withdrawal};
use super::request::Request;
use super::view::RequestView;

use seen::Seen;

/// What the caller has to do, in order.
#[derive(Debug)]
pub enum Todo {
    /// Get access token and connection of the account ready.
    Prepare(AccountId),
    /// Deliver the answer, then feed [`Event::Answered`] for its request.
    Deliver(Arc<PendingAnswer>),
    /// Report the request, then feed [`Event::Reported`].
    Report {
        /// The account.
        account: AccountId,
        /// The request.
        request: String,
    },
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
    /// The set of seen requests changed: store [`Inbox::seen`].
    SaveSeen,
}

impl Todo {
    /// Whether the network is needed for it; the rest is to be stored.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(self, Self::Prepare(_) | Self::Deliver(_) | Self::Report { .. })
    }
}

/// What is known of a request's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is there.
    Here,
    /// It was seen and is over.
    Over(SeenOutcome),
    /// It was never seen.
    Never,
}

/// The requests.
#[derive(Debug, Default)]
pub struct Inbox {
    items: Vec<Item>,
    seen: Seen,
    watched_since: Option<UnixSeconds>,
}

#[derive(Debug)]
struct Item {
    request: Request,
    state: State,
    answer: Option<Arc<PendingAnswer>>,
    ended: Option<UnixSeconds>,
    /// Its life is over and only the result of its answer is still to be learnt.
    late: bool,
}

impl Item {
    /// Whether the server may have taken an answer that we heard nothing of.
    fn may_be_answered(&self) -> bool {
        matches!(self.state, State::Unsent { .. })
            && self.answer.as_ref().is_some_and(|answer| answer.may_have_arrived())
    }

    fn rank(&self) -> UnixSeconds {
        self.request.created.unwrap_or(self.request.first_seen)
    }
}

impl Inbox {
    /// An inbox that remembers what was seen before.
    #[must_use]
    pub fn new(seen: Vec<SeenRequest>) -> Self {
        Self { seen: Seen::new(seen), ..Self::default() }
    }

    /// An event for one request.
    ///
    /// # Errors
    /// [`PushError::NoSuchRequest`] for an id that was never seen, [`PushError::Over`] for one that
    /// is over, else as [`machine::step`].
    pub fn event(
        &mut self,
        id: &str,
        event: Event,
        now: UnixSeconds,
    ) -> Result<Vec<Todo>, PushError> {
        let mut todo = self.apply(id, event, now)?;
        todo.extend(self.arrange(now));
        Ok(todo)
    }

    /// Time has passed: what lapsed is over, what was over for long is gone.
    pub fn tick(&mut self, now: UnixSeconds) -> Vec<Todo> {
        for item in &mut self.items {
            item.late = now >= item.request.expires && item.may_be_answered();
        }
        let event = |item: &Item| {
            let learns_until = item.request.expires.saturating_add(LEARN_FOR);
            let event = match item.late {
                false => Event::Tick,
                true if now < learns_until => return None,
                true => Event::Withdrawn(Withdrawal::AlreadyHandled),
            };
            Some((item.request.id.clone(), event))
        };
        let events: Vec<(String, Event)> = self.items.iter().filter_map(event).collect();
        let mut todo = Vec::new();
        for (id, event) in events {
            todo.extend(self.apply(&id, event, now).unwrap_or_default());
        }
        self.items.retain(|item| item.ended.is_none_or(|at| now < at.saturating_add(KEEP_OVER)));
        if self.seen.prune(now) {
            todo.push(Todo::SaveSeen);
        }
        todo.extend(self.arrange(now));
        todo
    }

    /// Takes a request that is over off the screen.
    pub fn dismiss(&mut self, id: &str) {
        self.items.retain(|item| item.request.id != id || !item.state.is_over());
    }

    /// Forgets an account that was removed.
    pub fn remove_account(&mut self, account: AccountId, now: UnixSeconds) -> Vec<Todo> {
        self.items.retain(|item| item.request.account != account);
        let mut todo = self.arrange(now);
        if self.seen.remove_account(account) {
            todo.push(Todo::SaveSeen);
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

    /// Seconds between polls while the list is in front: 3 for ten minutes, then 10.
    #[must_use]
    pub fn poll_interval(&self, now: UnixSeconds) -> Option<u64> {
        let since = self.watched_since?;
        Some(if now < since.saturating_add(600) { 3 } else { 10 })
    }

    /// When [`Self::tick`] should be called next, at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<UnixSeconds> {
        let of_item = |item: &Item| match item.state {
            State::Unsent { .. } if item.may_be_answered() => {
                Some(item.request.expires.saturating_add(LEARN_FOR))
            }
            State::Waiting | State::Open(_) | State::Unsent { .. } => Some(item.request.expires),
            State::AskReport { .. } => Some(item.request.expires.saturating_add(ASK_REPORT_FOR)),
            State::Over { .. } => item.ended.map(|at| at.saturating_add(KEEP_OVER)),
            State::Sending(_) | State::Reporting { .. } => None,
        };
        self.items.iter().filter_map(of_item).min()
    }

    /// The request in front.
    #[must_use]
    pub fn front(&self) -> Option<&Request> {
        self.front_place().and_then(|place| self.items.get(place)).map(|item| &item.request)
    }

    /// A request by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Request> {
        self.items.iter().map(|item| &item.request).find(|request| request.id == id)
    }

    /// The requests on the screen, the one in front first, then newest first; `wrong_in_row` tells
    /// the wrong numbers of an account.
    #[must_use]
    pub fn views(
        &self,
        now: UnixSeconds,
        wrong_in_row: impl Fn(AccountId) -> u32,
    ) -> Vec<RequestView> {
        let front = self.front_place();
        let open = self.items.iter().filter(|item| !item.state.is_over()).count();
        let mut places: Vec<usize> = (0..self.items.len()).collect();
        let rank = |place: &usize| {
            let item = self.items.get(*place);
            (Some(*place) == front, item.map(|item| (!item.state.is_over(), item.rank())), *place)
        };
        places.sort_by_key(|place| std::cmp::Reverse(rank(place)));
        let draw = |place: usize| {
            let item = self.items.get(place)?;
            let others = open.saturating_sub(usize::from(!item.state.is_over()));
            let wrong = wrong_in_row(item.request.account);
            let in_front = Some(place) == front;
            Some(RequestView::of(&item.request, &item.state, in_front, others, wrong, now))
        };
        places.into_iter().filter_map(draw).collect()
    }

    /// One request on the screen.
    #[must_use]
    pub fn view(
        &self,
        id: &str,
        now: UnixSeconds,
        wrong_in_row: impl Fn(AccountId) -> u32,
    ) -> Option<RequestView> {
        self.views(now, wrong_in_row).into_iter().find(|view| view.request.id == id)
    }

    /// What is known of an id, restarts included.
    #[must_use]
    pub fn standing(&self, id: &str) -> Standing {
        if self.items.iter().any(|item| item.request.id == id && !item.state.is_over()) {
            return Standing::Here;
        }
        match self.seen.outcome(id) {
            Some(SeenOutcome::Open) => Standing::Here,
            Some(outcome) => Standing::Over(outcome),
            None => Standing::Never,
        }
    }

    /// What was seen in the last 24 hours, to be stored.
    #[must_use]
    pub fn seen(&self) -> &[SeenRequest] {
        self.seen.all()
    }

    /// Newest first; of equals the one listed last. One whose result is still to be learnt is in
    /// nobody's way.
    fn front_place(&self) -> Option<usize> {
        let open = |item: &Item| !item.state.is_over() && !item.late;
        let open = self.items.iter().enumerate().filter(|(_, item)| open(item));
        open.max_by_key(|(place, item)| (item.rank(), *place)).map(|(place, _)| place)
    }

    /// Tells each request whether it is in front.
    fn arrange(&mut self, now: UnixSeconds) -> Vec<Todo> {
        let mut todo = Vec::new();
        // A request that lapses while it is told makes place for the next: once around for each.
        for _ in 0..=self.items.len() {
            let Some(front) = self.front().map(|request| request.id.clone()) else { break };
            let ids: Vec<String> = self.items.iter().map(|item| item.request.id.clone()).collect();
            for id in ids {
                let event = if id == front { Event::Front } else { Event::Behind };
                todo.extend(self.apply(&id, event, now).unwrap_or_default());
            }
            if self.front().is_some_and(|request| request.id == front) {
                break;
            }
        }
        todo
    }

    fn apply(&mut self, id: &str, event: Event, now: UnixSeconds) -> Result<Vec<Todo>, PushError> {
        let Some(item) = self.items.iter_mut().find(|item| item.request.id == id) else {
            return Err(match self.seen.outcome(id) {
                Some(SeenOutcome::Open) | None => PushError::NoSuchRequest,
                Some(_) => PushError::Over,
            });
        };
        let (state, effects) = machine::step(&item.request, &item.state, event, now)?;
        item.state = state;
        if item.state.is_over() && item.ended.is_none() {
            item.ended = Some(now);
            item.answer = None;
        }
        let account = item.request.account;
        let mut todo = Vec::new();
        for effect in effects {
            todo.extend(match effect {
                Effect::Prepare => Some(Todo::Prepare(account)),
                Effect::Send(answer) => {
                    let answer = Arc::new(PendingAnswer::new(item.request.clone(), answer));
                    item.answer = Some(Arc::clone(&answer));
                    Some(Todo::Deliver(answer))
                }
                Effect::Resend => item.answer.clone().map(Todo::Deliver),
                Effect::SendReport => Some(Todo::Report { account, request: id.to_owned() }),
                Effect::Finished(outcome) => {
                    self.seen.finish(&item.request, outcome).then_some(Todo::SaveSeen)
                }
                Effect::CountWrong => Some(Todo::CountWrong(account)),
                Effect::ClearWrong => Some(Todo::ClearWrong(account)),
                Effect::Unlinked { certain } => Some(Todo::Unlinked { account, certain }),
                Effect::Blocked => Some(Todo::Blocked(account)),
            });
        }
        Ok(todo)
    }
}

/// How long after a request's life an answer is repeated to learn what became of it, in seconds: as
/// long as a server remembers (section 4.4).
const LEARN_FOR: u64 = 600;

/// How long the outcome of a request stays on the screen, in seconds, when nobody dismisses it.
const KEEP_OVER: u64 = 600;

#[cfg(test)]
mod tests;
