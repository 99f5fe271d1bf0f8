//! The frame's addresses. Every POST is a click: checked, carried out, and answered with what is said of it, or with
//! the frame for a browser without scripts.

use std::collections::HashMap;

use axum::extract::{Form, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::Theatre;
use super::deeds::{self, NotDone, Said};
use crate::drawer::Kind;
use crate::screens::frame::{CLICKS, Frame};
use crate::screens::paths;
use crate::server::HEADERS;
use crate::stage::PERSON;

type Fields = HashMap<String, String>;

/// All addresses of the demo: the frame's, and both sides' as they are now.
pub(crate) fn router(theatre: Theatre) -> Router {
    let mut around = Router::new()
        .route(paths::FRAME, get(frame))
        .route(paths::NOW, get(now))
        .route(paths::SHOW, post(click));
    for click_of in CLICKS {
        around = around.route(click_of.path, post(click));
    }
    around
        .layer(from_fn_with_state(theatre.clone(), guard))
        .fallback(both_sides)
        .with_state(theatre)
}

/// Everything else belongs to the two sides.
async fn both_sides(State(theatre): State<Theatre>, request: Request) -> Response {
    let router = theatre.world().router.clone();
    router.oneshot(request).await.into_response()
}

/// A click comes from our own page.
async fn guard(State(theatre): State<Theatre>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let from_us = text("origin").is_none_or(|origin| origin == theatre.0.origin)
        && text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let mut response = if !from_us && !request.method().is_safe() {
        (StatusCode::FORBIDDEN, "This click did not come from the demo's own page.").into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn frame(State(theatre): State<Theatre>, headers: HeaderMap) -> Response {
    let Ok(session) = theatre.0.sessions.of(&headers) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let said = theatre.said().clone();
    let world = theatre.world();
    let page = Frame {
        csrf: session.csrf,
        organisation: theatre.0.organisation.clone(),
        user: PERSON.to_owned(),
        password: theatre.stage().password.clone(),
        said: said.words,
        take: said.take.unwrap_or_default(),
        offline: world.wire.is_offline(),
        slow: world.clocks.is_phone_slow(),
    };
    let Ok(html) = askama::Template::render(&page) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = Html(html).into_response();
    if let Some(cookie) = session.set {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// What changes by itself: phones, switches, and what was written since.
async fn now(State(theatre): State<Theatre>, Query(query): Query<Fields>) -> Json<Value> {
    let since = query.get("since").and_then(|text| text.parse().ok()).unwrap_or(0);
    let world = theatre.world();
    let phones: Vec<Value> = world
        .handsets
        .tabs()
        .into_iter()
        .map(|tab| json!({"name": tab.name, "shown": tab.shown, "rings": tab.rings}))
        .collect();
    Json(json!({
        "phones": phones,
        "offline": world.wire.is_offline(),
        "slow": world.clocks.is_phone_slow(),
        "drawer": world.drawer.after(since),
    }))
}

async fn click(
    State(theatre): State<Theatre>,
    headers: HeaderMap,
    uri: Uri,
    Form(fields): Form<Fields>,
) -> Response {
    let wants_json = headers
        .get(header::ACCEPT)
        .is_some_and(|kinds| kinds.as_bytes().starts_with(b"application/json"));
    if !theatre.0.sessions.allows(&headers, fields.get(paths::CSRF).map_or("", String::as_str)) {
        // Who clicks on a page from before a restart gets the one of now.
        return if wants_json { StatusCode::FORBIDDEN.into_response() } else { to_frame() };
    }
    let said = {
        let _click = theatre.0.clicks.lock().await;
        let told = CLICKS.iter().find(|one| one.path == uri.path()).map(|one| one.words.to_owned());
        let done = do_it(&theatre, uri.path(), &fields).await;
        if let Some(told) = told {
            theatre.world().drawer.write(Kind::Click, told, vec![], None);
        }
        done.unwrap_or_else(|error| Said {
            words: format!("It did not work: {error}."),
            ..Said::default()
        })
    };
    if wants_json {
        return Json(json!({"said": said.words, "page": said.page, "take": said.take}))
            .into_response();
    }
    *theatre.said() = said;
    to_frame()
}

async fn do_it(theatre: &Theatre, path: &str, fields: &Fields) -> Result<Said, NotDone> {
    let world = theatre.world();
    match path {
        paths::ABROAD => deeds::abroad(&world).await,
        paths::BOMB => deeds::bomb(&world).await,
        paths::LAPSE => deeds::lapse(&world).await,
        paths::SKIP => deeds::skip(&world),
        paths::LOSE => deeds::lose(&world),
        paths::SECOND => deeds::second(&world),
        paths::OFFLINE => deeds::offline(&world),
        paths::CLOCK => deeds::clock(&world),
        paths::UNBLOCK => deeds::unblock(&world),
        paths::AGAIN => deeds::again(theatre),
        _ => {
            world.handsets.show(fields.get(paths::PHONE_NAME).map_or("", String::as_str));
            Ok(Said::default())
        }
    }
}

fn to_frame() -> Response {
    Redirect::to(paths::FRAME).into_response()
}
