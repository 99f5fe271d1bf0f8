//! What is weak about the codes of an account (V-53).

use crate::otp::{Digits, OtpKind, Period};
use crate::vault::{Entry, EntryBody};

/// What NIST SP 800-63B asks of one-time codes and an account does not keep to. Whoever issued it can give a
/// better one; its codes are made all the same.
///
/// ```
/// use countersign_core::app::{Choice, QualityFlag};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, _shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Old?secret=GEZDGNBVGY3TQOJQ";
/// let preview = app.accounts().preview(scanned).await?;
/// let old = app.accounts().add(preview, Choice::OnlyNew).await?.account.id;
/// assert_eq!(app.settings().details(old)?.quality, [QualityFlag::ShortSecret { bits: 80 }]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QualityFlag {
    /// Its secret has fewer than 112 bits.
    ShortSecret {
        /// So many.
        bits: u32,
    },
    /// Its codes have fewer than six digits.
    FewDigits {
        /// So many.
        digits: u8,
    },
    /// A code lives for more than two minutes.
    LongPeriod {
        /// For so long.
        seconds: u32,
    },
}

impl QualityFlag {
    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ShortSecret { .. } => "ShortSecret",
            Self::FewDigits { .. } => "FewDigits",
            Self::LongPeriod { .. } => "LongPeriod",
        }
    }
}

/// The flags of an account, in the order of showing.
pub(super) fn quality(entry: &Entry) -> Vec<QualityFlag> {
    let (secret, digits, period) = match &entry.body {
        EntryBody::Otp(account) => {
            let (digits, period) = match &account.kind {
                OtpKind::Totp { digits, period, .. } => (Some(*digits), Some(*period)),
                OtpKind::Hotp { digits, .. } => (Some(*digits), None),
                // Letters, and lives that their kinds fix.
                OtpKind::Steam | OtpKind::Yandex { .. } | OtpKind::Motp { .. } => (None, None),
            };
            (account.secret.len(), digits, period)
        }
        EntryBody::Push(account) => {
            let Some(seed) = account.otp.as_ref().filter(|_| account.has_code()) else {
                return Vec::new();
            };
            (seed.secret.len(), Some(seed.digits), Some(seed.period))
        }
    };
    let bits = u32::try_from(secret.saturating_mul(8)).unwrap_or(u32::MAX);
    let digits = digits.map(Digits::get).filter(|digits| *digits < LEAST_DIGITS);
    let period = period.map(Period::get).filter(|seconds| *seconds > LONGEST_PERIOD);
    let flags = [
        (bits < LEAST_BITS).then_some(QualityFlag::ShortSecret { bits }),
        digits.map(|digits| QualityFlag::FewDigits { digits }),
        period.map(|seconds| QualityFlag::LongPeriod { seconds }),
    ];
    flags.into_iter().flatten().collect()
}

const LEAST_BITS: u32 = 112;
const LEAST_DIGITS: u8 = 6;
const LONGEST_PERIOD: u32 = 120;
