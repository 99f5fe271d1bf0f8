//! Files that are none of the formats, or are broken: each says so, none panics.

use countersign_core::vault::import::{Container, Format, ImportError, MAX_FILE, inspect};
use countersign_core::vault::testing::fuzz_import;
use proptest::prelude::*;

use crate::{PASSWORD, apps, managers, open, open_with, phones};

/// Every fixture, whole.
const FILES: [&[u8]; 22] = [
    include_bytes!("../fixtures/import/aegis-plain.json"),
    include_bytes!("../fixtures/import/aegis-encrypted.json"),
    apps::TWO_FAS,
    apps::TWO_FAS_ENCRYPTED,
    apps::ANDOTP,
    apps::STRATUM,
    apps::BITWARDEN,
    apps::BITWARDEN_PBKDF2,
    apps::PROTON,
    apps::ENTE_ENCRYPTED,
    apps::CXF,
    phones::FREE_OTP_PLUS,
    phones::FREE_OTP_1,
    phones::FREE_OTP_2,
    phones::LAST_PASS,
    phones::RAIVO_ZIP,
    phones::AUTHY,
    phones::AUTHY_ENCRYPTED,
    managers::KEEPASS,
    managers::ONE_PASSWORD,
    managers::KEEPASSXC,
    managers::APPLE,
];

/// The last two are tables: what is cut at the end of a row is whole.
const WHOLE: usize = FILES.len() - 2;

#[test]
fn containers_are_refused_by_name_a71() {
    for (begin, container) in [
        // An archive without a member.
        (&b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..], Container::Zip),
        (b"SQLite format 3\0rest", Container::Sqlite),
        (br#"[{"name":"Harbour","otpGenerator":{}}]"#, Container::Duo),
        (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", Container::Kdbx),
    ] {
        let refused = ImportError::UnsupportedContainer { container };
        assert_eq!(inspect(begin, None).err(), Some(refused));
        assert!(container.advice().ends_with('.'));
    }
}

#[test]
fn other_files_are_unknown_and_none_is_taken_for_an_encrypted_export_a71() {
    for other in [
        &b"\x89PNG\r\n\x1a\n0000000000000000000000000000000000000000000000000"[..],
        b"%PDF-1.7",
        b"\x7fELF",
        b"",
        b"{}",
        b"[]",
        b"{\"a\":1}",
        b"null",
        b"12",
    ] {
        assert_eq!(inspect(other, None).err(), Some(ImportError::UnknownFormat), "{other:?}");
    }
    assert_eq!(inspect(&vec![b' '; MAX_FILE + 1], None).err(), Some(ImportError::TooLarge));
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused_and_never_half_read_a71() {
    for file in &FILES[..WHOLE] {
        for cut in (0..file.len()).step_by(37) {
            // Behind the last bracket there are only blanks.
            if file[cut..].iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let refused = open_with(&file[..cut], PASSWORD).err();
            assert!(
                matches!(refused, Some(ImportError::Damaged { .. } | ImportError::UnknownFormat)),
                "{cut}: {refused:?}"
            );
        }
    }
}

#[test]
fn damage_in_json_is_placed_a71() {
    let file = FILES[0];
    let at = match open(&file[..500]).err() {
        Some(ImportError::Damaged { at }) => at.unwrap(),
        other => panic!("{other:?}"),
    };
    assert!((498..=500).contains(&at), "{at}");
}

#[test]
fn every_sample_and_every_cut_of_it_keeps_what_the_fuzz_target_asks_a71() {
    for file in FILES {
        for cut in (0..=file.len()).step_by(307).chain([file.len()]) {
            fuzz_import::run(&file[..cut]);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer_a71(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = inspect(&bytes, None);
        for format in Format::ALL {
            let _ = inspect(&bytes, Some(format));
            let _ = open_as(&bytes, format);
        }
    }

    #[test]
    fn any_change_of_a_file_has_an_answer_a71(
        which in 0..FILES.len(),
        at in 0..3000_usize,
        byte in any::<u8>(),
    ) {
        let mut file = FILES[which].to_vec();
        if let Some(place) = file.get_mut(at) {
            *place = byte;
        }
        let _ = inspect(&file, None);
        let _ = open(&file);
    }
}

fn open_as(bytes: &[u8], format: Format) -> Result<(), ImportError> {
    use countersign_core::vault::import::{ReadOptions, read};
    read(bytes, ReadOptions { format: Some(format), ..ReadOptions::default() }).map(drop)
}

#[test]
fn names_that_stand_once_and_are_used_again_and_again_take_no_memory_without_end_a71() {
    let code = r#"{"type":"totp","secret":"GEZDGNBVGY3TQOJQ"},"#.repeat(9_000);
    let title = "x".repeat(60_000);
    let file = format!(
        r#"{{"items":[{{"title":"{title}","credentials":[{}]}}]}}"#,
        code.trim_end_matches(',')
    );
    assert_eq!(open(file.as_bytes()).err(), Some(ImportError::TooLarge));
    // As tags they are cut.
    let entry = format!(
        r#"{{"type":"totp","info":{{"secret":"GEZDGNBVGY3TQOJQ"}},"group":"{}"}}"#,
        "y".repeat(900)
    );
    let db = format!(r#"{{"version":1,"header":{{}},"db":{{"version":1,"entries":[{entry}]}}}}"#);
    let tags = &open(db.as_bytes()).unwrap().entries[0].outcome.as_ref().unwrap().tags.clone();
    assert_eq!(tags[0].chars().count(), 256);
}
