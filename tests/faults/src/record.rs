//! What a service itself knows of its requests: the truth.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use countersign_core::clock::Clock;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::server::{PLAIN, Server};
use crate::snapshot::Realm;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    Open,
    Approved,
    Denied,
    WrongNumber,
    /// A newer one, time or the browser ended it, or the service forgot it.
    Other,
}

#[derive(Default)]
pub(crate) struct Record {
    pub(crate) requests: BTreeMap<String, Became>,
    /// Plain: requests to which a wrong number came.
    pub(crate) wrong: BTreeSet<String>,
    /// Plain: entries of the list of what was heard that are taken in already.
    taken: usize,
    /// Plain: approvals and denials that counted, by request.
    counted: BTreeMap<String, u32>,
    /// Lines of the log when all began.
    before: BTreeMap<String, i64>,
}

impl Record {
    /// What is so before anything happens.
    pub(crate) async fn begin(server: &Server, realm: Realm) -> Self {
        let mut record = Self::default();
        if realm == Realm::Countersign {
            let db = open(server);
            for event in ["approved", "denied", "wrong_number"] {
                record.before.insert(event.to_owned(), lines(&db, event));
            }
        }
        record.read(server, realm).await.expect("nothing is wrong yet");
        record
    }

    /// Takes in how all stands. The error says what is counted twice.
    pub(crate) async fn read(&mut self, server: &Server, realm: Realm) -> Result<(), String> {
        match realm {
            Realm::Countersign => self.read_database(server),
            Realm::Plain => self.read_plain(server).await,
        }
    }

    /// The newest request that is open.
    pub(crate) fn open(&self) -> Vec<&String> {
        let open = self.requests.iter().filter(|(_, became)| **became == Became::Open);
        open.map(|(cid, _)| cid).collect()
    }

    /// What had a wrong number, and is open all the same.
    pub(crate) fn open_after_wrong(&self) -> Vec<String> {
        let open = self.open().into_iter().filter(|cid| self.wrong.contains(*cid));
        open.cloned().collect()
    }

    fn read_database(&mut self, server: &Server) -> Result<(), String> {
        let db = open(server);
        let mut rows = db
            .prepare("SELECT cid, status, expires FROM requests WHERE purpose = 'login'")
            .expect("the table is there");
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let now = i64::try_from(server.clock.now()).unwrap_or(i64::MAX);
        for row in rows.expect("it can be read") {
            let (cid, status, expires): (String, String, i64) = row.expect("a row");
            let became = match status.as_str() {
                // One that does not run notes no end.
                "PENDING" if expires <= now => Became::Other,
                "PENDING" => Became::Open,
                "APPROVED" => Became::Approved,
                "DENIED" => Became::Denied,
                "WRONG_NUMBER" => Became::WrongNumber,
                _ => Became::Other,
            };
            let before = self.requests.insert(cid.clone(), became);
            if before.is_some_and(|before| before != Became::Open && before != became) {
                return Err(format!("{cid} was {before:?} and is {became:?}"));
            }
        }
        for (event, became) in [
            ("approved", Became::Approved),
            ("denied", Became::Denied),
            ("wrong_number", Became::WrongNumber),
        ] {
            let counted = lines(&db, event) - self.before.get(event).copied().unwrap_or_default();
            let are = self.requests.values().filter(|one| **one == became).count();
            if i64::try_from(are) != Ok(counted) {
                return Err(format!("{are} requests are {became:?}, and {counted} were counted"));
            }
        }
        Ok(())
    }

    async fn read_plain(&mut self, server: &Server) -> Result<(), String> {
        let path = format!("/test/plain/{PLAIN}");
        let Some(reply) = server.call("GET", &path, &[], Body::empty()).await else {
            // It is not there, and what it had in memory is forgotten.
            self.taken = 0;
            self.forget_open();
            return Ok(());
        };
        let seen: Value = serde_json::from_slice(&reply.body).expect("it is JSON");
        let heard = seen["heard"].as_array().expect("a list");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for one in heard.iter().skip(self.taken) {
            let cid = text(&one["cid"]);
            let became = match (one["action"].as_str(), one["status"].as_u64()) {
                (Some("approve"), Some(200)) => Became::Approved,
                (Some("deny"), Some(200)) => Became::Denied,
                (Some("approve"), Some(403)) => {
                    self.wrong.insert(cid);
                    continue;
                }
                _ => continue,
            };
            let counted = self.counted.entry(cid.clone()).or_default();
            *counted += 1;
            if *counted > 1 {
                return Err(format!("{cid} counted twice"));
            }
            self.requests.insert(cid, became);
        }
        self.taken = heard.len();
        self.forget_open();
        for cid in seen["open"].as_array().expect("a list") {
            self.requests.insert(text(cid), Became::Open);
        }
        Ok(())
    }

    fn forget_open(&mut self) {
        for became in self.requests.values_mut().filter(|became| **became == Became::Open) {
            *became = Became::Other;
        }
    }
}

fn open(server: &Server) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(server.folder.database(), flags).expect("the database opens")
}

fn lines(db: &Connection, event: &str) -> i64 {
    let count = "SELECT count(*) FROM audit WHERE event = ?1";
    db.query_row(count, [event], |row| row.get(0)).expect("the log can be read")
}
