//! The contents inside the seal, as bytes: numbered sections, and in them records that carry their
//! own length and version, so that one bad record costs one row (V-43).

use super::bytes::{Malformed, Reader, Writer};
use super::codec_imports;
use super::codec_push;
use super::error::VaultError;
use super::model::{Contents, Entry, EntryBody, UnknownSection, UnreadableEntry};
use super::settings::{self, Settings};
use crate::account::{AccountId, CodeAccount, DenyReason, SeenOutcome, SeenRequest};
use crate::otp::{Algorithm, Counter, Digits, MotpForm, OtpKind, Period};
use crate::secret::{SecretBytes, Wiped};

/// The contents as bytes, without padding.
///
/// # Errors
/// [`VaultError::TooLarge`] when they would not be read back as they are: too much in all, or a
/// shared secret that is empty or longer than 256 bytes.
pub(super) fn encode(contents: &Contents) -> Result<Wiped, VaultError> {
    let mut writer = Writer::with_room(about(contents));
    section(&mut writer, SECTION_ENTRIES, |w| write_entries(w, contents));
    section(&mut writer, SECTION_SEEN, |w| {
        for seen in &contents.seen {
            w.nested(|w| write_seen(w, seen));
        }
    });
    section(&mut writer, SECTION_SETTINGS, |w| {
        w.flag(contents.hide_codes);
        w.flag(contents.recovery_declined);
    });
    if !contents.imports.is_empty() {
        section(&mut writer, SECTION_IMPORTS, |w| {
            for record in &contents.imports {
                w.nested(|w| codec_imports::write(w, record));
            }
        });
    }
    if contents.settings != Settings::default() {
        section(&mut writer, SECTION_MORE_SETTINGS, |w| settings::write(w, &contents.settings));
    }
    for unknown in &contents.unknown {
        writer.u16(unknown.tag);
        writer.bytes(unknown.raw.expose());
    }
    writer.finish().ok_or(VaultError::TooLarge)
}

