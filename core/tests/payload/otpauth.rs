//! PAYLOADS.md section 3 without the names, and the kinds of section 4 that share its grammar.

use countersign_core::otp::{Counter, OtpKind};
use countersign_core::payload::{AccountWarning, Field, Reason};

use crate::{KEY, bad, otp, totp, warned};

#[test]
fn the_plain_case_has_no_warnings() {
    let account = otp(&totp("&issuer=Example&algorithm=SHA1&digits=6&period=30"));
    assert_eq!((account.issuer.as_str(), account.account.as_str()), ("Example", "alice"));
    assert_eq!(account.kind.name(), "totp");
    assert_eq!((account.algorithm(), account.digits(), account.period()), ("SHA1", 6, Some(30)));
    assert!(account.secret.ct_eq(b"12345678901234567890"));
    assert_eq!(account.secret_base32().expose(), KEY);
    assert!(!account.lock_requested && account.warnings.is_empty());
}

#[test]
fn scheme_and_type_know_no_case() {
    for start in ["OTPAUTH://TOTP/", "otpauth://ToTp/", "apple-otpauth://totp/", "pia://totp/"] {
        assert_eq!(otp(&format!("{start}a:b?secret={KEY}")).kind.name(), "totp", "{start}");
    }
    assert_eq!(otp(&format!("pia://hotp/a:b?secret={KEY}&counter=1")).kind.name(), "hotp");
}

#[test]
fn other_types_are_refused() {
    for text in [
        "otpauth:",
        "otpauth://",
        "otpauth:totp/a?secret=AAAA",
        "otpauth:/totp/a?secret=AAAA",
        "otpauth:///a?secret=AAAA",
        "otpauth://totp:80/a?secret=AAAA",
        "otpauth://%74otp/a?secret=AAAA",
        "otpauth://totp@x/a",
        "otpauth://motp/a",
        "otpauth://totp#/a",
        "pia://xotp/a",
    ] {
        assert_eq!(bad(text), (Field::Type, Reason::Unknown), "{text}");
    }
}

#[test]
fn the_query_is_split_before_it_is_decoded() {
    // A decoded `%26` must not become a separator.
    let account = otp(&format!("otpauth://totp/a?issuer=A%26secret%3DBBBB&secret={KEY}"));
    assert_eq!(account.issuer, "A&secret=BBBB");
    assert!(account.secret.ct_eq(b"12345678901234567890"));
    // Decoded once.
    assert_eq!(otp(&format!("otpauth://totp/a%2520b?secret={KEY}")).account, "a%20b");
    // A percent sign without two hex digits is text.
    for (raw, name) in [("100%", "100%"), ("%zz", "%zz"), ("%4", "%4"), ("%%41", "%A")] {
        assert_eq!(otp(&format!("otpauth://totp/{raw}?secret={KEY}")).account, name);
    }
    for (text, field) in [
        (format!("otpauth://totp/%ff?secret={KEY}"), Field::Label),
        (totp("&issuer=%C3"), Field::Issuer),
        (totp("&digits=%ff"), Field::Digits),
        (totp("&%ff=1"), Field::Payload),
        ("otpauth://totp/a?secret=%ff".to_owned(), Field::Secret),
    ] {
        assert_eq!(bad(&text), (field, Reason::BadEncoding), "{text}");
    }
    // Values of unknown names are not even decoded.
    assert!(warned(&otp(&totp("&image=%ff"))).is_empty());
}

#[test]
fn parameter_names_know_no_case_and_may_be_escaped() {
    let account = otp("otpauth://totp/a:b?SECRET=JBSWY3DPEHPK3PXP&%64igits=8&Period=60");
    assert_eq!((account.digits(), account.period()), (8, Some(60)));
    let account = otp(&format!("otpauth://totp/a:b?issuer=a&amp;secret={KEY}&amp;digits=8"));
    assert_eq!((account.digits(), warned(&account)), (8, vec!["HtmlEscaped"]));
}

#[test]
fn a_fragment_ends_the_query_only() {
    let account = otp(&totp("&digits=8#&period=60"));
    assert_eq!((account.digits(), account.period()), (8, Some(30)));
    assert_eq!(warned(&account), ["FragmentDropped"]);
    let account = otp(&format!("otpauth://totp/Ex:C#/a/./b+c d?secret={KEY}"));
    assert_eq!(account.account, "C#/a/./b+c d");
    assert!(account.warnings.is_empty());
}

#[test]
fn at_most_64_parameters() {
    assert_eq!(otp(&totp(&"&x=1".repeat(63))).digits(), 6);
    assert_eq!(bad(&totp(&"&x=1".repeat(64))), (Field::Payload, Reason::TooLong { max: 64 }));
}

