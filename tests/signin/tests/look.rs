//! The language of the pages, and what is an organisation's own in their look.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "tests"
)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use countersign_signin::{Accents, Color, Config, Language, Look, Mark, Mfa, Organisation, Role};
use support::{ADMIN, Folder, IDA, PASSWORD, World, program};

const SVG: &[u8] = include_bytes!("../static/mark.svg");

fn with_look(look: Look) -> Config {
    let organisation = Organisation { look, ..Organisation::default() };
    Config { organisation, ..Config::default() }
}

#[tokio::test]
async fn a_browser_gets_the_language_that_it_asks_for_and_else_the_organisations() {
    for (default, accepted, language, heading) in [
        (Language::English, "", "en-GB", "<h1>Sign in</h1>"),
        (Language::English, "nl-NL,nl;q=0.9,en;q=0.8", "nl", "<h1>Aanmelden</h1>"),
        (Language::English, "de,nl;q=0.1", "nl", "<h1>Aanmelden</h1>"),
        (Language::Dutch, "", "nl", "<h1>Aanmelden</h1>"),
        (Language::Dutch, "de", "nl", "<h1>Aanmelden</h1>"),
        (Language::Dutch, "en-US,en;q=0.9", "en-GB", "<h1>Sign in</h1>"),
    ] {
        let world = World::with(with_look(Look { language: default, ..Look::default() })).await;
        let mut browser = world.browser();
        browser.language = accepted.into();
        let page = browser.get("/signin").await;
        assert!(page.has(&format!("<html lang=\"{language}\">")), "{accepted}: {}", page.text);
        assert!(page.has(heading), "{accepted}: {}", page.text);
    }
}

/// A cache between must not give one reader the other's page.
#[tokio::test]
async fn every_page_says_that_it_follows_the_language() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.language = "nl".into();
    for (path, status, heading) in [
        ("/signin", 200, "Aanmelden"),
        ("/no-such-page", 404, "Deze pagina bestaat niet"),
        ("/signin/too-old", 403, "Deze pagina was te oud"),
        ("/look/mark", 404, "Deze pagina bestaat niet"),
        ("/look/accents.css", 404, "Deze pagina bestaat niet"),
        ("/signin/setup/scan/qr.png", 404, "Deze pagina bestaat niet"),
        ("/admin/signin", 200, "Beheer"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.has(&format!("<h1>{heading}</h1>")), "{path}: {}", page.text);
        assert_eq!(page.headers["vary"], "Accept-Language", "{path}");
    }
    // What is no page has one form only.
    let picture = browser.fetch("/static/mark.svg").await;
    assert!(!picture.headers().contains_key("vary"));
}

#[tokio::test]
async fn dates_counts_and_the_log_are_told_in_the_language() {
    let world = World::new().await;
    let (_phone, mut browser) = world.signed_in().await;
    browser.language = "nl".into();
    assert!(browser.get("/phones").await.has("ingesteld op 24 november 2025"));
    let mut admin = world.admin().await;
    admin.language = "nl".into();
    let page = admin.get("/admin").await;
    assert!(page.has("ingesteld op 24 november 2025, 16:"), "{}", page.text);
    assert!(page.has(">Telefoon ingesteld<") && page.has(">Goedgekeurd<"), "{}", page.text);
    let page = admin.get("/admin/log?user=admin").await;
    assert!(page.has("1 regel past.") && page.has("beheerpagina"), "{}", page.text);
    let csv = admin.fetch("/admin/log.csv?user=admin").await;
    assert_eq!(csv.headers()["vary"], "Accept-Language");
    let csv = csv.text().await.unwrap();
    assert!(csv.starts_with("\u{feff}\"Tijd (UTC)\",\"Gebruiker\",\"Wat\""), "{csv}");
    assert!(csv.contains("\"Alleen wachtwoord\"") && csv.contains("\"beheerpagina\""), "{csv}");
    // What programs read has no language.
    let lines = admin.fetch("/admin/log.jsonl?user=admin").await.text().await.unwrap();
    assert!(lines.contains("\"password_only\"") && lines.contains("\"admin page\""), "{lines}");
}

/// An administrator's own sign-in names the page that it is for.
#[tokio::test]
async fn the_service_that_is_signed_in_to_is_named_in_the_language() {
    let world = World::new().await;
    world.add("second@harbour.test", Mfa::On, Role::Admin);
    world.administrator("second@harbour.test").await;
    let mut browser = world.browser();
    browser.language = "nl".into();
    browser.get("/admin").await;
    let typed = [("user", "second@harbour.test"), ("password", PASSWORD)];
    let page = browser.post("/admin/signin", &typed).await;
    assert_eq!(page.path, "/signin/number");
    assert!(page.has("<bdi>Beheer</bdi>") && !page.has("Administration"), "{}", page.text);
}

