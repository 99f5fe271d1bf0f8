//! What can happen next.

use super::super::DenyReason;
use super::world::Setting;

/// One event. The number is which of the two requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Open(usize),
    Type(usize, Number),
    ScanOwn(usize),
    ScanOther(usize),
    Unlock(usize),
    Yes(usize),
    /// YES, and the disk is full.
    YesUnstored(usize),
    No(usize, DenyReason),
    Retry(usize),
    Report(usize),
    NoReport(usize),
    Dismiss(usize),
    /// What becomes of the answer that is on its way.
    Answer(usize, Fate),
    /// What becomes of the report that is on its way.
    Reported(usize, Fate),
    /// A poll of the request's account lists this.
    Poll(usize, Listed),
    /// An older poll ends after a newer one.
    OldPoll(usize, Listed),
    /// What was left from before a lock or a restart is sent.
    SendOwed(usize),
    /// The service no longer knows the phone.
    Unlink(usize),
    /// The next of the five times.
    TimePasses,
    Tick,
    Lock,
    UnlockApp,
    /// The process ends; what was on its way did not arrive.
    Restart,
    /// The process ends; what was on its way arrives.
    RestartAfterSending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Right,
    Wrong,
    TooShort,
}

impl Number {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Right => "42",
            Self::Wrong => "43",
            Self::TooShort => "4",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Arrives,
    ReplyLost,
    NotSent,
}

/// What a poll lists. A service may list what is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    Neither,
    First,
    Second,
    Both,
}

impl Listed {
    pub(super) fn has(self, which: usize) -> bool {
        match self {
            Self::Neither => false,
            Self::First => which == 0,
            Self::Second => which == 1,
            Self::Both => true,
        }
    }
}

impl Step {
    /// All events that there are where this is so.
    pub(super) fn all(setting: Setting) -> Vec<Self> {
        let mut all = vec![
            Self::TimePasses,
            Self::Tick,
            Self::Lock,
            Self::UnlockApp,
            Self::Restart,
            Self::RestartAfterSending,
        ];
        for which in 0..setting.requests {
            let person = [
                Self::Open,
                Self::ScanOther,
                Self::Unlock,
                Self::Yes,
                Self::YesUnstored,
                Self::Retry,
                Self::Report,
                Self::NoReport,
                Self::Dismiss,
            ];
            all.extend(person.map(|step| step(which)));
            all.push(Self::Type(which, Number::Wrong));
            // What leads to states that differ in nothing that matters is played on one of the two.
            if which == 0 {
                let not_me = Self::No(which, DenyReason::UnknownTrigger);
                all.extend([Self::Type(which, Number::Right), not_me]);
                all.push(Self::Type(which, Number::TooShort));
            } else {
                all.extend([Self::ScanOwn(which), Self::No(which, DenyReason::Cancelled)]);
            }
            for fate in [Fate::Arrives, Fate::ReplyLost, Fate::NotSent] {
                all.extend([Self::Answer(which, fate), Self::Reported(which, fate)]);
            }
            let (own, apart) = (
                [Listed::First, Listed::Second][which],
                setting.accounts[0] != setting.accounts[1],
            );
            if which == 1 && !apart {
                continue;
            }
            all.extend([Self::SendOwed(which), Self::Unlink(which)]);
            let mut lists = vec![Listed::Neither, own];
            if !apart && setting.requests == 2 {
                lists.extend([Listed::Second, Listed::Both]);
            }
            for listed in lists {
                all.extend([Self::Poll(which, listed), Self::OldPoll(which, listed)]);
            }
        }
        all
    }
}
