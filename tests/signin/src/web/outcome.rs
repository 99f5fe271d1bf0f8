//! The reply to a browser: a page or a way, and cookies.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

/// The reply to a browser.
pub(crate) struct Outcome {
    // Boxed: it is also the reason why a form is not taken, and that should not weigh more than the form.
    response: Box<Response>,
}

impl Outcome {
    /// A page.
    pub(crate) fn page(status: StatusCode, html: String) -> Self {
        Self { response: Box::new((status, Html(html)).into_response()) }
    }

    /// On to another page, by 303.
    pub(crate) fn go(path: &str) -> Self {
        Self { response: Box::new(Redirect::to(path).into_response()) }
    }

    /// Any other reply.
    pub(crate) fn other(response: impl IntoResponse) -> Self {
        Self { response: Box::new(response.into_response()) }
    }

    /// Says after how many seconds to ask again (RFC 9110 section 10.2.3).
    pub(crate) fn retry_after(mut self, seconds: i64) -> Self {
        self.response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        self
    }

    /// Adds a cookie.
    pub(crate) fn with(mut self, cookie: Option<HeaderValue>) -> Self {
        if let Some(cookie) = cookie {
            self.response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        self
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        *self.response
    }
}
