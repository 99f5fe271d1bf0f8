//! A form as a browser sent it, and whether a page of ours made it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use serde::Deserialize;

use super::outcome::Outcome;
use super::visitor::Visitor;
use super::{guard, view};
use crate::Fault;
use crate::crypto;
use crate::flow::Step;
use crate::pages::error::ProblemKind;
use crate::service::Inner;
use crate::store::sessions::{Kind, Session};

/// The fields of all forms; which of them matter is the page's affair.
#[derive(Deserialize, Default)]
pub(crate) struct Fields {
    #[serde(default)]
    csrf: String,
    /// A user's name.
    #[serde(default)]
    pub(crate) user: String,
    /// A password.
    #[serde(default)]
    pub(crate) password: String,
    /// Yes or no to "Stay signed in?".
    #[serde(default)]
    pub(crate) stay: String,
    /// On or off.
    #[serde(default)]
    pub(crate) mfa: String,
    /// Why an account is unblocked.
    #[serde(default)]
    pub(crate) reason: String,
}

/// A form as it came. Nothing may be done for it before [`Submission::session`] said whose it is.
pub(crate) struct Submission {
    /// Who sent it.
    pub(crate) visitor: Visitor,
    /// What was typed and chosen.
    pub(crate) fields: Fields,
    /// Whether it could be read, and the browser does not say that another site sent it.
    from_here: bool,
}

impl FromRequest<Arc<Inner>> for Submission {
    type Rejection = Infallible;

    async fn from_request(request: Request, inner: &Arc<Inner>) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, inner).await?;
        let from_our_pages = guard::from_our_pages(inner, &parts.headers);
        let read = Form::<Fields>::from_request(Request::from_parts(parts, body), inner).await;
        let from_here = from_our_pages && read.is_ok();
        let fields = read.map(|Form(fields)| fields).unwrap_or_default();
        Ok(Self { visitor, fields, from_here })
    }
}

impl Submission {
    /// The session that the form belongs to: this browser's, if the form carries its token and came
    /// from a page of ours.
    pub(crate) fn session(&self, step: &Step<'_>, kind: Kind) -> Result<Option<Session>, Fault> {
        let session = self.visitor.find(step, kind)?;
        Ok(session
            .filter(|session| self.from_here && crypto::equal(&session.csrf, &self.fields.csrf)))
    }

    /// Whether it could be read, and the browser does not say that another site sent it.
    pub(crate) fn is_from_here(&self) -> bool {
        self.from_here
    }
}

/// The page about a form that is not ours, too old or not readable.
pub(crate) fn refused(inner: &Inner) -> Outcome {
    Outcome::other(view::problem(inner, StatusCode::FORBIDDEN, ProblemKind::FormExpired))
}
