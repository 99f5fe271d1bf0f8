//! Any bytes as another app's export, detected and as each format.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_core::vault::testing::fuzz_import::run(data));
