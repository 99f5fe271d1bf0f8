//! The base URL: where browsers and phones find the service.

use std::net::IpAddr;

/// Origin and `Host` header value of a base URL: `https` anywhere, `http` to loopback only, no user,
/// path, query or fragment.
pub(crate) fn parse(base_url: &str) -> Option<(String, String)> {
    let base_url = base_url.strip_suffix('/').unwrap_or(base_url);
    let (scheme, host) = base_url.split_once("://")?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => {
            port.parse::<u16>().ok()?;
            name
        }
        _ => host,
    };
    if name.is_empty() || !host.chars().all(good) {
        return None;
    }
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let loopback =
        name == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match scheme {
        "https" => {}
        "http" if loopback => {}
        _ => return None,
    }
    // Browsers leave the scheme's own port out of the Host header.
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(usual).unwrap_or(host).to_ascii_lowercase();
    Some((format!("{scheme}://{host}"), host))
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
}
