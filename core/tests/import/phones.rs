//! Rows 9, 10 and 13 to 17: FreeOTP, LastPass, Raivo, Authy, Microsoft, WinAuth.

use std::collections::BTreeSet;

use countersign_core::secret::SecretString;
use countersign_core::vault::import::{
    Container, Format, ImportError, ReadOptions, SourceFile, inspect, may_lack_rows, query_of,
    read, rows_of,
};

use crate::apps::holds;
use crate::{DAMAGED, PASSWORD, SECRET, open, open_with, same_when_encrypted, told};

pub const FREE_OTP_PLUS: &[u8] = include_bytes!("../fixtures/import/freeotp-plus.json");
pub const FREE_OTP_1: &[u8] = include_bytes!("../fixtures/import/freeotp1.xml");
pub const FREE_OTP_2: &[u8] = include_bytes!("../fixtures/import/freeotp2-sha1.bin");
const FREE_OTP_2_SHA512: &[u8] = include_bytes!("../fixtures/import/freeotp2-sha512.bin");
pub const LAST_PASS: &[u8] = include_bytes!("../fixtures/import/lastpass.json");
const RAIVO: &[u8] = include_bytes!("../fixtures/import/raivo-plain.json");
pub const RAIVO_ZIP: &[u8] = include_bytes!("../fixtures/import/raivo.zip");
pub const AUTHY: &[u8] = include_bytes!("../fixtures/import/authy-plain.xml");
pub const AUTHY_ENCRYPTED: &[u8] = include_bytes!("../fixtures/import/authy-encrypted.xml");
const MICROSOFT_DATABASE: &[u8] = include_bytes!("../fixtures/import/microsoft.sqlite");
const WIN_AUTH: &[u8] = include_bytes!("../fixtures/import/winauth.txt");
const WIN_AUTH_ZIP: &[u8] = include_bytes!("../fixtures/import/winauth.zip");
const WEAK_ZIP: &[u8] = include_bytes!("../fixtures/import/zip-aes128.zip");

/// What all three generations of FreeOTP hold.
const TOKENS: [&str; 9] = [
    "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS",
    "My quay|Ida|totp|SHA512|8/60|LETTERS",
    "Crane|counter|hotp|SHA256|6#41|LETTERS",
    "Crane|unused|hotp|SHA1|6#0|LETTERS|!CounterMissing",
    "Steam|gamer|steam|SHA1|5/30|LETTERS",
    // Java's bytes have a sign.
    "Tug|high bytes \u{1f511}|totp|SHA1|6/30|PB4XU634PV7H7AEBQKBYJBMGQ6EITCUL",
    "Buoy|a|UnsupportedAlgorithm",
    "Buoy|b|UnsupportedType",
    "Buoy|c|OutOfRangeDigits",
];

#[test]
fn every_token_of_free_otp_is_an_account_or_says_why_not_a71() {
    let plus = [&TOKENS[..], &["Buoy|d|MissingFieldSecret", "Buoy|e|BadSecret"]].concat();
    holds(FREE_OTP_PLUS, Format::FreeOtpPlus, 0, &plus);
    // In old versions a link stands in the place of a token.
    let one = [&TOKENS[..], &["Ferry|ida|totp|SHA1|6/30|LETTERS", "|Buoy:f|Damaged"]].concat();
    holds(FREE_OTP_1, Format::FreeOtp1, 0, &one);
}

fn with(expected: &[&str]) -> Vec<String> {
    let letters = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
    expected.iter().map(|line| line.replace("LETTERS", letters).replace("DIGITS", SECRET)).collect()
}

