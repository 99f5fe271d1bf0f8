//! Phone, network, service and browsers of one schedule.

use std::task::{Context, Waker};

use countersign_core::app::DenyReason;
use countersign_core::clock::FixedClock;
use countersign_core::net::TransportError;
use countersign_signin::testing::LastCommit;

use crate::browser::Browser;
use crate::chance::Chance;
use crate::facts::{Facts, Known};
use crate::fate::{self, Fate};
use crate::line::{Got, Letter, Line, Slot};
use crate::person::{self, Doing};
use crate::phone::{Phone, refresh};
use crate::planted::Planted;
use crate::record::{Became, Record};
use crate::schedule::Outcome;
use crate::server::Server;
use crate::snapshot::{NOW, Realm, Snapshot};

/// Things that happen in a schedule, those apart that bring it to its end.
const STEPS: usize = 18;

/// Seconds after which the phone's network gives a call up.
const LONGEST_CALL: u64 = 10;

/// Browsers that sign in.
const BROWSERS: usize = 3;

pub(crate) struct World<'a> {
    snapshot: &'a Snapshot,
    planted: Option<Planted>,
    chance: Chance,
    clock: FixedClock,
    server: Server,
    phone: Phone,
    locked: bool,
    line: Line,
    browsers: Vec<(Browser, String)>,
    known: Known,
    record: Record,
    doing: Vec<Doing>,
    /// Calls that are on their way still; the phone has given up those without a place for the reply.
    going: Vec<(Letter, bool)>,
    coming: Vec<(Slot, Got)>,
    happened: Vec<String>,
    /// The network does what it should from now on.
    calm: bool,
}

impl<'a> World<'a> {
    pub(crate) async fn new(snapshot: &'a Snapshot, seed: u64, planted: Option<Planted>) -> Self {
        let clock = FixedClock::at(NOW);
        let (line, server) = (Line::default(), snapshot.server(&clock, seed));
        let phone = Phone::of(&snapshot.phone, &clock, &line, seed);
        let record = Record::begin(&server, snapshot.realm).await;
        Self {
            snapshot,
            planted,
            chance: Chance::seeded(seed),
            clock,
            server,
            phone,
            locked: false,
            line,
            browsers: Vec::new(),
            known: Known::default(),
            record,
            doing: Vec::new(),
            going: Vec::new(),
            coming: Vec::new(),
            happened: Vec::new(),
            calm: false,
        }
    }

    pub(crate) fn outcome(self, violation: Option<String>) -> Outcome {
        let count = |wanted| self.record.requests.values().filter(|one| **one == wanted).count();
        let wrong = count(Became::WrongNumber) + self.record.wrong.len();
        let (approved, denied) = (count(Became::Approved), count(Became::Denied));
        Outcome { happened: self.happened, violation, approved, denied, wrong }
    }

    /// Plays it. The error says what is not as it must be.
    pub(crate) async fn play(&mut self) -> Result<(), String> {
        self.sign_in().await;
        self.does("refresh", refresh(self.phone.app.clone()));
        self.settle().await?;
        for _ in 0..STEPS {
            self.act().await;
            self.settle().await?;
        }
        self.end().await
    }

    fn note(&mut self, what: impl Into<String>) {
        self.happened.push(what.into());
    }

    fn does(&mut self, what: &str, doing: impl Future<Output = ()> + 'static) {
        self.note(what);
        self.doing.push(Box::pin(doing));
    }

    /// One thing happens.
    async fn act(&mut self) {
        match self.chance.below(100) {
            0..12 => self.sign_in().await,
            12..34 => self.does("refresh", refresh(self.phone.app.clone())),
            34..72 => self.person_acts(),
            72..78 => {
                let seconds = self.chance.one_of(&[1, 5, 20, 61]).unwrap_or(1);
                self.clock.advance(seconds);
                self.note(format!("{seconds} s pass"));
                if seconds >= LONGEST_CALL {
                    self.give_up();
                }
            }
            78..82 if self.locked => {
                self.note("unlock the app");
                self.phone.unlock();
                self.locked = false;
            }
            78..82 => {
                self.note("lock the app");
                self.phone.app.vault().lock();
                self.known.begin_again();
                self.locked = true;
            }
            82..85 => self.restart_phone(),
            85..88 if self.server.is_running() => {
                self.note("the service is killed");
                self.server.kill();
            }
            85..91 => self.start_server(),
            91..97 => self.deliver_one().await,
            _ => {
                self.note("the app gives up waiting");
                self.phone.runtime.run_late();
            }
        }
    }

    /// The phone's calls have had their time; what is on its way to the service may still arrive.
    fn give_up(&mut self) {
        for (letter, waits) in &mut self.going {
            if std::mem::take(waits) {
                letter.slot.put(Err(TransportError::TimedOut));
            }
        }
        for (slot, _) in self.coming.drain(..) {
            slot.put(Err(TransportError::TimedOut));
        }
    }

