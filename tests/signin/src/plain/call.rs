//! A call to a plain realm, and by which address it came.

use std::sync::Arc;

use axum::extract::{Extension, FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Plain;
use crate::Fault;
use crate::api::{self, Body};
use crate::flow::{Refusal, Reply, Step};
use crate::service::Inner;

/// A call.
pub(crate) struct PlainCall {
    /// The service.
    pub(crate) inner: Arc<Inner>,
    /// The realm.
    pub(crate) plain: Arc<Plain>,
    /// The method.
    pub(crate) method: Method,
    /// The headers.
    pub(crate) headers: HeaderMap,
    path: String,
}

impl FromRequestParts<Arc<Inner>> for PlainCall {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        inner: &Arc<Inner>,
    ) -> Result<Self, Self::Rejection> {
        let plain = Extension::<Arc<Plain>>::from_request_parts(parts, inner).await;
        let Extension(plain) = plain.map_err(IntoResponse::into_response)?;
        let OriginalUri(uri) = match OriginalUri::from_request_parts(parts, inner).await {
            Ok(uri) => uri,
            Err(never) => match never {},
        };
        Ok(Self {
            inner: Arc::clone(inner),
            plain,
            method: parts.method.clone(),
            headers: parts.headers.clone(),
            path: uri.path().to_owned(),
        })
    }
}

impl PlainCall {
    /// The path that a proxy in front has taken away: empty, or `/somewhere`. A real plain server knows
    /// its own address from such headers, and says another one where they are missing.
    pub(crate) fn prefix(&self) -> String {
        prefix(&self.inner, &self.headers)
    }

    /// The address that was called, as this realm sees it.
    pub(crate) fn address(&self) -> String {
        format!("{}{}{}", self.inner.origin, self.prefix(), self.path)
    }

    /// The realm base, the issuer.
    pub(crate) fn base(&self) -> String {
        format!("{}{}{}", self.inner.origin, self.prefix(), self.plain.path())
    }

    /// Acts in one step of the database.
    pub(crate) fn act(&self, act: impl FnOnce(&Step<'_>) -> Result<Reply, Fault>) -> Response {
        match self.inner.step(act) {
            Err(_) => {
                let body = json!({"error": "unknown_error"});
                let json = [("content-type", "application/json")];
                (StatusCode::INTERNAL_SERVER_ERROR, json, body.to_string()).into_response()
            }
            reply => api::answer(&self.inner, reply),
        }
    }
}

/// As [`PlainCall::prefix`].
pub(super) fn prefix(inner: &Inner, headers: &HeaderMap) -> String {
    let said = headers.get("x-forwarded-prefix").and_then(|value| value.to_str().ok());
    let clean = |prefix: &&str| {
        prefix.starts_with('/')
            && prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-._~".contains(&b))
    };
    let said = said.filter(|_| inner.config.trust_proxy).filter(clean);
    said.unwrap_or_default().trim_end_matches('/').to_owned()
}

/// A refusal in words: there is no code.
pub(crate) fn no(status: u16, error: &str) -> Refusal {
    Refusal { body: json!({ "error": error }), ..Refusal::new(status, "", error) }
}

/// A JSON body; an unknown member is an error.
pub(crate) fn read<T: DeserializeOwned>(body: &Body) -> Result<T, Refusal> {
    api::read(body).map_err(|_| no(400, "Unrecognized field"))
}

/// A text of a message or of a body, of at most so many characters.
pub(crate) fn bounded<'a>(
    value: Option<&'a Value>,
    longest: usize,
    name: &str,
) -> Result<&'a str, Refusal> {
    let text = value.and_then(Value::as_str).map(str::trim).unwrap_or_default();
    if text.is_empty() {
        return Err(no(400, &format!("Missing field: {name}")));
    }
    if text.chars().count() > longest || text.chars().any(char::is_control) {
        return Err(no(400, &format!("Invalid field: {name}")));
    }
    Ok(text)
}
