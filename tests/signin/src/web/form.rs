//! A form as a browser sent it, and whether a page of ours made it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use serde::Deserialize;

use super::note::{self, Said};
use super::outcome::Outcome;
use super::visitor::Visitor;
use super::{guard, view};
use crate::flow::Step;
use crate::pages::error::ProblemKind;
use crate::pages::paths;
use crate::pages::signin::SignInError;
use crate::service::Inner;
use crate::store::sessions::{Session, SessionKind};
use crate::{Fault, crypto};

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
    /// A one-time pass.
    #[serde(default)]
    pub(crate) pass: String,
    /// A phone, as the page named it.
    #[serde(default)]
    pub(crate) phone: String,
    /// A one-time code.
    #[serde(default)]
    pub(crate) code: String,
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
    /// from a page of ours. Else where the form leads.
    pub(crate) fn session(
        &self,
        inner: &Inner,
        step: &Step<'_>,
        kind: SessionKind,
    ) -> Result<Result<Session, Outcome>, Fault> {
        if !self.from_here {
            return Ok(Err(refused()));
        }
        Ok(match self.visitor.find(step, kind)? {
            Some(session) if crypto::equal(&session.csrf, &self.fields.csrf) => Ok(session),
            Some(_) => Err(refused()),
            None => Err(note::again(inner, kind, Said::Wrong(SignInError::TimedOut), "")),
        })
    }

    /// Whether it was made by a password page that this browser was shown. There is no session yet
    /// that could hold a token: it is bound to a cookie that only our pages set.
    pub(crate) fn is_of_sign_in_page(&self, inner: &Inner, kind: SessionKind) -> bool {
        let token = self.visitor.form.as_deref().map(|cookie| token(inner, kind, cookie));
        let fits = token.is_some_and(|token| crypto::equal(&token, &self.fields.csrf));
        self.from_here && fits
    }

    /// Whether it carries this token and came from a page of ours.
    pub(crate) fn is_with(&self, csrf: &str) -> bool {
        self.from_here && crypto::equal(csrf, &self.fields.csrf)
    }

    /// Whether it could be read, and the browser does not say that another site sent it.
    pub(crate) fn is_from_here(&self) -> bool {
        self.from_here
    }
}

/// The token of a password form in a browser with this cookie. A page of somebody else's can neither
/// read the cookie nor compute the token, so it cannot sign a visitor in under its own account.
pub(crate) fn token(inner: &Inner, kind: SessionKind, cookie: &str) -> String {
    let page = match kind {
        SessionKind::Person => "sign-in",
        SessionKind::Admin => "administration",
    };
    crypto::tag(&inner.form_key, &format!("{page} {cookie}"))
}

/// Where a form leads that is not ours, too old or not readable.
pub(crate) fn refused() -> Outcome {
    Outcome::go(paths::TOO_OLD)
}

/// `GET /signin/too-old`: what is said about it.
pub(crate) async fn too_old() -> Outcome {
    Outcome::other(view::problem(StatusCode::FORBIDDEN, ProblemKind::FormExpired))
}
