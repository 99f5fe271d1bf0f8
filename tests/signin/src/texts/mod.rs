//! The texts of the pages: one file a language in `texts/`, built into the program.
//!
//! A text is a whole sentence or label. `{name}` is filled in by the page, `**…**` stands out. What is
//! filled in is escaped here, and a name of somebody's is isolated from the words around it, whichever
//! way its script runs.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter, Write};
use std::sync::LazyLock;

use askama::filters::HtmlSafe;

pub(crate) use crate::rules::language::Language;

/// The texts of a language, by section and key: `signin.heading`.
type Texts = HashMap<String, String>;

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../../texts/en.toml")));
static DUTCH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../../texts/nl.toml")));

/// A file that is none has no texts: whatever is drawn then fails, and the tests say so first.
fn read(file: &str) -> Texts {
    let sections: HashMap<String, HashMap<String, String>> =
        toml::from_str(file).unwrap_or_default();
    let keyed = |(section, texts): (String, HashMap<String, String>)| {
        texts.into_iter().map(move |(key, text)| (format!("{section}.{key}"), text))
    };
    sections.into_iter().flat_map(keyed).collect()
}

impl Language {
    fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Dutch => &DUTCH,
        }
    }

    /// The text with a key, for the inside of a page. A key that is none cannot be drawn.
    pub(crate) fn say(self, key: &str) -> Words {
        let text = self.texts().get(key).map(String::as_str);
        Words { text, values: Vec::new(), form: Form::Html }
    }

    /// As [`Language::say`], without anything that stands out: for titles and attributes.
    pub(crate) fn plain(self, key: &str) -> Words {
        Words { form: Form::Attribute, ..self.say(key) }
    }

    /// As [`Language::say`], for what is no page.
    pub(crate) fn text(self, key: &str) -> Words {
        Words { form: Form::Text, ..self.say(key) }
    }

    /// The same text as it is in English, in this language: for what was stored in English. `section`
    /// holds all that may be meant; its texts have no or one place, for a number.
    pub(crate) fn translated(self, section: &str, english: &str) -> Option<String> {
        ENGLISH.iter().find_map(|(key, text)| {
            key.strip_prefix(section)?.strip_prefix('.')?;
            let number = match text.split_once("{count}") {
                None => (text == english).then_some("")?,
                Some((before, after)) => {
                    let number = english.strip_prefix(before)?.strip_suffix(after)?;
                    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
                    digits.then_some(number)?
                }
            };
            Some(self.text(key).part("count", number).written())
        })
    }

    /// A number as it is written in this language: `1,234` or `1.234`.
    pub(crate) fn number(self, number: u32) -> String {
        let (digits, between) = (number.to_string(), self.text("time.thousands").written());
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(&between);
            }
            out.push(digit);
        }
        out
    }

    /// Time that is left, as `static/wait.js` goes on with it: seconds below two minutes, then minutes
    /// that have begun.
    pub(crate) fn left(self, seconds: u32) -> String {
        let (key, name, left) = if seconds < 120 {
            ("time.seconds", "seconds", seconds)
        } else {
            ("time.minutes", "minutes", seconds.div_ceil(60))
        };
        self.text(key).part(name, left.to_string()).written()
    }
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Inside a page: names stand in `<bdi>`, what stands out in `<strong>`.
    Html,
    /// In a title or an attribute: escaped, names between U+2068 and U+2069 (UAX #9), no elements.
    Attribute,
    /// The same, not escaped: no page.
    Text,
}

/// A text with what is filled in, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    text: Option<&'static str>,
    values: Vec<(String, Value)>,
    form: Form,
}

#[derive(Debug, Clone)]
enum Value {
    /// Somebody's name, or another text that is not ours.
    Name(String),
    /// Words, numbers and dates of ours.
    Part(String),
}

/// Escaped by [`Words`] itself.
impl HtmlSafe for Words {}

impl Words {
    /// Fills in a name, or another text that is not ours.
    #[must_use]
    pub(crate) fn name(mut self, place: &str, name: &str) -> Self {
        self.values.push((place.to_owned(), Value::Name(name.to_owned())));
        self
    }

    /// Fills in words, a number or a date of ours.
    #[must_use]
    pub(crate) fn part(mut self, place: &str, part: impl AsRef<str>) -> Self {
        self.values.push((place.to_owned(), Value::Part(part.as_ref().to_owned())));
        self
    }

    /// Fills in a number as it is.
    #[must_use]
    pub(crate) fn count(self, place: &str, count: &u32) -> Self {
        self.part(place, count.to_string())
    }

    /// Only what stands before a place that the page fills with an element.
    #[must_use]
    pub(crate) fn before(mut self, place: &str) -> Self {
        self.text = self.text.and_then(|text| text.split_once(&mark(place))).map(|(text, _)| text);
        self
    }

    /// Only what stands behind such a place.
    #[must_use]
    pub(crate) fn after(mut self, place: &str) -> Self {
        self.text = self.text.and_then(|text| text.split_once(&mark(place))).map(|(_, text)| text);
        self
    }

    /// The text, empty if it cannot be written ([`ToString`] would end the program then).
    pub(crate) fn written(&self) -> String {
        let mut out = String::new();
        if write!(out, "{self}").is_err() {
            out.clear();
        }
        out
    }

    fn write_value(&self, value: &Value, out: &mut impl Write) -> fmt::Result {
        match (value, self.form) {
            (Value::Part(part), _) => self.write_text(part, out),
            (Value::Name(name), Form::Html) => {
                out.write_str("<bdi>")?;
                self.write_text(name, out)?;
                out.write_str("</bdi>")
            }
            (Value::Name(name), Form::Attribute | Form::Text) => {
                out.write_char('\u{2068}')?;
                self.write_text(name, out)?;
                out.write_char('\u{2069}')
            }
        }
    }

    /// A text of a file: attributes stand between double quotes, so that its apostrophes may stay.
    fn write_ours(&self, text: &str, out: &mut impl Write) -> fmt::Result {
        for (at, piece) in text.split('\'').enumerate() {
            if at > 0 {
                out.write_char('\'')?;
            }
            self.write_text(piece, out)?;
        }
        Ok(())
    }

    fn write_text(&self, text: &str, out: &mut impl Write) -> fmt::Result {
        if self.form == Form::Text {
            return out.write_str(text);
        }
        for c in text.chars() {
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&#34;")?,
                '\'' => out.write_str("&#39;")?,
                other => out.write_char(other)?,
            }
        }
        Ok(())
    }
}

fn mark(place: &str) -> String {
    format!("{{{place}}}")
}

impl Display for Words {
    /// Fails for a key that is none and a place that nothing fills: no page goes out with a hole.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rest = self.text.ok_or(fmt::Error)?;
        let mut stands_out = false;
        while let Some(at) = rest.find(['{', '*']) {
            let (before, from) = rest.split_at_checked(at).ok_or(fmt::Error)?;
            self.write_ours(before, f)?;
            if let Some(after) = from.strip_prefix("**") {
                stands_out = !stands_out;
                if self.form == Form::Html {
                    f.write_str(if stands_out { "<strong>" } else { "</strong>" })?;
                }
                rest = after;
            } else if let Some(after) = from.strip_prefix('{') {
                let (place, after) = after.split_once('}').ok_or(fmt::Error)?;
                let value = self.values.iter().find(|(name, _)| name == place);
                self.write_value(value.map(|(_, value)| value).ok_or(fmt::Error)?, f)?;
                rest = after;
            } else {
                return Err(fmt::Error);
            }
        }
        self.write_ours(rest, f)
    }
}

#[cfg(test)]
mod tests;
