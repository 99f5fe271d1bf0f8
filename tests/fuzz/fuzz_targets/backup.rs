//! Any bytes as a backup file, and as contents under a valid seal (V-47).
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_core::vault::testing::fuzz_backup::run(data));
