//! 10,000 `otpauth` texts, by our rules and by totp-rs' own parser.

use std::error::Error;
use std::hint::black_box;

use countersign_core::payload::{Verdict, classify};
use totp_rs::Totp;

use crate::{texts, timing};

const ROUNDS: usize = 41;
const TEXTS: usize = 10_000;

pub fn run() -> Result<(), Box<dyn Error>> {
    let texts: Vec<String> = (0..TEXTS).map(texts::link).collect();
    for text in &texts {
        let totp = Totp::from_url(text)?;
        let Verdict::Otp(account) = classify(text.as_bytes()) else {
            return Err("a text is refused".into());
        };
        let same_names = totp.issuer() == Some(account.issuer.as_str())
            && totp.account_name() == account.account;
        if !same_names || !account.secret.ct_eq(totp.secret().as_bytes()) {
            return Err("a text is read in two ways".into());
        }
    }
    let ours = || {
        for text in &texts {
            black_box(classify(black_box(text.as_bytes())));
        }
    };
    let theirs = || {
        for text in &texts {
            drop(black_box(Totp::from_url(black_box(text))));
        }
    };
    let figure = "parse 10,000 otpauth texts; totp-rs: `from_url`";
    timing::take(ROUNDS, ours, theirs).print(figure, "1.2");
    Ok(())
}
