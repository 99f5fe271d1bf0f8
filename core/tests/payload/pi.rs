//! Push enrolments of privacyIDEA and eduMFA (PAYLOADS.md section 6).

use countersign_core::payload::{Enrol, Field, PushOffer, Reason, Verdict, classify};

use crate::push::encoded;
use crate::{bad, malformed, warned_names};

const CREDENTIAL: &str = "0123456789abcdef0123456789ABCDEF01234567";

fn pi(more: &str) -> String {
    format!(
        "otpauth://pipush/Example:alice?url={}&ttl=10&issuer=privacyIDEA&enrollment_credential={CREDENTIAL}&v=1&serial=PIPU00011AB2&sslverify=1{more}",
        encoded("https://pi.example/ttype/push")
    )
}

fn pipush(text: &str) -> PushOffer {
    match classify(text.as_bytes()) {
        Verdict::Enrol(Enrol::PiPush(offer)) => offer,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn privacyidea_push() {
    for text in [pi(""), pi("").replace("otpauth://pipush", "PIA://PiPush")] {
        let offer = pipush(&text);
        assert_eq!(offer.url.as_str(), "https://pi.example/ttype/push");
        assert_eq!(
            (offer.serial.as_str(), offer.credential.expose()),
            ("PIPU00011AB2", CREDENTIAL)
        );
        assert_eq!((offer.issuer.as_str(), offer.account.as_str()), ("privacyIDEA", "alice"));
        assert_eq!(
            (offer.ttl_minutes, offer.poll_only, offer.lock_requested),
            (Some(10), None, false)
        );
        let verdict = classify(text.as_bytes());
        let Verdict::Enrol(enrol) = &verdict else { panic!() };
        assert_eq!((enrol.protocol(), enrol.host()), ("PiPush", "pi.example"));
        assert_eq!(warned_names(verdict.warnings()), ["IssuerDiffers"]);
    }
    let offer =
        pipush(&pi("&poll_only=True&app_force_unlock=biometric&image=http%3A%2F%2Fx%2Fy.png"));
    assert!(offer.poll_only == Some(true) && offer.lock_requested);
    // It would otherwise look like an unknown type or a strange TOTP.
    assert!(matches!(classify(pi("&tokentype=pipush").as_bytes()), Verdict::Enrol(_)));
}

#[test]
fn privacyidea_push_is_checked() {
    let swap = |from: &str, to: &str| {
        let text = pi("").replace(from, to);
        assert_ne!(text, pi(""), "{from}");
        bad(&text)
    };
    let url = encoded("https://pi.example/ttype/push");
    for (found, expected) in [
        (swap("&v=1", "&v=2"), (Field::Type, Reason::Unsupported)),
        (swap("sslverify=1", "sslverify=0"), (Field::Url, Reason::Unsupported)),
        (swap("sslverify=1", "sslverify=False"), (Field::Url, Reason::Unsupported)),
        (swap(&url, &encoded("http://pi.example/ttype/push")), (Field::Url, Reason::NotHttps)),
        (swap(&url, &encoded("https://a:b@pi.example/")), (Field::Url, Reason::NotHttps)),
        (swap("?url=", "?x="), (Field::Url, Reason::Missing)),
        (swap("&serial=PIPU00011AB2", ""), (Field::Serial, Reason::Missing)),
        (swap("PIPU00011AB2", ""), (Field::Serial, Reason::Empty)),
        (swap("PIPU00011AB2", "PI-1"), (Field::Serial, Reason::BadCharacter { at: 2 })),
        (swap("PIPU00011AB2", &"A".repeat(65)), (Field::Serial, Reason::TooLong { max: 64 })),
        (swap("enrollment_credential", "x"), (Field::Credential, Reason::Missing)),
        (swap(CREDENTIAL, "abcd"), (Field::Credential, Reason::BadEncoding)),
        (swap(CREDENTIAL, "xyz"), (Field::Credential, Reason::BadCharacter { at: 0 })),
        (swap("ttl=10", "ttl=0"), (Field::Period, Reason::OutOfRange { min: 1, max: 1_440 })),
        (swap("ttl=10", "ttl=1441"), (Field::Period, Reason::OutOfRange { min: 1, max: 1_440 })),
        (swap("ttl=10", "ttl=soon"), (Field::Period, Reason::NotANumber)),
        (swap("ttl=10", "ttl=10&serial=OTHER"), (Field::Serial, Reason::Conflict)),
        (swap("Example:alice", "Example:al%00ice"), (Field::Label, Reason::ControlCharacter)),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn edumfa_push() {
    let text = pi("").replace("otpauth://pipush", "edumfa-push://edumfa").replace("PIPU", "EDUP");
    let Verdict::Enrol(enrol) = classify(text.as_bytes()) else { panic!() };
    assert_eq!((enrol.protocol(), enrol.host()), ("EduMfaPush", "pi.example"));
    assert_eq!(bad("edumfa-push://other/a?url=x"), (Field::Type, Reason::Unknown));
    assert_eq!(bad("edumfa-push://edumfa/a?serial=1"), (Field::Url, Reason::Missing));
}

#[test]
fn a_code_that_asks_not_to_check_the_certificate_says_so() {
    let told = |text: &str| malformed(&pi("").replace("sslverify=1", text)).advice();
    for off in ["sslverify=0", "sslverify=False"] {
        assert!(told(off).contains("not to check the server's certificate"), "{off}");
    }
    assert!(!told("v=2").contains("certificate"), "another reason has other words");
}
