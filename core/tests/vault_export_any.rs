//! Any accounts through each export and back, and the exchange format beside types that are not ours.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod vault_support;

use countersign_core::account::CodeAccount;
use countersign_core::otp::{Algorithm, Counter, Digits, MotpForm, OtpKind, Period};
use countersign_core::random::FixedRandom;
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::vault::backup::{Passphrase, open, seal};
use countersign_core::vault::export::{ExportError, Target, write};
use countersign_core::vault::import::{ImportedAccount, ReadOptions, read};
use countersign_core::vault::{BackupKey, Entry, EntryBody, KdfParams};
use credential_exchange_format as cxf;
use proptest::prelude::*;
use vault_support::{NOW, entry, otp, otp_entry};

const PASSWORD: &str = "lantern Käse 42";

fn password() -> SecretString {
    SecretString::new(PASSWORD.to_owned())
}

fn kinds() -> impl Strategy<Value = OtpKind> {
    let algorithm = prop_oneof![
        4 => Just(Algorithm::Sha1), 1 => Just(Algorithm::Sha256), 1 => Just(Algorithm::Sha512)
    ];
    let digits = prop_oneof![4 => Just(6_u64), 2 => 1_u64..=10];
    let period = prop_oneof![4 => Just(30_u64), 2 => 1_u64..=86_400];
    let pin = proptest::option::of("[0-9]{4}");
    let counter = prop_oneof![0_u64..1_000, 0_u64..=Counter::MAX];
    (0_u8..8, algorithm, digits, period, counter, pin).prop_map(
        |(kind, algorithm, digits, period, counter, pin)| {
            let digits = Digits::new(digits).unwrap();
            let pin = pin.map(SecretString::new);
            match kind {
                0..4 => OtpKind::Totp { algorithm, digits, period: Period::new(period).unwrap() },
                4 => OtpKind::Hotp { algorithm, digits, counter: Counter::new(counter).unwrap() },
                5 => OtpKind::Steam,
                6 => OtpKind::Yandex { pin },
                _ => OtpKind::Motp { pin, form: MotpForm::Bytes },
            }
        },
    )
}

/// Names as people and services write them, and what a format might trip over.
fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z][A-Za-z0-9 ]{0,12}",
        2 => "[a-zA-Z@.:/?#&=%+ \u{e4}\u{df}\u{448}\u{5d0}\u{1f511}\",\\\\;']{0,16}",
        1 => Just(String::new()),
    ]
}

fn accounts() -> impl Strategy<Value = Entry> {
    let texts = (names(), names(), proptest::option::of("[a-z]{1,8}"), "[a-z \u{e9}\n]{0,20}");
    let tags = proptest::collection::vec("[a-zA-Z\u{e9}]{1,8}", 0..3);
    let secret = proptest::collection::vec(any::<u8>(), 1..=64);
    (texts, tags, kinds(), secret, any::<bool>(), any::<bool>()).prop_map(
        |((issuer, account, display_name, note), mut tags, kind, secret, favourite, lock)| {
            tags.sort_unstable();
            tags.dedup();
            let body = EntryBody::Otp(CodeAccount {
                kind,
                secret: SecretBytes::new(secret),
                lock_requested: lock,
                never_export: false,
                counted_to: None,
            });
            Entry {
                issuer,
                display_name,
                note,
                tags,
                favourite,
                trashed: None,
                ..entry(&account, body)
            }
        },
    )
}

fn code(entry: &Entry) -> &CodeAccount {
    match &entry.body {
        EntryBody::Otp(account) => account,
        EntryBody::Push(_) => panic!("a push account"),
    }
}

/// What the reader of the format makes of an account is that account.
fn same(target: Target, ours: &Entry, theirs: &ImportedAccount) {
    let (own, found) = (code(ours), &theirs.account);
    assert_eq!(
        (ours.issuer.trim(), ours.account.trim()),
        (found.issuer.as_str(), found.account.as_str())
    );
    assert!(own.kind.makes_same_codes(&found.kind), "{:?} {:?}", own.kind, found.kind);
    assert!(own.secret.ct_eq(found.secret.expose()));
    if let OtpKind::Hotp { counter, .. } = &own.kind {
        assert_eq!(found.counter(), Some(*counter));
    }
    let holds_tags = matches!(target, Target::Aegis | Target::Cxf);
    assert_eq!(theirs.tags, if holds_tags { ours.tags.clone() } else { Vec::new() });
    assert_eq!(theirs.favourite, holds_tags && ours.favourite);
    assert_eq!(theirs.note, if target == Target::Aegis { ours.note.as_str() } else { "" });
}

