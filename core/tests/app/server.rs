//! A sign-in service in memory that loses replies on demand.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use countersign_core::account::{Profile, PushAccount};
use countersign_core::clock::{Clock, FixedClock};
use countersign_core::net::{
    Body, HttpRequest, Method, Response, SendFuture, Transport, TransportError,
};
use countersign_core::push::testing::{ISSUER, Issuer, SUB, account};
use serde_json::{Value, json};

use crate::fuse::Fuse;
pub use crate::wire::{Call, Fault, claims_of};
use crate::wire::{
    claims_of_jws, coded, escaped, key_of, response, rsa_certs, rsa_signed, token_reply,
};

/// The number that the browser shows.
pub const NUMBER: &str = "42";
/// The seed of the account's own code.
pub const SEED: &str = "GEZDGNBVGY3TQOJQ";
pub const CLIENT_SECRET: &str = "s3cret-of-the-client";

#[derive(Clone)]
pub struct Server(Arc<Mutex<Inner>>);

type Hook = Box<dyn FnMut() + Send>;

struct Inner {
    clock: FixedClock,
    base: String,
    issuer: Issuer,
    strict: bool,
    /// Offers by enrolment id, with the completion that claimed them.
    offers: HashMap<String, Option<String>>,
    /// Enrolment ids by what people type.
    typed: HashMap<String, String>,
    /// Credential ids of the phones that are enrolled.
    devices: Vec<String>,
    /// The phone's key since its last rotation, and what it answers to others.
    key: Option<Value>,
    account: &'static str,
    requests: Vec<Value>,
    /// What it remembers of requests that ended.
    activity: Vec<Value>,
    answered: HashMap<String, (u16, Value)>,
    approvals: usize,
    denials: usize,
    reports: usize,
    /// The numbers that came with approvals, by request.
    numbers: HashMap<String, BTreeSet<String>>,
    fuse: Fuse,
    /// Seconds by which the server's clock is ahead of the phone's.
    skew: i64,
    faults: Vec<(&'static str, Fault)>,
    hook: Option<(&'static str, Hook)>,
    calls: Vec<Call>,
}

impl Server {
    pub fn new(clock: FixedClock, strict: bool, fuse: Fuse) -> Self {
        Self::at(ISSUER, clock, strict, fuse)
    }

    /// One with another address.
    pub fn at(base: &str, clock: FixedClock, strict: bool, fuse: Fuse) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            clock,
            base: base.to_owned(),
            issuer: Issuer::new().unwrap(),
            strict,
            offers: HashMap::new(),
            typed: HashMap::new(),
            devices: Vec::new(),
            key: None,
            account: "active",
            requests: Vec::new(),
            activity: Vec::new(),
            answered: HashMap::new(),
            approvals: 0,
            denials: 0,
            reports: 0,
            numbers: HashMap::new(),
            fuse,
            skew: 0,
            faults: Vec::new(),
            hook: None,
            calls: Vec::new(),
        })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// The text of a new enrolment code.
    pub fn offer(&self, n: u8) -> String {
        let id = format!("5b0f9a50-6a9b-4a0b-8a5c-0f6c4c1e6b{n:02}");
        let mut inner = self.inner();
        inner.offers.insert(id.clone(), None);
        if inner.strict {
            let uri = format!("{}/push-mfa/enroll/request-token/{id}", inner.base);
            return format!("https://app.example/enroll#request_uri={}", escaped(&uri));
        }
        let token = rsa_signed(&inner.claims(&id));
        format!(
            "my-secure://enroll?client_id=push-device-client&client_secret={CLIENT_SECRET}&token={token}"
        )
    }

    /// What people type in place of code `n`.
    pub fn typed(&self, n: u8, code: &str) {
        drop(self.offer(n));
        let id = format!("5b0f9a50-6a9b-4a0b-8a5c-0f6c4c1e6b{n:02}");
        self.inner().typed.insert(code.to_owned(), id);
    }

    /// Makes the next request whose path ends so go wrong.
    pub fn fault(&self, path: &'static str, fault: Fault) {
        self.inner().faults.push((path, fault));
    }

    /// Runs something when a request to such a path arrives.
    pub fn on(&self, path: &'static str, hook: impl FnMut() + Send + 'static) {
        self.inner().hook = Some((path, Box::new(hook)));
    }

