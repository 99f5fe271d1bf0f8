//! Push enrolments, match links and typed addresses (PAYLOADS.md section 6, PROTOCOL.md 2.1, 4.5).

use countersign_core::payload::{
    Enrol, EnrolLink, Field, NonAccountKind, Offer, Reason, Verdict, classify, classify_for,
    manual, parse_match,
};
use countersign_core::url::Network;
use data_encoding::BASE64URL_NOPAD;

use crate::bad;

const URI: &str = "https://idp.example/realms/demo/push-mfa/enroll/request-token/0b9c1d3e-6f0a-4a7e-9a53-0c6f5a3f2b11";

/// Every character but letters and digits escaped.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }
        })
        .collect()
}

fn token_of(payload: &str) -> String {
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    format!("{}.{}.{}", part(r#"{"alg":"RS256","kid":"k"}"#), part(payload), part("signature"))
}

fn token() -> String {
    token_of(
        r#"{"typ":"push-enroll-challenge","iss":"https://idp.example/realms/demo","aud":"demo"}"#,
    )
}

fn enrol(text: &str) -> EnrolLink {
    match classify(text.as_bytes()) {
        Verdict::Enrol(Enrol::KeycloakPush(link)) => link,
        other => panic!("{text}: {other:?}"),
    }
}

fn kind(text: &str) -> NonAccountKind {
    match classify(text.as_bytes()) {
        Verdict::NotAnAccount { kind } => kind,
        other => panic!("{text}: {other:?}"),
    }
}

fn by_value(link: &EnrolLink) -> &str {
    match &link.offer {
        Offer::ByValue { token, .. } => token.expose(),
        Offer::ByReference { .. } => panic!("by reference"),
    }
}

fn by_reference(link: &EnrolLink) -> &str {
    match &link.offer {
        Offer::ByReference { request_uri } => request_uri.as_str(),
        Offer::ByValue { .. } => panic!("by value"),
    }
}

#[test]
fn enrolment_links_are_matched_by_their_shape_a07() {
    let token = token();
    for text in [
        format!("my-secure://enroll?token={token}"),
        format!("countersign://enroll?token={token}"),
        format!("COUNTERSIGN://ENROLL/?token={token}"),
        format!("corp.example+app://enroll?lang=de&token={token}"),
        format!("my-secure://enroll#token={token}"),
        format!("https://link.example/enroll?token={token}"),
        format!("https://link.example/app/enroll#token={token}"),
        token.clone(),
        format!("  {token}\n"),
    ] {
        let link = enrol(&text);
        assert_eq!(by_value(&link), token);
        assert_eq!(link.host(), "idp.example");
        assert!(link.client_id.is_none() && link.client_secret.is_none());
    }
    for text in [
        format!("my-secure://enroll?request_uri={}", encoded(URI)),
        format!("my-secure://enroll?request_uri={URI}"),
        format!("https://link.countersign.test/enroll#request_uri={}", encoded(URI)),
    ] {
        let link = enrol(&text);
        assert_eq!(by_reference(&link), URI);
        assert_eq!(link.host(), "idp.example");
    }
}

#[test]
fn the_link_names_the_apps_client() {
    let link = enrol(&format!(
        "countersign://enroll?client_id=push-device-client&client_secret=a+b%2Bc&token={}",
        token()
    ));
    assert_eq!(link.client_id.as_deref(), Some("push-device-client"));
    assert_eq!(link.client_secret.as_ref().map(|s| s.expose()), Some("a b+c"));
    assert!(!format!("{link:?}").contains("a b+c"));
    let more = |more: &str| bad(&format!("countersign://enroll?{more}&token={}", token()));
    assert_eq!(more("client_secret=x"), (Field::Credential, Reason::Missing));
    assert_eq!(more("client_id=&client_secret=x"), (Field::Credential, Reason::Missing));
    assert_eq!(more("client_id=a%0Ab"), (Field::Credential, Reason::ControlCharacter));
    assert_eq!(more("client_id=a%ff"), (Field::Credential, Reason::BadEncoding));
}

#[test]
fn both_or_twice_is_a_conflict() {
    let (token, uri) = (token(), encoded(URI));
    for text in [
        format!("my-secure://enroll?token={token}&request_uri={uri}"),
        format!("my-secure://enroll?token={token}&token={token}"),
        format!("https://l.example/enroll?token={token}#token={token}"),
        format!("https://l.example/enroll?request_uri={uri}#request_uri={uri}"),
        format!("my-secure://enroll?client_id=a&client_id=a&token={token}"),
        format!("https://l.example/enroll?client_id=a&token={token}#client_id=b"),
        format!("my-secure://enroll?token={token}&client_id=a&client_secret=b&client_secret=c"),
        format!("my-secure://enroll?token=x&token={token}"),
    ] {
        assert_eq!(bad(&text), (Field::Token, Reason::Conflict), "{text}");
    }
}

#[test]
fn what_does_not_fit_is_refused_under_our_schemes_and_ignored_elsewhere() {
    let wrong = [
        String::new(),
        "a.b.c".into(),
        "a.b".into(),
        format!("{}.x", token()),
        format!("{}=", token()),
        token_of(r#"{"typ":"push-login-challenge","iss":"https://idp.example/realms/demo"}"#),
        token_of(r#"{"iss":"https://idp.example/realms/demo"}"#),
        token_of(r#"{"typ":"push-enroll-challenge"}"#),
        token_of(r#"{"typ":["push-enroll-challenge"],"iss":"https://idp.example/realms/demo"}"#),
        token_of(
            r#"{"typ":"x","typ":"push-enroll-challenge","iss":"https://idp.example/realms/demo"}"#,
        ),
        token_of("[]"),
        token_of("{"),
        // Truncated and too long.
        token().split_at(40).0.to_owned(),
        token().rsplit_once('.').unwrap().0.to_owned(),
        token_of(&format!(
            r#"{{"typ":"push-enroll-challenge","iss":"https://idp.example/realms/demo","x":"{}"}}"#,
            "y".repeat(3_000)
        )),
    ];
    for token in wrong {
        for scheme in ["my-secure", "countersign"] {
            let text = format!("{scheme}://enroll?token={token}");
            assert_eq!(bad(&text), (Field::Token, Reason::Unsupported), "{text}");
        }
        assert_eq!(kind(&format!("other://enroll?token={token}")), NonAccountKind::UnknownScheme);
        assert_eq!(kind(&format!("https://l.example/enroll?token={token}")), NonAccountKind::Url);
    }
    for text in
        ["countersign://enroll", "my-secure://enroll?x=1", "countersign:enroll", "countersign:"]
    {
        assert_eq!(bad(text), (Field::Token, Reason::Missing), "{text}");
    }
    assert_eq!(
        bad(&format!("countersign://other?token={}", token())),
        (Field::Token, Reason::Unsupported)
    );
    for uri in [
        "https://idp.example/x",
        "https://idp.example/realms/demo/push-mfa/enroll/request-token/1",
        "https://idp.example/realms//push-mfa/enroll/request-token/0b9c1d3e-6f0a-4a7e-9a53-0c6f5a3f2b11",
        "https://idp.example/push-mfa/enroll/request-token/0b9c1d3e-6f0a-4a7e-9a53-0c6f5a3f2b11",
        "ftp://idp.example/realms/demo/push-mfa/enroll/request-token/0b9c1d3e-6f0a-4a7e-9a53-0c6f5a3f2b11",
        "nothing",
    ] {
        let text = format!("countersign://enroll?request_uri={}", encoded(uri));
        assert_eq!(bad(&text), (Field::Token, Reason::Unsupported), "{uri}");
        assert_eq!(
            kind(&format!("https://l.example/enroll#request_uri={}", encoded(uri))),
            NonAccountKind::Url
        );
    }
    // A token elsewhere in a link is none.
    assert_eq!(kind(&format!("https://l.example/other?token={}", token())), NonAccountKind::Url);
    assert_eq!(kind(&format!("other://start?token={}", token())), NonAccountKind::UnknownScheme);
}

#[test]
fn only_https_is_contacted_a62() {
    let not_https = (Field::Url, Reason::NotHttps);
    let plain = URI.replace("https://", "http://");
    let named = URI.replace("idp.example", "user:pw@idp.example");
    let issuer =
        |issuer: &str| token_of(&format!(r#"{{"typ":"push-enroll-challenge","iss":"{issuer}"}}"#));
    for text in [
        format!("countersign://enroll?request_uri={}", encoded(&plain)),
        format!("https://l.example/enroll#request_uri={}", encoded(&plain)),
        format!("https://l.example/enroll#request_uri={}", encoded(&named)),
        format!(
            "https://l.example/enroll#request_uri={}",
            encoded(&plain.replace("idp.example", "localhost"))
        ),
        // The link itself must not be plain either.
        format!("http://l.example/enroll#request_uri={}", encoded(URI)),
        format!("http://localhost/enroll?token={}", token()),
        format!("countersign://enroll?token={}", issuer("http://idp.example/realms/demo")),
        format!("countersign://enroll?token={}", issuer("https://a@idp.example/realms/demo")),
        format!("countersign://enroll?token={}", issuer("demo")),
        issuer("http://127.0.0.1/realms/demo"),
    ] {
        assert_eq!(bad(&text), not_https, "{text}");
    }
    for tail in ["?x=1", "#x"] {
        let text = format!("countersign://enroll?request_uri={}", encoded(&format!("{URI}{tail}")));
        assert_eq!(bad(&text), (Field::Url, Reason::Unsupported), "{tail}");
    }
    let host = URI.replace("idp.example", "0x7f000001");
    let text = format!("countersign://enroll?request_uri={}", encoded(&host));
    assert_eq!(bad(&text), (Field::Url, Reason::Unsupported));
}

#[test]
fn loopback_http_only_where_the_constructor_allows_it_a62() {
    for host in ["localhost:8400", "127.0.0.1:8400", "127.9.9.9", "[::1]:8400"] {
        let uri = URI.replace("https://idp.example", &format!("http://{host}"));
        let text = format!("https://link.countersign.test/enroll#request_uri={}", encoded(&uri));
        assert_eq!(bad(&text), (Field::Url, Reason::NotHttps), "{host}");
        let verdict = classify_for(text.as_bytes(), Network::LoopbackHttpToo);
        assert!(matches!(verdict, Verdict::Enrol(_)), "{host}");
    }
    for host in [
        "idp.example",
        "localhost.example",
        "128.0.0.1",
        "[::2]",
        "10.0.0.1",
        "localhost.evil",
        "0.0.0.0",
    ] {
        let uri = URI.replace("https://idp.example", &format!("http://{host}"));
        let text = format!("https://link.countersign.test/enroll#request_uri={}", encoded(&uri));
        let verdict = classify_for(text.as_bytes(), Network::LoopbackHttpToo);
        assert!(matches!(verdict, Verdict::Malformed(_)), "{host}: {verdict:?}");
    }
}

#[test]
fn the_shown_host_is_punycode() {
    // The first letter is a Cyrillic one.
    let link = enrol(&format!(
        "countersign://enroll?request_uri={}",
        encoded(&URI.replace("idp.example", "\u{456}dp.example"))
    ));
    assert_eq!(link.host(), "xn--dp-goc.example");
}

#[test]
fn sign_in_links_are_no_accounts() {
    for text in [
        "my-secure://confirm?token=x",
        "other://CONFIRM",
        "countersign://confirm",
        "https://l.example/match#v=1&iss=https%3A%2F%2Fi.example&cid=1&n=42",
    ] {
        assert_eq!(kind(text), NonAccountKind::SignInRequest, "{text}");
    }
    for text in [
        "https://l.example/match",
        "https://l.example/match#v=1&iss=x&cid=1",
        "https://l.example/match?v=1&iss=x&cid=1&n=4",
        "http://l.example/match#v=1&iss=x&cid=1&n=4",
        "https://confirm/",
        "https://l.example/x#v=1&iss=x&cid=1&n=4",
    ] {
        assert_eq!(kind(text), NonAccountKind::Url, "{text}");
    }
}

#[test]
fn the_code_beside_the_number_is_read_whole_a30() {
    let cid = "0B9C1D3E-6f0a-4a7e-9a53-0c6f5a3f2b11";
    let text = |v: &str, iss: &str, cid: &str, n: &str| {
        format!("https://link.example/match#v={v}&iss={}&cid={cid}&n={n}", encoded(iss))
    };
    let base = "https://idp.example/realms/demo";
    let read = |text: &str| parse_match(text.as_bytes(), Network::HttpsOnly);
    let link = read(&text("1", base, cid, "042137")).unwrap();
    assert_eq!(
        (link.issuer.as_str(), link.request_id.as_str(), link.number.expose()),
        (base, cid, "042137")
    );
    assert_eq!(format!("{link:?}"), "MatchLink([redacted])");
    for (text, field, reason) in [
        (text("2", base, cid, "42"), Field::Type, Reason::Unsupported),
        (text("1", "http://idp.example/realms/demo", cid, "42"), Field::Url, Reason::NotHttps),
        (text("1", base, "1", "42"), Field::Data, Reason::BadEncoding),
        (text("1", base, cid, ""), Field::Digits, Reason::NotANumber),
        (text("1", base, cid, "4a"), Field::Digits, Reason::NotANumber),
        (text("1", base, cid, "1234567890123"), Field::Digits, Reason::NotANumber),
        (format!("{}&n=43", text("1", base, cid, "42")), Field::Digits, Reason::Conflict),
        (format!("{}&iss=x", text("1", base, cid, "42")), Field::Url, Reason::Conflict),
        ("https://link.example/match#v=1".into(), Field::Type, Reason::Unknown),
        (
            text("1", base, cid, "42").replace("https://link", "http://link"),
            Field::Type,
            Reason::Unknown,
        ),
        ("42".into(), Field::Type, Reason::Unknown),
    ] {
        let error = read(&text).map(|_| ()).unwrap_err();
        assert_eq!((error.field, error.reason), (field, reason), "{text}");
    }
    assert!(parse_match(&[0xff], Network::HttpsOnly).is_err());
    let local = text("1", "http://localhost:8400/realms/demo", cid, "42");
    assert!(parse_match(local.as_bytes(), Network::LoopbackHttpToo).is_ok());
}

#[test]
fn a_typed_address_is_read_as_people_type_a08() {
    let base = |text: &str| manual::realm_base(text, Network::HttpsOnly);
    for text in [
        "https://idp.example/realms/demo",
        "idp.example/realms/demo/",
        " IDP.Example / realms/demo",
        "HTTPS://idp.example:443/realms/demo",
    ] {
        assert_eq!(base(text).unwrap().as_str(), "https://idp.example/realms/demo", "{text}");
    }
    assert_eq!(base("idp.example/auth/realms/demo").unwrap().path(), "/auth/realms/demo");
    let error = |text: &str| base(text).unwrap_err().reason;
    assert_eq!(error("  "), Reason::Empty);
    assert_eq!(error("http://idp.example/realms/demo"), Reason::NotHttps);
    assert_eq!(error("a@idp.example/realms/demo"), Reason::NotHttps);
    for text in [
        "idp.example",
        "idp.example/realms/",
        "idp.example/realms/demo?x",
        "/realms/demo",
        "idp.example/realms/demo#x",
        "idp.example/realms/../x/realms/demo",
    ] {
        assert_eq!(error(text), Reason::Unsupported, "{text}");
    }
    assert!(
        manual::realm_base("http://localhost:8400/realms/demo", Network::LoopbackHttpToo).is_ok()
    );
}
