//! Several organisations, some of them slow or hostile: each costs only itself.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_core::account::{AccountId, DenyReason};
use countersign_core::app::{
    AccountState, AccountTrouble, Asked, Authenticator, Choice, InboxView, Phase, RequestError,
};
use countersign_core::clock::FixedClock;
use countersign_core::net::{HttpRequest, SendFuture, Transport, UnreachableCause};
use countersign_core::vault::Unlock;
use serde_json::json;
use tokio::sync::Notify;

use crate::fuse::Fuse;
use crate::server::{Fault, Server};
use crate::together::turn;
use crate::world::{A, B, NOW, Refresh, World, ids};

const PENDING: &str = "/login/pending";

/// A network with these organisations on it; the first is the world's own.
struct Town {
    world: World,
    orgs: Vec<Server>,
}

struct Roads(HashMap<String, Server>);

impl Transport for Roads {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        let host = request.url.split('/').nth(2).unwrap().to_owned();
        self.0[&host].send(request)
    }
}

impl Town {
    /// So many organisations, with an account at each.
    async fn of(count: u8) -> Self {
        let clock = FixedClock::at(NOW);
        let host = |n: u8| format!("idp{n}.example");
        let org = |n| {
            Server::at(
                &format!("https://{}/realms/demo", host(n)),
                clock.clone(),
                true,
                Fuse::default(),
            )
        };
        let orgs: Vec<Server> = (0..count).map(org).collect();
        let roads = (0..count).map(host).zip(orgs.iter().cloned()).collect();
        let world = World::over(clock, orgs[0].clone(), Arc::new(Roads(roads)));
        let town = Self { world, orgs };
        for n in 0..usize::from(count) {
            town.enrol(n, 1).await;
        }
        town.app().refresh().await.unwrap();
        town
    }

    /// One more account at an organisation.
    async fn enrol(&self, org: usize, offer: u8) {
        let preview =
            self.app().accounts().preview(self.orgs[org].offer(offer).as_bytes()).await.unwrap();
        self.app().accounts().add(preview, Choice::KeepBoth).await.unwrap();
    }

    fn app(&self) -> &Authenticator {
        &self.world.app
    }

    /// The account at an organisation.
    fn id(&self, org: usize) -> AccountId {
        self.app().accounts().list().unwrap()[org].id
    }

    /// How often an organisation's list was asked for.
    fn asked(&self, org: usize) -> usize {
        self.orgs[org].calls().iter().filter(|call| call.path.ends_with(PENDING)).count()
    }

    /// The next list of an organisation comes when it is released.
    fn hold(&self, org: usize) -> Arc<Notify> {
        let until = Arc::new(Notify::new());
        self.orgs[org].fault(PENDING, Fault::Held(Arc::clone(&until)));
        until
    }

    /// The app asks by itself, or the person does.
    fn ask(&self, by: Asked) -> Pin<Box<impl Future<Output = Result<InboxView, RequestError>>>> {
        let requests = self.app().requests();
        Box::pin(async move { requests.refresh(by, &|| {}).await })
    }

    fn failure(&self, org: usize) -> Option<UnreachableCause> {
        let id = self.id(org);
        let inbox = self.app().requests().inbox().unwrap();
        let trouble = inbox.accounts.iter().find(|note| note.id == id)?.trouble?;
        if let AccountTrouble::Unreachable { why } = trouble { Some(why) } else { None }
    }
}

