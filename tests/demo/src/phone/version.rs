//! Names what stands on the phone, so that a screen knows when to draw itself anew.

use std::hash::{DefaultHasher, Hash, Hasher};

use countersign_core::app::{InboxView, Phase};

use super::Phone;
use super::draw::rings;
use super::list::notes;
use super::ui::{Over, Ui};
use super::words;

impl Phone {
    /// Names what [`Phone::draw`] would draw; the same while only seconds go by.
    pub(super) fn version(&self) -> String {
        let ui = self.ui();
        let inbox = self.inbox();
        let mut hash = DefaultHasher::new();
        (ui.open, ui.locked, self.is_unlocked(), ui.notifications).hash(&mut hash);
        self.0.clocks.moves().hash(&mut hash);
        if !ui.open || ui.locked || !self.is_unlocked() {
            rings(&ui, &inbox).hash(&mut hash);
        } else {
            screen(&ui).hash(&mut hash);
            self.requests(&inbox, &mut hash);
            self.rows(&ui, &inbox, &mut hash);
        }
        format!("{:016x}", hash.finish())
    }

    fn requests(&self, inbox: &InboxView, hash: &mut impl Hasher) {
        for view in inbox.requests.iter().filter(|view| view.phase != Phase::Ended) {
            let words = words::age(self.age_of(view));
            let unsent = view.phase == Phase::DeliveryFailed;
            (&view.request.id, view.in_front, view.needs_unlock, unsent, words).hash(hash);
        }
    }

    fn rows(&self, ui: &Ui, inbox: &InboxView, hash: &mut impl Hasher) {
        let accounts = self.app().accounts().list().unwrap_or_default();
        notes(ui, inbox, &accounts).hash(hash);
        for code in self.app().accounts().codes(None).unwrap_or_default() {
            code.masked.hash(hash);
        }
        for row in self.listed(ui) {
            (row.id.to_string(), row.issuer, row.label, row.state.name()).hash(hash);
        }
        let now = self.now();
        for made in ui.made.iter().filter(|made| made.shown.contains(&now)) {
            (made.id.to_string(), made.shown.start).hash(hash);
        }
    }
}

/// What stands over the list, as far as it can change while it stands.
fn screen(ui: &Ui) -> impl Hash {
    let over = ui.over.as_ref().map(|over| match over {
        Over::Told(_) => 0,
        Over::Denied { report_failed, .. } => 1 + u8::from(*report_failed),
        Over::Reported { .. } => 3,
    });
    let wanted = ui.wanted.as_ref();
    (over, ui.preview.is_some(), ui.just_added.as_ref(), wanted, ui.request_problem.as_ref())
}
