//! The `Countersign-Client` header (section 4.2) and versions in it.

use super::text;

/// Three numbers, compared as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32, u32, u32);

impl Version {
    /// Reads `1.2.3`; a pre-release or build part after it is let go.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let core = text.split(['-', '+']).next()?;
        let mut parts = core.split('.');
        let mut next = || {
            let part = parts.next()?;
            (part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let version = Self(next()?, next()?, next()?);
        parts.next().is_none().then_some(version)
    }
}

/// What an app says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// Version of its core.
    pub(crate) core: Version,
    /// The header as it is kept in the log.
    pub(crate) text: String,
}

/// Reads `core/<semver>; <ios|android|test>/<semver>`.
pub(crate) fn parse_client(header: &str) -> Option<Client> {
    let (core, shell) = header.split_once(';')?;
    let core = Version::parse(core.trim().strip_prefix("core/")?)?;
    let (system, version) = shell.trim().split_once('/')?;
    if !matches!(system, "ios" | "android" | "test") {
        return None;
    }
    Version::parse(version)?;
    text::is_clean(header, 100).then(|| Client { core, text: header.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(Version::parse("1.10.0") > Version::parse("1.9.9"));
        assert_eq!(Version::parse("1.0.0-rc.1"), Version::parse("1.0.0"));
        for bad in ["1.0", "1.0.0.0", "a.b.c", "", "1..2", "+1.2.3"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_client_header_is_strict() {
        let client = parse_client("core/0.1.0; test/0.1.0").unwrap();
        assert_eq!(client.core, Version(0, 1, 0));
        for bad in ["", "core/0.1.0", "core/0.1.0; palm/0.1.0", "core/x; ios/1.0.0", "ios/1.0.0"] {
            assert_eq!(parse_client(bad), None, "{bad}");
        }
    }
}
