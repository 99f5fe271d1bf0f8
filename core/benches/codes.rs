//! Codes of 1,000 accounts at one moment, each with its successor, as the list needs them.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use countersign_core::otp::{Algorithm, Digits, OtpKind, Period, code_at};
use countersign_core::payload::{Verdict, classify};
use countersign_core::secret::SecretBytes;
use criterion::{Criterion, criterion_group, criterion_main};

/// Accounts in the list.
const ACCOUNTS: u32 = 1_000;
/// A moment, POSIX time.
const NOW: u64 = 1_790_000_000;

fn accounts(make: impl Fn() -> OtpKind) -> Vec<(OtpKind, SecretBytes)> {
    let secret = |number: u32| {
        let mut bytes = vec![0x5a; 20];
        bytes.splice(..4, number.to_be_bytes());
        SecretBytes::new(bytes)
    };
    (0..ACCOUNTS).map(|number| (make(), secret(number))).collect()
}

fn totp(algorithm: Algorithm) -> OtpKind {
    OtpKind::Totp { algorithm, digits: Digits::SIX, period: Period::THIRTY }
}

fn codes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("codes of 1,000 accounts");
    let lists = [
        ("TOTP SHA-1", accounts(|| totp(Algorithm::Sha1))),
        ("TOTP SHA-512", accounts(|| totp(Algorithm::Sha512))),
        ("Steam", accounts(|| OtpKind::Steam)),
    ];
    for (name, list) in lists {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for (kind, secret) in &list {
                    black_box(code_at(kind, secret, black_box(NOW), None).unwrap());
                }
            });
        });
    }
    group.finish();
}

fn verdicts(criterion: &mut Criterion) {
    let text = concat!(
        "otpauth://totp/Example:alice%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "&issuer=Example&algorithm=SHA1&digits=6&period=30"
    );
    criterion.bench_function("verdict on an otpauth link", |bencher| {
        bencher.iter(|| {
            let verdict = classify(black_box(text.as_bytes()));
            assert!(matches!(verdict, Verdict::Otp(_)));
        });
    });
}

criterion_group!(benches, codes, verdicts);
criterion_main!(benches);