    pub fn set_account(&self, state: &'static str) {
        self.inner().account = state;
    }

    /// The phone's credential.
    pub fn device(&self) -> PushAccount {
        let inner = self.inner();
        let profile =
            if inner.strict { Profile::Countersign { version: 1 } } else { Profile::Plain };
        let mut device = account(profile).unwrap();
        device.credential_id = inner.devices.last().cloned().unwrap_or_default();
        device.issuer.clone_from(&inner.base);
        device
    }

    /// It knows the phone by this key and no other.
    pub fn knows(&self, x: &str) {
        self.inner().key = Some(x.into());
    }

    pub fn devices(&self) -> usize {
        self.inner().devices.len()
    }

    /// A sign-in begins now.
    pub fn ask(&self, cid: &str) {
        self.ask_with(cid, &json!({}));
    }

    pub fn ask_with(&self, cid: &str, changes: &Value) {
        let entry = self.entry(cid, changes);
        self.inner().requests.push(entry);
    }

    /// An entry as it would be listed.
    pub fn entry(&self, cid: &str, changes: &Value) -> Value {
        let device = self.device();
        let inner = self.inner();
        let mut all = json!({"cid": cid});
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        inner.issuer.entry(&device, inner.now(), &all)
    }

    /// A token that names a key of its own.
    pub fn token_by(&self, kid: &str) -> String {
        let inner = self.inner();
        inner.issuer.sign_with(&json!({"alg": "ES256", "kid": kid}), &json!({"iss": inner.base}))
    }

    /// Lists this as it is.
    pub fn list_also(&self, entry: Value) {
        self.inner().requests.push(entry);
    }

    /// Remembers this of a request that ended, before all else.
    pub fn remember(&self, cid: &str, changes: &Value) {
        let mut inner = self.inner();
        let mut item = json!({"cid": cid, "at": inner.now(), "outcome": "approved",
            "clientName": "Mail", "ipAddress": "203.0.113.7",
            "location": "Utrecht, Netherlands", "browser": "Firefox 140", "os": null,
            "revocable": true});
        item.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        inner.activity.insert(0, item);
    }

    pub fn withdraw_all(&self) {
        self.inner().requests.clear();
    }

    /// Approvals and denials that counted.
    pub fn counted(&self) -> (usize, usize) {
        let inner = self.inner();
        (inner.approvals, inner.denials)
    }

    /// The phone's clock is so many seconds slow from now on.
    pub fn set_skew(&self, seconds: i64) {
        self.inner().skew = seconds;
    }

    /// Reports that arrived.
    pub fn reports(&self) -> usize {
        self.inner().reports
    }

    /// The numbers that were sent for a request, each once.
    pub fn numbers(&self, cid: &str) -> Vec<String> {
        self.inner().numbers.get(cid).into_iter().flatten().cloned().collect()
    }

    /// Whether a request is open at the server.
    pub fn is_open(&self, cid: &str) -> bool {
        let inner = self.inner();
        let now = inner.clock.now();
        let open = |entry: &Value| entry["cid"] == cid && entry["expiresAt"].as_u64() > Some(now);
        inner.requests.iter().any(open)
    }

    pub fn calls(&self) -> Vec<Call> {
        self.inner().calls.clone()
    }

    /// Bodies sent to paths that end so.
    pub fn bodies(&self, path: &str) -> Vec<String> {
        let calls = self.calls();
        calls.iter().filter(|call| call.path.ends_with(path)).map(|c| c.body.clone()).collect()
    }
}

impl Inner {
    fn now(&self) -> u64 {
        self.clock.now().saturating_add_signed(self.skew)
    }

    fn claims(&self, id: &str) -> Value {
        let now = self.now();
        let mut claims = json!({"iss": self.base, "aud": "demo", "sub": SUB, "username": "alice@example.org",
            "realm": "demo", "enrollmentId": id, "nonce": "abc+/DEF", "iat": now,
            "exp": now + 240, "typ": "push-enroll-challenge"});
        if self.strict {
            claims["countersign"] = json!({"profiles": [1], "organisation": "Example Org", "digits": 2,
                "client": {"id": "countersign-app", "secret": CLIENT_SECRET},
                "features": ["report", "unlink", "match", "manual", "otp", "activity"],
                "itContact": {"name": "IT desk", "phone": "+31 1", "email": null, "url": null}});
        }
        claims
    }

