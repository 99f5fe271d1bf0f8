//! Waiting for something to become true, with a bound.

use std::time::Duration;

/// How long anything may take before the test fails. Nothing waits this long when all is well.
pub const BOUND: Duration = Duration::from_secs(40);

const BETWEEN_LOOKS: Duration = Duration::from_millis(40);

/// Looks again and again until `look` finds something; `None` when it never did.
pub async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    };
    tokio::time::timeout(BOUND, looking).await.ok()
}
