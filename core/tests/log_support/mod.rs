//! Everything that is logged while a test runs, for tests that search it for what must not be there.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// The log of this thread at every level, from [`Log::heard`] on until it is dropped.
pub struct Log {
    lines: Lines,
    _second: Dispatch,
    _guard: DefaultGuard,
}

impl Log {
    /// Begins to listen.
    pub fn heard() -> Self {
        let lines = Lines::default();
        // With one subscriber alone, tracing asks the thread that meets a log line first whether anyone wants it;
        // the other tests' threads would say no, for all. With two it asks the subscribers.
        let second = Dispatch::new(Lines::default());
        let guard = tracing::subscriber::set_default(lines.clone());
        tracing::callsite::rebuild_interest_cache();
        Self { lines, _second: second, _guard: guard }
    }

    /// What was logged so far, an event a line.
    pub fn text(&self) -> String {
        self.lines.0.lock().unwrap().clone()
    }
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        event.record(&mut Line(&mut text));
        text.push('\n');
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
