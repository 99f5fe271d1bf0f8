//! Codes of 1,000 accounts at one moment, each with its successor, as the list needs them.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use countersign_core::app::{
    AccountId, Authenticator, ImportChoices, ImportOptions, Search, testing,
};
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

/// A phone with that many accounts, and what its list asks each second.
fn list(criterion: &mut Criterion) {
    let app = Authenticator::new(testing::dependencies().unwrap());
    app.vault().create(testing::ways()).unwrap();
    let links: Vec<String> = (0..ACCOUNTS)
        .map(|n| {
            let name = format!("otpauth://totp/Shop%20{n}:ida?issuer=Shop%20{n}");
            format!("{name}&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        })
        .collect();
    let file = SecretBytes::new(links.join("\n").into_bytes());
    let plan = app.transfer().plan(file, ImportOptions::default()).unwrap();
    app.transfer().commit(plan, &ImportChoices::default()).unwrap();
    let accounts = app.accounts();
    let screen: Vec<AccountId> =
        accounts.list().unwrap().iter().skip(500).take(20).map(|row| row.id).collect();
    let mut group = criterion.benchmark_group("a list of 1,000 accounts");
    group.bench_function("its rows", |bencher| {
        bencher.iter(|| black_box(accounts.search(Search::default()).unwrap()));
    });
    group.bench_function("the rows of a search", |bencher| {
        bencher.iter(|| black_box(accounts.search("shop 99").unwrap()));
    });
    group.bench_function("the codes of a screen of 20", |bencher| {
        bencher.iter(|| black_box(accounts.codes(&screen[..]).unwrap()));
    });
    group.bench_function("the codes of all", |bencher| {
        bencher.iter(|| black_box(accounts.codes(None).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, codes, list, verdicts);
criterion_main!(benches);
