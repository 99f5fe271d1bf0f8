//! Arbitrary input, and what verdicts give away.

use countersign_core::otp::OtpKind;
use countersign_core::payload::{
    BatchEntry, Collector, Verdict, classify, classify_for, manual, parse_match,
};
use countersign_core::text::shown;
use countersign_core::url::{Network, Url};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use proptest::prelude::*;

use crate::{otp, totp};

/// Everything that a log could get to see of a verdict.
fn printed(bytes: &[u8]) -> String {
    let verdict = classify_for(bytes, Network::LoopbackHttpToo);
    let mut out = format!("{verdict:?} {verdict:#?} {:?} {}", verdict.advice(), verdict.name());
    for warning in verdict.warnings() {
        out += &format!("{warning:?} {} {}", warning.name(), warning.sentence());
    }
    match &verdict {
        Verdict::Malformed(error) => {
            out += &format!("{error} {error:?} {:?}", error.reason.numbers())
        }
        Verdict::Otp(account) => {
            out += &format!("{:?} {:?} {:?}", account.kind, account.secret, account.secret_base32())
        }
        Verdict::Enrol(enrol) => out += &format!("{:?}", enrol.warnings()),
        Verdict::OtpBatch(batch) => {
            for entry in &batch.entries {
                if let BatchEntry::Refused(error) = entry {
                    out += &error.to_string();
                }
            }
        }
        Verdict::Foreign { vendor } => out += vendor.name(),
        Verdict::NotAnAccount { kind } => out += kind.name(),
    }
    if let Verdict::OtpBatch(batch) = verdict {
        let mut collector = Collector::new();
        out += &format!("{:?} {collector:?}", collector.finish());
        out += &format!("{:?}", collector.add(batch));
        out += &format!("{collector:?}");
    }
    out += &format!("{:?}", parse_match(bytes, Network::LoopbackHttpToo));
    if let Ok(text) = std::str::from_utf8(bytes) {
        out += &format!("{:?}", Url::parse(text));
        out += &format!("{:?}", manual::realm_base(text, Network::HttpsOnly));
        out += &format!("{:?}", manual::enrol_code(text).map_err(|error| error.to_string()));
    }
    out
}

