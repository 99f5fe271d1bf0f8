//! Text that people see, from a code or from a server: which characters lie about what stands on the
//! screen, and how long it may be.
//!
//! The original is kept whole in the vault; what is shown is made from it. Beside our own words it stands
//! [`isolated`], so that its direction moves nothing else.

pub mod digits;

/// The most characters of a text that are shown, ellipsis included.
pub const MAX_CHARS: usize = 256;

/// Whether the text may be shown as it is.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    is_plain(text) || text.chars().count() <= MAX_CHARS && !text.chars().any(is_deceptive)
}

/// The text as screens and terminals may show it: without control, bidi and invisible characters, at
/// most [`MAX_CHARS`] characters with an ellipsis.
#[must_use]
pub fn shown(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let visible = || text.chars().filter(|c| !is_deceptive(*c));
    if visible().nth(MAX_CHARS).is_none() {
        return visible().collect();
    }
    visible().take(MAX_CHARS - 1).chain(['…']).collect()
}

/// The shown text for a line that also has words of ours: one with letters that are written from right to
/// left stands between U+2068 and U+2069 (Unicode Standard Annex 9, section 2.4), so that it moves nothing
/// beside it.
#[must_use]
pub fn isolated(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let shown = shown(text);
    let right_to_left = |letter: char| {
        matches!(letter,
            '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}')
    };
    if shown.chars().any(right_to_left) { ["\u{2068}", &shown, "\u{2069}"].concat() } else { shown }
}

/// Whether it is one of most texts, short and of printable ASCII only, in which nothing can deceive: a list of accounts has
/// thousands of them.
pub(crate) fn is_plain(text: &str) -> bool {
    text.len() <= MAX_CHARS && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// C0 and C1 controls, NUL and line breaks included, and the two Unicode separators.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Bidi controls, tags, and characters that take no room or look like a blank. The joiners U+200C and
/// U+200D and the variation selectors U+FE00 to U+FE0F stay: scripts and emoji need them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

fn is_deceptive(c: char) -> bool {
    is_control(c) || is_hidden(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_seen_and_removed_a58() {
        for c in [
            '\0',
            '\n',
            '\u{7f}',
            '\u{9b}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{200b}',
            '\u{3164}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            let text = format!("Ma{c}il");
            assert!(!is_clean(&text), "{:x}", u32::from(c));
            assert_eq!(shown(&text), "Mail");
        }
        for text in [
            "Zo\u{eb} \u{4e2d}\u{6587} \u{5d0} 'a' <b>",
            "می\u{200c}خواهم",
            "👩\u{200d}💻 ✔\u{fe0f}",
        ] {
            assert!(is_clean(text), "{text}");
            assert_eq!(shown(text), text);
        }
    }

    /// As many as the table in PROTOCOL.md section 4.3 has; the reference service's test counts its own.
    #[test]
    fn no_character_more_or_less_is_deceptive() {
        assert_eq!(('\0'..=char::MAX).filter(|c| is_deceptive(*c)).count(), 4205);
    }

    #[test]
    fn a_plain_text_has_no_character_that_deceives_and_its_shortcut_cuts_where_the_rule_does() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain(&c.to_string())).collect();
        assert_eq!(plain.len(), 95);
        assert!(plain.iter().all(|c| c.is_ascii() && !is_deceptive(*c)));
        let longest = "e".repeat(MAX_CHARS);
        assert!(is_plain(&longest) && shown(&longest) == longest);
        assert!(!is_plain(&format!("{longest}e")) && shown(&format!("{longest}e")).ends_with('…'));
    }

    #[test]
    fn long_texts_are_cut_by_characters() {
        let longest = "\u{eb}".repeat(MAX_CHARS);
        assert!(is_clean(&longest));
        assert_eq!(shown(&longest), longest);
        let longer = format!("{longest}\u{eb}");
        assert!(!is_clean(&longer));
        assert_eq!(shown(&longer).chars().count(), MAX_CHARS);
        assert!(shown(&longer).ends_with('…'));
    }

    #[test]
    fn what_is_written_from_right_to_left_is_isolated_and_cannot_end_the_isolation() {
        for plain in ["", "Harbour Bank", "Zo\u{eb}", "\u{9280}\u{884c}"] {
            assert_eq!(isolated(plain), plain);
        }
        let hebrew = "\u{5d1}\u{5e0}\u{5e7} 12";
        assert_eq!(isolated(hebrew), format!("\u{2068}{hebrew}\u{2069}"));
        assert_eq!(isolated("\u{5d1}\u{2069}\u{202e}b"), "\u{2068}\u{5d1}b\u{2069}");
    }
}
