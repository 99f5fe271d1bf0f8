//! What stands around every page.

/// What every page carries.
#[derive(Clone)]
pub struct Chrome {
    /// Name of the organisation, at the top.
    pub organisation: String,
    /// Whom to ask, below the card.
    pub it_contact: ItContact,
    /// The CSRF token of this browser; goes into every form as [`super::paths::CSRF`].
    pub csrf: String,
    /// Path of the base URL without a slash at its end: empty, or `/somewhere`.
    pub base: String,
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

    /// The phone number as a link wants it: digits, and a plus in front.
    #[must_use]
    pub fn dial(&self) -> Option<String> {
        let phone = self.phone.as_deref()?;
        let number: String = phone
            .chars()
            .enumerate()
            .filter(|(at, c)| c.is_ascii_digit() || (*at == 0 && *c == '+'))
            .map(|(_, c)| c)
            .collect();
        number.chars().any(|c| c.is_ascii_digit()).then_some(number)
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
            .map(|number| format!("tel:{number}"))
            .or_else(|| self.email.as_deref().map(|email| format!("mailto:{email}")))
            .or_else(|| self.web().map(str::to_owned))
    }
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
        assert_eq!(it.link().as_deref(), Some("tel:+310305550100"));
        it.phone = Some("ask at the desk".into());
        it.url = Some("javascript:alert(1)".into());
        assert_eq!(it.link(), None);
        assert!(it.web().is_none());
    }
}
