//! What stands around every page, and how its texts are said.

use crate::texts::{Language, Words};

/// What every page carries.
#[derive(Clone)]
pub struct Chrome {
    /// The language of the page.
    pub language: Language,
    /// What is the organisation's own in the look of the page.
    pub own: OwnLook,
    /// Name of the organisation, at the top.
    pub organisation: String,
    /// Whom to ask, below the card.
    pub it_contact: ItContact,
    /// The CSRF token of this browser; goes into every form as [`super::paths::CSRF`].
    pub csrf: String,
    /// Path of the base URL without a slash at its end: empty, or `/somewhere`.
    pub base: String,
}

impl Chrome {
    /// The text with this key, for the inside of the page.
    pub(crate) fn say(&self, key: &str) -> Words {
        self.language.say(key)
    }

    /// The same for titles and attributes: no part of it stands out.
    pub(crate) fn plain(&self, key: &str) -> Words {
        self.language.plain(key)
    }

    /// The title of a page that says what went wrong: screen readers hear of it first.
    pub(crate) fn error_title(&self, key: &str) -> Words {
        let title = self.language.text(key).written();
        self.plain("page.error_title").part("title", &title)
    }

    /// Time that is left.
    pub(crate) fn left(&self, seconds: &u32) -> String {
        self.language.left(*seconds)
    }

    /// "Send again in 24 s", as `static/wait.js` goes on with it.
    pub(crate) fn again_in(&self, seconds: &u32) -> Words {
        if *seconds < 120 {
            self.say("time.again_in_seconds").count("seconds", seconds)
        } else {
            self.say("time.again_in_minutes").count("minutes", &seconds.div_ceil(60))
        }
    }

    /// A number as people write it.
    pub(crate) fn number(&self, number: &u32) -> String {
        self.language.number(*number)
    }
}

/// What is an organisation's own in the look of its pages.
#[derive(Clone, Copy, Default)]
pub struct OwnLook {
    /// Media type of its mark at [`super::paths::MARK`].
    pub mark: Option<&'static str>,
    /// Whether its accents stand at [`super::paths::ACCENTS`].
    pub accents: bool,
}

/// Whom to call in IT. A member that is `None` is not drawn.
#[derive(Clone, Default)]
pub struct ItContact {
    /// Name of a desk or a person.
    pub name: Option<String>,
    /// Phone number as people write it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address; drawn only if it is https or http.
    pub url: Option<String>,
}

impl ItContact {
    /// Whether there is nobody to name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.email.is_none() && self.web().is_none()
    }

    /// The name, or a word that stands for it.
    #[must_use]
    pub fn who(&self) -> &str {
        self.name.as_deref().unwrap_or("IT")
    }

    /// The phone number as a link (RFC 3966), with its extension. `None` when it is not wholly
    /// understood: a wrong number is worse than one that is typed by hand.
    #[must_use]
    pub fn dial(&self) -> Option<String> {
        dial(self.phone.as_deref()?)
    }

    /// The web address, if a browser may open it.
    #[must_use]
    pub fn web(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| is_web(url))
    }

    /// The one link that helps soonest: phone, then mail, then web.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        self.dial()
            .or_else(|| self.email.as_deref().map(|email| format!("mailto:{email}")))
            .or_else(|| self.web().map(str::to_owned))
    }
}

/// Words and signs that come before an extension, as people write them.
const EXTENSION: [&str; 9] =
    ["extension", "ext.", "ext", "toestel", "tst.", "durchwahl", "x", "#", ","];

/// Longest extension, in digits.
const LONGEST_EXTENSION: usize = 11;

/// `+31 (0)30 555-0100 ext. 12` becomes `tel:+31305550100;ext=12`.
fn dial(phone: &str) -> Option<String> {
    let lower = phone.trim().to_lowercase();
    let sign = |c: char| c.is_alphabetic() || matches!(c, '#' | ',');
    let (number, extension) = lower.split_at_checked(lower.find(sign).unwrap_or(lower.len()))?;
    let (plus, number) = match number.strip_prefix('+') {
        // Who dials the country leaves out the zero of those at home.
        Some(rest) => ("+", rest.replace("(0)", "")),
        None => ("", number.to_owned()),
    };
    let number = digits(&number)?;
    if extension.is_empty() {
        return Some(format!("tel:{plus}{number}"));
    }
    let after = EXTENSION.iter().find_map(|sign| extension.strip_prefix(sign))?;
    let extension = digits(after.trim_start_matches(':'))?;
    (extension.len() <= LONGEST_EXTENSION).then(|| format!("tel:{plus}{number};ext={extension}"))
}

/// The digits of a text that holds nothing else but what people put between them.
fn digits(text: &str) -> Option<String> {
    let between = |c: char| matches!(c, ' ' | '\u{a0}' | '-' | '–' | '.' | '/' | '(' | ')');
    let digits: String = text.chars().filter(|c| !between(*c)).collect();
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Whether a configured address may stand in a link.
pub(crate) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Digits as a screen reader shall say them: `42` becomes `4, 2`.
#[must_use]
pub fn spoken(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 3);
    for digit in digits.chars().filter(|c| !c.is_whitespace()) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_spoken_one_by_one() {
        assert_eq!(spoken("42"), "4, 2");
        assert_eq!(spoken("007 120"), "0, 0, 7, 1, 2, 0");
    }

    #[test]
    fn a_phone_number_becomes_a_link_and_nothing_else_does() {
        let mut it = ItContact { phone: Some("+31 (0)30 555-0100".into()), ..ItContact::default() };
        assert_eq!(it.link().as_deref(), Some("tel:+31305550100"));
        it.phone = Some("ask at the desk".into());
        it.url = Some("javascript:alert(1)".into());
        assert_eq!(it.link(), None);
        assert!(it.web().is_none());
    }

    #[test]
    fn an_extension_is_dialled_as_one() {
        for (written, dialled) in [
            ("+31 30 555 0100 ext. 12", "tel:+31305550100;ext=12"),
            ("+31 30 555 0100 ext 12", "tel:+31305550100;ext=12"),
            ("+1 (212) 555-0100 x4321", "tel:+12125550100;ext=4321"),
            ("030 555 0100, 7", "tel:0305550100;ext=7"),
            ("030 - 555 01 00 toestel 7", "tel:0305550100;ext=7"),
            ("+49 30 5550-0 Durchwahl: 33", "tel:+493055500;ext=33"),
            ("+44 (0)20 7946 0100 #5", "tel:+442079460100;ext=5"),
            ("020 7946 0100", "tel:02079460100"),
        ] {
            assert_eq!(dial(written).as_deref(), Some(dialled), "{written}");
        }
        for other in [
            "",
            "+",
            "ask at the desk",
            "0800 1234 (free)",
            "555 0100 or 555 0200",
            "1-800-FLOWERS",
            "555 0100 ext. desk",
            "555 0100 ext. 123456789012",
            "+31 30 555 0100;ext=1;phone-context=evil",
            "٠٣٠",
        ] {
            assert_eq!(dial(other), None, "{other}");
        }
    }
}
