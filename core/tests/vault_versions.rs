//! Every version of the format that was ever released has a kept sample that must open for ever
//! (V-46), and a reader without this code opens the current one.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use countersign_core::account::{AccountId, CodeAccount, SeenOutcome, SeenRequest};
use countersign_core::otp::{Counter, MotpForm, OtpKind};
use countersign_core::payload::Field;
use countersign_core::random::SystemRandom;
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::vault::{
    AutoBackup, CommitId, Entry, EntryBody, ImportRecord, KdfParams, KeptReceipt, NewSlots,
    Refusal, RollbackStatus, StateFolder, Unlock, UnreadableEntry, Vault, VaultDependencies,
    VaultError,
};
use vault_support::{
    NOW, PASSCODE, TempFolder, copy_own, entry, every_kind, passcode, refused_after_approval,
    renewing, seen, seen_of_every_kind, tokens,
};

/// The format version that this core writes.
const CURRENT: u16 = 3;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vaults")
}

fn parts(folder: &Path) -> VaultDependencies {
    let state = StateFolder::Exactly(folder.join("state"));
    VaultDependencies::in_folder(&folder.join("data"), state, Arc::new(SystemRandom::new()))
}

/// An import of three entries: one that took another's place, one that was there, one out of range.
fn import_record() -> ImportRecord {
    let id = AccountId::from_bytes;
    let (warned, fingerprint, replaced) = (true, [7; 16], Some(id([2; 8])));
    ImportRecord {
        id: CommitId::parse("0102030405060708").unwrap(),
        at: NOW,
        format: "aegis".to_owned(),
        not_otp: 3,
        receipts: vec![
            KeptReceipt::Added { id: id([1; 8]), warned, fingerprint, replaced },
            KeptReceipt::Refused(Refusal::Duplicate { of: Some(id([3; 8])) }),
            KeptReceipt::Refused(Refusal::OutOfRange { field: Field::Period }),
        ],
    }
}

/// A vault with everything that a file of the current version can hold.
fn write_sample(folder: &Path) {
    let new = NewSlots {
        passcode: Some(passcode(PASSCODE)),
        kdf: KdfParams::FLOOR,
        recovery_declined: true,
        ..NewSlots::default()
    };
    let mut vault = Vault::create(parts(folder), new).unwrap();
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries = every_kind();
            let form = MotpForm::Text;
            let (kind, secret) = (OtpKind::Motp { pin: None, form }, SecretBytes::copy_of(b"AABB"));
            let account = CodeAccount {
                kind,
                secret,
                lock_requested: true,
                never_export: true,
                counted_to: Some(Counter::new(7).unwrap()),
            };
            contents.entries.push(entry("typed", EntryBody::Otp(account)));
            contents.imports = vec![import_record()];
            contents.settings.corrected_time = true;
            contents.settings.clock_asked = Some(NOW);
            let auto = AutoBackup {
                folder: "/backups".to_owned(),
                last: Some(NOW),
                ..AutoBackup::default()
            };
            contents.settings.auto_backup = Some(auto);
            contents.seen = seen_of_every_kind();
            let raw = SecretBytes::copy_of(b"\x63an entry of version 99");
            contents.unreadable = vec![UnreadableEntry { raw, position: 2 }];
            contents.hide_codes = true;
            Ok(())
        })
        .unwrap();
    vault.forget_previous().unwrap();
}

