//! What each tap does: one call to the facade, then another screen.

use std::time::Duration;

use countersign_core::account::DenyReason;
use countersign_core::app::{
    AddError, Added, Asked, Choice, NewVault, Phase, Preview, Removal, RequestError, RequestView,
    SHOWN_FOR, UnlockError,
};
use countersign_core::secret::SecretString;
use countersign_core::vault::{KdfParams, Unlock};
use countersign_phone::words::Told;
use tokio::task::JoinHandle;

use super::Phone;
use super::draw::on_screen;
use super::ui::{Made, Over};
use crate::screens::passcode::{NewPasscodeProblem, UnlockProblem};
use crate::screens::request::RequestProblem;
use crate::screens::told::Saying;

/// How long a tap waits for the services before it draws what is known by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a screen waits to be drawn as it will stay.
const MOMENT: Duration = Duration::from_millis(500);

impl Phone {
    /// Whether the app is in front and unlocked.
    pub(super) fn in_front(&self) -> bool {
        let ui = self.ui();
        ui.open && !ui.locked && self.is_unlocked()
    }

    /// The app comes to the front; what waits is looked for at once.
    pub(super) async fn open(&self) {
        facade!(self.requests.watch(true));
        {
            let mut ui = self.ui();
            ui.open = true;
            ui.locked = ui.locked || !self.is_unlocked();
        }
        self.refresh(Asked::ByItself).await;
    }

    /// The app goes to the back and locks. Where notifications are allowed, the demo goes on asking
    /// for requests in place of a push service; the screen stays locked all the same.
    pub(super) fn close(&self) {
        facade!(self.requests.watch(false));
        let mut ui = self.ui();
        ui.close();
        if ui.notifications != Some(true) {
            facade!(self.vault.lock());
        }
    }

