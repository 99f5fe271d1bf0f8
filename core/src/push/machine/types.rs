//! States, events and effects of one request.

use crate::account::{DenyReason, SeenOutcome};
use crate::clock::UnixSeconds;
use crate::push::error::PushError;
use crate::push::request::{
    Answer, MatchNumber, Outcome, Prompt, Reported, Request, ShownCode, Source,
};
use crate::secret::SecretString;

/// Where a request stands.
#[derive(Debug)]
pub enum State {
    /// Behind another request: it can only be denied.
    Waiting,
    /// In front: the number is being typed.
    Open(Input),
    /// YES was said, and that an answer is about to leave is being stored.
    Storing {
        /// What was entered.
        entry: Input,
        /// Where the request stands meanwhile.
        place: Place,
    },
    /// An answer is on its way.
    Sending(AnswerKind),
    /// The answer could not be delivered; the same answer can be sent again.
    DeliveryFailed {
        /// Which answer.
        kind: AnswerKind,
        /// Why not.
        outcome: Outcome,
    },
    /// The approval was taken, and the page asks for a code: it stands here for the rest of the request's life.
    ShowingCode(ShownCode),
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
    Ended {
        /// What became of it.
        outcome: Outcome,
        /// What a report brought.
        reported: Option<Reported>,
        /// Why a report that was asked for did not go through in time.
        report_failed: Option<PushError>,
    },
}

/// Where a request stands among others while its YES is being stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In front since YES.
    Front,
    /// Another request came before it.
    Behind,
    /// In front again: what was entered before is not to be seen or used any more.
    Again,
}

impl State {
    pub(crate) fn duplicate(&self) -> Self {
        match self {
            Self::Waiting => Self::Waiting,
            Self::Open(entry) => Self::Open(entry.duplicate()),
            Self::Storing { entry, place } => entry.storing(*place),
            Self::Sending(kind) => Self::Sending(*kind),
            Self::DeliveryFailed { kind, outcome } => {
                Self::DeliveryFailed { kind: *kind, outcome: outcome.clone() }
            }
            Self::ShowingCode(code) => Self::ShowingCode(code.clone()),
            Self::AskReport { outcome, failed } => {
                Self::AskReport { outcome: outcome.clone(), failed: *failed }
            }
            Self::Reporting { outcome } => Self::Reporting { outcome: outcome.clone() },
            Self::Ended { outcome, reported, report_failed } => Self::Ended {
                outcome: outcome.clone(),
                reported: reported.clone(),
                report_failed: *report_failed,
            },
        }
    }

    /// Whether nothing can happen to it any more.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }

    /// Whether nothing is left for the person to do: over, or the app is about to end it after a wrong
    /// number.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(
            self,
            Self::Ended { .. }
                | Self::Sending(AnswerKind::CloseRefused)
                | Self::DeliveryFailed { kind: AnswerKind::CloseRefused, .. }
        )
    }

    /// Whether YES is enabled: in front, and the number has the right length (or one is picked, or
    /// "right now" is confirmed). A fresh unlock is asked for besides.
    #[must_use]
    pub fn can_approve(&self, request: &Request, now: UnixSeconds) -> bool {
        match self {
            Self::Open(entry) => now < request.expires && entry.approval(&request.prompt).is_ok(),
            Self::Waiting
            | Self::Storing { .. }
            | Self::Sending(_)
            | Self::DeliveryFailed { .. }
            | Self::ShowingCode(_)
            | Self::AskReport { .. }
            | Self::Reporting { .. }
            | Self::Ended { .. } => false,
        }
    }
}

/// What was entered so far.
#[derive(Debug)]
pub struct Input {
    pub(super) number: SecretString,
    pub(super) source: Source,
    pub(super) unlocked: bool,
    pub(super) confirmed: bool,
}

impl Input {
    pub(super) fn empty() -> Self {
        Self {
            number: SecretString::new(String::new()),
            source: Source::NoNumber,
            unlocked: false,
            confirmed: false,
        }
    }

    pub(super) fn duplicate(&self) -> Self {
        Self { number: self.number.duplicate(), ..*self }
    }

    pub(super) fn storing(&self, place: Place) -> State {
        State::Storing { entry: self.duplicate(), place }
    }

    pub(super) fn with_number(&self, number: &str, source: Source) -> Self {
        Self { number: SecretString::new(number.to_owned()), source, ..*self }
    }

    /// The field as it stands.
    #[must_use]
    pub fn number(&self) -> &SecretString {
        &self.number
    }

    /// How it was entered.
    #[cfg(test)]
    pub(crate) fn source(&self) -> Source {
        self.source
    }

    /// Whether a fresh unlock was made for this request.
    #[must_use]
    pub fn is_unlocked(&self) -> bool {
        self.unlocked
    }

    /// The approval that the entry makes, unlocking apart; the error says what is missing.
    pub(super) fn approval(&self, prompt: &Prompt) -> Result<Answer, PushError> {
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

/// Which answer is on its way, or waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// YES.
    Approve,
    /// No.
    Deny(DenyReason),
    /// The app's own denial: the server refused the number and left the request open.
    CloseRefused,
    /// The app's own denial: the app was closed or locked while an approval was under way, and a server
    /// that would take a second number still lists the request.
    CloseInterrupted,
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
    /// That an answer is about to leave is stored.
    Stored,
    /// It could not be stored: nothing may be sent.
    NotStored,
    /// What came of the answer.
    Answered(Outcome),
    /// The server refused the number of an approval and left the request open.
    NumberRefused,
    /// The server took an approval and gave a code for the page.
    CodeGiven(ShownCode),
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
    /// The server no longer knows this phone.
    Unlinked {
        /// Whether it said so in so many words.
        certain: bool,
    },
    /// None of these.
    AlreadyHandled,
}

impl Withdrawal {
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Superseded => Outcome::Superseded,
            Self::Expired => Outcome::Expired,
            Self::Unlinked { certain } => Outcome::AccountUnlinked { certain },
            Self::AlreadyHandled => Outcome::AlreadyHandled,
        }
    }
}

/// What the caller has to do.
#[derive(Debug)]
pub enum Effect {
    /// Get access token and connection ready.
    Prepare,
    /// Note the mark "sent" with the request and store it, then feed [`Event::Stored`] or
    /// [`Event::NotStored`].
    StoreFirst,
    /// Take the mark back: nothing was sent.
    Unmark,
    /// Note with the request how far it has come; store it before anything is sent.
    Note(SeenOutcome),
    /// Note with the request whether a report is to be sent; store it before anything is sent.
    NoteReport(bool),
    /// Sign and send this answer; keep it for [`Effect::Resend`].
    Send(Answer),
    /// Sign and send a denial that ends a request whose number was refused; keep it for
    /// [`Effect::Resend`].
    Close,
    /// Send the kept answer again.
    Resend,
    /// Report the request.
    SendReport,
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
