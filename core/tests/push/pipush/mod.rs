//! privacyIDEA and eduMFA: what is sent, and what is made of each reply (PROTOCOL.md section 3).

use std::sync::{Arc, LazyLock};

use countersign_core::account::{AccountId, DenyReason, PushAccount, PushProtocol};
use countersign_core::clock::FixedClock;
use countersign_core::net::{InstantRuntime, Method, ScriptedTransport, Seen, UnreachableCause};
use countersign_core::push::adapter::{
    AdapterDependencies, Adapters, ClientInfo, Delivered, PendingAnswer, Platform, PushTarget,
    Unlinked,
};
use countersign_core::push::key::{self, rsa};
use countersign_core::push::request::{
    Answer, MatchNumber, Outcome, Prompt, Request, ShownCode, Source,
};
use countersign_core::push::testing::token::{NONCE, SERIAL, TOKEN_URL, TokenServer};
use countersign_core::push::{PushError, Version};
use countersign_core::random::FixedRandom;
use countersign_core::url::Network;
use data_encoding::BASE32;
use serde_json::{Value, json};

use super::support::{LOST, NOW};

mod enrol;
mod vectors;

static SERVER: LazyLock<TokenServer> = LazyLock::new(|| TokenServer::new().unwrap());

struct Phone {
    script: ScriptedTransport,
    clock: FixedClock,
    adapter: Adapters,
    account: PushAccount,
    id: AccountId,
}

impl Phone {
    fn of(protocol: PushProtocol) -> Self {
        let script = ScriptedTransport::new();
        let clock = FixedClock::at(NOW);
        let adapter = Adapters::new(AdapterDependencies {
            transport: Arc::new(script.clone()),
            clock: Arc::new(clock.clone()),
            random: Arc::new(FixedRandom::seeded(7)),
            runtime: Arc::new(InstantRuntime::moving(clock.clone())),
            keys: None,
            network: Network::HttpsOnly,
            client: ClientInfo { platform: Platform::Test, version: Version(1, 2, 3) },
        });
        let account = SERVER.account(protocol).unwrap();
        Self { script, clock, adapter, account, id: AccountId::from_bytes([1; 8]) }
    }

    fn privacyidea() -> Self {
        Self::of(PushProtocol::PrivacyIdea)
    }

    fn edumfa() -> Self {
        Self::of(PushProtocol::EduMfa)
    }

    fn list(&self, entries: &[Value]) -> &Self {
        self.say(&json!(entries))
    }

    /// Next reply: this result.
    fn say(&self, value: &Value) -> &Self {
        self.script.reply(200, &json!({"result": {"status": true, "value": value}}).to_string());
        self
    }

    fn fault(&self, status: u16, code: i64) -> &Self {
        let error = json!({"result": {"status": false, "error": {"code": code, "message": "x"}}});
        self.script.reply(status, &error.to_string());
        self
    }

    fn fault_at(&self, status: u16, code: i64, date: &str) -> &Self {
        let error = json!({"result": {"status": false, "error": {"code": code}}}).to_string();
        self.script.reply_with(status, &[("date", date)], &error);
        self
    }

    fn lose(&self) -> &Self {
        self.script.fail(LOST);
        self
    }

    /// Lists one request with these numbers, and takes it.
    async fn request(&self, options: Option<&str>) -> Request {
        self.list(&[SERVER.entry(NONCE, options)]);
        let mut pending = self.adapter.list_pending(self.id, &self.account, None).await.unwrap();
        assert_eq!((pending.requests.len(), pending.dropped), (1, 0));
        pending.requests.remove(0)
    }

    async fn deliver(&self, answer: &PendingAnswer) -> Delivered {
        let delivered = self.adapter.deliver(self.id, &self.account, answer).await;
        assert_eq!(self.script.left(), 0, "each reply of the script was asked for");
        delivered
    }

    async fn list_error(&self) -> PushError {
        let error = self.adapter.list_pending(self.id, &self.account, None).await.unwrap_err();
        assert_eq!(self.script.left(), 0);
        error
    }

    fn last(&self) -> Seen {
        self.script.seen().pop().unwrap()
    }

