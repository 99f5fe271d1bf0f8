//! How long the reader took, for `scan`.

use std::sync::OnceLock;
use std::time::Instant;

/// Milliseconds since the command started to measure.
#[allow(clippy::disallowed_methods, reason = "a duration of work, not a time of day")]
pub(crate) fn elapsed_ms() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}
