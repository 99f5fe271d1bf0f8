//! Which request is in front (PROTOCOL.md section 1).
//!
//! The one that the person opened or typed into stays there until it ends, or until they open another.
//! When the front is free it goes to the one that this phone has seen longest, one per account in
//! turn. Nothing that a server says about its own requests takes the front from another account's.

use crate::account::AccountId;
use crate::clock::UnixSeconds;
use crate::push::machine::{AnswerKind, Event, State};
use crate::push::request::Request;

use super::{Inbox, InboxAction, Item};

/// How much a request has to do with the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// It waits for the person, or an answer of theirs is on its way.
    Needs,
    /// The person has answered, and a question or the delivery is left: it makes way.
    MakesWay,
    /// Nothing is left to do.
    Nothing,
}

impl Inbox {
    /// The request in front.
    #[must_use]
    pub fn front(&self) -> Option<&Request> {
        self.items.iter().find(|item| self.is_in_front(item)).map(|item| &item.request)
    }

    /// Whether an account has no request that is open and no answer that is owed or on its way.
    #[must_use]
    pub fn is_quiet(&self, account: AccountId) -> bool {
        let ended = |item: &Item| item.request.account != account || item.state.is_ended();
        self.items.iter().all(ended)
    }

    pub(super) fn is_in_front(&self, item: &Item) -> bool {
        self.front.as_ref() == Some(&item.request.id)
    }

    /// The order in which requests come to the front: accounts that did not have it first, then as long
    /// as this phone has seen them. What the server says of its making decides between requests of one
    /// poll, and never as the future.
    pub(super) fn rank<'a>(&self, item: &'a Item, now: UnixSeconds) -> impl Ord + use<'a> {
        let request = &item.request;
        let turn = self.turns.iter().position(|account| *account == request.account);
        let made = request.created.unwrap_or(request.first_seen).min(now);
        (turn.map(|turn| turn.saturating_add(1)), request.first_seen, made)
    }

    /// Brings a request to the front that the person opened; what was typed for another is dropped.
    pub(super) fn bring_forward(&mut self, id: &str, now: UnixSeconds) -> Vec<InboxAction> {
        let found = self.items.iter().find(|item| item.request.id == id);
        if found.is_none_or(|item| item.claim(true, now) == Claim::Nothing) {
            return Vec::new();
        }
        self.take_front(id.to_owned());
        self.tell_all(now)
    }

    /// Decides which request is in front and tells each.
    pub(super) fn arrange(&mut self, now: UnixSeconds) -> Vec<InboxAction> {
        let mut todo = Vec::new();
        // A request that lapses while it is told makes place for the next: once around for each.
        for _ in 0..=self.items.len() {
            let chosen = self.choose(now).map(|item| item.request.id.clone());
            match chosen {
                Some(id) if self.front.as_ref() == Some(&id) => {}
                Some(id) => self.take_front(id),
                None => {
                    self.front = None;
                    self.turns.clear();
                }
            }
            todo.extend(self.tell_all(now));
            let stays = self.choose(now).map(|item| &item.request.id) == self.front.as_ref();
            if stays {
                break;
            }
        }
        todo
    }

    fn take_front(&mut self, id: String) {
        let account = self.get(&id).map(|request| request.account);
        self.turns.retain(|known| Some(*known) != account);
        self.turns.extend(account);
        self.front = Some(id);
    }

    fn tell_all(&mut self, now: UnixSeconds) -> Vec<InboxAction> {
        let front = self.front.clone();
        let ids: Vec<String> = self.items.iter().map(|item| item.request.id.clone()).collect();
        let mut todo = Vec::new();
        for id in ids {
            let event = if front.as_ref() == Some(&id) { Event::Front } else { Event::Behind };
            todo.extend(self.apply(&id, event, now).unwrap_or_default());
        }
        todo
    }

    fn choose(&self, now: UnixSeconds) -> Option<&Item> {
        let claim = |item: &Item| item.claim(self.is_in_front(item), now);
        let best = self.items.iter().map(claim).min().filter(|best| *best != Claim::Nothing)?;
        let candidates = || self.items.iter().filter(|item| claim(item) == best);
        let stays = candidates().find(|item| self.is_in_front(item));
        stays.or_else(|| candidates().min_by_key(|item| self.rank(item, now)))
    }
}

impl Item {
    fn claim(&self, in_front: bool, now: UnixSeconds) -> Claim {
        let lives = now < self.request.expires;
        match self.state {
            State::Waiting
            | State::Open(_)
            | State::Storing { .. }
            | State::ShowingCode(_)
            | State::Sending(AnswerKind::Approve | AnswerKind::Deny(_)) => Claim::Needs,
            // One whose result is still to be learnt is in nobody's way.
            State::DeliveryFailed { kind: AnswerKind::Approve, .. } if !self.late => Claim::Needs,
            // The person is asked something just now: no other request slips under their finger.
            State::AskReport { .. } | State::Reporting { .. } if in_front && lives => Claim::Needs,
            State::AskReport { .. } | State::Reporting { .. } => Claim::MakesWay,
            State::DeliveryFailed { kind: AnswerKind::Deny(_), .. } if !self.late => {
                Claim::MakesWay
            }
            State::Sending(AnswerKind::CloseRefused | AnswerKind::CloseInterrupted)
            | State::DeliveryFailed { .. }
            | State::Ended { .. } => Claim::Nothing,
        }
    }
}
