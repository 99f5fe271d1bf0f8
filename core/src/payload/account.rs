//! A one-time-code account as a payload describes it, before it is added.

use std::fmt;

use crate::otp::{Algorithm, Counter, Digits, OtpKind, Period};
use crate::secret::{SecretBytes, SecretString};

use super::finding::Malformed;
use super::secret;
use super::warning::{AccountWarning, warn};
use crate::text::{is_plain, shown};

/// From this many digits on, and up to [`MOST_USUAL`], a code is usual.
const FEWEST_USUAL: u8 = 6;
/// See [`FEWEST_USUAL`].
const MOST_USUAL: u8 = 8;
/// Seconds after which a code's life is long (NIST SP 800-63B-4).
const LONG_LIFE: u32 = 120;

/// One account: kind, parameters, secret and names, with warnings for the preview.
///
/// `Debug` prints kind and warnings only.
pub struct ScannedAccount {
    /// Who issued it, original text; may be empty.
    pub issuer: String,
    /// The account's name, original text; may be empty.
    pub account: String,
    /// The issuer that the label names, when it is another than [`Self::issuer`].
    pub label_issuer: Option<String>,
    /// Kind and parameters.
    pub kind: OtpKind,
    /// The shared secret.
    pub secret: SecretBytes,
    /// Whether each code asks for an unlock first.
    pub lock_requested: bool,
    /// What the person should know before adding it.
    pub warnings: Vec<AccountWarning>,
    /// The undocumented id of an entry in newer Google exports; only to spot the same entry twice.
    pub(super) export_id: Option<Vec<u8>>,
}

impl ScannedAccount {
    /// An account with the warnings that its names, kind and secret deserve.
    pub(super) fn new(
        names: Names,
        kind: OtpKind,
        secret: SecretBytes,
        mut warnings: Vec<AccountWarning>,
    ) -> Self {
        secret::judge(&secret, &mut warnings);
        judge(&kind, &mut warnings);
        // A name of invisible characters is no name.
        let is_blank = |name: &str| {
            if is_plain(name) { name.trim().is_empty() } else { shown(name).trim().is_empty() }
        };
        if is_blank(&names.issuer) && is_blank(&names.account) {
            warn(&mut warnings, AccountWarning::NameMissing);
        }
        Self {
            issuer: names.issuer,
            account: names.account,
            label_issuer: names.label_issuer,
            kind,
            secret,
            lock_requested: warnings.contains(&AccountWarning::LockRequested),
            warnings,
            export_id: None,
        }
    }

    /// A standard account (SHA-1, 6 digits, 30 s) from a key that the person typed or that stood
    /// alone in a code.
    ///
    /// # Errors
    /// [`Malformed`] when the key is no Base32 or a name holds control characters.
    pub fn from_typed_key(issuer: &str, account: &str, key: &str) -> Result<Self, Malformed> {
        let mut warnings = Vec::new();
        let names = Names::new(issuer, account, &mut warnings)?;
        let secret = secret::from_base32(key, &mut warnings)?;
        let kind = OtpKind::Totp {
            algorithm: Algorithm::Sha1,
            digits: Digits::SIX,
            period: Period::THIRTY,
        };
        Ok(Self::new(names, kind, secret, warnings))
    }

    /// An account from another app's file, whose parts were read by its own rules. Names are checked and
    /// warned of as those of a scanned code.
    ///
    /// # Errors
    /// [`Malformed`] when a name holds control characters.
    pub fn from_parts(
        issuer: &str,
        account: &str,
        kind: OtpKind,
        secret: SecretBytes,
        mut warnings: Vec<AccountWarning>,
    ) -> Result<Self, Malformed> {
        let names = Names::new(issuer, account, &mut warnings)?;
        Ok(Self::new(names, kind, secret, warnings))
    }

    /// The issuer as it may be shown.
    #[must_use]
    pub fn shown_issuer(&self) -> String {
        shown(&self.issuer)
    }

