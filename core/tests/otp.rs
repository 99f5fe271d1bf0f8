//! One-time codes against published and own vectors.
#![allow(missing_docs, clippy::unwrap_used, clippy::as_conversions)]

use countersign_core::otp::{
    Algorithm, Counter, Digits, MotpForm, OtpError, OtpKind, Period, SecretForm, code_at,
    hotp_code, secret_form,
};
use countersign_core::secret::{SecretBytes, SecretString};
use proptest::prelude::*;

const SHA1_KEY: &[u8] = b"12345678901234567890";
const SHA256_KEY: &[u8] = b"12345678901234567890123456789012";
const SHA512_KEY: &[u8] = b"1234567890123456789012345678901234567890123456789012345678901234";

fn totp(algorithm: Algorithm, digits: u64, period: u64) -> OtpKind {
    OtpKind::Totp {
        algorithm,
        digits: Digits::new(digits).unwrap(),
        period: Period::new(period).unwrap(),
    }
}

fn at(kind: &OtpKind, secret: &[u8], now: u64) -> String {
    code_at(kind, &SecretBytes::copy_of(secret), now, None).unwrap().expose().to_owned()
}

fn with_pin(kind: &OtpKind, secret: &[u8], now: u64, pin: &str) -> Result<String, OtpError> {
    let pin = SecretString::new(pin.to_owned());
    code_at(kind, &SecretBytes::copy_of(secret), now, Some(&pin)).map(|c| c.expose().to_owned())
}

/// RFC 4226 appendix D.
#[test]
fn rfc4226_table() {
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    let secret = SecretBytes::copy_of(SHA1_KEY);
    for (counter, code) in (0..).zip(codes) {
        let counter = Counter::new(counter).unwrap();
        let made = hotp_code(Algorithm::Sha1, Digits::SIX, &secret, counter).unwrap();
        assert_eq!(made.expose(), code, "{counter:?}");
    }
}

/// RFC 6238 appendix B.
#[test]
fn rfc6238_table() {
    let rows = [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ];
    for (now, sha1, sha256, sha512) in rows {
        assert_eq!(at(&totp(Algorithm::Sha1, 8, 30), SHA1_KEY, now), sha1, "{now}");
        assert_eq!(at(&totp(Algorithm::Sha256, 8, 30), SHA256_KEY, now), sha256, "{now}");
        assert_eq!(at(&totp(Algorithm::Sha512, 8, 30), SHA512_KEY, now), sha512, "{now}");
    }
}

#[test]
fn steam_vectors() {
    assert_eq!(at(&OtpKind::Steam, SHA1_KEY, 59), "PV9M4");
    assert_eq!(at(&OtpKind::Steam, SHA1_KEY, 1_111_111_109), "PY4YB");
}

#[test]
fn ten_digits_are_the_whole_truncation() {
    let ten = Digits::new(10).unwrap();
    let secret = SecretBytes::copy_of(SHA1_KEY);
    let two = Counter::new(2).unwrap();
    let made = hotp_code(Algorithm::Sha1, ten, &secret, two).unwrap();
    assert_eq!(made.expose(), "0137359152");
    // Every shorter code is the end of it.
    for digits in 1..=10_u64 {
        let short = Digits::new(digits).unwrap();
        let code = hotp_code(Algorithm::Sha1, short, &secret, two).unwrap();
        assert_eq!(code.expose().len() as u64, digits);
        assert!("0137359152".ends_with(code.expose()));
    }
}

#[test]
fn yandex_vectors() {
    let kind = OtpKind::Yandex { pin: None };
    let secret = b"1234567890123456";
    assert_eq!(with_pin(&kind, secret, 59, "1234").unwrap(), "apuduafn");
    assert_eq!(with_pin(&kind, secret, 1_111_111_109, "1234").unwrap(), "jvmkhrxv");
    // The hash of this PIN and secret begins with a zero byte, which is dropped.
    assert_eq!(with_pin(&kind, secret, 59, "000149").unwrap(), "tbigejed");
    let stored = OtpKind::Yandex { pin: Some(SecretString::new("1234".to_owned())) };
    assert_eq!(at(&stored, secret, 59), "apuduafn");
    // What the person types goes before what is stored.
    assert_eq!(with_pin(&stored, secret, 59, "000149").unwrap(), "tbigejed");
}

#[test]
fn yandex_long_secret_is_checked() {
    let long =
        data_encoding::BASE32_NOPAD.decode(b"GEZDGNBVGY3TQOJQGEZDGNBVGYAAAAAAAAAAAAAA4I").unwrap();
    assert_eq!(secret_form(&long), SecretForm::Long);
    let kind = OtpKind::Yandex { pin: None };
    assert_eq!(with_pin(&kind, &long, 59, "1234").unwrap(), "apuduafn");
    for bit in 0..long.len() * 8 {
        let mut wrong = long.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(secret_form(&wrong), SecretForm::Wrong, "bit {bit}");
    }
    assert_eq!(secret_form(&long[..16]), SecretForm::Short);
    for length in (0..40).filter(|length| ![16, 26].contains(length)) {
        assert_eq!(secret_form(&vec![0; length]), SecretForm::Wrong, "{length}");
    }
}

#[test]
fn motp_vectors() {
    let kind = OtpKind::Motp { pin: None, form: MotpForm::Bytes };
    let secret = data_encoding::HEXLOWER.decode(b"00112233445566778899aabbccddeeff").unwrap();
    assert_eq!(with_pin(&kind, &secret, 59, "1234").unwrap(), "731e6d");
    assert_eq!(with_pin(&kind, &secret, 1_111_111_109, "1234").unwrap(), "80942b");
}

