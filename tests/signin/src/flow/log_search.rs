//! What is looked for in the log: from the fields of a form to lines that fit.

use super::Event;
use crate::store::audit::Search;
use crate::times::day_start;

/// A day in seconds.
const DAY: i64 = 86_400;

/// What was typed that nothing can be looked for with. A search is never widened without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotASearch {
    /// There is no such outcome.
    Outcome,
    /// The first day is none.
    From,
    /// The last day is none.
    To,
    /// The last day is before the first one.
    Backwards,
}

/// Reads the fields; an empty one asks for nothing. Days are UTC, the last one is included.
pub(crate) fn read(user: &str, event: &str, from: &str, to: &str) -> Result<Search, NotASearch> {
    let day = |text: &str, problem| match text {
        "" => Ok(None),
        text => day_start(text).map(Some).ok_or(problem),
    };
    let event = match event {
        "" => None,
        word => Some(Event::from_word(word).ok_or(NotASearch::Outcome)?.word()),
    };
    let (from, to) = (day(from.trim(), NotASearch::From)?, day(to.trim(), NotASearch::To)?);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(NotASearch::Backwards);
    }
    let always = Search::default().times;
    let times = from.unwrap_or(always.start)..to.map_or(always.end, |day| day + DAY);
    Ok(Search { user: user.trim().to_owned(), event, times })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_find_everything() {
        assert_eq!(read(" ", "", "", " "), Ok(Search::default()));
    }

    #[test]
    fn days_are_whole_and_the_last_one_counts() {
        let search = read(" ida ", "denied", "2025-11-24", "2025-11-24").unwrap();
        assert_eq!((search.user.as_str(), search.event), ("ida", Some("denied")));
        assert_eq!(search.times, 1_763_942_400..1_764_028_800);
    }

    #[test]
    fn what_is_no_search_is_said_so() {
        for (fields, problem) in [
            (["", "nonsense", "", ""], NotASearch::Outcome),
            (["", "", "yesterday", ""], NotASearch::From),
            (["", "", "", "2025-02-30"], NotASearch::To),
            (["", "", "2025-11-25", "2025-11-24"], NotASearch::Backwards),
        ] {
            let [user, event, from, to] = fields;
            assert_eq!(read(user, event, from, to), Err(problem), "{fields:?}");
        }
    }
}
