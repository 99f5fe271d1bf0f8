//! A list of links, one a line, every parameter written even where it is the default.

use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use super::super::model::Entry;
use super::Item;
use crate::account::CodeAccount;
use crate::otp::{MotpForm, OtpKind};
use crate::secret::{SecretBytes, SecretString};

/// Bytes of a link beside its names and its key, at most: its words, its numbers and a PIN.
const LINK_FRAME: usize = 256;

/// The link of an mOTP account is its secret as bytes.
pub(super) fn can_say(account: &CodeAccount) -> bool {
    match &account.kind {
        OtpKind::Motp { form, .. } => *form == MotpForm::Bytes,
        OtpKind::Totp { .. } | OtpKind::Hotp { .. } | OtpKind::Steam | OtpKind::Yandex { .. } => {
            true
        }
    }
}

pub(super) fn write(items: &[Item<'_>]) -> SecretBytes {
    let lines: Vec<SecretString> =
        items.iter().map(|item| link(item.entry, item.account)).collect();
    let mut list = Vec::with_capacity(lines.iter().map(|line| line.expose().len() + 1).sum());
    for line in &lines {
        list.extend_from_slice(line.expose().as_bytes());
        list.push(b'\n');
    }
    SecretBytes::new(list)
}

/// The link of one account, as its set-up code would hold it.
pub(crate) fn link(entry: &Entry, account: &CodeAccount) -> SecretString {
    let (issuer, name) = (entry.issuer.trim(), entry.account.trim());
    let label = match issuer {
        "" => percent(name),
        issuer => format!("{}:{}", percent(issuer), percent(name)),
    };
    let by_issuer = match issuer {
        "" => String::new(),
        issuer => format!("&issuer={}", percent(issuer)),
    };
    let base32 = Zeroizing::new(BASE32_NOPAD.encode(account.secret.expose()));
    let lock = if account.lock_requested { "&pin=True" } else { "" };
    // Room for all of it, since what grows leaves copies behind. Hexadecimal is the longest form of a key, and a PIN is short.
    let room = label.len() + by_issuer.len() + 2 * account.secret.len() + LINK_FRAME;
    let mut out = String::with_capacity(room);
    let written = match &account.kind {
        OtpKind::Totp { algorithm, digits, period } => write!(
            out,
            "otpauth://totp/{label}?secret={}{by_issuer}&algorithm={}&digits={}&period={}{lock}",
            *base32,
            algorithm.as_str(),
            digits.get(),
            period.get()
        ),
        OtpKind::Hotp { algorithm, digits, counter } => write!(
            out,
            "otpauth://hotp/{label}?secret={}{by_issuer}&algorithm={}&digits={}&counter={}{lock}",
            *base32,
            algorithm.as_str(),
            digits.get(),
            counter.get()
        ),
        OtpKind::Steam => write!(
            out,
            "otpauth://steam/{label}?secret={}{by_issuer}&algorithm=SHA1&digits=5&period=30{lock}",
            *base32
        ),
        OtpKind::Yandex { pin } => {
            let pin = pin.as_ref().map_or_else(Zeroizing::default, |pin| {
                let text = Zeroizing::new(BASE32_NOPAD.encode(pin.expose().as_bytes()));
                Zeroizing::new(format!("&pin={}", *text))
            });
            // `pin` is the PIN here, so that the wish to be locked has no place.
            write!(
                out,
                "otpauth://yaotp/{}?secret={}&algorithm=SHA256&digits=8&period=30{}",
                percent(name),
                *base32,
                *pin
            )
        }
        OtpKind::Motp { .. } => {
            let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(account.secret.expose()));
            write!(out, "motp://{label}?secret={}{by_issuer}", *hex)
        }
    };
    // Writing to a text does not fail.
    let _ = written;
    SecretString::new(out)
}

/// Percent-encodes all but the unreserved characters of RFC 3986 section 2.3.
pub(super) fn percent(text: &str) -> String {
    // Room for all of it: a text that grows leaves copies behind that nothing wipes.
    let mut out = String::with_capacity(3 * text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