#[test]
fn a_parameter_twice_is_the_same_twice_or_refused() {
    for more in [
        "&digits=8&digits=08",
        "&algorithm=SHA1&algorithm=sha1",
        "&period=30&period=%2030",
        "&issuer=A%20B&issuer=A+B",
        "&secret=gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq",
    ] {
        assert!(warned(&otp(&totp(more))).contains(&"RepeatedParameter"), "{more}");
    }
    for (more, field) in [
        ("&digits=8&digits=6", Field::Digits),
        ("&digits=6&DIGITS=8", Field::Digits),
        ("&algorithm=SHA1&algorithm=SHA256", Field::Algorithm),
        ("&period=30&period=60", Field::Period),
        ("&issuer=A&issuer=B", Field::Issuer),
        ("&secret=JBSWY3DPEHPK3PXP", Field::Secret),
        ("&pin=True&pin=False", Field::Pin),
        ("&encoder=steam&encoder=x", Field::Type),
    ] {
        assert_eq!(bad(&totp(more)), (field, Reason::Conflict), "{more}");
    }
    // Neither value may be wrong on its own either.
    assert_eq!(bad(&totp("&digits=6&digits=x")), (Field::Digits, Reason::NotANumber));
}

#[test]
fn secrets_are_base32_with_what_people_put_between() {
    for text in [
        "JBSWY3DPEHPK3PXPJBSWY3DPEE",
        "jbswy3dpehpk3pxpjbswy3dpee",
        "JBSW-Y3DP-EHPK_3PXP-JBSW-Y3DP-EE",
        "JBSW%20Y3DP+EHPK3PXP%C2%A0JBSWY3DPEE%0A",
        "JBSWY3DPEHPK3PXPJBSWY3DPEE======",
        "JBSWY3DPEHPK3PXPJBSWY3DPEE%3D%20%3d",
        "JBSWY3DPEHPK3PXPJBSWY3DPEE==-==",
    ] {
        let account = otp(&format!("otpauth://totp/a?secret={text}"));
        assert!(account.secret.ct_eq(b"Hello!\xde\xad\xbe\xefHello!"), "{text}");
        assert!(account.warnings.is_empty(), "{text}");
    }
}

#[test]
fn what_is_not_base32_is_never_taken_for_raw_bytes() {
    let secret = |text: &str| bad(&format!("otpauth://totp/a?secret={text}"));
    for (text, at) in [
        ("JBSWY3DPEHPK3PX0", 15),
        ("1BSWY3DPEHPK3PXP", 0),
        ("JB8WY3DPEHPK3PXP", 2),
        ("JBSWY3D9", 7),
        ("JB-SW!Y3", 5),
        ("JB=SW", 2),
        ("%C3%A4BCD", 0),
        ("JBSWY3DP/", 8),
        ("JBSW%2BY3DP", 4),
        ("correct%20horse%20battery%201", 22),
        ("AB\u{2003}CD", 2),
    ] {
        assert_eq!(secret(text), (Field::Secret, Reason::BadCharacter { at }), "{text}");
    }
    for text in ["", "%20", "====", "-_-", "A", "A="] {
        assert_eq!(secret(text), (Field::Secret, Reason::Empty), "{text}");
    }
    assert_eq!(bad("otpauth://totp/a"), (Field::Secret, Reason::Missing));
    assert_eq!(bad("otpauth://totp/a?issuer=b"), (Field::Secret, Reason::Missing));
}

#[test]
fn surplus_bits_are_dropped_with_a_warning() {
    let bytes = |text: &str| {
        let account = otp(&format!("otpauth://totp/a:b?secret={text}"));
        let surplus = account.warnings.contains(&AccountWarning::SurplusBits);
        (account.secret.expose().to_vec(), surplus)
    };
    // Lengths 1, 3 and 6 beyond a multiple of 8 hold no further byte.
    assert_eq!(bytes("MFRGGZDFA"), (b"abcde".to_vec(), true));
    assert_eq!(bytes("MFRGGZDFMYA"), (b"abcdef".to_vec(), true));
    assert_eq!(bytes("MFRGGZDFMZTWQA"), (b"abcdefgh".to_vec(), true));
    // Left-over bits that are not zero.
    for (clean, dirty, plain) in [
        ("ME", "MH", &b"a"[..]),
        ("MFRA", "MFRB", b"ab"),
        ("MFRGG", "MFRGH", b"abc"),
        ("MFRGGZA", "MFRGGZH", b"abcd"),
        ("74", "77", b"\xff"),
    ] {
        assert_eq!(bytes(clean), (plain.to_vec(), false));
        assert_eq!(bytes(dirty), (plain.to_vec(), true));
    }
}

#[test]
fn weak_secrets_are_accepted_with_their_bits() {
    let warnings = |bytes: usize| {
        let text = data_encoding::BASE32_NOPAD.encode(&vec![7; bytes]);
        otp(&format!("otpauth://totp/a:b?secret={text}")).warnings
    };
    assert_eq!(warnings(1), [AccountWarning::WeakSecret { bits: 8 }]);
    assert_eq!(warnings(10), [AccountWarning::WeakSecret { bits: 80 }]);
    assert_eq!(warnings(15), [AccountWarning::WeakSecret { bits: 120 }]);
    assert!(warnings(16).is_empty() && warnings(256).is_empty());
    let long = data_encoding::BASE32_NOPAD.encode(&[7; 257]);
    let found = bad(&format!("otpauth://totp/a:b?secret={long}"));
    assert_eq!(found, (Field::Secret, Reason::TooLong { max: 256 }));
}

