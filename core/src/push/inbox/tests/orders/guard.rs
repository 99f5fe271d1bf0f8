//! Guards, and what there would be without them. They stay as they are in the product: the search goes
//! round one of them, to see that it would be missed.

use std::sync::Arc;

use super::super::super::machine::step;
use super::super::super::{
    AnswerKind, Event, Item, PendingAnswer, SeenOutcome, SeenRequest, State,
};
use super::super::typed;
use super::step::{Number, Step};
use super::world::{Setting, World};

/// A guard that can be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// YES takes a fresh unlock.
    FreshUnlock,
    /// Nothing is approved after a request's life.
    Life,
    /// Nothing is typed into a request behind another one.
    Front,
    /// What was typed is dropped when another request comes to the front.
    Behind,
    /// What is over takes no event.
    Over,
    /// An answer on its way takes no second one.
    OnItsWay,
    /// An answer without a reply takes no other than the one that was sent.
    OneAnswer,
    /// It is the same answer that is sent again.
    SameAnswer,
    /// What was refused is not asked again.
    RefusedForGood,
    /// "An approval was sent" is stored before it is.
    StoredBeforeYes,
    /// A refusal is stored before it is sent.
    StoredBeforeNo,
    /// What the marks say keeps a request from being open again.
    Marks,
    /// What was seen to be over is not shown again.
    Seen,
    /// A number that was refused is counted once.
    CountedOnce,
}

impl Guard {
    pub(super) const ALL: [Self; 14] = [
        Self::FreshUnlock,
        Self::Life,
        Self::Front,
        Self::Behind,
        Self::Over,
        Self::OnItsWay,
        Self::OneAnswer,
        Self::SameAnswer,
        Self::RefusedForGood,
        Self::StoredBeforeYes,
        Self::StoredBeforeNo,
        Self::Marks,
        Self::Seen,
        Self::CountedOnce,
    ];

    /// Where it is missed soonest.
    pub(super) fn setting(self) -> Setting {
        let whose = match self {
            Self::Front | Self::Behind => Setting::guarded(),
            Self::StoredBeforeYes | Self::Marks | Self::CountedOnce => Setting::plain().alone(),
            Self::FreshUnlock
            | Self::Life
            | Self::Over
            | Self::OnItsWay
            | Self::OneAnswer
            | Self::SameAnswer
            | Self::RefusedForGood
            | Self::StoredBeforeNo
            | Self::Seen => Setting::guarded().alone(),
        };
        whose.without(self)
    }

    /// What is found to be broken.
    pub(super) fn breaks(self) -> &'static str {
        match self {
            Self::FreshUnlock => "approved without an unlock",
            Self::Life => "approved after its life",
            Self::Front | Self::Behind => "approved with what was not typed for it",
            Self::Over | Self::Seen => "a request that is over came back",
            Self::OnItsWay => "two answers at once",
            Self::OneAnswer => "approved twice",
            Self::Marks => "an approved request came back",
            Self::SameAnswer => "sent twice as new",
            Self::RefusedForGood => "a refused request came back",
            Self::StoredBeforeYes | Self::StoredBeforeNo => "not stored before it was sent",
            Self::CountedOnce => "counted twice",
        }
    }
}

