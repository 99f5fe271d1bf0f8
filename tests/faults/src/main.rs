//! Plays many schedules, or one again.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::process::ExitCode;

use countersign_faults::{Realm, Seed, Snapshot, run};

const USAGE: &str =
    "countersign-faults [--realm countersign|plain] [--seed N] [--schedules N] [--replay N]";

/// What was asked for.
struct Asked {
    realms: Vec<Realm>,
    seed: u64,
    schedules: u64,
    replay: Option<u64>,
}

fn asked(mut words: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked { realms: Realm::ALL.to_vec(), seed: 1, schedules: 10_000, replay: None };
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--realm" => asked.realms.retain(|realm| realm.word() == value),
            "--seed" => asked.seed = value.parse().ok()?,
            "--schedules" => asked.schedules = value.parse().ok()?,
            "--replay" => asked.replay = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    (!asked.realms.is_empty()).then_some(asked)
}

fn main() -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let (seed, numbers) = match asked.replay {
        Some(number) => (asked.seed, number..=number),
        None => (asked.seed, 0..=asked.schedules.saturating_sub(1)),
    };
    let show = asked.replay.is_some();
    let play = |realm| {
        let numbers = numbers.clone();
        std::thread::spawn(move || play(realm, seed, numbers, show))
    };
    let playing: Vec<_> = asked.realms.iter().copied().map(play).collect();
    let held = playing.into_iter().map(|one| one.join().unwrap_or(false));
    // All of them are waited for.
    if held.fold(true, |all, one| all & one) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether all held.
fn play(realm: Realm, seed: u64, numbers: std::ops::RangeInclusive<u64>, show: bool) -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return false };
    runtime.block_on(async {
        let snapshot = Snapshot::take(realm).await;
        let (mut played, mut violations, mut ends) = (0_u64, 0_u64, [0_usize; 3]);
        for number in numbers {
            let outcome = run(&snapshot, Seed { run: seed, number }, None).await;
            played = played.saturating_add(1);
            for (sum, one) in ends.iter_mut().zip([outcome.approved, outcome.denied, outcome.wrong])
            {
                *sum = sum.saturating_add(one);
            }
            if show || outcome.violation.is_some() {
                println!("{}", outcome.happened.join("\n"));
            }
            if let Some(violation) = outcome.violation {
                violations = violations.saturating_add(1);
                let word = realm.word();
                println!("VIOLATION: {violation}");
                println!("again: --realm {word} --seed {seed} --replay {number}\n");
            }
        }
        let [approved, denied, wrong] = ends;
        println!(
            "{}, seed {seed}: {played} schedules, {violations} violations; \
             {approved} approved, {denied} denied, {wrong} wrong numbers",
            realm.word()
        );
        violations == 0
    })
}
