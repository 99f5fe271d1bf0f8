//! Tests that need to look inside; the others are in `tests/vault_*.rs`.
#![allow(clippy::as_conversions, reason = "tests")]

mod contents;
mod faulty_folder;
mod keys;
mod limits;
mod mapping;
mod syncs;

use std::sync::Arc;

use super::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use super::{NewPlatformSlot, NewSlots, VaultDependencies};
use crate::random::FixedRandom;

fn parts() -> VaultDependencies {
    VaultDependencies {
        store: Arc::new(MemoryStore::new()),
        keys: Arc::new(MemoryKey::seeded(2)),
        device_state: Arc::new(MemoryDeviceState::new()),
        random: Arc::new(FixedRandom::seeded(3)),
        passcode_alone: true,
    }
}

fn platform_only() -> NewSlots {
    let platform = NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: false };
    NewSlots { platform: Some(platform), ..NewSlots::default() }
}

/// Runs an ignored test of this binary in a process of its own, under a limit of address space in
/// KiB where one is given; returns what it printed.
#[cfg(target_os = "linux")]
fn run_alone(test: &str, limit_kib: Option<u32>) -> String {
    let binary = std::env::current_exe().unwrap();
    let limit = limit_kib.map(|kib| format!("ulimit -v {kib}; ")).unwrap_or_default();
    let command = format!("{limit}exec \"$0\" --exact {test} --ignored --nocapture");
    let output = std::process::Command::new("sh")
        .args(["-c", &command])
        .arg(binary)
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}\n{errors}");
    text
}