    fn answer(&mut self, call: &Call) -> (u16, Value) {
        if self.key.is_some() && key_of(call).is_some_and(|key| self.key != Some(key)) {
            return (403, coded("unlinked"));
        }
        let path = call.path.as_str();
        let last = path.rsplit('/').next().unwrap_or_default();
        match (call.method, path) {
            (_, p) if p.ends_with("/certs") && self.strict => {
                (200, serde_json::from_str(&self.issuer.certs()).unwrap())
            }
            (_, p) if p.ends_with("/certs") => (200, rsa_certs()),
            (_, p) if p.ends_with("/openid-connect/token") => self.token(call),
            (_, p) if p.contains("/request-token/") => match self.offers.get(last) {
                Some(None) => (200, json!(self.issuer.sign(&self.claims(last)))),
                Some(Some(_)) => (410, coded("already_used")),
                None => (410, coded("code_expired")),
            },
            (_, p) if p.contains("/enroll/code/") => match self.typed.get(last) {
                Some(id) => match self.offers.get(id) {
                    Some(None) => (200, json!(self.issuer.sign(&self.claims(id)))),
                    Some(Some(_)) | None => (410, coded("already_used")),
                },
                None => (404, coded("unknown_request")),
            },
            (_, p) if p.ends_with("/enroll/complete") => self.complete(&call.body),
            (_, p) if p.ends_with("/login/pending") => self.list(),
            (_, p) if p.ends_with("/respond") => self.respond(&call.body),
            (_, p) if p.ends_with("/login/lockout") => {
                self.reports += 1;
                let contact =
                    json!({"name": "IT desk", "phone": "+31 1", "email": null, "url": null});
                (200, json!({"status": "locked_out", "itContact": contact}))
            }
            (Method::Delete, p) if p.ends_with("/push-mfa/device") => {
                self.devices.clear();
                (200, json!({"status": "unlinked"}))
            }
            (Method::Put, p) if p.ends_with("/push-mfa/device/push-provider") => {
                (200, json!({"status": "updated"}))
            }
            (Method::Put, p) if p.ends_with("/push-mfa/device/rotate-key") => {
                let body: Value = serde_json::from_str(&call.body).unwrap();
                assert_eq!(body.get("proof").is_some(), self.strict);
                self.key = Some(body["publicKeyJwk"]["x"].clone());
                (200, json!({"status": "rotated"}))
            }
            (Method::Get, p) if p.ends_with("/device/activity") => {
                (200, json!({"items": self.activity}))
            }
            (Method::Post, p) if p.ends_with("/revoke") => {
                let cid = p.rsplit('/').nth(1).unwrap_or_default();
                self.revoke(cid)
            }
            _ => (404, json!({"error": "no such thing"})),
        }
    }

    fn revoke(&mut self, cid: &str) -> (u16, Value) {
        let found = self.activity.iter_mut().find(|item| item["cid"] == cid);
        match found.filter(|item| item["outcome"] == "approved") {
            Some(item) => {
                item["revocable"] = json!(false);
                (200, json!({"status": "revoked"}))
            }
            None => (404, coded("unknown_request")),
        }
    }

    /// The extension's window, and no word about the time.
    fn token(&self, call: &Call) -> (u16, Value) {
        let proof = call.headers.iter().find(|(name, _)| name == "dpop").unwrap();
        let made = claims_of_jws(&proof.1)["iat"].as_u64().unwrap();
        if !self.strict && !(made.saturating_sub(15)..=made + 24).contains(&self.now()) {
            return (400, json!({"error": "invalid_request"}));
        }
        (200, token_reply(self.now()))
    }

    fn complete(&mut self, body: &str) -> (u16, Value) {
        let claims = claims_of(body);
        let id = claims["enrollmentId"].as_str().unwrap().to_owned();
        let done = if self.strict {
            json!({"status": "enrolled", "countersign": {"state": "claimed", "otp": {
                "secret": SEED, "algorithm": "SHA1", "digits": 6, "period": 30}}})
        } else {
            json!({"status": "enrolled"})
        };
        match self.offers.get(&id) {
            Some(None) => {
                self.offers.insert(id, Some(body.to_owned()));
                self.devices.push(claims["credentialId"].as_str().unwrap().to_owned());
                (200, done)
            }
            Some(Some(first)) if self.strict && first == body => (200, done),
            Some(Some(_)) if self.strict => (410, coded("already_used")),
            Some(Some(_)) => (400, json!({"error": "used"})),
            None => (410, coded("code_expired")),
        }
    }

