//! Rows 2, 4 to 8 and 5a: 2FAS, Ente, Proton, Bitwarden, Stratum, andOTP, CXF.

use countersign_core::vault::import::{Format, inspect};

use crate::{open, same_when_encrypted, told};

pub const TWO_FAS: &[u8] = include_bytes!("../fixtures/import/2fas-plain.json");
pub const TWO_FAS_ENCRYPTED: &[u8] = include_bytes!("../fixtures/import/2fas-encrypted.json");
pub const ANDOTP: &[u8] = include_bytes!("../fixtures/import/andotp-plain.json");
pub const ANDOTP_NEW: &[u8] = include_bytes!("../fixtures/import/andotp.aes");
pub const ANDOTP_OLD: &[u8] = include_bytes!("../fixtures/import/andotp-old.aes");
pub const STRATUM: &[u8] = include_bytes!("../fixtures/import/stratum-plain.json");
pub const STRATUM_STRONG: &[u8] = include_bytes!("../fixtures/import/stratum.authpro");
pub const STRATUM_LEGACY: &[u8] = include_bytes!("../fixtures/import/stratum-legacy.authpro");
pub const BITWARDEN: &[u8] = include_bytes!("../fixtures/import/bitwarden-plain.json");
pub const BITWARDEN_CSV: &[u8] = include_bytes!("../fixtures/import/bitwarden.csv");
pub const BITWARDEN_PBKDF2: &[u8] = include_bytes!("../fixtures/import/bitwarden-pbkdf2.json");
pub const BITWARDEN_ARGON2: &[u8] = include_bytes!("../fixtures/import/bitwarden-argon2.json");
pub const PROTON: &[u8] = include_bytes!("../fixtures/import/proton-plain.json");
pub const PROTON_ENCRYPTED: &[u8] = include_bytes!("../fixtures/import/proton-encrypted.json");
pub const ENTE: &[u8] = include_bytes!("../fixtures/import/ente-plain.txt");
pub const ENTE_ENCRYPTED: &[u8] = include_bytes!("../fixtures/import/ente-encrypted.json");
pub const CXF: &[u8] = include_bytes!("../fixtures/import/cxf.json");

const LETTERS: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

/// The file is of this format, and its entries are these; `LETTERS` stands for the second secret, `DIGITS`
/// for the first.
pub fn holds(file: &[u8], format: Format, not_otp: u32, entries: &[&str]) {
    let file = open(file).unwrap();
    assert_eq!(file.format, format);
    let full = |entry: &&str| entry.replace("LETTERS", LETTERS).replace("DIGITS", crate::SECRET);
    assert_eq!(told(&file), entries.iter().map(full).collect::<Vec<_>>());
    assert_eq!(file.not_otp, not_otp);
}

#[test]
fn every_service_of_2fas_is_an_account_or_says_why_not_a71() {
    holds(
        TWO_FAS,
        Format::TwoFas,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|tags Work",
            "Quay|ida|totp|SHA512|8/60|LETTERS|name My quay",
            "Crane|counter|hotp|SHA256|6#41|LETTERS",
            "Steam|gamer|steam|SHA1|5/30|LETTERS",
            // The link fills what is missing, and nothing else.
            "Other|linked|totp|SHA1|7/30|LETTERS|name Tug",
            "Steam|six|totp|SHA1|6/30|LETTERS|!MaybeSteam",
            "Buoy|a|UnsupportedAlgorithm",
            "Buoy|b|MissingFieldSecret",
            "Buoy|c|OutOfRangeDigits",
            "Buoy|d|UnsupportedType",
            "Buoy||totp|SHA1|6/30|DIGITS",
            "Buoy|f|OutOfRangePeriod",
        ],
    );
    assert!(open(TWO_FAS).unwrap().left_behind);
}

#[test]
fn an_encrypted_backup_of_2fas_holds_the_same_a71() {
    same_when_encrypted(Format::TwoFas, TWO_FAS, TWO_FAS_ENCRYPTED);
    assert_eq!(inspect(TWO_FAS, None).unwrap().version, Some(4));
}

