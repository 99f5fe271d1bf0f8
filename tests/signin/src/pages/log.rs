//! The whole log, searched and paged.

use askama::Template;

use super::admin::{LogRow, Tone};
use super::{Chrome, assets, paths};

/// The log.
#[derive(Template)]
#[template(path = "admin/log.html")]
pub struct Log {
    /// What stands around it.
    pub chrome: Chrome,
    /// The administrator.
    pub admin: String,
    /// The fields as they were typed.
    pub fields: Fields,
    /// All outcomes that can be looked for.
    pub outcomes: Vec<Outcome>,
    /// Why nothing was looked for.
    pub problem: Option<SearchProblem>,
    /// How many lines fit.
    pub count: Count,
    /// The lines of this page, newest first.
    pub log: Vec<LogRow>,
    /// Address of the page with newer lines.
    pub newer: Option<String>,
    /// Address of the page with older lines.
    pub older: Option<String>,
    /// Address of all that fits, as a table for a spreadsheet.
    pub csv: String,
    /// Address of all that fits, for a program.
    pub json_lines: String,
}

impl Log {
    fn first_day_is_wrong(&self) -> bool {
        matches!(self.problem, Some(SearchProblem::From | SearchProblem::Backwards))
    }

    fn last_day_is_wrong(&self) -> bool {
        matches!(self.problem, Some(SearchProblem::To | SearchProblem::Backwards))
    }
}

/// What is looked for, as it was typed. An empty field asks for nothing.
#[derive(Clone, Default)]
pub struct Fields {
    /// A part of a user's name.
    pub user: String,
    /// Word of an outcome.
    pub outcome: String,
    /// First day, `2026-11-24`.
    pub from: String,
    /// Last day.
    pub to: String,
}

impl Fields {
    /// Whether anything is looked for.
    fn ask(&self) -> bool {
        [&self.user, &self.outcome, &self.from, &self.to].iter().any(|field| !field.is_empty())
    }
}

/// An outcome that can be looked for.
pub struct Outcome {
    /// Its word in the address.
    pub word: &'static str,
    /// As the log shows it.
    pub title: String,
}

/// Why nothing was looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SearchProblem {
    /// There is no such outcome.
    Outcome,
    /// The first day is none.
    From,
    /// The last day is none.
    To,
    /// The last day is before the first one.
    Backwards,
}

/// How many lines fit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(u32),
    /// More than anybody reads; 10,000 were counted.
    Many,
}
