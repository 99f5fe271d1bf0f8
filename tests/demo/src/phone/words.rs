//! Small phrases: ages, places, countries.

use crate::screens::request::OtherCountry;
use crate::screens::told::isolated;

/// Seconds that count as now.
const NOW: u64 = 10;

/// "just now", "1 minute ago".
pub(super) fn age(seconds: u64) -> String {
    match seconds / 60 {
        0 if seconds < NOW => "just now".to_owned(),
        0 => "less than a minute ago".to_owned(),
        1 => "1 minute ago".to_owned(),
        minutes => format!("{minutes} minutes ago"),
    }
}

/// "near Utrecht (NL)".
pub(super) fn place(location: Option<&str>, country: Option<&str>) -> Option<String> {
    let town = isolated(location?.split(',').next()?.trim());
    Some(
        country.map_or_else(
            || format!("near {town}"),
            |code| format!("near {town} ({})", isolated(code)),
        ),
    )
}

/// "Firefox 140 on Windows 11".
pub(super) fn browser(browser: Option<&str>, os: Option<&str>) -> Option<String> {
    match (browser, os) {
        (Some(browser), Some(os)) => Some(format!("{} on {}", isolated(browser), isolated(os))),
        (Some(one), None) | (None, Some(one)) => Some(isolated(one)),
        (None, None) => None,
    }
}

/// The countries of a warning.
pub(super) fn other_country(theirs: Option<&str>) -> OtherCountry {
    OtherCountry { browser: country(theirs.unwrap_or("?")), phone: country(super::COUNTRY) }
}

/// A country's name in a sentence; its code where the demo knows no name.
fn country(code: &str) -> String {
    let name = match code {
        "AU" => "Australia",
        "BE" => "Belgium",
        "BR" => "Brazil",
        "CA" => "Canada",
        "DE" => "Germany",
        "FR" => "France",
        "GB" => "the United Kingdom",
        "IN" => "India",
        "JP" => "Japan",
        "NL" => "the Netherlands",
        "US" => "the United States",
        other => other,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_read_well() {
        assert_eq!(age(9), "just now");
        assert_eq!(age(57), "less than a minute ago");
        assert_eq!(age(119), "1 minute ago");
        assert_eq!(age(600), "10 minutes ago");
        // Texts of the outside are isolated: a right-to-left one moves nothing beside it.
        let plain =
            |text: Option<String>| text.map(|text| text.replace(['\u{2068}', '\u{2069}'], ""));
        let near = place(Some("Utrecht, Netherlands"), Some("NL"));
        assert_eq!(near.as_deref(), Some("near \u{2068}Utrecht\u{2069} (\u{2068}NL\u{2069})"));
        assert_eq!(plain(near).as_deref(), Some("near Utrecht (NL)"));
        assert_eq!(place(None, Some("NL")), None);
        let both = plain(browser(Some("Firefox 140"), Some("Windows 11")));
        assert_eq!(both.as_deref(), Some("Firefox 140 on Windows 11"));
        assert_eq!(other_country(Some("BR")).browser, "Brazil");
    }
}
