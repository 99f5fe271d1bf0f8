//! Any bytes get a verdict, a shown name is short and clean, and an accepted account has a code.
#![no_main]

use countersign_core::otp::{OtpKind, code_at, hotp_code};
use countersign_core::payload::{
    BatchEntry, Collector, ScannedAccount, Verdict, classify, classify_for, manual, parse_match,
};
use countersign_core::secret::SecretString;
use countersign_core::text::{MAX_CHARS, shown};
use countersign_core::url::{Network, Url};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = classify(data);
    let _ = parse_match(data, Network::LoopbackHttpToo);
    match classify_for(data, Network::LoopbackHttpToo) {
        Verdict::Otp(account) => check(&account),
        Verdict::OtpBatch(batch) => {
            assert!(batch.index < batch.count && batch.count <= 100);
            let mut collector = Collector::new();
            let _ = collector.add(batch);
            for entry in collector.finish_partial() {
                if let BatchEntry::Ok(account) = entry {
                    check(&account);
                }
            }
        }
        Verdict::Enrol(enrol) => assert!(!enrol.host().is_empty()),
        other => assert!(other.advice().is_some()),
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let clean = shown(text);
        assert!(clean.chars().count() <= MAX_CHARS && !clean.chars().any(char::is_control));
        let _ = manual::enrol_code(text);
        if let Ok(url) = Url::parse(text) {
            assert_eq!(
                Url::parse(url.as_str()).map(|again| again.as_str().to_owned()).as_deref(),
                Ok(url.as_str())
            );
        }
    }
});

fn check(account: &ScannedAccount) {
    assert!((1..=256).contains(&account.secret.len()));
    assert!(shown(&account.issuer).chars().count() <= MAX_CHARS);
    let pin = SecretString::new("1234".to_owned());
    if let OtpKind::Hotp { algorithm, digits, counter } = &account.kind {
        assert!(hotp_code(*algorithm, *digits, &account.secret, *counter).is_ok());
    } else {
        for now in [0, 59, u64::MAX] {
            assert!(code_at(&account.kind, &account.secret, now, Some(&pin)).is_ok());
        }
    }
}
