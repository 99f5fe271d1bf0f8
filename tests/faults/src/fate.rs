//! What becomes of a message.

use axum::body::{Body, Bytes};
use countersign_core::net::{Response, TransportError};
use futures_util::stream;

use crate::chance::Chance;
use crate::line::{Call, Got};
use crate::server::Server;

/// What becomes of a call and its reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It comes through, and so does the reply.
    Passes,
    /// It never arrives.
    LostGoing,
    /// It never arrives, and the phone cannot know that.
    LostUnseen,
    /// It arrives; the reply does not.
    LostComing,
    /// It arrives twice.
    Twice,
    /// It breaks off on its way.
    CutGoing,
    /// The reply breaks off on its way.
    CutComing,
    /// It arrives later, when the phone has given up.
    Late,
    /// It arrives later; the phone waits.
    Slow,
    /// It arrives; the reply comes later.
    SlowReply,
    /// The service is killed before it keeps what this brings.
    ServerDiesBefore,
    /// The service is killed when it has kept what this brings, and told nobody.
    ServerDiesAfter,
    /// The app is killed, and this never arrives.
    PhoneDiesBefore,
    /// The app is killed, and this arrives.
    PhoneDiesAfter,
}

impl Fate {
    /// One of them; most messages come through.
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        let bad = [
            Self::LostGoing,
            Self::LostUnseen,
            Self::LostComing,
            Self::LostComing,
            Self::Twice,
            Self::Twice,
            Self::CutGoing,
            Self::CutComing,
            Self::Late,
            Self::Late,
            Self::Slow,
            Self::Slow,
            Self::SlowReply,
            Self::SlowReply,
            Self::ServerDiesBefore,
            Self::ServerDiesAfter,
            Self::PhoneDiesBefore,
            Self::PhoneDiesAfter,
        ];
        if chance.percent(60) { Self::Passes } else { chance.one_of(&bad).unwrap_or(Self::Passes) }
    }
}

/// A call arrives.
pub(crate) async fn arrives(server: &Server, call: &Call) -> Got {
    let body = call.body.clone().map_or_else(Body::empty, |(_, body)| Body::from(body));
    delivered(server, call, body).await
}

/// A call arrives whose connection breaks after so many bytes of its body.
pub(crate) async fn arrives_cut(server: &Server, call: &Call, at: usize) {
    let Some((_, body)) = &call.body else { return };
    let part = Bytes::from(body.as_bytes().iter().copied().take(at).collect::<Vec<u8>>());
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let body = Body::from_stream(stream::iter([Ok(part), Err(broken)]));
    drop(delivered(server, call, body).await);
}

/// A call with this body, answered by the service.
pub(crate) async fn delivered(server: &Server, call: &Call, body: Body) -> Got {
    let mut headers: Vec<(&str, String)> = call.headers.clone();
    if let Some((kind, _)) = &call.body {
        headers.push(("content-type", (*kind).to_owned()));
    }
    let path = call.url.strip_prefix(crate::server::ORIGIN).ok_or(TransportError::NoSuchHost)?;
    let reply = server.call(call.method, path, &headers, body).await;
    let reply = reply.ok_or(TransportError::Refused)?;
    // A service that was killed answers nobody.
    if reply.status == 500 {
        return Err(TransportError::Interrupted);
    }
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = reply.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Ok(Response { status: reply.status, headers, body: reply.body })
}
