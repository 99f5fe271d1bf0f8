//! The parts of Google Authenticator's export, one `otpauth-migration` link a line: what its app draws as codes.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::super::model::Entry;
use super::links::percent;
use super::{ExportError, Item};
use crate::account::CodeAccount;
use crate::otp::{Algorithm, OtpKind};
use crate::random::Random;
use crate::secret::SecretBytes;

/// Most accounts of a part, and most bytes of a part's link, so that its code can be scanned from a screen.
const MOST: usize = 10;
const MOST_BYTES: usize = 1_200;
/// Most parts of an export.
const MOST_PARTS: usize = 100;
/// Bytes of a part beside its entries, at most.
const FRAME: usize = 30;

pub(super) fn can_say(entry: &Entry, account: &CodeAccount) -> bool {
    let small = encoded_len(entry_message(entry, account).len()) <= MOST_BYTES;
    small
        && match &account.kind {
            OtpKind::Totp { digits, period, .. } => {
                period.get() == 30 && matches!(digits.get(), 6 | 8)
            }
            OtpKind::Hotp { digits, .. } => matches!(digits.get(), 6 | 8),
            OtpKind::Steam | OtpKind::Yandex { .. } | OtpKind::Motp { .. } => false,
        }
}

pub(super) fn write(items: &[Item<'_>], random: &dyn Random) -> Result<SecretBytes, ExportError> {
    let mut parts: Vec<Vec<Zeroizing<Vec<u8>>>> = Vec::new();
    let mut size = 0;
    for item in items {
        let message = entry_message(item.entry, item.account);
        match parts.last_mut() {
            Some(part) if part.len() < MOST && encoded_len(size + message.len()) <= MOST_BYTES => {
                size += message.len();
                part.push(message);
            }
            Some(_) | None => {
                size = message.len();
                parts.push(vec![message]);
            }
        }
    }
    if parts.len() > MOST_PARTS {
        return Err(ExportError::Nothing);
    }
    // Positive, and never 0: a part without an id has another meaning.
    let id = u64::from(u32::from_be_bytes(random.bytes()?) >> 1).max(1);
    let count = u64::try_from(parts.len()).unwrap_or(u64::MAX);
    let lines: Vec<Zeroizing<String>> = (0..)
        .zip(&parts)
        .map(|(index, part)| {
            let mut message = Message::default();
            part.iter().for_each(|entry| message.bytes(1, entry));
            message.varint(2, 1);
            message.varint(3, count);
            message.varint(4, index);
            message.varint(5, id);
            let text = Zeroizing::new(BASE64.encode(&message.0));
            let data = Zeroizing::new(percent(&text));
            // One piece, so that nothing grows and leaves copies behind.
            Zeroizing::new(["otpauth-migration://offline?data=", &data, "\n"].concat())
        })
        .collect();
    let mut list = Vec::with_capacity(lines.iter().map(|line| line.len()).sum());
    lines.iter().for_each(|line| list.extend_from_slice(line.as_bytes()));
    Ok(SecretBytes::new(list))
}

/// Bytes of a link over so many bytes of entries: Base64, of which `+`, `/` and `=` take three bytes each.
fn encoded_len(entries: usize) -> usize {
    // One in thirty-two characters on average; twice that is counted.
    let base64 = (entries + FRAME).div_ceil(3) * 4;
    "otpauth-migration://offline?data=".len() + base64 + base64 / 8 + 6
}

fn entry_message(entry: &Entry, account: &CodeAccount) -> Zeroizing<Vec<u8>> {
    let mut message = Message::default();
    message.bytes(1, account.secret.expose());
    message.bytes(2, entry.account.trim().as_bytes());
    message.bytes(3, entry.issuer.trim().as_bytes());
    let (algorithm, digits, kind, counter) = match &account.kind {
        OtpKind::Totp { algorithm, digits, .. } => (*algorithm, digits.get(), 2, None),
        OtpKind::Hotp { algorithm, digits, counter } => {
            (*algorithm, digits.get(), 1, Some(counter.get()))
        }
        OtpKind::Steam | OtpKind::Yandex { .. } | OtpKind::Motp { .. } => {
            (Algorithm::Sha1, 6, 2, None)
        }
    };
    message.varint(
        4,
        match algorithm {
            Algorithm::Sha1 => 1,
            Algorithm::Sha256 => 2,
            Algorithm::Sha512 => 3,
        },
    );
    message.varint(5, if digits == 8 { 2 } else { 1 });
    message.varint(6, kind);
    if let Some(counter) = counter {
        message.varint(7, counter);
    }
    message.0
}

/// A protocol buffer being written.
#[derive(Default)]
struct Message(Zeroizing<Vec<u8>>);

impl Message {
    fn varint(&mut self, field: u64, value: u64) {
        self.number(field << 3);
        self.number(value);
    }

    fn bytes(&mut self, field: u64, value: &[u8]) {
        self.number(field << 3 | 2);
        self.number(u64::try_from(value.len()).unwrap_or(u64::MAX));
        value.iter().for_each(|byte| self.push(*byte));
    }

    fn number(&mut self, value: u64) {
        let mut rest = value;
        while rest >= 0x80 {
            self.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
            rest >>= 7;
        }
        self.push(u8::try_from(rest).unwrap_or_default());
    }

    fn push(&mut self, byte: u8) {
        if self.0.len() == self.0.capacity() {
            // A plain reallocation would leave the old bytes behind.
            let room = self.0.len().saturating_mul(2).max(256);
            let mut larger = Zeroizing::new(Vec::with_capacity(room));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.push(byte);
    }
}
