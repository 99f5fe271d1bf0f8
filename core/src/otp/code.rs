//! The code of an account at a moment.

use std::fmt;

use crate::clock::UnixSeconds;
use crate::secret::{SecretBytes, SecretString};
use crate::text::digits;

use super::types::{Algorithm, Counter, Digits, OtpKind};
use super::{motp, rfc, yandex};

/// Seconds of a Steam or Yandex step.
const THIRTY: u64 = 30;
/// Seconds of an mOTP step.
const TEN: u64 = 10;

/// The text of a one-time code: wiped when dropped, never printed by `Debug`.
pub struct CodeText(SecretString);

impl CodeText {
    /// Takes the text over.
    pub(super) fn new(text: String) -> Self {
        Self(SecretString::new(text))
    }

    /// The code, for the screen or the clipboard.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The code itself, for what a screen draws: from here on nothing wipes it.
    pub(crate) fn into_shown(self) -> String {
        self.0.into_shown()
    }
}

impl fmt::Debug for CodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A time-based code and its life.
#[derive(Debug)]
pub struct Code {
    /// The code.
    pub text: CodeText,
    /// The first second at which it holds.
    pub valid_from: UnixSeconds,
    /// The first second at which it no longer holds.
    pub valid_until: UnixSeconds,
    /// The code that holds from `valid_until` on; `None` only at the end of time.
    pub next: Option<CodeText>,
}

impl Code {
    /// The code, for the screen or the clipboard.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose()
    }
}

/// Why there is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OtpError {
    /// The account makes codes from a counter: each tap advances it, none is made by looking.
    #[error("this account makes a new code each time you ask for one: ask for the next code")]
    CounterBased,
    /// The account needs a PIN that is not stored.
    #[error("type the PIN of this account to see its code")]
    PinNeeded,
    /// The PIN has another form.
    #[error("the PIN of this account has {min} to {max} digits")]
    BadPin {
        /// The fewest digits.
        min: u8,
        /// The most digits.
        max: u8,
    },
    /// The secret does not fit the kind of code.
    #[error("the secret of this account is damaged: set the account up again")]
    BadSecret,
}

/// The code of an account at `now`, with its life and its successor.
///
/// `pin` is what the person typed for a Yandex or mOTP account, in any script's digits; it goes before a
/// stored one. All
/// other kinds ignore it.
///
/// # Errors
/// [`OtpError::CounterBased`] for HOTP; [`OtpError::PinNeeded`], [`OtpError::BadPin`] for Yandex (4 to
/// 16 digits) and mOTP (4 digits); [`OtpError::BadSecret`] for an empty secret or a Yandex secret
/// under 16 bytes.
pub fn code_at(
    kind: &OtpKind,
    secret: &SecretBytes,
    now: UnixSeconds,
    pin: Option<&SecretString>,
) -> Result<Code, OtpError> {
    #[cfg(any(test, feature = "testing"))]
    made::count();
    if secret.is_empty() {
        return Err(OtpError::BadSecret);
    }
    let key = secret.expose();
    let typed = pin.map(|pin| digits::ascii_text(pin.expose()));
    let pin = typed.as_ref();
    match kind {
        OtpKind::Totp { algorithm, digits, period } => {
            let made = rfc::Generator::numeric(*algorithm, *digits, key);
            timed(now, period.get().into(), |step| Ok(made.code(step)))
        }
        OtpKind::Hotp { .. } => Err(OtpError::CounterBased),
        OtpKind::Steam => {
            let made = rfc::Generator::steam(key);
            timed(now, THIRTY, |step| Ok(made.code(step)))
        }
        OtpKind::Yandex { pin: stored } => {
            let pin = checked(pin.or(stored.as_ref()), 4, 16)?;
            timed(now, THIRTY, |step| yandex::code(key, pin, step).ok_or(OtpError::BadSecret))
        }
        OtpKind::Motp { pin: stored, form } => {
            let pin = checked(pin.or(stored.as_ref()), 4, 4)?;
            timed(now, TEN, |step| Ok(motp::code(key, *form, pin, step)))
        }
    }
}

/// The HOTP code of one counter value, RFC 4226. Store the next counter before you show it.
///
/// # Errors
/// [`OtpError::BadSecret`] for an empty secret.
pub fn hotp_code(
    algorithm: Algorithm,
    digits: Digits,
    secret: &SecretBytes,
    counter: Counter,
) -> Result<CodeText, OtpError> {
    if secret.is_empty() {
        return Err(OtpError::BadSecret);
    }
    Ok(rfc::Generator::numeric(algorithm, digits, secret.expose()).code(counter.get()))
}

fn timed(
    now: UnixSeconds,
    period: u64,
    code: impl Fn(u64) -> Result<CodeText, OtpError>,
) -> Result<Code, OtpError> {
    let step = now.checked_div(period).ok_or(OtpError::BadSecret)?;
    let valid_from = step.saturating_mul(period);
    let end = valid_from.checked_add(period);
    let next = end.map(|_| code(step.saturating_add(1))).transpose()?;
    Ok(Code { text: code(step)?, valid_from, valid_until: end.unwrap_or(UnixSeconds::MAX), next })
}

fn checked(pin: Option<&SecretString>, min: u8, max: u8) -> Result<&str, OtpError> {
    let pin = pin.ok_or(OtpError::PinNeeded)?.expose();
    let fits = (usize::from(min)..=usize::from(max)).contains(&pin.len());
    if fits && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(pin)
    } else {
        Err(OtpError::BadPin { min, max })
    }
}

/// How many codes were made, for tests that look whether more are than were asked for.
#[cfg(any(test, feature = "testing"))]
pub mod made {
    use std::cell::Cell;

    thread_local! {
        static MADE: Cell<u64> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        MADE.set(MADE.get().saturating_add(1));
    }

    /// Calls of [`code_at`](super::code_at) on this thread so far.
    #[must_use]
    pub fn so_far() -> u64 {
        MADE.get()
    }
}
