//! The name under which a phone is registered (PROTOCOL.md section 2.4, `deviceLabel`).

use crate::text;

/// The longest name in bytes. With a space and four random characters behind it, it keeps within the
/// 128 that servers take, whether they count bytes, UTF-16 units or characters.
const MAX_BYTES: usize = 123;

/// What a phone is called when nobody named it.
pub(crate) const NAMELESS: &str = "Phone";

/// A name as it may be registered: without hidden characters, cut, and without blanks at its ends.
/// `None` when nothing is left of it.
pub(crate) fn device_name(text: &str) -> Option<String> {
    let clean = text::shown(text);
    let clean = clean.trim();
    let mut end = 0;
    for (at, letter) in clean.char_indices() {
        let next = at.saturating_add(letter.len_utf8());
        if next > MAX_BYTES {
            break;
        }
        end = next;
    }
    let name = clean.get(..end).unwrap_or_default().trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_registered_as_it_was_typed_without_what_nobody_sees() {
        for (typed, name) in [
            ("Ida's phone", "Ida's phone"),
            ("  Zo\u{eb}'s \u{1f4f1}  ", "Zo\u{eb}'s \u{1f4f1}"),
            ("Work\u{202e} phone\n", "Work phone"),
            ("\u{4e2d}\u{6587}", "\u{4e2d}\u{6587}"),
        ] {
            assert_eq!(device_name(typed).as_deref(), Some(name));
        }
        for nothing in ["", " \t ", "\u{200b}\u{202e}", "\u{feff} \n"] {
            assert_eq!(device_name(nothing), None);
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        for letter in ["a", "\u{eb}", "\u{4e2d}", "\u{1f4f1}"] {
            let name = device_name(&letter.repeat(300)).unwrap();
            assert!(name.len() <= MAX_BYTES && name.len() > MAX_BYTES - 4, "{}", name.len());
            assert!(name.chars().all(|c| letter.contains(c)));
        }
        let cut_at_a_blank = ["a".repeat(MAX_BYTES - 1), "b".into()].join(" ");
        assert_eq!(device_name(&cut_at_a_blank).unwrap(), "a".repeat(MAX_BYTES - 1));
    }
}