#[test]
fn every_entry_of_andotp_is_an_account_or_says_why_not_a71() {
    holds(
        ANDOTP,
        Format::AndOtp,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|tags Money,Work",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Crane|counter|hotp|SHA256|6#41|LETTERS",
            "Steam|gamer|steam|SHA1|5/30|LETTERS",
            "Ferry|ida|motp|MD5|6/10|AAISEM2EKVTHPCEZVK54ZXPO74|!PinNeeded",
            "|nobody|totp|SHA1|6/30|LETTERS",
            "Ferry|upper|motp|MD5|6/10|IFBEGRCFIY|!WeakSecret|!PinNeeded",
            "Ferry|no hex|BadSecret",
            "Buoy|a|BadSecret",
            "Buoy|b|UnsupportedType",
            "Buoy|c|MissingFieldSecret",
            "||MissingFieldSecret",
        ],
    );
}

#[test]
fn both_encrypted_backups_of_andotp_hold_the_same_a71() {
    same_when_encrypted(Format::AndOtp, ANDOTP, ANDOTP_NEW);
    same_when_encrypted(Format::AndOtpOld, ANDOTP, ANDOTP_OLD);
    // Neither has a mark: it is said that this is a guess, and the person may say otherwise.
    for file in [ANDOTP_NEW, ANDOTP_OLD] {
        assert!(inspect(file, None).unwrap().guessed);
    }
    let named = inspect(ANDOTP_NEW, Some(Format::AndOtpOld)).unwrap();
    assert_eq!((named.format, named.guessed), (Format::AndOtpOld, false));
    // The file as Base64.
    let wrapped = data_encoding::BASE64.encode(ANDOTP_NEW);
    assert_eq!(inspect(wrapped.as_bytes(), None).unwrap().format, Format::AndOtp);
}

#[test]
fn every_authenticator_of_stratum_is_an_account_or_says_why_not_a71() {
    holds(
        STRATUM,
        Format::Stratum,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|tags Money",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Crane|counter|hotp|SHA256|6#41|LETTERS",
            "Steam|gamer|steam|SHA1|5/30|LETTERS",
            "Ferry|ida|motp|MD5|6/10|AAISEM2EKVTHPCEZVK54ZXPO74|pin 1234",
            "Yandex|ida|yaotp|SHA256|8/30|GEZDGNBVGY3TQOJQGEZDGNBVGY|pin 1234",
            "Steam|five|steam|SHA1|5/30|LETTERS|!AssumedSteam",
            "Ferry|upper|motp|MD5|6/10|IFAUEQSDIM|pin 1234|!WeakSecret",
            "Ferry|no hex|BadSecret",
            "Buoy|a|UnsupportedType",
            "Buoy|b|UnsupportedAlgorithm",
            "Buoy|c|MissingFieldType",
            "Yandex|short|BadSecret",
        ],
    );
}

#[test]
fn both_encrypted_backups_of_stratum_hold_the_same_a71() {
    same_when_encrypted(Format::Stratum, STRATUM, STRATUM_STRONG);
    same_when_encrypted(Format::Stratum, STRATUM, STRATUM_LEGACY);
    assert_eq!(inspect(STRATUM_STRONG, None).unwrap().cost.unwrap().memory_kib, 64 * 1024);
}

#[test]
fn every_item_of_bitwarden_with_a_code_is_an_account_or_says_why_not_a71() {
    let expected = [
        "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite|tags Money|note blue card",
        "Quay|ida|totp|SHA512|8/60|LETTERS",
        "Games|gamer|steam|SHA1|5/30|LETTERS",
        "Tug|ida|totp|SHA1|6/30|LETTERS",
        "Old|gone|totp|SHA1|6/30|LETTERS|!SourceTrash",
        "Buoy|a|BadSecret",
        "Buoy|b|Damaged",
    ];
    holds(BITWARDEN, Format::Bitwarden, 4, &expected);
    holds(
        BITWARDEN_CSV,
        Format::Bitwarden,
        2,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite|tags Money|note blue, card",
            "Quay|ida|totp|SHA1|6/30|LETTERS",
            "Buoy|a|BadSecret",
        ],
    );
}

