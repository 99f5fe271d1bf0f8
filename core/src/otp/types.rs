//! What a one-time code is made from, range-checked at construction.

use crate::secret::SecretString;

/// The hash under the HMAC of TOTP and HOTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Algorithm {
    /// HMAC-SHA-1, what nearly every service uses.
    #[default]
    Sha1,
    /// HMAC-SHA-256
    Sha256,
    /// HMAC-SHA-512
    Sha512,
}

impl Algorithm {
    /// The spelling of the Key URI format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }
}

/// A number is outside its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{got} is outside {min}..={max}")]
pub struct OtpTypeError {
    /// The smallest value.
    pub min: u64,
    /// The largest value.
    pub max: u64,
    /// What was given.
    pub got: u64,
}

/// How many decimal digits a code has: 1 to 10. A scanned code has 5 to 10; fewer occur only in
/// imported accounts that must not be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digits(u8);

impl Digits {
    /// Six, the default.
    pub const SIX: Self = Self(6);

    /// Checks the range.
    ///
    /// # Errors
    /// [`OtpTypeError`] outside 1 to 10.
    pub fn new(digits: u64) -> Result<Self, OtpTypeError> {
        match u8::try_from(digits) {
            Ok(ok @ 1..=10) => Ok(Self(ok)),
            Ok(_) | Err(_) => Err(OtpTypeError { min: 1, max: 10, got: digits }),
        }
    }

    /// The number of digits.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

/// Seconds that a time-based code lives: 1 to 86,400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period(u32);

impl Period {
    /// Thirty seconds, the default.
    pub const THIRTY: Self = Self(30);

    /// Checks the range.
    ///
    /// # Errors
    /// [`OtpTypeError`] outside 1 to 86,400.
    pub fn new(seconds: u64) -> Result<Self, OtpTypeError> {
        match u32::try_from(seconds) {
            Ok(ok @ 1..=86_400) => Ok(Self(ok)),
            Ok(_) | Err(_) => Err(OtpTypeError { min: 1, max: 86_400, got: seconds }),
        }
    }

    /// The seconds.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// An HOTP counter: 0 to 2^63 - 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Counter(u64);

impl Counter {
    /// The largest counter.
    pub const MAX: u64 = (1 << 63) - 1;

    /// Checks the range.
    ///
    /// # Errors
    /// [`OtpTypeError`] above 2^63 - 1.
    pub fn new(counter: u64) -> Result<Self, OtpTypeError> {
        if counter > Self::MAX {
            return Err(OtpTypeError { min: 0, max: Self::MAX, got: counter });
        }
        Ok(Self(counter))
    }

    /// The counter.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }

    /// The next counter; `None` at the end of the range.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1).ok()
    }
}

/// How the secret of an mOTP account enters the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum MotpForm {
    /// It is bytes, hashed as lower-case hex digits.
    #[default]
    Bytes,
    /// It is the text of the hex digits as somebody typed it, hashed as it stands: apps that do so make other
    /// codes from upper-case digits.
    Text,
}

/// The kind of one-time code, with the parameters that belong to it.
#[derive(Debug)]
pub enum OtpKind {
    /// RFC 6238.
    Totp {
        /// The hash.
        algorithm: Algorithm,
        /// Code length.
        digits: Digits,
        /// Code life.
        period: Period,
    },
    /// RFC 4226.
    Hotp {
        /// The hash.
        algorithm: Algorithm,
        /// Code length.
        digits: Digits,
        /// The counter of the next code.
        counter: Counter,
    },
    /// Five letters or digits, HMAC-SHA-1, 30 s.
    Steam,
    /// Eight letters, HMAC-SHA-256 keyed by PIN and secret, 30 s.
    Yandex {
        /// The PIN, if it is stored; else the person types it for each code.
        pin: Option<SecretString>,
    },
    /// Six hex digits of MD5, 10 s.
    Motp {
        /// The PIN, if it is stored; else the person types it for each code.
        pin: Option<SecretString>,
        /// How the secret enters the hash.
        form: MotpForm,
    },
}

impl OtpKind {
    /// A second copy, made on purpose: it may hold a PIN.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        let pin_of = |pin: &Option<SecretString>| pin.as_ref().map(SecretString::duplicate);
        match self {
            Self::Totp { algorithm, digits, period } => {
                Self::Totp { algorithm: *algorithm, digits: *digits, period: *period }
            }
            Self::Hotp { algorithm, digits, counter } => {
                Self::Hotp { algorithm: *algorithm, digits: *digits, counter: *counter }
            }
            Self::Steam => Self::Steam,
            Self::Yandex { pin } => Self::Yandex { pin: pin_of(pin) },
            Self::Motp { pin, form } => Self::Motp { pin: pin_of(pin), form: *form },
        }
    }

    /// Whether both make the same codes of the same secret; a PIN that one of them has to be asked for is no
    /// difference.
    #[must_use]
    pub fn makes_same_codes(&self, other: &Self) -> bool {
        let same_pin = |one: &Option<SecretString>, other: &Option<SecretString>| match (one, other)
        {
            (Some(one), Some(other)) => one.ct_eq(other.expose()),
            (None, _) | (_, None) => true,
        };
        match (self, other) {
            (
                Self::Totp { algorithm, digits, period },
                Self::Totp { algorithm: algorithm_2, digits: digits_2, period: period_2 },
            ) => (algorithm, digits, period) == (algorithm_2, digits_2, period_2),
            (
                Self::Hotp { algorithm, digits, counter },
                Self::Hotp { algorithm: algorithm_2, digits: digits_2, counter: counter_2 },
            ) => (algorithm, digits, counter) == (algorithm_2, digits_2, counter_2),
            (Self::Steam, Self::Steam) => true,
            (Self::Yandex { pin }, Self::Yandex { pin: other }) => same_pin(pin, other),
            (Self::Motp { pin, form }, Self::Motp { pin: other, form: form_2 }) => {
                form == form_2 && same_pin(pin, other)
            }
            (
                Self::Totp { .. }
                | Self::Hotp { .. }
                | Self::Steam
                | Self::Yandex { .. }
                | Self::Motp { .. },
                _,
            ) => false,
        }
    }

    /// The name in commands and snapshots: totp hotp steam yaotp motp.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Totp { .. } => "totp",
            Self::Hotp { .. } => "hotp",
            Self::Steam => "steam",
            Self::Yandex { .. } => "yaotp",
            Self::Motp { .. } => "motp",
        }
    }
}
