//! One sign-in request as the person sees it: a pure state machine.
//!
//! [`step`] is the whole of it; the diagram stands in `README.md` beside this file. The inbox decides
//! which request is in front, the facade performs the effects and feeds back what came of them.

mod types;

use crate::clock::UnixSeconds;
use crate::digits;
use crate::secret::SecretString;
use crate::vault::SeenOutcome;

use super::error::PushError;
use super::request::{Answer, DenyReason, MatchNumber, Outcome, Prompt, Reported, Request, Source};

pub use types::{Effect, Entry, Event, Kind, State, Withdrawal};

/// How long "shall it be reported?" is asked after the request's life, in seconds.
pub const ASK_REPORT_FOR: u64 = 600;

/// One step. The state is kept when it returns an error.
///
/// # Errors
/// [`PushError`], by what the person can do about it.
pub fn step(
    request: &Request,
    state: &State,
    event: Event,
    now: UnixSeconds,
) -> Result<(State, Vec<Effect>), PushError> {
    let lapsed = now >= request.expires;
    match (state, event) {
        // A request that nobody answered in time is over, whatever comes.
        (State::Waiting | State::Open(_), _) if lapsed => Ok(over(Outcome::Expired)),

        (State::Waiting, Event::Front) => Ok((State::Open(Entry::empty()), Vec::new())),
        (State::Waiting, Event::Behind | Event::Tick) => Ok((State::Waiting, Vec::new())),
        (
            State::Waiting,
            Event::Opened
            | Event::Typed(_)
            | Event::Scanned { .. }
            | Event::Picked(_)
            | Event::Confirmed
            | Event::Unlocked
            | Event::Yes,
        ) => Err(PushError::NotInFront),
        (State::Waiting | State::Open(_), Event::No(reason)) => Ok(deny(reason)),
        (State::Waiting | State::Open(_), Event::Withdrawn(why)) => Ok(over(why.outcome())),

        (State::Open(_), Event::Behind) => Ok((State::Waiting, Vec::new())),
        (State::Open(entry), Event::Front | Event::Tick) => {
            Ok((State::Open(entry.duplicate()), Vec::new()))
        }
        (State::Open(entry), Event::Opened) => {
            Ok((State::Open(entry.duplicate()), vec![Effect::Prepare]))
        }
        (State::Open(entry), Event::Yes) => approve(request, entry),
        (State::Open(entry), event) => {
            enter(request, entry, event).map(|entry| (State::Open(entry), Vec::new()))
        }

        (State::Sending(kind), Event::Answered(outcome)) => Ok(answered(*kind, outcome)),
        // The reply on its way knows better than a poll.
        (
            State::Sending(kind),
            Event::Front | Event::Behind | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::Sending(*kind), Vec::new())),

        (State::Unsent { kind, .. }, Event::Tick) if lapsed => {
            Ok(answered(*kind, Outcome::Expired))
        }
        // Also when its life is over: an answer that arrived has a result, and one that did not is
        // too late by its own word.
        (State::Unsent { kind, .. }, Event::Retry) => {
            Ok((State::Sending(*kind), vec![Effect::Resend]))
        }
        (State::Unsent { kind: Kind::Deny(reason), .. }, Event::No(_)) => {
            Ok((State::Sending(Kind::Deny(*reason)), vec![Effect::Resend]))
        }
        (State::Unsent { kind: Kind::Approve, .. }, Event::No(reason)) => Ok(deny(reason)),
        (State::Unsent { kind, .. }, Event::Withdrawn(why)) => Ok(answered(*kind, why.outcome())),
        (State::Unsent { kind, outcome }, Event::Front | Event::Behind | Event::Tick) => {
            Ok((State::Unsent { kind: *kind, outcome: outcome.clone() }, Vec::new()))
        }

        (State::AskReport { .. }, Event::Report { sure: false }) if request.ctx.is_none() => {
            Err(PushError::NotConfirmed)
        }
        (State::AskReport { outcome, .. }, Event::Report { .. }) => {
            Ok((State::Reporting { outcome: outcome.clone() }, vec![Effect::SendReport]))
        }
        (State::AskReport { outcome, .. }, Event::NoReport) => Ok((closed(outcome, None), vec![])),
        (State::AskReport { outcome, .. }, Event::Tick)
            if now >= request.expires.saturating_add(ASK_REPORT_FOR) =>
        {
            Ok((closed(outcome, None), vec![]))
        }
        (
            State::AskReport { outcome, failed },
            Event::Front | Event::Behind | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::AskReport { outcome: outcome.clone(), failed: *failed }, Vec::new())),

        (State::Reporting { outcome }, Event::Reported(Ok(reported))) => {
            Ok((closed(outcome, Some(reported)), vec![Effect::Blocked]))
        }
        (State::Reporting { outcome }, Event::Reported(Err(error))) => {
            Ok((State::AskReport { outcome: outcome.clone(), failed: Some(error) }, Vec::new()))
        }
        (
            State::Reporting { outcome },
            Event::Front | Event::Behind | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::Reporting { outcome: outcome.clone() }, Vec::new())),

        (
            State::Over { outcome, reported },
            Event::Front | Event::Behind | Event::Tick | Event::Withdrawn(_),
        ) => Ok((closed(outcome, reported.clone()), Vec::new())),
        (State::Over { .. }, _) => Err(PushError::Over),

        (
            State::Waiting
            | State::Sending(_)
            | State::Unsent { .. }
            | State::AskReport { .. }
            | State::Reporting { .. },
            _,
        ) => Err(PushError::OutOfOrder),
    }
}