#[test]
fn verdicts_hold_no_text_of_the_payload_v60() {
    // Marks that stand in names, secrets, addresses and tokens of every kind of payload.
    let marks = ["Zymurgy", "zymurgy", "PJ4W25LSM54Q", "7a796d75726779", "enltdXJneQ"];
    let claims = r#"{"typ":"push-enroll-challenge","iss":"https://zymurgy.example/realms/zymurgy","sub":"zymurgy"}"#;
    let jws = format!("e30.{}.enltdXJneQ", BASE64URL_NOPAD.encode(claims.as_bytes()));
    let uuid = "0b9c1d3e-6f0a-4a7e-9a53-0c6f5a3f2b11";
    let credential = "7a796d757267797a796d757267797a796d757267";
    let field =
        |number: u8, text: &[u8]| [vec![number << 3 | 2, text.len() as u8], text.to_vec()].concat();
    let entry =
        [field(1, b"zymurgyzymurgyzymurg"), field(2, b"Zymurgy:zymurgy"), field(8, b"zymurgy")]
            .concat();
    let refused = [field(1, b"zymurgyzymurgyzymurg"), field(2, b"zymurgy"), vec![0x20, 4]].concat();
    let data = [field(1, &entry), field(1, &refused), vec![0x10, 1, 0x18, 2]].concat();
    let samples = [
        "otpauth://totp/Zymurgy:zymurgy?secret=PJ4W25LSM54QPJ4W25LSM54Q&issuer=zymurgy".to_owned(),
        "otpauth://hotp/Zymurgy:zymurgy?secret=PJ4W25LSM54Q".to_owned(),
        "otpauth://yaotp/zymurgy?secret=PJ4W25LSM54QPJ4W25LSM54QPI&pin=GEZDGNA".to_owned(),
        "otpauth://totp/zymurgy?secret=zymurgy1".to_owned(),
        "otpauth://zymurgy/zymurgy?secret=zymurgy".to_owned(),
        "otpauth://totp/Zymurgy?secret=PJ4W25LSM54Q&algorithm=zymurgy".to_owned(),
        "otpauth://totp/Zymurgy?secret=PJ4W25LSM54Q&digits=zymurgy".to_owned(),
        "otpauth://totp/Zymurgy?secret=PJ4W25LSM54Q&enrollment_tx_id=zymurgy".to_owned(),
        "steam://PJ4W25LSM54QPJ4W25LSM54Q".to_owned(),
        "motp://Zymurgy:zymurgy?secret=7a796d75726779".to_owned(),
        format!("otpauth-migration://offline?data={}", BASE64URL_NOPAD.encode(&data)),
        format!("countersign://enroll?client_id=zymurgy&client_secret=zymurgy&token={jws}"),
        format!(
            "https://zymurgy.example/enroll#request_uri=https://zymurgy.example/realms/zymurgy/push-mfa/enroll/request-token/{uuid}"
        ),
        jws,
        format!(
            "otpauth://pipush/zymurgy?url=https%3A%2F%2Fzymurgy.example&serial=zymurgy&enrollment_credential={credential}"
        ),
        format!(
            "edumfa-push://edumfa/zymurgy?url=https%3A%2F%2Fzymurgy.example&serial=zymurgy&enrollment_credential={credential}"
        ),
        format!(
            "https://zymurgy.example/match#v=1&iss=https%3A%2F%2Fzymurgy.example%2Frealms%2Fzymurgy&cid={uuid}&n=4711"
        ),
        "https://zymurgy.example/zymurgy".to_owned(),
        "phonefactor://zymurgy".to_owned(),
        "zymurgy://zymurgy".to_owned(),
        "Zymurgy is zymurgy".to_owned(),
        "PJ4W25LSM54QPJ4W25LSM54Q".to_owned(),
    ];
    let check = |bytes: &[u8]| {
        let out = printed(bytes);
        for mark in marks.iter().chain(&["4711", "GEZDGNA"]) {
            assert!(!out.contains(mark), "{mark} of {:?} in {out}", String::from_utf8_lossy(bytes));
        }
    };
    for sample in &samples {
        check(sample.as_bytes());
        // Cut at every length, and with every byte damaged.
        for length in 0..sample.len() {
            check(&sample.as_bytes()[..length]);
            let mut damaged = sample.clone().into_bytes();
            damaged[length] ^= 0x15;
            check(&damaged);
        }
    }
}

