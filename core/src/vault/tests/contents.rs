//! Contents under a valid seal: bad entries, unknown parts, arbitrary bytes.

use proptest::prelude::*;

use super::super::bytes::Writer;
use super::super::header::Header;
use super::super::model::UnknownSection;
use super::super::settings::{AutoBackup, Settings};
use super::super::testing::fuzz;
use super::super::{Contents, Entry, EntryBody, UnreadableEntry, Vault, VaultError, codec};
use super::{parts, platform_only};
use crate::account::{AccountId, CodeAccount};
use crate::device::VaultFile;
use crate::otp::{Algorithm, Digits, OtpKind, Period};
use crate::secret::SecretBytes;

fn entry(name: &str) -> Entry {
    let kind =
        OtpKind::Totp { algorithm: Algorithm::Sha1, digits: Digits::SIX, period: Period::THIRTY };
    let secret = SecretBytes::new(vec![7; 20]);
    Entry {
        id: AccountId::from_bytes([1; 8]),
        issuer: "Issuer".to_owned(),
        account: name.to_owned(),
        display_name: None,
        note: String::new(),
        tags: vec!["tag".to_owned()],
        favourite: false,
        order: 0,
        created: 1,
        trashed: None,
        body: EntryBody::Otp(CodeAccount {
            kind,
            secret,
            lock_requested: false,
            never_export: false,
            counted_to: None,
        }),
    }
}

/// Contents of two entries with an unreadable one between them.
fn with_unreadable(raw: &[u8]) -> Contents {
    Contents {
        entries: vec![entry("first"), entry("third")],
        unreadable: vec![UnreadableEntry { raw: SecretBytes::copy_of(raw), position: 1 }],
        ..Contents::default()
    }
}

#[test]
fn one_bad_entry_is_one_row_and_is_kept_byte_for_byte_v43() {
    let good = codec::encode(&Contents { entries: vec![entry("x")], ..Contents::default() });
    let good = good.unwrap();
    let record = &good[10..good.len()];
    let record_len = u32::from_be_bytes(good[6..10].try_into().unwrap()) as usize;
    let record = &record[..record_len];
    let mut newer = record.to_vec();
    newer[0] = 4;
    let longer = [record, b"?"].concat();
    let bad: [&[u8]; 6] = [b"", b"\x01", &newer, &longer, &record[..record_len - 1], &[255; 999]];
    for raw in bad {
        let mut vault = Vault::create(parts(), platform_only()).unwrap();
        vault
            .change(|contents| {
                *contents = with_unreadable(raw);
                Ok::<(), VaultError>(())
            })
            .unwrap();
        // Twice more, so that it was read and written again.
        for _ in 0..2 {
            vault.change(|_| Ok::<(), VaultError>(())).unwrap();
            let contents = vault.contents();
            let names: Vec<_> = contents.entries.iter().map(|e| e.account.as_str()).collect();
            assert_eq!(names, ["first", "third"]);
            assert_eq!(contents.unreadable.len(), 1);
            assert_eq!(contents.unreadable[0].position, 1);
            assert!(contents.unreadable[0].raw.ct_eq(raw));
        }
    }
}

#[test]
fn what_a_newer_app_wrote_beside_is_kept_v43() {
    let mut writer = Writer::default();
    writer.raw(&codec::encode(&with_unreadable(b"x")).unwrap());
    for tag in [9, 4711, 9] {
        writer.u16(tag);
        writer.slice(b"from the future");
    }
    let bytes = writer.finish().unwrap();
    let contents = codec::decode(&bytes).unwrap();
    assert_eq!(contents.unknown.len(), 3);
    assert!(codec::encode(&contents).unwrap() == bytes);
}

#[test]
fn a_change_works_on_a_whole_copy() {
    let mut contents = with_unreadable(b"unreadable");
    contents.entries[0].trashed = Some(7);
    contents.entries[1].tags.clear();
    contents.hide_codes = true;
    contents.recovery_declined = true;
    contents.settings = Settings {
        backup_key: None,
        auto_backup: Some(AutoBackup::default()),
        corrected_time: true,
        clock_asked: Some(8),
        former_record: Some(vec![9]),
    };
    contents.unknown.push(UnknownSection { tag: 9, raw: SecretBytes::copy_of(b"newer") });
    let copy = contents.duplicate();
    assert_eq!(codec::encode(&copy).unwrap(), codec::encode(&contents).unwrap());
}