#[test]
fn every_kept_sample_opens_v46() {
    let mut versions = 0_u16;
    for sample in std::fs::read_dir(samples()).unwrap() {
        let sample = sample.unwrap().path();
        let version = sample.file_name().unwrap().to_str().unwrap().to_owned();
        let folder = TempFolder::new();
        for part in ["data", "state"] {
            copy_own(&sample.join(part), &folder.path().join(part));
        }
        let text = SecretString::new(PASSCODE.to_owned());
        let mut vault = Vault::open(parts(folder.path()), Unlock::Passcode(&text), NOW).unwrap();
        assert_eq!(vault.rollback_status(), RollbackStatus::Current);
        let contents = vault.contents();
        let expected = every_kind();
        // Since version 3 the sample also holds what came with it.
        let (held, newer) = (contents.entries.len(), usize::from(version == "v3"));
        assert_eq!(held, expected.len() + newer);
        let sealed =
            |entry: &&Entry| matches!(&entry.body, EntryBody::Otp(account) if account.never_export);
        assert_eq!(contents.entries.iter().filter(sealed).count(), newer);
        assert_eq!(contents.settings.corrected_time, version == "v3");
        for (entry, expected) in contents.entries.iter().zip(&expected) {
            assert_eq!(entry.account, expected.account);
            assert_eq!(format!("{:?}", entry.body), format!("{:?}", expected.body));
        }
        assert_eq!(contents.unreadable.len(), 1);
        assert_eq!(contents.unreadable[0].position, 2);
        assert!(contents.hide_codes && contents.recovery_declined);
        let offsets = contents.entries.iter().filter_map(|entry| match &entry.body {
            EntryBody::Push(account) => account.clock_offset,
            EntryBody::Otp(_) => None,
        });
        if version == "v1" {
            // What it has no place for is as for a request that was seen when it was made.
            let old = SeenRequest {
                first_seen: NOW,
                expires_at_server: NOW + 60,
                ctx: None,
                report: false,
                ..seen("request", SeenOutcome::Approved)
            };
            assert!(contents.seen == [old]);
            assert_eq!(offsets.count(), 0);
        } else {
            assert!(contents.seen == seen_of_every_kind());
            assert_eq!(offsets.collect::<Vec<_>>(), vec![-90; 10]);
        }
        // And it can be written, as the current version.
        vault.change(|_| Ok::<(), VaultError>(())).unwrap();
        let file = std::fs::read(folder.path().join("data/vault")).unwrap();
        assert_eq!(file[8..10], CURRENT.to_be_bytes());
        drop(vault);
        let vault = Vault::open(parts(folder.path()), Unlock::Passcode(&text), NOW).unwrap();
        assert!(
            vault.contents().unreadable.len() == 1
                && vault.rollback_status() == RollbackStatus::Current
        );
        assert_eq!(vault.contents().entries.len(), held);
        versions += 1;
    }
    assert_eq!(versions, CURRENT, "one sample of each version");
}

#[test]
#[ignore = "writes the sample of the current version; a released sample is never written again"]
fn write_the_kept_sample() {
    let folder = samples().join(format!("v{CURRENT}"));
    write_sample(&folder);
    for lock in ["data/lock", "state/platform.lock"] {
        std::fs::remove_file(folder.join(lock)).unwrap();
    }
}