    fn person_acts(&mut self) {
        let inbox = self.phone.app.requests().inbox();
        let ids: Vec<String> = match inbox {
            Ok(inbox) => inbox.requests.iter().map(|view| view.request.id.clone()).collect(),
            Err(_) => Vec::new(),
        };
        if ids.is_empty() {
            return self.does("refresh", refresh(self.phone.app.clone()));
        }
        let Some(id) = ids.get(self.chance.below(ids.len())).cloned() else { return };
        let Some(number) = self.known.number(&id) else { return };
        let app = self.phone.app.clone();
        match self.chance.below(10) {
            0..4 if self.planted == Some(Planted::YesOfNobody) => {
                let yes = person::approve_behind_its_back(app, id, number);
                self.does("YES, of nobody", yes);
            }
            0..4 => {
                let yes = person::approve(app, self.known.clone(), id.clone(), number);
                self.does(&format!("YES to {id}"), yes);
            }
            4..6 => {
                let wrong = if number.starts_with('9') { "81" } else { "91" };
                let yes = person::approve(app, self.known.clone(), id.clone(), wrong.to_owned());
                self.does(&format!("YES to {id} with a wrong number"), yes);
            }
            6..8 => {
                let reasons = [DenyReason::UnknownTrigger, DenyReason::Cancelled];
                let reason = self.chance.one_of(&reasons).unwrap_or(DenyReason::Cancelled);
                let no = person::deny(app, self.known.clone(), id.clone(), reason);
                self.does(&format!("no to {id}, {reason:?}"), no);
            }
            8 => {
                let again = person::retry(app, id.clone());
                self.does(&format!("send {id} again"), again);
            }
            _ => {
                let not_now = person::do_not_report(app, id.clone());
                self.does(&format!("do not report {id}"), not_now);
            }
        }
    }

    /// Somebody types user and password in a browser, a new one or one that waits.
    async fn sign_in(&mut self) {
        let pages = self.snapshot.realm.pages();
        let fresh = self.browsers.len() < BROWSERS;
        let mut browser = if fresh {
            Browser::at(&pages)
        } else {
            let at = self.chance.below(self.browsers.len());
            self.browsers.remove(at).0
        };
        self.read().await.unwrap_or_default();
        let before: Vec<String> = self.record.open().into_iter().cloned().collect();
        let page = browser.sign_in(&self.server).await;
        self.read().await.unwrap_or_default();
        let new = self.record.open().into_iter().find(|cid| !before.contains(cid)).cloned();
        let number = page.and_then(|page| page.number());
        if let (Some(cid), Some(number)) = (new, number) {
            self.note(format!("a browser signs in: {cid}"));
            self.known.all().insert(cid.clone(), Facts { number, ..Facts::default() });
            self.browsers.push((browser, cid));
        } else {
            self.note("a browser signs in, and no phone is asked");
        }
    }

    fn restart_phone(&mut self) {
        self.note("the app is killed and started again");
        self.doing.clear();
        self.coming.clear();
        if self.planted == Some(Planted::ForgetfulDisk) {
            self.phone.put(&self.snapshot.phone);
        }
        self.known.begin_again();
        self.phone.restart();
        self.locked = false;
        // What it had sent may still arrive.
        let letters = self.line.take();
        self.going.iter_mut().for_each(|(_, waits)| *waits = false);
        self.going.extend(letters.into_iter().map(|letter| (letter, false)));
    }

    fn start_server(&mut self) {
        if !self.server.is_running() {
            self.note("the service is started again");
            self.server.restart();
        }
    }

    /// Everything goes on until it waits for what the schedule holds back.
    async fn settle(&mut self) -> Result<(), String> {
        loop {
            let mut busy = self.go_on();
            for letter in self.line.take() {
                busy = true;
                self.carry(letter).await;
            }
            if !busy {
                break;
            }
        }
        self.read().await?;
        self.known.hold(&self.record)?;
        self.known.told(&self.phone.app, &self.record)
    }

    /// Whether something that was under way has ended.
    fn go_on(&mut self) -> bool {
        let before = self.doing.len();
        let mut context = Context::from_waker(Waker::noop());
        self.doing.retain_mut(|doing| doing.as_mut().poll(&mut context).is_pending());
        self.doing.len() != before
    }

    async fn read(&mut self) -> Result<(), String> {
        self.record.read(&self.server, self.snapshot.realm).await
    }