    /// The account's name as it may be shown.
    #[must_use]
    pub fn shown_account(&self) -> String {
        shown(&self.account)
    }

    /// The secret as people write it down: Base32 without padding.
    #[must_use]
    pub fn secret_base32(&self) -> SecretString {
        SecretString::new(data_encoding::BASE32_NOPAD.encode(self.secret.expose()))
    }

    /// Number of digits or letters of a code.
    #[must_use]
    pub fn digits(&self) -> u8 {
        match &self.kind {
            OtpKind::Totp { digits, .. } | OtpKind::Hotp { digits, .. } => digits.get(),
            OtpKind::Steam => 5,
            OtpKind::Yandex { .. } => 8,
            OtpKind::Motp { .. } => 6,
        }
    }

    /// The spelling of the hash under the codes.
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match &self.kind {
            OtpKind::Totp { algorithm, .. } | OtpKind::Hotp { algorithm, .. } => algorithm.as_str(),
            OtpKind::Steam => Algorithm::Sha1.as_str(),
            OtpKind::Yandex { .. } => Algorithm::Sha256.as_str(),
            OtpKind::Motp { .. } => "MD5",
        }
    }

    /// Seconds that a code lives; `None` for counter codes.
    #[must_use]
    pub fn period(&self) -> Option<u32> {
        match &self.kind {
            OtpKind::Totp { period, .. } => Some(period.get()),
            OtpKind::Steam | OtpKind::Yandex { .. } => Some(30),
            OtpKind::Motp { .. } => Some(10),
            OtpKind::Hotp { .. } => None,
        }
    }

    /// The counter of the next code; `None` for time-based codes.
    #[must_use]
    pub fn counter(&self) -> Option<Counter> {
        match &self.kind {
            OtpKind::Hotp { counter, .. } => Some(*counter),
            OtpKind::Totp { .. }
            | OtpKind::Steam
            | OtpKind::Yandex { .. }
            | OtpKind::Motp { .. } => None,
        }
    }

    /// Whether both describe one account with the same names, kind, parameters and secret.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.issuer == other.issuer
            && self.account == other.account
            && self.kind.name() == other.kind.name()
            && self.algorithm() == other.algorithm()
            && self.digits() == other.digits()
            && self.period() == other.period()
            && self.counter() == other.counter()
            && self.secret.ct_eq(other.secret.expose())
    }
}

impl fmt::Debug for ScannedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScannedAccount")
            .field("kind", &self.kind)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// The names of an account, checked for control characters and trimmed.
#[derive(Default)]
pub(super) struct Names {
    pub(super) issuer: String,
    pub(super) account: String,
    pub(super) label_issuer: Option<String>,
}

impl Names {
    pub(super) fn new(
        issuer: &str,
        account: &str,
        warnings: &mut Vec<AccountWarning>,
    ) -> Result<Self, Malformed> {
        super::names::check(issuer, super::Field::Issuer, warnings)?;
        super::names::check(account, super::Field::Label, warnings)?;
        Ok(Self {
            issuer: issuer.trim().to_owned(),
            account: account.trim().to_owned(),
            label_issuer: None,
        })
    }
}

/// Warns of unusual code lengths and long lives.
fn judge(kind: &OtpKind, warnings: &mut Vec<AccountWarning>) {
    let (digits, life, pin) = match kind {
        OtpKind::Totp { digits, period, .. } => (Some(digits), period.get(), true),
        OtpKind::Hotp { digits, .. } => (Some(digits), 0, true),
        OtpKind::Steam => (None, 0, true),
        OtpKind::Yandex { pin } | OtpKind::Motp { pin, .. } => (None, 0, pin.is_some()),
    };
    if digits.is_some_and(|digits| !(FEWEST_USUAL..=MOST_USUAL).contains(&digits.get())) {
        warn(warnings, AccountWarning::UnusualDigits);
    }
    if life > LONG_LIFE {
        warn(warnings, AccountWarning::LongPeriod);
    }
    if !pin {
        warn(warnings, AccountWarning::PinNeeded);
    }
}
