//! Text from a server before it is shown: control, bidi and zero-width characters lie about what
//! stands on the screen.

/// The longest text taken from a server, in characters.
pub const MAX_CHARS: usize = 256;

/// Whether the text may be shown as it is.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    text.chars().count() <= MAX_CHARS && !text.chars().any(is_hidden)
}

/// The text without hidden characters, cut at [`MAX_CHARS`].
#[must_use]
pub fn cleaned(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).take(MAX_CHARS).collect()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
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
            '\u{202e}',
            '\u{2066}',
            '\u{200b}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            let text = format!("Ma{c}il");
            assert!(!is_clean(&text), "{:x}", u32::from(c));
            assert_eq!(cleaned(&text), "Mail");
        }
        assert!(is_clean("Zo\u{eb} \u{4e2d}\u{6587} \u{5d0} 'a' <b>"));
    }

    #[test]
    fn long_texts_are_cut_by_characters() {
        let long = "\u{eb}".repeat(MAX_CHARS + 1);
        assert!(!is_clean(&long));
        assert_eq!(cleaned(&long).chars().count(), MAX_CHARS);
    }
}