#[test]
fn both_password_protected_exports_of_bitwarden_hold_the_same_a71() {
    same_when_encrypted(Format::Bitwarden, BITWARDEN, BITWARDEN_PBKDF2);
    same_when_encrypted(Format::Bitwarden, BITWARDEN, BITWARDEN_ARGON2);
}

#[test]
fn every_entry_of_proton_is_an_account_or_says_why_not_a71() {
    holds(
        PROTON,
        Format::Proton,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|note blue card",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Games||steam|SHA1|5/30|LETTERS",
            "Steam||steam|SHA1|5/30|DIGITS",
            "|Buoy|BadSecret",
            "|Buoy|UnsupportedType",
            "|Buoy|MissingFieldSecret",
            "||MissingFieldSecret",
        ],
    );
}

#[test]
fn an_encrypted_export_of_proton_holds_the_same_a71() {
    same_when_encrypted(Format::Proton, PROTON, PROTON_ENCRYPTED);
}

#[test]
fn every_line_of_ente_is_an_account_or_says_why_not_a71() {
    holds(
        ENTE,
        Format::Ente,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite|tags Money,Work|note blue card",
            "Crane|counter|hotp|SHA256|6#41|LETTERS|!AlgorithmSpelling|!SourceTrash",
            "Steam|gamer|steam|SHA1|5/30|LETTERS",
            "Quay|ida|totp|SHA1|6/30|LETTERS",
            "||UnsupportedAlgorithm",
        ],
    );
    assert!(open(ENTE).unwrap().left_behind);
}

#[test]
fn an_encrypted_export_of_ente_holds_the_same_a71() {
    same_when_encrypted(Format::Ente, ENTE, ENTE_ENCRYPTED);
}

#[test]
fn a_note_of_ente_that_is_longer_than_a_code_can_be_is_cut_and_the_account_kept_a71() {
    let note = "%C3%A9".repeat(3_000);
    let line = format!(
        "otpauth://totp/Quay:ida?secret={LETTERS}&issuer=Quay&codeDisplay=%7B%22note%22%3A%22{note}%22%7D"
    );
    let file = open(line.as_bytes()).unwrap();
    let found = file.entries[0].outcome.as_ref().unwrap();
    assert_eq!(found.note, "\u{e9}".repeat(2_048));
    assert_eq!(found.warnings[0].name(), "NoteCut");
}

#[test]
fn every_code_of_cxf_is_an_account_or_says_why_not_a71() {
    let expected = [
        "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite|tags Money",
        "Quay|ida|totp|SHA512|8/60|LETTERS",
        "Steam|gamer|steam|SHA1|5/30|LETTERS",
        "Buoy|a|UnsupportedAlgorithm",
        "Buoy|b|OutOfRangePeriod",
        "Buoy|c|MissingFieldSecret",
    ];
    holds(CXF, Format::Cxf, 2, &expected);
    // One account by itself.
    let text = std::str::from_utf8(CXF).unwrap();
    let from = text.find("{ \"id\": \"YQ\"").unwrap();
    let to = text.rfind("  ]\n}").unwrap();
    holds(&text.as_bytes()[from..to], Format::Cxf, 2, &expected);
}

#[test]
fn nothing_of_a_password_item_is_kept_a71() {
    for file in [BITWARDEN, BITWARDEN_CSV, CXF] {
        let text = String::from_utf8(file.to_vec()).unwrap();
        assert!(text.contains("never kept") || text.contains("never\nkept"));
        let file = open(file).unwrap();
        for entry in &file.entries {
            let kept = entry.outcome.as_ref().map_or("", |found| found.note.as_str());
            let all = [entry.issuer.as_str(), entry.label.as_str(), kept].concat();
            assert!(!all.contains("never"), "{all}");
        }
    }
}
