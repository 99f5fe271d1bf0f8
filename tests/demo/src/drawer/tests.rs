//! What the drawer keeps, and what it never shows.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;

use countersign_core::net::{Body, HttpRequest, HttpTransport, SendFuture, Transport};
use countersign_core::url::Network;
use countersign_signin::Organisation;
use data_encoding::BASE64URL_NOPAD;

use super::*;
use crate::auto::{PASSCODE, Story};
use crate::server::Demo;

#[test]
fn lines_are_numbered_the_same_is_counted_and_the_oldest_go() {
    let drawer = Drawer::default();
    for number in 0..MOST + 5 {
        drawer.write(Kind::Wire, number.to_string(), vec![], None);
    }
    let all = drawer.after(0);
    assert_eq!(all["lines"].as_array().unwrap().len(), MOST);
    assert_eq!(all["last"], json!(MOST + 5));
    assert_eq!(all["lines"][0]["first"], 6);
    let last = all["last"].as_u64().unwrap();
    for _ in 0..3 {
        drawer.call("requests", "approve");
        drawer.call("requests", "inbox");
    }
    let new = drawer.after(last);
    assert_eq!(new["lines"].as_array().unwrap().len(), 2);
    assert_eq!(new["lines"][0]["times"], 3);
    let place = new["lines"][0]["place"].as_str().unwrap();
    assert!(place.starts_with("core/src/app/handles/requests.rs:"), "{place}");
}

/// The network, which keeps every value that goes over it.
struct Tapped {
    network: HttpTransport,
    values: Arc<Mutex<BTreeSet<String>>>,
}

impl Tapped {
    fn keep(&self, value: &str) {
        // A token, its parts and what stands in them.
        for part in value.split([' ', '.', '&', '=', '?', '/']) {
            self.values.lock().unwrap().insert(part.to_owned());
            if let Some(json) = BASE64URL_NOPAD.decode(part.as_bytes()).ok()
                && let Ok(json) = serde_json::from_slice(&json)
            {
                self.keep_json(&json);
            }
        }
        self.values.lock().unwrap().insert(value.to_owned());
    }

    fn keep_json(&self, value: &Value) {
        match value {
            Value::Object(members) => members.values().for_each(|value| self.keep_json(value)),
            Value::Array(all) => all.iter().for_each(|value| self.keep_json(value)),
            Value::String(text) => self.keep(text),
            Value::Number(number) => self.keep(&number.to_string()),
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn keep_body(&self, body: &[u8]) {
        match serde_json::from_slice(body) {
            Ok(json) => self.keep_json(&json),
            Err(_) => self.keep(&String::from_utf8_lossy(body)),
        }
    }
}

impl Transport for Tapped {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        Box::pin(async move {
            self.keep(&request.url);
            request.headers.iter().for_each(|(_, value)| self.keep(value.expose()));
            match &request.body {
                Some(Body::Json(text)) => self.keep_body(text.expose().as_bytes()),
                Some(Body::Form(text)) => self.keep(text.expose()),
                None => {}
            }
            let reply = self.network.send(request).await;
            if let Ok(response) = &reply {
                self.keep_body(&response.body);
            }
            reply
        })
    }
}

/// Words with capital letters that stand in the drawer.
const WORDS: [&str; 10] = [
    "ES256",
    "P-256",
    "DPoP",
    "POST",
    "Harbour Bank",
    "Harbour",
    "Bank",
    "Ida's phone",
    "Ida's",
    "userId",
];

/// What stands in the drawer though it goes over the wire: words of the protocol, and what the states name.
fn may_stand(value: &str) -> bool {
    let is_word = value.bytes().all(|b| b.is_ascii_lowercase() || b"_-+".contains(&b));
    is_word || WORDS.contains(&value)
}

#[test]
fn no_secret_and_no_number_of_a_run_stands_in_the_drawer() {
    let folder = std::env::temp_dir().join(format!("countersign-drawer-{}", std::process::id()));
    let signin = folder.join("signin");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&signin).unwrap();
    Organisation::in_folder(&signin).unwrap();
    // A number of two digits would be found in every number of a line.
    let realm = signin.join("realm.toml");
    let told = fs::read_to_string(&realm).unwrap();
    assert!(told.contains("digits = 2"));
    fs::write(&realm, told.replace("digits = 2", "digits = 6")).unwrap();

    let values = Arc::new(Mutex::new(BTreeSet::new()));
    let network = HttpTransport::new(Network::LoopbackHttpToo, None).unwrap();
    let tapped = Arc::new(Tapped { network, values: Arc::clone(&values) });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let told = runtime.block_on(async {
        let demo = Demo::with_network(0, Some(&folder), tapped).await.unwrap();
        let theatre = demo.theatre();
        let (user, password) = demo.person();
        let (user, password) = (user.to_owned(), password.to_owned());
        let story = Story::new(demo.origin(), &user, &password);
        let serving = tokio::spawn(demo.serve());
        story.play(&mut |_| {}).await.unwrap();
        serving.abort();
        (theatre.world().drawer.after(0).to_string(), [user, password, PASSCODE.to_owned()])
    });
    let (told, people) = told;
    fs::remove_dir_all(&folder).unwrap();

    let values = values.lock().unwrap();
    let long: Vec<&String> =
        values.iter().filter(|value| value.len() >= 4 && !may_stand(value)).collect();
    assert!(long.len() > 100, "nothing was listened to: {long:?}");
    // The numbers that were typed are among them.
    let numbers =
        long.iter().filter(|value| value.len() == 6 && value.bytes().all(|b| b.is_ascii_digit()));
    assert!(numbers.count() >= 2, "{long:?}");
    for value in long.into_iter().chain(&people) {
        assert!(!told.contains(value.as_str()), "{value} stands in the drawer");
    }
    for stands in [
        "requests().approve",
        "action: approve",
        "userVerification: •••",
        "Open → Approved",
        "Open → Denied",
    ] {
        assert!(told.contains(stands), "{stands} is missing: {told}");
    }
}
