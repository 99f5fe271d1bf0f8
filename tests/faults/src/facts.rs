//! What the person knows, has said and was told of each request, and what must be so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::app::{Authenticator, Outcome};

use crate::record::{Became, Record};

/// What is known of one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The number on the page.
    pub(crate) number: String,
    /// The person said YES with the number on the page, before any no.
    pub(crate) yes: bool,
    /// They said no, and the app took it.
    pub(crate) refused: bool,
    /// The app ended or was locked after that, before it could tell what became of it.
    pub(crate) cut_off: bool,
    /// What they were told became of it.
    pub(crate) told: Option<Outcome>,
}

/// All requests, shared with what is under way.
#[derive(Clone, Default)]
pub(crate) struct Known(Arc<Mutex<BTreeMap<String, Facts>>>);

impl Known {
    /// All of them.
    pub(crate) fn all(&self) -> MutexGuard<'_, BTreeMap<String, Facts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn number(&self, id: &str) -> Option<String> {
        self.all().get(id).map(|facts| facts.number.clone())
    }

    fn was_cut_off(&self, id: &str) -> bool {
        self.all().get(id).is_some_and(|facts| facts.cut_off)
    }

    /// The person says YES with this number.
    pub(crate) fn yes(&self, id: &str, number: &str) {
        if let Some(facts) = self.all().get_mut(id) {
            facts.yes |= !facts.refused && facts.number == number;
        }
    }

    /// The person said no.
    pub(crate) fn no(&self, id: &str) {
        if let Some(facts) = self.all().get_mut(id) {
            facts.refused = true;
        }
    }

    /// The app ends or is locked.
    pub(crate) fn begin_again(&self) {
        for facts in self.all().values_mut() {
            facts.cut_off |= facts.refused && facts.told.is_none();
        }
    }

    /// What must be so at any time.
    pub(crate) fn hold(&self, record: &Record) -> Result<(), String> {
        for (id, became) in &record.requests {
            let said = self.all().get(id).is_some_and(|facts| facts.yes);
            if *became == Became::Approved && !said {
                return Err(format!("{id} is approved, and the person did not say so"));
            }
        }
        Ok(())
    }

    /// What the screen tells is so by the service's own record.
    pub(crate) fn told(&self, app: &Authenticator, record: &Record) -> Result<(), String> {
        // While it is locked nothing is told.
        let Ok(inbox) = app.requests().inbox() else { return Ok(()) };
        for view in &inbox.requests {
            let Some(outcome) = view.outcome.as_ref().filter(|told| told.is_final()) else {
                continue;
            };
            let id = &view.request.id;
            let became = record.requests.get(id).copied().unwrap_or(Became::Other);
            let wrong = became == Became::WrongNumber || record.wrong.contains(id);
            let so = match outcome {
                Outcome::Approved => became == Became::Approved,
                Outcome::Denied { .. } => became == Became::Denied,
                Outcome::WrongNumber => wrong && became != Became::Approved,
                // Of a refusal that was under way when the app ended, and arrived, the next run knows only
                // that it was stored before it was sent. It cannot ask any more, and nobody was signed in
                // either way (PROTOCOL.md 5.3).
                Outcome::Expired if became == Became::Denied => self.was_cut_off(id),
                Outcome::Expired => matches!(became, Became::Open | Became::Other) && !wrong,
                Outcome::Superseded => became == Became::Other,
                Outcome::AlreadyHandled => became != Became::Open,
                other => return Err(format!("{id} is told to be {other:?}")),
            };
            if !so {
                return Err(format!("{id} is told to be {outcome:?}, and it is {became:?}"));
            }
            if let Some(facts) = self.all().get_mut(id) {
                let before = facts.told.replace(outcome.clone());
                // A wrong number is told before the request is closed, which may find it gone.
                let may_change = before == Some(Outcome::WrongNumber);
                if before.as_ref().is_some_and(|before| before != outcome) && !may_change {
                    return Err(format!("{id} was told to be {before:?}, now {outcome:?}"));
                }
            }
        }
        Ok(())
    }

    /// What must be so when the network was there for a while.
    pub(crate) fn finally(&self, record: &Record) -> Result<(), String> {
        for (id, facts) in self.all().iter() {
            let became = record.requests.get(id).copied().unwrap_or(Became::Other);
            if facts.refused && became == Became::Open {
                return Err(format!("{id} was refused, and it is open"));
            }
            if record.wrong.contains(id) && became == Became::Open {
                return Err(format!("{id} had a wrong number, and it is open"));
            }
        }
        Ok(())
    }
}
