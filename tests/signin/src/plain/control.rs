//! `--test-control` for plain realms: browsers without a browser, and what phones sent.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::prefix;
use super::way::{self, Here};
use super::{Plain, pages};
use crate::Fault;
use crate::control::{origin, refused, reply};
use crate::flow::Step;
use crate::flow::slow::Typist;
use crate::passwords::{self, Checked};
use crate::service::Inner;
use crate::web::png;

/// The routes under `/test/plain/`.
pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/test/plain/{realm}", get(seen))
        .route("/test/plain/{realm}/signin", post(sign_in))
        .route("/test/plain/{realm}/browser/{id}", get(look))
        .route("/test/plain/{realm}/browser/{id}/{press}", post(press))
}

fn find(inner: &Inner, name: &str) -> Option<Arc<Plain>> {
    inner.plain.iter().find(|plain| plain.realm.name == name).map(Arc::clone)
}

/// The requests that are open, and what phones sent, oldest first.
async fn seen(State(inner): State<Arc<Inner>>, Path(realm): Path<String>) -> Response {
    let Some(plain) = find(&inner, &realm) else { return refused("there is no such realm") };
    reply(inner.step(|step| {
        let state = plain.state(step.now);
        let open: Vec<&String> = state
            .requests
            .iter()
            .filter(|(_, request)| request.status == super::state::Status::Pending)
            .map(|(cid, _)| cid)
            .collect();
        Ok(json!({"open": open, "heard": state.heard}))
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    user: String,
    password: String,
    /// A browser from before; else a new one.
    browser: Option<String>,
}

async fn sign_in(
    State(inner): State<Arc<Inner>>,
    Path(realm): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<SignIn>,
) -> Response {
    let Some(plain) = find(&inner, &realm) else { return refused("there is no such realm") };
    let from = origin(&inner);
    let who = Typist { name: &asked.user, remembered: &[], origin: &from };
    let wrong = "user and password do not belong together";
    let typed = match passwords::check(&inner, who, asked.password).await {
        Ok(Checked::Right(typed)) => typed,
        Ok(Checked::Wrong) => return refused(wrong),
        Ok(Checked::TooSoon(left)) => return refused(&format!("wait {left} s")),
        Err(fault) => return reply(Err(fault)),
    };
    let base = base(&inner, &headers, &plain);
    let done = inner.step(|step| {
        let here = Here { plain: &plain, base: &base };
        match way::enter(here, step, typed, asked.browser.as_deref())? {
            Some(cookie) => describe(here, step, &cookie).map(Some),
            None => Ok(None),
        }
    });
    match done.transpose() {
        Some(done) => reply(done),
        None => refused(wrong),
    }
}

async fn look(
    State(inner): State<Arc<Inner>>,
    Path((realm, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(plain) = find(&inner, &realm) else { return refused("there is no such realm") };
    let base = base(&inner, &headers, &plain);
    reply(inner.step(|step| describe(Here { plain: &plain, base: &base }, step, &id)))
}

/// Presses `again` or `cancel`.
async fn press(
    State(inner): State<Arc<Inner>>,
    Path((realm, id, button)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(plain) = find(&inner, &realm) else { return refused("there is no such realm") };
    let base = base(&inner, &headers, &plain);
    let here = Here { plain: &plain, base: &base };
    let done = inner.step(|step| {
        let pressed = way::with(&plain, step, &id, |state, browser, user| {
            Ok(match button.as_str() {
                "again" => way::again(here, step, state, browser, user)?,
                "cancel" => {
                    way::cancel(state, browser);
                    true
                }
                _ => false,
            })
        })?;
        if pressed == Some(true) { describe(here, step, &id).map(Some) } else { Ok(None) }
    });
    match done.transpose() {
        Some(done) => reply(done),
        None => refused("the page has no such button, or it fails"),
    }
}

fn base(inner: &Inner, headers: &HeaderMap, plain: &Plain) -> String {
    format!("{}{}{}", inner.origin, prefix(inner, headers), plain.path())
}

fn describe(here: Here<'_>, step: &Step<'_>, id: &str) -> Result<Value, Fault> {
    let described = way::with(here.plain, step, id, |state, browser, user| {
        let text = pages::text_of(here.plain, step, here.base, state, browser)?;
        let picture = text.as_deref().and_then(png::qr);
        let request = browser.at.request().and_then(|cid| state.requests.get(cid));
        Ok(json!({
            "browser": id, "state": browser.at.word(), "user": user.name,
            "number": request.and_then(|request| request.number.clone()),
            "code": text, "qr_png": picture.map(|png| data_encoding::BASE64.encode(&png)),
        }))
    })?;
    Ok(described.unwrap_or_else(|| json!({"browser": id, "state": "sign_in"})))
}
