//! "Another way": a one-time code in place of the number.

use std::sync::Arc;

use axum::extract::State;

use super::form::Submission;
use super::outcome::Outcome;
use super::signin::{change, go_on, respond};
use crate::flow::code::{self, Typed};
use crate::pages::code::CodeError;
use crate::pages::paths;
use crate::service::Inner;
use crate::store::sessions::SessionKind;

/// `POST /signin/another-way`.
pub(crate) async fn another_way(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, code::another_way)
}

/// `POST /signin/code/back`.
pub(crate) async fn back(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    change(&inner, &form, code::back)
}

/// `POST /signin/code`.
pub(crate) async fn enter(State(inner): State<Arc<Inner>>, form: Submission) -> Outcome {
    respond(&inner, |step| {
        let mut session = match form.session(&inner, step, SessionKind::Person)? {
            Ok(session) => session,
            Err(refused) => return Ok(refused),
        };
        let typed = code::enter(step, &mut session, &form.fields.code, &form.visitor.origin)?;
        Ok(said(typed, paths::USE_CODE).unwrap_or_else(|| go_on(&session)))
    })
}

/// Back to the page that says what was wrong with a code; `None` when nothing was.
pub(crate) fn said(typed: Typed, page: &str) -> Option<Outcome> {
    let error = match typed {
        Typed::Done => return None,
        Typed::NoCode => CodeError::NoCode,
        Typed::Wrong => CodeError::Wrong,
        Typed::Used => CodeError::Used,
    };
    Some(Outcome::go(&format!("{page}?said={}", error.word())))
}
