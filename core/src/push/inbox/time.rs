//! What time alone changes.

use crate::clock::UnixSeconds;
use crate::push::machine::{ASK_REPORT_FOR, Event, State, Withdrawal};
use crate::push::view::ALMOST_OVER;

use super::{Change, Inbox, InboxAction, Item};

impl Inbox {
    /// Time has passed: what lapsed is over, what was over for long is gone. Nothing is to be sent.
    pub fn tick(&mut self, now: UnixSeconds) -> Vec<InboxAction> {
        self.ticked = now;
        for item in &mut self.items {
            item.late = now >= item.request.expires && item.may_be_answered();
        }
        let event = |item: &Item| {
            let learns_until = item.request.expires.saturating_add(LEARN_FOR);
            let event = match item.late {
                // An earlier run of the app cannot be asked any more.
                false if now >= item.request.expires && item.may_be_approved() => {
                    Event::Withdrawn(Withdrawal::AlreadyHandled)
                }
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
            todo.push(InboxAction::Store(Change::Seen));
        }
        todo.extend(self.arrange(now));
        todo
    }

    /// The inbox as it would be had [`Self::tick`] been called now, where that changes anything: a
    /// snapshot is drawn of it, and nothing is kept.
    pub(super) fn later(&self, now: UnixSeconds) -> Option<Self> {
        self.overdue(now)?;
        let mut later = Self {
            items: self.items.iter().map(Item::duplicate).collect(),
            seen: self.seen.duplicate(),
            front: self.front.clone(),
            turns: self.turns.clone(),
            ..*self
        };
        drop(later.tick(now));
        Some(later)
    }

    /// When a snapshot of the requests changes by itself next, seconds that pass apart; one that is not in
    /// the future asks for [`Self::tick`].
    #[must_use]
    pub fn next_deadline(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        let shown = self.items.iter().filter(|item| !item.state.is_settled());
        let warns = shown.map(|item| item.request.expires.saturating_sub(ALMOST_OVER));
        let polls = self.watched_since.map(|since| since.saturating_add(POLL_CLOSELY_FOR));
        let ahead = self.changes().chain(warns).chain(polls).filter(|at| *at > now);
        self.overdue(now).or_else(|| ahead.min())
    }

    /// Seconds between polls while the list is in front: 3 for ten minutes, then 10.
    #[must_use]
    pub fn poll_interval(&self, now: UnixSeconds) -> Option<u64> {
        let since = self.watched_since?;
        Some(if now < since.saturating_add(POLL_CLOSELY_FOR) { 3 } else { 10 })
    }

    /// The earliest change whose time has come and that [`Self::tick`] has not made.
    fn overdue(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        self.changes().filter(|at| self.ticked < *at && *at <= now).min()
    }

    /// When something changes by itself, past changes included.
    fn changes(&self) -> impl Iterator<Item = UnixSeconds> + '_ {
        let seen = self.seen.next_prune();
        self.items.iter().flat_map(Item::changes).flatten().chain(seen)
    }
}

impl Item {
    /// When time alone changes it, or its claim to the front.
    fn changes(&self) -> [Option<UnixSeconds>; 2] {
        let expires = Some(self.request.expires);
        let after = |seconds| Some(self.request.expires.saturating_add(seconds));
        match self.state {
            State::DeliveryFailed { .. } if self.may_be_answered() => [expires, after(LEARN_FOR)],
            State::AskReport { .. } => [expires, after(ASK_REPORT_FOR)],
            State::Waiting
            | State::Open(_)
            | State::Storing { .. }
            | State::ShowingCode(_)
            | State::DeliveryFailed { .. }
            | State::Reporting { .. } => [expires, None],
            State::Ended { .. } => [self.ended.map(|at| at.saturating_add(KEEP_OVER)), None],
            State::Sending(_) => [None, None],
        }
    }

    pub(super) fn duplicate(&self) -> Self {
        Self {
            request: self.request.clone(),
            state: self.state.duplicate(),
            answer: self.answer.clone(),
            ..*self
        }
    }
}

/// How long after a request's life an answer is repeated to learn what became of it, in seconds: as
/// long as a server remembers (section 4.4).
const LEARN_FOR: u64 = 600;

/// How long the outcome of a request stays on the screen, in seconds, when nobody dismisses it.
pub(super) const KEEP_OVER: u64 = 600;

/// How long polls are close together, in seconds, while the list is in front.
const POLL_CLOSELY_FOR: u64 = 600;
