//! How a request ends: what each outcome of an answer means for it.

use crate::account::{DenyReason, SeenOutcome};
use crate::push::request::{Outcome, Reported, Request};

use super::{AnswerKind, Effect, State, Withdrawal};

/// What came of an answer.
pub(super) fn answered(
    request: &Request,
    kind: AnswerKind,
    outcome: Outcome,
) -> (State, Vec<Effect>) {
    if !outcome.is_final() {
        return (State::DeliveryFailed { kind, outcome }, Vec::new());
    }
    match kind {
        AnswerKind::Approve | AnswerKind::Deny(_) => {
            let (ended, effects) = over(outcome.clone());
            if kind == AnswerKind::Deny(DenyReason::UnknownTrigger)
                && request.can_report()
                && asks_for_report(&outcome)
            {
                (State::AskReport { outcome, failed: None }, effects)
            } else {
                (ended, effects)
            }
        }
        // The number was wrong, and counted when the server said so.
        AnswerKind::CloseRefused if is_a_result(&outcome) => over_wrong(),
        AnswerKind::CloseInterrupted if matches!(outcome, Outcome::Denied { .. }) => {
            over(Outcome::Denied { interrupted: true })
        }
        // It speaks of the approval that was under way.
        AnswerKind::CloseInterrupted if is_a_result(&outcome) => over(Outcome::AlreadyHandled),
        AnswerKind::CloseRefused | AnswerKind::CloseInterrupted => over(outcome),
    }
}

/// A poll does not list it any more, and no answer is on its way.
pub(super) fn withdrawn(
    request: &Request,
    kind: Option<AnswerKind>,
    why: Withdrawal,
) -> (State, Vec<Effect>) {
    match (kind, why) {
        (None, why) => over(why.outcome()),
        (Some(AnswerKind::CloseRefused), _) => over_wrong(),
        // The approval may be what ended it.
        (Some(AnswerKind::CloseInterrupted), Withdrawal::Superseded) => {
            over(Outcome::AlreadyHandled)
        }
        (Some(kind), why) => answered(request, kind, why.outcome()),
    }
}

/// Its life is over, and no answer is on its way.
pub(super) fn lapsed(request: &Request, kind: AnswerKind) -> (State, Vec<Effect>) {
    match kind {
        AnswerKind::CloseRefused => over_wrong(),
        AnswerKind::Approve | AnswerKind::Deny(_) | AnswerKind::CloseInterrupted => {
            answered(request, kind, Outcome::Expired)
        }
    }
}

/// Over, and how that is noted.
pub(super) fn over(outcome: Outcome) -> (State, Vec<Effect>) {
    let mut effects = vec![Effect::Note(seen(&outcome))];
    match &outcome {
        Outcome::Approved => effects.push(Effect::ClearWrong),
        Outcome::WrongNumber => effects.push(Effect::CountWrong),
        Outcome::AccountUnlinked { certain } => {
            effects.push(Effect::Unlinked { certain: *certain });
        }
        Outcome::AccountBlocked => effects.push(Effect::Blocked),
        Outcome::Denied { .. }
        | Outcome::Expired
        | Outcome::Superseded
        | Outcome::AlreadyHandled
        | Outcome::AppTooOld { .. }
        | Outcome::Unreachable { .. }
        | Outcome::ClockWrong { .. }
        | Outcome::Refused { .. } => {}
    }
    (State::Ended { outcome, reported: None, report_failed: None }, effects)
}

/// A wrong number that is counted already.
fn over_wrong() -> (State, Vec<Effect>) {
    let outcome = Outcome::WrongNumber;
    let effects = vec![Effect::Note(seen(&outcome))];
    (State::Ended { outcome, reported: None, report_failed: None }, effects)
}

/// The question whether to report is answered, by the person or by time.
pub(super) fn closed(outcome: &Outcome, reported: Option<Reported>) -> State {
    State::Ended { outcome: outcome.clone(), reported, report_failed: None }
}

/// Whether the server took the denial, or says what came of an answer.
fn is_a_result(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Denied { .. } | Outcome::Approved | Outcome::WrongNumber)
}

fn asks_for_report(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Denied { .. } | Outcome::Expired | Outcome::Superseded | Outcome::AlreadyHandled
    )
}

fn seen(outcome: &Outcome) -> SeenOutcome {
    match outcome {
        Outcome::Approved => SeenOutcome::Approved,
        Outcome::Denied { interrupted: false } => SeenOutcome::Denied,
        Outcome::Denied { interrupted: true } => SeenOutcome::Interrupted,
        Outcome::WrongNumber => SeenOutcome::WrongNumber,
        Outcome::Expired => SeenOutcome::Expired,
        Outcome::Superseded => SeenOutcome::Superseded,
        Outcome::AlreadyHandled => SeenOutcome::AlreadyHandled,
        Outcome::AccountUnlinked { .. } => SeenOutcome::Unlinked,
        Outcome::AppTooOld { .. }
        | Outcome::AccountBlocked
        | Outcome::Unreachable { .. }
        | Outcome::ClockWrong { .. }
        | Outcome::Refused { .. } => SeenOutcome::Refused,
    }
}