#[test]
#[ignore = "run by tests/vault-reader/check, which sets up Python"]
fn the_independent_reader_opens_what_the_core_wrote_v46() {
    let python = std::env::var_os("COUNTERSIGN_READER_PYTHON").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vault-reader/read_vault.py");
    let folder = TempFolder::new();
    write_sample(folder.path());
    let text = SecretString::new(PASSCODE.to_owned());
    let mut vault = Vault::open(parts(folder.path()), Unlock::Passcode(&text), NOW).unwrap();
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries.splice(0..0, tokens());
            renewing(&mut contents.entries);
            contents.seen.extend(refused_after_approval());
            Ok(())
        })
        .unwrap();
    drop(vault);
    let run = |passcode: &str| {
        Command::new(&python)
            .arg(&script)
            .args(["--reveal", "--state"])
            .arg(folder.path().join("state"))
            .arg(folder.path().join("data/vault"))
            .env("COUNTERSIGN_PASSCODE", passcode)
            .output()
            .unwrap()
    };
    let output = run(PASSCODE);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read["version"], CURRENT);
    assert_eq!(read["generation"], 3);
    assert_eq!(read["unreadable"], 1);
    let entries = read["entries"].as_array().unwrap();
    for which in ["next_pkcs8", "next_hardware_key"] {
        assert!(entries.iter().any(|entry| entry[which].is_string()), "{which}");
    }
    let seen = [seen_of_every_kind(), refused_after_approval()].concat();
    let read_seen = read["seen"].as_array().unwrap();
    assert_eq!(read_seen.len(), seen.len());
    for (theirs, ours) in read_seen.iter().zip(&seen) {
        assert_eq!(theirs["id"], ours.id);
        assert_eq!(theirs["account_id"], ours.account.to_string());
        let times = [ours.created, ours.first_seen, ours.expires, ours.expires_at_server];
        for (name, ours) in
            ["created", "first_seen", "expires", "expires_at_server"].iter().zip(times)
        {
            assert_eq!(theirs[name].as_u64(), Some(ours), "{name}");
        }
        assert_eq!(theirs["report"], ours.report);
    }
    let outcomes: Vec<&str> =
        read_seen.iter().map(|seen| seen["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes[..5], ["open", "sent", "wrong", "refusing", "refusing"]);
    assert_eq!(outcomes[seen.len() - 2..], ["refusing after sent", "refusing after sent"]);
    assert_eq!((&read["hide_codes"], &read["recovery_declined"]), (&true.into(), &true.into()));
    let text = SecretString::new(PASSCODE.to_owned());
    let vault = Vault::open(parts(folder.path()), Unlock::Passcode(&text), NOW).unwrap();
    let entries = read["entries"].as_array().unwrap();
    assert_eq!(entries.len(), vault.contents().entries.len());
    for (theirs, ours) in entries.iter().zip(&vault.contents().entries) {
        assert_eq!(theirs["id"], ours.id.to_string());
        assert_eq!(theirs["issuer"], ours.issuer);
        assert_eq!(theirs["account"], ours.account);
        assert_eq!(theirs["note"], ours.note);
        assert_eq!(theirs["tags"].as_array().unwrap().len(), ours.tags.len());
        assert_eq!(theirs["trashed"].as_u64(), ours.trashed);
        match &ours.body {
            EntryBody::Otp(account) => {
                assert_eq!(theirs["type"], account.kind.name());
                let secret = data_encoding::BASE32_NOPAD.encode(account.secret.expose());
                assert_eq!(theirs["secret"], secret);
                if let OtpKind::Hotp { counter, .. } = &account.kind {
                    assert_eq!(theirs["counter"].as_u64(), Some(counter.get()));
                }
            }
            EntryBody::Push(account) => {
                assert_eq!(theirs["type"], "push");
                assert_eq!(theirs["username"], account.username);
                let token = account.token.as_ref();
                assert_eq!(theirs["push_token"]["url"].as_str(), token.map(|it| it.url.as_str()));
                let key = token.map(|it| data_encoding::HEXLOWER.encode(&it.server_key));
                assert_eq!(theirs["push_token"]["server_key"].as_str(), key.as_deref());
                assert_eq!(theirs["wrong_in_row"].as_u64(), Some(account.wrong_in_row.into()));
                assert_eq!(theirs["created_push"].as_u64(), Some(account.created));
                assert_eq!(theirs["clock_offset"].as_i64(), account.clock_offset);
            }
        }
    }
    let imports = serde_json::json!([{
        "id": "0102030405060708", "at": NOW, "format": "aegis", "not_otp": 3,
        "receipts": [
            {"status": "imported_with_warning", "id": "01".repeat(8), "replaced": "02".repeat(8)},
            {"status": "refused", "reason": 8, "of": "03".repeat(8)},
            {"status": "refused", "reason": 4, "field": 8},
        ],
    }]);
    assert_eq!(read["imports"], imports);
    let last = entries.last().unwrap();
    assert_eq!((&last["form"], &last["never_export"]), (&"text".into(), &true.into()));
    let auto = serde_json::json!({"folder": "/backups", "last": NOW, "failed": null});
    assert_eq!((&read["auto_backup"], &read["corrected_time"]), (&auto, &true.into()));
    let refused = run("another passcode");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
}

#[test]
#[ignore = "run by tests/vault-reader/check, which sets up Python"]
fn the_independent_reader_maps_the_passcode_as_the_core_does_v20() {
    let python = std::env::var_os("COUNTERSIGN_READER_PYTHON").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vault-reader/read_vault.py");
    let reads = |folder: &Path, passcode: &str| {
        let ran = Command::new(&python)
            .arg(&script)
            .arg("--state")
            .arg(folder.join("state"))
            .arg(folder.join("data/vault"))
            .env("COUNTERSIGN_PASSCODE", passcode)
            .output()
            .unwrap();
        ran.status.success()
    };
    // Letters with marks, in parts and in two orders; other spaces; Hangul; letters that stay as they are.
    let typed = "zu\u{308}rich\u{a0}q\u{307}\u{323}\u{3000}\u{1112}\u{1161}\u{11ab}\u{fb01}\u{212b}\u{ff11}";
    let composed = "z\u{fc}rich q\u{323}\u{307} \u{d55c}\u{fb01}\u{c5}\u{ff11}";
    let folder = TempFolder::new();
    let new =
        NewSlots { passcode: Some(passcode(typed)), kdf: KdfParams::FLOOR, ..NewSlots::default() };
    drop(Vault::create(parts(folder.path()), new).unwrap());
    assert!(reads(folder.path(), typed) && reads(folder.path(), composed));
    assert!(!reads(folder.path(), "zurich q han"));
    // The kept vault of before the mapping opens as it was typed, and in no other form.
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/vault-unmapped");
    assert!(reads(&kept, "zu\u{308}rich\u{a0}e\u{301}te\u{301}"));
    assert!(!reads(&kept, "z\u{fc}rich \u{e9}t\u{e9}"));
}
