//! The account list and its one-time codes.

use std::collections::HashSet;

use crate::account::{AccountId, PushAccount};
use crate::clock::UnixSeconds;
use crate::otp::{self, Code, CodeText, OtpError, OtpKind};
use crate::secret::SecretString;
use crate::vault::{Entry, EntryBody};

use super::clocks::CodeTime;
use super::code_masking::{SHOWN_FOR, holds};
use super::fault::Fault;
use super::inner::Inner;
use super::listing::Codes;
use super::views::{AccountView, CodeView, HotpCode, account_view, group, issuer};

impl Inner {
    /// The accounts in list order, without the trash.
    pub(super) fn accounts(&self) -> Result<Vec<AccountView>, Fault> {
        let state = self.lock_state()?;
        Ok(listed(&state.vault()?.contents().entries).map(|entry| self.row(entry)).collect())
    }

    /// The row of an entry, with whether its service rings this phone.
    pub(super) fn row(&self, entry: &Entry) -> AccountView {
        let rings = matches!(entry.body, EntryBody::Push(_)) && self.push_registered(entry.id);
        account_view(entry, rings)
    }

    /// The one-time codes of all accounts or of some, at a time or now. Accounts that make codes from a counter, or
    /// need a PIN, come without a code.
    pub(super) fn codes(&self, wanted: Codes<'_>) -> Result<Vec<CodeView>, Fault> {
        let now = self.now();
        let state = self.lock_state()?;
        // A time that is asked for is the services' own.
        let time = match wanted.at {
            Some(at) => CodeTime { at, shift: 0 },
            None => self.code_time(&state),
        };
        let contents = state.vault()?.contents();
        let shown = |id| state.revealed.get(&id).copied().filter(|until| holds(*until, now));
        let masked = |id| (contents.hide_codes && shown(id).is_none(), shown(id));
        let some: Option<HashSet<AccountId>> = wanted.of.map(|of| of.iter().copied().collect());
        let is_wanted = |entry: &&Entry| some.as_ref().is_none_or(|some| some.contains(&entry.id));
        Ok(listed(&contents.entries)
            .filter(is_wanted)
            .filter_map(|entry| Some((entry, code_of(entry, time)?)))
            .map(|(entry, code)| code_view(entry, code, masked(entry.id)))
            .collect())
    }

    /// Advances a counter-based account and returns its code. The new counter is durable before the
    /// code comes out (V-44): a crash may skip a code, never repeat one.
    pub(super) fn next_code(&self, id: AccountId) -> Result<HotpCode, Fault> {
        // Each code of such an account takes an unlock: `one_code`.
        if self.asks_before(id)? {
            return Err(Fault::NeedsReauth);
        }
        self.count_on(id)
    }

    /// The same, once it is known that the person may.
    pub(super) fn count_on(&self, id: AccountId) -> Result<HotpCode, Fault> {
        let mut state = self.lock_state()?;
        let used = state.vault_mut()?.change(|contents| {
            let mut entries = contents.entries.iter_mut();
            let entry = entries.find(|entry| entry.id == id && entry.trashed.is_none());
            let account = match entry.map(|entry| &mut entry.body) {
                Some(EntryBody::Otp(account)) => account,
                Some(EntryBody::Push(account)) if !account.has_code() => {
                    return Err(Fault::NoCodes);
                }
                Some(EntryBody::Push(_)) => return Err(Fault::NotCounterBased),
                None => return Err(Fault::NoSuchAccount),
            };
            let counter = match &mut account.kind {
                OtpKind::Hotp { counter, .. } => counter,
                OtpKind::Yandex { pin: None } | OtpKind::Motp { pin: None, .. } => {
                    return Err(OtpError::PinNeeded.into());
                }
                OtpKind::Totp { .. }
                | OtpKind::Steam
                | OtpKind::Yandex { pin: Some(_) }
                | OtpKind::Motp { pin: Some(_), .. } => return Err(Fault::NotCounterBased),
            };
            let used = *counter;
            *counter = used.next().ok_or(Fault::CounterExhausted)?;
            Ok(used)
        })?;
        let contents = state.vault()?.contents();
        let Some(Entry { body: EntryBody::Otp(account), .. }) =
            contents.entries.iter().find(|entry| entry.id == id)
        else {
            return Err(Fault::NoSuchAccount);
        };
        let OtpKind::Hotp { algorithm, digits, .. } = &account.kind else {
            return Err(Fault::NoSuchAccount);
        };
        let code = otp::hotp_code(*algorithm, *digits, &account.secret, used)?;
        let shown_until = self.now().saturating_add(SHOWN_FOR);
        let (group, code) = (group(code.expose()), code.into_shown());
        Ok(HotpCode { code, counter: used.get(), group, shown_until })
    }
}

