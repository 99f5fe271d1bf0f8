//! A [`Transport`] that plays a written conversation, for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::transport::{
    Body, HttpRequest, Method, Response, SendFuture, Transport, TransportError,
};

/// A request as the script saw it, secrets in the open.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: String,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body, empty when there was none.
    pub body: String,
}

impl Seen {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(have, _)| have.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

type Answering = dyn FnMut(&Seen) -> Result<Response, TransportError> + Send;

enum Answer {
    By(Box<Answering>),
    Hang,
}

/// Plays one answer a request, in order. A request beyond the script gets
/// [`TransportError::Connect`], and [`ScriptedTransport::left`] tells what was not asked for.
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    answers: VecDeque<Answer>,
    seen: Vec<Seen>,
}

impl std::fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ScriptedTransport({} left)", self.left())
    }
}

impl ScriptedTransport {
    /// An empty script.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Next answer: a status with a JSON (or any other) body.
    pub fn reply(&self, status: u16, body: &str) -> &Self {
        self.reply_with(status, &[], body)
    }

    /// Next answer: the same with header fields (lower-case names).
    pub fn reply_with(&self, status: u16, headers: &[(&str, &str)], body: &str) -> &Self {
        let headers: Vec<_> =
            headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let body = body.as_bytes().to_vec();
        self.reply_by(move |_| {
            Ok(Response { status, headers: headers.clone(), body: body.clone() })
        })
    }

    /// Next answer: none.
    pub fn fail(&self, error: TransportError) -> &Self {
        self.reply_by(move |_| Err(error))
    }

    /// Next answer: what `answer` makes of the request.
    pub fn reply_by(
        &self,
        answer: impl FnMut(&Seen) -> Result<Response, TransportError> + Send + 'static,
    ) -> &Self {
        if let Ok(mut script) = self.0.lock() {
            script.answers.push_back(Answer::By(Box::new(answer)));
        }
        self
    }

    /// Next answer: none, and no end either; for futures that are dropped.
    pub fn hang(&self) -> &Self {
        if let Ok(mut script) = self.0.lock() {
            script.answers.push_back(Answer::Hang);
        }
        self
    }

    /// Every request so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.0.lock().map(|script| script.seen.clone()).unwrap_or_default()
    }

    /// How many answers were not asked for.
    #[must_use]
    pub fn left(&self) -> usize {
        self.0.lock().map(|script| script.answers.len()).unwrap_or_default()
    }
}

impl Transport for ScriptedTransport {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        let seen = Seen {
            method: request.method,
            url: request.url,
            headers: request
                .headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.expose().to_owned()))
                .collect(),
            body: match &request.body {
                Some(Body::Json(text) | Body::Form(text)) => text.expose().to_owned(),
                None => String::new(),
            },
        };
        let answer = self.0.lock().map_or(Some(Err(TransportError::Connect)), |mut script| {
            script.seen.push(seen.clone());
            match script.answers.pop_front() {
                Some(Answer::By(mut answer)) => Some(answer(&seen)),
                Some(Answer::Hang) => None,
                None => Some(Err(TransportError::Connect)),
            }
        });
        let Some(answer) = answer else { return Box::pin(std::future::pending()) };
        let bounded = answer.and_then(|response| {
            if response.body.len() > request.limit {
                Err(TransportError::TooLarge)
            } else {
                Ok(response)
            }
        });
        Box::pin(std::future::ready(bounded))
    }
}
