//! The demo as a whole: the story, and the doors of the phone.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use countersign_demo::auto::Story;
use countersign_demo::server::Demo;

struct Reply {
    status: u16,
    head: String,
    body: String,
}

/// A demo that serves in the background, in a folder that ends with the test.
struct Running {
    origin: String,
    person: (String, String),
    folder: std::path::PathBuf,
}

impl Running {
    fn start() -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let demo = Demo::new(0, None).await.unwrap();
                let (user, password) = demo.person();
                let person = (user.to_owned(), password.to_owned());
                let (origin, folder) = (demo.origin().to_owned(), demo.folder().to_owned());
                tell.send(Self { origin, person, folder }).unwrap();
                drop(demo.serve().await);
            });
        });
        told.recv().unwrap()
    }

    fn host(&self) -> &str {
        self.origin.strip_prefix("http://").unwrap()
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut lines = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if headers.iter().all(|(name, _)| *name != "Host") {
            lines.push_str(&format!("Host: {}\r\n", self.host()));
        }
        for (name, value) in headers {
            lines.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() && headers.iter().all(|(name, _)| *name != "Content-Type") {
            let kind = "application/x-www-form-urlencoded";
            lines.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()));
        }
        let port = self.origin.rsplit(':').next().unwrap();
        let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        socket.write_all(format!("{lines}\r\n{body}").as_bytes()).unwrap();
        let mut text = String::new();
        socket.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// The CSRF token that a new browser gets.
    fn token(&self) -> String {
        let page = self.ask("GET", "/phone", &[], "");
        let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next();
        token.unwrap().to_owned()
    }

    /// The token and the cookie of one browser.
    fn owner(&self) -> (String, String) {
        let cookie = format!("cs_phone={}", self.cookie());
        let page = self.ask("GET", "/phone", &[("Cookie", &cookie)], "");
        let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next();
        (token.unwrap().to_owned(), cookie)
    }

    /// The cookie that a new browser gets, for the head of [`Reply`] is folded to lower case.
    fn cookie(&self) -> String {
        let port = self.origin.rsplit(':').next().unwrap();
        let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let lines =
            format!("GET /phone HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host());
        socket.write_all(lines.as_bytes()).unwrap();
        let mut text = String::new();
        socket.read_to_string(&mut text).unwrap();
        text.split("cs_phone=").nth(1).unwrap().split(';').next().unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[test]
fn the_story_is_played_from_g0_to_g8() {
    let demo = Running::start();
    let story = Story::new(&demo.origin, &demo.person.0, &demo.person.1);
    let mut lines = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(story.play(&mut |line| lines.push(line.to_owned()))).unwrap();
    let steps: Vec<&str> = lines.iter().map(|line| line.get(..2).unwrap()).collect();
    assert_eq!(steps, ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G0"]);
    assert!(lines.iter().all(|line| line.ends_with("ok")));
}

#[test]
fn a_wrong_password_ends_the_story_with_its_reason() {
    let demo = Running::start();
    let story = Story::new(&demo.origin, &demo.person.0, "not it");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let why = runtime.block_on(story.play(&mut |_| {})).unwrap_err();
    assert!(why.starts_with("G1 failed:"), "{why}");
}

#[test]
fn the_phone_answers_only_to_its_own_screens() {
    let demo = Running::start();
    let passcodes = "passcode=harbour-7391&repeat=harbour-7391";

    let strange = demo.ask("GET", "/phone", &[("Host", "evil.example")], "");
    assert_eq!(strange.status, 421);

    // No session, no token, a token of another browser, another site: nothing is tapped.
    let (cookie, csrf) = (demo.cookie(), demo.token());
    let cookie = format!("cs_phone={cookie}");
    let foreign = format!("csrf={csrf}&{passcodes}");
    let ours = ("Cookie", cookie.as_str());
    for (headers, body, status) in [
        (vec![], passcodes.to_owned(), 303),
        (vec![ours], passcodes.to_owned(), 303),
        (vec![ours], foreign.clone(), 303),
        (vec![ours, ("Origin", "https://evil.example")], foreign.clone(), 403),
        (vec![ours, ("Sec-Fetch-Site", "cross-site")], foreign, 403),
    ] {
        let refused = demo.ask("POST", "/phone/passcode", &headers, &body);
        assert_eq!(refused.status, status, "{body}");
        // Who pressed on a screen from before a restart gets the one of now.
        assert_eq!(refused.head.contains("location: /phone\r\n"), status == 303, "{body}");
    }
    assert!(demo.ask("GET", "/phone", &[ours], "").body.contains("Choose a passcode"));
    assert!(!demo.folder.join("phone/vault/vault").exists());
}

#[test]
fn screens_may_be_framed_by_the_demo_only() {
    let demo = Running::start();
    for path in ["/", "/phone", "/signin", "/phone/pulse"] {
        let page = demo.ask("GET", path, &[], "");
        assert!(page.head.contains("frame-ancestors 'self'"), "{path}");
        assert!(page.head.contains("default-src 'none'"), "{path}");
        assert!(!page.head.contains("unsafe-inline"), "{path}");
        assert!(page.head.contains("no-store"), "{path}");
        assert!(!page.head.contains("x-frame-options: deny"), "{path}");
    }
}

#[test]
fn who_types_this_machines_number_is_sent_to_its_name_and_a_foreign_name_gets_nothing() {
    let demo = Running::start();
    let port = demo.origin.rsplit(':').next().unwrap().to_owned();
    for number in ["127.0.0.1", "[::1]"] {
        let host = format!("{number}:{port}");
        for path in ["/", "/phone", "/signin", "/mail?x=1"] {
            let reply = demo.ask("GET", path, &[("Host", &host)], "");
            assert_eq!(reply.status, 307, "{host}{path}");
            assert!(reply.head.contains(&format!("location: {}{path}\r\n", demo.origin)), "{path}");
        }
        // A form that was posted there is not carried on.
        assert_eq!(demo.ask("POST", "/phone/open", &[("Host", &host)], "a=b").status, 421);
    }
    let rebound = format!("evil.example:{port}");
    let elsewhere = format!("127.0.0.1:{}", port.parse::<u32>().unwrap() + 1);
    for host in [rebound.as_str(), elsewhere.as_str(), "127.0.0.1", "localhost"] {
        let reply = demo.ask("GET", "/", &[("Host", host)], "");
        assert_eq!(reply.status, 421, "{host}");
        assert!(!reply.body.contains(&demo.person.1), "the page shows the password");
    }
}

#[test]
fn a_taken_port_is_said_in_one_sentence_and_leaves_no_folder() {
    let demo = Running::start();
    let port: u16 = demo.origin.rsplit(':').next().unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let fresh = demo.folder.join("fresh");
    let error = runtime.block_on(Demo::new(port, Some(&fresh))).err().unwrap();
    assert_eq!(error.to_string(), format!("port {port} is taken; choose another with --port"));
    assert!(!fresh.exists());
}

#[test]
fn a_picture_without_a_code_leads_back_to_the_scanner_which_says_so_once() {
    let demo = Running::start();
    let (token, cookie) = demo.owner();
    let headers = [("Cookie", cookie.as_str())];
    for (path, body) in [
        ("/phone/open", format!("csrf={token}")),
        (
            "/phone/passcode",
            format!("csrf={token}&passcode=walking-on-paper&repeat=walking-on-paper"),
        ),
    ] {
        assert_eq!(demo.ask("POST", path, &headers, &body).status, 303, "{path}");
    }
    let field = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{value}\r\n")
    };
    let picture = field("picture", "; filename=\"note.txt\"\r\n\r\nno picture");
    let body = format!("{}{picture}--x--\r\n", field("csrf", &format!("\r\n\r\n{token}")));
    let length = body.len().to_string();
    let kind = ("Content-Type", "multipart/form-data; boundary=x");
    let form = [headers[0], kind, ("Content-Length", length.as_str())];
    // Who goes back or loads again is not asked whether to send the picture again.
    let reply = demo.ask("POST", "/phone/scan", &form, &body);
    assert!(
        reply.status == 303 && reply.head.contains("location: /phone/scan\r\n"),
        "{}",
        reply.head
    );
    let said = "This is not a picture";
    assert!(demo.ask("GET", "/phone/scan", &headers, "").body.contains(said));
    assert!(!demo.ask("GET", "/phone/scan", &headers, "").body.contains(said));
}

/// What every click goes to.
const CLICKS: [&str; 11] = [
    "abroad", "bomb", "lapse", "skip", "lose", "second", "offline", "clock", "unblock", "again",
    "show",
];

impl Running {
    /// The frame's cookie and token of one browser.
    fn frame(&self) -> (String, String) {
        let page = self.whole("GET / HTTP/1.1", "", "");
        let after = |text: &str, to: char| {
            page.split(text).nth(1).unwrap().split(to).next().unwrap().to_owned()
        };
        (format!("cs_demo={}", after("cs_demo=", ';')), after("name=\"csrf\" value=\"", '"'))
    }

    /// A click without scripts, and what the frame says then.
    fn click(&self, (cookie, token): &(String, String), what: &str) -> String {
        let headers = [("Cookie", cookie.as_str())];
        let reply = self.ask("POST", &format!("/demo/{what}"), &headers, &format!("csrf={token}"));
        assert!(
            reply.status == 303 && reply.head.contains("location: /\r\n"),
            "{what}: {}",
            reply.head
        );
        let page = self.ask("GET", "/", &headers, "").body;
        page.split("id=\"said\"").nth(1).unwrap().split("</div>").next().unwrap().to_owned()
    }

    /// A reply as it came.
    fn whole(&self, line: &str, headers: &str, body: &str) -> String {
        let port = self.origin.rsplit(':').next().unwrap();
        let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let host = self.host();
        let text = format!("{line}\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n{body}");
        socket.write_all(text.as_bytes()).unwrap();
        let mut text = String::new();
        socket.read_to_string(&mut text).unwrap();
        text
    }
}

#[test]
fn a_click_comes_from_the_demos_own_page() {
    let demo = Running::start();
    let (cookie, token) = demo.frame();
    let (other, _) = demo.frame();
    let now = || demo.ask("GET", "/demo/now?since=0", &[], "").body;
    for what in CLICKS {
        let path = format!("/demo/{what}");
        let body = format!("csrf={token}");
        for (headers, status) in [
            (vec![], 303),
            (vec![("Cookie", other.as_str())], 303),
            (vec![("Cookie", other.as_str()), ("Accept", "application/json")], 403),
            (vec![("Cookie", cookie.as_str()), ("Origin", "https://evil.example")], 403),
            (vec![("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "cross-site")], 403),
        ] {
            assert_eq!(demo.ask("POST", &path, &headers, &body).status, status, "{what}");
        }
    }
    assert!(!now().contains("\"click\""), "something was clicked: {}", now());
    assert!(
        !demo.ask("GET", "/", &[], "").body.contains("/tmp/"),
        "a path of this machine is shown"
    );
}

#[test]
fn clicks_work_without_scripts_and_say_what_happened() {
    let demo = Running::start();
    let story = Story::new(&demo.origin, &demo.person.0, &demo.person.1);
    let frame = demo.frame();
    for what in ["abroad", "bomb", "lapse", "lose", "second"] {
        assert!(demo.click(&frame, what).contains("No phone is set up yet"), "{what}");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(story.play(&mut |_| {})).unwrap();

    // The story ends with a report: the right password is of no use.
    assert!(demo.click(&frame, "abroad").contains("Your account is protected"));
    assert!(demo.click(&frame, "bomb").contains("Your account is protected"));
    assert!(demo.click(&frame, "lose").contains("IT gives no pass"));
    assert!(demo.click(&frame, "unblock").contains("IT has unblocked the account"));
    assert!(demo.click(&frame, "unblock").contains("Nothing was blocked"));
    assert!(demo.click(&frame, "abroad").contains("The phone names the country"));
    assert!(demo.click(&frame, "lapse").contains("the request has lapsed"));
    assert!(demo.click(&frame, "abroad").contains("make the next one wait"));
    assert!(demo.click(&frame, "lapse").contains("the next one must wait"));
    demo.click(&frame, "unblock");
    let bombed = demo.click(&frame, "bomb");
    let reached = bombed.split("phone: ").nth(1).unwrap().split('.').next().unwrap();
    assert!(["1", "2"].contains(&reached), "{bombed}");

    let now = || demo.ask("GET", "/demo/now?since=0", &[], "").body;
    for (what, on, off) in [
        ("offline", "has no network", "has its network again"),
        ("clock", "is 90 s slow", "is right again"),
    ] {
        let name = if what == "clock" { "slow" } else { what };
        assert!(demo.click(&frame, what).contains(on));
        assert!(now().contains(&format!("\"{name}\":true")), "{}", now());
        assert!(demo.click(&frame, what).contains(off));
        assert!(now().contains(&format!("\"{name}\":false")), "{}", now());
    }
    assert!(demo.click(&frame, "second").contains("Here is one more"));
    assert!(now().contains("Ida's phone 2"));
    let pass = demo.click(&frame, "lose");
    let pass = pass.split("<strong>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(pass.len(), 19, "{pass}");
    assert!(!now().contains("Ida's phone 2") && !now().contains(pass), "{}", now());
    assert!(demo.click(&frame, "skip").contains("Ninety days went by"));
    assert!(demo.click(&frame, "again").contains("as at the first start"));
    assert!(now().contains("\"name\":\"Ida's phone\""));
    assert!(demo.click(&frame, "abroad").contains("No phone is set up yet"));
    assert!(demo.folder.join("again-2/signin").exists() && demo.folder.join("signin").exists());
}
