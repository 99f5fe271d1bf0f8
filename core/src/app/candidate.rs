//! Which of the verdicts on a text could be added here.

use crate::payload::{BatchEntry, Enrol, EnrolLink, ScannedAccount, Verdict};
use crate::push::adapter::TokenCode;

use super::fault::Fault;
use super::inner::Inner;

/// A text that could be added.
pub(super) enum Candidate {
    Otp(Box<ScannedAccount>),
    Enrol(EnrolLink),
    Token(TokenCode),
}

fn candidate(verdict: Verdict) -> Result<Candidate, Fault> {
    match verdict {
        Verdict::Otp(account) => Ok(Candidate::Otp(account)),
        Verdict::OtpBatch(batch) => {
            let count = u32::try_from(batch.entries.len()).unwrap_or(u32::MAX);
            let mut entries = batch.entries;
            match (batch.count, count, entries.pop()) {
                (1, 1, Some(BatchEntry::Ok(account))) => Ok(Candidate::Otp(account)),
                (1, 1, Some(BatchEntry::Refused(error))) => Err(error.into()),
                _ => Err(Fault::Export { count }),
            }
        }
        Verdict::Enrol(Enrol::KeycloakPush(link)) => Ok(Candidate::Enrol(link)),
        Verdict::Enrol(Enrol::PiPush(offer)) => {
            Ok(Candidate::Token(TokenCode { offer, edumfa: false }))
        }
        Verdict::Enrol(Enrol::EduMfaPush(offer)) => {
            Ok(Candidate::Token(TokenCode { offer, edumfa: true }))
        }
        Verdict::Foreign { vendor } => Err(Fault::Foreign { vendor }),
        Verdict::NotAnAccount { kind } => Err(Fault::NotAnAccount { kind }),
        Verdict::Malformed(error) => Err(error.into()),
    }
}

impl Inner {
    /// What of a verdict could be added on this phone.
    pub(super) fn candidate(&self, verdict: Verdict) -> Result<Candidate, Fault> {
        let candidate = candidate(verdict)?;
        if matches!(candidate, Candidate::Token(_)) && !self.engine.takes_tokens() {
            return Err(Fault::UnknownProtocol);
        }
        Ok(candidate)
    }
}
