//! Steam, Yandex, mOTP (PAYLOADS.md section 4), and typed keys.

use countersign_core::otp::OtpKind;
use countersign_core::payload::{Field, Reason, ScannedAccount, manual};

use crate::{KEY, bad, code, otp, totp, warned};

#[test]
fn steam_by_type_encoder_parameter_and_scheme() {
    for text in [
        format!("otpauth://steam/Steam:gabe?secret={KEY}"),
        format!("otpauth://steam/Steam:gabe?secret={KEY}&digits=5&period=60"),
        totp("&encoder=steam&digits=5"),
        totp("&encoder=Steam"),
        totp("&steam"),
        totp("&steam=1"),
        format!("steam://{KEY}"),
        format!("STEAM://{}", KEY.to_lowercase()),
        "steam://MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=".to_owned(),
        "steam://MTIzNDU2Nzg5MDEyMzQ1Njc4OTA".to_owned(),
    ] {
        let account = otp(&text);
        assert!(matches!(account.kind, OtpKind::Steam), "{text}");
        assert_eq!(code(&account, 59, None), "PV9M4", "{text}");
        assert_eq!((account.digits(), account.period()), (5, Some(30)));
        assert!(warned(&account).is_empty(), "{text}");
    }
    assert_eq!(otp(&format!("steam://{KEY}")).issuer, "Steam");
}

#[test]
fn the_issuer_steam_never_decides_in_silence() {
    let kind = |more: &str| {
        let account = otp(&format!("otpauth://totp/sTeAm:gabe?secret={KEY}{more}"));
        (account.kind.name(), warned(&account).join(" "))
    };
    assert_eq!(kind(""), ("steam", "AssumedSteam".into()));
    assert_eq!(kind("&digits=5"), ("steam", "AssumedSteam".into()));
    for digits in 6..=8 {
        assert_eq!(kind(&format!("&digits={digits}")), ("totp", "MaybeSteam".into()));
    }
    // Where the code asks for what Steam does not do, the issuer does not override it.
    assert_eq!(kind("&algorithm=SHA256"), ("totp", "MaybeSteam".into()));
    assert_eq!(kind("&period=60"), ("totp", "MaybeSteam".into()));
    assert_eq!(kind("&digits=9"), ("totp", "UnusualDigits".into()));
    let hotp = otp(&format!("otpauth://hotp/Steam:a?secret={KEY}&counter=0"));
    assert_eq!((hotp.kind.name(), hotp.warnings.len()), ("hotp", 0));
}

#[test]
fn steam_is_five_letters_of_sha1() {
    let steam = |more: &str| bad(&format!("otpauth://steam/a?secret={KEY}{more}"));
    assert_eq!(steam("&digits=6"), (Field::Digits, Reason::OutOfRange { min: 5, max: 5 }));
    assert_eq!(steam("&algorithm=SHA256"), (Field::Algorithm, Reason::Conflict));
    assert_eq!(bad("steam://"), (Field::Secret, Reason::Missing));
    assert_eq!(bad("steam:"), (Field::Secret, Reason::Missing));
    // An ordinary link of the Steam program is no secret.
    assert_eq!(bad("steam://run/440").0, Field::Secret);
    // Base64 of another length is not taken.
    assert_eq!(bad("steam://MTIzNDU2Nzg5MDEyMzQ1Njc4/Q==").0, Field::Secret);
}

