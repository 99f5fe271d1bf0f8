//! Other vendors' codes and texts that set up nothing (PAYLOADS.md sections 2, 7, 8).

use std::collections::HashSet;

use countersign_core::payload::{
    AccountWarning, Field, Malformed, NonAccountKind, Reason, Vendor, Verdict, classify,
};

use crate::{KEY, bad, totp};

fn vendor(text: &str) -> Vendor {
    match classify(text.as_bytes()) {
        Verdict::Foreign { vendor } => vendor,
        other => panic!("{text}: {other:?}"),
    }
}

fn kind(bytes: &[u8]) -> NonAccountKind {
    match classify(bytes) {
        Verdict::NotAnAccount { kind } => kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_vendor_is_recognised_and_advised_a17() {
    for (text, expected) in [
        (
            "phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fx.phonefactor.net",
            Vendor::MicrosoftWork,
        ),
        ("PhoneFactor:anything", Vendor::MicrosoftWork),
        ("https://co1pfpad06.phonefactor.net/pad/123", Vendor::MicrosoftWork),
        ("https://MobileAppCommunicator.auth.microsoft.com/x", Vendor::MicrosoftWork),
        ("https://mobileappcommunicator.auth.microsoft.com:443/x", Vendor::MicrosoftWork),
        ("msauth://code/abc", Vendor::MicrosoftLink),
        ("duo://ABCDEFGHIJ-YXBpLTEyMzQuZHVvc2VjdXJpdHkuY29t", Vendor::Duo),
        ("ABCDEFGHIJ-YXBpLTEyMzQuZHVvc2VjdXJpdHkuY29t", Vendor::Duo),
        ("oktaverify://email/login?t=x", Vendor::Okta),
        ("pushauth://push/forgerock:demo?a=b", Vendor::ForgeRockPing),
        ("mfauth://totp/x", Vendor::ForgeRockPing),
        (
            "https://idp.example/realms/demo/login-actions/action-token?key=eyJ",
            Vendor::KeycloakAppAuthenticator,
        ),
        ("tiqrenroll://https://x.example", Vendor::Tiqr),
        ("tiqrauth://x@y", Vendor::Tiqr),
        ("lseqr://pair/AAAA", Vendor::LinOtp),
        ("lseqr://chal/AAAA", Vendor::LinOtp),
        ("pia://container/SMPH1?x=1", Vendor::PrivacyIdeaSpecial),
        ("pia://qrbackup/1", Vendor::PrivacyIdeaSpecial),
        ("otpauth://daypassword/x?secret=AAAA", Vendor::PrivacyIdeaSpecial),
        ("FIDO:/1234567890123456789", Vendor::Passkey),
        ("fido:/0", Vendor::Passkey),
    ] {
        assert_eq!(vendor(text), expected, "{text}");
    }
    for vendor in Vendor::ALL {
        assert!(vendor.advice().ends_with(" Nothing was added."), "{vendor:?}");
        let verdict = Verdict::Foreign { vendor };
        assert_eq!(verdict.advice().as_deref(), Some(vendor.advice()));
    }
    let names: HashSet<_> = Vendor::ALL.iter().map(|vendor| vendor.name()).collect();
    let advice: HashSet<_> = Vendor::ALL.iter().map(|vendor| vendor.advice()).collect();
    assert_eq!((names.len(), advice.len()), (11, 11));
}

#[test]
fn complete_looking_codes_of_others_are_not_added_a17() {
    for more in [
        "&2step_salt=8",
        "&2step_output=20",
        "&2step_difficulty=10000",
        "&tokentype=daypassword",
        "&tokentype=",
        "&tokentype=%ff",
        "&TOKENTYPE=hotp",
    ] {
        assert_eq!(vendor(&totp(more)), Vendor::PrivacyIdeaSpecial, "{more}");
    }
    assert!(matches!(classify(totp("&tokentype=TOTP").as_bytes()), Verdict::Otp(_)));
    let guardian = totp("&enrollment_tx_id=x&base_url=https%3A%2F%2Fx.guardian.auth0.com");
    assert_eq!(vendor(&guardian), Vendor::Guardian);
}

#[test]
fn near_misses_are_not_taken_for_a_vendor() {
    for text in [
        "https://phonefactor.net.evil.example/",
        "https://evilphonefactor.net/",
        "https://x.phonefactor.net@evil.example/",
        "https://idp.example/login-actions/action-token",
        "https://idp.example/login-actions/action-token/x?key=1",
        "https://play.google.com@evil.example/",
        "https://play.google.com.evil.example/",
    ] {
        assert_eq!(kind(text.as_bytes()), NonAccountKind::Url, "{text}");
    }
    for text in
        ["hello-d29ybGQ", "a-b", "-YXBpLmV4YW1wbGU", "AB CD-YXBpLmV4YW1wbGU", "x-MS4yLjMuNA"]
    {
        assert_eq!(kind(text.as_bytes()), NonAccountKind::PlainText, "{text}");
    }
    assert_eq!(kind(b"FIDO:/12a"), NonAccountKind::UnknownScheme);
    assert_eq!(kind(b"FIDO:/"), NonAccountKind::UnknownScheme);
    assert_eq!(kind(b"see otpauth://totp/a?secret=AAAA"), NonAccountKind::PlainText);
    assert_eq!(kind(b"x-otpauth://totp/a?secret=AAAA"), NonAccountKind::UnknownScheme);
}

#[test]
fn everything_else_has_a_kind_and_a_sentence_a17() {
    for (text, expected) in [
        ("https://example.com/", NonAccountKind::Url),
        ("HTTP://example.com", NonAccountKind::Url),
        ("https://", NonAccountKind::Url),
        ("https:nonsense", NonAccountKind::Url),
        ("https://play.google.com/store/apps/details?id=x", NonAccountKind::StoreLink),
        ("https://apps.apple.com/app/id1", NonAccountKind::StoreLink),
        ("WIFI:T:WPA;S:net;P:pass;;", NonAccountKind::Wifi),
        ("wifi:S:net;;", NonAccountKind::Wifi),
        ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD", NonAccountKind::Contact),
        ("MECARD:N:Doe;;", NonAccountKind::Contact),
        ("BEGIN:VEVENT\n", NonAccountKind::Calendar),
        ("begin:vcalendar\n", NonAccountKind::Calendar),
        ("BEGIN:VJOURNAL", NonAccountKind::UnknownScheme),
        ("mailto:a@example.test", NonAccountKind::Mail),
        ("MATMSG:TO:a@example.test;;", NonAccountKind::Mail),
        ("tel:+491234", NonAccountKind::Phone),
        ("sms:+491234", NonAccountKind::Sms),
        ("SMSTO:+491234:hi", NonAccountKind::Sms),
        ("geo:48.1,11.6", NonAccountKind::Geo),
        ("bitcoin:bc1qxyz", NonAccountKind::Payment),
        ("upi://pay?pa=x", NonAccountKind::Payment),
        ("BCD\n002\n1\nSCT", NonAccountKind::Payment),
        ("BCD\r\n002", NonAccountKind::Payment),
        (KEY, NonAccountKind::RawBase32),
        ("jbsw y3dp-ehpk 3pxp", NonAccountKind::RawBase32),
        ("JBSWY3DPEHPK3PX", NonAccountKind::PlainText),
        ("123456", NonAccountKind::Digits),
        ("1234567890", NonAccountKind::Digits),
        ("12345", NonAccountKind::PlainText),
        ("12345678901", NonAccountKind::PlainText),
        ("2345672345672345", NonAccountKind::RawBase32),
        ("custom.app+x-1://start", NonAccountKind::UnknownScheme),
        ("hello, world", NonAccountKind::PlainText),
        (":colon first", NonAccountKind::PlainText),
        ("two words: text", NonAccountKind::PlainText),
        ("é:x", NonAccountKind::PlainText),
        ("", NonAccountKind::Empty),
        (" \t\r\n\u{feff}", NonAccountKind::Empty),
    ] {
        assert_eq!(kind(text.as_bytes()), expected, "{text}");
    }
    assert_eq!(kind(b"\xff\xfe"), NonAccountKind::Binary);
    assert_eq!(kind(&[0x80; 100]), NonAccountKind::Binary);
    let names: HashSet<_> = NonAccountKind::ALL.iter().map(|kind| kind.name()).collect();
    let advice: HashSet<_> = NonAccountKind::ALL.iter().map(|kind| kind.advice()).collect();
    assert_eq!((names.len(), advice.len()), (17, 17));
    assert_eq!(
        NonAccountKind::StoreLink.advice(),
        "This code only downloads the app. Press Next on the page and scan the next code."
    );
}

#[test]
fn blanks_and_byte_order_marks_around_a_text_do_not_matter() {
    for text in [
        format!("\u{feff}{}", totp("")),
        format!("  {}\r\n", totp("")),
        format!("\u{feff}\n{}\n\u{feff}", totp("")),
    ] {
        assert!(matches!(classify(text.as_bytes()), Verdict::Otp(_)), "{text}");
    }
}

#[test]
fn too_long_texts_are_refused_first() {
    let too_long = |max| (Field::Payload, Reason::TooLong { max });
    assert_eq!(kind(&[b'x'; 4_296]), NonAccountKind::PlainText);
    assert_eq!(bad(&"x".repeat(4_297)), too_long(4_296));
    assert_eq!(bad(&totp(&format!("&image={}", "x".repeat(4_300)))), too_long(4_296));
    assert_eq!(vendor(&format!("FIDO:/{}", "1".repeat(7_083))), Vendor::Passkey);
    assert_eq!(bad(&format!("FIDO:/{}", "1".repeat(7_084))), too_long(7_089));
    assert_eq!(bad(&"1".repeat(7_089)), too_long(4_296));
}

#[test]
fn every_finding_has_its_own_sentence() {
    let reasons = [
        Reason::TooLong { max: 5 },
        Reason::Missing,
        Reason::Empty,
        Reason::BadEncoding,
        Reason::ControlCharacter,
        Reason::BadCharacter { at: 3 },
        Reason::NotANumber,
        Reason::OutOfRange { min: 1, max: 2 },
        Reason::Unknown,
        Reason::Conflict,
        Reason::BadBase64,
        Reason::BadProtobuf,
        Reason::IndexOutsideBatch,
        Reason::NotHttps,
        Reason::Unsupported,
    ];
    let mut sentences = HashSet::new();
    let mut names = HashSet::new();
    for field in Field::ALL {
        for reason in reasons {
            let error = Malformed::new(field, reason);
            let sentence = error.advice();
            assert!(sentence.ends_with(". Nothing was added."), "{sentence}");
            assert_eq!(sentence, error.to_string());
            sentences.insert(sentence);
            names.insert((field.name(), reason.name()));
        }
    }
    assert_eq!((sentences.len(), names.len()), (16 * 15, 16 * 15));
    assert_eq!(
        Malformed::new(Field::Secret, Reason::BadCharacter { at: 15 }).advice(),
        "The secret key has a wrong character at place 16. Open the set-up page again and scan or \
         copy the key afresh. Nothing was added."
    );
    assert_eq!(Reason::OutOfRange { min: 1, max: 2 }.numbers(), [("min", 1), ("max", 2)]);
    assert_eq!(AccountWarning::WeakSecret { bits: 80 }.name(), "WeakSecret");
    assert!(AccountWarning::WeakSecret { bits: 80 }.sentence().contains("80 bits"));
}
