//! The phone's passcode.

use askama::Template;

use super::phone::Waiting;
use super::{Phone, assets, paths};
use countersign_signin::pages::assets as service_assets;

/// The first start: choose a passcode.
#[derive(Template)]
#[template(path = "create_passcode.html")]
pub struct CreatePasscode {
    /// What stands around it.
    pub phone: Phone,
    /// Fewest characters.
    pub shortest: usize,
    /// What was wrong with the last one.
    pub problem: Option<NewPasscodeProblem>,
}

/// Why a new passcode was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewPasscodeProblem {
    /// Too short or too easy to guess.
    Weak,
    /// The two differ.
    Differ,
    /// It was not kept: why and what to do, full sentences.
    NotSaved(String),
}

/// Unlock the app by passcode.
#[derive(Template)]
#[template(path = "unlock.html")]
pub struct Unlock {
    /// What stands around it.
    pub phone: Phone,
    /// What went wrong.
    pub problem: Option<UnlockProblem>,
}

/// Why it stays locked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UnlockProblem {
    /// There was no passcode.
    Missing,
    /// The passcode is not right.
    Wrong,
    /// The passcode is not right; so many tries are left before it is switched off.
    TriesLeft(u32),
    /// Too many tries; this many seconds to wait.
    Wait(u64),
    /// Ten wrong passcodes in a row: it is switched off, nothing was erased.
    Disabled,
    /// What is stored is damaged.
    Damaged,
    /// It was not the passcode: why and what to do, full sentences.
    Other(String),
}
