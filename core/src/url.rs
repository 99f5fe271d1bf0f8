//! Strict URLs: the only ones that this app contacts or compares.
//!
//! What two parsers might read differently is refused: user names, dot segments, characters that
//! would have to be escaped, numbers in disguise as IPv4 addresses, control characters. So the text
//! that is signed, shown and sent is one and the same.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest URL.
const LONGEST: usize = 2_048;

/// Which URLs may be contacted. It also governs `iss`, `request_uri` and `htu`.
///
/// ```
/// use countersign_core::app::Network;
///
/// assert_eq!(Network::default(), Network::HttpsOnly, "anything else is for tests on this machine");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// `https` only.
    #[default]
    HttpsOnly,
    /// `https`, and plain `http` to loopback: `127.0.0.0/8`, `::1`, the literal `localhost`. For the
    /// command, the demo and tests.
    LoopbackHttpToo,
}

/// A checked `https` or `http` URL: host in lower case and punycode, default port left out.
///
/// `Debug` prints the scheme only: an address may be a capability.
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    text: String,
    secure: bool,
    host: String,
    port: u16,
    origin_end: usize,
    path_end: usize,
    fragment: Option<usize>,
}

/// Why a text is no URL of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither `https://` nor `http://`.
    #[error("the address does not begin with https://")]
    Scheme,
    /// A user name or password in front of the host.
    #[error("the address names a user in front of the host")]
    UserInfo,
    /// No host, or none that everybody reads the same way.
    #[error("the address has no valid host")]
    Host,
    /// No number from 1 to 65,535 behind the colon.
    #[error("the address has no valid port")]
    Port,
    /// A character or path segment that different programs read differently.
    #[error("the address has a form that is not accepted")]
    Form,
    /// Longer than 2,048 bytes.
    #[error("the address is too long")]
    TooLong,
    /// Plain `http` where only `https` is allowed.
    #[error("the address is not https")]
    NotHttps,
}

impl Url {
    /// Reads a URL (RFC 3986, `https` and `http` only).
    ///
    /// # Errors
    /// [`UrlError`].
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if text.len() > LONGEST {
            return Err(UrlError::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(UrlError::Scheme),
        };
        let (authority, tail) =
            rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(UrlError::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        let host = canonical_host(host)?;
        let default = if secure { 443 } else { 80 };
        let port = port.unwrap_or(default);
        let mut url = format!("{}://{host}", if secure { "https" } else { "http" });
        if port != default {
            url.push_str(&format!(":{port}"));
        }
        let origin_end = url.len();
        if !tail.starts_with('/') {
            url.push('/');
        }
        let path_start = url.len() - usize::from(!tail.starts_with('/'));
        url.push_str(tail);
        check_tail(url.get(path_start..).unwrap_or_default())?;
        let end = |from: usize, marks: &[char]| {
            url.get(from..).and_then(|rest| rest.find(marks)).map(|at| from + at)
        };
        let fragment = end(origin_end, &['#']);
        let path_end = end(origin_end, &['?', '#']).unwrap_or(url.len());
        Ok(Self { secure, host, port, origin_end, path_end, fragment, text: url })
    }

    /// Reads a URL that is to be contacted or is an issuer: as [`Url::parse`], and ASCII as it stands,
    /// without a fragment, with the scheme in lower case, and allowed by `network`. Its text can be
    /// signed and sent as it is.
    ///
    /// # Errors
    /// [`UrlError::NotHttps`] where `network` does not allow it, else as [`Url::parse`].
    pub fn to_contact(text: &str, network: Network) -> Result<Self, UrlError> {
        let url = Self::parse(text)?;
        if !text.starts_with(if url.secure { "https://" } else { "http://" }) {
            return Err(UrlError::Scheme);
        }
        if !text.is_ascii() || url.fragment.is_some() {
            return Err(UrlError::Form);
        }
        if url.is_allowed(network) { Ok(url) } else { Err(UrlError::NotHttps) }
    }

    /// The whole URL in its canonical spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host in lower case and punycode; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also when it is the default one.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.secure
    }