#[test]
fn a_backup_of_free_otp_2_opens_and_holds_the_same_a71() {
    let more = ["||MissingFieldPayload", "Buoy|g|MissingFieldSecret", "Buoy|h|Damaged"];
    let expected = with(&[&TOKENS[..], &more].concat());
    for (file, milliseconds) in [(FREE_OTP_2, 50), (FREE_OTP_2_SHA512, 10)] {
        let kind = inspect(file, None).unwrap();
        assert_eq!((kind.format, kind.encrypted), (Format::FreeOtp2, true));
        assert_eq!(kind.cost.unwrap().milliseconds, milliseconds);
        assert_eq!(told(&open_with(file, PASSWORD).unwrap()), expected);
        assert_eq!(open(file).err(), Some(ImportError::PasswordNeeded));
        assert_eq!(open_with(file, "lantern").err(), Some(ImportError::WrongPassword));
    }
}

#[test]
fn a_map_of_free_otp_2_is_read_as_java_wrote_it_or_is_damaged_a71() {
    let changed = |from: &[u8], to: &[u8]| {
        let at = FREE_OTP_2.windows(from.len()).position(|window| window == from).unwrap();
        [&FREE_OTP_2[..at], to, &FREE_OTP_2[at + from.len()..]].concat()
    };
    for file in [
        // Another class, a text that refers back, a long text, more entries than there are, something behind.
        changed(b"HashMap", b"HashSet"),
        changed(b"t\x00\x09masterKey", b"q\x00\x7e\x00\x00"),
        changed(b"t\x00\x09masterKey", b"|\x00\x00\x00\x00\x00\x00\x00\x09masterKey"),
        changed(b"w\x08\x00\x00\x00\x20\x00\x00", b"w\x08\x00\x00\x00\x20\x7f\xff"),
        changed(b"w\x08\x00\x00\x00\x20\x00\x00", b"w\x08\x00\x00\x00\x20\xff\xff"),
        [FREE_OTP_2, b"x"].concat(),
        changed(b"masterKey", b"masterKex"),
        changed(b"\"mIterations\": 100000", b"\"mIterations\": \"many\"")[..900].to_vec(),
    ] {
        assert_eq!(inspect(&file, None).err(), Some(DAMAGED));
        assert_eq!(open_with(&file, PASSWORD).err(), Some(DAMAGED));
    }
    let other = changed(b"PBKDF2withHmacSHA1", b"PBKDF2withHmacSHA9");
    assert_eq!(inspect(&other, None).err(), Some(ImportError::UnsupportedVersion));
    let bomb =
        changed(b"\"mIterations\": 100000, \"mSalt\"", b"\"mIterations\":99000000,\"mSalt\"");
    assert!(matches!(inspect(&bomb, None), Err(ImportError::KdfTooCostly { .. })));
    // The master key is bound to the name of what it is for.
    let bound = changed(b"\"mToken\": \"AES\"", b"\"mToken\": \"AEX\"");
    assert_eq!(open_with(&bound, PASSWORD).err(), Some(ImportError::WrongPassword));
}

#[test]
fn every_account_of_last_pass_is_one_or_says_why_not_a71() {
    holds(
        LAST_PASS,
        Format::LastPass,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite|tags Money",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "LastPass|ida|PushAccount",
            "Buoy|a|MissingFieldSecret",
            "Buoy|b|OutOfRangePeriod",
            "Buoy|c|UnsupportedAlgorithm",
        ],
    );
    let text = std::str::from_utf8(LAST_PASS).unwrap();
    assert_eq!(inspect(LAST_PASS, None).unwrap().version, Some(3));
    let newer = text.replace("\"version\": 3", "\"version\": 4");
    assert_eq!(open(newer.as_bytes()).err(), Some(ImportError::UnsupportedVersion));
    // Written on iOS.
    let older = text
        .replace("\"version\": 3", "\"version\": 1")
        .replace("\"folderId\": 4", "\"folderId\": \"4\"");
    assert_eq!(told(&open(older.as_bytes()).unwrap()), told(&open(LAST_PASS).unwrap()));
}