#[test]
fn yandex_accounts() {
    let yandex = |secret: &str, more: &str| format!("otpauth://yaotp/a:b?secret={secret}{more}");
    let short = "GEZDGNBVGY3TQOJQGEZDGNBVGY";
    let long = "GEZDGNBVGY3TQOJQGEZDGNBVGYAAAAAAAAAAAAAA4I";
    for secret in [short, long] {
        let account = otp(&yandex(secret, ""));
        assert_eq!((account.issuer.as_str(), account.account.as_str()), ("Yandex", "a:b"));
        assert!(account.secret.ct_eq(b"1234567890123456"));
        assert_eq!(warned(&account), ["PinNeeded"]);
        assert_eq!(code(&account, 59, Some("1234")), "apuduafn");
        assert_eq!(
            (account.algorithm(), account.digits(), account.period()),
            ("SHA256", 8, Some(30))
        );
    }
    // `1234` in Base32.
    let account = otp(&yandex(short, "&pin=GEZDGNA&pin_length=4&digits=8&algorithm=SHA256"));
    assert!(account.warnings.is_empty());
    assert_eq!(code(&account, 1_111_111_109, None), "jvmkhrxv");
    for (more, field, reason) in [
        ("&digits=6", Field::Digits, Reason::OutOfRange { min: 8, max: 8 }),
        ("&algorithm=SHA512", Field::Algorithm, Reason::Conflict),
        ("&pin=GEZDGNA&pin_length=5", Field::Pin, Reason::Conflict),
        ("&pin_length=3", Field::Pin, Reason::OutOfRange { min: 4, max: 16 }),
        ("&pin_length=x", Field::Pin, Reason::NotANumber),
        ("&pin=GEZDG", Field::Pin, Reason::OutOfRange { min: 4, max: 16 }),
        ("&pin=MFRGGZA", Field::Pin, Reason::NotANumber),
        ("&pin=1234", Field::Pin, Reason::BadCharacter { at: 0 }),
        ("&pin=77776", Field::Pin, Reason::BadEncoding),
        ("&pin=GEZDGNA&pin=GEZDGNI", Field::Pin, Reason::Conflict),
    ] {
        assert_eq!(bad(&yandex(short, more)), (field, reason), "{more}");
    }
    let wrong_check = "GEZDGNBVGY3TQOJQGEZDGNBVGYAAAAAAAAAAAAAA4M";
    for secret in [wrong_check, KEY, "JBSWY3DPEHPK3PXP"] {
        assert_eq!(bad(&yandex(secret, "")), (Field::Secret, Reason::Conflict), "{secret}");
    }
}

#[test]
fn motp_accounts() {
    let hex = "00112233445566778899aabbccddeeff";
    for slashes in ["", "/", "//", "///"] {
        let account = otp(&format!("motp:{slashes}Example:alice?secret={hex}"));
        assert_eq!((account.issuer.as_str(), account.account.as_str()), ("Example", "alice"));
        assert_eq!(warned(&account), ["PinNeeded"]);
        assert_eq!(code(&account, 59, Some("1234")), "731e6d");
        assert_eq!((account.algorithm(), account.digits(), account.period()), ("MD5", 6, Some(10)));
    }
    assert!(otp("motp://a:b?secret=AABB").secret.ct_eq(&[0xaa, 0xbb]));
    let secret = |text: &str| bad(&format!("motp://a:b?secret={text}"));
    assert_eq!(secret("abc"), (Field::Secret, Reason::BadEncoding));
    assert_eq!(secret("abxd"), (Field::Secret, Reason::BadCharacter { at: 2 }));
    assert_eq!(secret(""), (Field::Secret, Reason::Empty));
    assert_eq!(secret(&"ab".repeat(65)), (Field::Secret, Reason::TooLong { max: 64 }));
    assert_eq!(bad("motp://a:b"), (Field::Secret, Reason::Missing));
    assert_eq!(bad("motp://a%00:b?secret=aabb"), (Field::Label, Reason::ControlCharacter));
}

#[test]
fn a_typed_key_is_a_standard_account_a08() {
    let account = ScannedAccount::from_typed_key(
        "Example",
        "alice",
        "gezd gnbv gy3t qojq GEZD GNBV GY3T QOJQ",
    );
    let account = account.unwrap();
    assert!(account.warnings.is_empty());
    assert_eq!(code(&account, 59, None), "287082");
    let error = ScannedAccount::from_typed_key("Example", "a\u{7}", KEY).unwrap_err();
    assert_eq!((error.field, error.reason), (Field::Label, Reason::ControlCharacter));
    let error = ScannedAccount::from_typed_key("Example", "a", "key 1").unwrap_err();
    assert_eq!((error.field, error.reason), (Field::Secret, Reason::BadCharacter { at: 4 }));
}

#[test]
fn a_typed_enrolment_code_is_read_as_people_type_a08() {
    for text in ["0123456ABZ", "o123456abz", "OI2345 6aBz", " 0L2-3456-ABZ ", "0i2\u{2013}3456abz"]
    {
        assert_eq!(manual::enrol_code(text).unwrap().expose(), "0123456ABZ", "{text}");
    }
    let error = |text: &str| manual::enrol_code(text).unwrap_err().reason;
    assert_eq!(error(" - "), Reason::Empty);
    assert_eq!(error("012345678"), Reason::Missing);
    assert_eq!(error("0123456789A"), Reason::TooLong { max: 10 });
    assert_eq!(error("012U456789"), Reason::BadCharacter { at: 3 });
    assert_eq!(error("012é456789"), Reason::BadCharacter { at: 3 });
}
