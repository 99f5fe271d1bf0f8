//! Memory: the worst contents, and the costliest passcode on a weak phone.
#![cfg(target_os = "linux")]

use super::super::bytes::Writer;
use super::super::seal::MAX_FILE;
use super::super::{KdfParams, NewSlots, Passcode, Unlock, Vault, VaultError, codec};
use super::{parts, run_alone};
use crate::secret::SecretString;

#[test]
fn a_vault_at_the_cap_opens_in_512_mib_v13() {
    run_alone("vault::tests::limits::alone_a_vault_at_the_cap", Some(512 * 1024));
}

#[test]
#[ignore = "run by the test above, in a process with little memory"]
fn alone_a_vault_at_the_cap() {
    let parts = parts();
    let text = SecretString::new("correct-horse".to_owned());
    let new = NewSlots {
        passcode: Some(Passcode::parse(text.duplicate(), &[]).unwrap()),
        kdf: KdfParams::CAP,
        ..NewSlots::default()
    };
    drop(Vault::create(parts.clone(), new).unwrap());
    Vault::open(parts, Unlock::Passcode(&text), 0).unwrap();
}

#[test]
fn too_little_memory_for_the_derivation_is_an_error_v13() {
    run_alone("vault::tests::limits::alone_without_memory", Some(120 * 1024));
}

#[test]
#[ignore = "run by the test above, in a process with too little memory"]
fn alone_without_memory() {
    // Whatever the process has mapped by now, two of these do not fit beside it.
    let taken: Vec<u8> = Vec::with_capacity(64 << 20);
    assert_eq!(KdfParams::CAP.trial(), Err(VaultError::OutOfMemory));
    drop(taken);
}

#[test]
fn the_worst_contents_take_at_most_64_mib_v47() {
    for kind in ["tags", "entries", "unreadable", "seen", "sections"] {
        let test = format!("vault::tests::limits::alone_worst_{kind}");
        let printed = run_alone(&test, None);
        let kib = printed.split("peak KiB ").nth(1).and_then(|rest| rest.split(' ').next());
        let kib: usize = kib.unwrap().parse().unwrap();
        assert!(kib <= 64 * 1024, "{kind}: {kib} KiB");
    }
}

/// Decodes as much of `unit` as a file holds, and prints by how much the process grew, the file
/// included.
fn measure(before_units: &[u8], unit: &[u8], in_section: Option<u16>) {
    let mut writer = Writer::default();
    let fill = |writer: &mut Writer, len: usize| {
        writer.raw(before_units);
        for _ in 0..len / unit.len() {
            writer.raw(unit);
        }
    };
    match in_section {
        Some(tag) => {
            writer.u16(tag);
            writer.nested(|w| fill(w, MAX_FILE - 5000));
        }
        None => fill(&mut writer, MAX_FILE - 5000),
    }
    let bytes = writer.finish().unwrap();
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let start = status("VmRSS:");
    let decoded = codec::decode(&bytes);
    let grown = status("VmHWM:").saturating_sub(start) + bytes.len() / 1024;
    println!("peak KiB {grown} {:?}", decoded.map(|contents| contents.entries.len()));
}

fn status(field: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// An entry record up to its tags: version, kind, id, empty issuer, account, no name, empty note.
fn entry_front() -> Vec<u8> {
    [&[1, 1][..], &[0; 8], &[0; 4], &[0; 4], &[0], &[0; 4]].concat()
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn alone_worst_tags() {
    // Entries of 65,535 tags of one letter.
    let mut record = entry_front();
    record.extend_from_slice(&[0xff, 0xff]);
    record.extend([0, 0, 0, 1, b'x'].repeat(0xffff));
    let tail = [&[0][..], &[0; 4], &[0; 8], &[0], &[3], &[0, 0, 0, 1, 7], &[0]].concat();
    record.extend_from_slice(&tail);
    let unit = [&u32::try_from(record.len()).unwrap().to_be_bytes()[..], &record].concat();
    measure(&[], &unit, Some(1));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn alone_worst_entries() {
    let mut record = entry_front();
    let tail = [&[0, 0][..], &[0], &[0; 4], &[0; 8], &[0], &[3], &[0, 0, 0, 1, 7], &[0]].concat();
    record.extend_from_slice(&tail);
    let unit = [&u32::try_from(record.len()).unwrap().to_be_bytes()[..], &record].concat();
    measure(&[], &unit, Some(1));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn alone_worst_unreadable() {
    measure(&[], &[0, 0, 0, 1, 9], Some(1));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn alone_worst_seen() {
    let record = [&[1][..], &[0, 0, 0, 1, b'x'], &[0; 8], &[0; 16], &[0]].concat();
    let unit = [&u32::try_from(record.len()).unwrap().to_be_bytes()[..], &record].concat();
    measure(&[], &unit, Some(2));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn alone_worst_sections() {
    measure(&[], &[9, 9, 0, 0, 0, 1, 9], None);
}
