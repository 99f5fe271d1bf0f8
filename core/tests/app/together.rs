//! Two calls at once, without a second thread: a call is polled by hand until it waits.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

/// Polls a call a few times; its result, if it has one by then.
pub async fn turn<T>(call: &mut Pin<Box<impl Future<Output = T>>>) -> Option<T> {
    for _ in 0..8 {
        let polled = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
        if let Poll::Ready(value) = polled {
            return Some(value);
        }
        tokio::task::yield_now().await;
    }
    None
}
