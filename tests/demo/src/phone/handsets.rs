//! The phones of a demo: one is looked at.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::FromRef;

use super::Phone;
use super::draw::rings;

/// The phones. Clones are the same phones.
#[derive(Clone)]
pub(crate) struct Handsets(Arc<Mutex<All>>);

struct All {
    /// Never empty.
    shown: Phone,
    others: Vec<Phone>,
    /// All names, in the order in which the phones came.
    order: Vec<String>,
}

/// A phone, as it is drawn above the one that is looked at.
pub(crate) struct Tab {
    /// Its name.
    pub(crate) name: String,
    /// Whether it is looked at.
    pub(crate) shown: bool,
    /// Whether a request rings there.
    pub(crate) rings: bool,
}

impl Handsets {
    /// One phone.
    pub(crate) fn of(phone: Phone) -> Self {
        let order = vec![phone.name().to_owned()];
        Self(Arc::new(Mutex::new(All { shown: phone, others: vec![], order })))
    }

    /// The one that is looked at.
    pub(crate) fn shown(&self) -> Phone {
        self.all().shown.clone()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.all().order.len()
    }

    /// One more, which is looked at now.
    pub(crate) fn add(&self, phone: Phone) {
        let mut all = self.all();
        all.order.push(phone.name().to_owned());
        let before = std::mem::replace(&mut all.shown, phone);
        all.others.push(before);
    }

    /// All are gone; this one is there.
    pub(crate) fn replace(&self, phone: Phone) {
        let gone = {
            let mut all = self.all();
            all.order = vec![phone.name().to_owned()];
            let mut gone = std::mem::take(&mut all.others);
            gone.push(std::mem::replace(&mut all.shown, phone));
            gone
        };
        for phone in gone {
            phone.switch_off();
        }
    }

    /// None of them does anything any more.
    pub(crate) fn switch_off(&self) {
        let all = self.all();
        for phone in all.others.iter().chain([&all.shown]) {
            phone.switch_off();
        }
    }

    /// Another one is looked at, by its name.
    pub(crate) fn show(&self, name: &str) -> bool {
        let mut all = self.all();
        let Some(at) = all.others.iter().position(|phone| phone.name() == name) else {
            return all.shown.name() == name;
        };
        let phone = all.others.swap_remove(at);
        let before = std::mem::replace(&mut all.shown, phone);
        all.others.push(before);
        true
    }

    /// All of them. Those that are not looked at go on asking for requests, as they would in a pocket.
    pub(crate) fn tabs(&self) -> Vec<Tab> {
        let all = self.all();
        let tab = |name: &String| {
            let shown = all.shown.name() == name;
            let other = all.others.iter().find(|phone| phone.name() == name);
            let rings = other.is_some_and(|phone| {
                phone.look_again();
                rings(&phone.ui(), &phone.inbox())
            });
            Tab { name: name.clone(), shown, rings }
        };
        all.order.iter().map(tab).collect()
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FromRef<Handsets> for Phone {
    fn from_ref(handsets: &Handsets) -> Self {
        handsets.shown()
    }
}
