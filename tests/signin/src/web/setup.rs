//! Setting up a phone: the pages before the code, the code, the try-out.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};

use super::form::Submission;
use super::outcome::Outcome;
use super::signin::{Hint, change, draw_if_there, go_on, respond};
use super::visitor::Visitor;
use super::{png, view};
use crate::Fault;
use crate::flow::session::enrolment_of;
use crate::flow::{Step, setup};
use crate::pages::error::ProblemKind;
use crate::pages::paths;
use crate::rules::stage::Stage;
use crate::service::Inner;
use crate::store::enrolments;
use crate::store::sessions::{self, Session, SessionKind};

fn stage_of(path: &str) -> Stage {
    match path {
        paths::MORE_INFO => Stage::MoreInfo,
        paths::GET_APP => Stage::GetApp,
        _ => Stage::SetUp,
    }
}

/// `GET` of the pages before the code: people may go back and forth among them.
pub(crate) async fn page(
    State(inner): State<Arc<Inner>>,
    Query(hint): Query<Hint>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| {
        let session = visitor.find(step, SessionKind::Person)?;
        if let Some(mut session) = session {
            go_back(step, &mut session, stage_of(&visitor.path))?;
        }
        draw_if_there(step, &visitor, &hint)
    })
}

fn go_back(step: &Step<'_>, session: &mut Session, page: Stage) -> Result<(), Fault> {
    let ended = matches!(session.stage, Stage::CodeUsed | Stage::CodeLapsed);
    if session.stage == page || !(session.stage.is_set_up() || ended) {
        return Ok(());
    }
    if let (Stage::CodeUsed, Some(id)) = (session.stage, &session.enrolment) {
        enrolments::set_tried_again(step.db, id, false)?;
    }
    session.stage = page;
    sessions::keep(step.db, session, step.now)
}

/// "Next" on the pages before the code.
pub(crate) async fn next(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| {
        setup::next(step, session, stage_of(&form.visitor.path), &form.visitor.origin)
    })
}

/// "Next" on the page with the code: starts the try-out, or says that no phone was seen.
pub(crate) async fn scanned(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let mut session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let seen = session.stage != Stage::Scan
            || setup::start_try_out(step, &mut session, &form.visitor.origin)?;
        Ok(if seen { go_on(&session) } else { Outcome::go(&format!("{}?seen=no", paths::SCAN)) })
    })
}

/// "New code", "Start again".
pub(crate) async fn new_code(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| setup::new_code(step, session, &form.visitor.origin))
}

/// One more try-out for the same phone.
pub(crate) async fn try_again(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, |step, session| {
        if session.stage == Stage::TryOut {
            setup::start_try_out(step, session, &form.visitor.origin)?;
        }
        Ok(())
    })
}

/// "Done" on the success page.
pub(crate) async fn done(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let mut session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let before = session.stage;
        setup::done(step, &mut session)?;
        let further = before == Stage::Success && session.stage == Stage::SignedIn;
        Ok(if further {
            Outcome::go(&format!("{}?done=added", paths::PHONES))
        } else {
            go_on(&session)
        })
    })
}

/// The picture of the download address.
pub(crate) async fn download_qr(State(inner): State<Arc<Inner>>) -> Outcome {
    let url = inner.realm.organisation.download_url.as_deref();
    picture(url.and_then(png::qr))
}

/// The picture of this session's set-up code.
pub(crate) async fn code_qr(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    let found = inner.step(|step| {
        let session = visitor.find(step, SessionKind::Person)?;
        match session.filter(|session| session.stage == Stage::Scan) {
            Some(session) => Ok(enrolment_of(step, &session)?),
            None => Ok(None),
        }
    });
    let text = found.ok().flatten().map(|enrolment| link(&inner, &enrolment.code));
    picture(text.as_deref().and_then(png::qr))
}

/// The text of a set-up code: everything is behind the `#`, so that a phone without the app sends
/// nothing to a web server.
pub(crate) fn link(inner: &Inner, code: &str) -> String {
    let address = format!("{}/push-mfa/enroll/request-token/{code}", inner.realm.base);
    let host = &inner.realm.organisation.link_host;
    format!("https://{host}/enroll#request_uri={}", percent(&address))
}

/// Percent-encodes all but unreserved characters (RFC 3986 section 2.3).
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A picture, or the page that says that there is none.
pub(crate) fn picture(png: Option<Vec<u8>>) -> Outcome {
    match png {
        Some(png) => Outcome::other(([(header::CONTENT_TYPE, "image/png")], png)),
        None => Outcome::other(view::problem(StatusCode::NOT_FOUND, ProblemKind::NoSuchPage)),
    }
}
