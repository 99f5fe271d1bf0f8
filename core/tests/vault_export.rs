//! Exports beside a reader that has none of this code.
#![allow(missing_docs, clippy::unwrap_used, clippy::as_conversions, reason = "tests")]

mod vault_support;

use std::process::Command;

use countersign_core::otp::OtpKind;
use countersign_core::random::FixedRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::export::{Left, Target, Written, write};
use countersign_core::vault::{Entry, EntryBody};
use serde_json::{Value, json};
use vault_support::{NOW, TempFolder, every_kind, hotp_entry, otp_entry};

const PASSWORD: &str = "lantern Käse 42";

fn export(target: Target, entries: &[Entry]) -> Written {
    let password = SecretString::new(PASSWORD.to_owned());
    write(target, entries.iter(), &password, NOW, &FixedRandom::seeded(1)).unwrap()
}

/// One of every kind, usual ones, and one in the bin.
fn entries() -> Vec<Entry> {
    let mut entries = every_kind();
    entries.iter_mut().for_each(|entry| entry.trashed = None);
    entries.extend([otp_entry("usual"), hotp_entry("counted", 300)]);
    entries.push(Entry { trashed: Some(NOW), ..otp_entry("binned") });
    entries
}

#[test]
fn every_account_is_in_the_file_or_named_a73() {
    let entries = entries();
    for target in Target::ALL {
        let written = export(target, &entries);
        let listed = entries.iter().filter(|entry| entry.trashed.is_none()).count();
        let held = usize::try_from(written.accounts).unwrap();
        assert_eq!(held + written.left_out.len(), listed, "{target:?}");
        for (id, left) in &written.left_out {
            let entry = entries.iter().find(|entry| entry.id == *id).unwrap();
            let push = matches!(entry.body, EntryBody::Push(_));
            assert_eq!(*left == Left::PushAccount, push, "{target:?}");
        }
    }
}

#[test]
#[ignore = "run by tests/vault-reader/check, which sets up Python"]
fn the_independent_reader_opens_what_is_exported_a73() {
    let python = std::env::var_os("COUNTERSIGN_READER_PYTHON").unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vault-reader/read_export.py");
    let entries = entries();
    let folder = TempFolder::new();
    for target in [Target::Aegis, Target::Google] {
        let written = export(target, &entries);
        let path = folder.path().join("export");
        std::fs::write(&path, written.file.expose()).unwrap();
        let output = Command::new(&python)
            .arg(script)
            .arg(&path)
            .env("COUNTERSIGN_PASSCODE", PASSWORD)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read: Value = serde_json::from_slice(&output.stdout).unwrap();
        let read = read.as_array().unwrap();
        assert_eq!(read.len(), usize::try_from(written.accounts).unwrap());
        let left = |entry: &&Entry| !written.left_out.iter().any(|(id, _)| *id == entry.id);
        let mut held = entries.iter().filter(|entry| entry.trashed.is_none()).filter(left);
        for theirs in read {
            let ours = held.next().unwrap();
            assert_eq!(
                (&theirs["issuer"], &theirs["account"]),
                (&json!(ours.issuer), &json!(ours.account))
            );
            let EntryBody::Otp(account) = &ours.body else { unreachable!() };
            let secret = data_encoding::BASE32_NOPAD.encode(account.secret.expose());
            assert_eq!(theirs["secret"], secret);
            if let OtpKind::Hotp { counter, .. } = &account.kind {
                assert_eq!(theirs["counter"], counter.get());
            }
            if let OtpKind::Totp { algorithm, digits, .. } = &account.kind {
                assert_eq!(
                    (&theirs["algo"], &theirs["digits"]),
                    (&json!(algorithm.as_str()), &json!(digits.get()))
                );
            }
            if target == Target::Aegis {
                assert_eq!(theirs["note"], ours.note);
                assert_eq!(theirs["tags"].as_array().unwrap().len(), ours.tags.len());
            }
        }
    }
}
