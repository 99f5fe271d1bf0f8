//! One sign-in request as the person sees it: a pure state machine.
//!
//! [`step`] is the whole of it; the diagram stands in `README.md` beside this file. The inbox decides
//! which request is in front, the facade performs the effects and feeds back what came of them.

use crate::clock::UnixSeconds;
use crate::secret::SecretString;
use crate::vault::SeenOutcome;

use super::error::PushError;
use super::request::{Answer, DenyReason, MatchNumber, Outcome, Prompt, Reported, Request, Source};

/// Where a request stands.
#[derive(Debug)]
pub enum State {
    /// Behind another request: it can only be denied.
    Waiting,
    /// In front: the number is being typed.
    Open(Entry),
    /// An answer is on its way.
    Sending(Kind),
    /// The answer could not be delivered; the same answer can be sent again.
    Unsent {
        /// Which answer.
        kind: Kind,
        /// Why not.
        outcome: Outcome,
    },
    /// "No, it's not me" was said; shall it be reported? The only exits are the report, "no", and
    /// time.
    AskReport {
        /// What became of the deny.
        outcome: Outcome,
        /// Why a report did not go through.
        failed: Option<PushError>,
    },
    /// A report is on its way.
    Reporting {
        /// What became of the deny.
        outcome: Outcome,
    },
    /// Over.
    Over {
        /// What became of it.
        outcome: Outcome,
        /// What a report brought.
        reported: Option<Reported>,
    },
}

/// What was entered so far.
#[derive(Debug)]
pub struct Entry {
    number: SecretString,
    source: Source,
    unlocked: bool,
    confirmed: bool,
}

impl Entry {
    fn empty() -> Self {
        Self {
            number: SecretString::new(String::new()),
            source: Source::NoNumber,
            unlocked: false,
            confirmed: false,
        }
    }

    fn duplicate(&self) -> Self {
        Self { number: self.number.duplicate(), ..*self }
    }

    fn with_number(&self, number: &str, source: Source) -> Self {
        Self { number: SecretString::new(number.to_owned()), source, ..*self }
    }

    /// The field as it stands.
    #[must_use]
    pub fn number(&self) -> &SecretString {
        &self.number
    }

    /// Whether a fresh unlock was made for this request.
    #[must_use]
    pub fn is_unlocked(&self) -> bool {
        self.unlocked
    }

    /// The approval that the entry makes, unlocking apart; the error says what is missing.
    fn approval(&self, prompt: &Prompt) -> Result<Answer, PushError> {
        match prompt {
            Prompt::NumberEntry { digits } => {
                let value = MatchNumber::parse(self.number.expose(), *digits)
                    .map_err(|bad| PushError::BadNumber { digits: bad.digits })?;
                Ok(Answer::Approve { value: Some(value), source: self.source })
            }
            Prompt::NumberChoice { options } => {
                let picked = options.iter().find(|option| self.number.ct_eq(option));
                let value = MatchNumber::picked(picked.ok_or(PushError::NothingPicked)?);
                Ok(Answer::Approve { value: Some(value), source: Source::Picked })
            }
            Prompt::Confirm if self.confirmed => {
                Ok(Answer::Approve { value: None, source: Source::NoNumber })
            }
            Prompt::Confirm => Err(PushError::NotConfirmed),
            Prompt::ShowCode { .. } => Err(PushError::OutOfOrder),
        }
    }
}

/// Which answer is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// YES.
    Approve,
    /// No.
    Deny(DenyReason),
}

/// What happens to a request.
#[derive(Debug)]
pub enum Event {
    /// It came to the front.
    Front,
    /// Another one came before it. What was typed is dropped.
    Behind,
    /// The person looks at it.
    Opened,
    /// The number field holds this now, complete or not.
    Typed(SecretString),
    /// The number was scanned from the code beside it. The facade has compared the issuer.
    Scanned {
        /// The request that the scanned code belongs to.
        request: String,
        /// The number.
        number: SecretString,
    },
    /// The option at this place was picked.
    Picked(usize),
    /// "Yes, I am signing in right now" (prompts without a number).
    Confirmed,
    /// A fresh unlock was made for this request.
    Unlocked,
    /// YES.
    Yes,
    /// No.
    No(DenyReason),
    /// Send the same answer again.
    Retry,
    /// What came of the answer.
    Answered(Outcome),
    /// Report it. On a server where that disables the account (no countersign+), `sure` says that the
    /// person was asked twice.
    Report {
        /// Asked twice.
        sure: bool,
    },
    /// Do not report it.
    NoReport,
    /// What came of the report.
    Reported(Result<Reported, PushError>),
    /// A poll does not list it any more.
    Withdrawn(Withdrawal),
    /// Time has passed. One more is harmless.
    Tick,
}

/// Why a poll does not list a request any more, as far as can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// A newer request of the account is there.
    Superseded,
    /// Its life is over.
    Expired,
    /// Neither.
    AlreadyHandled,
}

impl Withdrawal {
    fn outcome(self) -> Outcome {
        match self {
            Self::Superseded => Outcome::Superseded,
            Self::Expired => Outcome::Expired,
            Self::AlreadyHandled => Outcome::AlreadyHandled,
        }
    }
}

/// What the caller has to do.
#[derive(Debug)]
pub enum Effect {
    /// Get access token and connection ready.
    Prepare,
    /// Sign and send this answer; keep it for [`Effect::Resend`].
    Send(Answer),
    /// Send the kept answer again.
    Resend,
    /// Report the request.
    SendReport,
    /// The request ended: keep that in the set of seen requests.
    Finished(SeenOutcome),
    /// One more wrong number in a row.
    CountWrong,
    /// The row of wrong numbers ends: the person's own correct approval.
    ClearWrong,
    /// The server no longer knows this phone.
    Unlinked {
        /// Whether it said so in so many words.
        certain: bool,
    },
    /// The account is blocked.
    Blocked,
}

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

        (State::Unsent { kind, .. }, Event::Tick | Event::Retry) if lapsed => {
            Ok(answered(*kind, Outcome::Expired))
        }
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

/// Blanks and dashes may come with a paste. Nothing else is dropped and nothing is cut off: a text
/// that is too long is not a number, and never the beginning of one.
fn typed(entry: &Entry, text: &SecretString) -> Entry {
    let kept = text.expose().chars().filter(|c| !c.is_whitespace() && *c != '-').take(MAX_TYPED);
    let kept = SecretString::new(kept.collect());
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

impl State {
    /// Whether nothing can happen to it any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Over { .. })
    }

    /// Whether YES is enabled: in front, and the number has the right length (or one is picked, or
    /// "right now" is confirmed). A fresh unlock is asked for besides.
    #[must_use]
    pub fn can_approve(&self, request: &Request, now: UnixSeconds) -> bool {
        match self {
            Self::Open(entry) => now < request.expires && entry.approval(&request.prompt).is_ok(),
            Self::Waiting
            | Self::Sending(_)
            | Self::Unsent { .. }
            | Self::AskReport { .. }
            | Self::Reporting { .. }
            | Self::Over { .. } => false,
        }
    }
}

/// Longer than any number, so that a text that is too long stays recognisably so.
const MAX_TYPED: usize = 32;

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
