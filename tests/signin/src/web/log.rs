//! The whole log: looked through by user, outcome and days, a page at a time.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::admin::administrator;
use super::admin_page::log_row;
use super::outcome::Outcome;
use super::setup::percent;
use super::signin::respond;
use super::view;
use super::visitor::Visitor;
use crate::Fault;
use crate::flow::log_search::{self, NotASearch};
use crate::flow::{Event, Step};
use crate::pages::log::{Count, Fields, Log, Outcome as Choice, SearchProblem};
use crate::pages::paths;
use crate::service::Inner;
use crate::store::audit::{self, EVERYWHERE, Line, Order, Search};

/// Lines of a page.
const LINES: u32 = 50;

/// How far lines are counted.
const COUNTED: u32 = 10_000;

/// What the address asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    user: String,
    outcome: String,
    from: String,
    to: String,
    before: String,
    after: String,
}

impl Asked {
    /// What is looked for.
    pub(crate) fn search(&self) -> Result<Search, NotASearch> {
        log_search::read(&self.user, &self.outcome, &self.from, &self.to)
    }

    /// The page of this search.
    pub(crate) fn page(&self) -> String {
        self.address(paths::ADMIN_LOG, None)
    }

    /// The same search at another address, with one more field.
    fn address(&self, path: &str, more: Option<(&str, i64)>) -> String {
        let fields = [
            (paths::USER, &self.user),
            (paths::OUTCOME, &self.outcome),
            (paths::FROM, &self.from),
            (paths::TO, &self.to),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let given = given.map(|(name, value)| format!("{name}={}", percent(value)));
        let more = more.map(|(name, id)| format!("{name}={id}"));
        let fields: Vec<String> = given.chain(more).collect();
        if fields.is_empty() { path.to_owned() } else { format!("{path}?{}", fields.join("&")) }
    }
}

/// `GET /admin/log`.
pub(crate) async fn log(
    State(inner): State<Arc<Inner>>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Outcome {
    respond(&inner, |step| {
        let Some((session, admin)) = administrator(step, &visitor)? else {
            return Ok(Outcome::go(paths::ADMIN_SIGN_IN));
        };
        let found = match asked.search() {
            Ok(search) => Ok(look(step, &search, &asked)?),
            Err(problem) => Err(said(problem)),
        };
        let problem = found.as_ref().err().copied();
        let Found { lines, newer, older, count } = found.unwrap_or_default();
        let turn = |field, line: Option<i64>| {
            line.map(|id| asked.address(paths::ADMIN_LOG, Some((field, id))))
        };
        let html = view::render(&Log {
            chrome: view::chrome(step.realm, visitor.language, &session.csrf),
            admin: admin.name,
            outcomes: Event::all()
                .map(|event| Choice { word: event.word(), title: event.title(visitor.language) })
                .collect(),
            problem,
            count,
            newer: turn(paths::AFTER, newer),
            older: turn(paths::BEFORE, older),
            csv: asked.address(paths::ADMIN_LOG_CSV, None),
            json_lines: asked.address(paths::ADMIN_LOG_JSON, None),
            log: lines.into_iter().map(|line| log_row(visitor.language, line, step.now)).collect(),
            fields: Fields {
                user: asked.user.clone(),
                outcome: asked.outcome.clone(),
                from: asked.from.clone(),
                to: asked.to.clone(),
            },
        })?;
        Ok(Outcome::page(StatusCode::OK, html))
    })
}

/// A page of what fits.
struct Found {
    /// Newest first.
    lines: Vec<Line>,
    /// The line after which newer ones stand, if there are any.
    newer: Option<i64>,
    /// The line before which older ones stand, if there are any.
    older: Option<i64>,
    /// How many lines fit, on all pages.
    count: Count,
}

impl Default for Found {
    fn default() -> Self {
        Self { lines: Vec::new(), newer: None, older: None, count: Count::Exactly(0) }
    }
}

/// Reads a page. Each question may look at the whole log, so none is asked whose answer is known.
fn look(step: &Step<'_>, search: &Search, asked: &Asked) -> Result<Found, Fault> {
    let lines = page(step, search, asked)?;
    let (Some(newest), Some(oldest)) = (lines.first(), lines.last()) else {
        return Ok(Found::default());
    };
    let (newest, oldest) = (newest.id, oldest.id);
    let fits = |places| audit::count(step.db, search, places, 1).map(|count| count > 0);
    let newer = fits(newest.saturating_add(1)..EVERYWHERE.end)?;
    let older = is_full(&lines) && fits(EVERYWHERE.start..oldest)?;
    let shown = u32::try_from(lines.len()).unwrap_or(LINES);
    let count = if newer || older {
        audit::count(step.db, search, EVERYWHERE, COUNTED + 1)?
    } else {
        shown
    };
    Ok(Found {
        lines,
        newer: newer.then_some(newest),
        older: older.then_some(oldest),
        count: if count > COUNTED { Count::Many } else { Count::Exactly(count) },
    })
}

/// The lines of a page, newest first.
fn page(step: &Step<'_>, search: &Search, asked: &Asked) -> Result<Vec<Line>, Fault> {
    let newest_of = |places| audit::found(step.db, search, places, Order::NewestFirst, LINES);
    if let Ok(after) = asked.after.parse::<i64>() {
        let places = after.saturating_add(1)..EVERYWHERE.end;
        let mut lines = audit::found(step.db, search, places, Order::OldestFirst, LINES)?;
        lines.reverse();
        // Fewer than a page above it: the first page is meant.
        if is_full(&lines) {
            return Ok(lines);
        }
    }
    if let Ok(before) = asked.before.parse::<i64>() {
        let lines = newest_of(EVERYWHERE.start..before)?;
        // Nothing before it: nobody was led there.
        if !lines.is_empty() {
            return Ok(lines);
        }
    }
    newest_of(EVERYWHERE)
}

fn is_full(lines: &[Line]) -> bool {
    u32::try_from(lines.len()).is_ok_and(|count| count >= LINES)
}

fn said(problem: NotASearch) -> SearchProblem {
    match problem {
        NotASearch::Outcome => SearchProblem::Outcome,
        NotASearch::From => SearchProblem::From,
        NotASearch::To => SearchProblem::To,
        NotASearch::Backwards => SearchProblem::Backwards,
    }
}