/// Entries in list order: favourites, then the person's order, then age; no trash.
pub(super) fn listed(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let mut rows: Vec<&Entry> = entries.iter().filter(|entry| entry.trashed.is_none()).collect();
    rows.sort_by_key(|entry| (!entry.favourite, entry.order, entry.created));
    rows.into_iter()
}

/// The code of an entry in the list; `None` for an account that has no codes at all.
fn code_of(entry: &Entry, time: CodeTime) -> Option<Result<Code, Missing>> {
    match &entry.body {
        EntryBody::Otp(account) if account.lock_requested => Some(Err(Missing::Unlock)),
        EntryBody::Otp(_) | EntryBody::Push(_) => {
            made_code(entry, time, None).map(|made| made.map_err(Missing::Otp))
        }
    }
}

/// The code of an entry, with the PIN that was typed for it; `None` for an account that has no codes at all.
pub(super) fn made_code(
    entry: &Entry,
    time: CodeTime,
    pin: Option<&SecretString>,
) -> Option<Result<Code, OtpError>> {
    let made = match &entry.body {
        EntryBody::Otp(account) => otp::code_at(&account.kind, &account.secret, time.at, pin),
        EntryBody::Push(account) => own_code(account, time.at)?,
    };
    // Its life by the phone's clock, which the screen counts by.
    Some(made.map(|code| Code {
        valid_from: time.to_phone(code.valid_from),
        valid_until: time.to_phone(code.valid_until),
        ..code
    }))
}

fn own_code(account: &PushAccount, now: UnixSeconds) -> Option<Result<Code, OtpError>> {
    let seed = account.otp.as_ref().filter(|_| account.has_code())?;
    let kind =
        OtpKind::Totp { algorithm: seed.algorithm, digits: seed.digits, period: seed.period };
    Some(otp::code_at(&kind, &seed.secret, now, None))
}

/// Why a row has no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// It asks before each code.
    Unlock,
    /// Its kind makes none by itself.
    Otp(OtpError),
}

pub(super) fn code_view(
    entry: &Entry,
    code: Result<Code, Missing>,
    (masked, shown_until): (bool, Option<UnixSeconds>),
) -> CodeView {
    let needs_pin = matches!(code, Err(Missing::Otp(OtpError::PinNeeded)));
    let needs_unlock = matches!(code, Err(Missing::Unlock));
    let (group, valid_from, valid_until) = match &code {
        Ok(code) => (group(code.expose()), code.valid_from, code.valid_until),
        Err(_) => (0, 0, 0),
    };
    let (code, next) = match code {
        Ok(code) => (Some(code.text.into_shown()), code.next.map(CodeText::into_shown)),
        Err(_) => (None, None),
    };
    CodeView {
        id: entry.id,
        issuer: issuer(entry),
        label: crate::text::isolated(&entry.account),
        code,
        next,
        valid_from,
        valid_until,
        group,
        masked,
        shown_until,
        needs_pin,
        needs_unlock,
        of_push: matches!(entry.body, EntryBody::Push(_)),
    }
}
