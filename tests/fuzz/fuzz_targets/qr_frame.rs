//! Any bytes as a frame: no panic, and no more work than promised.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_core::qr::testing::fuzz::run(data));
