//! Processes that guess at one vault together (V-22).
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod vault_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use countersign_core::device::VaultFile;
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::{
    KdfParams, NewSlots, StateFolder, Unlock, Vault, VaultDependencies, probe,
};
use vault_support::{NOW, PASSCODE, TempFolder, make_own, passcode};

fn parts(data: &Path, state: &Path) -> VaultDependencies {
    let state = StateFolder::Exactly(state.to_owned());
    VaultDependencies::in_folder(data, state, Arc::new(SystemRandom::new()))
}

/// What the processes below are told to guess at.
const GUESS_AT: &str = "COUNTERSIGN_TEST_GUESS_AT";

#[test]
fn processes_that_guess_at_copies_of_one_vault_get_ten_tries_together_v22() {
    let folder = TempFolder::new();
    let home = folder.path();
    let (data, state) = (home.join("data"), home.join("state"));
    let slots = NewSlots {
        passcode: Some(passcode(PASSCODE)),
        kdf: KdfParams::FLOOR,
        ..NewSlots::default()
    };
    drop(Vault::create(parts(&data, &state), slots).unwrap());
    // One attempt a process and round; the state lock is held until all have begun.
    let mut wrong = 0;
    let mut disabled = false;
    for round in 0..8_u64 {
        let copies: Vec<PathBuf> = (0..6).map(|n| home.join(format!("copy-{round}-{n}"))).collect();
        for copy in &copies {
            make_own(copy);
            fs::copy(data.join("vault"), copy.join("vault")).unwrap();
        }
        let held = fs::File::open(state.join("platform.lock")).unwrap();
        held.lock().unwrap();
        let started: Vec<_> = copies.iter().map(|copy| guess(copy, &state, round)).collect();
        held.unlock().unwrap();
        let mut of_this_round = 0;
        for process in started {
            let output = process.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{said}");
            of_this_round += usize::from(said.contains("guess: WrongPasscode"));
            disabled |= said.contains("guess: PasscodeDisabled");
        }
        wrong += of_this_round;
        let info = probe(&parts(&data, &state), VaultFile::Current, NOW).unwrap().unwrap();
        assert_eq!(usize::from(info.passcode.unwrap().tries_left), 10 - wrong, "each is counted");
    }
    assert!(disabled && wrong == 10, "{wrong}");
}

fn guess(copy: &Path, state: &Path, round: u64) -> std::process::Child {
    let now = NOW + round * 1000;
    let told = format!("{}|{}|{now}", copy.display(), state.display());
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "alone_one_wrong_guess", "--ignored", "--nocapture"])
        .env(GUESS_AT, told)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "run by the test above, in processes of their own"]
fn alone_one_wrong_guess() {
    let told = std::env::var(GUESS_AT).unwrap();
    let [copy, state, now] = told.split('|').collect::<Vec<_>>().try_into().unwrap();
    let wrong = SecretString::new("a wrong guess".to_owned());
    let parts = parts(Path::new(copy), Path::new(state));
    let guessed = Vault::open(parts, Unlock::Passcode(&wrong), now.parse().unwrap());
    println!("guess: {:?}", guessed.err().unwrap());
}
