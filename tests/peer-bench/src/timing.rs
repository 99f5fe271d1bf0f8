//! Two pieces of work in turns, so that what else the machine does hits both.

use std::time::{Duration, Instant};

/// Medians of what both took.
pub struct Medians {
    ours: Duration,
    peer: Duration,
}

/// Runs ours, the peer's, ours, and so on, after one round that does not count.
pub fn take(rounds: usize, mut ours: impl FnMut(), mut peer: impl FnMut()) -> Medians {
    let mut times = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (first, second) = (time(&mut ours), time(&mut peer));
        if round > 0 {
            times.0.push(first);
            times.1.push(second);
        }
    }
    Medians { ours: median(times.0), peer: median(times.1) }
}

impl Medians {
    /// Prints a row of the table.
    pub fn print(&self, figure: &str, reach: &str) {
        let ratio = self.ours.as_secs_f64() / self.peer.as_secs_f64();
        let (ours, peer) = (milliseconds(self.ours), milliseconds(self.peer));
        println!("| {figure} | {ours} | {peer} | {ratio:.2} | {reach} |");
    }
}

fn time(work: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1000.0)
}
