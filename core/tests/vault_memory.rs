//! After a lock, the memory of the process holds no secret of the vault (V-51): measured from another process.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod vault_support;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::app::{
    Authenticator, Choice, Dependencies, Device, ExportRequest, HttpTransport, Network,
    NewPassphrase, NewVault, Platform, SecretString, SystemClock, TokioRuntime, VaultDependencies,
};
use countersign_core::random::{Random, RandomError, SystemRandom};
use countersign_core::vault::export::Target;
use countersign_core::vault::{KdfParams, StateFolder, Unlock};
use data_encoding::BASE32_NOPAD;
use ring::hkdf;
use vault_support::TempFolder;

/// Where the process below finds its vault.
const VAULT_AT: &str = "COUNTERSIGN_TEST_VAULT_AT";
/// Bytes of a secret that are looked for together.
const WINDOW: usize = 16;

/// Remembers what it gave: the keys are among it.
#[derive(Default)]
struct Recorded(Mutex<Vec<Vec<u8>>>);

impl Random for Recorded {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        SystemRandom::new().fill(out)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(out.to_vec());
        Ok(())
    }
}

fn authenticator(home: &Path, random: Arc<dyn Random>) -> Authenticator {
    let state = StateFolder::Exactly(home.join("state"));
    Authenticator::new(Dependencies {
        vault: VaultDependencies::in_folder(&home.join("data"), state, random),
        clock: Arc::new(SystemClock),
        transport: Arc::new(HttpTransport::new(Network::HttpsOnly, None).unwrap()),
        runtime: Arc::new(TokioRuntime),
        network: Network::HttpsOnly,
        device: Device {
            name: "Phone".to_owned(),
            platform: Platform::Test,
            app_version: "0".to_owned(),
            country: None,
        },
    })
}

fn random_key() -> [u8; 20] {
    let mut bytes = [0; 20];
    SystemRandom::new().fill(&mut bytes).unwrap();
    bytes
}

/// The key of the contents, as FORMAT.md says.
fn data_key(salt: &[u8], vault_key: &[u8], generation: u64) -> Vec<u8> {
    let info = [&b"countersign vault v1 data"[..], &generation.to_be_bytes()].concat();
    let mut out = vec![0; 32];
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(vault_key);
    prk.expand(&[&info], hkdf::HKDF_SHA256).unwrap().fill(&mut out).unwrap();
    out
}

/// Each secret by its name.
type Secrets = Vec<(String, Vec<u8>)>;

/// A vault with three accounts and a passphrase for backups, and what must be gone after a lock.
async fn a_vault(home: &Path, passcode: &str) -> Secrets {
    let random = Arc::new(Recorded::default());
    let source: Arc<dyn Random> = Arc::<Recorded>::clone(&random);
    let app = authenticator(home, source);
    let typed = || SecretString::new(passcode.to_owned());
    app.vault()
        .create(NewVault { passcode: Some(typed()), kdf: KdfParams::FLOOR, ..NewVault::default() })
        .unwrap();
    let mut secrets: Secrets = vec![("passcode".to_owned(), passcode.into())];
    for kind in ["totp/Quay:ida?", "hotp/Crane:ida?counter=3&", "totp/Buoy:ida?algorithm=SHA512&"] {
        let key = random_key();
        let base32 = BASE32_NOPAD.encode(&key);
        let text = format!("otpauth://{kind}secret={base32}");
        let preview = app.accounts().preview(text.as_bytes()).await.unwrap();
        app.accounts().add(preview, Choice::OnlyNew).await.unwrap();
        secrets.push((format!("key of {kind}"), key.to_vec()));
        secrets.push((format!("Base32 of {kind}"), base32.into()));
    }
    let passphrase = SecretString::new(BASE32_NOPAD.encode(&random_key()));
    let new = NewPassphrase { passphrase, kdf: KdfParams::FLOOR };
    app.transfer().back_up(Unlock::Passcode(&typed()), Some(&new)).unwrap();
    app.vault().lock();

    let file = fs::read(home.join("data/vault")).unwrap();
    let given = random.0.lock().unwrap();
    let long = given.iter().filter(|bytes| bytes.len() == 32);
    let stands_open = |bytes: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
    let (salts, keys): (Vec<&Vec<u8>>, Vec<&Vec<u8>>) = long.partition(|bytes| stands_open(bytes));
    assert!(!salts.is_empty() && !keys.is_empty(), "salts stand in the file and keys do not");
    for (n, key) in keys.into_iter().enumerate() {
        secrets.push((format!("key {n}"), key.clone()));
        for (salt, generation) in salts.iter().flat_map(|salt| (1..12).map(move |n| (salt, n))) {
            let derived = data_key(salt, key, generation);
            secrets.push((format!("contents' key {generation} of key {n}"), derived));
        }
    }
    secrets.push(("device key".to_owned(), fs::read(home.join("state/device.key")).unwrap()));
    secrets
}

