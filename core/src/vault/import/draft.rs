//! One account of a file through the guards that a scanned code passes too (PAYLOADS.md section 3).
//!
//! In files an absent or empty algorithm, length, life or counter is the default without a warning, and
//! codes of one to four digits are kept: an account that exists must not be lost.

use super::entry::ImportedAccount;
use crate::otp::{Algorithm, Counter, Digits, MotpForm, OtpKind, Period, SecretForm, secret_form};
use crate::payload::secret::{from_base32, from_hex};
use crate::payload::{AccountWarning, Field, Malformed, Reason, ScannedAccount};
use crate::secret::{SecretBytes, SecretString};
use crate::vault::Refusal;

/// Longest secret that the vault keeps.
const MAX_SECRET: usize = 256;
/// Bytes of a Yandex secret that are used.
const YANDEX_USED: usize = 16;

/// The kinds of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DraftKind {
    Totp,
    Hotp,
    Steam,
    Yandex,
    Motp,
}

/// How a file writes a secret.
pub(super) enum Secret<'a> {
    /// Base32.
    Base32(Option<&'a str>),
    /// Hex digits, as mOTP has them.
    Hex(Option<&'a str>),
    /// Bytes that the file writes in another way, or why there are none.
    Bytes(Result<SecretBytes, Refusal>),
}

/// What a file says of one account.
pub(super) struct Draft<'a> {
    pub(super) kind: DraftKind,
    pub(super) issuer: &'a str,
    pub(super) account: &'a str,
    pub(super) secret: Secret<'a>,
    pub(super) algorithm: Option<Algorithm>,
    pub(super) digits: Option<u64>,
    pub(super) period: Option<u64>,
    pub(super) counter: Option<u64>,
    pub(super) pin: Option<&'a str>,
    pub(super) warnings: Vec<AccountWarning>,
    motp_form: MotpForm,
}

impl<'a> Draft<'a> {
    /// An account with the usual parameters.
    pub(super) fn new(
        kind: DraftKind,
        issuer: &'a str,
        account: &'a str,
        secret: Option<&'a str>,
    ) -> Self {
        Self {
            kind,
            issuer,
            account,
            secret: Secret::Base32(secret),
            algorithm: None,
            digits: None,
            period: None,
            counter: None,
            pin: None,
            warnings: Vec::new(),
            motp_form: MotpForm::Bytes,
        }
    }

    /// The account, or why there is none.
    pub(super) fn finish(mut self) -> Result<ImportedAccount, Refusal> {
        let secret = self.secret()?;
        let (kind, secret) = self.kind(secret)?;
        let issuer = if self.issuer.trim().is_empty() {
            match self.kind {
                DraftKind::Steam => "Steam",
                DraftKind::Yandex => "Yandex",
                DraftKind::Totp | DraftKind::Hotp | DraftKind::Motp => "",
            }
        } else {
            self.issuer
        };
        ScannedAccount::from_parts(issuer, self.account, kind, secret, self.warnings)
            .map(ImportedAccount::from)
            .map_err(refusal_of)
    }

