//! Names that come from outside: what is refused, what is stored, what is shown.

use super::finding::{Field, Malformed, Reason};
use super::warning::{Warning, warn};

/// The most characters of a name that are shown, ellipsis included.
pub const SHOWN: usize = 256;

/// A name as screens and terminals may show it: no control, bidi or invisible characters, at most
/// [`SHOWN`] characters with an ellipsis. The original is kept whole in the vault; shells isolate
/// the shown text between U+2068 and U+2069.
#[must_use]
pub fn shown(text: &str) -> String {
    let visible = || text.chars().filter(|c| !is_hidden(*c) && !is_control(*c));
    if visible().nth(SHOWN).is_none() {
        return visible().collect();
    }
    visible().take(SHOWN - 1).chain(['…']).collect()
}

/// Refuses control characters and line breaks; warns of characters that will not be shown.
///
/// # Errors
/// [`Reason::ControlCharacter`] on that field.
pub fn check(text: &str, field: Field, warnings: &mut Vec<Warning>) -> Result<(), Malformed> {
    if text.chars().any(is_control) {
        return Err(Malformed::new(field, Reason::ControlCharacter));
    }
    if text.chars().any(is_hidden) {
        warn(warnings, Warning::HiddenCharacters);
    }
    Ok(())
}

/// C0 and C1 controls, NUL and line breaks included, and the two Unicode separators.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Bidi controls and characters without width. The joiners U+200C and U+200D and the variation
/// selectors stay: scripts and emoji need them.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200b}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{ad}'
    )
}
