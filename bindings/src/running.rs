//! How async calls run.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A call to the core.
pub(crate) type Call<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// Runs a call to its end on the library's runtime, also when the caller is cancelled: an answer that
/// was sent is heard. A caller who waits hears `unheard` at the latest after [`LONGEST`]; what comes of
/// the call is in the next snapshot.
///
/// The call comes in a box: code for a task of each kind of call would make the library larger.
pub(crate) async fn finish<T: Send + 'static, E: Send + 'static>(
    call: Call<T, E>,
    unheard: E,
) -> Result<T, E> {
    match tokio::time::timeout(LONGEST, tokio::spawn(call)).await {
        Ok(Ok(result)) => result,
        // The call panicked, or it is late.
        Ok(Err(_)) | Err(_) => Err(unheard),
    }
}

/// Longer than all tries of a call over a bad network, and the minute that a platform may take to ask
/// the person.
const LONGEST: Duration = Duration::from_secs(180);

#[cfg(test)]
mod tests {
    use std::future::pending;

    use countersign_core::app::RequestError;

    use super::finish;

    #[tokio::test(start_paused = true)]
    async fn a_call_that_never_ends_ends_for_the_caller() {
        let heard =
            finish(Box::pin(pending::<Result<(), RequestError>>()), RequestError::Failed).await;
        assert!(matches!(heard, Err(RequestError::Failed)));
    }

    #[tokio::test]
    async fn a_call_that_panics_is_an_error() {
        let call = async { panic!("a bug") };
        let heard = finish::<(), _>(Box::pin(call), RequestError::Failed).await;
        assert!(matches!(heard, Err(RequestError::Failed)));
    }
}