fn enter(request: &Request, entry: &Entry, event: Event) -> Result<Entry, PushError> {
    match (&request.prompt, event) {
        (Prompt::NumberEntry { .. }, Event::Typed(text)) => Ok(typed(entry, &text)),
        (Prompt::NumberEntry { digits }, Event::Scanned { request: other, number }) => {
            if other != request.id {
                return Err(PushError::OtherSignIn);
            }
            MatchNumber::parse(number.expose(), *digits)
                .map_err(|bad| PushError::BadNumber { digits: bad.digits })?;
            Ok(entry.with_number(number.expose(), Source::Scanned))
        }
        (Prompt::NumberChoice { options }, Event::Picked(place)) => {
            let option = options.get(place).ok_or(PushError::NothingPicked)?;
            Ok(entry.with_number(option, Source::Picked))
        }
        (Prompt::Confirm, Event::Confirmed) => Ok(Entry { confirmed: true, ..entry.duplicate() }),
        (_, Event::Unlocked) => Ok(Entry { unlocked: true, ..entry.duplicate() }),
        _ => Err(PushError::OutOfOrder),
    }
}

/// Digits of any script are digits, and blanks and dashes may come with a paste. Nothing else is dropped and nothing is cut off: a text
/// that is too long is not a number, and never the beginning of one.
fn typed(entry: &Entry, text: &SecretString) -> Entry {
    let kept = text.expose().chars().filter(|c| !c.is_whitespace() && *c != '-').take(MAX_TYPED);
    let kept = SecretString::new(kept.map(digits::ascii).collect());
    entry.with_number(kept.expose(), Source::Typed)
}

fn approve(request: &Request, entry: &Entry) -> Result<(State, Vec<Effect>), PushError> {
    let answer = entry.approval(&request.prompt)?;
    if !entry.unlocked {
        return Err(PushError::Locked);
    }
    Ok((State::Sending(Kind::Approve), vec![Effect::Send(answer)]))
}

fn deny(reason: DenyReason) -> (State, Vec<Effect>) {
    (State::Sending(Kind::Deny(reason)), vec![Effect::Send(Answer::Deny { reason })])
}

fn answered(kind: Kind, outcome: Outcome) -> (State, Vec<Effect>) {
    if !outcome.is_final() {
        return (State::Unsent { kind, outcome }, Vec::new());
    }
    let (ended, effects) = over(outcome.clone());
    let asks = matches!(
        outcome,
        Outcome::Denied | Outcome::Expired | Outcome::Superseded | Outcome::AlreadyHandled
    );
    if kind == Kind::Deny(DenyReason::UnknownTrigger) && asks {
        (State::AskReport { outcome, failed: None }, effects)
    } else {
        (ended, effects)
    }
}

fn over(outcome: Outcome) -> (State, Vec<Effect>) {
    let mut effects = vec![Effect::Finished(seen(&outcome))];
    match &outcome {
        Outcome::Approved => effects.push(Effect::ClearWrong),
        Outcome::WrongNumber => effects.push(Effect::CountWrong),
        Outcome::AccountUnlinked { certain } => {
            effects.push(Effect::Unlinked { certain: *certain });
        }
        Outcome::AccountBlocked => effects.push(Effect::Blocked),
        Outcome::Denied
        | Outcome::Expired
        | Outcome::Superseded
        | Outcome::AlreadyHandled
        | Outcome::AppTooOld { .. }
        | Outcome::Unreachable { .. }
        | Outcome::ClockWrong { .. }
        | Outcome::Refused { .. } => {}
    }
    (closed(&outcome, None), effects)
}

fn closed(outcome: &Outcome, reported: Option<Reported>) -> State {
    State::Over { outcome: outcome.clone(), reported }
}

fn seen(outcome: &Outcome) -> SeenOutcome {
    match outcome {
        Outcome::Approved => SeenOutcome::Approved,
        Outcome::Denied => SeenOutcome::Denied,
        Outcome::WrongNumber => SeenOutcome::WrongNumber,
        Outcome::Expired => SeenOutcome::Expired,
        Outcome::Superseded => SeenOutcome::Superseded,
        Outcome::AlreadyHandled => SeenOutcome::AlreadyHandled,
        Outcome::AccountUnlinked { .. }
        | Outcome::AppTooOld { .. }
        | Outcome::AccountBlocked
        | Outcome::Unreachable { .. }
        | Outcome::ClockWrong { .. }
        | Outcome::Refused { .. } => SeenOutcome::Refused,
    }
}

/// Longer than any number, so that a text that is too long stays recognisably so.
const MAX_TYPED: usize = 32;

#[cfg(test)]
mod tests;
