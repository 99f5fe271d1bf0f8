//! What is an organisation's own in the look of its pages: its mark and its accents.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};

use super::outcome::Outcome;
use super::view;
use crate::pages::error::ProblemKind;
use crate::service::Inner;

/// The mark is a picture of somebody's making. Opened by itself an SVG is a document: nothing of it may
/// run, load or belong to this origin.
const NOTHING_RUNS: &str = "default-src 'none'; sandbox";

/// `GET /look/mark`.
pub(crate) async fn mark(State(inner): State<Arc<Inner>>) -> Outcome {
    match &inner.realm.organisation.look.mark {
        Some(mark) => Outcome::other((
            [
                (header::CONTENT_TYPE, mark.media_type()),
                (header::CONTENT_SECURITY_POLICY, NOTHING_RUNS),
            ],
            mark.bytes().to_vec(),
        )),
        None => not_there(),
    }
}

/// `GET /look/accents.css`.
pub(crate) async fn accents(State(inner): State<Arc<Inner>>) -> Outcome {
    match inner.realm.organisation.look.accents {
        Some(accents) => Outcome::other((
            [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
            accents.style_sheet(),
        )),
        None => not_there(),
    }
}

fn not_there() -> Outcome {
    Outcome::other(view::problem(StatusCode::NOT_FOUND, ProblemKind::NoSuchPage))
}
