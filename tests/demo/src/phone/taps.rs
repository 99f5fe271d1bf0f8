//! What each tap does: one call to the facade, then another screen.

use countersign_core::app::{
    Added, AppError, Choice, NewVault, Operation, Preview, Removal, RequestView,
};
use countersign_core::push::request::DenyReason;
use countersign_core::push::{EnrolError, PushError};
use countersign_core::secret::SecretString;
use countersign_core::vault::{KdfParams, Unlock, VaultError};

use super::Phone;
use super::ui::Over;
use crate::screens::passcode::{NewPasscodeProblem, UnlockProblem};
use crate::screens::request::RequestProblem;
use crate::screens::told::Saying;

/// Seconds between two looks of the pulse.
const LOOK_EVERY: u64 = 3;

impl Phone {
    /// Whether the app is in front and unlocked.
    pub(super) fn in_front(&self) -> bool {
        let ui = self.ui();
        ui.open && !ui.locked && self.is_unlocked()
    }

    /// The app comes to the front; what waits is looked for at once.
    pub(super) async fn open(&self) {
        self.app().watch();
        {
            let mut ui = self.ui();
            ui.open = true;
            ui.locked = ui.locked || !self.is_unlocked();
        }
        self.refresh().await;
    }

    /// The app goes to the back and locks. Where notifications are allowed, the demo goes on asking
    /// for requests in place of a push service; the screen stays locked all the same.
    pub(super) fn close(&self) {
        self.app().unwatch();
        let mut ui = self.ui();
        ui.close();
        if ui.notifications != Some(true) {
            self.app().lock();
        }
    }

    /// The first passcode.
    pub(super) async fn set_passcode(&self, passcode: &str, repeat: &str) {
        if passcode != repeat {
            self.ui().new_passcode_problem = Some(NewPasscodeProblem::Differ);
            return;
        }
        let new = NewVault {
            passcode: Some(SecretString::new(passcode.to_owned())),
            kdf: KdfParams::DEFAULT,
            platform: None,
        };
        let closings = self.ui().closings;
        let made = self.blocking(move |app| app.create_vault(new)).await;
        let mut ui = self.ui();
        if ui.closings != closings {
            return;
        }
        match made {
            Some(Ok(unlocked)) => {
                ui.open = true;
                ui.locked = false;
                ui.new_passcode_problem = None;
                ui.proof = Some(unlocked.proof);
            }
            Some(Err(AppError::Vault(VaultError::WeakPasscode(_)))) => {
                ui.new_passcode_problem = Some(NewPasscodeProblem::Weak);
            }
            Some(Err(_)) | None => ui.new_passcode_problem = Some(NewPasscodeProblem::NotSaved),
        }
    }

    /// Unlocks the app, or the request in front.
    pub(super) async fn unlock(&self, passcode: &str) {
        let passcode = SecretString::new(passcode.to_owned());
        let closings = self.ui().closings;
        let front = if self.in_front() { self.inbox().front().cloned() } else { None };
        let done = match front {
            Some(view) => {
                let operation = approval(&view);
                self.blocking(move |app| {
                    app.present(app.reauth(operation, Unlock::Passcode(&passcode))?).map(|_| None)
                })
                .await
            }
            None => {
                self.blocking(move |app| {
                    app.unlock(Unlock::Passcode(&passcode)).map(|unlocked| Some(unlocked.proof))
                })
                .await
            }
        };
        let unlocked_app = {
            let mut ui = self.ui();
            match done {
                // The app was left while the key was derived: it stays locked.
                _ if ui.closings != closings => return,
                Some(Ok(proof)) => {
                    ui.unlock_problem = None;
                    ui.open = true;
                    ui.locked = false;
                    let unlocked_app = proof.is_some();
                    ui.proof = proof;
                    unlocked_app
                }
                Some(Err(error)) => {
                    ui.unlock_problem = Some(unlock_problem(&error));
                    false
                }
                None => {
                    ui.unlock_problem = Some(UnlockProblem::Wrong);
                    false
                }
            }
        };
        if unlocked_app {
            self.refresh().await;
        }
    }

    /// A request came to the front: an unlock that was just made counts for it, and the connection is
    /// made ready while the person reads.
    pub(super) async fn settle(&self) {
        let inbox = self.inbox();
        let Some(view) = inbox.front().filter(|_| self.in_front()) else { return };
        let id = view.request.id.clone();
        let (proof, is_new) = {
            let mut ui = self.ui();
            let is_new = ui.opened.as_ref() != Some(&id);
            ui.opened = Some(id.clone());
            (if view.needs_unlock { ui.proof.take() } else { None }, is_new)
        };
        if let Some(fresh) = proof.and_then(|proof| self.app().spend(proof, approval(view)).ok()) {
            drop(self.app().present(fresh));
        }
        if is_new {
            // What is wrong shows when the answer is sent.
            drop(self.app().open_request(&id).await);
        }
    }

