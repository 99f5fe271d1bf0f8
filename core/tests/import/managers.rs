//! Rows 11, 12 and 19: KeePass, 1Password, and tables of any password manager.

use countersign_core::vault::import::{Format, ImportError, ReadOptions, inspect, read};

use crate::apps::holds;
use crate::{DAMAGED, open, told};

pub const KEEPASSXC: &[u8] = include_bytes!("../fixtures/import/keepassxc.csv");
const KEEPASS_FIELDS: &[u8] = include_bytes!("../fixtures/import/keepass-fields.csv");
pub const KEEPASS: &[u8] = include_bytes!("../fixtures/import/keepass.xml");
pub const ONE_PASSWORD: &[u8] = include_bytes!("../fixtures/import/1password.1pux");
const ONE_PASSWORD_CSV: &[u8] = include_bytes!("../fixtures/import/1password.csv");
const LAST_PASS_CSV: &[u8] = include_bytes!("../fixtures/import/lastpass.csv");
pub const APPLE: &[u8] = include_bytes!("../fixtures/import/apple.csv");
const DASHLANE: &[u8] = include_bytes!("../fixtures/import/dashlane.csv");
const TABLE: &[u8] = include_bytes!("../fixtures/import/table.csv");

#[test]
fn every_entry_of_keepass_with_a_code_is_an_account_or_says_why_not_a71() {
    holds(
        KEEPASSXC,
        Format::KeePass,
        1,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|tags Money|note blue, card",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Crane|counter|hotp|SHA256|6#41|LETTERS",
            "Buoy|a|MissingFieldSecret",
            "Buoy|b|OutOfRangeDigits",
            "Buoy|c|UnsupportedType",
        ],
    );
    holds(
        KEEPASS_FIELDS,
        Format::KeePass,
        1,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS",
            "Steam|gamer|steam|SHA1|5/30|LETTERS",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Tug|ida|totp|SHA256|6/30|DIGITS",
            "Crane|counter|hotp|SHA1|6#41|LETTERS",
            "Buoy|a|OutOfRangeDigits",
            "Buoy|b|BadSecret",
            "Buoy|c|UnsupportedAlgorithm",
        ],
    );
    holds(
        KEEPASS,
        Format::KeePass,
        1,
        &[
            "Tug|ida|totp|SHA1|6/30|DIGITS|tags card,blue|note blue & card",
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|tags Money",
            "Buoy|a|EncryptedEntry",
            "Old|gone|totp|SHA1|6/60|LETTERS|tags Recycle Bin|!SourceTrash",
        ],
    );
}

#[test]
fn every_code_of_one_password_is_an_account_or_says_why_not_a71() {
    holds(
        ONE_PASSWORD,
        Format::OnePassword,
        2,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|favourite|tags Private,Money|note blue card",
            "Quay|ida|totp|SHA512|8/60|LETTERS|favourite|tags Private,Money|note blue card",
            "Buoy||BadSecret",
            "Tug||totp|SHA1|6/30|LETTERS|tags Work",
        ],
    );
    let kind = inspect(ONE_PASSWORD, None).unwrap();
    assert_eq!((kind.encrypted, kind.guessed), (false, false));
    // A changed byte of the items is found by their checksum, at the latest.
    let at = ONE_PASSWORD.windows(11).position(|window| window == b"export.data").unwrap() + 60;
    let mut changed = ONE_PASSWORD.to_vec();
    changed[at] ^= 1;
    assert_eq!(open(&changed).err(), Some(DAMAGED));
}

#[test]
fn tables_of_password_managers_are_known_by_their_headers_a71() {
    holds(
        APPLE,
        Format::Csv,
        1,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|note blue, card",
            "Tug|ida|totp|SHA1|6/30|LETTERS",
            "Buoy|a|BadSecret",
        ],
    );
    let bank = "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS";
    let both = format!("{bank}|favourite|tags Money,Work|note blue card");
    holds(ONE_PASSWORD_CSV, Format::Csv, 1, &[&both]);
    let one = format!("{bank}|favourite|tags Money|note blue card");
    holds(LAST_PASS_CSV, Format::Csv, 1, &[&one]);
    holds(DASHLANE, Format::Csv, 0, &[&one.replace("|favourite", "")]);
    holds(
        TABLE,
        Format::Csv,
        0,
        &[
            "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|DIGITS|name My bank",
            "Quay|ida|totp|SHA512|8/60|LETTERS",
            "Crane|counter|hotp|SHA256|6#41|LETTERS",
            "Buoy|a|UnsupportedType",
            "Buoy|b|UnsupportedAlgorithm",
            "Buoy|c|OutOfRangeDigits",
        ],
    );
}

#[test]
fn a_header_that_may_mean_two_things_is_asked_about_and_never_guessed_a71() {
    let row = "\nHarbour Bank,ida,,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for header in ["title,username,secret,otp", "title,username,pass,code", "otp"] {
        let text = [header, row].concat();
        assert_eq!(
            inspect(text.as_bytes(), None).err(),
            Some(ImportError::UnknownFormat),
            "{header}"
        );
    }
    // Whoever says that it is a table gets the column that holds something; without any there is none.
    let named = ReadOptions { format: Some(Format::Csv), ..ReadOptions::default() };
    let text = ["title,username,secret,otp", row].concat();
    let bank = "Harbour Bank|ida|totp|SHA1|6/30|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(told(&read(text.as_bytes(), named).unwrap()), [bank]);
    let text = ["title,username,pass,code", row].concat();
    assert_eq!(read(text.as_bytes(), named).err(), Some(ImportError::UnknownFormat));
}

#[test]
fn nothing_of_a_password_is_kept_from_these_a71() {
    for file in
        [KEEPASSXC, KEEPASS_FIELDS, KEEPASS, ONE_PASSWORD, ONE_PASSWORD_CSV, APPLE, DASHLANE]
    {
        for entry in &open(file).unwrap().entries {
            let Ok(found) = &entry.outcome else { continue };
            let mut all = vec![entry.issuer.as_str(), &entry.label, &found.note];
            all.extend(found.tags.iter().map(String::as_str));
            all.extend(found.display_name.as_deref());
            assert!(!all.concat().contains("never"), "{all:?}");
            assert_ne!(found.account.secret.expose(), b"never kept");
        }
    }
}
