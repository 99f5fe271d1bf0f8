//! What stands on the phone, for the drawer.

use super::Phone;
use crate::drawer::State;

impl Phone {
    /// Writes down what stands otherwise than before.
    pub(super) fn write_states(&self) {
        let name = &self.0.name;
        let mut all = Vec::new();
        if let Ok(vault) = self.app().vault().state() {
            all.push((format!("{name}, vault"), State::new("VaultState", &vault)));
        }
        for account in self.app().accounts().list().unwrap_or_default() {
            let state = State::new("AccountState", &account.state);
            all.push((format!("{name}, account {}", account.issuer), state));
        }
        for view in self.inbox().requests {
            let number = self.0.drawer.number_of(&view.request.id);
            let state = match &view.outcome {
                Some(outcome) => State::new("Outcome", outcome),
                None => State::new("Phase", &view.phase),
            };
            all.push((format!("{name}, request {number}"), state));
        }
        self.0.drawer.states(name, all);
    }
}
