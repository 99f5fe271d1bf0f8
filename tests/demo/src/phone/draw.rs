//! From the core's snapshots to screens: which one stands, and what stands on it.

use askama::Template;
use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountState, Conflict, InboxView, Phase, Preview, RequestView, VaultState,
};
use countersign_core::push::request::CountryMismatch;
use countersign_core::vault::Passcode;

use super::ui::{Over, Ui};
use super::{Phone, words};
use crate::screens::accounts::Account;
use crate::screens::add::{PreviewScreen, Scanner, There};
use crate::screens::notifications::Notifications;
use crate::screens::passcode::{CreatePasscode, Unlock};
use crate::screens::phone::{Home, Waiting};
use crate::screens::request::{Denied, Reported, RequestScreen};
use crate::screens::settings::Settings;
use crate::screens::told::Told;
use crate::screens::{Phone as Frame, add};

/// A drawn screen.
pub(super) type Drawn = Result<String, askama::Error>;

impl Phone {
    /// Whatever is in front.
    pub(super) fn draw(&self, csrf: &str) -> Drawn {
        let mut frame = self.frame(csrf);
        let ui = self.ui();
        if matches!(self.app().vault().state(), Ok(VaultState::None)) {
            return create_passcode(frame, &ui);
        }
        let inbox = self.inbox();
        if !ui.open {
            return Home { phone: frame, rings: rings(&ui, &inbox) }.render();
        }
        if ui.locked || !self.is_unlocked() {
            return Unlock { phone: frame, problem: ui.unlock_problem.clone() }.render();
        }
        if let Some(view) = on_screen(&ui, &inbox) {
            frame.waiting = None;
            return self.request(frame, &ui, view);
        }
        if let Some(over) = &ui.over {
            return self.over(frame, over);
        }
        if let Some(preview) = &ui.preview {
            return preview_screen(frame, preview, ui.preview_problem.clone());
        }
        if let Some(issuer) = ui.just_added.clone() {
            return Notifications { phone: frame, issuer }.render();
        }
        self.list(frame, &ui, &inbox)
    }

    /// The scanner.
    pub(super) fn draw_scanner(&self, csrf: &str) -> Drawn {
        let problem = self.ui().scan_problem.take();
        Scanner { phone: self.frame(csrf), problem }.render()
    }

    /// Which sort of account.
    pub(super) fn draw_add(&self, csrf: &str) -> Drawn {
        add::Add { phone: self.frame(csrf) }.render()
    }

    /// Typing what a page shows.
    pub(super) fn draw_typed(&self, csrf: &str) -> Drawn {
        let phone = self.frame(csrf);
        let mut ui = self.ui();
        let address = std::mem::take(&mut ui.typed_address);
        add::Typed { phone, address, problem: ui.typed_problem.take() }.render()
    }

    /// What can be changed.
    pub(super) fn draw_settings(&self, csrf: &str) -> Drawn {
        let phone = self.frame(csrf);
        let mut ui = self.ui();
        let notifications = ui.notifications == Some(true);
        let hides_codes = self.app().accounts().hides_codes().unwrap_or_default();
        let (not_kept, problem) = (ui.not_kept, ui.show_problem.take());
        Settings { phone, notifications, not_kept, hides_codes, problem }.render()
    }

    /// One account's details.
    pub(super) fn draw_account(&self, csrf: &str, id: &str) -> Option<Drawn> {
        let accounts = self.app().accounts().list().ok()?;
        let at = accounts.iter().position(|row| row.id.to_string() == id)?;
        let last = accounts.len().checked_sub(1)?;
        let account = accounts.into_iter().nth(at)?;
        let screen = Account {
            phone: self.frame(csrf),
            id: account.id.to_string(),
            own_name: account.issuer.clone(),
            issuer: account.issuer,
            label: account.label,
            host: account.push.as_ref().map(|push| push.host.clone()),
            device: account.push.map(|push| push.device_label),
            unlinked: account.state == AccountState::Unlinked,
            can_go_up: at > 0,
            can_go_down: at < last,
            problem: self.ui().name_problem.take(),
        };
        Some(screen.render())
    }

    /// Whether the core is unlocked.
    pub(super) fn is_unlocked(&self) -> bool {
        matches!(self.app().vault().state(), Ok(VaultState::Open | VaultState::ReadOnly))
    }

    /// The snapshot of the requests; empty while locked.
    pub(super) fn inbox(&self) -> InboxView {
        self.app().requests().inbox().unwrap_or_default()
    }