/// The process that has the vault, told what to do a line at a time.
struct Process {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Process {
    fn start(home: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "alone_it_opens_and_locks", "--ignored", "--nocapture"])
            .env(VAULT_AT, home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, to, from: BufReader::new(from) }
    }

    /// Waits until it says this.
    fn says(&mut self, word: &str) {
        let mut line = String::new();
        while line.trim() != word {
            line.clear();
            assert_ne!(self.from.read_line(&mut line).unwrap(), 0, "it ended before {word}");
        }
    }

    fn goes_on(&mut self) {
        self.to.write_all(b".").unwrap();
    }

    /// The secrets of which a window stands in its memory.
    fn holds<'a>(&self, secrets: &'a Secrets) -> Vec<&'a str> {
        let maps = fs::read_to_string(format!("/proc/{}/maps", self.child.id())).unwrap();
        let mut memory = File::open(format!("/proc/{}/mem", self.child.id())).unwrap();
        let mut begins = vec![false; 1 << 16];
        for window in secrets.iter().flat_map(|(_, secret)| secret.windows(WINDOW)) {
            begins[pair(window)] = true;
        }
        let mut found = Vec::new();
        for map in maps.lines().filter(|line| line.contains(" rw")) {
            let (range, _) = map.split_once(' ').unwrap();
            let (from, to) = range.split_once('-').unwrap();
            let [from, to] = [from, to].map(|text| u64::from_str_radix(text, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
            memory.seek(SeekFrom::Start(from)).unwrap();
            // Some pages of the kernel's own cannot be read.
            if memory.read_exact(&mut bytes).is_err() {
                continue;
            }
            for here in bytes.windows(WINDOW).filter(|here| begins[pair(here)]) {
                let known = secrets
                    .iter()
                    .filter(|(_, secret)| secret.windows(WINDOW).any(|window| window == here));
                found.extend(known.map(|(name, _)| name.as_str()));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn pair(window: &[u8]) -> usize {
    usize::from(window[0]) << 8 | usize::from(window[1])
}

#[tokio::test]
async fn after_a_lock_no_secret_is_left_in_memory_v51() {
    let folder = TempFolder::new();
    let passcode = BASE32_NOPAD.encode(&random_key());
    let secrets = a_vault(folder.path(), &passcode).await;
    let mut process = Process::start(folder.path());
    process.to.write_all(passcode.as_bytes()).unwrap();
    process.says("open");
    let open = process.holds(&secrets);
    assert!(open.iter().filter(|name| name.starts_with("key of")).count() == 3, "{open:?}");
    assert!(open.iter().any(|name| name.starts_with("key ")), "{open:?}");
    process.goes_on();
    process.says("locked");
    assert_eq!(process.holds(&secrets), Vec::<&str>::new());
    process.goes_on();
    assert!(process.child.wait().unwrap().success());
}

#[tokio::test]
#[ignore = "run by the test above, in a process of its own"]
async fn alone_it_opens_and_locks() {
    let home = std::env::var(VAULT_AT).unwrap();
    // Standard input as a file: the library's own reader would keep a copy.
    let mut input = File::open("/proc/self/fd/0").unwrap();
    let mut typed = vec![0; 32];
    input.read_exact(&mut typed).unwrap();
    let passcode = SecretString::new(String::from_utf8(typed).unwrap());
    let app = authenticator(Path::new(&home), Arc::new(SystemRandom::new()));
    app.vault().unlock(Unlock::Passcode(&passcode)).unwrap();
    assert_eq!(app.accounts().codes(None).unwrap().len(), 3);
    app.transfer().back_up(Unlock::Passcode(&passcode), None).unwrap();
    for target in [Target::Aegis, Target::Otpauth, Target::Google, Target::Cxf] {
        let password =
            (target == Target::Aegis).then(|| SecretString::new("lantern on the quay".to_owned()));
        let request = ExportRequest { target, password, plain_agreed: true };
        drop(app.transfer().export(Unlock::Passcode(&passcode), &request).unwrap());
    }
    println!("open");
    input.read_exact(&mut [0]).unwrap();
    drop(passcode);
    app.vault().lock();
    println!("locked");
    input.read_exact(&mut [0]).unwrap();
}