#[test]
fn the_same_name_from_two_issuers_is_two_accounts_a45() {
    let first =
        otp("otpauth://totp/One:alice@example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    let second =
        otp("otpauth://totp/Two:alice@example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert!(!first.is_same(&second));
    assert!(first.is_same(&otp(
        "otpauth://totp/One:alice@example.test?secret=gezdgnbvgy3tqojqgezdgnbvgy3tqojq&digits=6"
    )));
    for more in ["&digits=8", "&period=60", "&algorithm=SHA256", "&secret="] {
        let other = match more {
            "&secret=" => otp("otpauth://totp/One:alice@example.test?secret=JBSWY3DPEHPK3PXP"),
            more => otp(&format!(
                "otpauth://totp/One:alice@example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ{more}"
            )),
        };
        assert!(!first.is_same(&other), "{more}");
    }
}

#[test]
fn the_longest_texts_of_every_shape_are_judged() {
    for shape in [
        "otpauth://totp/a?",
        "otpauth://totp/",
        "otpauth-migration://offline?data=",
        "countersign://enroll?",
        "https://a/enroll#token=",
        "",
        "motp:",
        "pia://pipush/a?",
    ] {
        for filler in [
            "%",
            "&",
            "=",
            "a=b&",
            "+",
            ".",
            "%41",
            "A",
            "&amp;",
            "#",
            ":",
            "/",
            "\u{202e}",
            "token=a.b.c&",
        ] {
            let text = format!("{shape}{}", filler.repeat((4_296 - shape.len()) / filler.len()));
            let _ = printed(text.as_bytes());
        }
    }
    let deep = format!("e30.{}.AA", BASE64URL_NOPAD.encode("[".repeat(3_000).as_bytes()));
    let _ = printed(deep.as_bytes());
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("otpauth://totp/".to_owned()),
        Just("otpauth-migration://offline?data=".to_owned()),
        Just("countersign://enroll?token=".to_owned()),
        Just("https://a.example/enroll#request_uri=".to_owned()),
        Just("steam://".to_owned()),
        Just("motp:".to_owned()),
        Just("secret=".to_owned()),
        Just("&issuer=".to_owned()),
        Just("&digits=".to_owned()),
        Just("?".to_owned()),
        Just("#".to_owned()),
        Just(":".to_owned()),
        Just("%".to_owned()),
        Just("%3A".to_owned()),
        Just("JBSWY3DPEHPK3PXP".to_owned()),
        ".{0,8}",
        "[A-Za-z0-9+/=_-]{0,40}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn arbitrary_bytes_get_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = printed(&bytes);
    }

    #[test]
    fn hostile_texts_get_a_verdict(text in hostile()) {
        let _ = printed(text.as_bytes());
        let clean = shown(&text);
        prop_assert!(clean.chars().count() <= 256);
        prop_assert_eq!(shown(&clean), clean.clone());
        prop_assert!(!clean.chars().any(char::is_control));
    }

    #[test]
    fn arbitrary_exports_get_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = format!("otpauth-migration://offline?data={}", BASE64URL_NOPAD.encode(&bytes));
        let _ = printed(text.as_bytes());
    }

    #[test]
    fn what_a_service_writes_is_read_back(
        secret in proptest::collection::vec(any::<u8>(), 1..=256),
        issuer in "[^\\p{C}\\p{Z}:+&#?%]{1,20}",
        account in "[^\\p{C}\\p{Z}]{1,20}",
        digits in 6..=8_u8,
        period in 1..=86_400_u32,
    ) {
        let escape = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let text = format!(
            "otpauth://totp/{}:{}?secret={}&issuer={}&digits={digits}&period={period}",
            escape(&issuer), escape(&account), BASE32_NOPAD.encode(&secret), escape(&issuer),
        );
        let read = otp(&text);
        prop_assert_eq!((&read.issuer, &read.account), (&issuer, &account));
        prop_assert!(read.secret.ct_eq(&secret));
        prop_assert_eq!(read.period(), if issuer.eq_ignore_ascii_case("steam") { read.period() } else { Some(period) });
        let is_totp = matches!(read.kind, OtpKind::Totp { .. });
        prop_assert!(is_totp && read.digits() == digits);
        let written = read.secret_base32();
        prop_assert_eq!(written.expose(), BASE32_NOPAD.encode(&secret));
    }

    #[test]
    fn urls_are_stable(text in "https?://[a-zA-Z0-9.:@\\[\\]%-]{0,20}[/?#]?[a-zA-Z0-9./?#%&=\\\\ -]{0,20}") {
        if let Ok(url) = Url::parse(&text) {
            let again = Url::parse(url.as_str()).unwrap();
            prop_assert_eq!(again.as_str(), url.as_str());
            prop_assert!(!url.host().contains('@') && url.as_str().starts_with(url.origin()));
        }
    }

    #[test]
    fn cutting_a_good_link_never_makes_another_secret(length in 0..60_usize) {
        let whole = totp("&digits=8");
        if let Verdict::Otp(account) = classify(&whole.as_bytes()[..length.min(whole.len())]) {
            prop_assert!(b"12345678901234567890".starts_with(account.secret.expose()));
        }
    }
}