    /// The phone is gone.
    pub(super) fn switch_off(&self) {
        facade!(self.requests.watch(false));
        facade!(self.vault.lock());
        self.ui().close();
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
            ..NewVault::default()
        };
        let closings = self.ui().closings;
        let made = self.blocking(move |phone| facade!(phone.vault.create(new))).await;
        let mut ui = self.ui();
        if ui.closings != closings {
            return;
        }
        match made {
            Some(Ok(_)) => {
                ui.open = true;
                ui.locked = false;
                ui.new_passcode_problem = None;
            }
            Some(Err(UnlockError::WeakPasscode { .. })) => {
                ui.new_passcode_problem = Some(NewPasscodeProblem::Weak);
            }
            Some(Err(error)) => {
                ui.new_passcode_problem = Some(NewPasscodeProblem::NotSaved(error.advice()));
            }
            None => {
                let advice = UnlockError::Failed.advice();
                ui.new_passcode_problem = Some(NewPasscodeProblem::NotSaved(advice));
            }
        }
    }

    /// Unlocks the app.
    pub(super) async fn unlock(&self, passcode: &str) {
        let passcode = SecretString::new(passcode.to_owned());
        let closings = self.ui().closings;
        let done = self
            .blocking(move |phone| facade!(phone.vault.unlock(Unlock::Passcode(&passcode))))
            .await;
        let unlocked = {
            let mut ui = self.ui();
            // The app was left while the key was derived: it stays locked.
            if ui.closings != closings {
                return;
            }
            let problem = match done {
                Some(Ok(_)) => {
                    ui.open = true;
                    ui.locked = false;
                    None
                }
                Some(Err(error)) => Some(unlock_problem(&error)),
                None => Some(unlock_problem(&UnlockError::Failed)),
            };
            let unlocked = problem.is_none();
            ui.unlock_problem = problem;
            unlocked
        };
        if unlocked {
            self.refresh(Asked::ByItself).await;
        }
    }

    /// A request came to the front: an unlock that was just made counts for it, and the connection is
    /// made ready while the person reads. What that comes to is waited for a moment, so that no field for the
    /// passcode comes and goes; on a slow network the pulse draws it.
    pub(super) async fn settle(&self) {
        if !self.in_front() {
            return;
        }
        let inbox = self.inbox();
        let (view, is_new) = {
            let mut ui = self.ui();
            let Some(view) = on_screen(&ui, &inbox) else { return };
            let id = &view.request.id;
            let is_new = ui.opened.as_ref() != Some(id);
            if is_new {
                ui.opened = Some(id.clone());
                ui.request_problem = None;
                ui.typed = None;
            }
            (view, is_new)
        };
        if is_new {
            // Beside the screen; what is wrong shows when the answer is sent.
            let (phone, id) = (self.clone(), view.request.id.clone());
            let opened = tokio::spawn(async move { drop(facade!(phone.requests.open(&id)).await) });
            drop(tokio::time::timeout(MOMENT, opened).await);
        }
    }

    /// Asks all services, and waits a moment for them: who answers later is drawn by the pulse.
    pub(super) async fn refresh(&self, by: Asked) {
        drop(tokio::time::timeout(PATIENCE, self.ask(by)).await);
    }

    /// Asks all services beside the screen.
    fn ask(&self, by: Asked) -> JoinHandle<()> {
        self.ui().asked = self.now();
        let phone = self.clone();
        tokio::spawn(async move {
            if phone.is_unlocked() {
                // What could not be refreshed stands in the snapshot.
                drop(facade!(phone.requests.refresh(by, &|| {})).await);
            }
        })
    }

    /// The pulse: asks again when it is time, and waits for nothing.
    pub(super) fn look_again(&self) {
        let inbox = self.inbox();
        if inbox.next_deadline.is_some_and(|due| due <= self.now()) {
            let phone = self.clone();
            // Beside the screen, as it writes; what came of it is drawn already.
            drop(tokio::task::spawn_blocking(move || drop(facade!(phone.requests.advance()))));
        }
        let every = inbox.ask_again_in;
        let due = {
            let ui = self.ui();
            let watching = ui.open || ui.notifications == Some(true);
            // A clock that was turned back counts as time that passed.
            let now = self.now();
            watching && (now < ui.asked || now >= ui.asked.saturating_add(every))
        };
        if due {
            drop(self.ask(Asked::ByItself));
        }
    }

    /// "Continue" of the preview, "Keep both" or "Replace it".
    pub(super) async fn add_previewed(&self, choice: Choice) {
        let Some(preview) = self.ui().preview.take() else { return };
        let enrols = matches!(preview, Preview::Enrol(_));
        let added = facade!(self.accounts.add(preview, choice)).await;
        let mut ui = self.ui();
        match added {
            Ok(Added { account, .. }) => {
                if enrols && ui.notifications.is_none() {
                    ui.just_added = Some(account.issuer);
                }
            }
            Err(AddError::Used | AddError::UsedOrExpired) => {
                ui.tell(Saying::CodeUsed);
            }
            Err(AddError::Expired) => ui.tell(Saying::CodeLapsed),
            Err(error) => ui.tell(Saying::NotAdded(error.advice())),
        }
    }

    /// The answer to the system's question, or another one in the settings. It outlives the process.
    pub(super) fn allow_notifications(&self, allowed: bool) {
        let kept = self.0.kept.set_notifications(allowed);
        let mut ui = self.ui();
        ui.notifications = Some(allowed);
        ui.not_kept = kept.is_err();
        ui.just_added = None;
    }

    /// YES, or "Try again" when it did not arrive. The passcode is for this one request; it is looked at when the number is complete.
    pub(super) async fn approve(&self, id: &str, number: &str, passcode: &str) {
        if self.app().requests().get(id).is_ok_and(|view| view.phase == Phase::DeliveryFailed) {
            return self.show(facade!(self.requests.retry(id)).await);
        }
        let number = SecretString::new(number.to_owned());
        let view = match facade!(self.requests.type_number(id, &number)) {
            Ok(view) => view,
            Err(error) => return self.show(Err(error)),
        };
        if view.can_approve
            && view.needs_unlock
            && let Err(problem) = self.prove(&view, passcode).await
        {
            let mut ui = self.ui();
            ui.request_problem = Some(RequestProblem::Passcode(problem));
            ui.typed = Some((id.to_owned(), number));
            return;
        }
        self.show(facade!(self.requests.approve(id)).await);
    }

    /// The fresh unlock for one request.
    async fn prove(&self, view: &RequestView, passcode: &str) -> Result<(), UnlockProblem> {
        if passcode.is_empty() {
            return Err(UnlockProblem::Missing);
        }
        let id = view.request.id.clone();
        let passcode = SecretString::new(passcode.to_owned());
        let done = self.blocking(move |phone| {
            facade!(phone.requests.authorise(&id, Unlock::Passcode(&passcode))).map(drop)
        });
        match done.await {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(unlock_problem(&error)),
            None => Err(unlock_problem(&UnlockError::Failed)),
        }
    }

    /// "No, it's not me".
    pub(super) async fn deny(&self, id: &str) {
        let done = facade!(self.requests.deny(id, DenyReason::UnknownTrigger)).await;
        self.show(done);
    }

    /// "Report", of what was just denied.
    pub(super) async fn report(&self, id: &str) {
        let done = facade!(self.requests.report(id, true)).await;
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

    /// Puts away what was said; with "Not now" the question whether to report is answered.
    pub(super) async fn dismiss(&self) {
        let over = self.ui().over.take();
        if let Some(Over::Denied { id, can_report: true, .. }) = over {
            // Where it was not asked, or is over, there is nothing to answer.
            drop(facade!(self.requests.do_not_report(&id)).await);
        }
    }

    /// Makes the next code of a counter-based account and shows it for a while.
    pub(super) async fn make_code(&self, id: &str) {
        let Some(id) = self.account_of(id) else { return };
        let made = self.blocking(move |phone| facade!(phone.accounts.next_code(id))).await;
        let now = self.now();
        let mut ui = self.ui();
        ui.made.retain(|made| made.id != id && made.shown.contains(&now));
        match made {
            Some(Ok(made)) => {
                let shown = now..now.saturating_add(SHOWN_FOR);
                ui.made.push(Made { id, code: SecretString::new(made.code), shown });
            }
            Some(Err(error)) => ui.tell(Saying::NoCode(error.advice())),
            None => {}
        }
    }

    /// Removes an account. In the demo the app's own unlock stands for the fresh one.
    pub(super) async fn remove(&self, id: &str) {
        let Some(id) = self.account_of(id) else { return };
        let said = match facade!(self.accounts.remove(id)).await {
            Ok(Removal::Local) => Saying::RemovedCodes,
            Ok(Removal::Forgotten) => Saying::Removed,
            Ok(Removal::AlsoOnThePage) => Saying::RemovedAlsoOnThePage,
            Ok(Removal::Queued) => Saying::RemovalPending,
            Err(error) => Saying::NotRemoved(error.advice()),
        };
        self.ui().tell(said);
    }

    fn show(&self, done: Result<RequestView, RequestError>) {
        let error = match done {
            Ok(view) => return self.show_outcome(&view),
            Err(error) => error,
        };
        let mut ui = self.ui();
        match not_done(&error) {
            NotDone::Length => ui.request_problem = Some(RequestProblem::Length),
            NotDone::Say(saying) => ui.tell(saying),
            NotDone::Unlock => {}
        }
    }
}

