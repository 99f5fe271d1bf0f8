//! `--test-control` for realms of pipush: browsers without a browser.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::{PiPush, way};
use crate::control::{origin, refused, reply};
use crate::flow::slow::Typist;
use crate::passwords::{self, Checked};
use crate::service::Inner;

/// The routes under `/test/pipush/`.
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/test/pipush/{realm}/signin", post(sign_in))
        .route("/test/pipush/{realm}/browser/{id}", get(look))
        .route("/test/pipush/{realm}/browser/{id}/code", post(code))
}

fn find(inner: &Inner, name: &str) -> Option<Arc<PiPush>> {
    inner.pipush.iter().find(|realm| realm.name == name).map(Arc::clone)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    user: String,
    password: String,
    /// `confirm`, `number` or `code`.
    asks: String,
}

async fn sign_in(
    State(inner): State<Arc<Inner>>,
    Path(realm): Path<String>,
    Json(asked): Json<SignIn>,
) -> Response {
    let Some(realm) = find(&inner, &realm) else { return refused("there is no such realm") };
    let from = origin(&inner);
    let who = Typist { name: &asked.user, remembered: &[], origin: &from };
    let typed = match passwords::check(&inner, who, asked.password).await {
        Ok(Checked::Right(typed)) => typed,
        Ok(Checked::Wrong) => return refused("user and password do not belong together"),
        Ok(Checked::TooSoon(left)) => return refused(&format!("wait {left} s")),
        Err(fault) => return reply(Err(fault)),
    };
    let done = inner.step(|step| {
        let Some(user) = typed.user(step)? else { return Ok(None) };
        let Some(asks) = way::asked(&asked.asks, step.realm.random.as_ref())? else {
            return Ok(None);
        };
        way::enter(&realm, step, &user.name, asks).map(Some)
    });
    match done {
        Ok(Some(browser)) => shown(&realm, &inner, &browser),
        Ok(None) => refused("the account is gone, or nobody asks for that"),
        Err(fault) => reply(Err(fault)),
    }
}

async fn look(
    State(inner): State<Arc<Inner>>,
    Path((realm, id)): Path<(String, String)>,
) -> Response {
    match find(&inner, &realm) {
        Some(realm) => shown(&realm, &inner, &id),
        None => refused("there is no such realm"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    code: String,
}

/// The code of the phone is typed on the page.
async fn code(
    State(inner): State<Arc<Inner>>,
    Path((realm, id)): Path<(String, String)>,
    Json(typed): Json<Typed>,
) -> Response {
    let Some(realm) = find(&inner, &realm) else { return refused("there is no such realm") };
    way::type_code(&realm, &id, &typed.code);
    shown(&realm, &inner, &id)
}

fn shown(realm: &PiPush, inner: &Inner, browser: &str) -> Response {
    match way::describe(realm, inner, browser) {
        Some(shown) => Json(shown).into_response(),
        None => refused("there is no such browser"),
    }
}
