//! The phone's addresses. Every POST is a tap: checked, carried out, answered with a 303.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use countersign_core::app::{Asked, Choice};

use super::draw::Drawn;
use super::pictures::{Form as PictureForm, Scanned};
use super::{Handsets, Phone};
use crate::screens::{assets, paths};

/// Fields of a form.
type Fields = HashMap<String, String>;

/// All addresses of the phone that is looked at.
pub(crate) fn router(handsets: Handsets) -> Router {
    let tapped = |path: &'static str| (path, get(show).post(tap));
    let mut router = Router::new()
        .route(paths::PHONE, get(show))
        .route(paths::PULSE, get(pulse))
        .route(paths::ADD, get(add))
        .route(paths::ACCOUNT, get(account))
        .route(paths::TYPED, get(typed).post(tap))
        .route(paths::SETTINGS, get(settings).post(set))
        .route(
            paths::SCAN,
            get(scanner).post(scan).layer(DefaultBodyLimit::max(paths::PICTURE_BYTES + 64 * 1024)),
        );
    for (path, method) in [
        paths::OPEN,
        paths::CLOSE,
        paths::PASSCODE,
        paths::UNLOCK,
        paths::REFRESH,
        paths::PREVIEW,
        paths::PREVIEW_CANCEL,
        paths::NOTIFICATIONS,
        paths::REQUEST,
        paths::APPROVE,
        paths::DENY,
        paths::REPORT,
        paths::DISMISS,
        paths::CODE,
        paths::REMOVE,
        paths::SEARCH,
        paths::COPIED,
        paths::REVEAL,
        paths::RENAME,
        paths::MOVE,
        paths::HIDE_CODES,
        paths::SHOW_CODES,
    ]
    .map(tapped)
    {
        router = router.route(path, method);
    }
    for asset in assets::ALL {
        let (kind, body) = (asset.content_type, asset.body);
        router = router
            .route(asset.path, get(move || async move { ([(header::CONTENT_TYPE, kind)], body) }));
    }
    router.layer(from_fn_with_state(handsets.clone(), guard)).with_state(handsets)
}

