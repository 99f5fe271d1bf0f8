//! What is there already when an account is added (PAYLOADS.md section 10).

use crate::account::AccountId;
use crate::otp::OtpKind;
use crate::payload::ScannedAccount;
use crate::secret::SecretString;
use crate::vault::{Entry, EntryBody};

/// What is there already and makes adding an account a question.
///
/// ```
/// use countersign_core::app::{Conflict, Preview};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let (app, shop) = testing::phone().await?;
///
/// let scanned = b"otpauth://totp/Renamed?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// let Preview::Otp(account) = app.accounts().preview(scanned).await? else {
///     return Err("it is an organisation's code".into());
/// };
/// assert_eq!(account.conflict, Some(Conflict::SameSecret { of: shop }));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The very same: names, kind, parameters and secret. Of a counter-based account the counter is not
    /// compared: it moves with each code.
    Same {
        /// Which account.
        of: AccountId,
    },
    /// The same secret of the same kind, with another name or other parameters.
    SameSecret {
        /// Which account.
        of: AccountId,
    },
    /// The same names with another secret.
    SameName {
        /// Which account.
        of: AccountId,
    },
    /// This phone is registered for this user at this organisation.
    Registered {
        /// Which account.
        of: AccountId,
    },
}

/// The closest of what stands in the way: the very same before the same secret before the same names.
pub(super) fn conflict<'a>(
    account: &ScannedAccount,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Option<Conflict> {
    let (mut same_secret, mut same_name) = (None, None);
    for entry in entries.into_iter().filter(|entry| entry.trashed.is_none()) {
        let EntryBody::Otp(other) = &entry.body else { continue };
        let names = entry.issuer == account.issuer && entry.account == account.account;
        let secret = other.secret.ct_eq(account.secret.expose());
        if names && secret && same_parameters(&other.kind, &account.kind) {
            return Some(Conflict::Same { of: entry.id });
        }
        if secret && other.kind.name() == account.kind.name() {
            same_secret = same_secret.or(Some(Conflict::SameSecret { of: entry.id }));
        }
        if names {
            same_name = same_name.or(Some(Conflict::SameName { of: entry.id }));
        }
    }
    same_secret.or(same_name)
}

fn same_parameters(one: &OtpKind, other: &OtpKind) -> bool {
    let same_pin = |one: &Option<SecretString>, other: &Option<SecretString>| match (one, other) {
        (Some(one), Some(other)) => one.ct_eq(other.expose()),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    match (one, other) {
        (
            OtpKind::Totp { algorithm, digits, period },
            OtpKind::Totp {
                algorithm: other_algorithm,
                digits: other_digits,
                period: other_period,
            },
        ) => algorithm == other_algorithm && digits == other_digits && period == other_period,
        (
            OtpKind::Hotp { algorithm, digits, counter: _ },
            OtpKind::Hotp { algorithm: other_algorithm, digits: other_digits, counter: _ },
        ) => algorithm == other_algorithm && digits == other_digits,
        (OtpKind::Steam, OtpKind::Steam) => true,
        (OtpKind::Yandex { pin }, OtpKind::Yandex { pin: other }) => same_pin(pin, other),
        (OtpKind::Motp { pin, form }, OtpKind::Motp { pin: other, form: other_form }) => {
            form == other_form && same_pin(pin, other)
        }
        (
            OtpKind::Totp { .. }
            | OtpKind::Hotp { .. }
            | OtpKind::Steam
            | OtpKind::Yandex { .. }
            | OtpKind::Motp { .. },
            _,
        ) => false,
    }
}
