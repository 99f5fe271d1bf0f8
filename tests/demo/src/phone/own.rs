//! What the person makes of the list: names, order, what is searched for, copies, codes that are hidden or typed.

use countersign_core::account::AccountId;
use countersign_core::app::{AccountView, AddError};
use countersign_core::secret::SecretString;
use countersign_core::vault::Unlock;
use countersign_phone::words::Told;

use super::Phone;
use super::taps::unlock_problem;
use super::ui::Ui;
use crate::screens::passcode::UnlockProblem;
use crate::screens::paths;
use crate::screens::told::Saying;

impl Phone {
    /// The accounts that the list shows: all of them, or what was searched for.
    pub(super) fn listed(&self, ui: &Ui) -> Vec<AccountView> {
        self.app().accounts().search(ui.search.as_str()).unwrap_or_default().rows
    }

    /// An account by the text of its id.
    pub(super) fn account_of(&self, id: &str) -> Option<AccountId> {
        let accounts = self.app().accounts().list().unwrap_or_default();
        accounts.iter().find(|row| row.id.to_string() == id).map(|row| row.id)
    }

    /// Looks for accounts by a part of their names.
    pub(super) fn search(&self, text: &str) {
        self.0.drawer.call("accounts", "search");
        self.ui().search = text.trim().to_owned();
    }

    /// A code was copied; in how many seconds it has to leave the clipboard.
    pub(super) fn copied(&self) -> u64 {
        let told = facade!(self.accounts.copied());
        told.map_or(0, |clipboard| clipboard.clear_at.saturating_sub(self.now()))
    }

    /// Shows a masked code for a while.
    pub(super) fn reveal(&self, id: &str) {
        if let Some(id) = self.account_of(id) {
            // Where it is gone by now the list says so.
            let _gone = facade!(self.accounts.reveal(id));
        }
    }

    /// The person's own name for an account.
    pub(super) fn rename(&self, id: &str, name: &str) {
        let Some(id) = self.account_of(id) else { return };
        let done = facade!(self.accounts.rename(id, name));
        self.ui().name_problem = done.err().map(|error| error.advice());
    }

    /// Puts an account one place up or down.
    pub(super) fn move_account(&self, id: &str, way: &str) {
        let all = self.app().accounts().list().unwrap_or_default();
        let mut ids: Vec<AccountId> = all.iter().map(|row| row.id).collect();
        let Some(at) = all.iter().position(|row| row.id.to_string() == id) else { return };
        let to = if way == paths::UP { at.checked_sub(1) } else { at.checked_add(1) };
        if let Some(to) = to.filter(|to| *to < ids.len()) {
            ids.swap(at, to);
            let done = facade!(self.accounts.reorder(&ids));
            self.ui().name_problem = done.err().map(|error| error.advice());
        }
    }

    /// Masks codes until they are tapped.
    pub(super) fn hide_codes(&self) {
        if let Err(error) = facade!(self.accounts.hide_codes()) {
            self.ui().tell(Saying::NotSent(error.advice()));
        }
    }

    /// Shows them again, after an unlock for this alone.
    pub(super) async fn show_codes(&self, passcode: &str) {
        let passcode = SecretString::new(passcode.to_owned());
        let done = self
            .blocking(move |phone| facade!(phone.accounts.show_codes(Unlock::Passcode(&passcode))));
        self.ui().show_problem = match done.await {
            Some(Ok(())) => None,
            Some(Err(error)) => Some(unlock_problem(&error)),
            None => Some(UnlockProblem::Missing),
        };
    }

    /// What was typed in the place of a scan: an address and a code, or a link.
    pub(super) async fn typed(&self, address: &str, text: &str) {
        let preview = if address.is_empty() {
            facade!(self.accounts.preview(text.trim().as_bytes())).await
        } else {
            let code = SecretString::new(text.to_owned());
            facade!(self.services.preview_typed(address.trim(), &code)).await
        };
        let mut ui = self.ui();
        ui.typed_address = address.to_owned();
        ui.typed_problem = None;
        match preview {
            Ok(preview) => {
                ui.preview = Some(preview);
                ui.preview_problem = None;
            }
            Err(AddError::Used | AddError::UsedOrExpired) => ui.tell(Saying::CodeUsed),
            Err(AddError::Expired) => ui.tell(Saying::CodeLapsed),
            Err(error) => ui.typed_problem = Some(error.advice()),
        }
    }
}