#[test]
fn every_entry_of_raivo_is_an_account_or_says_why_not_a71() {
    holds(
        RAIVO,
        Format::Raivo,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Crane|counter|hotp|SHA256|6#41|LETTERS",
            "Buoy|a|OutOfRangePeriod",
            "Buoy|b|UnsupportedType",
            "Buoy|c|BadSecret",
        ],
    );
    assert!(open(RAIVO).unwrap().left_behind);
    same_when_encrypted(Format::Raivo, RAIVO, RAIVO_ZIP);
}

#[test]
fn every_token_of_authy_is_an_account_or_says_why_not_a71() {
    let expected = [
        "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS",
        "Quay|ida|totp|SHA1|8/30|LETTERS",
        "Ferry|ida|totp|SHA1|6/30|LETTERS",
        "Tugboat|ida|totp|SHA1|6/30|DIGITS",
        "Crane|My own name|totp|SHA1|7/30|LETTERS",
        "Lighthouse||totp|SHA1|7/10|LETTERS",
        "Authy|No seed|MissingFieldSecret",
    ];
    holds(AUTHY, Format::Authy, 0, &expected);
    same_when_encrypted(Format::Authy, AUTHY, AUTHY_ENCRYPTED);
}

#[test]
fn one_broken_token_of_authy_stops_no_other_a71() {
    let text = std::str::from_utf8(AUTHY_ENCRYPTED).unwrap();
    let begin = "encryptedSecret&quot;: &quot;";
    let at = text.find(begin).unwrap() + begin.len();
    let changed = [&text[..at], "AAAA", &text[at + 4..]].concat();
    let lines = told(&open_with(changed.as_bytes(), PASSWORD).unwrap());
    assert_eq!(lines[0], "Harbour Bank|ida@harbour.test|Damaged");
    assert_eq!(lines[1], "Quay|ida|totp|SHA1|8/30|MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U");
}

/// The rows of the database, as a shell hands them over. Another reader of SQLite than the shells' has the last word in
/// the tests of the command.
pub fn microsoft() -> Vec<u8> {
    let columns =
        ["_id", "account_type", "name", "username", "oath_secret_key", "encrypted_oath_secret_key"];
    let letters = data_encoding::BASE64.encode(b"abcdefghijklmnopqrst");
    let rows = [
        ["0", "Harbour \"Bank\"", "ida@harbour.test", SECRET, ""],
        ["1", "Microsoft", "ida@outlook.test", &letters, ""],
        ["2", "Company", "ida@company.test", SECRET, ""],
        ["0", "Buoy", "a", "", "sealed"],
        ["0", "Buoy", "b", "", ""],
        ["1", "Buoy", "c", "no base64", ""],
        ["7", "Buoy,\nline", "d", SECRET, ""],
        ["", "Buoy", "e", SECRET, ""],
    ];
    let cell = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let row = |row: [&str; 5]| std::iter::once("9").chain(row).map(cell).collect::<Vec<_>>();
    let columns = columns.map(str::to_owned);
    rows_of(&columns, rows.into_iter().map(row)).unwrap().expose().to_vec()
}

#[test]
fn every_row_of_microsoft_is_an_account_or_says_why_not_a71() {
    holds(
        &microsoft(),
        Format::Microsoft,
        0,
        &[
            "Harbour \"Bank\"|ida@harbour.test|totp|SHA1|6/30|DIGITS",
            "Microsoft|ida@outlook.test|totp|SHA1|8/30|LETTERS",
            "Company|ida@company.test|PushAccount",
            "Buoy|a|EncryptedEntry",
            "Buoy|b|MissingFieldSecret",
            "Buoy|c|BadSecret",
            "Buoy,line|d|UnsupportedType",
            "Buoy|e|MissingFieldType",
        ],
    );
}