fn there_and_back(target: Target, entries: &[Entry]) {
    let random = FixedRandom::seeded(7);
    let written = match write(target, entries.iter(), &password(), NOW, &random) {
        Ok(written) => written,
        Err(ExportError::Nothing) => return,
        Err(error) => panic!("{target:?}: {error}"),
    };
    let password = password();
    let options = ReadOptions { format: None, password: Some(&password), free_memory: None };
    let file = read(written.file.expose(), options).unwrap();
    assert_eq!(file.format, target.format(), "known by its content");
    let left = |entry: &&Entry| !written.left_out.iter().any(|(id, _)| *id == entry.id);
    let held: Vec<&Entry> = entries.iter().filter(left).collect();
    assert_eq!(held.len() + written.left_out.len(), entries.len());
    assert_eq!(file.entries.len(), held.len());
    for (ours, theirs) in held.iter().zip(&file.entries) {
        same(target, ours, theirs.outcome.as_ref().unwrap());
    }
}

/// With ids of their own.
fn list() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::vec(accounts(), 1..6).prop_map(|mut entries| {
        for (at, entry) in (0_u8..).zip(&mut entries) {
            entry.id = countersign_core::account::AccountId::from_bytes([at; 8]);
        }
        entries
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_accounts_come_back_from_a_list_of_links_a73(entries in list()) {
        there_and_back(Target::Otpauth, &entries);
    }

    #[test]
    fn any_accounts_come_back_from_migration_codes_a73(entries in list()) {
        there_and_back(Target::Google, &entries);
    }

    #[test]
    fn any_accounts_come_back_from_the_exchange_format_and_parse_elsewhere_a73(entries in list()) {
        there_and_back(Target::Cxf, &entries);
        parses_elsewhere(&entries);
    }
}

proptest! {
    // Each costs a key derivation.
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_accounts_come_back_from_aegis_a73(entries in list()) {
        there_and_back(Target::Aegis, &entries);
    }

    #[test]
    fn any_accounts_come_back_from_a_backup_a49(entries in list()) {
        let passphrase = Passphrase::parse(&password(), &[]).unwrap();
        let random = FixedRandom::seeded(3);
        let key = BackupKey::derive(&passphrase, KdfParams::FLOOR, &random).unwrap();
        let copies: Vec<Entry> = entries.iter().filter_map(Entry::for_backup).collect();
        let file = seal(&key, copies, NOW, &random).unwrap();
        let opened = open(&file, &password()).unwrap();
        prop_assert_eq!((opened.entries.len(), opened.unreadable), (entries.len(), 0));
        for (ours, theirs) in entries.iter().zip(&opened.entries) {
            let (own, found) = (code(ours), code(theirs));
            prop_assert_eq!(
                (&ours.issuer, &ours.account, &ours.display_name, &ours.note, &ours.tags),
                (&theirs.issuer, &theirs.account, &theirs.display_name, &theirs.note, &theirs.tags)
            );
            prop_assert_eq!(ours.favourite, theirs.favourite);
            prop_assert!(own.kind.makes_same_codes(&found.kind) && own.secret.ct_eq(found.secret.expose()));
            prop_assert_eq!(own.lock_requested, found.lock_requested);
        }
    }
}

#[test]
fn what_every_format_can_say_is_left_out_of_none_a73() {
    let entries =
        [otp_entry("ida@harbour.example"), Entry { issuer: String::new(), ..otp_entry("ida") }];
    for target in Target::ALL {
        let written =
            write(target, entries.iter(), &password(), NOW, &FixedRandom::seeded(1)).unwrap();
        assert_eq!((written.accounts, written.left_out.len()), (2, 0), "{target:?}");
    }
}

/// The types of the format's own authors read what we write, and say the same of it.
fn parses_elsewhere(entries: &[Entry]) {
    let Ok(written) = write(Target::Cxf, entries.iter(), &password(), NOW, &FixedRandom::seeded(7))
    else {
        return;
    };
    let header: cxf::Header = serde_json::from_slice(written.file.expose()).unwrap();
    assert_eq!((header.version.major, header.version.minor, header.timestamp), (1, 0, NOW));
    let [account] = header.accounts.as_slice() else {
        panic!("{} accounts", header.accounts.len())
    };
    assert_eq!(account.id.as_ref().len(), 16);
    assert_eq!(account.items.len(), usize::try_from(written.accounts).unwrap());
    let left = |entry: &&Entry| !written.left_out.iter().any(|(id, _)| *id == entry.id);
    let mut ids = std::collections::HashSet::new();
    for (item, entry) in account.items.iter().zip(entries.iter().filter(left)) {
        assert!(ids.insert(item.id.as_ref().to_vec()), "each item has an id of its own");
        let [cxf::Credential::Totp(totp)] = item.credentials.as_slice() else {
            panic!("{:?}", item.credentials.len())
        };
        let OtpKind::Totp { algorithm, digits, period } = &code(entry).kind else { panic!() };
        let theirs = match totp.algorithm {
            cxf::OTPHashAlgorithm::Sha1 => Algorithm::Sha1,
            cxf::OTPHashAlgorithm::Sha256 => Algorithm::Sha256,
            cxf::OTPHashAlgorithm::Sha512 => Algorithm::Sha512,
            cxf::OTPHashAlgorithm::Unknown(_) | _ => panic!("an unknown algorithm"),
        };
        assert_eq!(
            (theirs, u32::from(totp.period), totp.digits),
            (*algorithm, period.get(), digits.get())
        );
        assert!(code(entry).secret.ct_eq(totp.secret.as_ref()));
        assert_eq!(totp.issuer.as_deref().unwrap_or_default(), entry.issuer.trim());
        assert_eq!(totp.username.as_deref().unwrap_or_default(), entry.account.trim());
        assert_eq!(item.tags.as_deref(), Some(entry.tags.as_slice()));
        assert_eq!(item.favorite, Some(entry.favourite));
    }
}

#[test]
fn a_document_of_the_formats_own_authors_is_read_a71() {
    let totp = cxf::TotpCredential {
        secret: cxf::B32::from(b"12345678901234567890".to_vec()),
        period: 45,
        digits: 8,
        username: Some("ida".to_owned()),
        algorithm: cxf::OTPHashAlgorithm::Sha256,
        issuer: Some("Harbour".to_owned()),
    };
    let note = cxf::NoteCredential { content: "mine".to_owned().into() };
    let item = cxf::Item {
        id: cxf::B64Url::from(vec![1; 16]),
        creation_at: Some(NOW),
        modified_at: None,
        title: "Harbour Bank".to_owned(),
        subtitle: None,
        favorite: Some(true),
        scope: None,
        credentials: vec![
            cxf::Credential::Totp(Box::new(totp)),
            cxf::Credential::Note(Box::new(note)),
        ],
        tags: Some(vec!["Work".to_owned()]),
        extensions: None,
    };
    let account = cxf::Account {
        id: cxf::B64Url::from(vec![2; 16]),
        username: String::new(),
        email: String::new(),
        full_name: None,
        collections: Vec::new(),
        items: vec![item],
        extensions: None,
    };
    let header = cxf::Header::<()> {
        version: cxf::Version { major: 1, minor: 0 },
        exporter_rp_id: "elsewhere.example".to_owned(),
        exporter_display_name: "Elsewhere".to_owned(),
        timestamp: NOW,
        accounts: vec![account],
    };
    let document = serde_json::to_vec(&header).unwrap();
    let options = ReadOptions { format: None, password: None, free_memory: None };
    let file = read(&document, options).unwrap();
    assert_eq!((file.format.name(), file.not_otp), ("cxf", 1));
    let found = file.entries[0].outcome.as_ref().unwrap();
    let expected = OtpKind::Totp {
        algorithm: Algorithm::Sha256,
        digits: Digits::new(8).unwrap(),
        period: Period::new(45).unwrap(),
    };
    let ours = Entry {
        issuer: "Harbour".to_owned(),
        tags: vec!["Work".to_owned()],
        favourite: true,
        note: String::new(),
        ..entry("ida", otp(expected, b"12345678901234567890"))
    };
    same(Target::Cxf, &ours, found);
}
