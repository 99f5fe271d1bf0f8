//! How many round trips lie between the start of the app and the first request on the screen. The one of TLS comes before
//! them.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use countersign_core::account::Profile;
use countersign_core::net::{HttpRequest, ScriptedTransport, SendFuture, Transport};
use serde_json::{Value, json};

use super::support::{NOW, World};

/// Every answer takes one round trip: it is there when it is looked at a second time.
struct OneTrip(ScriptedTransport);

impl Transport for OneTrip {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        let answer = self.0.send(request);
        Box::pin(async move {
            let mut on_its_way = true;
            std::future::poll_fn(|_| {
                if std::mem::replace(&mut on_its_way, false) {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
            answer.await
        })
    }
}

/// What comes out, and after how many round trips.
fn trips<T>(work: impl Future<Output = T>) -> (T, usize) {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    for trips in 0..100 {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return (done, trips);
        }
    }
    panic!("it does not end");
}

fn world() -> World {
    World::over(Profile::Countersign { version: 1 }, |script| Arc::new(OneTrip(script)))
}

fn list_of(world: &World, entries: &[Value]) {
    let about = json!({"v": 1, "account": "active", "serverTime": NOW, "minCore": null,
                       "itContact": null});
    world.reply(200, &json!({"challenges": entries, "countersign": about}));
}

fn asked(world: &World) -> Vec<String> {
    let last = |path: String| {
        let path = path.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    };
    world.paths().into_iter().map(last).collect()
}

#[test]
fn the_first_request_is_there_after_two_round_trips_as_the_keys_are_asked_for_beside_the_list() {
    let world = world();
    let entry = world.issuer.entry(&world.account, NOW - 10, &json!({}));
    world.token().script.reply(200, &world.issuer.certs());
    list_of(&world, std::slice::from_ref(&entry));
    let (pending, first) = trips(world.adapter.list_pending(world.id, &world.account, None));
    assert_eq!(pending.unwrap().requests.len(), 1);
    assert_eq!(asked(&world), ["token", "certs", "pending"]);
    // Later ones cost the list alone.
    list_of(&world, &[entry]);
    let (pending, later) = trips(world.adapter.list_pending(world.id, &world.account, None));
    assert_eq!(pending.unwrap().requests.len(), 1);
    assert_eq!((first, later), (2, 1));
    world.finished();
}

#[test]
fn a_list_without_requests_waits_for_no_keys_and_the_next_asks_for_none() {
    let world = world();
    world.token().script.hang();
    list_of(&world, &[]);
    list_of(&world, &[]);
    for trips_expected in [2, 1] {
        let (pending, taken) = trips(world.adapter.list_pending(world.id, &world.account, None));
        assert!(pending.unwrap().requests.is_empty());
        assert_eq!(taken, trips_expected);
    }
    assert_eq!(asked(&world), ["token", "certs", "pending", "pending"]);
    world.finished();
}

#[test]
fn keys_that_cannot_be_had_are_asked_for_once_a58() {
    let world = world();
    world.token().script.reply(503, "");
    list_of(&world, &[world.issuer.entry(&world.account, NOW - 10, &json!({}))]);
    let (pending, _) = trips(world.adapter.list_pending(world.id, &world.account, None));
    let pending = pending.unwrap();
    assert_eq!((pending.requests.len(), pending.dropped), (0, 1));
    assert!(pending.unverified.is_some());
    assert_eq!(asked(&world), ["token", "certs", "pending"]);
    world.finished();
}
