//! Who asks for a page: the cookies, and what is shown of the browser on the phone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::cookies::{self, Cookie};
use crate::Fault;
use crate::flow::request::Origin;
use crate::flow::slow::Typist;
use crate::flow::{Step, session};
use crate::rules::{agent, place};
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};
use crate::texts::Language;

/// Who asks for a page.
pub(crate) struct Visitor {
    /// The session cookie of someone who signs in.
    session: Option<String>,
    /// The session cookie of the admin page.
    admin: Option<String>,
    /// What the tokens of forms are made of before there is a session.
    pub(crate) form: Option<String>,
    /// What the sign-in page is to say once.
    pub(crate) note: Option<String>,
    /// Tokens of remembered browsers.
    pub(crate) remembered: Vec<String>,
    /// Address, place, browser and system.
    pub(crate) origin: Origin,
    /// The language that the browser asks for, as far as there is one of ours.
    pub(crate) language: Language,
    /// Path of the page.
    pub(crate) path: String,
}

impl Visitor {
    /// Who types a password in this browser.
    pub(crate) fn typist<'a>(&'a self, name: &'a str) -> Typist<'a> {
        Typist { name, remembered: &self.remembered, origin: &self.origin }
    }

    /// The session of a kind that this browser is in, brought up to date.
    pub(crate) fn find(
        &self,
        step: &Step<'_>,
        kind: SessionKind,
    ) -> Result<Option<Session>, Fault> {
        let cookie = match kind {
            SessionKind::Person => self.session.as_deref(),
            SessionKind::Admin => self.admin.as_deref(),
        };
        match cookie {
            Some(cookie) => session::find(step, kind, cookie),
            None => Ok(None),
        }
    }
}

impl FromRequestParts<Arc<Inner>> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        inner: &Arc<Inner>,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let headers = &parts.headers;
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        Ok(Self {
            session: Cookie::Session(SessionKind::Person).of(inner, headers),
            admin: Cookie::Session(SessionKind::Admin).of(inner, headers),
            form: Cookie::Form.of(inner, headers),
            note: Cookie::Note.of(inner, headers),
            remembered: cookies::remembered(inner, headers),
            origin: origin(
                inner,
                address(headers, peer, inner.config.trust_proxy),
                header(header::USER_AGENT),
            ),
            language: language(headers, inner.realm.organisation.look.language),
            path: parts.uri.path().to_owned(),
        })
    }
}

/// The language for whoever sends these headers.
pub(crate) fn language(headers: &HeaderMap, default: Language) -> Language {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    Language::wanted(&lines.join(","), default)
}

/// What is shown of a browser.
pub(crate) fn origin(inner: &Inner, address: Option<IpAddr>, agent: Option<&str>) -> Origin {
    let agent::Agent { browser, os } = agent.map(agent::parse).unwrap_or_default();
    let places = &inner.realm.organisation.places;
    let place = address.and_then(|address| place::find(places, address));
    Origin {
        ip: address.map(|address| address.to_canonical().to_string()),
        location: place.map(|place| place.location.clone()),
        country: place.map(|place| place.country.clone()),
        browser,
        os,
    }
}

/// The browser's address. Behind a trusted proxy it is what that proxy wrote last.
fn address(headers: &HeaderMap, peer: Option<IpAddr>, trust_proxy: bool) -> Option<IpAddr> {
    if !trust_proxy {
        return peer;
    }
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    let last = last.and_then(|line| line.to_str().ok()).and_then(|line| line.rsplit(',').next());
    last.and_then(|address| address.trim().parse().ok()).or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarding_headers_count_only_behind_a_trusted_proxy() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.1, 203.0.113.7".parse().unwrap());
        let peer: Option<IpAddr> = "127.0.0.1".parse().ok();
        assert_eq!(address(&headers, peer, false), peer);
        assert_eq!(address(&headers, peer, true), "203.0.113.7".parse().ok());
        assert_eq!(address(&HeaderMap::new(), peer, true), peer);
    }
}
