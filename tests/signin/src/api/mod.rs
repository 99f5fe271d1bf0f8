//! What phones call: sections 2.3, 2.4 and 4 of PROTOCOL.md, under the realm base.

pub(crate) mod call;
pub(crate) mod device;
pub(crate) mod dpop;
pub(crate) mod enroll;
pub(crate) mod events;
pub(crate) mod login;
pub(crate) mod token;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Fault;
use crate::flow::{Refusal, Reply};
use crate::service::Inner;

/// Longest body that is read, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// All routes of the realm.
pub(crate) fn routes(inner: &Arc<Inner>) -> Router<Arc<Inner>> {
    let realm = Router::new()
        .route("/protocol/openid-connect/token", post(token::token))
        .route("/protocol/openid-connect/certs", get(certs))
        .route("/push-mfa/enroll/request-token/{code}", get(enroll::request_token))
        .route("/push-mfa/enroll/code/{code}", get(enroll::typed))
        .route("/push-mfa/enroll/complete", post(enroll::complete))
        .route("/push-mfa/enroll/challenges/{id}/events", get(events::enrolment))
        .route("/push-mfa/login/pending", get(login::pending))
        .route("/push-mfa/login/challenges/{cid}/respond", post(login::respond))
        .route("/push-mfa/login/challenges/{cid}/events", get(events::login))
        .route("/push-mfa/login/lockout", post(login::lockout))
        .route("/push-mfa/device", delete(device::unlink))
        .route("/push-mfa/device/activity", get(device::activity))
        .route("/push-mfa/device/activity/{cid}/revoke", post(device::revoke))
        .route("/push-mfa/device/push-provider", put(device::push_provider))
        .route("/push-mfa/device/rotate-key", put(device::rotate_key))
        .layer(DefaultBodyLimit::max(LONGEST_BODY));
    Router::new().nest(&format!("/realms/{}", inner.realm.name), realm)
}

async fn certs(State(inner): State<Arc<Inner>>) -> Response {
    json_reply(StatusCode::OK, &inner.realm.key.certs())
}

/// A body as it may come: it can be too long.
pub(crate) type Body = Result<Bytes, BytesRejection>;

/// Reads a JSON body strictly: an unknown or repeated member is an error.
pub(crate) fn read<T: DeserializeOwned>(body: &Body) -> Result<T, Refusal> {
    let body =
        body.as_ref().map_err(|_| Refusal::new(413, "missing_claim", "The body is too long."))?;
    // serde would read a struct from an array too.
    let object = body.trim_ascii_start().first() == Some(&b'{');
    let read = if object { serde_json::from_slice(body).ok() } else { None };
    read.ok_or_else(|| {
        Refusal::new(400, "missing_claim", "Unrecognized field, or a member is missing.")
    })
}

/// The HTTP reply to a phone.
pub(crate) fn answer(inner: &Inner, reply: Result<Reply, Fault>) -> Response {
    match reply {
        Ok(Ok(body)) => json_reply(StatusCode::OK, &body),
        Ok(Err(refusal)) => refuse(inner, &refusal),
        Err(_) => json_reply(
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!({"error": "The service failed.", "code": "server_error"}),
        ),
    }
}

/// The HTTP reply of a refusal.
pub(crate) fn refuse(inner: &Inner, refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = json_reply(status, &refusal.body);
    if refusal.nonce_asked
        && let Ok(nonce) = HeaderValue::from_str(&inner.nonce)
    {
        response.headers_mut().insert("dpop-nonce", nonce);
        let scheme = HeaderValue::from_static("DPoP error=\"use_dpop_nonce\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    if let Some(wait) = refusal.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

fn json_reply(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
