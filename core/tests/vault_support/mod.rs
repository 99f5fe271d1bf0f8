//! A phone in memory, and what the vault's tests put into it.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test crate uses a part")]
#![allow(clippy::unwrap_used, clippy::as_conversions, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_core::account::{
    AccountId, CodeAccount, DenyReason, ItContact, KeyRef, OtpSeed, Profile, PushAccount,
    PushProtocol, PushState, PushToken, SeenOutcome, SeenRequest,
};
use countersign_core::device::VaultFile;
use countersign_core::otp::{Algorithm, Counter, Digits, MotpForm, OtpKind, Period};
use countersign_core::random::{FixedRandom, Random, SystemRandom};
use countersign_core::secret::{SecretBytes, SecretString};
use countersign_core::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use countersign_core::vault::{
    Entry, EntryBody, KdfParams, NewPlatformSlot, NewSlots, Passcode, Unlock, Vault,
    VaultDependencies, VaultError,
};

pub const NOW: u64 = 1_700_000_000;
pub const PASSCODE: &str = "correct-horse";
pub const UNLOCK_KEY: &str = "unlock";

/// A phone without hardware.
pub struct Phone {
    pub store: Arc<MemoryStore>,
    pub keys: Arc<MemoryKey>,
    pub device_state: Arc<MemoryDeviceState>,
    pub random: Arc<FixedRandom>,
    pub passcode_alone: bool,
}

impl Phone {
    pub fn new() -> Self {
        Self::seeded(1)
    }

    pub fn seeded(seed: u64) -> Self {
        Self {
            store: Arc::new(MemoryStore::new()),
            keys: Arc::new(MemoryKey::seeded(seed + 1000)),
            device_state: Arc::new(MemoryDeviceState::new()),
            random: Arc::new(FixedRandom::seeded(seed)),
            passcode_alone: false,
        }
    }

    pub fn parts(&self) -> VaultDependencies {
        VaultDependencies {
            store: Arc::clone(&self.store) as _,
            keys: Arc::clone(&self.keys) as _,
            device_state: Arc::clone(&self.device_state) as _,
            random: Arc::clone(&self.random) as _,
            passcode_alone: self.passcode_alone,
        }
    }

    /// A vault that the platform key opens; no key derivation.
    pub fn create(&self) -> Vault {
        Vault::create(self.parts(), platform_only()).unwrap()
    }

    /// A vault that platform key and passcode open.
    pub fn create_with_passcode(&self) -> Vault {
        let new = NewSlots {
            passcode: Some(passcode(PASSCODE)),
            kdf: KdfParams::FLOOR,
            ..platform_only()
        };
        Vault::create(self.parts(), new).unwrap()
    }

    pub fn open(&self) -> Result<Vault, VaultError> {
        Vault::open(self.parts(), Unlock::Platform, NOW)
    }

    pub fn open_with(&self, text: &str, now: u64) -> Result<Vault, VaultError> {
        Vault::open(self.parts(), Unlock::Passcode(&SecretString::new(text.to_owned())), now)
    }

    pub fn file(&self) -> Vec<u8> {
        self.store.bytes(VaultFile::Current).unwrap()
    }

    pub fn put(&self, bytes: &[u8]) {
        self.store.put(VaultFile::Current, Some(bytes.to_vec()));
    }
}

pub fn platform_only() -> NewSlots {
    let platform = NewPlatformSlot { key_id: UNLOCK_KEY.to_owned(), user_presence: true };
    NewSlots { platform: Some(platform), ..NewSlots::default() }
}

pub fn passcode(text: &str) -> Passcode {
    Passcode::parse(SecretString::new(text.to_owned()), &[]).unwrap()
}

/// Adds a code account named `name` and saves.
pub fn add(vault: &mut Vault, name: &str) {
    let entry = otp_entry(name);
    vault
        .change(|contents| -> Result<(), VaultError> {
            contents.entries.push(entry);
            Ok(())
        })
        .unwrap();
}

pub fn names(vault: &Vault) -> Vec<String> {
    vault.contents().entries.iter().map(|entry| entry.account.clone()).collect()
}

