//! What the service bears, on this machine and over loopback: sign-ins a second, the time from an answer
//! to the browser that is told of it, a hundred answers at once, and memory. The service is a process of
//! its own with its database in memory; browsers and phones are the tests'. Passwords have their real cost
//! where sign-ins are counted.
//!
//! `cargo bench -p countersign-signin --bench load` runs it, in about a minute. It prints figures and
//! fails only where a sign-in fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    reason = "a bench"
)]

#[path = "../../tests/support/mod.rs"]
mod support;

mod crowd;
mod process;
mod timing;

use std::time::Duration;

use countersign_signin::PasswordCost;

use crowd::{Crowd, Waiting};
use process::Process;
use timing::{Watch, nth_of_hundred};

/// How many sign-ins are under way at a time where nothing else is said.
const AT_A_TIME: usize = 16;

/// Answers of which the times are taken, with so many other requests open.
const ANSWERS: usize = 200;

#[tokio::main]
async fn main() {
    if Process::serve().await {
        return;
    }
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    thousand_sign_ins().await;
    let process = Process::start(PasswordCost::ForTests);
    let people = Crowd::set_up(&process.base, 1_000 + 100, AT_A_TIME).await;
    for open in [100, 1_000] {
        answers_one_by_one(&people, open).await;
    }
    hundred_at_once(&process, &people).await;
}

/// Password, number, answer, told: 1,000 times, with passwords of real cost.
async fn thousand_sign_ins() {
    let process = Process::start(PasswordCost::Real);
    let people = Crowd::set_up(&process.base, 100, AT_A_TIME).await;
    let watch = Watch::start();
    let mut told = Vec::new();
    for _ in 0..10 {
        told.extend(people.sign_in(0..100, AT_A_TIME).await);
    }
    let rate = told.len() as f64 / watch.read().as_secs_f64();
    println!("{} sign-ins, {AT_A_TIME} at a time: {rate:.0} a second", told.len());
    print_times("  answer to browser told", &told);
    let (now, most) = (process.resident_mb(), process.peak_mb());
    println!("  memory after them: {now} MB, at most {most} MB");
}

/// The time from an answer to the browser that is told, while others wait.
async fn answers_one_by_one(people: &Crowd, open: usize) {
    let others = people.wait_open(100..100 + open, AT_A_TIME).await;
    let mut told = Vec::new();
    while told.len() < ANSWERS {
        for waiting in people.wait_open(0..50, AT_A_TIME).await {
            told.push(waiting.answer().await);
        }
    }
    let still = others.iter().filter(|other| other.is_open()).count();
    print_times(&format!("{still} requests open: answer to browser told"), &told);
    people.answer_all(others).await;
}

/// A hundred phones answer in the same moment: until the last browser is told.
async fn hundred_at_once(process: &Process, people: &Crowd) {
    let mut rounds = Vec::new();
    let mut used = 0;
    for _ in 0..10 {
        let waiting = people.wait_open(0..100, AT_A_TIME).await;
        let before = process.processor_ms();
        let watch = Watch::start();
        let answers: Vec<_> =
            waiting.into_iter().map(|waiting| tokio::spawn(waiting.answer())).collect();
        for answer in answers {
            answer.await.unwrap();
        }
        rounds.push(watch.read());
        used += process.processor_ms() - before;
    }
    print_times("100 answers at once, until all browsers are told", &rounds);
    let each = used as f64 / (rounds.len() * 100) as f64;
    println!("  processor time of the service: {each:.1} ms an answer");
}

fn print_times(what: &str, times: &[Duration]) {
    let milliseconds = |hundredth| nth_of_hundred(times, hundredth).as_secs_f64() * 1000.0;
    let [half, most, longest] = [50, 99, 100].map(milliseconds);
    println!(
        "{what}: median {half:.1} ms, p99 {most:.1} ms, longest {longest:.1} ms ({})",
        times.len()
    );
}
