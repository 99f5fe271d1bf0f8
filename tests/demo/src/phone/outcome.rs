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
        let can_report = self.can_report(view.request.account);
        let mut ui = self.ui();
        ui.request_problem = None;
        ui.typed = None;
        let Some(outcome) = &view.outcome else { return };
        let saying = match outcome {
            Outcome::Denied { interrupted: true } => Saying::Interrupted,
            Outcome::Denied { interrupted: false } => {
                let id = view.request.id.clone();
                ui.over = Some(Over::Denied { id, can_report, report_failed: false });
                return;
            }
            Outcome::Unreachable { .. } => {
                ui.request_problem = Some(RequestProblem::Unreachable(outcome.sentence()));
                return;
            }
            Outcome::ClockWrong { seconds, .. } => {
                ui.request_problem =
                    Some(RequestProblem::Clock(seconds.unwrap_or(0).unsigned_abs()));
                return;
            }
            Outcome::Approved if view.request.purpose == Purpose::Tryout => Saying::TriedOut,
            Outcome::Approved => Saying::Approved,
            Outcome::WrongNumber => Saying::WrongNumber,
            Outcome::Expired => Saying::Expired,
            Outcome::Superseded => Saying::Superseded,
            Outcome::AlreadyHandled => Saying::AlreadyHandled,
            Outcome::AccountBlocked => Saying::Blocked,
            Outcome::AccountUnlinked { .. } => Saying::Refused,
            Outcome::AppTooOld { .. } => Saying::TooOld,
            Outcome::Refused { .. } => Saying::Refused,
        };
        ui.tell(saying);
    }
}
