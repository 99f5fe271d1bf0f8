//! All addresses of the service.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;

use crate::pages::error::ProblemKind;
use crate::pages::paths;
use crate::service::Inner;
use crate::web::{guard, view};
use crate::{api, control, pipush, plain, web};

/// All addresses but `/`, for whoever adds their own.
pub(crate) fn all(inner: &Arc<Inner>) -> Router {
    bare(inner)
        .layer(from_fn_with_state(Arc::clone(inner), guard::guard))
        .with_state(Arc::clone(inner))
}

/// All addresses; `/` leads to the cloud app, and unknown ones to a plain page.
pub(crate) fn standalone(inner: &Arc<Inner>) -> Router {
    bare(inner)
        .route("/", get(|| async { Redirect::to(paths::MAIL) }))
        .fallback(|| async { view::problem(StatusCode::NOT_FOUND, ProblemKind::NoSuchPage) })
        .layer(from_fn_with_state(Arc::clone(inner), guard::guard))
        .with_state(Arc::clone(inner))
}

fn bare(inner: &Arc<Inner>) -> Router<Arc<Inner>> {
    let router = web::routes()
        .merge(api::routes(inner))
        .merge(plain::routes(inner))
        .merge(pipush::routes(inner));
    if inner.config.test_control { router.merge(control::routes()) } else { router }
}
