//! What every request and reply of the service goes through.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::view;
use crate::config::Frames;
use crate::pages::error::ProblemKind;
use crate::service::Inner;

/// Refuses another host name (421), and writes the headers that keep pages to themselves.
pub(crate) async fn guard(
    State(inner): State<Arc<Inner>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let ours = host
        .or_else(|| request.uri().authority().map(|authority| authority.as_str()))
        .is_some_and(|host| host.eq_ignore_ascii_case(&inner.host));
    let mut response = if ours {
        next.run(request).await
    } else {
        view::problem(&inner, StatusCode::MISDIRECTED_REQUEST, ProblemKind::WrongHost)
    };
    let frames = match inner.config.frames {
        Frames::None => "'none'",
        Frames::SameOrigin => "'self'",
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in FIXED {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    // Phones learn the time from this header: it must not contradict what tokens say.
    let date = crate::times::http_date(inner.now());
    if let Ok(date) = HeaderValue::from_str(&date) {
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
