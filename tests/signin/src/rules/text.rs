//! Text that is shown to people: what is sent must equal what is displayed (section 4.3).

/// Longest display string, in characters.
pub(crate) const LONGEST: usize = 256;

/// Whether the text can be shown as it stands and has at most `longest` characters and at least one.
pub(crate) fn is_clean(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(is_deceptive)
}

/// The characters of the table in section 4.3: no fewer, for a client drops what holds one; no more, for
/// scripts and emoji need the joiners and variation selectors.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00ad | 0x034f | 0x061c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
            | 0x200b | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164
            | 0xfeff | 0xffa0 | 0xfff9..=0xfffb | 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceptive_characters_are_refused_and_scripts_stay() {
        assert!(is_clean("Zoë 山田", 128));
        assert!(!is_clean("Zo\u{202e}ë", 128));
        assert!(!is_clean("Zo\u{200b}ë", 128));
        assert!(is_clean("Zoë's phone", 128));
        assert!(!is_clean("a\nb", 128));
        assert!(!is_clean(" ", 128));
        assert!(!is_clean("abc", 2));
    }

    #[test]
    fn phones_may_be_called_what_people_call_them() {
        for name in ["Zo\u{eb}'s \u{2764}\u{fe0f}", "\u{1f469}\u{200d}\u{1f4bb}", "می\u{200c}خواهم"]
        {
            assert!(is_clean(name, 128), "{name}");
        }
    }

    /// As many as the table in section 4.3 has; the core's test counts its own.
    #[test]
    fn no_character_more_or_less_is_deceptive() {
        assert_eq!(('\0'..=char::MAX).filter(|c| is_deceptive(*c)).count(), 4205);
    }
}
