//! The codes of 1,000 accounts, each with the next, and the list of these accounts.

use std::error::Error;
use std::hint::black_box;

use countersign_core::app::{Authenticator, ImportChoices, ImportOptions, testing};
use countersign_core::secret::SecretBytes;
use totp_rs::{Builder, Totp};

use crate::{texts, timing};

const ROUNDS: usize = 301;
const ACCOUNTS: usize = 1_000;
/// Seconds of a code.
const PERIOD: u64 = 30;
/// A moment, POSIX time: that of the core's clock in `app::testing`.
const NOW: u64 = 1_764_000_010;

pub fn run() -> Result<(), Box<dyn Error>> {
    let links: Vec<String> = (0..ACCOUNTS).map(texts::link).collect();
    let app = Authenticator::new(testing::dependencies()?);
    app.vault().create(testing::ways())?;
    let file = SecretBytes::new(links.join("\n").into_bytes());
    let plan = app.transfer().plan(file, ImportOptions::default())?;
    app.transfer().commit(plan, &ImportChoices::default())?;
    let accounts = app.accounts();
    let made = |n| Builder::new().with_secret(texts::secret(n)).build_noncompliant();
    let peers: Vec<Totp> = (0..ACCOUNTS).map(made).collect();
    agree(&accounts.codes(None)?, &peers)?;

    let ours = || drop(black_box(accounts.codes(None)));
    let theirs = || {
        for totp in &peers {
            black_box(totp.generate(NOW).to_string());
            black_box(totp.generate(NOW + PERIOD).to_string());
        }
    };
    let figure = "codes of 1,000 accounts with the next; totp-rs: `generate` twice";
    timing::take(ROUNDS, ours, theirs).print(figure, "0.25");
    let from_secrets = || {
        for totp in &peers {
            let secret = totp.secret().as_bytes();
            let made = Builder::new().with_secret(secret).build_noncompliant();
            black_box(made.generate(NOW).to_string());
            black_box(made.generate(NOW + PERIOD).to_string());
        }
    };
    let figure = "the same; totp-rs is given the secret, as we are";
    timing::take(ROUNDS, ours, from_secrets).print(figure, "");
    let rows = || drop(black_box(accounts.list()));
    let figure = "list of 1,000 accounts; the peer is the codes of totp-rs";
    timing::take(ROUNDS, rows, theirs).print(figure, "0.11");
    Ok(())
}

/// Both make the same codes, or the measurement says nothing.
fn agree(ours: &[countersign_core::app::CodeView], peers: &[Totp]) -> Result<(), Box<dyn Error>> {
    let all = ours.len() == ACCOUNTS && peers.len() == ACCOUNTS;
    let same = ours.iter().zip(peers).all(|(row, totp)| {
        row.code == Some(totp.generate(NOW).to_string())
            && row.next == Some(totp.generate(NOW + PERIOD).to_string())
    });
    if all && same { Ok(()) } else { Err("the codes differ".into()) }
}
