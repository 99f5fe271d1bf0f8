//! A backup file against an attacker: every byte of it, costs without end, contents that are not a backup's.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::process::Command;

use countersign_core::random::FixedRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::backup::{
    BackupError, Passphrase, digest, inspect, is_backup, open, open_by_key, seal,
};
use countersign_core::vault::testing::fuzz_backup;
use countersign_core::vault::{BackupKey, Entry, EntryBody, KdfParams};
use vault_support::{NOW, TempFolder, every_kind, otp_entry};

const PASSPHRASE: &str = "lantern Käse 42";
const HEADER: usize = 155;

fn typed(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

fn key() -> BackupKey {
    let passphrase = Passphrase::parse(&typed(PASSPHRASE), &[]).unwrap();
    BackupKey::derive(&passphrase, KdfParams::FLOOR, &FixedRandom::seeded(1)).unwrap()
}

fn entries() -> Vec<Entry> {
    let mut entries = every_kind();
    entries.iter_mut().for_each(|entry| entry.trashed = None);
    // What is in the bin stays behind.
    entries.push(Entry { trashed: Some(NOW), ..otp_entry("binned") });
    let kept: Vec<Entry> = entries.iter().filter_map(Entry::for_backup).collect();
    assert!(kept.iter().all(|entry| entry.account != "binned"));
    assert!(kept.iter().any(|entry| matches!(entry.body, EntryBody::Otp(_))));
    kept
}

fn file(key: &BackupKey) -> Vec<u8> {
    seal(key, entries(), NOW, &FixedRandom::seeded(2)).unwrap()
}

/// Writes a cost into a file's header.
fn with_cost(file: &[u8], memory: u32, passes: u32, lanes: u8) -> Vec<u8> {
    let mut file = file.to_vec();
    file[70..74].copy_from_slice(&memory.to_be_bytes());
    file[74..78].copy_from_slice(&passes.to_be_bytes());
    file[78] = lanes;
    file
}

#[test]
fn what_was_sealed_is_opened_by_passphrase_and_by_key_v80() {
    let (key, own) = (key(), entries());
    let (count, held) = (own.len(), digest(&own).unwrap());
    let file = seal(&key, own, NOW, &FixedRandom::seeded(2)).unwrap();
    assert!(is_backup(&file) && (file.len() - HEADER).is_multiple_of(4096));
    let head = inspect(&file).unwrap();
    assert_eq!((head.version, head.made, head.kdf), (1, NOW, KdfParams::FLOOR));
    for opened in [open(&file, &typed(PASSPHRASE)).unwrap(), open_by_key(&file, &key).unwrap()] {
        assert_eq!((opened.made, opened.unreadable), (NOW, 0));
        assert_eq!(opened.entries.len(), count);
        assert_eq!(digest(&opened.entries).unwrap(), held);
    }
    assert_eq!(open(&file, &typed("another one 42")).unwrap_err(), BackupError::WrongPassphrase);
}

#[test]
fn no_key_of_a_phone_and_nothing_that_a_service_knows_it_by_is_in_a_backup_v83() {
    let key = key();
    let opened = open_by_key(&file(&key), &key).unwrap();
    let mut push = 0;
    for entry in &opened.entries {
        let EntryBody::Push(account) = &entry.body else { continue };
        push += 1;
        let countersign_core::account::KeyRef::Software { pkcs8 } = &account.key else { panic!() };
        assert!(pkcs8.is_empty() && account.otp.is_none() && account.completion.is_none());
        assert!(account.client_secret.is_none() && account.credential_id.is_empty());
        assert!(account.device_id.is_empty());
        assert_eq!(account.state, countersign_core::account::PushState::SetUpAgain);
    }
    assert!(push > 0);
    assert!(opened.entries.iter().all(|entry| entry.trashed.is_none()));
}

#[test]
fn each_changed_bit_of_a_backup_is_refused_v02() {
    let key = key();
    let file = file(&key);
    for bit in (0..HEADER * 8).chain([file.len() * 8 - 1, HEADER * 8, HEADER * 8 + 4096]) {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open_by_key(&changed, &key).is_err(), "bit {bit}");
    }
    for len in (0..=HEADER).chain([HEADER + 1, file.len() - 1]) {
        assert!(open_by_key(&file[..len], &key).is_err(), "{len} bytes");
    }
    assert!(open_by_key(&[&file[..], &[0; 4096]].concat(), &key).is_err());
}