    fn frame(&self, csrf: &str) -> Frame {
        let minutes = self.now() / 60;
        let ui = self.ui();
        let inbox = self.inbox();
        let waiting = match asking(&inbox) {
            // The home screen has a notification of its own.
            _ if !ui.open => None,
            Some(_) if ui.locked => rings(&ui, &inbox).then_some(Waiting::Locked),
            Some(view) => Some(self.waiting(view)),
            None => None,
        };
        drop(ui);
        Frame {
            csrf: csrf.to_owned(),
            version: self.version(),
            time: format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60),
            waiting,
        }
    }

    fn waiting(&self, view: &RequestView) -> Waiting {
        Waiting::Open {
            id: view.request.id.clone(),
            organisation: self.organisation(view.request.account),
            service: view.request.service.clone(),
            age: words::age(self.age_of(view)),
        }
    }

    /// Seconds since a request was made.
    pub(super) fn age_of(&self, view: &RequestView) -> u64 {
        self.now().saturating_sub(view.request.created.unwrap_or(view.request.first_seen))
    }

    fn over(&self, phone: Frame, over: &Over) -> Drawn {
        match over {
            Over::Told(what) => Told { phone, what: what.clone() }.render(),
            Over::Denied { id, can_report, report_failed } => Denied {
                phone,
                id: id.clone(),
                can_report: *can_report,
                pending: false,
                report_failed: *report_failed,
            }
            .render(),
            Over::Reported { name, phone: number } => {
                Reported { phone, contact_name: name.clone(), contact_phone: number.clone() }
                    .render()
            }
        }
    }

    /// Whether an account's service takes a report.
    pub(super) fn can_report(&self, account: AccountId) -> bool {
        let accounts = self.app().accounts().list().unwrap_or_default();
        let row = accounts.iter().find(|row| row.id == account);
        row.and_then(|row| row.push.as_ref()).is_some_and(|push| push.can_report)
    }

    fn request(&self, phone: Frame, ui: &Ui, view: &RequestView) -> Drawn {
        let request = &view.request;
        let typed = ui.typed.as_ref().filter(|(id, _)| *id == request.id);
        RequestScreen {
            phone,
            id: request.id.clone(),
            organisation: self.organisation(request.account),
            service: request.service.clone(),
            user: request.user.clone(),
            browser: words::browser(request.browser.as_deref(), request.os.as_deref()),
            place: words::place(request.location.as_deref(), request.country.as_deref()),
            age: words::age(self.age_of(view)),
            seconds_left: u32::try_from(view.seconds_left).unwrap_or(u32::MAX),
            digits: view.digits.unwrap_or(2),
            other_country: (request.country_mismatch == CountryMismatch::Different)
                .then(|| words::other_country(request.country.as_deref())),
            requests_last_hour: request.requests_last_hour,
            more_waiting: u32::try_from(view.more_waiting).unwrap_or(u32::MAX),
            unsent: view.phase == Phase::DeliveryFailed,
            needs_passcode: view.needs_unlock,
            typed: typed.map_or_else(String::new, |(_, number)| number.expose().to_owned()),
            problem: ui.request_problem.clone(),
        }
        .render()
    }

    pub(super) fn organisation(&self, account: AccountId) -> String {
        let accounts = self.app().accounts().list().unwrap_or_default();
        let row = accounts.into_iter().find(|row| row.id == account);
        row.map_or_else(String::new, |row| row.issuer)
    }
}

/// The request that stands on the screen: the one in front, unless something else has to be read or
/// answered first. What waits behind that is named on it and can be tapped.
pub(super) fn on_screen<'a>(ui: &Ui, inbox: &'a InboxView) -> Option<&'a RequestView> {
    let front = asking(inbox)?;
    let other = ui.over.is_some() || ui.preview.is_some() || ui.just_added.is_some();
    let wanted = ui.wanted.as_ref() == Some(&front.request.id);
    (wanted || !other).then_some(front)
}

/// A notification comes in only where the person allowed it.
pub(super) fn rings(ui: &Ui, inbox: &InboxView) -> bool {
    ui.notifications == Some(true) && asking(inbox).is_some()
}

/// The request in front, as long as it is not answered.
fn asking(inbox: &InboxView) -> Option<&RequestView> {
    let front = inbox.front()?;
    matches!(front.phase, Phase::Open | Phase::Sending | Phase::DeliveryFailed).then_some(front)
}

fn create_passcode(phone: Frame, ui: &Ui) -> Drawn {
    let problem = ui.new_passcode_problem.clone();
    CreatePasscode { phone, shortest: Passcode::MIN_CHARS, problem }.render()
}

fn preview_screen(phone: Frame, preview: &Preview, problem: Option<String>) -> Drawn {
    match preview {
        Preview::Otp(otp) => PreviewScreen {
            phone,
            issuer: otp.issuer.clone(),
            label: otp.label.clone(),
            host: None,
            there: otp.conflict.map(there),
            replaceable: otp.replaceable,
            problem,
        },
        Preview::Enrol(offer) => PreviewScreen {
            phone,
            issuer: offer.organisation.clone().unwrap_or_else(|| offer.host.clone()),
            label: offer.user.clone(),
            host: Some(offer.host.clone()),
            there: offer.conflict.map(there),
            replaceable: false,
            problem,
        },
    }
    .render()
}

fn there(conflict: Conflict) -> There {
    match conflict {
        Conflict::Same { .. } => There::Same,
        Conflict::SameSecret { .. } => There::SameKey,
        Conflict::SameName { .. } => There::SameName,
        Conflict::Registered { .. } => There::Registered,
    }
}