#[tokio::test]
async fn the_fast_are_drawn_while_the_slow_are_still_asked_a23() {
    let town = Town::of(2).await;
    let late = town.hold(0);
    town.orgs[1].ask(A);
    let drawn = AtomicUsize::new(0);
    let draw = || {
        drawn.fetch_add(1, Ordering::SeqCst);
    };
    let requests = town.app().requests();
    let mut asking = Box::pin(requests.refresh(Asked::ByItself, &draw));
    assert!(turn(&mut asking).await.is_none());
    assert_eq!(ids(&town.app().requests().inbox().unwrap()), [A]);
    assert_eq!(drawn.load(Ordering::SeqCst), 1, "and whoever draws heard of it");
    town.orgs[0].ask(B);
    late.notify_one();
    asking.await.unwrap();
    assert_eq!(drawn.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_failure_is_told_while_others_are_still_asked_a55() {
    let town = Town::of(2).await;
    let _late = town.hold(0);
    town.orgs[1].fault(PENDING, Fault::Says(503, json!({})));
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    assert_eq!(town.failure(1), Some(UnreachableCause::ServerError));
    assert_eq!(town.failure(0), None, "nothing is known yet");
}

#[tokio::test]
async fn a_slow_one_is_asked_once_at_a_time_and_the_others_as_often_as_before() {
    let town = Town::of(2).await;
    let late = town.hold(0);
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    let before = (town.asked(0), town.asked(1));
    for _ in 0..5 {
        town.app().refresh().await.unwrap();
    }
    assert_eq!((town.asked(0), town.asked(1)), (before.0, before.1 + 5));
    late.notify_one();
    asking.await.unwrap();
    town.app().refresh().await.unwrap();
    assert_eq!(town.asked(0), before.0 + 1);
}

#[tokio::test]
async fn the_person_and_a_push_get_an_answer_to_their_own_asking_a23() {
    let town = Town::of(1).await;
    let late = town.hold(0);
    let mut older = town.ask(Asked::ByItself);
    assert!(turn(&mut older).await.is_none());
    // What is on its way was listed before this.
    town.orgs[0].ask(A);
    let before = town.asked(0);
    let (mut one, mut two) = (town.ask(Asked::ByThePerson), town.ask(Asked::ByAPush));
    assert!(turn(&mut one).await.is_none() && turn(&mut two).await.is_none());
    assert_eq!(town.asked(0), before, "still once at a time");
    late.notify_one();
    assert!(older.await.unwrap().requests.is_empty());
    assert_eq!(ids(&one.await.unwrap()), [A]);
    assert_eq!(ids(&two.await.unwrap()), [A]);
    assert_eq!(town.asked(0), before + 1, "one answer serves all who asked before it was begun");
}

#[tokio::test]
async fn who_keeps_a_place_too_long_loses_it() {
    let town = Town::of(2).await;
    town.orgs[0].fault(PENDING, Fault::Hang);
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    town.world.runtime.run_late();
    asking.await.unwrap();
    assert_eq!(town.failure(0), Some(UnreachableCause::TimedOut));
    let before = town.asked(0);
    town.app().refresh().await.unwrap();
    assert_eq!((town.asked(0), town.failure(0)), (before + 1, None));
}

#[tokio::test]
async fn an_issuer_has_two_places_and_its_other_accounts_wait() {
    let town = Town::of(2).await;
    for offer in [2, 3] {
        town.enrol(0, offer).await;
        town.app().refresh().await.unwrap();
    }
    let held = [town.hold(0), town.hold(0), town.hold(0)];
    let before = (town.asked(0), town.asked(1));
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    assert_eq!((town.asked(0), town.asked(1)), (before.0 + 2, before.1 + 1));
    // By itself the app adds nobody to those who wait.
    town.app().refresh().await.unwrap();
    assert_eq!((town.asked(0), town.asked(1)), (before.0 + 2, before.1 + 2));
    held[0].notify_one();
    assert!(turn(&mut asking).await.is_none());
    assert_eq!(town.asked(0), before.0 + 3);
    held.iter().for_each(|late| late.notify_one());
    asking.await.unwrap();
}

#[tokio::test]
async fn eight_are_asked_at_once_and_the_ninth_when_one_has_answered() {
    let town = Town::of(9).await;
    let before: Vec<usize> = (0..9).map(|org| town.asked(org)).collect();
    let held: Vec<_> = (0..9).map(|org| town.hold(org)).collect();
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    let now = |town: &Town| (0..9).filter(|org| town.asked(*org) > before[*org]).count();
    assert_eq!(now(&town), 8);
    held[3].notify_one();
    assert!(turn(&mut asking).await.is_none());
    assert_eq!(now(&town), 9);
    held.iter().for_each(|late| late.notify_one());
    asking.await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_its_places_back() {
    let town = Town::of(9).await;
    let _held: Vec<_> = (0..8).map(|org| town.hold(org)).collect();
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    let before = (town.asked(0), town.asked(8));
    drop(asking);
    town.app().refresh().await.unwrap();
    assert_eq!((town.asked(0), town.asked(8)), (before.0 + 1, before.1 + 1));
}

#[tokio::test]
async fn a_lock_ends_the_waiting_and_the_next_session_asks_at_once_v72() {
    let town = Town::of(1).await;
    let late = town.hold(0);
    let mut asking = town.ask(Asked::ByItself);
    assert!(turn(&mut asking).await.is_none());
    let mut waiting = town.ask(Asked::ByThePerson);
    assert!(turn(&mut waiting).await.is_none());
    town.app().vault().lock();
    assert_eq!(waiting.await.unwrap_err(), RequestError::Locked);
    town.app().vault().unlock(Unlock::Platform).unwrap();
    town.orgs[0].ask(A);
    assert_eq!(ids(&town.app().refresh().await.unwrap()), [A]);
    late.notify_one();
    assert_eq!(
        ids(&asking.await.unwrap()),
        [A],
        "what was begun before the lock counts for nothing"
    );
}

#[tokio::test]
async fn a_service_that_asks_to_wait_is_left_alone_and_the_others_are_not() {
    let mut town = Town::of(2).await;
    let busy = |seconds| Fault::SaysWith(429, ("retry-after", seconds), json!({}));
    town.orgs[0].fault(PENDING, busy("90"));
    town.app().refresh().await.unwrap();
    let before = (town.asked(0), town.asked(1));
    assert_eq!(town.failure(0), Some(UnreachableCause::TooManyRequests));
    // Nor after the app was locked and opened again, and the person still reads why.
    town.world.clock.advance(45);
    town.app().vault().lock();
    town.app().vault().unlock(Unlock::Platform).unwrap();
    town.app().refresh().await.unwrap();
    assert_eq!((town.asked(0), town.asked(1)), (before.0, before.1 + 1));
    assert_eq!(town.failure(0), Some(UnreachableCause::TooManyRequests));
    town.world.clock.advance(44);
    town.ask(Asked::ByAPush).await.unwrap();
    assert_eq!(town.asked(0), before.0);
    town.world.clock.advance(1);
    town.app().refresh().await.unwrap();
    assert_eq!((town.asked(0), town.failure(0)), (before.0 + 1, None));
    // However long it asks for: ten minutes.
    town.orgs[0].fault(PENDING, busy("86400"));
    town.app().refresh().await.unwrap();
    let before = town.asked(0);
    town.world.clock.advance(599);
    town.app().refresh().await.unwrap();
    assert_eq!(town.asked(0), before);
    town.world.clock.advance(1);
    town.app().refresh().await.unwrap();
    assert_eq!(town.asked(0), before + 1);
    town.world.restart();
}

#[tokio::test]
async fn the_person_may_ask_again_after_half_a_minute() {
    let town = Town::of(1).await;
    let busy = |seconds| Fault::SaysWith(503, ("retry-after", seconds), json!({}));
    for (seconds, waits) in [("600", 30), ("20", 20)] {
        town.orgs[0].fault(PENDING, busy(seconds));
        town.ask(Asked::ByThePerson).await.unwrap();
        let before = town.asked(0);
        town.world.clock.advance(waits - 1);
        town.ask(Asked::ByThePerson).await.unwrap();
        assert_eq!(town.asked(0), before, "{seconds}");
        assert_eq!(town.failure(0), Some(UnreachableCause::ServerError));
        town.world.clock.advance(1);
        town.ask(Asked::ByThePerson).await.unwrap();
        assert_eq!(town.asked(0), before + 1, "{seconds}");
    }
    assert_eq!(town.failure(0), None);
}

#[tokio::test]
async fn a_clock_that_is_put_back_makes_no_wait_longer() {
    let town = Town::of(1).await;
    town.orgs[0].fault(PENDING, Fault::SaysWith(429, ("retry-after", "600"), json!({})));
    town.app().refresh().await.unwrap();
    let before = town.asked(0);
    town.world.clock.set(NOW - 3600);
    town.app().refresh().await.unwrap();
    assert_eq!(town.asked(0), before + 1);
}

#[tokio::test]
async fn many_unknown_keys_cost_one_fetch_and_the_others_nothing_a58() {
    let town = Town::of(2).await;
    let fetches = || {
        let calls = town.orgs[0].calls();
        calls.iter().filter(|call| call.path.ends_with("/certs")).count()
    };
    town.world.clock.advance(301);
    for n in 0..20 {
        let mut entry =
            town.orgs[0].entry(&format!("{n:08}-0000-4000-8000-000000000000"), &json!({}));
        entry["confirmToken"] = json!(town.orgs[0].token_by(&format!("k{n}")));
        town.orgs[0].list_also(entry);
    }
    let before = fetches();
    town.orgs[1].ask(A);
    assert_eq!(ids(&town.app().refresh().await.unwrap()), [A]);
    assert_eq!(fetches(), before + 1);
    town.app().refresh().await.unwrap();
    assert_eq!(fetches(), before + 1, "nor does the next poll fetch");
}

#[tokio::test]
async fn the_reply_to_a_report_speaks_of_its_own_account_a20() {
    let town = Town::of(2).await;
    let (first, requests) = (town.id(0), town.app().requests());
    let not_me = DenyReason::UnknownTrigger;
    town.orgs[0].ask(A);
    town.app().refresh().await.unwrap();
    requests.deny(A, not_me).await.unwrap();
    let late = Arc::new(Notify::new());
    town.orgs[0].fault("/lockout", Fault::Held(Arc::clone(&late)));
    let mut reporting = Box::pin(requests.report(A, true));
    assert!(turn(&mut reporting).await.is_none());
    // Its account goes, and another organisation uses the id and is reported too.
    town.app().accounts().remove(first).await.unwrap();
    town.orgs[1].ask(A);
    town.app().refresh().await.unwrap();
    requests.deny(A, not_me).await.unwrap();
    town.orgs[1].fault("/lockout", Fault::Hang);
    let mut second = Box::pin(requests.report(A, true));
    assert!(turn(&mut second).await.is_none());
    late.notify_one();
    let _gone = reporting.await;
    assert_eq!(requests.get(A).unwrap().phase, Phase::Reporting);
    let state = town.app().accounts().list().unwrap().remove(0).state;
    assert_eq!(state, AccountState::Active, "its service has not said so");
}
