//! Any bytes as a push message, a key list and a pending list.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| countersign_core::push::testing::fuzz::run(data));