/// Host and Origin checks before, and the headers that keep the screens to themselves after.
async fn guard(State(phone): State<Phone>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = phone.0.origin.split_once("://").map_or("", |(_, host)| host);
    let ours = text("host").is_some_and(|name| name.eq_ignore_ascii_case(host));
    let from_us = text("origin").is_none_or(|origin| origin == phone.0.origin)
        && text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let mut response = if !ours {
        (StatusCode::MISDIRECTED_REQUEST, "This phone has another address.").into_response()
    } else if !from_us && !request.method().is_safe() {
        (StatusCode::FORBIDDEN, "This tap did not come from the phone's own screen.")
            .into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in crate::server::HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn show(State(phone): State<Phone>, headers: HeaderMap) -> Response {
    phone.settle().await;
    page(&phone, &headers, |csrf| phone.draw(csrf))
}

async fn add(State(phone): State<Phone>, headers: HeaderMap) -> Response {
    if !phone.in_front() {
        return home();
    }
    page(&phone, &headers, |csrf| phone.draw_add(csrf))
}

async fn scanner(State(phone): State<Phone>, headers: HeaderMap) -> Response {
    if !phone.in_front() {
        return home();
    }
    page(&phone, &headers, |csrf| phone.draw_scanner(csrf))
}

async fn typed(State(phone): State<Phone>, headers: HeaderMap) -> Response {
    if !phone.in_front() {
        return home();
    }
    page(&phone, &headers, |csrf| phone.draw_typed(csrf))
}

async fn account(
    State(phone): State<Phone>,
    headers: HeaderMap,
    Query(query): Query<Fields>,
) -> Response {
    let id = query.get(paths::ID).cloned().unwrap_or_default();
    if !phone.in_front() || phone.account_of(&id).is_none() {
        return home();
    }
    page(&phone, &headers, |csrf| phone.draw_account(csrf, &id).unwrap_or_else(|| phone.draw(csrf)))
}

async fn settings(State(phone): State<Phone>, headers: HeaderMap) -> Response {
    if !phone.in_front() {
        return home();
    }
    page(&phone, &headers, |csrf| phone.draw_settings(csrf))
}

async fn set(
    State(phone): State<Phone>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Response {
    if !phone.0.sessions.allows(&headers, fields.get(paths::CSRF).map_or("", String::as_str)) {
        return home();
    }
    if !phone.in_front() {
        return home();
    }
    let allowed = fields.get(paths::ALLOW).is_some_and(|answer| answer == paths::YES);
    phone.allow_notifications(allowed);
    Redirect::to(paths::SETTINGS).into_response()
}

async fn pulse(State(phone): State<Phone>) -> Response {
    phone.look_again();
    phone.write_states();
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], phone.version()).into_response()
}

async fn scan(State(phone): State<Phone>, headers: HeaderMap, parts: Multipart) -> Response {
    let form = PictureForm::read(parts).await;
    if !phone.0.sessions.allows(&headers, &form.csrf) {
        return home();
    }
    if !phone.in_front() {
        return home();
    }
    let _tap = phone.0.taps.lock().await;
    match phone.scan(form.picture).await {
        Ok(Scanned::Preview(preview)) => {
            let mut ui = phone.ui();
            ui.preview = Some(*preview);
            ui.preview_problem = None;
        }
        Ok(Scanned::Over(saying)) => phone.ui().tell(saying),
        Err(problem) => {
            phone.ui().scan_problem = Some(problem);
            return Redirect::to(paths::SCAN).into_response();
        }
    }
    home()
}

async fn tap(
    State(phone): State<Phone>,
    headers: HeaderMap,
    uri: axum::http::Uri,
    Form(fields): Form<Fields>,
) -> Response {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if !phone.0.sessions.allows(&headers, field(paths::CSRF)) {
        return home();
    }
    let _tap = phone.0.taps.lock().await;
    match uri.path() {
        paths::OPEN => phone.open().await,
        paths::CLOSE => phone.close(),
        paths::PASSCODE => {
            phone.set_passcode(field(paths::PASSCODE_FIELD), field(paths::REPEAT)).await
        }
        paths::UNLOCK => phone.unlock(field(paths::PASSCODE_FIELD)).await,
        _ if !phone.in_front() => {}
        paths::REFRESH => phone.refresh(Asked::ByThePerson).await,
        paths::PREVIEW => {
            let said = |name| field(name) == paths::YES;
            let choice = match (said(paths::REPLACE), said(paths::KEEP_BOTH)) {
                (true, _) => Choice::Replace,
                (false, true) => Choice::KeepBoth,
                (false, false) => Choice::OnlyNew,
            };
            phone.add_previewed(choice).await;
        }
        paths::PREVIEW_CANCEL => phone.ui().preview = None,
        paths::NOTIFICATIONS => phone.allow_notifications(field(paths::ALLOW) == paths::YES),
        paths::REQUEST => phone.ui().wanted = Some(field(paths::ID).to_owned()),
        paths::APPROVE => {
            let (number, passcode) = (field(paths::NUMBER), field(paths::PASSCODE_FIELD));
            phone.approve(field(paths::ID), number, passcode).await;
        }
        paths::DENY => phone.deny(field(paths::ID)).await,
        paths::REPORT => phone.report(field(paths::ID)).await,
        paths::DISMISS => phone.dismiss().await,
        paths::CODE => phone.make_code(field(paths::ID)).await,
        paths::REMOVE => phone.remove(field(paths::ID)).await,
        _ => return own_tap(&phone, uri.path(), field).await,
    }
    home()
}

/// A tap on what the person makes of the list; it leads back to where it was made.
async fn own_tap<'a>(phone: &Phone, path: &str, field: impl Fn(&str) -> &'a str) -> Response {
    let (id, text) = (field(paths::ID), field(paths::TEXT));
    match path {
        paths::SEARCH => phone.search(text),
        paths::COPIED => return phone.copied().to_string().into_response(),
        paths::REVEAL => phone.reveal(id),
        paths::RENAME | paths::MOVE => {
            if path == paths::RENAME {
                phone.rename(id, text);
            } else {
                phone.move_account(id, field(paths::WAY));
            }
            let id: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
            return Redirect::to(&format!("{}?{}={id}", paths::ACCOUNT, paths::ID)).into_response();
        }
        paths::HIDE_CODES | paths::SHOW_CODES => {
            if path == paths::HIDE_CODES {
                phone.hide_codes();
            } else {
                phone.show_codes(field(paths::PASSCODE_FIELD)).await;
            }
            return Redirect::to(paths::SETTINGS).into_response();
        }
        paths::TYPED => {
            phone.typed(field(paths::ADDRESS), text).await;
            if phone.ui().typed_problem.is_some() {
                return Redirect::to(paths::TYPED).into_response();
            }
        }
        _ => {}
    }
    home()
}

fn page(phone: &Phone, headers: &HeaderMap, draw: impl FnOnce(&str) -> Drawn) -> Response {
    let Ok(session) = phone.0.sessions.of(headers) else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "The system gave no random bytes.")
            .into_response();
    };
    phone.write_states();
    match draw(&session.csrf) {
        Ok(html) => {
            let mut response = Html(html).into_response();
            if let Some(cookie) = session.set {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "The screen could not be drawn.").into_response()
        }
    }
}

/// To whatever is in front. Also for a form that was not drawn for this browser since the phone was started:
/// nothing is tapped, and the screen comes with a token that counts.
fn home() -> Response {
    Redirect::to(paths::PHONE).into_response()
}
