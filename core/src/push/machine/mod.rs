//! One sign-in request as the person sees it: a pure state machine.
//!
//! [`step`] is the whole of it; the diagram stands in `README.md` of the room. The inbox decides
//! which request is in front, the facade performs the effects and feeds back what came of them.

mod ending;
mod types;

use crate::account::{DenyReason, SeenOutcome};
use crate::clock::UnixSeconds;
use crate::secret::SecretString;
use crate::text::digits;

use super::error::PushError;
use super::request::{Answer, MatchNumber, Outcome, Prompt, Request, ShownCode, Source};

use ending::{answered, closed, over, withdrawn};

pub use types::{AnswerKind, Effect, Event, Input, Place, State, Withdrawal};

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
        (State::Waiting | State::Open(_) | State::Storing { .. }, _) if lapsed => {
            Ok(over(Outcome::Expired))
        }

        (State::Waiting, Event::Front) => Ok((State::Open(Input::empty()), Vec::new())),
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
        (State::Waiting | State::Open(_) | State::Storing { .. }, Event::No(reason)) => {
            Ok(deny(reason))
        }
        (State::Waiting | State::Open(_) | State::Storing { .. }, Event::Withdrawn(why)) => {
            Ok(withdrawn(request, None, why))
        }

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

        (State::Storing { entry, .. }, Event::Stored) => {
            let answer = entry.approval(&request.prompt)?;
            Ok((State::Sending(AnswerKind::Approve), vec![Effect::Send(answer)]))
        }
        // Nothing was sent: the person can free some space and say YES again.
        (State::Storing { entry, place }, Event::NotStored) => {
            let state = match place {
                Place::Front => State::Open(entry.duplicate()),
                Place::Behind => State::Waiting,
                Place::Again => State::Open(Input::empty()),
            };
            Ok((state, vec![Effect::Unmark]))
        }
        (State::Storing { entry, .. }, Event::Behind) => {
            Ok((entry.storing(Place::Behind), Vec::new()))
        }
        (State::Storing { entry, place: Place::Behind }, Event::Front) => {
            Ok((entry.storing(Place::Again), Vec::new()))
        }
        (State::Storing { entry, place }, Event::Front | Event::Tick) => {
            Ok((entry.storing(*place), Vec::new()))
        }

        (State::Sending(kind), Event::Answered(outcome)) => Ok(answered(request, *kind, outcome)),
        (State::Sending(AnswerKind::Approve), Event::NumberRefused) => Ok(close_refused(lapsed)),
        (State::Sending(AnswerKind::Approve), Event::CodeGiven(code)) => Ok(code_given(code)),
        // The reply on its way knows better than a poll.
        (
            State::Sending(kind),
            Event::Front | Event::Behind | Event::Opened | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::Sending(*kind), Vec::new())),

        // Whether the code was typed in time is for the browser to say.
        (State::ShowingCode(_), _) if lapsed => Ok(over(Outcome::AlreadyHandled)),
        (State::ShowingCode(_), Event::No(reason)) => Ok(deny(reason)),
        // Answered, it need not be listed any more.
        (
            State::ShowingCode(code),
            Event::Front | Event::Behind | Event::Opened | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::ShowingCode(code.clone()), Vec::new())),

        (State::DeliveryFailed { kind, .. }, Event::Tick) if lapsed => {
            Ok(ending::lapsed(request, *kind))
        }
        // Also when its life is over: an answer that arrived has a result, and one that did not is
        // too late by its own word.
        (State::DeliveryFailed { kind, .. }, Event::Retry) => {
            Ok((State::Sending(*kind), vec![Effect::Resend]))
        }
        (State::DeliveryFailed { kind: AnswerKind::Deny(reason), .. }, Event::No(_)) => {
            Ok((State::Sending(AnswerKind::Deny(*reason)), vec![Effect::Resend]))
        }
        (
            State::DeliveryFailed {
                kind: AnswerKind::Approve | AnswerKind::CloseInterrupted, ..
            },
            Event::No(reason),
        ) => Ok(deny(reason)),
        (State::DeliveryFailed { kind, .. }, Event::Withdrawn(why)) => {
            Ok(withdrawn(request, Some(*kind), why))
        }
        (
            State::DeliveryFailed { kind, outcome },
            Event::Front | Event::Behind | Event::Opened | Event::Tick,
        ) => Ok((State::DeliveryFailed { kind: *kind, outcome: outcome.clone() }, Vec::new())),

        (State::AskReport { .. }, Event::Report { sure: false }) if request.ctx.is_none() => {
            Err(PushError::NotConfirmed)
        }
        (State::AskReport { outcome, .. }, Event::Report { .. }) => Ok((
            State::Reporting { outcome: outcome.clone() },
            vec![Effect::NoteReport(true), Effect::SendReport],
        )),
        (State::AskReport { outcome, .. }, Event::NoReport) => {
            Ok((closed(outcome, None), vec![Effect::NoteReport(false)]))
        }
        (State::AskReport { outcome, failed }, Event::Tick)
            if now >= request.expires.saturating_add(ASK_REPORT_FOR) =>
        {
            let over =
                State::Ended { outcome: outcome.clone(), reported: None, report_failed: *failed };
            Ok((over, vec![Effect::NoteReport(false)]))
        }
        (
            State::AskReport { outcome, failed },
            Event::Front | Event::Behind | Event::Opened | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::AskReport { outcome: outcome.clone(), failed: *failed }, Vec::new())),

        (State::Reporting { outcome }, Event::Reported(Ok(reported))) => {
            let effects = vec![Effect::NoteReport(false), Effect::Blocked];
            Ok((closed(outcome, Some(reported)), effects))
        }
        (State::Reporting { outcome }, Event::Reported(Err(error))) => {
            // What the network is to blame for is sent again; what the server refuses is not.
            let effects =
                if error.may_pass() { Vec::new() } else { vec![Effect::NoteReport(false)] };
            Ok((State::AskReport { outcome: outcome.clone(), failed: Some(error) }, effects))
        }
        (
            State::Reporting { outcome },
            Event::Front | Event::Behind | Event::Opened | Event::Tick | Event::Withdrawn(_),
        ) => Ok((State::Reporting { outcome: outcome.clone() }, Vec::new())),

        (
            State::Ended { outcome, reported, report_failed },
            Event::Front | Event::Behind | Event::Tick | Event::Withdrawn(_),
        ) => {
            let (outcome, reported) = (outcome.clone(), reported.clone());
            Ok((State::Ended { outcome, reported, report_failed: *report_failed }, Vec::new()))
        }
        (
            State::Ended { .. }
            | State::Sending(AnswerKind::CloseRefused)
            | State::DeliveryFailed { kind: AnswerKind::CloseRefused, .. },
            _,
        ) => Err(PushError::Ended),

        (
            State::Waiting
            | State::Storing { .. }
            | State::Sending(_)
            | State::ShowingCode(_)
            | State::DeliveryFailed { .. }
            | State::AskReport { .. }
            | State::Reporting { .. },
            _,
        ) => Err(PushError::OutOfOrder),
    }
}