/// Why nothing was done to a request.
#[derive(Debug, PartialEq, Eq)]
enum NotDone {
    /// The number has another length.
    Length,
    /// Something to say.
    Say(Saying),
    /// The field for the passcode stands on the request, or the screen to unlock comes by itself.
    Unlock,
}

fn not_done(error: &RequestError) -> NotDone {
    match error {
        RequestError::BadNumber { .. } => NotDone::Length,
        RequestError::Ended | RequestError::NoSuchRequest => NotDone::Say(Saying::AlreadyHandled),
        RequestError::NeedsUnlock | RequestError::Locked => NotDone::Unlock,
        RequestError::NotInFront
        | RequestError::NothingPicked
        | RequestError::OtherSignIn
        | RequestError::NotTheCode
        | RequestError::NotConfirmed
        | RequestError::OutOfOrder
        | RequestError::NotSupported
        | RequestError::NotStored { .. }
        | RequestError::Failed => NotDone::Say(Saying::NotSent(error.advice())),
    }
}

/// Only a wrong passcode is called one.
pub(super) fn unlock_problem(error: &UnlockError) -> UnlockProblem {
    if let UnlockError::WrongPasscode { tries_left } = error {
        let few = *tries_left <= 5;
        if few { UnlockProblem::TriesLeft((*tries_left).into()) } else { UnlockProblem::Wrong }
    } else if let UnlockError::Wait { seconds } = error {
        UnlockProblem::Wait(*seconds)
    } else if *error == UnlockError::PasscodeOff {
        UnlockProblem::Disabled
    } else if matches!(error, UnlockError::Damaged | UnlockError::Tampered) {
        UnlockProblem::Damaged
    } else {
        UnlockProblem::Other(error.advice())
    }
}

#[cfg(test)]
mod tests {
    use countersign_core::app::SaveError;

    use super::*;

    #[test]
    fn nobody_is_blamed_for_what_another_did() {
        for error in [
            UnlockError::Busy,
            UnlockError::OutOfMemory,
            UnlockError::NotStored { why: SaveError::DiskFull },
            UnlockError::NewerVersion { found: 9, supported: 2 },
            UnlockError::NoSuchRequest,
        ] {
            let expected = UnlockProblem::Other(error.advice());
            assert_eq!(unlock_problem(&error), expected, "{error:?}");
        }
        let wrong = UnlockError::WrongPasscode { tries_left: 9 };
        assert_eq!(unlock_problem(&wrong), UnlockProblem::Wrong);
        let wrong = UnlockError::WrongPasscode { tries_left: 5 };
        assert_eq!(unlock_problem(&wrong), UnlockProblem::TriesLeft(5));

        // A full disk is no refusal of the service, and the request is not over.
        for error in [
            RequestError::NotStored { why: SaveError::DiskFull },
            RequestError::NotInFront,
            RequestError::Failed,
        ] {
            let expected = NotDone::Say(Saying::NotSent(error.advice()));
            assert_eq!(not_done(&error), expected, "{error:?}");
        }
        assert_eq!(not_done(&RequestError::Ended), NotDone::Say(Saying::AlreadyHandled));
        assert_eq!(not_done(&RequestError::BadNumber { digits: 2 }), NotDone::Length);
        assert_eq!(not_done(&RequestError::NeedsUnlock), NotDone::Unlock);
    }
}
