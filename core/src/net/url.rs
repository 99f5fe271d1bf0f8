//! Which addresses may be contacted: a strict reading of absolute URLs.
//!
//! It is narrower than the WHATWG parser on purpose, so that this reading and the HTTP client's can
//! never differ: ASCII only, no user-info, no fragment, no escapes in the host, no numeric host
//! other than a canonical dotted quad or a bracketed IPv6 address.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::transport::Network;

/// An absolute `https` URL, or `http` to loopback where [`Network`] allows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    text: String,
    host: String,
    origin_len: usize,
    path_end: usize,
    secure: bool,
}

impl std::fmt::Debug for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Url([redacted])")
    }
}

/// Why a text is no URL to contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not an absolute URL in the accepted shape.
    #[error("the address is not a web address")]
    Malformed,
    /// Plain `http`, or another scheme.
    #[error("the address does not begin with https")]
    NotHttps,
}

impl Url {
    /// Reads an absolute URL.
    ///
    /// # Errors
    /// [`UrlError::NotHttps`] when the scheme is not allowed by `network`, else
    /// [`UrlError::Malformed`].
    pub fn parse(text: &str, network: Network) -> Result<Self, UrlError> {
        if text.len() > MAX_LEN || !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            return Err(UrlError::Malformed);
        }
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::NotHttps)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(UrlError::NotHttps),
        };
        let authority_len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at_checked(authority_len).ok_or(UrlError::Malformed)?;
        if authority.contains('@') || tail.contains('#') {
            return Err(UrlError::Malformed);
        }
        let host = host_of(authority)?;
        let allowed = secure || (network == Network::LoopbackHttpToo && is_loopback(&host));
        if !allowed {
            return Err(UrlError::NotHttps);
        }
        let path_len = tail.find('?').unwrap_or(tail.len());
        let path = tail.get(..path_len).ok_or(UrlError::Malformed)?;
        if path.split('/').any(is_dot_segment) {
            return Err(UrlError::Malformed);
        }
        let origin_len = text.len() - tail.len();
        Ok(Self {
            text: text.to_owned(),
            host,
            origin_len,
            path_end: origin_len + path_len,
            secure,
        })
    }

    /// The whole text, as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host in lower case, without port: what a person is shown (punycode for
    /// internationalised names).
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Scheme, host and port as written.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.get(..self.origin_len).unwrap_or_default()
    }

    /// The path, possibly empty, without query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text.get(self.origin_len..self.path_end).unwrap_or_default()
    }

    /// Whether there is a query.
    #[must_use]
    pub fn has_query(&self) -> bool {
        self.path_end < self.text.len()
    }

    /// Whether the scheme is `https`.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

fn host_of(authority: &str) -> Result<String, UrlError> {
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']').ok_or(UrlError::Malformed)?;
        let (host, rest) = authority.split_at_checked(end + 1).ok_or(UrlError::Malformed)?;
        let inner = host.trim_start_matches('[').trim_end_matches(']');
        inner.parse::<Ipv6Addr>().map_err(|_| UrlError::Malformed)?;
        (host, rest)
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        let (host, rest) = authority.split_at_checked(end).ok_or(UrlError::Malformed)?;
        name_or_quad(host)?;
        (host, rest)
    };
    if let Some(port) = port.strip_prefix(':') {
        let number: u16 = port.parse().map_err(|_| UrlError::Malformed)?;
        if number == 0 || number.to_string() != port {
            return Err(UrlError::Malformed);
        }
    } else if !port.is_empty() {
        return Err(UrlError::Malformed);
    }
    Ok(host.to_ascii_lowercase())
}

fn name_or_quad(host: &str) -> Result<(), UrlError> {
    let sound = !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        });
    if !sound {
        return Err(UrlError::Malformed);
    }
    // Other parsers read 0x7f.1 or 2130706433 as an address: a host that ends in a number must be
    // one in the canonical spelling.
    let last = host.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let numeric = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    let canonical = host.parse::<Ipv4Addr>().is_ok_and(|quad| quad.to_string() == host);
    if numeric && !canonical { Err(UrlError::Malformed) } else { Ok(()) }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<Ipv4Addr>().is_ok_and(|quad| quad.is_loopback())
        || host
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .and_then(|inner| inner.parse::<Ipv6Addr>().ok())
            .is_some_and(|address| address.is_loopback())
}

const MAX_LEN: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_http_where_allowed_a62() {
        let both = [Network::HttpsOnly, Network::LoopbackHttpToo];
        for network in both {
            let url = Url::parse("https://IdP.example:8443/realms/demo?x=1", network).unwrap();
            assert_eq!(url.host(), "idp.example");
            assert_eq!(url.origin(), "https://IdP.example:8443");
            assert_eq!(url.path(), "/realms/demo");
            assert!(url.has_query() && url.is_secure());
            for refused in ["http://idp.example/", "ftp://idp.example/", "HTTPS://idp.example/"] {
                assert_eq!(Url::parse(refused, network), Err(UrlError::NotHttps), "{refused}");
            }
        }
        for loopback in ["http://127.0.0.1:8400/a", "http://[::1]:1/", "http://localhost:8400"] {
            assert!(Url::parse(loopback, Network::LoopbackHttpToo).is_ok(), "{loopback}");
            assert_eq!(Url::parse(loopback, Network::HttpsOnly), Err(UrlError::NotHttps));
        }
        for near in ["http://localhost.evil.example/", "http://128.0.0.1/", "http://[::2]/"] {
            assert_eq!(Url::parse(near, Network::LoopbackHttpToo), Err(UrlError::NotHttps));
        }
    }

    #[test]
    fn readings_that_parsers_disagree_on_are_refused_a62() {
        for refused in [
            "https://user@idp.example/",
            "https://idp.example@evil.example/",
            "https://idp.example\\@evil.example/",
            "https://idp.example/a#b",
            "https://idp .example/",
            "https://idp.example/\u{e9}",
            "https://b\u{fc}cher.example/",
            "https://%69dp.example/",
            "https:///x",
            "https://",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://127.1/",
            "https://127.0.0.01/",
            "https://idp.example:/",
            "https://idp.example:080/",
            "https://idp.example:70000/",
            "https://[::1/",
            "https://[::1]x/",
            "https://idp..example/",
            "https://idp.example/realms/../admin",
            "https://idp.example/realms/%2E%2e/admin",
        ] {
            assert_eq!(
                Url::parse(refused, Network::LoopbackHttpToo),
                Err(UrlError::Malformed),
                "{refused}"
            );
        }
    }
}
