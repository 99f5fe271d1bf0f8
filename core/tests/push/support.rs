//! An adapter over a scripted transport, and short ways to write the script.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::account::{AccountId, DenyReason, KeyRef, Profile, PushAccount};
use countersign_core::clock::{Clock, FixedClock};
use countersign_core::net::{InstantRuntime, ScriptedTransport, Seen, Transport};
use countersign_core::push::adapter::{
    AdapterDependencies, Adapters, ClientInfo, Delivered, PendingAnswer, Platform, PushTarget,
    PushTransport,
};
use countersign_core::push::request::{Answer, MatchNumber, Outcome, Request, Source};
use countersign_core::push::testing::{CID, ISSUER, Issuer, SUB, account};
use countersign_core::push::{Version, key};
use countersign_core::random::FixedRandom;
use countersign_core::secret::SecretString;
use countersign_core::url::Network;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

pub const NOW: u64 = 1_764_000_010;
pub const LOST: countersign_core::net::TransportError =
    countersign_core::net::TransportError::TimedOut;

pub struct World {
    pub script: ScriptedTransport,
    pub clock: FixedClock,
    pub runtime: Arc<InstantRuntime>,
    pub adapter: Adapters,
    pub issuer: Issuer,
    pub account: PushAccount,
    pub id: AccountId,
}

impl World {
    pub fn plain() -> Self {
        Self::new(Profile::Plain)
    }

    pub fn strict() -> Self {
        Self::new(Profile::Countersign { version: 1 })
    }

    pub fn new(profile: Profile) -> Self {
        Self::over(profile, |script| Arc::new(script))
    }

    /// The same over a transport that is made of the script.
    pub fn over(
        profile: Profile,
        transport: impl FnOnce(ScriptedTransport) -> Arc<dyn Transport>,
    ) -> Self {
        let script = ScriptedTransport::new();
        let clock = FixedClock::at(NOW);
        let runtime = Arc::new(InstantRuntime::moving(clock.clone()));
        let adapter = Adapters::new(AdapterDependencies {
            transport: transport(script.clone()),
            clock: Arc::new(clock.clone()),
            random: Arc::new(FixedRandom::seeded(7)),
            runtime: Arc::clone(&runtime) as Arc<_>,
            keys: None,
            network: Network::HttpsOnly,
            client: ClientInfo { platform: Platform::Test, version: Version(1, 2, 3) },
        });
        Self {
            script,
            clock,
            runtime,
            adapter,
            issuer: Issuer::new().unwrap(),
            account: account(profile).unwrap(),
            id: AccountId::from_bytes([1; 8]),
        }
    }

    /// Next answer: an access token issued at the server's `now`.
    pub fn token_at(&self, now: u64) -> &Self {
        self.script.reply(200, &token_reply(now));
        self
    }

    /// Next answer: an access token, by a clock that agrees with the phone's.
    pub fn token(&self) -> &Self {
        let clock = self.clock.clone();
        self.script.reply_by(move |_| {
            let body = token_reply(clock.now()).into_bytes();
            Ok(countersign_core::net::Response { status: 200, headers: Vec::new(), body })
        });
        self
    }

    pub fn reply(&self, status: u16, body: &Value) -> &Self {
        self.script.reply(status, &body.to_string());
        self
    }

    pub fn lose(&self) -> &Self {
        self.script.fail(LOST);
        self
    }

    /// A plain entry of the list.
    pub fn entry(&self, cid: &str, created: u64) -> Value {
        json!({"userId": SUB, "username": "alice", "cid": cid, "createdAt": created,
               "expiresAt": created + 60, "clientId": "mail",
               "userVerification": {"type": "pin", "pinLength": 2}})
    }

    /// Next answer: a plain list.
    pub fn list(&self, entries: &[Value]) -> &Self {
        self.reply(200, &json!({"challenges": entries}))
    }

