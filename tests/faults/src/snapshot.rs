//! A service and a phone that is set up there, made once: each schedule begins with a copy.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use countersign_core::app::{Choice, Outcome};
use countersign_core::clock::FixedClock;
use countersign_core::qr;
use countersign_core::secret::SecretString;
use countersign_core::vault::Unlock;
use countersign_signin::{Mfa, NewUser, Role};

use crate::browser::{Browser, IDA, PASSWORD};
use crate::fate;
use crate::line::Line;
use crate::phone::{Phone, Stored, refresh};
use crate::server::{Folder, PLAIN, Server};

/// When all begins.
pub(crate) const NOW: u64 = 1_764_000_000;

/// Which service the phone is set up at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// One with the stricter profile.
    Countersign,
    /// One that behaves like a plain server.
    Plain,
}

impl Realm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Countersign, Self::Plain];

    /// Its word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Countersign => "countersign",
            Self::Plain => "plain",
        }
    }

    /// Where its pages are.
    pub(crate) fn pages(self) -> String {
        match self {
            Self::Countersign => String::new(),
            Self::Plain => format!("/realms/{PLAIN}"),
        }
    }
}

/// What each schedule begins with.
pub struct Snapshot {
    pub(crate) realm: Realm,
    pub(crate) phone: Stored,
    database: Vec<u8>,
}

impl Snapshot {
    /// Sets a phone up at a service.
    pub async fn take(realm: Realm) -> Self {
        let clock = FixedClock::at(NOW - 3600);
        let mut server = Server::start(Folder::new(), &clock, realm == Realm::Plain, 1);
        let mfa = if realm == Realm::Plain { Mfa::Off } else { Mfa::On };
        let user = NewUser { name: IDA, password: PASSWORD, mfa, role: Role::User };
        server.service().add_user(&user).expect("there is room for her");
        let line = Line::default();
        let phone = Phone::new(&clock, &line, 2);
        let mut browser = Browser::at(&realm.pages());
        browser.sign_in(&server).await;
        let path = if realm == Realm::Plain {
            "/signin/code.png"
        } else {
            for step in ["/signin/more-info", "/signin/setup/app", "/signin/setup/prepare"] {
                browser.post(&server, step, &[]).await;
            }
            "/signin/setup/scan/qr.png"
        };
        let codes = qr::scan_picture(&browser.picture(&server, path).await).expect("a picture");
        let code = codes.first().and_then(|code| code.text()).expect("a code").to_owned();
        let adding = async {
            let preview = phone.app.accounts().preview(code.as_bytes()).await.expect("an offer");
            phone.app.accounts().add(preview, Choice::OnlyNew).await.expect("it is added")
        };
        through(&line, &server, adding).await;
        if realm == Realm::Countersign {
            try_out(&line, &server, &phone, &mut browser).await;
        }
        through(&line, &server, refresh(phone.app.clone())).await;
        server.kill();
        let folder = &server.folder;
        let db = rusqlite::Connection::open(folder.database()).expect("the database opens");
        db.execute("DELETE FROM sessions", []).expect("nobody is on the way");
        db.pragma_update(None, "journal_mode", "DELETE").expect("all of it is in one file");
        drop(db);
        let database = std::fs::read(folder.database()).expect("it can be read");
        Self { realm, phone: phone.stored(), database }
    }

    /// The service on a copy of its folder.
    pub(crate) fn server(&self, clock: &FixedClock, seed: u64) -> Server {
        let folder = Folder::new();
        folder.write_database(&self.database);
        Server::start(folder, clock, self.realm == Realm::Plain, seed)
    }
}

async fn try_out(line: &Line, server: &Server, phone: &Phone, browser: &mut Browser) {
    let page = browser.post(server, "/signin/setup/scan", &[]).await.expect("it is there");
    let number = SecretString::new(page.number().expect("a number"));
    through(line, server, refresh(phone.app.clone())).await;
    let requests = phone.app.requests();
    let inbox = requests.inbox().expect("it is open");
    let id = inbox.front().expect("the try-out").request.id.clone();
    requests.authorise(&id, Unlock::Platform).expect("it unlocks");
    requests.type_number(&id, &number).expect("it is typed");
    let told = through(line, server, requests.approve(&id)).await.expect("it is sent");
    assert_eq!(told.outcome, Some(Outcome::Approved));
    browser.get(server, "/signin").await;
    browser.post(server, "/signin/setup/done", &[]).await;
}

/// Runs something of the phone to its end over a network that does what it should.
async fn through<T>(line: &Line, server: &Server, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
        for letter in line.take() {
            letter.slot.put(fate::arrives(server, &letter.call).await);
        }
    }
}
