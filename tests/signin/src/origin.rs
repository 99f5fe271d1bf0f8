//! The base URL: where browsers and phones find the service.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Origin and `Host` header value of a base URL: `https` anywhere, `http` to loopback only, no user,
/// path, query or fragment.
pub(crate) fn parse(base_url: &str) -> Option<(String, String)> {
    let base_url = base_url.strip_suffix('/').unwrap_or(base_url);
    let (scheme, host) = base_url.split_once("://")?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let name = name_of(host)?;
    if name.is_empty() || !host.chars().all(good) {
        return None;
    }
    match scheme {
        "https" => {}
        "http" if is_loopback(host) => {}
        _ => return None,
    }
    // Browsers leave the scheme's own port out of the Host header.
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(usual).unwrap_or(host).to_ascii_lowercase();
    Some((format!("{scheme}://{host}"), host))
}

/// Whether a host, with or without its port, can only be this computer: `localhost` or an address.
pub(crate) fn is_loopback(host: &str) -> bool {
    let Some(name) = name_of(host) else { return false };
    let bracketed = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    match bracketed {
        Some(six) => six.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

/// The name of a host without its port.
fn name_of(host: &str) -> Option<&str> {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => {
            port.parse::<u16>().ok()?;
            Some(name)
        }
        _ => Some(host),
    }
}

/// Whether a text can be a realm's name.
pub(crate) fn is_realm_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        && !name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_goes_without_tls() {
        for (url, origin, host) in [
            ("http://localhost:8400", "http://localhost:8400", "localhost:8400"),
            ("http://127.0.0.1:8400/", "http://127.0.0.1:8400", "127.0.0.1:8400"),
            ("http://[::1]:8400", "http://[::1]:8400", "[::1]:8400"),
            ("https://ID.Example:443", "https://id.example", "id.example"),
        ] {
            assert_eq!(parse(url), Some((origin.into(), host.into())), "{url}");
        }
        for url in [
            "http://id.example",
            "http://localhost.evil.example",
            "https://user@id.example",
            "https://id.example/path",
            "https://id.example?x",
            "ftp://localhost",
            "localhost:8400",
            "https://",
            "https://id.example:99999",
        ] {
            assert_eq!(parse(url), None, "{url}");
        }
    }

    #[test]
    fn only_what_cannot_be_a_name_of_somebody_elses_is_this_computer() {
        for host in ["127.0.0.1:8400", "127.0.0.1", "[::1]:80", "[::1]", "localhost", "LOCALHOST:1"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1:8400:1",
            "127.1",
            "0.0.0.0",
            "::1",
            "[::1",
            "[127.0.0.1]",
            "192.168.0.1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