fn enter(request: &Request, entry: &Input, event: Event) -> Result<Input, PushError> {
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
        (Prompt::Confirm, Event::Confirmed) => Ok(Input { confirmed: true, ..entry.duplicate() }),
        (_, Event::Unlocked) => Ok(Input { unlocked: true, ..entry.duplicate() }),
        _ => Err(PushError::OutOfOrder),
    }
}

/// Digits of any script are digits, and blanks and dashes may come with a paste. Nothing else is dropped and nothing is cut off: a text
/// that is too long is not a number, and never the beginning of one.
fn typed(entry: &Input, text: &SecretString) -> Input {
    let kept = text.expose().chars().filter(|c| !c.is_whitespace() && *c != '-').take(MAX_TYPED);
    let kept = SecretString::new(kept.map(digits::ascii).collect());
    entry.with_number(kept.expose(), Source::Typed)
}

/// YES. A server that would take a second number hears of the first only when it is stored that one
/// was sent (PROTOCOL.md 5.3).
fn approve(request: &Request, entry: &Input) -> Result<(State, Vec<Effect>), PushError> {
    let answer = entry.approval(&request.prompt)?;
    if !entry.unlocked {
        return Err(PushError::Locked);
    }
    if request.server_ends_it() {
        return Ok((State::Sending(AnswerKind::Approve), vec![Effect::Send(answer)]));
    }
    Ok((entry.storing(Place::Front), vec![Effect::StoreFirst]))
}

fn deny(reason: DenyReason) -> (State, Vec<Effect>) {
    // What was answered before is for the inbox to add.
    let noted = Effect::Note(SeenOutcome::Refusing { reason, after_approval: false });
    (State::Sending(AnswerKind::Deny(reason)), vec![noted, Effect::Send(Answer::Deny { reason })])
}

/// The server took the approval and wants a code on the page. A run of the app that finds the request later has no
/// code to show and sends nothing.
fn code_given(code: ShownCode) -> (State, Vec<Effect>) {
    (State::ShowingCode(code), vec![Effect::Note(SeenOutcome::AlreadyHandled)])
}

/// The server refused the number and left the request open: the app ends it.
fn close_refused(lapsed: bool) -> (State, Vec<Effect>) {
    if lapsed {
        // Nothing can be approved any more.
        return over(Outcome::WrongNumber);
    }
    let effects = vec![Effect::Note(SeenOutcome::NumberRefused), Effect::CountWrong, Effect::Close];
    (State::Sending(AnswerKind::CloseRefused), effects)
}

/// Longer than any number, so that a text that is too long stays recognisably so.
const MAX_TYPED: usize = 32;

#[cfg(test)]
mod tests;
