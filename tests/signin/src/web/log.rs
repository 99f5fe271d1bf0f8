//! The whole log: looked through by user, outcome and days, a page at a time.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::admin::{administrator, log_row};
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
        let search = asked.search();
        let (lines, places) = match &search {
            Ok(search) => page(step, search, &asked)?,
            Err(_) => (Vec::new(), None),
        };
        let more = |places: Option<Range<i64>>| match (&search, places) {
            (Ok(search), Some(places)) => {
                audit::count(step.db, search, places, 1).map(|count| count > 0)
            }
            _ => Ok(false),
        };
        let newer = places.clone().map(|places| places.end..EVERYWHERE.end);
        let older = places.clone().map(|places| EVERYWHERE.start..places.start);
        let turn = |is_there: bool, field, id| {
            is_there.then(|| asked.address(paths::ADMIN_LOG, Some((field, id))))
        };
        let (newest, oldest) = places.map_or((0, 0), |places| (places.end - 1, places.start));
        let html = view::render(&Log {
            chrome: view::chrome(step.realm, &session.csrf),
            admin: admin.name,
            outcomes: Event::all()
                .map(|event| Choice { word: event.word(), title: event.title() })
                .collect(),
            problem: search.as_ref().err().map(|problem| said(*problem)),
            count: match &search {
                Ok(search) => counted(step, search)?,
                Err(_) => Count::Exactly(0),
            },
            newer: turn(more(newer)?, paths::AFTER, newest),
            older: turn(more(older)?, paths::BEFORE, oldest),
            csv: asked.address(paths::ADMIN_LOG_CSV, None),
            json_lines: asked.address(paths::ADMIN_LOG_JSON, None),
            log: lines.into_iter().map(|line| log_row(line, step.now)).collect(),
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

/// The lines of a page, newest first, and the places between which they stand.
fn page(
    step: &Step<'_>,
    search: &Search,
    asked: &Asked,
) -> Result<(Vec<Line>, Option<Range<i64>>), Fault> {
    let after = asked.after.parse::<i64>().ok().map(|id| id.saturating_add(1)..EVERYWHERE.end);
    let mut lines = match after {
        // The lines just above the page before. If they are fewer than a page, the first page is meant.
        Some(places) => audit::found(step.db, search, places, Order::OldestFirst, LINES)?,
        None => Vec::new(),
    };
    lines.reverse();
    if u32::try_from(lines.len()).is_ok_and(|count| count < LINES) {
        let end = asked.before.parse::<i64>().unwrap_or(EVERYWHERE.end);
        let places = EVERYWHERE.start..end;
        lines = audit::found(step.db, search, places, Order::NewestFirst, LINES)?;
    }
    let newest = lines.first().map(|line| line.id);
    let places = newest.zip(lines.last()).map(|(newest, last)| last.id..newest.saturating_add(1));
    Ok((lines, places))
}

fn counted(step: &Step<'_>, search: &Search) -> Result<Count, Fault> {
    let count = audit::count(step.db, search, EVERYWHERE, COUNTED + 1)?;
    Ok(if count > COUNTED { Count::Many } else { Count::Exactly(count) })
}

fn said(problem: NotASearch) -> SearchProblem {
    match problem {
        NotASearch::Outcome => SearchProblem::Outcome,
        NotASearch::From => SearchProblem::From,
        NotASearch::To => SearchProblem::To,
        NotASearch::Backwards => SearchProblem::Backwards,
    }
}
