//! What an answer led to, as the phone says it.

use countersign_core::app::RequestView;
use countersign_core::push::request::{Outcome, Purpose};

use super::Phone;
use super::ui::Over;
use crate::screens::request::RequestProblem;
use crate::screens::told::Saying;

impl Phone {
    /// Puts the outcome of an answer on the screen.
    pub(super) fn show_outcome(&self, view: &RequestView) {
        let account = view.request.account;
        let (can_report, organisation) = (self.can_report(account), self.organisation(account));
        let mut ui = self.ui();
        ui.request_problem = None;
        ui.typed = None;
        let Some(outcome) = &view.outcome else { return };
        match shown(outcome, view.request.purpose, || (organisation, account.to_string())) {
            Shown::Over(saying) => ui.tell(saying),
            Shown::Problem(problem) => ui.request_problem = Some(problem),
            Shown::Denied => {
                let id = view.request.id.clone();
                ui.over = Some(Over::Denied { id, can_report, report_failed: false });
            }
        }
    }
}

/// What an outcome puts on the screen.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    /// The request is over.
    Over(Saying),
    /// It is not: the answer can be given again.
    Problem(RequestProblem),
    /// "Refused. Report it?"
    Denied,
}

/// What an outcome puts on the screen; `account` is its organisation and id.
fn shown(outcome: &Outcome, purpose: Purpose, account: impl FnOnce() -> (String, String)) -> Shown {
    Shown::Over(match outcome {
        Outcome::Denied { interrupted: false } => return Shown::Denied,
        Outcome::Denied { interrupted: true } => Saying::Interrupted,
        Outcome::Unreachable { .. } => {
            return Shown::Problem(RequestProblem::Unreachable(outcome.sentence()));
        }
        Outcome::ClockWrong { seconds, certain } => {
            // Only what the service said for certain is said to be off.
            let off = seconds.filter(|_| *certain).map(i64::unsigned_abs);
            return Shown::Problem(RequestProblem::Clock(off));
        }
        Outcome::Approved if purpose == Purpose::Tryout => Saying::TriedOut,
        Outcome::Approved => Saying::Approved,
        Outcome::WrongNumber => Saying::WrongNumber,
        Outcome::Expired => Saying::Expired,
        Outcome::Superseded => Saying::Superseded,
        Outcome::AlreadyHandled => Saying::AlreadyHandled,
        Outcome::AccountBlocked => Saying::Blocked,
        Outcome::AccountUnlinked { .. } => {
            let (organisation, id) = account();
            Saying::Unlinked { organisation, id }
        }
        Outcome::AppTooOld { .. } => Saying::TooOld,
        Outcome::Refused { .. } => Saying::Refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_is_shown_as_what_it_is() {
        let account = || ("Harbour Bank".to_owned(), "7".to_owned());
        let unlinked = Saying::Unlinked { organisation: "Harbour Bank".into(), id: "7".into() };
        for (outcome, expected) in [
            (Outcome::Approved, Shown::Over(Saying::Approved)),
            (Outcome::Denied { interrupted: false }, Shown::Denied),
            (Outcome::Denied { interrupted: true }, Shown::Over(Saying::Interrupted)),
            (Outcome::WrongNumber, Shown::Over(Saying::WrongNumber)),
            (Outcome::AccountUnlinked { certain: true }, Shown::Over(unlinked.clone())),
            (Outcome::AccountUnlinked { certain: false }, Shown::Over(unlinked)),
            (Outcome::AccountBlocked, Shown::Over(Saying::Blocked)),
            (Outcome::Refused { status: Some(400) }, Shown::Over(Saying::Refused)),
            // A clock is said to be off by what is known, and never by 0 s.
            (
                Outcome::ClockWrong { seconds: Some(-90), certain: true },
                Shown::Problem(RequestProblem::Clock(Some(90))),
            ),
            (
                Outcome::ClockWrong { seconds: None, certain: true },
                Shown::Problem(RequestProblem::Clock(None)),
            ),
            (
                Outcome::ClockWrong { seconds: Some(90), certain: false },
                Shown::Problem(RequestProblem::Clock(None)),
            ),
        ] {
            assert_eq!(shown(&outcome, Purpose::Login, account), expected, "{outcome:?}");
        }
        let tried = shown(&Outcome::Approved, Purpose::Tryout, account);
        assert_eq!(tried, Shown::Over(Saying::TriedOut));
    }
}
