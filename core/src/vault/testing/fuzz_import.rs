//! What the fuzz target of imports runs, so that the samples are replayed as a unit test too.

use crate::otp::{self, OtpError, OtpKind};
use crate::text::is_clean;
use crate::vault::import::{Format, MAX_ENTRIES, ReadOptions, SourceFile, inspect, read};

/// Takes any bytes as an export, detected and as each format. No password is given, so that no key is
/// derived; what a key would open is reached by the plain files.
///
/// # Panics
/// When an account that was read makes no code, a name may not be shown, or an encrypted file has no cost.
pub fn run(data: &[u8]) {
    for format in std::iter::once(None).chain(Format::ALL.map(Some)) {
        if let Ok(kind) = inspect(data, format) {
            assert_eq!(kind.encrypted, kind.cost.is_some(), "what is encrypted has a cost");
        }
        if let Ok(file) = read(data, ReadOptions { format, ..ReadOptions::default() }) {
            check(&file);
        }
    }
}

fn check(file: &SourceFile) {
    assert!(file.entries.len() <= MAX_ENTRIES, "the entries are bounded");
    for entry in &file.entries {
        assert!(is_clean(&entry.issuer) && is_clean(&entry.label), "names may be shown");
        let Ok(found) = &entry.outcome else { continue };
        let (kind, secret) = (&found.account.kind, &found.account.secret);
        let made = match kind {
            OtpKind::Hotp { algorithm, digits, counter } => {
                otp::hotp_code(*algorithm, *digits, secret, *counter).map(drop)
            }
            OtpKind::Totp { .. }
            | OtpKind::Steam
            | OtpKind::Yandex { .. }
            | OtpKind::Motp { .. } => otp::code_at(kind, secret, 59, None).map(drop),
        };
        assert!(matches!(made, Ok(()) | Err(OtpError::PinNeeded)), "an account makes codes");
    }
}
