//! What the person with the phone does. Each is a call of the facade that may be under way for long.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use countersign_core::app::{Authenticator, DenyReason};
use countersign_core::secret::SecretString;
use countersign_core::vault::Unlock;

use crate::facts::Known;

/// Something under way.
pub(crate) type Doing = Pin<Box<dyn Future<Output = ()>>>;

/// Opens a request, types a number and says YES.
pub(crate) fn approve(app: Authenticator, known: Known, id: String, number: String) -> Doing {
    Box::pin(async move {
        let requests = app.requests();
        drop(requests.open(&id).await);
        drop(requests.authorise(&id, Unlock::Platform));
        drop(requests.type_number(&id, &SecretString::new(number.clone())));
        // YES is enabled, or what is pressed is no YES.
        if requests.get(&id).is_ok_and(|view| view.can_approve) {
            known.yes(&id, &number);
        }
        drop(requests.approve(&id).await);
    })
}

/// Says YES once more, whatever there is on the screen, as somebody would who found the phone.
pub(crate) fn approve_behind_its_back(app: Authenticator, id: String, number: String) -> Doing {
    Box::pin(async move {
        let requests = app.requests();
        drop(requests.open(&id).await);
        drop(requests.authorise(&id, Unlock::Platform));
        drop(requests.type_number(&id, &SecretString::new(number)));
        drop(requests.approve(&id).await);
    })
}

/// Says no.
pub(crate) fn deny(app: Authenticator, known: Known, id: String, reason: DenyReason) -> Doing {
    Box::pin(async move {
        let requests = app.requests();
        let mut deny = pin!(requests.deny(&id, reason));
        let mut first = true;
        poll_fn(|context| {
            let polled = deny.as_mut().poll(context);
            // The app takes a refusal at once, or says at once that it does not.
            if std::mem::take(&mut first) && !matches!(polled, Poll::Ready(Err(_))) {
                known.no(&id);
            }
            polled.map(drop)
        })
        .await;
    })
}

/// Sends the same again.
pub(crate) fn retry(app: Authenticator, id: String) -> Doing {
    Box::pin(async move { drop(app.requests().retry(&id).await) })
}

/// Answers "shall it be reported?" with "not now".
pub(crate) fn do_not_report(app: Authenticator, id: String) -> Doing {
    Box::pin(async move { drop(app.requests().do_not_report(&id).await) })
}
