//! Waiting, and work that blocks: what the push adapters ask of the async runtime.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A future that only ends.
pub type Pause<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The async runtime, so that tests wait for nothing and the rooms above know no tokio.
pub trait Runtime: Send + Sync {
    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> Pause<'_>;

    /// Ends after `duration`, when other work is to be given up.
    fn deadline(&self, duration: Duration) -> Pause<'_> {
        self.sleep(duration)
    }

    /// Runs `work` where it may block (a platform key store asks the person for a minute), and ends
    /// when it is done. When the future is dropped the work still runs to its end.
    fn blocking(&self, work: Box<dyn FnOnce() + Send>) -> Pause<'_>;
}

/// tokio's, whichever runtime is current.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_core::app::{Dependencies, TokioRuntime};
/// # use countersign_core::app::testing;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), testing::Failed> {
/// # let dependencies = testing::dependencies()?;
///
/// let dependencies = Dependencies { runtime: Arc::new(TokioRuntime), ..dependencies };
/// # drop(dependencies);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioRuntime;

impl Runtime for TokioRuntime {
    fn sleep(&self, duration: Duration) -> Pause<'_> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn blocking(&self, work: Box<dyn FnOnce() + Send>) -> Pause<'_> {
        Box::pin(async move {
            // A panic in foreign code is that code's answer missing, not ours to pass on.
            drop(tokio::task::spawn_blocking(work).await);
        })
    }
}

/// A runtime that never waits: it notes the pauses asked for and moves a [`FixedClock`] by them. Its
/// deadlines end when a test says so.
///
/// [`FixedClock`]: crate::clock::FixedClock
#[cfg(any(test, feature = "testing"))]
#[derive(Debug, Default)]
pub struct InstantRuntime {
    clock: crate::clock::FixedClock,
    slept: std::sync::Mutex<Vec<Duration>>,
    late: tokio::sync::Notify,
}

#[cfg(any(test, feature = "testing"))]
impl InstantRuntime {
    /// One that moves `clock` by whole seconds.
    #[must_use]
    pub fn moving(clock: crate::clock::FixedClock) -> Self {
        Self { clock, ..Self::default() }
    }

    /// Ends all deadlines that are being waited for.
    pub fn run_late(&self) {
        self.late.notify_waiters();
    }

    /// The pauses asked for so far.
    #[must_use]
    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().map(|slept| slept.clone()).unwrap_or_default()
    }
}

#[cfg(any(test, feature = "testing"))]
impl Runtime for InstantRuntime {
    fn sleep(&self, duration: Duration) -> Pause<'_> {
        if let Ok(mut slept) = self.slept.lock() {
            slept.push(duration);
        }
        self.clock.advance(duration.as_secs());
        Box::pin(std::future::ready(()))
    }

    fn deadline(&self, _duration: Duration) -> Pause<'_> {
        Box::pin(self.late.notified())
    }

    fn blocking(&self, work: Box<dyn FnOnce() + Send>) -> Pause<'_> {
        work();
        Box::pin(std::future::ready(()))
    }
}