    /// A message is on its way.
    async fn carry(&mut self, letter: Letter) {
        let fate = if self.calm { Fate::Passes } else { Fate::draw(&mut self.chance) };
        self.note(format!("  {} {}: {fate:?}", letter.call.method, letter.call.name()));
        let Letter { call, slot } = &letter;
        match fate {
            Fate::Passes => {
                let got = self.arrives(&letter).await;
                slot.put(got);
            }
            Fate::LostGoing => slot.put(Err(TransportError::Connect)),
            Fate::LostUnseen => slot.put(Err(TransportError::TimedOut)),
            Fate::LostComing => {
                drop(self.arrives(&letter).await);
                slot.put(Err(TransportError::TimedOut));
            }
            Fate::Twice => {
                let first = self.arrives(&letter).await;
                let second = self.arrives(&letter).await;
                slot.put(if self.chance.percent(50) { first } else { second });
            }
            Fate::CutGoing => {
                let at = self.chance.below(call.body.as_ref().map_or(1, |(_, body)| body.len()));
                fate::arrives_cut(&self.server, call, at).await;
                slot.put(Err(TransportError::Interrupted));
            }
            Fate::CutComing => {
                drop(self.arrives(&letter).await);
                slot.put(Err(TransportError::Interrupted));
            }
            Fate::Late => {
                slot.put(Err(TransportError::TimedOut));
                self.going.push((letter, false));
            }
            Fate::Slow => self.going.push((letter, true)),
            Fate::SlowReply => {
                let got = self.arrives(&letter).await;
                self.coming.push((slot.clone(), got));
            }
            Fate::ServerDiesBefore | Fate::ServerDiesAfter => {
                self.server_dies(&letter, fate == Fate::ServerDiesAfter).await;
                slot.put(Err(TransportError::Interrupted));
            }
            Fate::PhoneDiesBefore => self.restart_phone(),
            Fate::PhoneDiesAfter => {
                drop(self.arrives(&letter).await);
                self.restart_phone();
            }
        }
    }

    async fn arrives(&mut self, letter: &Letter) -> Got {
        let got = fate::arrives(&self.server, &letter.call).await;
        let Ok(mut got) = got else { return got };
        let text = String::from_utf8_lossy(&got.body).into_owned();
        match self.planted {
            Some(Planted::LyingNetwork) if text == "{\"status\":\"denied\"}" => {
                got.body = b"{\"status\":\"approved\"}".to_vec();
            }
            Some(Planted::CountsTwice) if text == "{\"status\":\"approved\"}" => {
                let db = rusqlite::Connection::open(self.server.folder.database());
                let again = "INSERT INTO audit (at, user, event) VALUES (1, '', 'approved')";
                db.and_then(|db| db.execute(again, [])).expect("it is written");
            }
            Some(_) | None => {}
        }
        Ok(got)
    }

    /// The service is killed at a commit of what this call brings. What a plain realm has in memory is
    /// read before it is gone.
    async fn server_dies(&mut self, letter: &Letter, kept: bool) {
        if self.snapshot.realm == Realm::Plain {
            if kept {
                drop(self.arrives(letter).await);
            }
            self.read().await.unwrap_or_default();
        } else if self.server.is_running() {
            let nth = u64::try_from(self.chance.below(2)).unwrap_or_default() + 1;
            self.server.end_at_commit(nth, if kept { LastCommit::Kept } else { LastCommit::Lost });
            drop(self.arrives(letter).await);
        }
        self.server.kill();
    }

    /// Something that was held back arrives, in whatever order.
    async fn deliver_one(&mut self) {
        let all = self.going.len() + self.coming.len();
        if all == 0 {
            return;
        }
        let at = self.chance.below(all);
        if at < self.going.len() {
            let (letter, waits) = self.going.remove(at);
            self.note(format!("  {} arrives late", letter.call.name()));
            let got = self.arrives(&letter).await;
            if waits {
                letter.slot.put(got);
            }
        } else {
            let (slot, got) = self.coming.remove(at - self.going.len());
            self.note("  a reply arrives late");
            slot.put(got);
        }
    }

    /// The network is there from now on, and both sides run.
    async fn end(&mut self) -> Result<(), String> {
        self.note("the network is there");
        self.calm = true;
        self.start_server();
        if self.locked {
            self.phone.unlock();
            self.locked = false;
        }
        while !(self.going.is_empty() && self.coming.is_empty()) {
            self.deliver_one().await;
            self.settle().await?;
        }
        for _ in 0..3 {
            self.does("refresh", refresh(self.phone.app.clone()));
            self.settle().await?;
        }
        // An approval that could not be sent waits for the person, who finds that out and presses again. Nobody knows
        // of a wrong number whose reply was lost until then.
        for id in self.record.open_after_wrong() {
            self.does(&format!("send {id} again"), person::retry(self.phone.app.clone(), id));
            self.settle().await?;
        }
        if !self.doing.is_empty() {
            return Err(format!("{} calls never end", self.doing.len()));
        }
        self.known.finally(&self.record)?;
        for at in 0..self.browsers.len() {
            let Some((browser, cid)) = self.browsers.get_mut(at) else { break };
            let page = browser.get(&self.server, "/signin").await;
            let signed_in = page.is_some_and(|page| page.is_signed_in());
            if signed_in && self.record.requests.get(cid) != Some(&Became::Approved) {
                return Err(format!("the browser of {cid} is signed in, and nobody approved"));
            }
        }
        Ok(())
    }
}
