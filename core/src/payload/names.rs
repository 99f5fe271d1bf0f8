//! Names in a code: what is refused, and what is warned of.

use super::finding::{Field, Malformed, Reason};
use super::warning::{AccountWarning, warn};
use crate::text::{is_control, is_hidden, is_plain};

/// Refuses control characters and line breaks; warns of characters that will not be shown.
///
/// # Errors
/// [`Reason::ControlCharacter`] on that field.
pub fn check(
    text: &str,
    field: Field,
    warnings: &mut Vec<AccountWarning>,
) -> Result<(), Malformed> {
    if is_plain(text) {
        return Ok(());
    }
    if text.chars().any(is_control) {
        return Err(Malformed::new(field, Reason::ControlCharacter));
    }
    if text.chars().any(is_hidden) {
        warn(warnings, AccountWarning::HiddenCharacters);
    }
    Ok(())
}