    /// The public half of the phone's key verifies what was sent of `text`.
    fn signed(&self, text: &str, signature: &str) {
        let signature = BASE32.decode(signature.as_bytes()).unwrap();
        let info = key::public_info(&self.account.key).unwrap();
        if rsa::is_rsa(&self.account.key) {
            // Behind the algorithm and the bits' own header.
            assert!(rsa::verifies(&info[24..], text.as_bytes(), &signature), "{text}");
        } else {
            let point = &info[info.len() - 65..];
            let algorithm = &ring::signature::ECDSA_P256_SHA256_ASN1;
            ring::signature::UnparsedPublicKey::new(algorithm, point)
                .verify(text.as_bytes(), &signature)
                .unwrap();
        }
    }
}

fn form(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace("%3D", "=").replace("%3A", ":").replace("%2B", "+");
        text.replace("%2F", "/")
    };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), decode(value))
    };
    text.split('&').map(pair).collect()
}

fn field(form: &[(String, String)], name: &str) -> String {
    form.iter().find(|(have, _)| have == name).map(|(_, value)| value.clone()).unwrap()
}

fn names(form: &[(String, String)]) -> Vec<&str> {
    form.iter().map(|(name, _)| name.as_str()).collect()
}

fn yes(request: &Request, number: Option<&str>) -> PendingAnswer {
    let value = number.map(|number| MatchNumber::parse(number, 2).unwrap());
    let source = if value.is_some() { Source::Picked } else { Source::NoNumber };
    PendingAnswer::new(request.clone(), Answer::Approve { value, source })
}

fn no(request: &Request, reason: DenyReason) -> PendingAnswer {
    PendingAnswer::new(request.clone(), Answer::Deny { reason })
}

fn entry() -> Value {
    SERVER.entry(NONCE, None)
}

const DENIED: Delivered = Delivered::Outcome(Outcome::Denied { interrupted: false });

#[tokio::test]
async fn a_list_is_asked_for_with_a_signed_time_and_shown_in_the_servers_order() {
    let mut phone = Phone::privacyidea();
    phone.account.key = rsa::make_software_key().unwrap();
    let nonce = |n: usize| format!("{}{}", &NONCE[..30], ["AA", "BB", "CC"][n]);
    let entries: Vec<Value> = (0..3).map(|n| SERVER.entry(&nonce(n), None)).collect();
    phone.list(&entries);
    let pending = phone.adapter.list_pending(phone.id, &phone.account, None).await.unwrap();
    let ids: Vec<&str> = pending.requests.iter().map(|request| request.id.as_str()).collect();
    assert_eq!(ids, [nonce(0), nonce(1), nonce(2)]);
    let seen = phone.last();
    assert_eq!(seen.method, Method::Get);
    let query = form(seen.url.strip_prefix(&format!("{TOKEN_URL}?")).unwrap());
    assert_eq!(names(&query), ["serial", "timestamp", "signature"]);
    assert_eq!(field(&query, "timestamp"), "2025-11-24T16:00:10Z");
    phone.signed(&format!("{SERIAL}|2025-11-24T16:00:10Z"), &field(&query, "signature"));
}

