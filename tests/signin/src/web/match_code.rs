//! The code beside the number of a request: scanning it in the app counts as typing the number
//! (PROTOCOL.md section 4.5).

use std::sync::Arc;

use axum::extract::State;

use super::outcome::Outcome;
use super::png;
use super::setup::{percent, picture};
use super::visitor::Visitor;
use crate::crypto;
use crate::flow::session::request_of;
use crate::pages::paths;
use crate::rules::request::Status;
use crate::service::{Inner, Realm};
use crate::store::requests::Request;
use crate::store::sessions::SessionKind;

/// Characters of the name that a page gives to a picture.
const NAME: usize = 12;

/// The address of the picture of a request. It must change with the request, so that a browser never shows
/// the last one's, but not tell what is in it.
pub(crate) fn address(kind: SessionKind, request: &Request) -> String {
    let path = match kind {
        SessionKind::Person => paths::MATCH_QR,
        SessionKind::Admin => paths::ADMIN_MATCH_QR,
    };
    let name: String = crypto::digest(request.cid.as_bytes()).chars().take(NAME).collect();
    format!("{path}?{name}")
}

/// The text of the code; everything is behind the `#`, so that a phone without the app sends nothing to a
/// web server.
pub(crate) fn link(realm: &Realm, request: &Request) -> Option<String> {
    let number = request.number.as_ref().filter(|_| request.status == Status::Pending)?;
    let (host, issuer) = (&realm.organisation.link_host, percent(&realm.base));
    Some(format!("https://{host}/match#v=1&iss={issuer}&cid={}&n={number}", request.cid))
}

/// The picture for the request of this session, while it waits.
pub(crate) async fn qr(State(inner): State<Arc<Inner>>, visitor: Visitor) -> Outcome {
    let admin = visitor.path == paths::ADMIN_MATCH_QR;
    let kind = if admin { SessionKind::Admin } else { SessionKind::Person };
    let found = inner.step(|step| match visitor.find(step, kind)? {
        Some(session) => {
            let request = request_of(step, &session)?;
            Ok(request.filter(|request| request.expires > step.now))
        }
        None => Ok(None),
    });
    let text = found.ok().flatten().and_then(|request| link(&inner.realm, &request));
    picture(text.as_deref().and_then(png::qr))
}
