//! A page that waits: when it looks, and what it is told then.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::{Next, StatusEvent};
use crate::Fault;
use crate::flow::Step;
use crate::news::Listener;
use crate::service::Inner;

/// How long a stream stays open.
const LIFE: Duration = Duration::from_secs(55);

/// A sign of life that often.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Time passes without anybody doing anything, so a stream looks at the clock that often.
const TICK: Duration = Duration::from_millis(500);

/// As [`stream`], for what the database knows: each look is one step.
pub(crate) fn stream_of_step(
    inner: Arc<Inner>,
    look: impl Fn(&Step<'_>) -> Result<StatusEvent, Fault> + Send + Sync + 'static,
) -> Response {
    stream(inner, move |inner| inner.step(&look))
}

/// Tells a listener what is, and each time it changes, until the last news or the stream's end.
///
/// It looks when there is news of what it told, or when the moment comes at which time changes that. In
/// between it looks at the clock alone.
pub(crate) fn stream(
    inner: Arc<Inner>,
    look: impl Fn(&Inner) -> Result<StatusEvent, Fault> + Send + Sync + 'static,
) -> Response {
    let stopped = inner.stopped.subscribe();
    let end = Box::pin(tokio::time::sleep(LIFE));
    let waiting = Waiting { inner, look, told: None, next: None, listener: None, over: false };
    let events = stream::unfold((waiting, stopped, end), |state| async move {
        let (mut waiting, mut stopped, mut end) = state;
        if waiting.over {
            return None;
        }
        loop {
            if let Some(data) = waiting.look() {
                let event = Event::default().event("status").data(data);
                return Some((Ok::<_, Infallible>(event), (waiting, stopped, end)));
            }
            tokio::select! {
                () = &mut end => return None,
                _ = stopped.wait_for(|stopped| *stopped) => return None,
                () = waiting.is_due() => {}
            }
        }
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("keepalive");
    Sse::new(events).keep_alive(keep_alive).into_response()
}

/// A listener.
struct Waiting<L> {
    inner: Arc<Inner>,
    look: L,
    /// What it was told.
    told: Option<String>,
    next: Option<Next>,
    listener: Option<Listener>,
    over: bool,
}

impl<L: Fn(&Inner) -> Result<StatusEvent, Fault>> Waiting<L> {
    /// Looks; the data of what it is to be told, if that is new.
    fn look(&mut self) -> Option<String> {
        let mut before = self.inner.news.told();
        let mut news = self.look_once();
        // What is to be listened to is known only now: did anything come in between?
        while self.listens_to(news.next.as_ref()) && self.inner.news.told() != before {
            before = self.inner.news.told();
            news = self.look_once();
        }
        self.over = news.next.is_none();
        self.next = news.next;
        let data = news.data.to_string();
        (self.told.as_ref() != Some(&data)).then(|| {
            self.told = Some(data.clone());
            data
        })
    }

    fn look_once(&mut self) -> StatusEvent {
        if let Some(listener) = &mut self.listener {
            listener.catch_up();
        }
        self.inner.news.count_look();
        (self.look)(&self.inner).unwrap_or_else(|_| StatusEvent::end("NOT_FOUND"))
    }

    /// Listens to what may follow; whether it did not listen to that before.
    fn listens_to(&mut self, next: Option<&Next>) -> bool {
        let Some(Next { topic, .. }) = next else { return false };
        if self.listener.as_ref().is_some_and(|listener| listener.is_about(topic)) {
            return false;
        }
        self.listener = Some(self.inner.news.listen(topic.clone()));
        true
    }

    /// Waits until there is a reason to look.
    async fn is_due(&mut self) {
        let (Some(listener), Some(next)) = (&mut self.listener, &self.next) else { return };
        let time_comes = async {
            loop {
                tokio::time::sleep(TICK).await;
                if self.inner.tick() >= next.at {
                    return;
                }
            }
        };
        tokio::select! {
            () = listener.news() => {}
            () = time_comes => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use serde_json::json;

    use super::*;
    use crate::config::Config;
    use crate::news::Topic;
    use crate::outside::SystemRandom;
    use crate::rules::user::{Mfa, Role};
    use crate::service::Service;
    use crate::{NewUser, accounts};

    const NOW: i64 = 1_764_000_000;

    /// A service on a clock that stands still until it is moved.
    fn service() -> (Service, Arc<AtomicI64>) {
        let time = Arc::new(AtomicI64::new(NOW));
        let clock = Arc::clone(&time);
        let clock = move || u64::try_from(clock.load(Ordering::SeqCst)).unwrap();
        let config = Config {
            test_control: true,
            password_cost: crate::PasswordCost::ForTests,
            ..Config::default()
        };
        let random = Arc::new(SystemRandom::default());
        (Service::new(config, Arc::new(clock), random).unwrap(), time)
    }

    fn add(service: &Service, name: &str) -> String {
        let user = NewUser { name, password: "correct horse", mfa: Mfa::On, role: Role::User };
        accounts::add(service.inner(), &user).unwrap()
    }

    /// A page that is told the time, about this account, and looks again a minute later.
    fn page(
        service: &Service,
        account: &str,
    ) -> Waiting<impl Fn(&Inner) -> Result<StatusEvent, Fault> + use<>> {
        let topic = Topic::Account(account.to_owned());
        let look = move |inner: &Inner| {
            inner.step(|step| {
                let next = Next { topic: topic.clone(), at: step.now + 60 };
                Ok(StatusEvent { data: json!({"now": step.now}), next: Some(next) })
            })
        };
        let inner = Arc::clone(service.inner());
        Waiting { inner, look, told: None, next: None, listener: None, over: false }
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_looks_at_nothing_but_the_clock_until_its_time_comes() {
        let (service, time) = service();
        let mut page = page(&service, &add(&service, "ida"));
        assert!(page.look().is_some());
        let looks = service.inner().news.looks();
        let hour = tokio::time::sleep(Duration::from_secs(3600));
        tokio::select! {
            () = page.is_due() => panic!("nothing happened, and no time passed on its clock"),
            () = hour => {}
        }
        assert_eq!(service.inner().news.looks(), looks);
        time.store(NOW + 60, Ordering::SeqCst);
        page.is_due().await;
        assert!(page.look().is_some(), "it is told what is now");
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_wakes_the_pages_of_its_account_and_no_others() {
        let (service, _) = service();
        let names: Vec<String> = (0..100).map(|n| format!("user{n}")).collect();
        let ids: Vec<String> = names.iter().map(|name| add(&service, name)).collect();
        let mut pages: Vec<_> = ids.iter().map(|id| page(&service, id)).collect();
        for page in &mut pages {
            page.look();
        }
        let woken = service.inner().news.woken();
        let change = |id: &str, sql: &str| {
            let changed = service.inner().step(|step| Ok(step.db.execute(sql, [id])?));
            assert_eq!(changed.unwrap(), 1);
        };
        change(&ids[7], "UPDATE users SET blocked_at = 1 WHERE id = ?1");
        assert_eq!(service.inner().news.woken(), woken + 1);
        pages[7].is_due().await;
        // The log belongs to no page.
        change(&ids[8], "INSERT INTO audit (at, user, event) VALUES (1, ?1, 'x')");
        assert_eq!(service.inner().news.woken(), woken + 1);
        // What fails has changed nothing.
        let undone: Result<(), Fault> = service.inner().step(|step| {
            step.db.execute("UPDATE users SET blocked_at = 1 WHERE id = ?1", [&ids[9]])?;
            Err(Fault::Store)
        });
        assert!(undone.is_err());
        assert_eq!(service.inner().news.woken(), woken + 1);
        // What goes away with its account concerns it too.
        change(&ids[10], "DELETE FROM users WHERE id = ?1");
        pages[10].is_due().await;
    }

    #[tokio::test]
    async fn what_comes_between_the_look_and_the_listening_is_not_missed() {
        let (service, _) = service();
        let id = add(&service, "ida");
        let topic = Topic::Account(id.clone());
        let looked = AtomicI64::new(0);
        let look = |inner: &Inner| {
            let nth = looked.fetch_add(1, Ordering::SeqCst);
            if nth == 0 {
                // Somebody else, before this page listens.
                inner.news.tell([topic.clone()]);
            }
            let next = Next { topic: topic.clone(), at: NOW + 60 };
            Ok(StatusEvent { data: json!({ "nth": nth }), next: Some(next) })
        };
        let inner = Arc::clone(service.inner());
        let mut page = Waiting { inner, look, told: None, next: None, listener: None, over: false };
        assert_eq!(page.look().unwrap(), r#"{"nth":1}"#);
    }
}