#[test]
fn a_cost_outside_the_limits_is_refused_before_memory_is_taken_v13_v14() {
    let file = file(&key());
    let cost = |memory, passes, lanes| inspect(&with_cost(&file, memory, passes, lanes)).err();
    for (memory, passes, lanes) in [
        (u32::MAX, 2, 1),
        (256 * 1024 + 1, 2, 1),
        (19 * 1024, 9, 1),
        (19 * 1024, u32::MAX, 1),
        (19 * 1024, 2, 255),
    ] {
        let refused = BackupError::TooCostly { needed_kib: memory, passes };
        assert_eq!(cost(memory, passes, lanes), Some(refused));
        let opened = open(&with_cost(&file, memory, passes, lanes), &typed(PASSPHRASE));
        assert_eq!(opened.unwrap_err(), refused);
    }
    for (memory, passes, lanes) in
        [(0, 2, 1), (19 * 1024 - 1, 2, 1), (19 * 1024, 1, 1), (19 * 1024, 2, 0)]
    {
        assert_eq!(cost(memory, passes, lanes), Some(BackupError::Damaged));
    }
    // The most that is made or read.
    assert_eq!(cost(256 * 1024, 8, 4), None);
    assert_eq!(KdfParams::CAP.capped_for_backup().passes(), 8);
}

#[test]
fn any_bytes_are_answered_as_a_backup_and_as_its_contents_v47() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fuzz/corpus/vault");
    let mut inputs = 0;
    for file in std::fs::read_dir(corpus).unwrap() {
        fuzz_backup::run(&std::fs::read(file.unwrap().path()).unwrap());
        inputs += 1;
    }
    assert!(inputs > 5);
    let good = file(&key());
    for at in (0..HEADER).chain([200, 4200]) {
        let mut changed = good.clone();
        changed[at] ^= 0x55;
        fuzz_backup::run(&changed);
        fuzz_backup::run(&changed[..at]);
    }
}

#[test]
#[ignore = "run by tests/vault-reader/check, which sets up Python"]
fn the_independent_reader_opens_a_backup_v46_v80() {
    let python = std::env::var_os("COUNTERSIGN_READER_PYTHON").unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vault-reader/read_backup.py");
    let folder = TempFolder::new();
    let path = folder.path().join("backup");
    std::fs::write(&path, file(&key())).unwrap();
    let run = |passphrase: &str| {
        Command::new(&python)
            .arg(script)
            .args(["--reveal"])
            .arg(&path)
            .env("COUNTERSIGN_PASSCODE", passphrase)
            .output()
            .unwrap()
    };
    let output = run(PASSPHRASE);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&read["version"], &read["made"]), (&1.into(), &NOW.into()));
    let (theirs, ours) = (read["entries"].as_array().unwrap(), entries());
    assert_eq!(theirs.len(), ours.len());
    for (theirs, ours) in theirs.iter().zip(&ours) {
        assert_eq!(theirs["account"], ours.account);
        match &ours.body {
            EntryBody::Otp(account) => {
                let secret = data_encoding::BASE32_NOPAD.encode(account.secret.expose());
                assert_eq!(
                    (&theirs["type"], &theirs["secret"]),
                    (&account.kind.name().into(), &secret.into())
                );
            }
            EntryBody::Push(_) => {
                assert_eq!(
                    (&theirs["state"], &theirs["pkcs8"]),
                    (&"set_up_again".into(), &"".into())
                );
            }
        }
    }
    // As people type it elsewhere.
    assert!(run(&PASSPHRASE.replace('ä', "a\u{308}")).status.success());
    let refused = run("another passphrase");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
}