pub fn entry(name: &str, body: EntryBody) -> Entry {
    let random: &dyn Random = &SystemRandom::new();
    Entry {
        id: AccountId::random(random).unwrap(),
        issuer: format!("Issuer of {name}"),
        account: name.to_owned(),
        display_name: None,
        note: String::new(),
        tags: Vec::new(),
        favourite: false,
        order: 0,
        created: NOW,
        trashed: None,
        body,
    }
}

pub fn otp_entry(name: &str) -> Entry {
    let kind =
        OtpKind::Totp { algorithm: Algorithm::Sha1, digits: Digits::SIX, period: Period::THIRTY };
    entry(name, otp(kind, b"12345678901234567890"))
}

pub fn hotp_entry(name: &str, counter: u64) -> Entry {
    let counter = Counter::new(counter).unwrap();
    let kind = OtpKind::Hotp { algorithm: Algorithm::Sha1, digits: Digits::SIX, counter };
    entry(name, otp(kind, b"12345678901234567890"))
}

pub fn otp(kind: OtpKind, secret: &[u8]) -> EntryBody {
    let secret = SecretBytes::copy_of(secret);
    EntryBody::Otp(CodeAccount {
        kind,
        secret,
        lock_requested: false,
        never_export: false,
        counted_to: None,
    })
}

/// One entry of every kind with every field set.
pub fn every_kind() -> Vec<Entry> {
    let text = |text: &str| SecretString::new(text.to_owned());
    let kinds = [
        OtpKind::Totp {
            algorithm: Algorithm::Sha512,
            digits: Digits::new(8).unwrap(),
            period: Period::new(60).unwrap(),
        },
        OtpKind::Hotp {
            algorithm: Algorithm::Sha256,
            digits: Digits::new(10).unwrap(),
            counter: Counter::new(Counter::MAX).unwrap(),
        },
        OtpKind::Steam,
        OtpKind::Yandex { pin: Some(text("4711")) },
        OtpKind::Motp { pin: None, form: MotpForm::Bytes },
    ];
    let mut entries: Vec<Entry> = kinds
        .into_iter()
        .enumerate()
        .map(|(n, kind)| {
            let mut entry = entry(&format!("kind {n}"), otp(kind, &[n as u8 + 1; 256]));
            entry.display_name = Some("Mine".to_owned());
            entry.note = "a note\nof two lines".to_owned();
            entry.tags = vec!["work".to_owned(), "日本".to_owned()];
            entry.favourite = true;
            entry.order = u32::MAX;
            entry.trashed = Some(NOW + 5);
            entry
        })
        .collect();
    for state in [
        PushState::Enrolling,
        PushState::TryoutPending,
        PushState::Active,
        PushState::Paused,
        PushState::Blocked,
        PushState::Unlinked { certain: false },
        PushState::Unlinked { certain: true },
        PushState::RemovalPending,
        PushState::SetUpAgain,
    ] {
        entries.push(entry("push", EntryBody::Push(Box::new(push(state)))));
    }
    let mut plain = push(PushState::Active);
    plain.profile = Profile::Plain;
    plain.key = KeyRef::Hardware { id: "key-1".to_owned(), public: vec![4; 65] };
    (plain.organisation, plain.client_secret, plain.it_contact) = (None, None, None);
    (plain.otp, plain.completion) = (None, None);
    entries.push(entry("plain", EntryBody::Push(Box::new(plain))));
    entries
}

/// Push tokens of both servers. They came later than the kept samples of this version.
pub fn tokens() -> Vec<Entry> {
    let mut entries = Vec::new();
    for (protocol, server_key) in [(PushProtocol::PrivacyIdea, 526), (PushProtocol::EduMfa, 0)] {
        let mut token = push(PushState::Active);
        let url = "https://pi.example/ttype/push".to_owned();
        token.token = Some(PushToken { url, server_key: vec![0x30; server_key] });
        (token.protocol, token.profile) = (protocol, Profile::Plain);
        token.key = KeyRef::Hardware { id: "key-3".to_owned(), public: vec![0x30; 294] };
        entries.push(entry("token", EntryBody::Push(Box::new(token))));
    }
    entries
}

