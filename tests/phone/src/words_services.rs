//! What went wrong with services, as the command's contract spells it and as people are told.

use countersign_core::app::ServiceError;
use countersign_core::net::UnreachableCause;

use crate::words::{Told, clock_advice, sentence};

impl Told for ServiceError {
    fn kind(&self) -> &'static str {
        match self {
            Self::NoSuchAccount => "no_such_account",
            Self::NoSuchRequest => "no_such_request",
            Self::Unreachable { .. } => "unreachable",
            Self::ClockWrong { .. } => "clock_wrong",
            Self::NotStored { why } => why.kind(),
            Self::Locked
            | Self::NotOffered
            | Self::Unlinked
            | Self::Blocked
            | Self::AppTooOld { .. }
            | Self::Refused { .. }
            | Self::GoesOn
            | Self::Failed => "refused",
        }
    }

    fn advice(&self) -> String {
        match self {
            Self::Unreachable { why, .. } => format!("{} Your codes keep working.", why.sentence()),
            Self::ClockWrong { certain, .. } => clock_advice(*certain).to_owned(),
            Self::NotStored { why } => why.advice(),
            Self::Locked
            | Self::NoSuchAccount
            | Self::NoSuchRequest
            | Self::NotOffered
            | Self::Unlinked
            | Self::Blocked
            | Self::AppTooOld { .. }
            | Self::Refused { .. }
            | Self::GoesOn
            | Self::Failed => sentence(&self.to_string()),
        }
    }

    fn why(&self) -> Option<UnreachableCause> {
        if let Self::Unreachable { why, .. } = self { Some(*why) } else { None }
    }
}