    /// Asks all services.
    pub(super) async fn refresh(&self) {
        self.ui().asked = self.now();
        if self.is_unlocked() {
            // What could not be refreshed stands in the snapshot.
            drop(self.app().refresh().await);
        }
    }

    /// The pulse: asks again when it is time.
    pub(super) async fn look_again(&self) {
        let due = {
            let ui = self.ui();
            let watching = ui.open || ui.notifications == Some(true);
            watching && self.now() >= ui.asked.saturating_add(LOOK_EVERY.saturating_sub(1))
        };
        if due {
            self.refresh().await;
        }
    }

    /// "Continue" of the preview.
    pub(super) async fn add_previewed(&self) {
        let Some(preview) = self.ui().preview.take() else { return };
        let enrols = matches!(preview, Preview::Enrol(_));
        let added = self.app().add(preview, Choice::OnlyNew).await;
        let mut ui = self.ui();
        match added {
            Ok(Added { account, .. }) => {
                if enrols && ui.notifications.is_none() {
                    ui.just_added = Some(account.issuer);
                }
            }
            Err(AppError::Enrol(EnrolError::AlreadyUsed | EnrolError::UsedOrExpired)) => {
                ui.tell(Saying::CodeUsed);
            }
            Err(AppError::Enrol(EnrolError::CodeExpired)) => ui.tell(Saying::CodeLapsed),
            Err(error) => ui.tell(Saying::NotAdded(error.advice())),
        }
    }

    /// The answer to the system's question.
    pub(super) fn allow_notifications(&self, allowed: bool) {
        let mut ui = self.ui();
        ui.notifications = Some(allowed);
        ui.just_added = None;
    }

    /// YES.
    pub(super) async fn approve(&self, id: &str, number: &str) {
        let number = SecretString::new(number.to_owned());
        let done = match self.app().type_number(id, &number) {
            Ok(_) => self.app().approve(id).await,
            Err(error) => Err(error),
        };
        self.show(done);
    }

    /// "No, it's not me".
    pub(super) async fn deny(&self, id: &str) {
        let done = self.app().deny(id, DenyReason::UnknownTrigger).await;
        self.show(done);
    }

    /// "Report", of what was just denied.
    pub(super) async fn report(&self, id: &str) {
        let done = self.app().report(id, true).await;
        let mut ui = self.ui();
        let reported = done.ok().and_then(|view| view.reported);
        match (reported, &mut ui.over) {
            (Some(reported), over) => {
                let contact = reported.it_contact.unwrap_or_default();
                *over = Some(Over::Reported { name: contact.name, phone: contact.phone });
            }
            (None, Some(Over::Denied { report_failed, .. })) => *report_failed = true,
            (None, _) => {}
        }
    }

    /// Removes an account. In the demo the app's own unlock stands for the fresh one.
    pub(super) async fn remove(&self, id: &str) {
        let accounts = self.app().accounts().unwrap_or_default();
        let Some(account) = accounts.iter().find(|row| row.id.to_string() == id) else { return };
        let said = match self.app().remove(account.id).await {
            Ok(Removal::Local | Removal::Forgotten | Removal::AlsoOnThePage) => Saying::Removed,
            Ok(Removal::Queued) => Saying::RemovalPending,
            Err(error) => Saying::NotAdded(error.advice()),
        };
        self.ui().tell(said);
    }

    fn show(&self, done: Result<RequestView, AppError>) {
        let error = match done {
            Ok(view) => return self.show_outcome(&view),
            Err(error) => error,
        };
        let mut ui = self.ui();
        if let AppError::Push(PushError::BadNumber { .. }) = error {
            ui.request_problem = Some(RequestProblem::Length);
        } else if matches!(error, AppError::Push(PushError::Over) | AppError::NoSuchRequest) {
            ui.tell(Saying::AlreadyHandled);
        } else if error != AppError::Push(PushError::Locked) {
            ui.tell(Saying::Refused);
        }
        // Locked: the screen that asks for the passcode stands there now.
    }
}

fn approval(view: &RequestView) -> Operation {
    Operation::Approve { account: view.request.account, request: view.request.id.clone() }
}

fn unlock_problem(error: &AppError) -> UnlockProblem {
    if let AppError::Vault(VaultError::WrongPasscode { tries_left: tries_left @ ..=5 }) = error {
        UnlockProblem::TriesLeft(u32::from(*tries_left))
    } else if let AppError::Vault(VaultError::TooSoon { seconds }) = error {
        UnlockProblem::Wait(*seconds)
    } else if *error == AppError::Vault(VaultError::PasscodeDisabled) {
        UnlockProblem::Disabled
    } else if matches!(error, AppError::Vault(VaultError::Damaged | VaultError::HeaderTampered)) {
        UnlockProblem::Damaged
    } else {
        UnlockProblem::Wrong
    }
}
