//! What phones call: one address for all (PROTOCOL.md sections 3.1, 3.3 and 3.4).

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Extension, Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, response};
use data_encoding::{BASE64, BASE64URL};
use ring::signature::KeyPair;
use serde_json::{Value, json};

use super::state::{Asked, Status};
use super::{PiPush, wire};
use crate::service::Inner;
use crate::times;

type Fields = HashMap<String, String>;

/// How far the phone's time may be off, in seconds.
const WINDOW: i64 = 60;
/// Numbers of errors: not proven, no such token, and a parameter that does not fit.
const NOT_PROVEN: u16 = 10;
const NO_SUCH_TOKEN: u16 = 601;
const PARAMETER: u16 = 905;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

fn done(value: Value, detail: Value) -> Response {
    let result = json!({"status": true, "value": value});
    response::Json(json!({"jsonrpc": "2.0", "result": result, "detail": detail})).into_response()
}

fn refused(status: StatusCode, code: u16) -> Response {
    let result = json!({"status": false, "error": {"code": code, "message": format!("ERR{code}")}});
    (status, Json(json!({"jsonrpc": "2.0", "result": result}))).into_response()
}

/// `GET`: the open requests of a token, oldest first.
pub(super) async fn list(
    State(inner): State<Arc<Inner>>,
    Extension(realm): Extension<Arc<PiPush>>,
    Query(asked): Query<Fields>,
) -> Response {
    let now = inner.now();
    let (serial, time) = (field(&asked, "serial"), field(&asked, "timestamp"));
    let state = realm.state();
    let key = state.tokens.get(serial).and_then(|token| token.key.as_ref());
    let fresh = (now - WINDOW..=now + WINDOW).any(|moment| times::rfc3339(moment) == time);
    let proven = key.is_some_and(|key| {
        wire::verifies(key, &format!("{serial}|{time}"), field(&asked, "signature"))
    });
    if !(fresh && proven) {
        return refused(StatusCode::BAD_REQUEST, NOT_PROVEN);
    }
    let url = realm.url(&inner);
    let open = state.requests.iter().filter(|request| {
        request.serial == serial && request.status == Status::Open && request.expires > now
    });
    let entries: Result<Vec<Value>, _> =
        open.map(|request| wire::entry(&realm.pair, &url, request)).collect();
    match entries {
        Ok(entries) => done(Value::from(entries), Value::Null),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `POST`: a registration or an answer.
pub(super) async fn post(
    State(inner): State<Arc<Inner>>,
    Extension(realm): Extension<Arc<PiPush>>,
    Form(said): Form<Fields>,
) -> Response {
    if said.contains_key("enrollment_credential") {
        register(&realm, &said)
    } else {
        answer(&realm, &said, inner.now())
    }
}

/// The phone's key is kept as it is: nobody looks at it.
fn register(realm: &PiPush, said: &Fields) -> Response {
    let mut state = realm.state();
    let token = state.tokens.get_mut(field(said, "serial")).filter(|token| token.key.is_none());
    let Some(token) = token else { return refused(StatusCode::NOT_FOUND, NO_SUCH_TOKEN) };
    let sent = field(said, "pubkey").as_bytes();
    let key = BASE64.decode(sent).or_else(|_| BASE64URL.decode(sent));
    if token.credential != field(said, "enrollment_credential") {
        return refused(StatusCode::BAD_REQUEST, PARAMETER);
    }
    let Ok(key) = key else { return refused(StatusCode::BAD_REQUEST, PARAMETER) };
    token.key = Some(key);
    let public = BASE64.encode(realm.pair.public_key().as_ref());
    done(Value::Bool(true), json!({"public_key": public, "rollout_state": "enrolled"}))
}

/// True or false, and no more: what is wrong is not said.
fn answer(realm: &PiPush, said: &Fields, now: i64) -> Response {
    let mut state = realm.state();
    let serial = field(said, "serial");
    let Some(token) = state.tokens.get(serial) else {
        return refused(StatusCode::NOT_FOUND, NO_SUCH_TOKEN);
    };
    let key = token.key.clone().unwrap_or_default();
    let declines = said.get("decline").is_some_and(|decline| decline == "1");
    let more = if declines { said.get("decline_reason") } else { said.get("presence_answer") };
    let signs = |nonce: &str| {
        let mut text = format!("{nonce}|{serial}");
        if declines {
            text.push_str("|decline");
        }
        if let Some(more) = more {
            text = format!("{text}|{more}");
        }
        wire::verifies(&key, &text, field(said, "signature"))
    };
    // The field `nonce` is ignored: which request is meant the signature says.
    let meant = state.requests.iter().filter(|request| request.serial == serial);
    let meant = meant.map(|request| request.nonce.clone()).find(|nonce| signs(nonce));
    let Some(request) = meant.and_then(|nonce| state.open(&nonce, now)) else {
        return done(Value::Bool(false), Value::Null);
    };
    if declines {
        let cancelled = more.is_some_and(|reason| reason == "cancelled");
        request.status = if cancelled { Status::Cancelled } else { Status::Declined };
        return done(Value::Bool(true), Value::Null);
    }
    let detail = match &request.asked {
        Asked::Confirm => Value::Null,
        Asked::Number { right, .. } if more == Some(right) => Value::Null,
        Asked::Number { .. } => return done(Value::Bool(false), Value::Null),
        Asked::Code(code) => json!({"display_code": code, "message": "Type this code."}),
    };
    request.status = Status::Accepted;
    done(Value::Bool(true), detail)
}
