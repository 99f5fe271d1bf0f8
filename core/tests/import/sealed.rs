//! What encrypted files say when they are broken, ask for too much, or have another version.

use countersign_core::secret::SecretString;
use countersign_core::vault::import::{Container, Format, ImportError, ReadOptions, inspect, read};

use crate::apps::{
    ANDOTP_NEW, ANDOTP_OLD, BITWARDEN_ARGON2, BITWARDEN_PBKDF2, CXF, ENTE_ENCRYPTED, PROTON,
    PROTON_ENCRYPTED, STRATUM_LEGACY, STRATUM_STRONG, TWO_FAS, TWO_FAS_ENCRYPTED,
};
use crate::{DAMAGED, PASSWORD, open, open_with};

fn replaced(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(file).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

/// Changes the character of a JSON text so many characters behind its beginning.
fn flipped(file: &[u8], member: &str, behind: usize) -> Vec<u8> {
    let text = std::str::from_utf8(file).unwrap();
    let begin = format!("\"{member}\": \"");
    let at = text.find(&begin).unwrap() + begin.len() + behind;
    let mut changed = file.to_vec();
    changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
    changed
}

#[test]
fn where_nothing_else_tells_a_changed_file_is_a_wrong_password_a71() {
    for (file, member) in [
        (TWO_FAS_ENCRYPTED, "servicesEncrypted"),
        (PROTON_ENCRYPTED, "content"),
        (ENTE_ENCRYPTED, "encryptedData"),
        (ENTE_ENCRYPTED, "encryptionNonce"),
    ] {
        let changed = flipped(file, member, 9);
        assert_eq!(
            open_with(&changed, PASSWORD).err(),
            Some(ImportError::WrongPassword),
            "{member}"
        );
    }
    for file in [ANDOTP_NEW, ANDOTP_OLD, STRATUM_STRONG, STRATUM_LEGACY] {
        let mut changed = file.to_vec();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert_eq!(open_with(&changed, PASSWORD).err(), Some(ImportError::WrongPassword));
    }
}

#[test]
fn bitwarden_tells_damage_from_a_wrong_password_a71() {
    for file in [BITWARDEN_PBKDF2, BITWARDEN_ARGON2] {
        let data = flipped(file, "data", 40);
        assert_eq!(open_with(&data, PASSWORD).err(), Some(DAMAGED));
        let check = flipped(file, "encKeyValidation_DO_NOT_EDIT", 40);
        assert_eq!(open_with(&check, PASSWORD).err(), Some(ImportError::WrongPassword));
        let other = replaced(file, "\"data\": \"2.", "\"data\": \"7.");
        assert_eq!(open_with(&other, PASSWORD).err(), Some(ImportError::UnsupportedVersion));
    }
}

#[test]
fn exports_for_one_account_or_one_cloud_are_refused_by_name_a71() {
    let restricted = br#"{"encrypted": true, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c", "folders": [], "items": []}"#;
    assert_eq!(inspect(restricted, None).err(), Some(ImportError::AccountRestricted));
    let cloud = format!("eyJ{}.a.b.c.d", "x".repeat(60));
    let container = Container::MicrosoftCloud;
    let refused = ImportError::UnsupportedContainer { container };
    assert_eq!(inspect(cloud.as_bytes(), None).err(), Some(refused));
}

#[test]
fn unknown_versions_are_named_a71() {
    for file in [
        replaced(TWO_FAS, "\"schemaVersion\": 4", "\"schemaVersion\": 5"),
        replaced(PROTON, "\"version\": 1", "\"version\": 2"),
        replaced(PROTON_ENCRYPTED, "\"version\": 1", "\"version\": 2"),
        replaced(ENTE_ENCRYPTED, "\"version\": 1", "\"version\": 2"),
        replaced(CXF, "\"major\": 1", "\"major\": 2"),
        replaced(BITWARDEN_PBKDF2, "\"kdfType\": 0", "\"kdfType\": 2"),
    ] {
        assert_eq!(inspect(&file, None).err(), Some(ImportError::UnsupportedVersion));
        assert_eq!(open(&file).err(), Some(ImportError::UnsupportedVersion));
    }
}

#[test]
fn key_derivations_that_are_bombs_are_refused_before_memory_is_taken_a71() {
    let ente = |limit: &str, passes: &str| {
        let file =
            replaced(ENTE_ENCRYPTED, "\"memLimit\": 67108864", &format!("\"memLimit\": {limit}"));
        replaced(&file, "\"opsLimit\": 3", &format!("\"opsLimit\": {passes}"))
    };
    let kib = |from: &str, to: &str| replaced(BITWARDEN_ARGON2, from, to);
    for file in [
        ente("1073741825024", "3"),
        // Cut to 32 bits this would be small.
        ente("4398046515200", "3"),
        ente("18446744073709551615", "1"),
        ente("67108864", "65"),
        ente("1073741824", "9"),
        kib("\"kdfMemory\": 32", "\"kdfMemory\": 1025"),
        kib("\"kdfMemory\": 32", "\"kdfMemory\": 18446744073709551615"),
        kib("\"kdfParallelism\": 4", "\"kdfParallelism\": 17"),
        kib("\"kdfIterations\": 3", "\"kdfIterations\": 65"),
        replaced(BITWARDEN_PBKDF2, "\"kdfIterations\": 100000", "\"kdfIterations\": 10000001"),
        [b"\x7f\xff\xff\xff", &ANDOTP_NEW[4..]].concat(),
    ] {
        let format = Some(Format::AndOtp).filter(|_| file.starts_with(b"\x7f"));
        let refused = inspect(&file, format).err();
        assert!(matches!(refused, Some(ImportError::KdfTooCostly { .. })), "{refused:?}");
        let password = SecretString::new(PASSWORD.to_owned());
        let options = ReadOptions { format, password: Some(&password), free_memory: None };
        assert_eq!(read(&file, options).err(), refused);
    }
    // Ente's own largest is within the limits, where the memory is there.
    let honest = inspect(&ente("1073741824", "4"), None).unwrap().cost.unwrap();
    assert_eq!(honest.memory_kib, 1024 * 1024);
    assert!((5_000..=9_000).contains(&honest.milliseconds), "{honest:?}");
    let password = SecretString::new(PASSWORD.to_owned());
    let free_memory = Some(2 * 1024 * 1024 * 1024 - 2048);
    let options = ReadOptions { format: None, password: Some(&password), free_memory };
    let refused = ImportError::KdfTooCostly { needed: honest };
    assert_eq!(read(&ente("1073741824", "4"), options).err(), Some(refused));
}

#[test]
fn salts_and_nonces_of_other_lengths_are_damage_a71() {
    let short = replaced(ENTE_ENCRYPTED, "\"salt\": \"", "\"salt\": \"AAAA\", \"old\": \"");
    assert_eq!(inspect(&short, None).err(), Some(DAMAGED));
    let nonce = replaced(ENTE_ENCRYPTED, "\"encryptionNonce\": \"", "\"encryptionNonce\": \"AAAA");
    assert_eq!(inspect(&nonce, None).err(), Some(DAMAGED));
    let services = replaced(
        TWO_FAS_ENCRYPTED,
        "\"servicesEncrypted\": \"",
        "\"servicesEncrypted\": \"AAAA:AAAA:AAAA\", \"old\": \"",
    );
    assert_eq!(inspect(&services, None).err(), Some(DAMAGED));
    let parts =
        replaced(TWO_FAS_ENCRYPTED, "\"servicesEncrypted\": \"", "\"servicesEncrypted\": \"AAAA:");
    assert_eq!(inspect(&parts, None).err(), Some(DAMAGED));
}

#[test]
fn a_legacy_file_of_stratum_is_cut_at_a_block_or_damaged_a71() {
    assert_eq!(open(&STRATUM_LEGACY[..STRATUM_LEGACY.len() - 1]).err(), Some(DAMAGED));
    let blocks = &STRATUM_LEGACY[..STRATUM_LEGACY.len() - 16];
    assert_eq!(open_with(blocks, PASSWORD).err(), Some(ImportError::WrongPassword));
}
