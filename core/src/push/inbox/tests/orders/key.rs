//! When two states are the same: whatever can change what happens next is in the key.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::super::super::{AnswerKind, Item, PendingAnswer, SeenOutcome, SeenRequest, State};
use super::super::{DenyReason, Outcome};
use super::world::World;
use crate::push::adapter::Delivered;
use crate::push::machine::Place;
use crate::push::request::{Answer, Source};

/// 64 bits of a state: with a million states, two that differ are taken for one once in forty million
/// searches.
pub(super) fn of(world: &World) -> u64 {
    let mut key = Key(Vec::with_capacity(256));
    key.world(world);
    let mut hasher = DefaultHasher::new();
    hasher.write(&key.0);
    hasher.finish()
}

struct Key(Vec<u8>);

impl Key {
    fn flags(&mut self, flags: &[bool]) {
        self.0.extend(flags.iter().map(|flag| u8::from(*flag)));
    }

    fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.0.extend(text.as_bytes());
        self.0.push(0xff);
    }

    fn world(&mut self, world: &World) {
        let inbox = &world.inbox;
        self.flags(&[world.locked, world.reporting[0], world.reporting[1]]);
        self.number(world.now());
        self.number(inbox.ticked);
        self.text(inbox.front.as_deref().unwrap_or_default());
        self.0.push(u8::try_from(inbox.turns.len()).unwrap_or(u8::MAX));
        for account in &inbox.turns {
            self.flags(&[*account == world.account(0)]);
        }
        self.0.push(u8::try_from(inbox.items.len()).unwrap_or(u8::MAX));
        inbox.items.iter().for_each(|item| self.item(item));
        for records in [inbox.seen(), &world.disk] {
            self.0.push(u8::try_from(records.len()).unwrap_or(u8::MAX));
            records.iter().for_each(|record| self.record(record));
        }
        for (which, approves, delivered) in &world.heard {
            self.flags(&[*which == 1, *approves]);
            match delivered {
                Delivered::Outcome(outcome) => self.outcome(outcome),
                Delivered::NumberRefused => self.0.push(0xfe),
                Delivered::CodeGiven(_) => self.0.push(0xfd),
            }
        }
        for (which, facts) in world.facts.iter().enumerate() {
            let truth = world.truth[which];
            self.text(facts.typed.unwrap_or_default());
            self.flags(&[facts.unlocked, facts.refused, facts.over, facts.begun_again]);
            self.flags(&[facts.refused_after_approval]);
            self.flags(&[truth.approved, truth.denied, truth.wrong]);
            self.0.extend([facts.approvals, facts.counted]);
            let kept = world.item(which).and_then(|item| item.answer.as_ref());
            for other in [&world.sent[which], &world.taken[which], &facts.last] {
                self.answer(other.as_ref());
                let same = kept.zip(other.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b));
                self.flags(&[same]);
            }
        }
    }

    fn item(&mut self, item: &Item) {
        self.text(&item.request.id);
        self.number(item.request.first_seen);
        self.number(item.ended.unwrap_or_default());
        self.flags(&[item.late, item.refused, item.restored, item.owed, item.dismissed]);
        self.answer(item.answer.as_ref());
        match &item.state {
            State::Waiting => self.0.push(0),
            State::Open(entry) | State::Storing { entry, .. } => {
                let stored_from =
                    |wanted| matches!(item.state, State::Storing { place, .. } if place == wanted);
                self.flags(&[true, matches!(item.state, State::Open(_)), entry.is_unlocked()]);
                self.flags(&[stored_from(Place::Behind), stored_from(Place::Again)]);
                self.text(entry.number().expose());
                self.flags(&[matches!(entry.source(), Source::Scanned)]);
            }
            State::Sending(kind) => self.0.extend([2, of_kind(*kind)]),
            State::DeliveryFailed { kind, outcome } => {
                self.0.extend([3, of_kind(*kind)]);
                self.outcome(outcome);
            }
            State::ShowingCode(_) => self.0.push(7),
            State::AskReport { outcome, failed } => {
                self.0.extend([4, u8::from(failed.is_some())]);
                self.outcome(outcome);
            }
            State::Reporting { outcome } => {
                self.0.push(5);
                self.outcome(outcome);
            }
            State::Ended { outcome, reported, report_failed } => {
                self.0.push(6);
                self.flags(&[reported.is_some(), report_failed.is_some()]);
                self.outcome(outcome);
            }
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        self.text(outcome.name());
        self.flags(&[matches!(outcome, Outcome::Denied { interrupted: true })]);
    }

    fn record(&mut self, record: &SeenRequest) {
        self.text(&record.id);
        self.number(record.first_seen);
        self.flags(&[record.report, record.ctx.is_some()]);
        self.0.push(match record.outcome {
            SeenOutcome::Open => 0,
            SeenOutcome::ApprovalSent => 1,
            SeenOutcome::NumberRefused => 2,
            SeenOutcome::Refusing { reason, after_approval: false } => 3 + of_reason(reason),
            SeenOutcome::Refusing { reason, after_approval: true } => 14 + of_reason(reason),
            SeenOutcome::Approved => 5,
            SeenOutcome::Denied => 6,
            SeenOutcome::Interrupted => 7,
            SeenOutcome::WrongNumber => 8,
            SeenOutcome::Expired => 9,
            SeenOutcome::Superseded => 10,
            SeenOutcome::AlreadyHandled => 11,
            SeenOutcome::Unlinked => 12,
            SeenOutcome::Refused => 13,
        });
    }

    fn answer(&mut self, answer: Option<&Arc<PendingAnswer>>) {
        let Some(answer) = answer else { return self.0.push(0xfd) };
        self.flags(&[answer.is_closing(), answer.may_have_arrived(), answer.may_have_approved()]);
        match &answer.answer {
            Answer::Approve { value, source } => {
                self.text(value.as_ref().map(|value| value.expose()).unwrap_or_default());
                self.flags(&[matches!(source, Source::Scanned)]);
            }
            Answer::Deny { reason } => self.0.push(of_reason(*reason)),
        }
    }
}

fn of_reason(reason: DenyReason) -> u8 {
    match reason {
        DenyReason::UnknownTrigger => 0,
        DenyReason::Cancelled => 1,
    }
}

fn of_kind(kind: AnswerKind) -> u8 {
    match kind {
        AnswerKind::Approve => 0,
        AnswerKind::CloseRefused => 1,
        AnswerKind::CloseInterrupted => 2,
        AnswerKind::Deny(reason) => 3 + of_reason(reason),
    }
}
