//! What happens behind the phone's screens: calls of the facade, messages on the wire, states. Whoever
//! looks sees no secret and no number: [`blank`] shows what is listed there and nothing else.

pub(crate) mod blank;
pub(crate) mod sources;
mod states;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// How many lines are kept.
const MOST: usize = 400;
/// How many lines back the same one is looked for.
const LOOKED_BACK: usize = 4;

/// The lines, newest last.
#[derive(Default)]
pub(crate) struct Drawer {
    lines: Mutex<Lines>,
}

#[derive(Default)]
struct Lines {
    /// How many were ever written.
    count: u64,
    kept: VecDeque<Line>,
    states: BTreeMap<String, states::States>,
    requests: Vec<String>,
}

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A call of the facade.
    Call,
    /// A message to a service, or its reply.
    Wire,
    /// Something stands otherwise than before.
    State,
    /// A click beside the phone.
    Click,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Wire => "wire",
            Self::State => "state",
            Self::Click => "click",
        }
    }
}

/// One line.
struct Line {
    /// Its number; one that is written again gets a new one.
    number: u64,
    /// Its number when it was written first.
    first: u64,
    /// How often it was written.
    times: u64,
    kind: Kind,
    what: String,
    /// What a message holds.
    more: Vec<String>,
    /// "core/src/app/handles/requests.rs:149".
    place: Option<String>,
}

impl Drawer {
    /// Writes a line.
    pub(crate) fn write(&self, kind: Kind, what: String, more: Vec<String>, place: Option<String>) {
        self.lines().write(kind, what, more, place);
    }

    /// Writes a call of the facade: the handle's name and the call's.
    pub(crate) fn call(&self, handle: &'static str, call: &'static str) {
        let place = sources::facade(handle, call);
        self.write(Kind::Call, format!("{handle}().{call}"), vec![], place);
    }

    /// Writes what stands otherwise on a phone than when this was called last; `all` is each thing of it that has a
    /// state, and its state.
    pub(crate) fn states(&self, phone: &str, all: Vec<(String, State)>) {
        let mut lines = self.lines();
        let changed = lines.states.entry(phone.to_owned()).or_default().changed(all);
        for (what, place) in changed {
            lines.write(Kind::State, what, vec![], place);
        }
    }

    /// The number of a request in the order in which they came: its id is the service's.
    pub(crate) fn number_of(&self, request: &str) -> usize {
        let requests = &mut self.lines().requests;
        let at = requests.iter().position(|one| one == request).unwrap_or_else(|| {
            requests.push(request.to_owned());
            requests.len().saturating_sub(1)
        });
        at.saturating_add(1)
    }

    /// The lines after number `since`, and the number of the last one.
    pub(crate) fn after(&self, since: u64) -> Value {
        let lines = self.lines();
        let new: Vec<Value> = lines
            .kept
            .iter()
            .filter(|line| line.number > since)
            .map(|line| {
                json!({"first": line.first, "times": line.times, "kind": line.kind.word(), "what": line.what,
                       "more": line.more, "place": line.place})
            })
            .collect();
        json!({"last": lines.count, "lines": new})
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn write(&mut self, kind: Kind, what: String, more: Vec<String>, place: Option<String>) {
        self.count = self.count.saturating_add(1);
        let number = self.count;
        // Who asks each few seconds would fill the drawer: the same again is counted, at the end.
        let from = self.kept.len().saturating_sub(LOOKED_BACK);
        let same = |line: &Line| line.kind == kind && line.what == what && line.more == more;
        if kind != Kind::Click
            && let Some(at) = self.kept.range(from..).position(same)
            && let Some(line) = self.kept.remove(from.saturating_add(at))
        {
            self.kept.push_back(Line { number, times: line.times.saturating_add(1), ..line });
            return;
        }
        if self.kept.len() >= MOST {
            self.kept.pop_front();
        }
        self.kept.push_back(Line { number, first: number, times: 1, kind, what, more, place });
    }
}

pub(crate) use states::State;