    fn list(&self) -> (u16, Value) {
        let now = self.now();
        let open: Vec<&Value> =
            self.requests.iter().filter(|entry| entry["expiresAt"].as_u64() > Some(now)).collect();
        let mut list = json!({"challenges": open});
        if self.strict {
            list["countersign"] = json!({"v": 1, "account": self.account, "serverTime": now,
                "minCore": null, "itContact": null});
        }
        (200, list)
    }

    fn respond(&mut self, body: &str) -> (u16, Value) {
        if let Some(reply) = self.answered.get(body) {
            return reply.clone();
        }
        let claims = claims_of(body);
        let (now, cid) = (self.now(), claims["cid"].clone());
        let open = |entry: &Value| entry["cid"] == cid && entry["expiresAt"].as_u64() > Some(now);
        let Some(place) = self.requests.iter().position(open) else {
            return if self.strict {
                (400, coded("already_resolved"))
            } else {
                (404, json!({"error": "gone"}))
            };
        };
        if claims["action"] == "deny" {
            self.requests.remove(place);
            self.denials += 1;
            return self.replied(body, (200, json!({"status": "denied"})));
        }
        let number = claims["userVerification"].as_str().unwrap_or_default().to_owned();
        let sent = self.numbers.entry(cid.as_str().unwrap().to_owned()).or_default();
        sent.insert(number.clone());
        if number == NUMBER {
            self.requests.remove(place);
            self.approvals += 1;
            return self.replied(body, (200, json!({"status": "approved"})));
        }
        if !self.strict {
            // The extension leaves the request open.
            return (403, json!({"error": "prose of the server"}));
        }
        self.requests.remove(place);
        self.replied(body, (403, coded("wrong_number")))
    }

    /// countersign+ says the same again to an identical answer.
    fn replied(&mut self, body: &str, reply: (u16, Value)) -> (u16, Value) {
        if self.strict {
            self.answered.insert(body.to_owned(), reply.clone());
        }
        reply
    }
}

impl Transport for Server {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        let path = request.url.split('?').next().unwrap().to_owned();
        let call = Call {
            method: request.method,
            path: path.clone(),
            url: request.url,
            headers: request
                .headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.expose().to_owned()))
                .collect(),
            body: match &request.body {
                Some(Body::Json(text) | Body::Form(text)) => text.expose().to_owned(),
                None => String::new(),
            },
        };
        let mut inner = self.inner();
        let fuse = inner.fuse.clone();
        if !fuse.step() {
            return Box::pin(async { Err(TransportError::Connect) });
        }
        inner.calls.push(call.clone());
        let hook = inner.hook.take_if(|(at, _)| path.ends_with(*at));
        let place = inner.faults.iter().position(|(at, _)| path.ends_with(at));
        let fault = place.map(|place| inner.faults.remove(place).1);
        let reply = match fault {
            Some(Fault::Down) => return Box::pin(async { Err(TransportError::Connect) }),
            Some(Fault::Says(status, body)) => {
                return Box::pin(async move { response(status, &body) });
            }
            Some(Fault::SaysWith(status, (name, value), body)) => {
                let headers = vec![(name.to_owned(), value.to_owned())];
                let answer = response(status, &body).map(|said| Response { headers, ..said });
                return Box::pin(async { answer });
            }
            _ => inner.answer(&call),
        };
        drop(inner);
        if let Some((_, mut hook)) = hook {
            hook();
        }
        Box::pin(async move {
            match fault {
                Some(Fault::Lost) => return Err(TransportError::TimedOut),
                Some(Fault::Hang) => std::future::pending().await,
                Some(Fault::Held(until)) => until.notified().await,
                _ => {}
            }
            if !fuse.step() {
                return Err(TransportError::TimedOut);
            }
            response(reply.0, &reply.1)
        })
    }
}
