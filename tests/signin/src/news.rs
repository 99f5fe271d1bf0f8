//! Who waits for news of what: a waiting page is woken by what concerns its account, and by nothing else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// What a waiting page is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Topic {
    /// An account, by its id.
    Account(String),
    /// A plain realm, by its name: all that its browsers wait for.
    Plain(String),
}

/// The waiting pages.
#[derive(Default)]
pub(crate) struct News {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// How often there was any news.
    told: u64,
    /// How many waiting pages were woken so far.
    woken: u64,
    /// How often waiting pages looked so far.
    looks: u64,
    waiting: HashMap<Topic, watch::Sender<()>>,
}

impl News {
    /// How often there was news of anything: who looks first and listens then sees by it whether
    /// something came in between.
    pub(crate) fn told(&self) -> u64 {
        self.known().told
    }

    /// A waiting page looks.
    pub(crate) fn count_look(&self) {
        self.known().looks += 1;
    }

    /// How often waiting pages looked so far.
    pub(crate) fn looks(&self) -> u64 {
        self.known().looks
    }

    /// How many waiting pages were woken so far.
    pub(crate) fn woken(&self) -> u64 {
        self.known().woken
    }

    /// Waits for news of this from now on.
    pub(crate) fn listen(self: &Arc<Self>, topic: Topic) -> Listener {
        let mut known = self.known();
        let sender = known.waiting.entry(topic.clone()).or_insert_with(|| watch::Sender::new(()));
        let heard = sender.subscribe();
        drop(known);
        Listener { news: Arc::clone(self), topic, heard }
    }

    /// Wakes whoever waits for news of one of these.
    pub(crate) fn tell(&self, topics: impl IntoIterator<Item = Topic>) {
        let mut topics = topics.into_iter().peekable();
        if topics.peek().is_none() {
            return;
        }
        let mut known = self.known();
        let Known { told, woken, waiting, .. } = &mut *known;
        *told += 1;
        for sender in topics.filter_map(|topic| waiting.get(&topic)) {
            wake(sender, woken);
        }
    }

    /// Wakes everybody: the clock was moved, or another process changed the database.
    pub(crate) fn tell_all(&self) {
        let mut known = self.known();
        let Known { told, woken, waiting, .. } = &mut *known;
        *told += 1;
        for sender in waiting.values() {
            wake(sender, woken);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(sender: &watch::Sender<()>, woken: &mut u64) {
    *woken += u64::try_from(sender.receiver_count()).unwrap_or(0);
    sender.send_replace(());
}

/// A page that waits.
pub(crate) struct Listener {
    news: Arc<News>,
    topic: Topic,
    heard: watch::Receiver<()>,
}

impl Listener {
    /// Whether it waits for news of this.
    pub(crate) fn is_about(&self, topic: &Topic) -> bool {
        self.topic == *topic
    }

    /// What came until now is known.
    pub(crate) fn catch_up(&mut self) {
        self.heard.mark_unchanged();
    }

    /// Waits until there is news.
    pub(crate) async fn news(&mut self) {
        // The sender is kept as long as there is a listener.
        let _ = self.heard.changed().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut known = self.news.known();
        // This one is still counted.
        if known.waiting.get(&self.topic).is_some_and(|sender| sender.receiver_count() <= 1) {
            known.waiting.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> Topic {
        Topic::Account(name.into())
    }

    #[test]
    fn only_who_waits_for_it_is_woken() {
        let news = Arc::new(News::default());
        let ida = [news.listen(account("ida")), news.listen(account("ida"))];
        let tom = news.listen(account("tom"));
        let plain = news.listen(Topic::Plain("ida".into()));
        news.tell([account("ida"), account("nobody")]);
        assert_eq!(news.woken(), 2);
        let woken = |listener: &Listener| listener.heard.has_changed().unwrap();
        assert!(ida.iter().all(woken) && !woken(&tom) && !woken(&plain));
        news.tell_all();
        assert_eq!(news.woken(), 6);
        assert!(woken(&tom) && woken(&plain));
    }

    #[test]
    fn who_looked_before_listening_learns_what_came_in_between() {
        let news = Arc::new(News::default());
        let before = news.told();
        news.tell([]);
        assert_eq!(news.told(), before, "nothing happened");
        news.tell([account("ida")]);
        assert_ne!(news.told(), before);
    }

    #[test]
    fn who_went_away_is_forgotten() {
        let news = Arc::new(News::default());
        let (one, other) = (news.listen(account("ida")), news.listen(account("ida")));
        drop(one);
        assert_eq!(news.known().waiting.len(), 1);
        drop(other);
        assert!(news.known().waiting.is_empty());
    }
}