#[test]
fn a_database_is_read_by_the_shell_and_one_of_another_app_is_refused_by_name_a71() {
    let refused = ImportError::UnsupportedContainer { container: Container::Sqlite };
    assert_eq!(inspect(MICROSOFT_DATABASE, None).err(), Some(refused));
    assert!(query_of(MICROSOFT_DATABASE).unwrap().contains("accounts"));
    assert_eq!(query_of(WIN_AUTH), None);
    // Written ahead, the newest rows lie in a second file; only its header says so.
    for (modes, lacks) in [([1, 1], false), ([2, 2], true), ([1, 2], true)] {
        let mut file = MICROSOFT_DATABASE.to_vec();
        file[18..20].copy_from_slice(&modes);
        assert_eq!(may_lack_rows(&file), lacks, "{modes:?}");
        assert!(!may_lack_rows(&file[1..]) && !may_lack_rows(&file[..19]));
    }
    for columns in [&["secret", "email", "issuer"][..], &[]] {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(rows_of(&columns, std::iter::empty()).err(), Some(refused));
    }
    let columns = ["account_type", "oath_secret_key"].map(str::to_owned);
    let row = || vec![Some("0".to_owned()), Some("x".repeat(1 << 20))];
    let endless = std::iter::repeat_with(row);
    assert_eq!(rows_of(&columns, endless).err(), Some(ImportError::TooLarge));
}

#[test]
fn a_list_of_win_auth_has_its_services_as_labels_a71() {
    let expected = with(&[
        "Harbour Bank||totp|SHA1|6/30|DIGITS",
        "Quay|ida|totp|SHA1|8/60|LETTERS",
        "Crane||hotp|SHA1|6#41|LETTERS",
        "||BadSecret",
    ]);
    let named = ReadOptions { format: Some(Format::WinAuth), ..ReadOptions::default() };
    assert_eq!(told(&read(WIN_AUTH, named).unwrap()), expected);
    let kind = inspect(WIN_AUTH_ZIP, None).unwrap();
    assert_eq!((kind.format, kind.encrypted, kind.guessed), (Format::WinAuth, true, true));
    let file = open_with(WIN_AUTH_ZIP, PASSWORD).unwrap();
    assert_eq!((file.format, told(&file)), (Format::WinAuth, expected));
    assert_eq!(open(WIN_AUTH_ZIP).err(), Some(ImportError::PasswordNeeded));
    assert_eq!(open_with(WIN_AUTH_ZIP, "lantern").err(), Some(ImportError::WrongPassword));
}

#[test]
fn an_archive_is_opened_whole_or_not_at_all_a71() {
    // Inside the sealed text of the only member.
    let mut changed = WIN_AUTH_ZIP.to_vec();
    changed[90] ^= 1;
    assert_eq!(open_with(&changed, PASSWORD).err(), Some(DAMAGED));
    for cut in (10..RAIVO_ZIP.len()).step_by(31) {
        let password = SecretString::new(PASSWORD.to_owned());
        let options = ReadOptions { password: Some(&password), ..ReadOptions::default() };
        assert_eq!(read(&RAIVO_ZIP[..cut], options).err(), Some(DAMAGED), "{cut}");
    }
    // A weaker cipher than any of these apps takes.
    let refused = ImportError::UnsupportedContainer { container: Container::Zip };
    assert_eq!(inspect(WEAK_ZIP, None).err(), Some(refused));
}

#[test]
fn a_changed_byte_of_a_sealed_file_never_gives_another_secret_a71() {
    for (file, step) in [(RAIVO_ZIP, 11), (WIN_AUTH_ZIP, 7), (FREE_OTP_2_SHA512, 401)] {
        let secrets = |file: &SourceFile| -> BTreeSet<String> {
            let found = file.entries.iter().filter_map(|entry| entry.outcome.as_ref().ok());
            found.map(|found| found.account.secret_base32().expose().to_owned()).collect()
        };
        let whole = secrets(&open_with(file, PASSWORD).unwrap());
        for at in (0..file.len()).step_by(step) {
            let mut changed = file.to_vec();
            changed[at] ^= 0x21;
            if let Ok(read) = open_with(&changed, PASSWORD) {
                assert!(secrets(&read).is_subset(&whole), "{at}");
            }
        }
    }
}