#[tokio::test]
async fn the_newest_of_a_long_list_are_kept_and_doubles_are_not() {
    let phone = Phone::privacyidea();
    let nonce = |n: u8| format!("{}{}", &NONCE[..31], char::from(b'A' + n));
    let mut entries: Vec<Value> = (0..24).map(|n| SERVER.entry(&nonce(n), None)).collect();
    entries.push(SERVER.entry(&nonce(23), None));
    let mut newer = SERVER.entry(&nonce(24), None);
    newer["version"] = json!("3");
    entries.push(newer);
    phone.list(&entries);
    let pending = phone.adapter.list_pending(phone.id, &phone.account, None).await.unwrap();
    assert_eq!((pending.requests.len(), pending.dropped), (18, 8));
    assert_eq!(pending.requests[0].id, nonce(6));
    assert!(pending.too_old.is_some(), "the app says that it must be updated");
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_by_the_servers_word_a55() {
    let phone = Phone::privacyidea();
    phone.fault_at(400, 10, "Mon, 24 Nov 2025 16:02:10 GMT").list(&[entry()]);
    let pending = phone.adapter.list_pending(phone.id, &phone.account, None).await.unwrap();
    assert_eq!(pending.clock_off, Some(120));
    let [first, second] = phone.script.seen().try_into().unwrap();
    assert!(first.url.contains("16%3A00%3A10Z") && second.url.contains("16%3A02%3A10Z"));
    assert_eq!(pending.requests[0].expires_at_server, NOW + 120 + 120);

    // It says so twice: the clock is what the person can mend.
    let date = "Mon, 24 Nov 2025 16:02:10 GMT";
    phone.fault_at(400, 10, date).fault_at(400, 10, date);
    let wrong = PushError::ClockWrong { seconds: Some(120), certain: true };
    assert_eq!(phone.list_error().await, wrong);
}

#[tokio::test]
async fn what_a_server_says_to_a_list_a59() {
    let mut phone = Phone::privacyidea();
    phone.fault(400, 10).fault(400, 10);
    assert_eq!(phone.list_error().await, PushError::Unlinked { certain: false });
    phone.account.ever_listed = false;
    phone.fault(400, 10).fault(400, 10);
    assert_eq!(phone.list_error().await, PushError::Refused { status: Some(400) });
    phone.account.ever_listed = true;
    for (status, code) in [(403, 303), (400, 905), (404, 601), (500, 0)] {
        phone.fault(status, code);
        assert_eq!(phone.list_error().await, PushError::Refused { status: Some(status) });
    }
    for body in [
        "",
        "[]",
        r#"{"result":{"status":true,"value":true}}"#,
        r#"{"result":{"status":false,"value":[]}}"#,
    ] {
        phone.script.reply(200, body);
        assert_eq!(phone.list_error().await, PushError::Refused { status: Some(200) }, "{body}");
    }
    phone.script.reply_with(503, &[("retry-after", "7")], "");
    let why = UnreachableCause::ServerError;
    assert_eq!(phone.list_error().await, PushError::Unreachable { why, retry_after: Some(7) });
    phone.lose();
    assert!(matches!(phone.list_error().await, PushError::Unreachable { .. }));
}

#[tokio::test]
async fn yes_and_no_are_signed_as_the_server_reads_them_a36() {
    let phone = Phone::privacyidea();
    let request = phone.request(None).await;
    phone.say(&json!(true));
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::Approved.into());
    let seen = phone.last();
    assert_eq!((seen.method, seen.url.as_str()), (Method::Post, TOKEN_URL));
    let sent = form(&seen.body);
    assert_eq!(names(&sent), ["serial", "nonce", "signature"]);
    phone.signed(&format!("{NONCE}|{SERIAL}"), &field(&sent, "signature"));

    for (reason, word) in
        [(DenyReason::UnknownTrigger, "unknown_trigger"), (DenyReason::Cancelled, "cancelled")]
    {
        phone.say(&json!(true));
        assert_eq!(phone.deliver(&no(&request, reason)).await, DENIED);
        let sent = form(&phone.last().body);
        assert_eq!(names(&sent), ["serial", "nonce", "signature", "decline", "decline_reason"]);
        assert_eq!(
            (field(&sent, "decline"), field(&sent, "decline_reason")),
            ("1".into(), word.into())
        );
        phone.signed(&format!("{NONCE}|{SERIAL}|decline|{word}"), &field(&sent, "signature"));
    }
    let mut plain = request.clone();
    plain.reply.as_mut().unwrap().takes_reason = false;
    phone.say(&json!(true));
    assert_eq!(phone.deliver(&no(&plain, DenyReason::UnknownTrigger)).await, DENIED);
    let sent = form(&phone.last().body);
    assert_eq!(names(&sent), ["serial", "nonce", "signature", "decline"]);
    phone.signed(&format!("{NONCE}|{SERIAL}|decline"), &field(&sent, "signature"));
}

