//! What every request and reply of the service goes through.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::view;
use super::visitor::language;
use crate::config::Frames;
use crate::origin;
use crate::pages::assets;
use crate::service::Inner;
use crate::texts::Language;

/// Refuses another host name (421), and writes the headers that keep pages to themselves.
///
/// The host name is what a page of somebody else's cannot choose: when his own name is made to point
/// at this computer (DNS rebinding), his browsers still say that name. So whatever is answered to
/// another name is what anybody may know: the style sheet, where the service is, and nothing of whose
/// it is. An address of this computer is no name, so nobody can make it his; who types one is led to
/// the same page under the right name.
pub(crate) async fn guard(
    State(inner): State<Arc<Inner>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let ours = host
        .or_else(|| request.uri().authority().map(|authority| authority.as_str()))
        .is_some_and(|host| host.eq_ignore_ascii_case(&inner.host));
    let plain = inner.is_plain(request.uri().path());
    let headers = request.headers();
    let language = language(
        headers,
        if ours { inner.realm.organisation.look.language } else { Language::default() },
    );
    let response = if ours || assets::ALL.iter().any(|one| one.path == request.uri().path()) {
        next.run(request).await
    } else if let Some(page) = host.and_then(|host| same_page(&inner, host, &request)) {
        Redirect::temporary(&page).into_response()
    } else {
        view::wrong_host(&inner, language)
    };
    let mut response = view::draw_problem(&inner, language, response);
    let frames = match inner.config.frames {
        Frames::None => "'none'",
        Frames::SameOrigin => "'self'",
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    );
    let headers = response.headers_mut();
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if IN_A_LANGUAGE.iter().any(|one| kind.starts_with(one)) {
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in FIXED {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    // Phones learn the time from this header: it must not contradict what tokens say. A plain server
    // sends none.
    let date = crate::times::http_date(inner.now());
    if let Ok(date) = HeaderValue::from_str(&date)
        && !plain
    {
        headers.insert(header::DATE, date);
    }
    if inner.config.frames == Frames::None {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    if inner.origin.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}

/// The same page under the right name, for whoever typed an address of this computer. Phones and
/// programs are not led on: they have their address from us.
fn same_page(inner: &Inner, host: &str, request: &Request) -> Option<String> {
    let path = request.uri().path_and_query()?.as_str();
    let is_page = request.method() == Method::GET
        && !["/realms/", "/test/"].iter().any(|other| path.starts_with(other));
    let both_here = origin::is_loopback(host) && origin::is_loopback(&inner.host);
    (is_page && both_here).then(|| format!("{}{path}", inner.origin))
}

/// Media types of what is written in the reader's language.
const IN_A_LANGUAGE: [&[u8]; 2] = [b"text/html", b"text/csv"];

/// Headers of every reply. `same-origin`, not `no-referrer`: with the latter browsers send
/// `Origin: null` with a form, which [`from_our_pages`] refuses.
const FIXED: [(&str, &str); 5] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Whether a form was sent from a page of ours, as far as the browser says anything about it. This
/// stands beside the CSRF token, not in its place.
pub(crate) fn from_our_pages(inner: &Inner, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let origin = text("origin").is_none_or(|origin| origin == inner.origin);
    let site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    origin && site
}