/// About as many bytes as the contents take, so that no buffer is filled, copied and wiped on the way there.
fn about(contents: &Contents) -> usize {
    let of_entry = |entry: &Entry| {
        let fields = match entry.body {
            EntryBody::Otp(_) => OF_CODES,
            EntryBody::Push(_) => OF_PUSH,
        };
        fields + entry.issuer.len() + entry.account.len() + entry.note.len()
    };
    let entries: usize = contents.entries.iter().map(of_entry).sum();
    entries + OF_PUSH
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// [`VaultError::Damaged`] when the sections themselves are not well-formed or a known one occurs
/// twice, [`VaultError::TooLarge`] when they ask for too much memory. A record inside a section
/// never fails the whole.
pub(super) fn decode(bytes: &[u8]) -> Result<Contents, VaultError> {
    decode_sections(bytes).map_err(|error| match error {
        Malformed::Broken => VaultError::Damaged,
        Malformed::OverBudget => VaultError::TooLarge,
    })
}

fn decode_sections(bytes: &[u8]) -> Result<Contents, Malformed> {
    let mut contents = Contents::default();
    let mut known = [false; 5];
    let mut reader = Reader::new(bytes);
    while !reader.is_empty() {
        let tag = reader.u16()?;
        let raw = reader.slice()?;
        let seen_before = match tag {
            SECTION_ENTRIES => {
                let mut list = reader.inner(raw);
                read_entries(&mut list, &mut contents)?;
                reader.absorb(&list);
                std::mem::replace(&mut known[0], true)
            }
            SECTION_SEEN => {
                let mut list = reader.inner(raw);
                read_seen_list(&mut list, &mut contents)?;
                reader.absorb(&list);
                std::mem::replace(&mut known[1], true)
            }
            SECTION_SETTINGS => {
                let mut settings = Reader::new(raw);
                contents.hide_codes = settings.flag()?;
                contents.recovery_declined = settings.flag()?;
                settings.end()?;
                std::mem::replace(&mut known[2], true)
            }
            SECTION_IMPORTS => {
                let mut list = reader.inner(raw);
                codec_imports::read_list(&mut list, &mut contents.imports)?;
                reader.absorb(&list);
                std::mem::replace(&mut known[3], true)
            }
            SECTION_MORE_SETTINGS => {
                let mut section = reader.inner(raw);
                contents.settings = settings::read(&mut section)?;
                section.end()?;
                reader.absorb(&section);
                std::mem::replace(&mut known[4], true)
            }
            _ => {
                reader.spend_owned(raw.len())?;
                contents.unknown.push(UnknownSection { tag, raw: SecretBytes::copy_of(raw) });
                false
            }
        };
        if seen_before {
            return Err(Malformed::Broken);
        }
    }
    Ok(contents)
}

fn section(writer: &mut Writer, tag: u16, write: impl FnOnce(&mut Writer)) {
    writer.u16(tag);
    writer.nested(write);
}

/// Entries in order; what could not be read goes back to the place where it stood.
fn write_entries(writer: &mut Writer, contents: &Contents) {
    let mut entries = contents.entries.iter();
    let mut unreadable = contents.unreadable.iter().peekable();
    for position in 0.. {
        if let Some(kept) = unreadable.next_if(|kept| kept.position <= position) {
            writer.spend(RECORD_COST);
            writer.bytes(kept.raw.expose());
        } else if let Some(entry) = entries.next() {
            writer.spend(RECORD_COST);
            writer.nested(|w| write_entry(w, entry));
        } else if let Some(kept) = unreadable.next() {
            writer.spend(RECORD_COST);
            writer.bytes(kept.raw.expose());
        } else {
            break;
        }
    }
}

fn read_entries(list: &mut Reader<'_>, contents: &mut Contents) -> Result<(), Malformed> {
    let mut position = 0;
    while !list.is_empty() {
        list.spend(RECORD_COST)?;
        let record = list.slice()?;
        let mut reader = list.inner(record);
        match read_entry(&mut reader).and_then(|entry| reader.end().map(|()| entry)) {
            Ok(entry) => {
                list.absorb(&reader);
                contents.entries.push(entry);
            }
            Err(Malformed::OverBudget) => return Err(Malformed::OverBudget),
            Err(Malformed::Broken) => {
                list.spend_owned(record.len())?;
                let raw = SecretBytes::copy_of(record);
                contents.unreadable.push(UnreadableEntry { raw, position });
            }
        }
        position += 1;
    }
    Ok(())
}

fn write_entry(w: &mut Writer, entry: &Entry) {
    w.u8(match &entry.body {
        EntryBody::Push(account) if account.next_key.is_some() => WITH_LAST_FIELD,
        EntryBody::Otp(account) if account.counted_to.is_some() => WITH_LAST_FIELD,
        EntryBody::Push(_) | EntryBody::Otp(_) => ENTRY_VERSION,
    });
    w.u8(match entry.body {
        EntryBody::Otp(_) => BODY_OTP,
        EntryBody::Push(_) => BODY_PUSH,
    });
    w.raw(&entry.id.to_bytes());
    w.text(&entry.issuer);
    w.text(&entry.account);
    w.option(entry.display_name.as_deref(), Writer::text);
    w.text(&entry.note);
    w.texts(&entry.tags);
    w.flag(entry.favourite);
    w.u32(entry.order);
    w.u64(entry.created);
    w.option(entry.trashed, Writer::u64);
    match &entry.body {
        EntryBody::Otp(account) => write_otp(w, account),
        EntryBody::Push(account) => codec_push::write(w, account),
    }
}

fn read_entry(r: &mut Reader<'_>) -> Result<Entry, Malformed> {
    let version = r.u8()?;
    if !(OLDEST_RECORD..=WITH_LAST_FIELD).contains(&version) {
        return Err(Malformed::Broken);
    }
    let body = r.u8()?;
    Ok(Entry {
        id: AccountId::from_bytes(r.array()?),
        issuer: r.text()?,
        account: r.text()?,
        display_name: r.option(Reader::text)?,
        note: r.text()?,
        tags: r.texts()?,
        favourite: r.flag()?,
        order: r.u32()?,
        created: r.u64()?,
        trashed: r.option(Reader::u64)?,
        body: match body {
            BODY_OTP => EntryBody::Otp(read_otp(r, version)?),
            BODY_PUSH => EntryBody::Push(Box::new(codec_push::read(r, version)?)),
            _ => return Err(Malformed::Broken),
        },
    })
}

fn write_otp(w: &mut Writer, account: &CodeAccount) {
    match &account.kind {
        OtpKind::Totp { algorithm, digits, period } => {
            w.u8(OTP_TOTP);
            write_algorithm(w, *algorithm);
            w.u8(digits.get());
            w.u32(period.get());
        }
        OtpKind::Hotp { algorithm, digits, counter } => {
            w.u8(OTP_HOTP);
            write_algorithm(w, *algorithm);
            w.u8(digits.get());
            w.u64(counter.get());
        }
        OtpKind::Steam => w.u8(OTP_STEAM),
        OtpKind::Yandex { pin } => {
            w.u8(OTP_YANDEX);
            w.option(pin.as_ref(), |w, pin| w.text(pin.expose()));
        }
        OtpKind::Motp { pin, form } => {
            w.u8(match form {
                MotpForm::Bytes => OTP_MOTP,
                MotpForm::Text => OTP_MOTP_TEXT,
            });
            w.option(pin.as_ref(), |w, pin| w.text(pin.expose()));
        }
    }
    if account.secret.is_empty() || account.secret.len() > MAX_SECRET {
        w.refuse();
    }
    w.bytes(account.secret.expose());
    w.flag(account.lock_requested);
    w.flag(account.never_export);
    if let Some(counter) = account.counted_to {
        w.u64(counter.get());
    }
}

fn read_otp(r: &mut Reader<'_>, version: u8) -> Result<CodeAccount, Malformed> {
    let kind = match r.u8()? {
        OTP_TOTP => OtpKind::Totp {
            algorithm: read_algorithm(r)?,
            digits: read_digits(r)?,
            period: read_period(r)?,
        },
        OTP_HOTP => OtpKind::Hotp {
            algorithm: read_algorithm(r)?,
            digits: read_digits(r)?,
            counter: Counter::new(r.u64()?).map_err(|_| Malformed::Broken)?,
        },
        OTP_STEAM => OtpKind::Steam,
        OTP_YANDEX => OtpKind::Yandex { pin: r.option(Reader::secret_text)? },
        kind @ (OTP_MOTP | OTP_MOTP_TEXT) => OtpKind::Motp {
            pin: r.option(Reader::secret_text)?,
            form: if kind == OTP_MOTP { MotpForm::Bytes } else { MotpForm::Text },
        },
        _ => return Err(Malformed::Broken),
    };
    let secret = r.secret()?;
    if secret.is_empty() || secret.len() > MAX_SECRET {
        return Err(Malformed::Broken);
    }
    let lock_requested = r.flag()?;
    let never_export = if version < 3 { false } else { r.flag()? };
    let counted_to = match version {
        WITH_LAST_FIELD => Some(Counter::new(r.u64()?).map_err(|_| Malformed::Broken)?),
        _ => None,
    };
    Ok(CodeAccount { kind, secret, lock_requested, never_export, counted_to })
}

pub(super) fn write_algorithm(w: &mut Writer, algorithm: Algorithm) {
    w.u8(match algorithm {
        Algorithm::Sha1 => 1,
        Algorithm::Sha256 => 2,
        Algorithm::Sha512 => 3,
    });
}

pub(super) fn read_algorithm(r: &mut Reader<'_>) -> Result<Algorithm, Malformed> {
    match r.u8()? {
        1 => Ok(Algorithm::Sha1),
        2 => Ok(Algorithm::Sha256),
        3 => Ok(Algorithm::Sha512),
        _ => Err(Malformed::Broken),
    }
}

pub(super) fn read_digits(r: &mut Reader<'_>) -> Result<Digits, Malformed> {
    Digits::new(u64::from(r.u8()?)).map_err(|_| Malformed::Broken)
}

pub(super) fn read_period(r: &mut Reader<'_>) -> Result<Period, Malformed> {
    Period::new(u64::from(r.u32()?)).map_err(|_| Malformed::Broken)
}

fn write_seen(w: &mut Writer, seen: &SeenRequest) {
    w.spend(RECORD_COST);
    let after_approval = matches!(seen.outcome, SeenOutcome::Refusing { after_approval: true, .. });
    w.u8(if after_approval { SEEN_AFTER_APPROVAL } else { SEEN_VERSION });
    w.text(&seen.id);
    w.raw(&seen.account.to_bytes());
    w.u64(seen.created);
    w.u64(seen.expires);
    w.u8(match seen.outcome {
        SeenOutcome::Open => 0,
        SeenOutcome::Approved => 1,
        SeenOutcome::Denied => 2,
        SeenOutcome::WrongNumber => 3,
        SeenOutcome::Expired => 4,
        SeenOutcome::Superseded => 5,
        SeenOutcome::AlreadyHandled => 6,
        SeenOutcome::Refused => 7,
        SeenOutcome::ApprovalSent => 8,
        SeenOutcome::NumberRefused => 9,
        SeenOutcome::Refusing { reason: DenyReason::UnknownTrigger, .. } => 10,
        SeenOutcome::Refusing { reason: DenyReason::Cancelled, .. } => 11,
        SeenOutcome::Interrupted => 12,
        SeenOutcome::Unlinked => 13,
    });
    w.u64(seen.first_seen);
    w.u64(seen.expires_at_server);
    w.option(seen.ctx.as_deref(), Writer::text);
    w.flag(seen.report);
}

/// Reads the requests seen. One that cannot be read is left out: they live for a day.
fn read_seen_list(list: &mut Reader<'_>, contents: &mut Contents) -> Result<(), Malformed> {
    while !list.is_empty() {
        list.spend(RECORD_COST)?;
        let record = list.slice()?;
        let mut reader = list.inner(record);
        match read_seen(&mut reader).and_then(|seen| reader.end().map(|()| seen)) {
            Ok(seen) => {
                list.absorb(&reader);
                contents.seen.push(seen);
            }
            Err(Malformed::OverBudget) => return Err(Malformed::OverBudget),
            Err(Malformed::Broken) => {}
        }
    }
    Ok(())
}

fn read_seen(r: &mut Reader<'_>) -> Result<SeenRequest, Malformed> {
    let version = r.u8()?;
    if !(OLDEST_RECORD..=SEEN_AFTER_APPROVAL).contains(&version) {
        return Err(Malformed::Broken);
    }
    let id = r.text()?;
    let account = AccountId::from_bytes(r.array()?);
    let (created, expires) = (r.u64()?, r.u64()?);
    let after_approval = version == SEEN_AFTER_APPROVAL;
    let outcome = match (r.u8()?, version) {
        (10, 2..) => SeenOutcome::Refusing { reason: DenyReason::UnknownTrigger, after_approval },
        (11, 2..) => SeenOutcome::Refusing { reason: DenyReason::Cancelled, after_approval },
        (_, SEEN_AFTER_APPROVAL) => return Err(Malformed::Broken),
        (0, _) => SeenOutcome::Open,
        (1, _) => SeenOutcome::Approved,
        (2, _) => SeenOutcome::Denied,
        (3, _) => SeenOutcome::WrongNumber,
        (4, _) => SeenOutcome::Expired,
        (5, _) => SeenOutcome::Superseded,
        (6, _) => SeenOutcome::AlreadyHandled,
        (7, _) => SeenOutcome::Refused,
        (8, 2..) => SeenOutcome::ApprovalSent,
        (9, 2..) => SeenOutcome::NumberRefused,
        (12, 2..) => SeenOutcome::Interrupted,
        (13, 2..) => SeenOutcome::Unlinked,
        _ => return Err(Malformed::Broken),
    };
    let (first_seen, expires_at_server, ctx, report) = match version {
        1 => (created, expires, None, false),
        _ => (r.u64()?, r.u64()?, r.option(Reader::text)?, r.flag()?),
    };
    Ok(SeenRequest {
        id,
        account,
        created,
        first_seen,
        expires,
        expires_at_server,
        ctx,
        outcome,
        report,
    })
}

/// Bytes of a code account besides its names and note, about.
const OF_CODES: usize = 96;
/// The same of a push account, and of all that is no account.
const OF_PUSH: usize = 1024;
const SECTION_ENTRIES: u16 = 1;
const SECTION_SEEN: u16 = 2;
const SECTION_SETTINGS: u16 = 3;
const SECTION_IMPORTS: u16 = 4;
const SECTION_MORE_SETTINGS: u16 = 5;
/// The oldest version of an entry and of a request seen that is read; the newest is written.
const OLDEST_RECORD: u8 = 1;
const ENTRY_VERSION: u8 = 3;
/// The version of an entry with the last field of its kind: the key that is to take the place of a push account's,
/// the counter at which a code account goes on when it counts again.
pub(super) const WITH_LAST_FIELD: u8 = 4;
const SEEN_VERSION: u8 = 2;
/// The version of a request that was refused after an approval which may have arrived; no other is of it.
const SEEN_AFTER_APPROVAL: u8 = 3;
const BODY_OTP: u8 = 1;
const BODY_PUSH: u8 = 2;
const OTP_TOTP: u8 = 1;
const OTP_HOTP: u8 = 2;
const OTP_STEAM: u8 = 3;
const OTP_YANDEX: u8 = 4;
const OTP_MOTP: u8 = 5;
const OTP_MOTP_TEXT: u8 = 6;
/// Longest shared secret, in bytes.
const MAX_SECRET: usize = 256;
/// What a record costs in memory beyond its texts: an [`Entry`] in a growing list, and a push
/// account's box.
const RECORD_COST: usize = 1200;
