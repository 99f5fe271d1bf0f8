//! What stands otherwise than before.

use std::collections::BTreeMap;

use super::sources;

/// A state: its name, and the type that it is a variant of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// "Phase".
    pub(crate) of: &'static str,
    /// "Open".
    pub(crate) name: String,
}

impl State {
    /// A variant of a type, named as `Debug` does; what the variant holds is left out.
    pub(crate) fn new(of: &'static str, variant: &impl std::fmt::Debug) -> Self {
        let text = format!("{variant:?}");
        let name: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
        Self { of, name }
    }
}

/// What stood when it was last looked at.
#[derive(Default)]
pub(super) struct States(BTreeMap<String, State>);

impl States {
    /// The lines of what changed, with where the type stands. What is there no more is forgotten without a word.
    pub(super) fn changed(&mut self, all: Vec<(String, State)>) -> Vec<(String, Option<String>)> {
        let mut lines = Vec::new();
        let before = std::mem::take(&mut self.0);
        for (thing, state) in all {
            let was = before.get(&thing);
            if was != Some(&state) {
                let from = was.map_or_else(String::new, |was| format!("{} → ", was.name));
                let line = format!("{thing}: {from}{}", state.name);
                lines.push((line, sources::variant(state.of, &state.name)));
            }
            self.0.insert(thing, state);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use countersign_core::app::Phase;
    use countersign_core::push::request::Outcome;

    use super::*;

    #[test]
    fn only_what_changed_is_told_and_nothing_that_a_variant_holds() {
        let mut states = States::default();
        let open = || vec![("request".to_owned(), State::new("Phase", &Phase::Open))];
        let told = states.changed(open());
        assert_eq!(told[0].0, "request: Open");
        assert!(told[0].1.as_ref().unwrap().starts_with("core/src/push/view.rs:"));
        assert_eq!(states.changed(open()), []);
        let ended = State::new("Outcome", &Outcome::Denied { interrupted: false });
        let told = states.changed(vec![("request".to_owned(), ended)]);
        assert_eq!(told[0].0, "request: Open → Denied");
    }
}