#[test]
fn unknown_hashes_never_become_sha1() {
    for (text, name, spelled) in [
        ("SHA1", "SHA1", false),
        ("sha256", "SHA256", false),
        ("Sha512", "SHA512", false),
        ("HmacSHA1", "SHA1", true),
        ("HmacSHA256", "SHA256", true),
        ("hmacsha512", "SHA512", true),
        ("Algorithm.sha1", "SHA1", true),
        ("Algorithm.sha256", "SHA256", true),
        ("algorithm.SHA512", "SHA512", true),
    ] {
        let account = otp(&totp(&format!("&algorithm={text}")));
        assert_eq!(account.algorithm(), name);
        assert_eq!(
            account.warnings.contains(&AccountWarning::AlgorithmSpelling),
            spelled,
            "{text}"
        );
    }
    for text in
        ["", "SHA-1", "SHA-256", "MD5", "SHA224", "SHA384", "SHA", "1", "HMAC-SHA1", "SHA1+"]
    {
        let found = bad(&totp(&format!("&algorithm={text}")));
        assert_eq!(found, (Field::Algorithm, Reason::Unknown), "{text}");
    }
}

#[test]
fn digits_have_a_range() {
    for digits in 5..=10_u8 {
        let account = otp(&totp(&format!("&digits={digits}")));
        assert_eq!(account.digits(), digits);
        let unusual = matches!(digits, 5 | 9 | 10);
        assert_eq!(account.warnings.contains(&AccountWarning::UnusualDigits), unusual, "{digits}");
    }
    for digits in ["0", "4", "11", "255", "18446744073709551616", "99999999999999999999"] {
        let found = bad(&totp(&format!("&digits={digits}")));
        assert_eq!(found, (Field::Digits, Reason::OutOfRange { min: 5, max: 10 }), "{digits}");
    }
}

#[test]
fn numbers_are_digits_and_nothing_else() {
    for text in [
        "",
        "+6",
        "%2B6",
        "-6",
        "6.0",
        "6,0",
        "0x6",
        "six",
        "٦",
        "6 6",
        "1e1",
        "000000000000000000006",
    ] {
        for (name, field) in [("digits", Field::Digits), ("period", Field::Period)] {
            let found = bad(&totp(&format!("&{name}={text}")));
            assert_eq!(found, (field, Reason::NotANumber), "{name}={text}");
        }
    }
    assert_eq!(otp(&totp("&digits=%206%20")).digits(), 6);
    assert_eq!(otp(&totp("&digits=00000000000000000006")).digits(), 6);
}

#[test]
fn periods_have_a_range() {
    for (period, long) in [(1, false), (15, false), (120, false), (121, true), (86_400, true)] {
        let account = otp(&totp(&format!("&period={period}")));
        assert_eq!(account.period(), Some(period));
        assert_eq!(account.warnings.contains(&AccountWarning::LongPeriod), long);
    }
    for period in ["0", "86401", "18446744073709551615"] {
        let found = bad(&totp(&format!("&period={period}")));
        assert_eq!(found, (Field::Period, Reason::OutOfRange { min: 1, max: 86_400 }));
    }
}

#[test]
fn a_counter_is_never_guessed() {
    let hotp = |more: &str| format!("otpauth://hotp/a:b?secret={KEY}{more}");
    let counter = |more: &str| otp(&hotp(more)).counter().map(Counter::get);
    assert_eq!(counter("&counter=0"), Some(0));
    assert_eq!(counter("&counter=9223372036854775807"), Some((1 << 63) - 1));
    let account = otp(&hotp(""));
    assert_eq!(account.counter().map(Counter::get), Some(0));
    assert_eq!(warned(&account), ["CounterMissing"]);
    for text in ["", "x", "-1", "+1", "1.5"] {
        let found = bad(&hotp(&format!("&counter={text}")));
        assert_eq!(found, (Field::Counter, Reason::NotANumber), "{text}");
    }
    let range = Reason::OutOfRange { min: 0, max: (1 << 63) - 1 };
    assert_eq!(bad(&hotp("&counter=9223372036854775808")), (Field::Counter, range));
    // A period does not belong to it, a counter not to the others.
    assert!(matches!(otp(&hotp("&counter=1&period=x")).kind, OtpKind::Hotp { .. }));
    assert!(otp(&totp("&counter=x")).warnings.is_empty());
}

#[test]
fn unlock_wishes_are_met() {
    for more in ["&pin=True", "&pin=true", "&app_force_unlock=any", "&app_force_unlock=pin"] {
        let account = otp(&totp(more));
        assert!(account.lock_requested, "{more}");
        assert_eq!(warned(&account), ["LockRequested"]);
    }
    assert!(!otp(&totp("&pin=False")).lock_requested);
}
