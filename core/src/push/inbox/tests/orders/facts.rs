//! What was said, sent and told so far of one request, and what must never be.

use std::sync::Arc;

use super::super::super::{Item, PendingAnswer, State};
use super::super::Outcome;
use crate::push::request::Answer;

/// What is known of one request from the events alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// What the person typed for it since it came to the front.
    pub(super) typed: Option<&'static str>,
    /// They unlocked for it since then.
    pub(super) unlocked: bool,
    /// They said no.
    pub(super) refused: bool,
    /// They did when an approval had left that this phone remembered.
    pub(super) refused_after_approval: bool,
    /// It was told to be over.
    pub(super) over: bool,
    /// Approvals that were made, in this run where the service itself ends a request.
    pub(super) approvals: u8,
    /// Wrong numbers that were counted.
    pub(super) counted: u8,
    /// The newest answer.
    pub(super) last: Option<Arc<PendingAnswer>>,
    /// The app was locked or started again since that was made.
    pub(super) begun_again: bool,
}

/// What is so as an answer leaves.
pub(super) struct Leaving {
    /// Another one is on its way.
    pub(super) another: bool,
    /// The request's life is over.
    pub(super) lapsed: bool,
    /// A mark that says what leaves is on the disk, or was for a day.
    pub(super) marked: bool,
    /// It is a denial of the person's, not one of the app's own.
    pub(super) by_person: bool,
}

impl Facts {
    /// What was entered is dropped when another request is in front, or nothing is.
    pub(super) fn behind(&mut self) {
        (self.typed, self.unlocked) = (None, false);
    }

    /// The app was locked or ended. What an approval without a reply left is for a service to say that ends
    /// a request itself.
    pub(super) fn begin_again(&mut self, guarded: bool) {
        self.behind();
        self.begun_again = true;
        if guarded {
            self.approvals = 0;
        }
    }

    /// An answer leaves.
    pub(super) fn leaves(
        &mut self,
        answer: &Arc<PendingAnswer>,
        so: &Leaving,
    ) -> Result<(), &'static str> {
        if so.another {
            return Err("two answers at once");
        }
        if !so.marked {
            return Err("not stored before it was sent");
        }
        let known = self.last.as_ref().is_some_and(|last| Arc::ptr_eq(last, answer));
        if let Answer::Approve { value, .. } = &answer.answer {
            if self.refused {
                return Err("approved after a refusal");
            }
            if self.over {
                return Err("approved after the end");
            }
            if !known {
                self.approvals += 1;
                if self.approvals > 1 {
                    return Err("approved twice");
                }
                if so.lapsed {
                    return Err("approved after its life");
                }
                if self.typed != value.as_ref().map(|value| value.expose()) {
                    return Err("approved with what was not typed for it");
                }
                if !self.unlocked {
                    return Err("approved without an unlock");
                }
            }
        } else if !known {
            let before = self.last.as_ref().map(|last| &last.answer);
            let first_word = so.by_person && !self.refused;
            let again = matches!(before, Some(Answer::Deny { .. }));
            if again && !self.begun_again && !first_word {
                return Err("sent twice as new");
            }
        }
        if !known {
            self.last = Some(Arc::clone(answer));
            self.begun_again = false;
        }
        Ok(())
    }

    /// A wrong number was counted.
    pub(super) fn count(&mut self) -> Result<(), &'static str> {
        self.counted += 1;
        if self.counted > 1 { Err("counted twice") } else { Ok(()) }
    }

    /// How the request stands now.
    pub(super) fn stands(&mut self, item: &Item, guarded: bool) -> Result<(), &'static str> {
        if matches!(item.state, State::Waiting | State::Open(_)) {
            if self.refused {
                return Err("a refused request came back");
            }
            if self.over {
                return Err("a request that is over came back");
            }
            if !guarded && self.approvals > 0 {
                return Err("an approved request came back");
            }
        }
        self.refused_after_approval |= item.refused && !self.refused && self.approvals > 0;
        self.refused |= item.refused;
        self.over |= item.state.is_ended();
        Ok(())
    }
}

/// What became of a request at its service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Truth {
    pub(super) approved: bool,
    pub(super) denied: bool,
    /// A wrong number came.
    pub(super) wrong: bool,
}

impl Truth {
    pub(super) fn is_open(self, guarded: bool) -> bool {
        !(self.approved || self.denied || guarded && self.wrong)
    }

    /// Whether what a person is told of it is so. What a phone does not remember to have answered may be
    /// told to have expired: a list of before brings it back, where the service is slow.
    pub(super) fn is_told_by(self, state: &State, facts: &Facts) -> Result<(), &'static str> {
        let (State::Ended { outcome, .. } | State::AskReport { outcome, .. }) = state else {
            return Ok(());
        };
        let denied = matches!(outcome, Outcome::Denied { .. });
        let false_word = *outcome == Outcome::Approved && !self.approved
            || denied && (!self.denied || self.approved)
            || *outcome == Outcome::WrongNumber && (!self.wrong || self.approved)
            || *outcome == Outcome::Expired && self.approved && facts.refused_after_approval;
        if !false_word { Ok(()) } else { Err("told what is not so") }
    }
}
