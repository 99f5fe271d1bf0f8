//! Row 1: Aegis.

use countersign_core::vault::import::{Format, ImportError, inspect};

use crate::{DAMAGED, PASSWORD, open, open_with, same_when_encrypted, told};

const PLAIN: &[u8] = include_bytes!("../fixtures/import/aegis-plain.json");
const ENCRYPTED: &[u8] = include_bytes!("../fixtures/import/aegis-encrypted.json");

#[test]
fn every_entry_of_aegis_is_an_account_or_says_why_not_a71() {
    let file = open(PLAIN).unwrap();
    assert_eq!(file.format, Format::Aegis);
    assert!(file.left_behind, "there was an icon");
    let expected = [
        "Harbour Bank|ida@harbour.test|totp|SHA1|6/30|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ|favourite|tags Money|note blue card",
        "Quay|ida|totp|SHA512|8/60|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "Crane|counter|hotp|SHA256|6#41|MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U|tags Old group",
        "Steam|gamer|steam|SHA1|5/30|MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U",
        "Yandex|ida|yaotp|SHA256|8/30|GEZDGNBVGY3TQOJQGEZDGNBVGY|pin 1234",
        "Ferry|ida|motp|MD5|6/10|AAISEM2EKVTHPCEZVK54ZXPO74|!PinNeeded",
        "Tug|short|totp|SHA1|3/30|GEZDGNBVGY3TQOJQ|!AlgorithmSpelling|!WeakSecret|!UnusualDigits",
        "Buoy|nine|BadSecret",
        "Buoy|ten|UnsupportedAlgorithm",
        "Buoy|eleven|OutOfRangePeriod",
        "Buoy|twelve|UnsupportedType",
        "Buoy|linebreak|NotRepresentable",
        "Buoy|nothing|MissingFieldSecret",
        "Buoy||Damaged",
    ];
    assert_eq!(told(&file), expected);
}

#[test]
fn an_encrypted_vault_of_aegis_opens_by_any_of_its_passwords_a71() {
    same_when_encrypted(Format::Aegis, PLAIN, ENCRYPTED);
    let other = open_with(ENCRYPTED, "another password").unwrap();
    assert_eq!(other.entries.len(), 14);
    // Two slots of 32 MiB each are tried.
    let cost = inspect(ENCRYPTED, None).unwrap().cost.unwrap();
    assert_eq!(cost.memory_kib, 32 * 1024);
    assert!((150..=300).contains(&cost.milliseconds), "{cost:?}");
}

#[test]
fn damage_behind_a_right_password_is_no_wrong_password_a71() {
    let text = String::from_utf8(ENCRYPTED.to_vec()).unwrap();
    let db = text.find("\"db\": \"").unwrap() + 7;
    let mut changed = text.clone().into_bytes();
    changed[db] = if changed[db] == b'A' { b'B' } else { b'A' };
    assert_eq!(open_with(&changed, PASSWORD).err(), Some(DAMAGED));
    let cut = text.replace("\"nonce\": \"", "\"nonce\": \"00");
    assert_eq!(open_with(cut.as_bytes(), PASSWORD).err(), Some(DAMAGED));
}

#[test]
fn unknown_versions_and_fingerprint_only_vaults_are_named_a71() {
    let text = String::from_utf8(PLAIN.to_vec()).unwrap();
    for newer in [
        text.replacen("\"version\": 1", "\"version\": 2", 1),
        text.replacen("\"version\": 3", "\"version\": 4", 1),
    ] {
        assert_eq!(open(newer.as_bytes()).err(), Some(ImportError::UnsupportedVersion));
    }
    let finger =
        String::from_utf8(ENCRYPTED.to_vec()).unwrap().replace("\"type\": 1", "\"type\": 2");
    assert_eq!(inspect(finger.as_bytes(), None).err(), Some(ImportError::DeviceBound));
}

#[test]
fn a_key_derivation_that_is_a_bomb_is_refused_before_memory_is_taken_a71() {
    let text = String::from_utf8(ENCRYPTED.to_vec()).unwrap();
    for (from, to) in [
        ("\"n\": 32768", "\"n\": 1099511627776"),
        ("\"n\": 32768", "\"n\": 18446744073709551615"),
        ("\"r\": 8", "\"r\": 4294967296"),
        ("\"p\": 1", "\"p\": 17"),
        ("\"n\": 32768", "\"n\": 524288"),
    ] {
        let bomb = text.replace(from, to);
        assert_ne!(bomb, text);
        let refused = inspect(bomb.as_bytes(), None).err();
        assert!(matches!(refused, Some(ImportError::KdfTooCostly { .. })), "{to}: {refused:?}");
        assert_eq!(open_with(bomb.as_bytes(), PASSWORD).err(), refused);
    }
    for (from, to) in
        [("\"n\": 32768", "\"n\": 32767"), ("\"n\": 32768", "\"n\": 0"), ("\"p\": 1", "\"p\": 0")]
    {
        let odd = text.replace(from, to);
        assert_eq!(inspect(odd.as_bytes(), None).err(), Some(DAMAGED));
    }
}