#[test]
fn sections_that_contradict_each_other_are_damage_v47() {
    let bytes = codec::encode(&with_unreadable(b"x")).unwrap();
    let doubled = [bytes.as_slice(), &bytes].concat();
    assert_eq!(codec::decode(&doubled).err(), Some(VaultError::Damaged));
    for len in 1..bytes.len() {
        // Cut between two sections it is whole, only shorter.
        if let Ok(contents) = codec::decode(&bytes[..len]) {
            assert!(codec::encode(&contents).is_ok());
        }
    }
    for settings in [&[][..], &[1], &[0, 2], &[0, 0, 0]] {
        let mut writer = Writer::default();
        writer.u16(3);
        writer.slice(settings);
        let refused = codec::decode(&writer.finish().unwrap()).err();
        assert_eq!(refused, Some(VaultError::Damaged));
    }
}

#[test]
fn every_flipped_bit_under_a_valid_seal_is_survived_v47() {
    let bytes = codec::encode(&with_unreadable(b"unreadable")).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        fuzz::run(&changed);
    }
}

#[test]
fn debug_shows_nothing_of_the_contents_v50() {
    let mut vault = Vault::create(parts(), platform_only()).unwrap();
    vault
        .change(|contents| {
            *contents = with_unreadable(b"unreadable-bytes");
            Ok::<(), VaultError>(())
        })
        .unwrap();
    let shown = format!("{vault:?} {:?} {:#?}", vault.contents(), vault.contents());
    for hidden in ["first", "Issuer", "tag", "unreadable-bytes", "7, 7", "0707"] {
        assert!(!shown.contains(hidden), "{hidden}");
    }
}

#[test]
#[ignore = "writes the first files of the fuzz corpus; run it when the format changes"]
fn write_the_fuzz_corpus() {
    let vault = Vault::create(parts(), platform_only()).unwrap();
    let file = vault.parts.store.read(VaultFile::Current, 1 << 20).unwrap().unwrap();
    let (_, header_len) = Header::parse(&file).unwrap();
    let contents = codec::encode(&with_unreadable(b"unreadable")).unwrap();
    let mut every_section = contents.to_vec();
    every_section.extend_from_slice(&[0, 9, 0, 0, 0, 3, 1, 2, 3]);
    let seeds = [
        ("file", file.as_slice()),
        ("header", &file[..header_len]),
        ("file-cut", &file[..file.len() - 1]),
        ("contents", &contents),
        ("contents-unknown-section", &every_section),
        ("contents-cut", &contents[..contents.len() - 3]),
        ("empty", b""),
    ];
    for (name, bytes) in seeds {
        std::fs::write(std::path::Path::new(CORPUS).join(name), bytes).unwrap();
    }
}

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fuzz/corpus/vault");

#[test]
fn the_fuzz_corpus_is_survived_v47() {
    let mut files = 0;
    for file in std::fs::read_dir(CORPUS).unwrap() {
        fuzz::run(&std::fs::read(file.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files >= 5, "{files} files");
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_survived_v47(data in prop::collection::vec(any::<u8>(), 0..600)) {
        fuzz::run(&data);
    }

    #[test]
    fn arbitrary_bytes_after_a_real_header_are_survived_v47(
        head in prop::collection::vec(any::<u8>(), 0..300),
        len in 0_u32..400,
    ) {
        let mut data = b"CSVAULT\x1a\x00\x02".to_vec();
        data.extend_from_slice(&len.to_be_bytes());
        data.extend_from_slice(&head);
        data.resize(data.len() + 4096, 0);
        fuzz::run(&data);
    }

    #[test]
    fn arbitrary_records_in_real_sections_are_survived_v47(
        records in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..8),
        tag in 0_u16..5,
        version in 1_u8..3,
        kind in 0_u8..4,
    ) {
        let mut writer = Writer::default();
        writer.u16(tag);
        writer.nested(|w| {
            for record in &records {
                // Version and kind right, the rest as it comes.
                w.nested(|w| {
                    w.raw(&[version, kind]);
                    w.raw(record);
                });
            }
        });
        fuzz::run(&writer.finish().unwrap());
    }
}
