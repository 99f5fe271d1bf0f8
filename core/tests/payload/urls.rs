//! The strict URL reader.

use countersign_core::url::{Network, Url, UrlError};

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

#[test]
fn parts_of_a_url() {
    let whole = url("HTTPS://IdP.Example:8443/realms/demo?a=b&c#d?e");
    assert_eq!(whole.as_str(), "https://idp.example:8443/realms/demo?a=b&c#d?e");
    assert_eq!((whole.host(), whole.port(), whole.is_https()), ("idp.example", 8443, true));
    assert_eq!(whole.origin(), "https://idp.example:8443");
    assert_eq!(
        (whole.path(), whole.query(), whole.fragment()),
        ("/realms/demo", Some("a=b&c"), Some("d?e"))
    );
    let bare = url("https://idp.example");
    assert_eq!(
        (bare.as_str(), bare.path(), bare.query(), bare.fragment()),
        ("https://idp.example/", "/", None, None)
    );
    let query = url("http://idp.example?x#y");
    assert_eq!(
        (query.as_str(), query.path(), query.query(), query.fragment()),
        ("http://idp.example/?x#y", "/", Some("x"), Some("y"))
    );
    let empty = url("https://idp.example/a?#");
    assert_eq!((empty.query(), empty.fragment()), (Some(""), Some("")));
    assert_eq!(format!("{whole:?}"), "Url(https)");
}

#[test]
fn origins_compare_without_default_ports_and_case() {
    let base = url("https://idp.example/realms/demo");
    for same in ["https://idp.example:443/x", "HTTPS://IDP.EXAMPLE/", "https://idp.example?x"] {
        assert!(base.same_origin(&url(same)), "{same}");
    }
    for other in [
        "http://idp.example/",
        "https://idp.example:444/",
        "https://idp.example.evil/",
        "https://a.idp.example/",
        "http://idp.example:443/",
    ] {
        assert!(!base.same_origin(&url(other)), "{other}");
    }
    assert_eq!(url("http://a.example:80/").as_str(), "http://a.example/");
}

#[test]
fn hosts_that_programs_read_differently_are_refused() {
    for host in [
        "",
        ".",
        "a..b",
        "a.",
        ".a",
        "a b",
        "a_b.example",
        "a%41.example",
        "exa\u{0}mple",
        "a,b",
        "127.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3",
        "example.1",
        "example.0x1",
        "[::1",
        "[::g]",
        "[1.2.3.4]",
        "[fe80::1%25eth0]",
        "::1",
        "xn--",
        "xn--a\u{e4}",
        "-",
        &"a".repeat(64),
        &["a"; 140].join("."),
        "a\u{200d}b.example",
    ] {
        let error = Url::parse(&format!("https://{host}/"));
        assert!(matches!(error, Err(UrlError::Host | UrlError::Port)), "{host}: {error:?}");
    }
    assert_eq!(url("https://b\u{fc}cher.example/").host(), "xn--bcher-kva.example");
    assert_eq!(url("https://\u{2460}.example/").host(), "1.example");
    assert_eq!(url("https://[2001:DB8:0:0::1]/").host(), "[2001:db8::1]");
    assert_eq!(url("https://192.0.2.1/").host(), "192.0.2.1");
}

#[test]
fn other_forms_are_refused() {
    for (text, error) in [
        ("", UrlError::Scheme),
        ("idp.example", UrlError::Scheme),
        ("https:idp.example", UrlError::Scheme),
        ("//idp.example", UrlError::Scheme),
        ("ftp://idp.example", UrlError::Scheme),
        (" https://idp.example", UrlError::Scheme),
        ("javascript://x", UrlError::Scheme),
        ("https://user@idp.example/", UrlError::UserInfo),
        ("https://@idp.example/", UrlError::UserInfo),
        ("https://a:b@idp.example/", UrlError::UserInfo),
        ("https://good.example@evil.example", UrlError::UserInfo),
        ("https://idp.example:/", UrlError::Port),
        ("https://idp.example:0/", UrlError::Port),
        ("https://idp.example:65536/", UrlError::Port),
        ("https://idp.example:+1/", UrlError::Port),
        ("https://idp.example:1:2/", UrlError::Port),
        ("https://idp.example\\@evil.example/", UrlError::Form),
        ("https://idp.example/a b", UrlError::Form),
        ("https://idp.example/a\nb", UrlError::Form),
        ("https://idp.example/\u{e4}", UrlError::Form),
        ("https://idp.example/%", UrlError::Form),
        ("https://idp.example/%4", UrlError::Form),
        ("https://idp.example/%zz", UrlError::Form),
        ("https://idp.example/<x>", UrlError::Form),
        ("https://idp.example/a/../b", UrlError::Form),
        ("https://idp.example/./b", UrlError::Form),
        ("https://idp.example/a/..", UrlError::Form),
        ("https://idp.example/%2e%2E/b", UrlError::Form),
        ("https://idp.example/.%2e", UrlError::Form),
        ("https://idp.example/a#b#c", UrlError::Form),
        ("https://idp.example/a?\"", UrlError::Form),
    ] {
        assert_eq!(Url::parse(text).unwrap_err(), error, "{text}");
    }
    assert_eq!(
        Url::parse(&format!("https://a.example/{}", "x".repeat(2_048))),
        Err(UrlError::TooLong)
    );
    // Dots inside a segment or a query are none of that.
    assert_eq!(url("https://idp.example/a..b/...?x=../y").path(), "/a..b/...");
}

#[test]
fn loopback_is_what_cannot_leave_the_machine() {
    for text in [
        "http://localhost",
        "http://LOCALHOST:1",
        "http://127.0.0.1",
        "http://127.255.255.254",
        "http://[::1]",
        "http://[0:0::1]",
    ] {
        let url = url(text);
        assert!(url.is_loopback() && url.is_allowed(Network::LoopbackHttpToo), "{text}");
        assert!(!url.is_allowed(Network::HttpsOnly), "{text}");
    }
    for text in [
        "http://localhost.example",
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://[::]",
        "http://[::ffff:127.0.0.1]",
        "http://a.localhost",
        "http://idp.example",
    ] {
        let url = url(text);
        assert!(!url.is_loopback() && !url.is_allowed(Network::LoopbackHttpToo), "{text}");
    }
    assert!(url("https://localhost").is_allowed(Network::HttpsOnly));
}
