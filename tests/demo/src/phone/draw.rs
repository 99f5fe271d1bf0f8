//! From the core's snapshots to screens.

use std::hash::{DefaultHasher, Hash, Hasher};

use askama::Template;
use countersign_core::app::{
    AccountNote, AccountState, AccountTrouble, AccountView, CodeView, InboxView, Phase, Preview,
    RequestView, VaultState,
};
use countersign_core::push::request::CountryMismatch;
use countersign_core::vault::{AccountId, Passcode};

use super::ui::{Over, Ui};
use super::{Phone, words};
use crate::screens::accounts::{Account, Accounts, Note, Row, RowKind, RowState, WaitingRow};
use crate::screens::add::{Preview as PreviewScreen, Scanner};
use crate::screens::notifications::Notifications;
use crate::screens::passcode::{CreatePasscode, Unlock, UnlockFor};
use crate::screens::request::{Denied, Reported, Request};
use crate::screens::told::Told;
use crate::screens::{Phone as Frame, phone::Home};

/// A drawn screen.
pub(super) type Drawn = Result<String, askama::Error>;

impl Phone {
    /// Whatever is in front.
    pub(super) fn draw(&self, csrf: &str) -> Drawn {
        let frame = self.frame(csrf);
        let ui = self.ui();
        if matches!(self.app().vault_state(), Ok(VaultState::None)) {
            return create_passcode(frame, &ui);
        }
        if !ui.open {
            return Home { phone: frame, rings: self.rings(&ui) }.render();
        }
        if ui.locked || !self.is_unlocked() {
            return unlock(frame, &ui, UnlockFor::App);
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
        let inbox = self.inbox();
        match inbox.front() {
            Some(view) if view.needs_unlock => unlock(frame, &ui, UnlockFor::Request),
            Some(view) => self.request(frame, &ui, view),
            None => self.list(frame, &ui, &inbox),
        }
    }

    /// The scanner.
    pub(super) fn draw_scanner(&self, csrf: &str) -> Drawn {
        let problem = self.ui().scan_problem.take();
        Scanner { phone: self.frame(csrf), problem }.render()
    }

    /// Which sort of account.
    pub(super) fn draw_add(&self, csrf: &str) -> Drawn {
        crate::screens::add::Add { phone: self.frame(csrf) }.render()
    }

    /// One account's details.
    pub(super) fn draw_account(&self, csrf: &str, id: &str) -> Option<Drawn> {
        let account =
            self.app().accounts().ok()?.into_iter().find(|row| row.id.to_string() == id)?;
        let screen = Account {
            phone: self.frame(csrf),
            id: account.id.to_string(),
            issuer: account.issuer,
            label: account.label,
            host: account.push.as_ref().map(|push| push.host.clone()),
            device: account.push.map(|push| push.device_label),
            unlinked: account.state == AccountState::Unlinked,
        };
        Some(screen.render())
    }

    /// Whether the core is unlocked.
    pub(super) fn is_unlocked(&self) -> bool {
        matches!(self.app().vault_state(), Ok(VaultState::Open | VaultState::ReadOnly))
    }

    /// The snapshot of the requests; empty while locked.
    pub(super) fn inbox(&self) -> InboxView {
        self.app().inbox().unwrap_or_default()
    }

    /// Names what [`Phone::draw`] would draw; the same while only seconds go by.
    pub(super) fn version(&self) -> String {
        let ui = self.ui();
        let mut hash = DefaultHasher::new();
        (ui.open, ui.locked, self.is_unlocked(), ui.over.is_some()).hash(&mut hash);
        if ui.open && !ui.locked {
            let inbox = self.inbox();
            for view in inbox.requests.iter().filter(|view| view.phase != Phase::Over) {
                (&view.request.id, view.in_front, view.needs_unlock).hash(&mut hash);
            }
            inbox.accounts.iter().any(|account| account.error.is_some()).hash(&mut hash);
            for row in self.app().accounts().unwrap_or_default() {
                (row.id.to_string(), row.state.name()).hash(&mut hash);
            }
        } else {
            self.rings(&ui).hash(&mut hash);
        }
        format!("{:016x}", hash.finish())
    }

    fn frame(&self, csrf: &str) -> Frame {
        let minutes = self.now() / 60;
        Frame {
            csrf: csrf.to_owned(),
            version: self.version(),
            time: format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60),
        }
    }

    /// A notification comes in only where the person allowed it.
    fn rings(&self, ui: &Ui) -> bool {
        ui.notifications == Some(true) && self.inbox().front().is_some()
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
        let accounts = self.app().accounts().unwrap_or_default();
        let row = accounts.iter().find(|row| row.id == account);
        row.and_then(|row| row.push.as_ref()).is_some_and(|push| push.can_report)
    }