impl World {
    /// Puts things as they would be when this event finds no guard.
    pub(super) fn tamper(&mut self, step: Step) {
        match (self.setting.removed, step) {
            (Some(Guard::FreshUnlock), Step::Yes(which)) => {
                drop(self.inbox.event(self.id(which), Event::Unlocked, self.now()));
            }
            (Some(Guard::Over), Step::Retry(which)) => {
                self.open_if(which, |item| item.state.is_ended())
            }
            (Some(Guard::Front), Step::Yes(which)) => {
                self.fill_in_if(which, |item| matches!(item.state, State::Waiting));
            }
            (Some(Guard::OnItsWay), Step::Yes(which)) => {
                self.fill_in_if(which, |item| matches!(item.state, State::Sending(_)));
            }
            (Some(Guard::OneAnswer), Step::Yes(which)) => {
                self.fill_in_if(which, |item| {
                    matches!(item.state, State::DeliveryFailed { kind: AnswerKind::Approve, .. })
                });
            }
            (Some(Guard::SameAnswer), Step::Retry(which)) => {
                for item in self.items(which) {
                    let answer = item.answer.as_ref();
                    item.answer = answer.map(|answer| Arc::new(answer.after_sending(false)));
                }
            }
            (Some(Guard::RefusedForGood), Step::Open(which)) => {
                self.open_if(which, |item| {
                    matches!(item.state, State::DeliveryFailed { kind: AnswerKind::Deny(_), .. })
                });
            }
            (Some(Guard::Seen), Step::Poll(..) | Step::OldPoll(..)) => {
                self.inbox.items.retain(|item| !item.state.is_ended());
                let open = self.inbox.seen().iter().filter(|seen| !seen.outcome.is_ended());
                self.inbox.seen = super::super::super::seen::Seen::new(open.cloned().collect());
            }
            (Some(Guard::CountedOnce), Step::Answer(which, _)) => {
                for item in self.items(which) {
                    if matches!(item.state, State::Sending(AnswerKind::CloseRefused)) {
                        item.state = State::Sending(AnswerKind::Approve);
                    }
                }
            }
            _ => {}
        }
    }

    /// The time by which a person's event is judged.
    pub(super) fn moment(&self, which: usize) -> u64 {
        let end = self.request(which).expires - 1;
        if self.without(Guard::Life) { self.now().min(end) } else { self.now() }
    }

    /// Whether what is to be stored may be.
    pub(super) fn may_store(&self, first: &[String], leaves: &[Arc<PendingAnswer>]) -> bool {
        let yes = self.without(Guard::StoredBeforeYes) && !first.is_empty();
        let no = self.without(Guard::StoredBeforeNo) && !leaves.is_empty();
        !yes && !no
    }

    /// What the next run reads.
    pub(super) fn as_stored(&self) -> Vec<SeenRequest> {
        let mut stored = self.disk.clone();
        if self.without(Guard::Marks) {
            let sent = stored.iter_mut().filter(|seen| seen.outcome == SeenOutcome::ApprovalSent);
            sent.for_each(|seen| seen.outcome = SeenOutcome::Open);
        }
        stored
    }

    fn items(&mut self, which: usize) -> impl Iterator<Item = &mut Item> {
        let id = self.id(which);
        self.inbox.items.iter_mut().filter(move |item| item.request.id == id)
    }

    /// Opens it all the same, with nothing in it.
    fn open_if(&mut self, which: usize, so: impl Fn(&Item) -> bool) {
        for item in self.items(which).filter(|item| so(item)) {
            item.state = opened(item);
        }
    }

    /// The same, and someone who has the phone in hand does what leads to YES.
    fn fill_in_if(&mut self, which: usize, so: impl Fn(&Item) -> bool) {
        let now = self.now();
        for item in self.items(which).filter(|item| so(item)) {
            item.state = opened(item);
            for event in [Event::Unlocked, typed(Number::Right.text())] {
                if let Ok((state, _)) = step(&item.request, &item.state, event, now) {
                    item.state = state;
                }
            }
        }
    }

    /// What was entered, for each that is open.
    pub(super) fn entered(&self) -> Vec<(String, State)> {
        let open = |item: &&Item| matches!(item.state, State::Open(_));
        let kept = |item: &Item| (item.request.id.clone(), item.state.duplicate());
        let all = self.inbox.items.iter().filter(|_| self.without(Guard::Behind));
        all.filter(open).map(kept).collect()
    }

    /// What was entered before stays, also behind another request.
    pub(super) fn keep(&mut self, entered: Vec<(String, State)>) {
        for (id, state) in entered {
            let waits =
                |item: &&mut Item| item.request.id == id && matches!(item.state, State::Waiting);
            if let Some(item) = self.inbox.items.iter_mut().find(waits) {
                item.state = state;
            }
        }
    }
}

fn opened(item: &Item) -> State {
    let opened = step(&item.request, &State::Waiting, Event::Front, item.request.first_seen);
    opened.map_or_else(|_| State::Waiting, |(state, _)| state)
}
