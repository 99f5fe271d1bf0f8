//! A lenient look at a scanned link, for recognising it by its shape.
//!
//! Nothing is contacted on the strength of it: an address that will be contacted is read by
//! [`crate::url::Url`], which is strict.

/// `scheme://authority/path?query#fragment`, cut and not decoded.
pub(super) struct Link<'a> {
    pub(super) scheme: &'a str,
    authority: &'a str,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) fragment: Option<&'a str>,
}

impl<'a> Link<'a> {
    /// Cuts what stands behind `scheme:`; `None` unless `//` follows.
    pub(super) fn cut(scheme: &'a str, rest: &'a str) -> Option<Self> {
        let rest = rest.strip_prefix("//")?;
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (rest, None),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Some(Self { scheme, authority, path, query, fragment })
    }

    /// The host in lower case, without port; `None` with a user name in front, which only hides the
    /// host.
    pub(super) fn host(&self) -> Option<String> {
        if self.authority.contains('@') {
            return None;
        }
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => self.authority,
        };
        Some(host.to_ascii_lowercase())
    }

    /// Whether a browser would open it.
    pub(super) fn is_web(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https") || self.scheme.eq_ignore_ascii_case("http")
    }

    /// Whether it is `https`.
    pub(super) fn is_https(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }
}
