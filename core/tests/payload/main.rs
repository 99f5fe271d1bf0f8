//! Every rule of the payload room, from its public side.
#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::as_conversions, clippy::panic, clippy::unwrap_used, clippy::string_slice)]
#![allow(clippy::wildcard_enum_match_arm)]

mod foreign;
mod hostile;
mod kinds;
mod migration;
mod names;
mod otpauth;
mod pi;
mod push;
mod urls;

use countersign_core::otp::code_at;
use countersign_core::payload::{
    AccountWarning, Field, Malformed, Reason, ScannedAccount, Verdict, classify,
};
use countersign_core::secret::SecretString;

/// Base32 of `12345678901234567890`.
pub const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The account that a text describes.
pub fn otp(text: &str) -> ScannedAccount {
    match classify(text.as_bytes()) {
        Verdict::Otp(account) => *account,
        other => panic!("{text}: {other:?}"),
    }
}

/// What is wrong with a text.
pub fn bad(text: &str) -> (Field, Reason) {
    let Malformed { field, reason, .. } = malformed(text);
    (field, reason)
}

/// The finding about a text.
pub fn malformed(text: &str) -> Malformed {
    match classify(text.as_bytes()) {
        Verdict::Malformed(found) => found,
        other => panic!("{text}: {other:?}"),
    }
}

/// The bare names of an account's warnings.
pub fn warned(account: &ScannedAccount) -> Vec<&'static str> {
    warned_names(&account.warnings)
}

/// The bare names of warnings.
pub fn warned_names(warnings: &[AccountWarning]) -> Vec<&'static str> {
    warnings.iter().map(|warning| warning.name()).collect()
}

/// A link with a good key and these further parameters.
pub fn totp(more: &str) -> String {
    format!("otpauth://totp/Example:alice?secret={KEY}{more}")
}

/// The account's code.
pub fn code(account: &ScannedAccount, now: u64, pin: Option<&str>) -> String {
    let pin = pin.map(|pin| SecretString::new(pin.to_owned()));
    code_at(&account.kind, &account.secret, now, pin.as_ref()).unwrap().expose().to_owned()
}
