//! `otpauth-migration://offline?data=`: one part of a Google Authenticator export (PAYLOADS.md
//! section 5).

use std::fmt;

use data_encoding::BASE64_NOPAD;
use ring::digest;
use zeroize::Zeroizing;

use crate::otp::{Algorithm, Counter, Digits, OtpKind, Period};
use crate::secret::SecretBytes;

use super::account::{Names, ScannedAccount};
use super::finding::{Detail, Field, Malformed, Reason};
use super::otpauth::{parts, split_label};
use super::protobuf::{BadProtobuf, Message};
use super::query::{Plus, Query, decode};
use super::secret::{LONGEST, sized};
use super::steam::standard_base64;
use super::warning::{AccountWarning, warn};

/// The most entries of a part, and the most parts of an export.
const MOST: i32 = 100;

/// One part of an export.
pub struct OtpBatch {
    /// Its place, from 0; below `count`.
    pub index: u32,
    /// How many parts the export has, 1 to 100.
    pub count: u32,
    /// The export's id; newer exports have none.
    pub id: Option<i32>,
    /// The version of the format.
    pub version: i32,
    /// Its entries in order, 1 to 100.
    pub entries: Vec<BatchEntry>,
    /// What the person should know about the part as a whole.
    pub warnings: Vec<AccountWarning>,
    /// SHA-256 of the data, to know the same part again.
    pub(super) digest: [u8; 32],
}

impl fmt::Debug for OtpBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtpBatch")
            .field("index", &self.index)
            .field("count", &self.count)
            .field("version", &self.version)
            .field("entries", &self.entries)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// One entry of a part.
#[derive(Debug)]
pub enum BatchEntry {
    /// An account.
    Ok(Box<ScannedAccount>),
    /// Not usable; the other entries are.
    Refused(Malformed),
}

/// Judges what stands behind `otpauth-migration:`.
pub(super) fn classify(rest: &str) -> Result<OtpBatch, Malformed> {
    match parts(rest) {
        Some((host, "", query)) if host == "offline" => part(query),
        _ => Err(Malformed::new(Field::Type, Reason::Unknown)),
    }
}

fn part(query: &str) -> Result<OtpBatch, Malformed> {
    let wrong = |reason| Malformed::new(Field::Data, reason);
    let query = Query::parse(query)?;
    let mut warnings = Vec::new();
    query.warn(&mut warnings);
    let parse = |raw: &str, _: &mut Vec<AccountWarning>| {
        let text = decode(raw, Plus::Literal, Field::Data)?;
        let plain = Zeroizing::new(standard_base64(&text));
        let bytes = BASE64_NOPAD.decode(plain.as_bytes()).map_err(|_| wrong(Reason::BadBase64))?;
        Ok(SecretBytes::new(bytes))
    };
    let same = |a: &SecretBytes, b: &SecretBytes| a.ct_eq(b.expose());
    let data = query.one("data", Field::Data, &mut warnings, parse, same)?;
    let data = data.ok_or(wrong(Reason::Missing))?;
    if data.is_empty() {
        return Err(wrong(Reason::Empty));
    }
    let raw = RawPart::read(data.expose()).map_err(|BadProtobuf| wrong(Reason::BadProtobuf))?;
    raw.into_batch(data.expose(), warnings)
}

/// The fields of a part as they stand.
#[derive(Default)]
struct RawPart<'a> {
    entries: Vec<RawEntry<'a>>,
    version: Option<i32>,
    size: Option<i32>,
    index: Option<i32>,
    id: Option<i32>,
}

impl<'a> RawPart<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, BadProtobuf> {
        let mut part = Self::default();
        let mut message = Message::new(bytes);
        while let Some((field, value)) = message.next()? {
            match field {
                1 => part.entries.push(RawEntry::read(value.bytes()?)?),
                2 => once(&mut part.version, value.int32()?)?,
                3 => once(&mut part.size, value.int32()?)?,
                4 => once(&mut part.index, value.int32()?)?,
                5 => once(&mut part.id, value.int32()?)?,
                _ => {}
            }
        }
        Ok(part)
    }

    fn into_batch(
        self,
        data: &[u8],
        mut warnings: Vec<AccountWarning>,
    ) -> Result<OtpBatch, Malformed> {
        let wrong = |reason| Malformed::new(Field::Batch, reason);
        let out = wrong(Reason::OutOfRange { min: 1, max: 100 });
        let within = |number: i32| (1..=MOST).contains(&number);
        let size = self.size.filter(|size| *size != 0).unwrap_or(1);
        let entries = i32::try_from(self.entries.len()).unwrap_or(i32::MAX);
        if let Ok(count @ 101..) = u64::try_from(entries) {
            return Err(out.with(Detail::TooManyAccounts { count }));
        }
        if let Ok(count @ 101..) = u64::try_from(size) {
            return Err(out.with(Detail::TooManyParts { count }));
        }
        if !within(size) || !within(entries) {
            return Err(out);
        }
        let count = u32::try_from(size).map_err(|_| out)?;
        let outside = wrong(Reason::IndexOutsideBatch);
        let index = u32::try_from(self.index.unwrap_or_default()).map_err(|_| outside)?;
        if index >= count {
            return Err(outside);
        }
        let version = self.version.unwrap_or_default();
        if !matches!(version, 1 | 2) {
            warn(&mut warnings, AccountWarning::MigrationVersion);
        }
        // Version 1 leaves an id of 0 out, as protocol buffers do; version 2 has none.
        let id = if version == 1 { Some(self.id.unwrap_or_default()) } else { self.id };
        let judged = |entry: RawEntry<'_>| match entry.into_account() {
            Ok(account) => BatchEntry::Ok(Box::new(account)),
            Err(error) => BatchEntry::Refused(error),
        };
        let entries = self.entries.into_iter().map(judged).collect();
        let mut digest = [0; 32];
        digest.copy_from_slice(digest::digest(&digest::SHA256, data).as_ref());
        Ok(OtpBatch { index, count, id, version, entries, warnings, digest })
    }
}

