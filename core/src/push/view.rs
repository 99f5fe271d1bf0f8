//! A request as a screen draws it.

use crate::clock::UnixSeconds;

use super::error::PushError;
use super::machine::{AnswerKind, State};
use super::request::{Assurance, CountryMismatch, Outcome, Prompt, Purpose, Reported, Request};

/// What stands on the screen, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Behind another; deny only.
    Waiting,
    /// The number is being typed.
    Open,
    /// The answer is on its way.
    Sending,
    /// The answer was not delivered; "try again".
    DeliveryFailed,
    /// "Report this?"
    AskReport,
    /// The report is on its way.
    Reporting,
    /// Over; see the outcome.
    Ended,
}

/// What to warn of, above the number field. "Never type a number that someone tells you" stands there
/// always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestWarning {
    /// Browser and phone are in different countries.
    OtherCountry,
    /// More than one request within the hour.
    RequestsThisHour(u32),
    /// Three or more wrong numbers in a row: offer deny and report.
    WrongInRow(u32),
    /// Picking a number proves less than typing one.
    PickedIsWeaker,
    /// There is no number: nothing ties this request to a browser.
    NoNumber,
    /// Twenty seconds or less are left.
    AlmostOver,
}

/// The snapshot.
#[derive(Debug, Clone)]
pub struct RequestView {
    /// The request's own facts.
    pub request: Request,
    /// Where it stands.
    pub phase: Phase,
    /// Whether it is the one in front.
    pub in_front: bool,
    /// The person has said what YES needs: the number is complete, or picked, or the sign-in confirmed. YES
    /// is enabled when [`Self::needs_unlock`] is false besides.
    pub can_approve: bool,
    /// A fresh unlock is still to be made.
    pub needs_unlock: bool,
    /// How many digits to type.
    pub digits: Option<u8>,
    /// How many characters the number field holds.
    pub typed: usize,
    /// Seconds of its life that are left.
    pub seconds_left: u64,
    /// What to warn of.
    pub warnings: Vec<RequestWarning>,
    /// "N more waiting".
    pub more_waiting: usize,
    /// What became of the answer, as far as there is one.
    pub outcome: Option<Outcome>,
    /// What a report brought.
    pub reported: Option<Reported>,
    /// Why a report did not go through.
    pub report_failed: Option<PushError>,
    /// A report disables the account until IT enables it again: ask twice.
    pub report_disables_account: bool,
    /// The person said no. Together with [`Outcome::Expired`]: it was too late.
    pub refused: bool,
}

impl RequestView {
    /// Draws a request.
    #[must_use]
    pub fn of(
        request: &Request,
        state: &State,
        in_front: bool,
        more_waiting: usize,
        wrong_in_row: u32,
        now: UnixSeconds,
    ) -> Self {
        let seconds_left = if state.is_settled() { 0 } else { request.expires.saturating_sub(now) };
        let entry = match state {
            State::Open(entry) => Some(entry),
            State::Waiting
            | State::Storing { .. }
            | State::Sending(_)
            | State::DeliveryFailed { .. }
            | State::AskReport { .. }
            | State::Reporting { .. }
            | State::Ended { .. } => None,
        };
        Self {
            request: request.clone(),
            phase: phase(state),
            in_front,
            can_approve: state.can_approve(request, now),
            needs_unlock: entry.is_some_and(|entry| !entry.is_unlocked()),
            digits: match request.prompt {
                Prompt::NumberEntry { digits } => Some(digits),
                Prompt::NumberChoice { .. } | Prompt::Confirm | Prompt::ShowCode { .. } => None,
            },
            typed: entry.map_or(0, |entry| entry.number().expose().chars().count()),
            seconds_left,
            warnings: warnings(request, wrong_in_row, seconds_left, state.is_settled()),
            more_waiting,
            outcome: outcome(state),
            reported: reported(state),
            report_failed: report_failed(state),
            report_disables_account: request.ctx.is_none(),
            refused: false,
        }
    }
}

fn phase(state: &State) -> Phase {
    match state {
        State::Waiting => Phase::Waiting,
        State::Open(_) => Phase::Open,
        // What is left after a wrong number is the app's own business.
        state if state.is_settled() => Phase::Ended,
        // The person has nothing to send again: the app asks by itself what became of it.
        State::Storing { .. }
        | State::Sending(_)
        | State::DeliveryFailed { kind: AnswerKind::CloseInterrupted, .. } => Phase::Sending,
        State::DeliveryFailed { .. } => Phase::DeliveryFailed,
        State::AskReport { .. } => Phase::AskReport,
        State::Reporting { .. } => Phase::Reporting,
        State::Ended { .. } => Phase::Ended,
    }
}

fn outcome(state: &State) -> Option<Outcome> {
    match state {
        State::Sending(AnswerKind::CloseRefused)
        | State::DeliveryFailed { kind: AnswerKind::CloseRefused, .. } => {
            Some(Outcome::WrongNumber)
        }
        State::DeliveryFailed { kind: AnswerKind::CloseInterrupted, .. } => None,
        State::DeliveryFailed { outcome, .. }
        | State::AskReport { outcome, .. }
        | State::Reporting { outcome }
        | State::Ended { outcome, .. } => Some(outcome.clone()),
        State::Waiting | State::Open(_) | State::Storing { .. } | State::Sending(_) => None,
    }
}

fn reported(state: &State) -> Option<Reported> {
    if let State::Ended { reported, .. } = state { reported.clone() } else { None }
}

fn report_failed(state: &State) -> Option<PushError> {
    match state {
        State::AskReport { failed, .. } => *failed,
        State::Ended { report_failed, .. } => *report_failed,
        State::Waiting
        | State::Open(_)
        | State::Storing { .. }
        | State::Sending(_)
        | State::DeliveryFailed { .. }
        | State::Reporting { .. } => None,
    }
}

fn warnings(request: &Request, wrong_in_row: u32, left: u64, over: bool) -> Vec<RequestWarning> {
    let mut warnings = Vec::new();
    if over {
        return warnings;
    }
    if request.country_mismatch == CountryMismatch::Different {
        warnings.push(RequestWarning::OtherCountry);
    }
    if let Some(count @ 2..) = request.requests_last_hour
        && request.purpose == Purpose::Login
    {
        warnings.push(RequestWarning::RequestsThisHour(count));
    }
    if wrong_in_row >= 3 {
        warnings.push(RequestWarning::WrongInRow(wrong_in_row));
    }
    match request.assurance {
        Assurance::Typed => {}
        Assurance::Picked => warnings.push(RequestWarning::PickedIsWeaker),
        Assurance::Plain => warnings.push(RequestWarning::NoNumber),
    }
    if left <= 20 {
        warnings.push(RequestWarning::AlmostOver);
    }
    warnings
}