    /// A request as a list would have given it.
    pub fn request(&self) -> Request {
        let mut request = countersign_core::push::testing::request(self.id, CID, NOW - 10);
        if matches!(self.account.profile, Profile::Plain) {
            request.ctx = None;
        }
        request
    }

    pub fn approval(&self) -> PendingAnswer {
        let value = Some(MatchNumber::parse("42", 2).unwrap());
        let source = Source::Typed;
        PendingAnswer::new(self.request(), Answer::Approve { value, source })
    }

    pub fn denial(&self, reason: DenyReason) -> PendingAnswer {
        PendingAnswer::new(self.request(), Answer::Deny { reason })
    }

    /// The denial of a request whose number was refused.
    pub fn closing(&self) -> PendingAnswer {
        PendingAnswer::closing(self.request())
    }

    pub async fn deliver(&self, answer: &PendingAnswer) -> Outcome {
        match self.adapter.deliver(self.id, &self.account, answer).await {
            Delivered::Outcome(outcome) => outcome,
            Delivered::NumberRefused => panic!("the number was refused"),
            Delivered::CodeGiven(_) => panic!("a code was given"),
        }
    }

    /// Approves with a token in hand.
    pub async fn approve(&self) -> Outcome {
        self.deliver(&self.approval()).await
    }

    /// The request that was sent `from_end` places before the last.
    pub fn sent(&self, from_end: usize) -> Seen {
        let seen = self.script.seen();
        seen[seen.len() - 1 - from_end].clone()
    }

    /// Every request's path below the realm base.
    pub fn paths(&self) -> Vec<String> {
        let strip = |seen: &Seen| seen.url.strip_prefix(ISSUER).unwrap_or(&seen.url).to_owned();
        self.script.seen().iter().map(strip).collect()
    }

    /// The bodies sent to the answer endpoint.
    pub fn answers(&self) -> Vec<String> {
        let seen = self.script.seen();
        let answers = seen.iter().filter(|seen| seen.url.ends_with("/respond"));
        answers.map(|seen| seen.body.clone()).collect()
    }

    pub fn pauses(&self) -> Vec<Duration> {
        self.runtime.slept()
    }

    /// Everything scripted was asked for, and nothing else.
    pub fn finished(&self) {
        assert_eq!(self.script.left(), 0, "{:?}", self.paths());
    }

    /// Verifies a JWS by the account's key and takes it apart.
    pub fn opened(&self, jws: &str) -> (Value, Value) {
        opened(&self.account.key, jws)
    }
}

/// Pushes through Firebase.
pub fn fcm(token: &str) -> PushTarget {
    let token = SecretString::new(token.to_owned());
    PushTarget::new(PushTransport::Fcm, token, Network::HttpsOnly).unwrap()
}

pub fn token_reply(now: u64) -> String {
    let claims = BASE64URL_NOPAD.encode(json!({"iat": now}).to_string().as_bytes());
    json!({"access_token": format!("e30.{claims}.c2ln"), "expires_in": 300, "token_type": "DPoP"})
        .to_string()
}

/// Verifies a JWS by the key and takes it apart.
pub fn opened(key: &KeyRef, jws: &str) -> (Value, Value) {
    let parts: Vec<&str> = jws.split('.').collect();
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).unwrap();
    let point = key::public_point(key).unwrap();
    let signed = format!("{}.{}", parts[0], parts[1]);
    ring::signature::UnparsedPublicKey::new(
        &ring::signature::ECDSA_P256_SHA256_FIXED,
        point.as_bytes(),
    )
    .verify(signed.as_bytes(), &decode(parts[2]))
    .unwrap();
    let json = |part: &str| serde_json::from_slice(&decode(part)).unwrap();
    (json(parts[0]), json(parts[1]))
}

/// The JWS inside a body `{"token": ...}`.
pub fn token_of(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "bodies are strict");
    body["token"].as_str().unwrap().to_owned()
}

/// Adds members to an object.
pub fn with(base: Value, changes: &Value) -> Value {
    let mut merged = base;
    merged.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    merged
}
