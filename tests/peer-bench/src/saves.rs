//! Saving one change at 10, 1,000 and 10,000 accounts: our vault beside one JSON text under AES-256-GCM, replaced
//! atomically, in a folder and in memory.

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_core::account::{AccountId, CodeAccount};
use countersign_core::otp::{Algorithm, Digits, OtpKind, Period};
use countersign_core::random::{Random, SystemRandom};
use countersign_core::secret::SecretBytes;
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{
    Entry, EntryBody, FolderDeviceState, FolderStore, NewPlatformSlot, NewSlots, StateFolder,
    Vault, VaultDependencies, VaultError,
};
use data_encoding::BASE32_NOPAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Serialize;

use crate::timing;

const SIZES: [usize; 3] = [10, 1_000, 10_000];
const ROUNDS: usize = 41;

pub fn run() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("countersign-peers-{}", std::process::id()));
    for count in SIZES {
        let here = folder.join(count.to_string());
        let mut ours = vault(in_folder(&here.join("ours")), count)?;
        fs::create_dir_all(here.join("peer"))?;
        let mut peer = Peer::new(count)?;
        let place = here.join("peer");
        let measured = timing::take(ROUNDS, || save(&mut ours), || peer.save(Some(&place)));
        measured.print(&format!("save one change in a folder, {count} accounts; JSON"), "0.9");
    }
    fs::remove_dir_all(&folder)?;
    for count in SIZES {
        let mut ours = vault(in_memory(), count)?;
        let mut peer = Peer::new(count)?;
        let measured = timing::take(ROUNDS, || save(&mut ours), || peer.save(None));
        let reach = if count == 1_000 { "0.6" } else { "" };
        measured.print(&format!("save one change in memory, {count} accounts; JSON"), reach);
    }
    Ok(())
}

fn save(vault: &mut Vault) {
    let changed = vault.change(|contents| {
        contents.hide_codes = !contents.hide_codes;
        Ok::<(), VaultError>(())
    });
    changed.expect("a change is saved");
}

fn in_memory() -> VaultDependencies {
    VaultDependencies {
        store: Arc::new(MemoryStore::new()),
        keys: Arc::new(MemoryKey::seeded(1)),
        device_state: Arc::new(MemoryDeviceState::new()),
        random: Arc::new(SystemRandom::new()),
        passcode_alone: false,
    }
}

fn in_folder(folder: &Path) -> VaultDependencies {
    let state = StateFolder::Exactly(folder.join("state"));
    VaultDependencies {
        store: Arc::new(FolderStore::new(&folder.join("vault"))),
        device_state: Arc::new(FolderDeviceState::new(state)),
        ..in_memory()
    }
}

/// A vault of `count` code accounts.
fn vault(parts: VaultDependencies, count: usize) -> Result<Vault, Box<dyn Error>> {
    let random: &dyn Random = &SystemRandom::new();
    let platform = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: false };
    let new = NewSlots { platform: Some(platform), ..NewSlots::default() };
    let mut vault = Vault::create(parts, new)?;
    let kind = || OtpKind::Totp {
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
        period: Period::THIRTY,
    };
    vault.change(|contents| {
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
                    kind: kind(),
                    secret: SecretBytes::copy_of(&random.bytes::<20>()?),
                    lock_requested: false,
                    never_export: false,
                    counted_to: None,
                }),
            });
        }
        Ok::<(), VaultError>(())
    })?;
    Ok(vault)
}

/// What most authenticators do: one JSON text under a key, a fresh nonce before it.
struct Peer {
    database: Database,
    key: LessSafeKey,
    random: SystemRandom,
}

#[derive(Serialize)]
struct Database {
    version: u32,
    hide_codes: bool,
    entries: Vec<Account>,
}

#[derive(Serialize)]
struct Account {
    uuid: String,
    r#type: &'static str,
    issuer: String,
    name: String,
    note: String,
    favorite: bool,
    order: u32,
    created: u64,
    groups: Vec<String>,
    info: Info,
}

#[derive(Serialize)]
struct Info {
    secret: String,
    algo: &'static str,
    digits: u8,
    period: u32,
}

impl Peer {
    fn new(count: usize) -> Result<Self, Box<dyn Error>> {
        let random = SystemRandom::new();
        let source: &dyn Random = &random;
        let entries = (0..count).map(|n| {
            Ok(Account {
                uuid: source.uuid()?,
                r#type: "totp",
                issuer: format!("Issuer {n}"),
                name: format!("user{n}@example.com"),
                note: String::new(),
                favorite: false,
                order: 0,
                created: 1_700_000_000,
                groups: Vec::new(),
                info: Info {
                    secret: BASE32_NOPAD.encode(&source.bytes::<20>()?),
                    algo: "SHA1",
                    digits: 6,
                    period: 30,
                },
            })
        });
        let entries = entries.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        let key = UnboundKey::new(&AES_256_GCM, &source.bytes::<32>()?);
        let key = LessSafeKey::new(key.map_err(|_| "no key")?);
        let database = Database { version: 1, hide_codes: false, entries };
        Ok(Self { database, key, random })
    }

    fn save(&mut self, folder: Option<&PathBuf>) {
        self.database.hide_codes = !self.database.hide_codes;
        let file = self.sealed();
        match folder {
            Some(folder) => replace(folder, &file).expect("the peer saves"),
            None => drop(std::hint::black_box(file)),
        }
    }

    fn sealed(&self) -> Vec<u8> {
        let random: &dyn Random = &self.random;
        let nonce: [u8; 12] = random.bytes().expect("random bytes");
        let mut file = nonce.to_vec();
        serde_json::to_writer(&mut file, &self.database).expect("a JSON text");
        let nonce = Nonce::assume_unique_for_key(nonce);
        let plain = file.get_mut(12..).expect("the text");
        let tag = self.key.seal_in_place_separate_tag(nonce, Aad::empty(), plain);
        file.extend_from_slice(tag.expect("a sealed text").as_ref());
        file
    }
}

/// Temporary file, sync, rename, sync of the folder.
fn replace(folder: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = folder.join("database.tmp");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, folder.join("database"))?;
    File::open(folder)?.sync_all()
}
