//! The offer of a plain realm (PROTOCOL.md section 2.1): it is in the code, or fetched, any number of
//! times until the set-up ends.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::call::{PlainCall, no};
use super::state::{SetUp, Status};
use super::{LIFE, Plain, token};
use crate::Fault;
use crate::flow::Step;
use crate::outside::is_uuid;
use crate::store::users;
use crate::web::setup::percent;

/// The text of the code for a set-up, from the realm at this base.
pub(crate) fn code(
    plain: &Plain,
    step: &Step<'_>,
    base: &str,
    id: &str,
    set_up: &SetUp,
) -> Result<String, Fault> {
    let client = format!("client_id={}&client_secret={}", token::CLIENT, plain.client_secret);
    let tail = if plain.realm.by_reference {
        let address = format!("{base}/push-mfa/enroll/request-token/{}", set_up.handle);
        format!("request_uri={}", percent(&address))
    } else {
        format!("token={}", signed(plain, step, base, id, set_up)?)
    };
    Ok(format!("countersign://enroll?{client}&{tail}"))
}

fn signed(
    plain: &Plain,
    step: &Step<'_>,
    base: &str,
    id: &str,
    set_up: &SetUp,
) -> Result<String, Fault> {
    let user = users::by_id(step.db, &set_up.user)?.ok_or(Fault::Store)?;
    plain.key.sign(&json!({
        "typ": "push-enroll-challenge", "iss": base, "aud": plain.realm.name,
        "realm": plain.realm.name, "sub": user.id, "username": user.name, "enrollmentId": id,
        "nonce": set_up.nonce, "iat": step.now, "exp": set_up.expires.min(step.now + LIFE),
    }))
}

/// `GET <RB>/push-mfa/enroll/request-token/<uuid>`: the same offer, signed anew.
pub(crate) async fn fetch(
    call: PlainCall,
    handle: Result<Path<String>, PathRejection>,
) -> Response {
    let handle = handle.map_or_else(|_| String::new(), |Path(handle)| handle);
    let found = call.inner.step(|step| {
        let state = call.plain.state(step.now);
        let open = |set_up: &SetUp| set_up.handle == handle && set_up.status == Status::Pending;
        match state.set_ups.iter().find(|(_, set_up)| open(set_up)) {
            Some((id, set_up)) => signed(&call.plain, step, &call.base(), id, set_up).map(Some),
            None => Ok(None),
        }
    });
    match found {
        Ok(Some(jwt)) => ([(header::CONTENT_TYPE, "application/jwt")], jwt).into_response(),
        Ok(None) if !is_uuid(&handle) => call.act(|_| Ok(Err(no(400, "Invalid requestHandle")))),
        Ok(None) => call.act(|_| Ok(Err(no(404, "Challenge not found")))),
        Err(fault) => call.act(|_| Err(fault)),
    }
}