#[test]
fn pins_and_secrets_are_checked() {
    let secret = SecretBytes::copy_of(b"1234567890123456");
    let yandex = OtpKind::Yandex { pin: None };
    let motp = OtpKind::Motp { pin: None, form: MotpForm::Bytes };
    for kind in [&yandex, &motp] {
        assert_eq!(code_at(kind, &secret, 0, None).unwrap_err(), OtpError::PinNeeded);
    }
    for pin in ["", "123", "12345678901234567", "12a4", "①②③④", "+123"] {
        let error = with_pin(&yandex, secret.expose(), 0, pin).unwrap_err();
        assert_eq!(error, OtpError::BadPin { min: 4, max: 16 }, "{pin}");
    }
    // In whatever digits the keyboard writes.
    let typed = with_pin(&yandex, secret.expose(), 59, "१२३४").unwrap();
    assert_eq!(typed, with_pin(&yandex, secret.expose(), 59, "1234").unwrap());
    for pin in ["", "123", "12345", "12a4"] {
        let error = with_pin(&motp, secret.expose(), 0, pin).unwrap_err();
        assert_eq!(error, OtpError::BadPin { min: 4, max: 4 }, "{pin}");
    }
    assert_eq!(with_pin(&yandex, b"123456789012345", 0, "1234"), Err(OtpError::BadSecret));
    let empty = SecretBytes::new(Vec::new());
    let six = totp(Algorithm::Sha1, 6, 30);
    for kind in [&six, &OtpKind::Steam, &yandex, &motp] {
        assert_eq!(code_at(kind, &empty, 0, None).unwrap_err(), OtpError::BadSecret);
    }
    let zero = Counter::new(0).unwrap();
    let error = hotp_code(Algorithm::Sha1, Digits::SIX, &empty, zero).unwrap_err();
    assert_eq!(error, OtpError::BadSecret);
}

#[test]
fn a_counter_code_is_never_made_by_looking() {
    let kind = OtpKind::Hotp {
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
        counter: Counter::new(7).unwrap(),
    };
    let secret = SecretBytes::copy_of(SHA1_KEY);
    assert_eq!(code_at(&kind, &secret, 59, None).unwrap_err(), OtpError::CounterBased);
}

#[test]
fn a_code_knows_its_life_and_its_successor() {
    let secret = SecretBytes::copy_of(SHA1_KEY);
    let kind = totp(Algorithm::Sha1, 6, 30);
    for (now, from, until) in [(0, 0, 30), (29, 0, 30), (30, 30, 60), (59, 30, 60)] {
        let code = code_at(&kind, &secret, now, None).unwrap();
        assert_eq!((code.valid_from, code.valid_until), (from, until), "{now}");
        let after = code_at(&kind, &secret, until, None).unwrap();
        assert_eq!(code.next.unwrap().expose(), after.expose());
    }
    let steam = code_at(&OtpKind::Steam, &secret, 59, None).unwrap();
    assert_eq!((steam.valid_from, steam.valid_until), (30, 60));
    let motp =
        OtpKind::Motp { pin: Some(SecretString::new("1234".to_owned())), form: MotpForm::Bytes };
    let code = code_at(&motp, &secret, 59, None).unwrap();
    assert_eq!((code.valid_from, code.valid_until), (50, 60));
}

#[test]
fn the_end_of_time_is_no_panic() {
    let secret = SecretBytes::copy_of(SHA1_KEY);
    for period in [1, 7, 30, 86_400] {
        let kind = totp(Algorithm::Sha1, 6, period);
        let code = code_at(&kind, &secret, u64::MAX, None).unwrap();
        assert_eq!(code.valid_until, u64::MAX);
        assert!(code.next.is_none());
        assert_eq!(code.expose().len(), 6);
    }
    let last = Counter::new(Counter::MAX).unwrap();
    assert!(hotp_code(Algorithm::Sha512, Digits::SIX, &secret, last).is_ok());
    assert_eq!(last.next(), None);
}

#[test]
fn codes_are_redacted_v60() {
    let secret = SecretBytes::copy_of(SHA1_KEY);
    let code = code_at(&totp(Algorithm::Sha1, 8, 30), &secret, 59, None).unwrap();
    let printed = format!("{code:?} {code:#?} {:?}", code.text);
    assert!(!printed.contains("94287082") && !printed.contains("37359152"), "{printed}");
    assert!(printed.contains("[redacted]"));
}

proptest! {
    #[test]
    fn any_account_at_any_time_has_a_code(
        secret in proptest::collection::vec(any::<u8>(), 1..300),
        now: u64,
        digits in 1..=10_u64,
        period in 1..=86_400_u64,
        hash in 0..3,
    ) {
        let algorithm = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512][hash as usize];
        let secret = SecretBytes::new(secret);
        let code = code_at(&totp(algorithm, digits, period), &secret, now, None).unwrap();
        prop_assert_eq!(code.expose().len() as u64, digits);
        prop_assert!(code.expose().bytes().all(|b| b.is_ascii_digit()));
        prop_assert!(code.valid_from <= now && (now < code.valid_until || now == u64::MAX || code.next.is_none()));
        let steam = code_at(&OtpKind::Steam, &secret, now, None).unwrap();
        prop_assert_eq!(steam.expose().len(), 5);
        let pin = SecretString::new("0000".to_owned());
        let motp = code_at(&OtpKind::Motp { pin: None, form: MotpForm::Bytes }, &secret, now, Some(&pin)).unwrap();
        prop_assert_eq!(motp.expose().len(), 6);
        let yandex = code_at(&OtpKind::Yandex { pin: None }, &secret, now, Some(&pin));
        prop_assert_eq!(yandex.is_ok(), secret.len() >= 16);
    }
}
