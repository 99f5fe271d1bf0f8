//! Smoke.
#![allow(missing_docs)]
use countersign_core::payload::classify;
#[test]
fn smoke() {
    for text in [
        "otpauth://totp/Example:alice@example.test?secret=JBSWY3DPEHPK3PXP&issuer=Example",
        "otpauth-migration://offline?data=CkEKFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEhpFeGFtcGxlOmFsaWNlQGV4YW1wbGUudGVzdBoHRXhhbXBsZSABKAEwAhABGAIgASj7%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F8B",
        "phonefactor://x",
        "hello",
        "",
    ] {
        println!("{:?}", classify(text.as_bytes()));
    }
}