/// Each push account has a key of either kind that is to take the place of its own.
pub fn renewing(entries: &mut [Entry]) {
    for (n, entry) in entries.iter_mut().enumerate() {
        if let EntryBody::Push(account) = &mut entry.body {
            account.next_key = Some(if n % 2 == 0 {
                KeyRef::Hardware { id: "key-2".to_owned(), public: vec![5; 65] }
            } else {
                KeyRef::Software { pkcs8: SecretBytes::new((100..238).collect()) }
            });
        }
    }
}

pub fn push(state: PushState) -> PushAccount {
    PushAccount {
        protocol: PushProtocol::Keycloak,
        profile: Profile::Countersign { version: 1 },
        state,
        issuer: "https://idp.example/realms/demo".to_owned(),
        realm: "demo".to_owned(),
        sub: "9f3c".to_owned(),
        username: "alice".to_owned(),
        organisation: Some("Example Ltd".to_owned()),
        client_id: "push-device".to_owned(),
        client_secret: Some(SecretString::new("client-secret-of-the-app".to_owned())),
        credential_id: "credential-1".to_owned(),
        device_id: "device-1".to_owned(),
        device_label: "Alice's phone".to_owned(),
        key: KeyRef::Software { pkcs8: SecretBytes::new((0..138).collect()) },
        features: vec!["report".to_owned(), "otp".to_owned()],
        it_contact: Some(ItContact { phone: Some("+41 1".to_owned()), ..ItContact::default() }),
        otp: Some(OtpSeed {
            secret: SecretBytes::copy_of(b"seed-of-the-push-account"),
            algorithm: Algorithm::Sha256,
            digits: Digits::SIX,
            period: Period::THIRTY,
        }),
        completion: Some(SecretString::new("completion.jws".to_owned())),
        ever_listed: true,
        wrong_in_row: 2,
        created: NOW,
        next_key: None,
        clock_offset: Some(-90),
        token: None,
    }
}

/// One request of every outcome that a record can hold.
pub fn seen_of_every_kind() -> Vec<SeenRequest> {
    let outcomes = [
        SeenOutcome::Open,
        SeenOutcome::ApprovalSent,
        SeenOutcome::NumberRefused,
        SeenOutcome::Refusing { reason: DenyReason::UnknownTrigger, after_approval: false },
        SeenOutcome::Refusing { reason: DenyReason::Cancelled, after_approval: false },
        SeenOutcome::Approved,
        SeenOutcome::Denied,
        SeenOutcome::Interrupted,
        SeenOutcome::WrongNumber,
        SeenOutcome::Expired,
        SeenOutcome::Superseded,
        SeenOutcome::AlreadyHandled,
        SeenOutcome::Unlinked,
        SeenOutcome::Refused,
    ];
    (0..).zip(outcomes).map(|(n, outcome)| seen(&format!("request {n}"), outcome)).collect()
}

/// Requests that were refused after an approval which may have arrived.
pub fn refused_after_approval() -> Vec<SeenRequest> {
    let refusing = |reason| SeenOutcome::Refusing { reason, after_approval: true };
    vec![
        seen("no after yes", refusing(DenyReason::UnknownTrigger)),
        seen("given up after yes", refusing(DenyReason::Cancelled)),
    ]
}

pub fn seen(id: &str, outcome: SeenOutcome) -> SeenRequest {
    let account = AccountId::from_bytes([7; 8]);
    SeenRequest {
        id: id.to_owned(),
        account,
        created: NOW,
        first_seen: NOW + 2,
        expires: NOW + 60,
        expires_at_server: NOW - 30,
        ctx: Some("digest".to_owned()),
        outcome,
        report: true,
    }
}

/// Makes a folder that nobody else can write to, whatever the rights of this process.
pub fn make_own(path: &Path) {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).unwrap();
}

/// Copies the files of a folder into a new one, both the owner's alone.
pub fn copy_own(from: &Path, to: &Path) {
    make_own(to);
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let copy = to.join(file.file_name());
        std::fs::copy(file.path(), &copy).unwrap();
        #[cfg(unix)]
        {
            let owner_only = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(&copy, owner_only).unwrap();
        }
    }
}

/// A folder that is removed when dropped.
pub struct TempFolder(PathBuf);

impl TempFolder {
    pub fn new() -> Self {
        let random: &dyn Random = &SystemRandom::new();
        let path = std::env::temp_dir().join(format!("countersign-{}", random.uuid().unwrap()));
        make_own(&path);
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
