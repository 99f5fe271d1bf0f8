//! Secrets that people type: one text, whatever keyboard and system it came from.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::SecretString;

impl SecretString {
    /// The text as it goes into a key derivation, mapped as RFC 8265 section 4.2.2 does for passwords
    /// (OpaqueString): each space that is not ASCII becomes U+0020, then Unicode's composed form (NFC).
    /// So `é` typed as one character and as `e` with an accent are one passcode. Nothing is refused
    /// here and nothing else is changed: case, width and spaces at the ends stay.
    #[must_use]
    #[inline(never)]
    pub fn opaque_string(&self) -> Self {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        let mapped = || nfc.normalize_iter(self.expose().chars().map(space));
        // Measured first: a text that grows while it is written leaves copies behind that nobody wipes.
        let mut text = String::with_capacity(mapped().map(char::len_utf8).sum());
        mapped().for_each(|one| text.push(one));
        Self::new(text)
    }
}

/// U+0020 for each space of Unicode (general category Zs).
fn space(one: char) -> char {
    match one {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(text: &str) -> String {
        SecretString::new(text.to_owned()).opaque_string().expose().to_owned()
    }

    #[test]
    fn one_text_whatever_form_it_was_typed_in_v20() {
        // As one character each, and as letters with marks; marks in another order.
        assert_eq!(mapped("pässwört-ü"), "pässwört-ü");
        assert_eq!(mapped("pa\u{308}sswo\u{308}rt-u\u{308}"), "pässwört-ü");
        assert_eq!(mapped("q\u{323}\u{307}"), mapped("q\u{307}\u{323}"));
        // Hangul in its parts, and signs that are the same letter.
        assert_eq!(mapped("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(mapped("\u{212b}\u{2126}"), "\u{c5}\u{3a9}");
        let once = mapped("e\u{301}\u{2003}\u{1e9b}\u{323}");
        assert_eq!(mapped(&once), once);
    }

    #[test]
    fn every_space_is_the_ascii_one_and_nothing_else_is_changed_v20() {
        // RFC 8265 section 4.3, table 4.
        for same in [
            "correct horse battery staple",
            "Correct Horse Battery Staple",
            "\u{3c0}\u{df}\u{e5}",
            "Jack of \u{2666}s",
        ] {
            assert_eq!(mapped(same), same);
        }
        assert_eq!(mapped("foo\u{1680}bar"), "foo bar");
        for space in "\u{a0}\u{2000}\u{2001}\u{2007}\u{200a}\u{202f}\u{205f}\u{3000}".chars() {
            assert_eq!(mapped(&format!(" a{space}b{space}")), " a b ", "{space:?}");
        }
        // No spaces by their category; wide letters and ligatures; what the RFC refuses stays too.
        for other in
            ["a\tb", "a\u{200b}b", "a\u{2028}b", "\u{ff11}\u{ff12}", "\u{fb01}", "\u{0}\u{7f}", ""]
        {
            assert_eq!(mapped(other), other);
        }
    }
}