/// The mark is somebody's file: whatever is in it, a browser draws it or does nothing.
#[tokio::test]
async fn a_mark_is_a_picture_and_nothing_of_it_runs() {
    let hostile = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let png = {
        let world = World::new().await;
        world.browser().picture("/signin/setup/app/qr.png").await
    };
    for (bytes, kind) in
        [(SVG, "image/svg+xml"), (hostile.as_bytes(), "image/svg+xml"), (&png, "image/png")]
    {
        let mark = Some(Mark::new(bytes).unwrap());
        let world = World::with(with_look(Look { mark, ..Look::default() })).await;
        let mut browser = world.browser();
        let page = browser.get("/signin").await;
        assert!(page.has("<img class=\"mark\" src=\"/look/mark\" alt=\"\""), "{}", page.text);
        assert!(page.has(&format!("<link rel=\"icon\" href=\"/look/mark\" type=\"{kind}\">")));
        assert!(!page.has("<svg class=\"mark\""), "one mark is enough");
        let reply = browser.fetch("/look/mark").await;
        let headers = reply.headers().clone();
        assert_eq!(headers["content-type"], kind);
        assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(reply.bytes().await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn accents_come_as_a_style_sheet_of_their_own() {
    let light = Color::parse("#7A1FA2");
    let accents = Accents::new(light, None).unwrap();
    let world = World::with(with_look(Look { accents, ..Look::default() })).await;
    let mut browser = world.browser();
    let page = browser.get("/signin").await;
    let (_, after) = page.text.split_once("/static/countersign.css").unwrap();
    assert!(
        after.contains("<link rel=\"stylesheet\" href=\"/look/accents.css\">"),
        "{}",
        page.text
    );
    let reply = browser.fetch("/look/accents.css").await;
    assert_eq!(reply.headers()["content-type"], "text/css; charset=utf-8");
    assert!(reply.text().await.unwrap().contains("--accent: #7A1FA2; --on-accent: #FFFFFF;"));
    // Where there is none, nothing is asked for.
    let plain = World::new().await;
    assert!(!plain.browser().get("/signin").await.has("/look/"));
}

/// Under another name anybody may ask: it is not said whose service this is, in no language.
#[tokio::test]
async fn a_stranger_sees_nothing_of_the_organisation() {
    let look = Look {
        mark: Some(Mark::new(SVG).unwrap()),
        accents: Accents::new(Color::parse("#7A1FA2"), None).unwrap(),
        language: Language::Dutch,
    };
    let world = World::with(with_look(look)).await;
    let mut browser = world.browser();
    for path in ["/signin", "/look/mark", "/look/accents.css"] {
        let page = browser.post_raw(path, String::new(), &[("Host", "evil.example")]).await;
        assert_eq!(page.status, 421, "{path}");
        assert!(page.has("<html lang=\"en-GB\">"), "the organisation's language would tell of it");
        for theirs in ["Harbour", "/look/", "7A1FA2", "IT desk"] {
            assert!(!page.has(theirs), "{path}: {theirs}");
        }
    }
    let dutch = [("Host", "evil.example"), ("Accept-Language", "nl")];
    let page = browser.post_raw("/signin", String::new(), &dutch).await;
    assert!(page.has("Dit is niet het adres van de dienst"), "{}", page.text);
}

/// The service of a folder with this `realm.toml`, asked to start; what it says when it does not.
fn refusal(folder: &Folder, realm: &str) -> String {
    let file = folder.0.join("realm.toml");
    fs::write(&file, realm).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let data = folder.0.to_str().unwrap();
    let done = program().args(["--listen", "127.0.0.1:0", "--data", data]).output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_start_that_fails_names_the_key_and_what_to_write() {
    let folder = Folder::new();
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o700)).unwrap();
    let outside = Folder::new();
    fs::write(outside.0.join("real.svg"), SVG).unwrap();
    symlink(outside.0.join("real.svg"), folder.0.join("link.svg")).unwrap();
    fs::write(folder.0.join("page.svg"), "<html></html>").unwrap();
    fs::write(folder.0.join("large.png"), vec![0; 300 * 1024]).unwrap();
    fs::create_dir(folder.0.join("folder.svg")).unwrap();
    for (realm, named) in [
        ("accent_light = \"#FFCC00\"", "contrast of 1.44:1, and 4.5:1 is needed"),
        ("accent_light = \"#FFCC00\"", "#8C7000 would do"),
        ("langauge = \"nl\"", "there is no key \"langauge\"; the keys there are organisation"),
        ("language = \"dutch\"", "\"language\" is not understood; write \"en\" or \"nl\""),
        ("mark = \"absent.svg\"", "no file of this name"),
        ("mark = \"folder.svg\"", "no file of this name"),
        ("mark = \"link.svg\"", "symbolic link"),
        ("mark = \"page.svg\"", "neither PNG nor SVG"),
        ("mark = \"large.png\"", "larger than 256 KiB"),
        ("mark = \"/etc/passwd\"", "the name of a PNG or SVG file"),
        ("mark = \"signin.sqlite\"", "no file of this name"),
    ] {
        let said = refusal(&folder, realm);
        assert!(said.contains("realm.toml") && said.contains(named), "{realm}: {said}");
    }
    assert!(!folder.0.join("signin.sqlite").exists(), "nothing was made");
}

#[tokio::test]
async fn the_look_of_a_folder_is_the_look_of_its_pages() {
    let folder = Folder::new();
    Organisation::in_folder(&folder.0).unwrap();
    fs::write(folder.0.join("ours.svg"), SVG).unwrap();
    let realm = "organisation = \"Haven\"\nlanguage = \"nl\"\nmark = \"ours.svg\"\naccent_dark = \"#D9A6FF\"";
    fs::write(folder.0.join("realm.toml"), realm).unwrap();
    let organisation = Organisation::in_folder(&folder.0).unwrap();
    let config = Config { data: Some(folder.0.clone()), organisation, ..Config::default() };
    let world = World::with(config).await;
    let mut browser = world.browser();
    let page = browser.get("/signin").await;
    assert!(page.has("Aanmelden") && page.has(">Haven</bdi>") && page.has("/look/mark"));
    let sheet = browser.fetch("/look/accents.css").await.text().await.unwrap();
    assert!(sheet.contains("--accent: #D9A6FF"), "{sheet}");
}