#[tokio::test]
async fn the_number_is_signed_and_a_wrong_one_is_closed_by_the_phone_a20() {
    let phone = Phone::privacyidea();
    let request = phone.request(Some("89,99,06")).await;
    assert!(matches!(request.prompt, Prompt::NumberChoice { .. }));
    phone.say(&json!(false)).list(&[SERVER.entry(NONCE, Some("89,99,06"))]);
    assert_eq!(phone.deliver(&yes(&request, Some("06"))).await, Delivered::NumberRefused);
    let sent = form(&phone.script.seen()[1].body);
    assert_eq!(names(&sent), ["serial", "nonce", "signature", "presence_answer"]);
    phone.signed(&format!("{NONCE}|{SERIAL}|06"), &field(&sent, "signature"));

    // Closed without a reason, whatever the server takes.
    phone.say(&json!(true));
    assert_eq!(phone.deliver(&PendingAnswer::closing(request.clone())).await, DENIED);
    assert_eq!(names(&form(&phone.last().body)), ["serial", "nonce", "signature", "decline"]);
    // Its reply was lost: what the second one says is of the first.
    phone.lose().say(&json!(false));
    let closed = phone.deliver(&PendingAnswer::closing(request.clone())).await;
    assert_eq!(closed, Outcome::WrongNumber.into());
    // Nobody is let in whatever is sent: the user is locked there.
    let open = [SERVER.entry(NONCE, Some("89,99,06"))];
    phone.say(&json!(false)).list(&open).list(&open);
    let closed = phone.deliver(&PendingAnswer::closing(request.clone())).await;
    assert_eq!(closed, Outcome::AccountBlocked.into());
    // Somebody else ended it meanwhile.
    phone.say(&json!(false)).list(&[]);
    let closed = phone.deliver(&PendingAnswer::closing(request.clone())).await;
    assert_eq!(closed, Outcome::AlreadyHandled.into());
    // The list cannot be had: the number counts as wrong, and the phone closes.
    phone.say(&json!(false)).script.reply(503, "");
    assert_eq!(phone.deliver(&yes(&request, Some("06"))).await, Delivered::NumberRefused);
    phone.clock.advance(200);
    let late = phone.deliver(&PendingAnswer::closing(request)).await;
    assert_eq!(late, Outcome::WrongNumber.into(), "nothing is sent after its life");
}

#[tokio::test]
async fn a_lost_reply_is_followed_by_the_identical_answer_a56() {
    let phone = Phone::privacyidea();
    let request = phone.request(None).await;
    phone.lose().lose().say(&json!(true));
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::Approved.into());
    let bodies: Vec<String> = phone.script.seen().into_iter().skip(1).map(|it| it.body).collect();
    assert!(bodies.len() == 3 && bodies.iter().all(|body| *body == bodies[0]));
    // The first one was taken: the server says no to the second, and does not list it any more.
    for number in [None, Some("06")] {
        phone.lose().say(&json!(false)).list(&[]);
        let delivered = phone.deliver(&yes(&request, number)).await;
        assert_eq!(delivered, Outcome::AlreadyHandled.into());
    }
    // It was not, and the number was wrong.
    phone.lose().say(&json!(false)).list(&[SERVER.entry(NONCE, Some("89,06"))]);
    assert_eq!(phone.deliver(&yes(&request, Some("06"))).await, Delivered::NumberRefused);
    // Never a reply: it can be sent again, also late, when it is only asked about.
    let answer = yes(&request, None);
    phone.lose().lose().lose();
    let why = UnreachableCause::TimedOut;
    let lost = Outcome::Unreachable { why, retry_after: None };
    assert_eq!(phone.deliver(&answer).await, lost.into());
    assert!(answer.may_have_arrived());
    phone.clock.advance(200);
    assert_eq!(phone.deliver(&answer).await, Outcome::AlreadyHandled.into());
    let unsent = phone.deliver(&yes(&request, None)).await;
    assert_eq!(unsent, Outcome::Expired.into(), "nothing is sent after its life");
}

#[tokio::test]
async fn what_a_server_says_to_an_answer_a59() {
    let phone = Phone::privacyidea();
    let request = phone.request(None).await;
    let refused = |status| Delivered::from(Outcome::Refused { status: Some(status) });
    for (status, code, outcome) in [
        (404, 601, Outcome::AccountUnlinked { certain: true }.into()),
        (404, 1, refused(404)),
        (400, 905, refused(400)),
        (500, 0, refused(500)),
    ] {
        phone.fault(status, code);
        assert_eq!(phone.deliver(&yes(&request, None)).await, outcome);
    }
    // No to a confirmation is never a wrong number.
    phone.say(&json!(false)).list(&[entry()]).list(&[entry()]);
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::AccountBlocked.into());
    phone.say(&json!(false)).list(&[entry()]).list(&[]);
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::AlreadyHandled.into());
    phone.say(&json!(false)).list(&[]);
    let denial = phone.deliver(&no(&request, DenyReason::Cancelled)).await;
    assert_eq!(denial, Outcome::AlreadyHandled.into());
    for (id, url) in [("a", "https://pi.example/x")] {
        let mut other = request.clone();
        other.id = id.repeat(32);
        other.reply.as_mut().unwrap().url = url.to_owned();
        phone.say(&json!(true));
        assert_eq!(phone.deliver(&yes(&other, None)).await, Outcome::Approved.into());
        assert_eq!(phone.last().url, url, "an answer goes to the signed address");
    }
}

