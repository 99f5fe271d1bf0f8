//! Opening a vault to its first code, and saving one change, at 10, 1,000 and 10,000 entries. By a platform slot, so
//! without Argon2.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench")]

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

use countersign_core::account::{AccountId, CodeAccount};
use countersign_core::otp::{Algorithm, Code, Digits, OtpKind, Period, code_at};
use countersign_core::random::{Random, SystemRandom};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{
    Entry, EntryBody, FolderDeviceState, FolderStore, NewPlatformSlot, NewSlots, StateFolder,
    Unlock, Vault, VaultDependencies, VaultError,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const SIZES: [usize; 3] = [10, 1_000, 10_000];

fn in_memory() -> VaultDependencies {
    VaultDependencies {
        store: Arc::new(MemoryStore::new()),
        keys: Arc::new(MemoryKey::seeded(1)),
        device_state: Arc::new(MemoryDeviceState::new()),
        random: Arc::new(SystemRandom::new()),
        passcode_alone: false,
    }
}

/// A vault of `count` code accounts.
fn vault(parts: VaultDependencies, count: usize) -> Vault {
    let random: &dyn Random = &SystemRandom::new();
    let platform = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: false };
    let new = NewSlots { platform: Some(platform), ..NewSlots::default() };
    let mut vault = Vault::create(parts, new).unwrap();
    vault
        .change(|contents| {
            for n in 0..count {
                contents.entries.push(Entry {
                    id: AccountId::random(random)?,
                    issuer: format!("Issuer {n}"),
                    account: format!("user{n}@example.com"),
                    display_name: None,
                    note: String::new(),
                    tags: Vec::new(),
                    favourite: false,
                    order: 0,
                    created: 1_700_000_000,
                    trashed: None,
                    body: EntryBody::Otp(CodeAccount {
                        kind: OtpKind::Totp {
                            algorithm: Algorithm::Sha1,
                            digits: Digits::SIX,
                            period: Period::THIRTY,
                        },
                        secret: SecretBytes::copy_of(&random.bytes::<20>()?),
                        lock_requested: false,
                        never_export: false,
                        counted_to: None,
                    }),
                });
            }
            Ok::<(), VaultError>(())
        })
        .unwrap();
    vault
}

/// What the person waits for: the code on top of the list.
fn first_code(vault: &Vault) -> Code {
    let EntryBody::Otp(account) = &vault.contents().entries[0].body else { unreachable!() };
    code_at(&account.kind, &account.secret, 1_700_000_000, None).unwrap()
}

fn open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("vault_open");
    for count in SIZES {
        let parts = in_memory();
        drop(vault(parts.clone(), count));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| {
                let vault = Vault::open(parts.clone(), Unlock::Platform, 1_700_000_000).unwrap();
                black_box(first_code(&vault))
            });
        });
    }
    group.finish();
}

fn save(criterion: &mut Criterion) {
    save_one_change(criterion, "vault_save_in_memory", in_memory);
    let folder = std::env::temp_dir().join(format!("countersign-bench-{}", std::process::id()));
    let mut number = 0;
    save_one_change(criterion, "vault_save_in_folder", || {
        number += 1;
        in_folder(folder.join(number.to_string()))
    });
    let _ = std::fs::remove_dir_all(&folder);
}

fn in_folder(folder: PathBuf) -> VaultDependencies {
    let state = StateFolder::Exactly(folder.join("state"));
    VaultDependencies {
        store: Arc::new(FolderStore::new(&folder)),
        device_state: Arc::new(FolderDeviceState::new(state)),
        ..in_memory()
    }
}

fn save_one_change(
    criterion: &mut Criterion,
    name: &str,
    mut parts: impl FnMut() -> VaultDependencies,
) {
    let mut group = criterion.benchmark_group(name);
    for count in SIZES {
        let mut vault = vault(parts(), count);
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| {
                let changed = vault.change(|contents| {
                    contents.hide_codes = !contents.hide_codes;
                    Ok::<(), VaultError>(())
                });
                changed.unwrap();
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = open, save
}
criterion_main!(benches);
