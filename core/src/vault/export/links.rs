//! A list of links, one a line, every parameter written even where it is the default.

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use super::super::model::Entry;
use super::Item;
use crate::account::CodeAccount;
use crate::otp::{MotpForm, OtpKind};
use crate::secret::{SecretBytes, SecretString};

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
    SecretString::new(match &account.kind {
        OtpKind::Totp { algorithm, digits, period } => format!(
            "otpauth://totp/{label}?secret={}{by_issuer}&algorithm={}&digits={}&period={}{lock}",
            *base32,
            algorithm.as_str(),
            digits.get(),
            period.get()
        ),
        OtpKind::Hotp { algorithm, digits, counter } => format!(
            "otpauth://hotp/{label}?secret={}{by_issuer}&algorithm={}&digits={}&counter={}{lock}",
            *base32,
            algorithm.as_str(),
            digits.get(),
            counter.get()
        ),
        OtpKind::Steam => format!(
            "otpauth://steam/{label}?secret={}{by_issuer}&algorithm=SHA1&digits=5&period=30{lock}",
            *base32
        ),
        OtpKind::Yandex { pin } => {
            let pin = pin.as_ref().map_or_else(Zeroizing::default, |pin| {
                let text = Zeroizing::new(BASE32_NOPAD.encode(pin.expose().as_bytes()));
                Zeroizing::new(format!("&pin={}", *text))
            });
            // `pin` is the PIN here, so that the wish to be locked has no place.
            format!(
                "otpauth://yaotp/{}?secret={}&algorithm=SHA256&digits=8&period=30{}",
                percent(name),
                *base32,
                *pin
            )
        }
        OtpKind::Motp { .. } => {
            let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(account.secret.expose()));
            format!("motp://{label}?secret={}{by_issuer}", *hex)
        }
    })
}

/// Percent-encodes all but the unreserved characters of RFC 3986 section 2.3.
pub(super) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