/// The fields of an entry as they stand.
#[derive(Default)]
struct RawEntry<'a> {
    secret: Option<&'a [u8]>,
    name: Option<&'a [u8]>,
    issuer: Option<&'a [u8]>,
    algorithm: Option<u64>,
    digits: Option<u64>,
    kind: Option<u64>,
    counter: Option<u64>,
    id: Option<&'a [u8]>,
}

impl<'a> RawEntry<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, BadProtobuf> {
        let mut entry = Self::default();
        let mut message = Message::new(bytes);
        while let Some((field, value)) = message.next()? {
            match field {
                1 => once(&mut entry.secret, value.bytes()?)?,
                2 => once(&mut entry.name, value.bytes()?)?,
                3 => once(&mut entry.issuer, value.bytes()?)?,
                4 => once(&mut entry.algorithm, value.varint()?)?,
                5 => once(&mut entry.digits, value.varint()?)?,
                6 => once(&mut entry.kind, value.varint()?)?,
                7 => once(&mut entry.counter, value.varint()?)?,
                8 => once(&mut entry.id, value.bytes()?)?,
                _ => {}
            }
        }
        Ok(entry)
    }

    fn into_account(self) -> Result<ScannedAccount, Malformed> {
        let unknown = |field| Malformed::new(field, Reason::Unknown);
        let mut warnings = Vec::new();
        let secret = sized(self.secret.unwrap_or_default().to_vec(), LONGEST)?;
        let names = self.names(&mut warnings)?;
        let numbers = [self.algorithm, self.digits, self.kind];
        if numbers.iter().any(|number| number.unwrap_or_default() == 0) {
            warn(&mut warnings, AccountWarning::UnspecifiedEnum);
        }
        let algorithm = match self.algorithm.unwrap_or_default() {
            0 | 1 => Algorithm::Sha1,
            2 => Algorithm::Sha256,
            3 => Algorithm::Sha512,
            _ => return Err(unknown(Field::Algorithm)),
        };
        let digits = match self.digits.unwrap_or_default() {
            0 | 1 => 6,
            2 => 8,
            _ => return Err(unknown(Field::Digits)),
        };
        let digits = Digits::new(digits).map_err(|_| unknown(Field::Digits))?;
        let kind = match self.kind.unwrap_or_default() {
            0 | 2 => OtpKind::Totp { algorithm, digits, period: Period::THIRTY },
            1 => OtpKind::Hotp { algorithm, digits, counter: self.counter()? },
            _ => return Err(unknown(Field::Type)),
        };
        let timed = matches!(kind, OtpKind::Totp { .. });
        if timed && names.issuer.eq_ignore_ascii_case("steam") {
            warn(&mut warnings, AccountWarning::MaybeSteam);
        }
        let mut account = ScannedAccount::new(names, kind, secret, warnings);
        account.export_id = self.id.map(<[u8]>::to_vec);
        Ok(account)
    }

    fn names(&self, warnings: &mut Vec<AccountWarning>) -> Result<Names, Malformed> {
        let text = |bytes: Option<&'a [u8]>, field| {
            std::str::from_utf8(bytes.unwrap_or_default())
                .map_err(|_| Malformed::new(field, Reason::BadEncoding))
        };
        let issuer = text(self.issuer, Field::Issuer)?;
        let name = text(self.name, Field::Label)?;
        let trimmed = issuer.trim();
        if trimmed.is_empty() {
            let (issuer, account) = split_label(name, "");
            return Names::new(issuer, account, warnings);
        }
        let cut = name.strip_prefix(trimmed).and_then(|rest| rest.strip_prefix(':'));
        Names::new(issuer, cut.unwrap_or(name), warnings)
    }

    fn counter(&self) -> Result<Counter, Malformed> {
        let reason = Reason::OutOfRange { min: 0, max: Counter::MAX };
        Counter::new(self.counter.unwrap_or_default())
            .map_err(|_| Malformed::new(Field::Counter, reason))
    }
}

/// No export says a thing twice; neither the first nor the last may win.
fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), BadProtobuf> {
    if slot.replace(value).is_some() { Err(BadProtobuf) } else { Ok(()) }
}
