//! Where an address is, from the ranges that the organisation wrote into `realm.toml`.

use std::net::IpAddr;

use super::range::Range;

/// A range of addresses and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    range: Range,
    /// "Utrecht, Netherlands".
    pub location: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
}

impl Place {
    /// Reads a range such as `203.0.113.0/24`, `::1` or `2001:db8::/32`.
    ///
    /// Returns `None` when the range or the country code is none.
    #[must_use]
    pub fn parse(range: &str, location: &str, country: &str) -> Option<Self> {
        let range = Range::parse(range)?;
        let country_ok = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        (country_ok && super::text::is_clean(location, super::text::LONGEST)).then(|| Self {
            range,
            location: location.into(),
            country: country.into(),
        })
    }
}

/// The place of an address: the narrowest range that holds it.
pub(crate) fn find(places: &[Place], address: IpAddr) -> Option<&Place> {
    let address = address.to_canonical();
    places.iter().filter(|place| place.range.holds(address)).max_by_key(|place| place.range.bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_range_wins() {
        let places = [
            Place::parse("0.0.0.0/0", "Somewhere", "NL").unwrap(),
            Place::parse("203.0.113.0/24", "Utrecht, Netherlands", "NL").unwrap(),
            Place::parse("203.0.113.7", "Lisbon, Portugal", "PT").unwrap(),
            Place::parse("::1", "This computer", "NL").unwrap(),
        ];
        let at = |text: &str| find(&places, text.parse().unwrap()).map(|p| p.location.as_str());
        assert_eq!(at("203.0.113.9"), Some("Utrecht, Netherlands"));
        assert_eq!(at("203.0.113.7"), Some("Lisbon, Portugal"));
        assert_eq!(at("::ffff:203.0.113.7"), Some("Lisbon, Portugal"));
        assert_eq!(at("9.9.9.9"), Some("Somewhere"));
        assert_eq!(at("::1"), Some("This computer"));
        assert_eq!(at("::2"), None);
    }

    #[test]
    fn nonsense_is_refused() {
        for (range, country) in
            [("10.0.0.0/33", "NL"), ("x", "NL"), ("::/0", "nl"), ("::/0", "NLD")]
        {
            assert_eq!(Place::parse(range, "Somewhere", country), None);
        }
    }
}