    fn request(&self, phone: Frame, ui: &Ui, view: &RequestView) -> Drawn {
        let request = &view.request;
        let now = self.now();
        Request {
            phone,
            id: request.id.clone(),
            organisation: self.organisation(request.account),
            service: request.service.clone(),
            user: request.user.clone(),
            browser: words::browser(request.browser.as_deref(), request.os.as_deref()),
            place: words::place(request.location.as_deref(), request.country.as_deref()),
            age: words::age(now.saturating_sub(request.created.unwrap_or(request.first_seen))),
            seconds_left: u32::try_from(view.seconds_left).unwrap_or(u32::MAX),
            digits: view.digits.unwrap_or(2),
            other_country: (request.country_mismatch == CountryMismatch::Different)
                .then(|| words::other_country(request.country.as_deref())),
            requests_last_hour: request.requests_last_hour,
            more_waiting: u32::try_from(view.more_waiting).unwrap_or(u32::MAX),
            problem: ui.request_problem,
        }
        .render()
    }

    fn organisation(&self, account: AccountId) -> String {
        let accounts = self.app().accounts().unwrap_or_default();
        let row = accounts.into_iter().find(|row| row.id == account);
        row.map_or_else(String::new, |row| row.issuer)
    }

    fn list(&self, phone: Frame, ui: &Ui, inbox: &InboxView) -> Drawn {
        let accounts = self.app().accounts().unwrap_or_default();
        let codes = self.app().codes(None).unwrap_or_default();
        let now = self.now();
        let mut notes = Vec::new();
        for trouble in inbox.accounts.iter().filter_map(AccountNote::trouble) {
            let note = match trouble {
                AccountTrouble::Unreachable => Note::Offline,
                AccountTrouble::ClockWrong { .. } => Note::ClockWrong,
                AccountTrouble::Refused | AccountTrouble::AppTooOld | AccountTrouble::Device => {
                    Note::ServiceRefuses
                }
            };
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        if ui.notifications == Some(false) && accounts.iter().any(|row| row.push.is_some()) {
            notes.push(Note::NotTold);
        }
        if let Some(off) = inbox.clock_off {
            notes.push(if off > 0 {
                Note::ClockSlow(off.unsigned_abs())
            } else {
                Note::ClockFast(off.unsigned_abs())
            });
        }
        let open = inbox.requests.iter().filter(|view| view.phase != Phase::Over);
        let waiting = open.map(|view| self.waiting_row(view, now)).collect();
        let rows = accounts.iter().map(|account| row(account, &codes, now)).collect();
        Accounts { phone, notes, waiting, rows }.render()
    }

    fn waiting_row(&self, view: &RequestView, now: u64) -> WaitingRow {
        let request = &view.request;
        WaitingRow {
            id: request.id.clone(),
            organisation: self.organisation(request.account),
            service: request.service.clone(),
            age: words::age(now.saturating_sub(request.created.unwrap_or(request.first_seen))),
        }
    }
}

fn create_passcode(phone: Frame, ui: &Ui) -> Drawn {
    CreatePasscode { phone, shortest: Passcode::MIN_CHARS, problem: ui.new_passcode_problem }
        .render()
}

fn unlock(phone: Frame, ui: &Ui, what_for: UnlockFor) -> Drawn {
    Unlock { phone, what_for, problem: ui.unlock_problem }.render()
}

fn preview_screen(phone: Frame, preview: &Preview, problem: Option<String>) -> Drawn {
    match preview {
        Preview::Otp(otp) => PreviewScreen {
            phone,
            issuer: otp.issuer.clone(),
            label: otp.label.clone(),
            host: None,
            problem,
        },
        Preview::Enrol(offer) => PreviewScreen {
            phone,
            issuer: offer.organisation.clone().unwrap_or_else(|| offer.host.clone()),
            label: offer.user.clone(),
            host: Some(offer.host.clone()),
            problem,
        },
    }
    .render()
}

fn row(account: &AccountView, codes: &[CodeView], now: u64) -> Row {
    let shown = codes.iter().find(|code| code.id == account.id);
    let what = match (shown.and_then(|code| Some((code, code.code.clone()?))), &account.push) {
        (_, Some(_)) => RowKind::Push(row_state(account.state)),
        (Some((view, code)), None) => RowKind::Code {
            code,
            seconds_left: seconds(view.valid_until, now),
            period: seconds(view.valid_until, view.valid_from),
        },
        (None, None) => {
            RowKind::Code { code: "······".to_owned(), seconds_left: 60, period: 60 }
        }
    };
    Row {
        id: account.id.to_string(),
        issuer: account.issuer.clone(),
        label: account.label.clone(),
        what,
    }
}

fn row_state(state: AccountState) -> RowState {
    match state {
        AccountState::Active => RowState::Active,
        AccountState::TryoutPending => RowState::TryoutPending,
        AccountState::Paused => RowState::Paused,
        AccountState::Blocked => RowState::Blocked,
        AccountState::Unlinked => RowState::Unlinked,
        AccountState::RemovalPending => RowState::RemovalPending,
        AccountState::SetUpAgain => RowState::SetUpAgain,
    }
}

fn seconds(until: u64, now: u64) -> u32 {
    u32::try_from(until.saturating_sub(now)).unwrap_or(u32::MAX)
}
