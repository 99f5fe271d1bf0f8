//! The language of a page: what the browser asks for, else what the organisation chose.

/// A language that the pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, the master.
    #[default]
    English,
    /// Dutch.
    Dutch,
}

/// Longest header that is read, in bytes; browsers send less than a hundred.
const LONGEST: usize = 1024;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Dutch];

    /// Its primary subtag (RFC 5646 section 2.2.1), as `realm.toml` names it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Dutch => "nl",
        }
    }

    /// Reads a tag such as `nl` or `nl-BE`; regions do not matter, case neither.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The language for whoever sends this `Accept-Language` (RFC 9110 section 12.5.4): the one that
    /// is wanted most, of equals the one named first. `*` stands for the default. What is not
    /// understood asks for nothing.
    #[must_use]
    pub fn wanted(accepted: &str, default: Self) -> Self {
        let accepted = accepted.get(..LONGEST).unwrap_or(accepted);
        let ranges: Vec<(&str, u16)> = accepted.split(',').filter_map(range).collect();
        let mut best: Option<(Self, u16)> = None;
        for (tag, weight) in &ranges {
            let language = if *tag == "*" { Some(default) } else { Self::from_tag(tag) };
            // `*` speaks of those that are not named themselves.
            let named =
                |language| ranges.iter().any(|(tag, _)| Self::from_tag(tag) == Some(language));
            let Some(language) = language.filter(|one| *tag != "*" || !named(*one)) else {
                continue;
            };
            if *weight > best.map_or(0, |(_, most)| most) {
                best = Some((language, *weight));
            }
        }
        best.map_or(default, |(language, _)| language)
    }
}

/// A language range and its weight in thousandths.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = match parts.next() {
        None => 1000,
        Some(parameter) => {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| weight(value.trim())).flatten()?
        }
    };
    Some((tag, weight))
}

/// `0.8` becomes 800 (RFC 9110 section 12.4.2: at most three digits behind the dot, at most 1).
fn weight(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    let part: u16 = format!("{part:0<3}").parse().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_most_wins() {
        use Language::{Dutch, English};
        for (accepted, default, language) in [
            ("", English, English),
            ("", Dutch, Dutch),
            ("nl", English, Dutch),
            ("nl-BE,nl;q=0.9", English, Dutch),
            ("NL-nl", English, Dutch),
            ("en-US,en;q=0.9,nl;q=0.8", Dutch, English),
            ("en;q=0.2, nl;q=0.8", English, Dutch),
            ("en;q=0.8, nl;q=0.80", Dutch, English),
            ("de,nl;q=0.5", English, Dutch),
            ("de-DE,fr;q=0.5", Dutch, Dutch),
            ("nl;q=0", English, English),
            // Not wanted, and nothing else is asked for: the default is all there is.
            ("nl;q=0", Dutch, Dutch),
            ("*", Dutch, Dutch),
            ("nl;q=0.5,*;q=0.9", English, English),
            ("en;q=0.1,*;q=0.9", English, English),
            ("de,*;q=0.1", Dutch, Dutch),
            // What is not understood asks for nothing.
            ("nl;q=2", English, English),
            ("nl;q=0.1234", English, English),
            ("nl;q=-1", English, English),
            ("nl;level=1", English, English),
            ("nlx", English, English),
            (";;;,,=,q=1", English, English),
            ("nl;q=1.000", English, Dutch),
            ("nl ; Q = 0.3", English, Dutch),
        ] {
            assert_eq!(Language::wanted(accepted, default), language, "{accepted:?}");
        }
    }

    #[test]
    fn a_header_of_any_length_and_script_is_read_to_its_limit() {
        let long = format!("{}nl", "de,".repeat(600));
        assert_eq!(Language::wanted(&long, Language::English), Language::English);
        let odd = format!("{}é", "x".repeat(1023));
        assert_eq!(Language::wanted(&odd, Language::Dutch), Language::Dutch);
    }
}