    fn secret(&mut self) -> Result<SecretBytes, Refusal> {
        let missing = Refusal::MissingField { field: Field::Secret };
        let given =
            |text: Option<&'a str>| text.filter(|text| !text.trim().is_empty()).ok_or(missing);
        match &self.secret {
            Secret::Bytes(bytes) => match bytes {
                Ok(bytes) if bytes.is_empty() => Err(missing),
                Ok(bytes) => Ok(bytes.duplicate()),
                Err(refusal) => Err(*refusal),
            },
            Secret::Base32(text) => {
                let text = *text;
                from_base32(given(text)?, &mut self.warnings).map_err(refusal_of)
            }
            Secret::Hex(text) => {
                let text = given(*text)?.trim();
                let secret = from_hex(text).map_err(|_| Refusal::BadSecret)?;
                // The other app hashes the text as it was typed: the same codes need the same text.
                if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return Ok(secret);
                }
                self.motp_form = MotpForm::Text;
                Ok(SecretBytes::copy_of(text.as_bytes()))
            }
        }
    }

    fn kind(&mut self, secret: SecretBytes) -> Result<(OtpKind, SecretBytes), Refusal> {
        let algorithm = self.algorithm.unwrap_or_default();
        let steam = self.kind == DraftKind::Totp && self.is_steam(algorithm);
        let kind = match self.kind {
            DraftKind::Totp if steam => OtpKind::Steam,
            DraftKind::Totp => {
                let period = self.period.map_or(Ok(Period::THIRTY), Period::new);
                let period = period.map_err(|_| Refusal::OutOfRange { field: Field::Period })?;
                OtpKind::Totp { algorithm, digits: self.digits()?, period }
            }
            DraftKind::Hotp => {
                let counter = Counter::new(self.counter.unwrap_or_default());
                let counter = counter.map_err(|_| Refusal::OutOfRange { field: Field::Counter })?;
                OtpKind::Hotp { algorithm, digits: self.digits()?, counter }
            }
            DraftKind::Steam => OtpKind::Steam,
            DraftKind::Yandex => {
                let used = match secret_form(secret.expose()) {
                    SecretForm::Short | SecretForm::Long => secret.expose().get(..YANDEX_USED),
                    SecretForm::Wrong => None,
                };
                let secret = SecretBytes::copy_of(used.ok_or(Refusal::BadSecret)?);
                return Ok((OtpKind::Yandex { pin: self.pin(4, 16) }, secret));
            }
            DraftKind::Motp => OtpKind::Motp { pin: self.pin(4, 4), form: self.motp_form },
        };
        if secret.len() > MAX_SECRET {
            return Err(Refusal::BadSecret);
        }
        Ok((kind, secret))
    }

    fn digits(&self) -> Result<Digits, Refusal> {
        let digits = self.digits.map_or(Ok(Digits::SIX), Digits::new);
        digits.map_err(|_| Refusal::OutOfRange { field: Field::Digits })
    }

    /// A PIN that codes can be made with; else it is asked for each code, with a warning.
    fn pin(&self, shortest: usize, longest: usize) -> Option<SecretString> {
        let pin = self.pin.filter(|pin| pin.bytes().all(|byte| byte.is_ascii_digit()))?;
        (shortest..=longest).contains(&pin.len()).then(|| SecretString::new(pin.to_owned()))
    }

    /// Steam's codes have five letters. The issuer never decides in silence.
    fn is_steam(&mut self, algorithm: Algorithm) -> bool {
        if !self.issuer.trim().eq_ignore_ascii_case("steam") {
            return false;
        }
        let usual = algorithm == Algorithm::Sha1 && matches!(self.period, None | Some(30));
        match self.digits {
            Some(5) if usual => {
                self.warnings.push(AccountWarning::AssumedSteam);
                true
            }
            None | Some(5..=8) => {
                self.warnings.push(AccountWarning::MaybeSteam);
                false
            }
            Some(_) => false,
        }
    }
}

/// A number as files write it in texts; empty is none.
pub(super) fn number(text: &str, field: Field) -> Result<Option<u64>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number.map(Some).ok_or(Refusal::OutOfRange { field })
}

/// The hash by its name; absent and empty is the usual one.
pub(super) fn algorithm(
    name: Option<&str>,
    warnings: &mut Vec<AccountWarning>,
) -> Result<Option<Algorithm>, Refusal> {
    let name = name.unwrap_or_default().trim().to_ascii_lowercase();
    let (algorithm, spelled) = match name.as_str() {
        "" => return Ok(None),
        "sha1" => (Algorithm::Sha1, false),
        "sha256" => (Algorithm::Sha256, false),
        "sha512" => (Algorithm::Sha512, false),
        "hmacsha1" => (Algorithm::Sha1, true),
        "hmacsha256" => (Algorithm::Sha256, true),
        "hmacsha512" => (Algorithm::Sha512, true),
        _ => return Err(Refusal::UnsupportedAlgorithm),
    };
    if spelled {
        warnings.push(AccountWarning::AlgorithmSpelling);
    }
    Ok(Some(algorithm))
}

/// The refusal that a finding stands for.
pub(super) fn refusal_of(error: Malformed) -> Refusal {
    let field = error.field;
    match (field, error.reason) {
        (_, Reason::Missing) => Refusal::MissingField { field },
        (Field::Secret, Reason::Empty) => Refusal::MissingField { field },
        (Field::Secret, _) => Refusal::BadSecret,
        (Field::Type, _) => Refusal::UnsupportedType,
        (Field::Algorithm, _) => Refusal::UnsupportedAlgorithm,
        (_, Reason::OutOfRange { .. } | Reason::NotANumber | Reason::TooLong { .. }) => {
            Refusal::OutOfRange { field }
        }
        (_, Reason::ControlCharacter) => Refusal::NotRepresentable,
        _ => Refusal::Damaged,
    }
}
