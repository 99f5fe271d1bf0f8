//! The list of accounts.

use askama::Template;
use countersign_core::app::{AccountState, AccountTrouble, AccountView, CodeView, InboxView};
use countersign_core::net::UnreachableCause;

use super::Phone;
use super::draw::Drawn;
use super::ui::{Made, Ui};
use crate::screens::Phone as Frame;
use crate::screens::accounts::{Accounts, Note, OwnCode, Row, RowKind, RowState, Shown};

impl Phone {
    /// All accounts, and what there is to know about them.
    pub(super) fn list(&self, phone: Frame, ui: &Ui, inbox: &InboxView) -> Drawn {
        let accounts = self.app().accounts().list().unwrap_or_default();
        let codes = self.app().accounts().codes(None).unwrap_or_default();
        let now = self.now();
        let row = |account: &AccountView| {
            let made = ui.made.iter().find(|made| made.id == account.id);
            Row {
                id: account.id.to_string(),
                issuer: account.issuer.clone(),
                label: account.label.clone(),
                title: account.title.clone(),
                what: what(account, &codes, made, now),
                own_code: account.push.as_ref().and_then(|_| own_code(account, &codes, now)),
            }
        };
        let notes = notes(ui, inbox, &accounts);
        let search = (accounts.len() > 1).then(|| ui.search.clone());
        let rows = self.listed(ui).iter().map(row).collect();
        Accounts { phone, notes, search, rows }.render()
    }
}

/// What to know, above the list.
pub(super) fn notes(ui: &Ui, inbox: &InboxView, accounts: &[AccountView]) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for account in &inbox.accounts {
        let Some(trouble) = account.trouble else { continue };
        let issuer = accounts.iter().find(|row| row.id == account.id).map(|row| row.issuer.clone());
        let note = match (trouble, issuer) {
            (AccountTrouble::Unreachable { why }, Some(organisation))
                if why != UnreachableCause::Offline =>
            {
                Note::Unreachable { organisation, why }
            }
            (AccountTrouble::Unreachable { .. }, _) => Note::Offline,
            (AccountTrouble::ClockWrong { .. }, _) => Note::ClockWrong,
            (AccountTrouble::Refused | AccountTrouble::AppTooOld | AccountTrouble::Device, _) => {
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
        let seconds = off.unsigned_abs();
        notes.push(if off > 0 { Note::ClockSlow(seconds) } else { Note::ClockFast(seconds) });
    }
    notes
}

fn what(account: &AccountView, codes: &[CodeView], made: Option<&Made>, now: u64) -> RowKind {
    if account.push.is_some() {
        return RowKind::Push(row_state(account.state));
    }
    if account.kind == "hotp" {
        let shown = made.filter(|made| made.shown.contains(&now)).map(|made| Shown {
            code: made.code.expose().to_owned(),
            seconds_left: seconds(made.shown.end, now),
            period: seconds(made.shown.end, made.shown.start),
        });
        return RowKind::Counter(shown);
    }
    let shown = codes.iter().find(|code| code.id == account.id);
    match shown.and_then(|view| Some((view, view.code.clone()?))) {
        Some((view, _)) if view.masked => RowKind::Masked,
        Some((view, code)) => RowKind::Code {
            code,
            seconds_left: seconds(view.valid_until, now),
            period: seconds(view.valid_until, view.valid_from),
        },
        None => RowKind::NeedsPin,
    }
}

/// The code of an account that confirms sign-ins.
fn own_code(account: &AccountView, codes: &[CodeView], now: u64) -> Option<OwnCode> {
    let view = codes.iter().find(|code| code.id == account.id && code.of_push)?;
    let code = view.code.clone()?;
    if view.masked {
        return Some(OwnCode::Masked);
    }
    let seconds_left = seconds(view.valid_until, now);
    let period = seconds(view.valid_until, view.valid_from);
    Some(OwnCode::Shown(Shown { code, seconds_left, period }))
}

fn row_state(state: AccountState) -> RowState {
    match state {
        AccountState::Active => RowState::Active,
        AccountState::TryoutPending => RowState::TryoutPending,
        AccountState::Paused => RowState::Paused,
        AccountState::Off => RowState::Off,
        AccountState::Blocked => RowState::Blocked,
        AccountState::Unlinked => RowState::Unlinked,
        AccountState::RemovalPending => RowState::RemovalPending,
        AccountState::SetUpAgain => RowState::SetUpAgain,
    }
}

fn seconds(until: u64, from: u64) -> u32 {
    u32::try_from(until.saturating_sub(from)).unwrap_or(u32::MAX)
}
