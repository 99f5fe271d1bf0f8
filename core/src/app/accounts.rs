//! The account list and its one-time codes.

use crate::account::{AccountId, PushAccount};
use crate::clock::UnixSeconds;
use crate::otp::{self, Code, OtpError, OtpKind};
use crate::vault::{Entry, EntryBody};

use super::code_masking::holds;
use super::fault::Fault;
use super::inner::Inner;
use super::views::{AccountView, CodeView, HotpCode, account_view, issuer};

impl Inner {
    /// The accounts in list order, without the trash.
    pub(super) fn accounts(&self) -> Result<Vec<AccountView>, Fault> {
        let state = self.lock_state()?;
        Ok(listed(&state.vault()?.contents().entries).map(account_view).collect())
    }

    /// The one-time codes at a time, or now. Accounts that make codes from a counter, or need a PIN,
    /// come without a code.
    pub(super) fn codes(&self, at: Option<UnixSeconds>) -> Result<Vec<CodeView>, Fault> {
        let now = self.now();
        let at = at.unwrap_or(now);
        let state = self.lock_state()?;
        let contents = state.vault()?.contents();
        let masked = |id| {
            let shown = state.revealed.get(&id).is_some_and(|until| holds(*until, now));
            contents.hide_codes && !shown
        };
        Ok(listed(&contents.entries)
            .filter_map(|entry| Some((entry, code_of(entry, at)?)))
            .map(|(entry, code)| code_view(entry, code, masked(entry.id)))
            .collect())
    }

    /// Advances a counter-based account and returns its code. The new counter is durable before the
    /// code comes out (V-44): a crash may skip a code, never repeat one.
    pub(super) fn next_code(&self, id: AccountId) -> Result<HotpCode, Fault> {
        let mut state = self.lock_state()?;
        let used = state.vault_mut()?.change(|contents| {
            let mut entries = contents.entries.iter_mut();
            let entry = entries.find(|entry| entry.id == id && entry.trashed.is_none());
            let account = match entry.map(|entry| &mut entry.body) {
                Some(EntryBody::Otp(account)) => account,
                Some(EntryBody::Push(account)) if account.otp.is_none() => {
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
        Ok(HotpCode { code: code.expose().to_owned(), counter: used.get() })
    }
}

/// Entries in list order: favourites, then the person's order, then age; no trash.
pub(super) fn listed(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let mut rows: Vec<&Entry> = entries.iter().filter(|entry| entry.trashed.is_none()).collect();
    rows.sort_by_key(|entry| (!entry.favourite, entry.order, entry.created));
    rows.into_iter()
}

/// The code of an entry; `None` for an account that has no codes at all.
fn code_of(entry: &Entry, now: UnixSeconds) -> Option<Result<Code, OtpError>> {
    match &entry.body {
        EntryBody::Otp(account) => Some(otp::code_at(&account.kind, &account.secret, now, None)),
        EntryBody::Push(account) => own_code(account, now),
    }
}

fn own_code(account: &PushAccount, now: UnixSeconds) -> Option<Result<Code, OtpError>> {
    let seed = account.otp.as_ref()?;
    let kind =
        OtpKind::Totp { algorithm: seed.algorithm, digits: seed.digits, period: seed.period };
    Some(otp::code_at(&kind, &seed.secret, now, None))
}

fn code_view(entry: &Entry, code: Result<Code, OtpError>, masked: bool) -> CodeView {
    let needs_pin = matches!(code, Err(OtpError::PinNeeded));
    let code = code.ok();
    CodeView {
        id: entry.id,
        issuer: issuer(entry),
        label: crate::text::shown(&entry.account),
        code: code.as_ref().map(|code| code.expose().to_owned()),
        next: code.as_ref().and_then(|code| Some(code.next.as_ref()?.expose().to_owned())),
        valid_from: code.as_ref().map_or(0, |code| code.valid_from),
        valid_until: code.as_ref().map_or(0, |code| code.valid_until),
        masked,
        needs_pin,
    }
}
