//! Settings of accounts, and what protects the codes against the loss of the phone.

use countersign_core::app::{ClockView as CodeClock, CodeKind, Group, QualityFlag, Safety};

/// A kind of code that a guess is switched to.
#[uniffi::remote(Enum)]
pub enum CodeKind {
    Totp,
    Hotp,
    Steam,
    Yandex,
    Motp,
}

/// What protects the codes against the loss of this phone. `warn`: say that there is nothing.
#[uniffi::remote(Record)]
pub struct Safety {
    pub recovery_code: bool,
    pub backup: bool,
    pub warn: bool,
}

/// Which time codes are made by: `off` is the services' time minus the phone's where they agree on another one,
/// in seconds; offer it then. `used`: codes are made by it now.
#[uniffi::remote(Record)]
pub struct CodeClock {
    pub off: Option<i64>,
    pub chosen: bool,
    pub used: bool,
}

/// A tag as a group of the list.
#[uniffi::remote(Record)]
pub struct Group {
    pub name: String,
    pub accounts: u32,
}

/// What is weak about the codes of an account, by NIST SP 800-63B.
#[uniffi::remote(Enum)]
pub enum QualityFlag {
    ShortSecret { bits: u32 },
    FewDigits { digits: u8 },
    LongPeriod { seconds: u32 },
}