    /// Scheme, host and port, RFC 6454: `https://idp.example:8443`, without the default port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.get(..self.origin_end).unwrap_or_default()
    }

    /// The path; at least `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text.get(self.origin_end..self.path_end).unwrap_or_default()
    }

    /// What stands behind `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        let end = self.fragment.unwrap_or(self.text.len());
        self.text.get(self.path_end..end)?.strip_prefix('?')
    }

    /// What stands behind `#`.
    #[must_use]
    pub fn fragment(&self) -> Option<&str> {
        self.text.get(self.fragment?..)?.strip_prefix('#')
    }

    /// Whether both have the same scheme, host and port.
    #[must_use]
    pub fn same_origin(&self, other: &Self) -> bool {
        self.origin() == other.origin()
    }

    /// Whether it stays on this machine: `127.0.0.0/8`, `::1` or the literal `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let address = self.host.parse::<Ipv4Addr>();
        self.host == "localhost"
            || self.host == "[::1]"
            || address.is_ok_and(|address| address.is_loopback())
    }

    /// Whether it may be contacted.
    #[must_use]
    pub fn is_allowed(&self, network: Network) -> bool {
        match network {
            Network::HttpsOnly => self.secure,
            Network::LoopbackHttpToo => self.secure || self.is_loopback(),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({})", if self.secure { "https" } else { "http" })
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlError> {
    let end_of_address = authority.rfind(']').map_or(0, |at| at + 1);
    let behind = authority.get(end_of_address..).unwrap_or_default();
    let Some(colon) = behind.find(':') else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(end_of_address + colon);
    let digits = port.strip_prefix(':').unwrap_or_default();
    if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(UrlError::Port);
    }
    match digits.parse::<u16>() {
        Ok(port) if port != 0 && !digits.starts_with('0') => Ok((host, Some(port))),
        _ => Err(UrlError::Port),
    }
}

/// Lower case and punycode (UTS 46). A host whose last label could be a number is an IPv4 address
/// in its usual spelling or nothing.
fn canonical_host(host: &str) -> Result<String, UrlError> {
    if let Some(inside) = host.strip_prefix('[') {
        let address = inside.strip_suffix(']').ok_or(UrlError::Host)?;
        let address: Ipv6Addr = address.parse().map_err(|_| UrlError::Host)?;
        return Ok(format!("[{address}]"));
    }
    let ascii = idna::domain_to_ascii_strict(host).map_err(|_| UrlError::Host)?;
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let numeric = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    let valid = ascii.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    if ascii.is_empty() || last.is_empty() || !valid {
        return Err(UrlError::Host);
    }
    if numeric && ascii.parse::<Ipv4Addr>().is_err() {
        return Err(UrlError::Host);
    }
    Ok(ascii)
}

/// Path, query and fragment hold only what RFC 3986 allows there; the path has no dot segments.
fn check_tail(tail: &str) -> Result<(), UrlError> {
    let mut rest = tail.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let allowed = match first {
            b'%' => matches!(after, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()),
            other => other.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#".contains(other),
        };
        if !allowed {
            return Err(UrlError::Form);
        }
    }
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    let dots = |segment: &str| matches!(segment.replace("%2e", ".").as_str(), "." | "..");
    let several = tail.bytes().filter(|byte| *byte == b'#').count() > 1;
    if several || path.to_ascii_lowercase().split('/').any(dots) {
        return Err(UrlError::Form);
    }
    Ok(())
}

/// Whether a text is a UUID in its usual spelling, either case (RFC 9562 section 4).
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_http_where_allowed_a62() {
        let both = [Network::HttpsOnly, Network::LoopbackHttpToo];
        for network in both {
            let url = Url::to_contact("https://IdP.example:8443/realms/demo?x=1", network).unwrap();
            assert_eq!(url.host(), "idp.example");
            assert_eq!(url.origin(), "https://idp.example:8443");
            assert_eq!(url.path(), "/realms/demo");
            assert!(url.query() == Some("x=1") && url.is_https());
            for (refused, why) in [
                ("http://idp.example/", UrlError::NotHttps),
                ("ftp://idp.example/", UrlError::Scheme),
                ("HTTPS://idp.example/", UrlError::Scheme),
            ] {
                assert_eq!(Url::to_contact(refused, network), Err(why), "{refused}");
            }
        }
        for loopback in ["http://127.0.0.1:8400/a", "http://[::1]:1/", "http://localhost:8400"] {
            assert!(Url::to_contact(loopback, Network::LoopbackHttpToo).is_ok(), "{loopback}");
            assert_eq!(Url::to_contact(loopback, Network::HttpsOnly), Err(UrlError::NotHttps));
        }
        for near in ["http://localhost.evil.example/", "http://128.0.0.1/", "http://[::2]/"] {
            assert_eq!(Url::to_contact(near, Network::LoopbackHttpToo), Err(UrlError::NotHttps));
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
            let read = Url::to_contact(refused, Network::LoopbackHttpToo);
            assert!(read.is_err_and(|why| why != UrlError::NotHttps), "{refused}");
        }
    }
}
