//! Which browser on which system, from the `User-Agent` header: a hint for the person, no proof.

/// What the header says. Unknown stays unknown; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Agent {
    /// "Firefox 140".
    pub(crate) browser: Option<String>,
    /// "Windows".
    pub(crate) os: Option<String>,
}

/// Reads a `User-Agent` header.
pub(crate) fn parse(header: &str) -> Agent {
    // The order matters: every browser below also names the ones after it.
    const BROWSERS: [(&str, &str); 8] = [
        ("Edg/", "Edge"),
        ("EdgA/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows NT", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let browser = BROWSERS
        .iter()
        .find_map(|(mark, name)| version_after(header, mark).map(|version| named(name, version)))
        .or_else(|| {
            let version = version_after(header, "Version/")?;
            header.contains("Safari/").then(|| named("Safari", version))
        });
    let os = SYSTEMS.iter().find(|(mark, _)| header.contains(mark)).map(|(_, name)| (*name).into());
    Agent { browser, os }
}

fn version_after<'a>(header: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = header.split_once(mark)?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    Some(if digits.len() <= 5 { digits } else { "" })
}

fn named(name: &str, version: &str) -> String {
    if version.is_empty() { name.to_owned() } else { format!("{name} {version}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_are_told_apart() {
        for (header, browser, os) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox 140",
                "Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
                "Chrome 138",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0",
                "Edge 138",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
                "Safari 18",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari 18",
                "iOS",
            ),
        ] {
            let agent = parse(header);
            assert_eq!(agent.browser.as_deref(), Some(browser), "{header}");
            assert_eq!(agent.os.as_deref(), Some(os), "{header}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert_eq!(parse("curl/8.0"), Agent::default());
        assert_eq!(parse(""), Agent::default());
    }
}
