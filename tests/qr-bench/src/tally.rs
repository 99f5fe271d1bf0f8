//! Counts of one reader, and the table.

use crate::pictures::same;
use crate::readers::{Outcome, Reader};

pub(crate) struct Tally {
    pub(crate) reader: Reader,
    pub(crate) decoded: usize,
    pub(crate) wrong: usize,
    pub(crate) broke: usize,
    times: Vec<f64>,
}

impl Tally {
    pub(crate) fn new(reader: Reader) -> Self {
        Self { reader, decoded: 0, wrong: 0, broke: 0, times: Vec::new() }
    }

    /// Counts one picture and says whether its text was among those read. With `expected` absent
    /// any text is wrong.
    pub(crate) fn add(&mut self, outcome: &Outcome, expected: Option<&[u8]>) -> bool {
        self.times.push(outcome.ms);
        self.broke += usize::from(outcome.broke);
        let right = |text: &Vec<u8>| expected.is_some_and(|expected| same(expected, text));
        let decoded = outcome.texts.iter().any(right);
        self.decoded += usize::from(decoded);
        self.wrong += usize::from(outcome.texts.iter().any(|text| !right(text)));
        decoded
    }

    /// Counts a picture of several codes and says how many of its texts were read.
    pub(crate) fn add_all(&mut self, outcome: &Outcome, expected: &[String]) -> usize {
        self.times.push(outcome.ms);
        self.broke += usize::from(outcome.broke);
        let right = expected
            .iter()
            .filter(|text| outcome.texts.iter().any(|read| same(text.as_bytes(), read)))
            .count();
        let known = |read: &Vec<u8>| expected.iter().any(|text| same(text.as_bytes(), read));
        self.decoded += right;
        self.wrong += usize::from(outcome.texts.iter().any(|read| !known(read)));
        right
    }

    fn quantile(&self, part: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let last = times.len().saturating_sub(1);
        times.get((last as f64 * part).round() as usize).copied().unwrap_or(0.0)
    }

    fn mean(&self) -> f64 {
        self.times.iter().sum::<f64>() / self.times.len().max(1) as f64
    }
}

/// The rows of one comparison.
pub(crate) fn print(title: &str, tallies: &[Tally]) {
    println!("\n{title}\n");
    println!(
        "| reader             | decoded | median ms | mean ms | p95 ms | worst ms | wrong | broke |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for tally in tallies {
        println!(
            "| {:18} | {:7} | {:9.2} | {:7.2} | {:6.2} | {:8.1} | {:5} | {:5} |",
            tally.reader.name(),
            tally.decoded,
            tally.quantile(0.5),
            tally.mean(),
            tally.quantile(0.95),
            tally.quantile(1.0),
            tally.wrong,
            tally.broke,
        );
    }
}