#[tokio::test]
async fn a_code_for_the_page_comes_with_the_reply() {
    let phone = Phone::privacyidea();
    let request = phone.request(None).await;
    let reply = |code: Value| {
        let detail = json!({"display_code": code, "message": "Enter the code to log in"});
        json!({"result": {"status": true, "value": true}, "detail": detail}).to_string()
    };
    phone.script.reply(200, &reply(json!("84")));
    let given = phone.deliver(&yes(&request, None)).await;
    assert_eq!(given, Delivered::CodeGiven(ShownCode("84".to_owned())));
    assert!(!format!("{given:?}").contains("84"));
    for odd in [json!(84), json!(""), json!("8 4"), json!("123456789")] {
        phone.script.reply(200, &reply(odd));
        assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::Approved.into());
    }
}

#[tokio::test]
async fn edumfa_hears_only_of_what_it_lists_and_is_not_believed_later_a56() {
    let phone = Phone::edumfa();
    let request = phone.request(None).await;
    phone.list(&[entry()]).say(&json!(true));
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::Approved.into());
    let sent = form(&phone.last().body);
    phone.signed(&format!("{NONCE}|{SERIAL}"), &field(&sent, "signature"));
    // It would say yes to whatever comes late.
    let asked = phone.script.seen().len();
    phone.list(&[]);
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::AlreadyHandled.into());
    phone.list(&[]);
    let denial = phone.deliver(&no(&request, DenyReason::UnknownTrigger)).await;
    assert_eq!(denial, Outcome::AlreadyHandled.into());
    let methods: Vec<Method> = phone.script.seen().iter().skip(asked).map(|it| it.method).collect();
    assert_eq!(methods, [Method::Get, Method::Get], "nothing was sent");
    // After a lost reply the list says whether the first one was taken.
    phone.list(&[entry()]).lose().list(&[]);
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::AlreadyHandled.into());
    // An approval may have arrived: that nobody was let in is not for this server to say.
    let contrary = no(&request, DenyReason::Cancelled).after_approval();
    phone.list(&[entry()]).say(&json!(true));
    assert_eq!(phone.deliver(&contrary).await, Outcome::AlreadyHandled.into());
    phone.list(&[entry()]).say(&json!(true));
    assert_eq!(phone.deliver(&no(&request, DenyReason::Cancelled)).await, DENIED);
    phone.clock.advance(120);
    assert_eq!(phone.deliver(&yes(&request, None)).await, Outcome::Expired.into());
}

#[tokio::test]
async fn what_these_servers_have_not_is_not_asked_for() {
    let phone = Phone::privacyidea();
    let (adapter, id, account) = (&phone.adapter, phone.id, &phone.account);
    assert_eq!(adapter.unlink(id, account).await, Ok(Unlinked::NotSupported));
    assert_eq!(adapter.report(id, account, Some(NONCE)).await, Err(PushError::NotSupported));
    assert_eq!(adapter.activity(id, account).await.map(drop), Err(PushError::NotSupported));
    assert_eq!(adapter.revoke(id, account, NONCE).await, Err(PushError::NotSupported));
    let new = key::make_software_key().unwrap();
    assert_eq!(adapter.rotate_key(id, account, &new).await, Err(PushError::NotSupported));
    let target = PushTarget::none();
    let told = adapter.update_push_token(id, account, &target).await;
    assert_eq!(told, Err(PushError::NotSupported));
    // One that came back from a backup has lost its token.
    let bare = account.names_only().unwrap();
    let listed = adapter.list_pending(id, &bare, None).await.map(drop);
    assert_eq!(listed, Err(PushError::NotSupported));
    assert_eq!(phone.script.seen().len(), 0);
}
