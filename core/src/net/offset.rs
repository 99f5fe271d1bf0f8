//! The server's clock against the phone's, and the two header fields that carry times.

use crate::clock::UnixSeconds;

use super::transport::Response;

/// From this difference on the times we sign are corrected.
pub const CORRECT_FROM: u64 = 10;
/// Above this difference the person is told.
pub const TELL_ABOVE: u64 = 30;
/// The longest that a service may ask to wait for, in seconds.
pub const LONGEST_WAIT: u64 = 600;

/// Server time minus phone time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockOffset(i64);

impl ClockOffset {
    /// The offset between two readings taken at the same moment.
    #[must_use]
    pub fn between(server: UnixSeconds, phone: UnixSeconds) -> Self {
        let magnitude = i64::try_from(server.abs_diff(phone)).unwrap_or(i64::MAX);
        Self(if server >= phone { magnitude } else { -magnitude })
    }

    /// An offset that was learnt before.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The seconds, positive when the phone is slow.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The server's time at the phone's `now`. Differences below [`CORRECT_FROM`] are left alone.
    #[must_use]
    pub fn to_server(self, now: UnixSeconds) -> UnixSeconds {
        if self.0.unsigned_abs() < CORRECT_FROM { now } else { now.saturating_add_signed(self.0) }
    }

    /// The phone's time at the server's `time`; undoes [`Self::to_server`].
    #[must_use]
    pub fn to_phone(self, time: UnixSeconds) -> UnixSeconds {
        if self.0.unsigned_abs() < CORRECT_FROM {
            time
        } else {
            time.saturating_add_signed(self.0.saturating_neg())
        }
    }

    /// Whether the person should be told.
    #[must_use]
    pub fn is_worth_telling(self) -> bool {
        self.0.unsigned_abs() > TELL_ABOVE
    }
}

/// The `Date` header, if there is one in a form of RFC 9110 section 5.6.7.
#[must_use]
pub fn date_of(response: &Response) -> Option<UnixSeconds> {
    parse_http_date(response.header("date")?)
}

/// How long the `Retry-After` header asks to wait (RFC 9110 section 10.2.3), in seconds and at most
/// [`LONGEST_WAIT`]; `None` without one, or when its time is past. A date in it is counted from the
/// response's own `Date`, else from `now`.
#[must_use]
pub fn retry_after_of(response: &Response, now: UnixSeconds) -> Option<u64> {
    let text = response.header("retry-after")?.trim();
    let seconds = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a number holds are a long time.
        text.parse().unwrap_or(u64::MAX)
    } else {
        parse_http_date(text)?.saturating_sub(date_of(response).unwrap_or(now))
    };
    (seconds > 0).then(|| seconds.min(LONGEST_WAIT))
}

/// The forms that a recipient has to read: `Sun, 06 Nov 1994 08:49:37 GMT`,
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
fn parse_http_date(text: &str) -> Option<UnixSeconds> {
    let text = text.trim();
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let (day, month, year, time) = match *words.as_slice() {
        [_, day, month, year, time, "GMT"] => (day, month, year.parse().ok()?, time),
        [_, date, time, "GMT"] => {
            let (day, rest) = date.split_once('-')?;
            let (month, year) = rest.split_once('-')?;
            let year: u64 = year.parse().ok().filter(|year| *year < 100)?;
            (day, month, if year < 70 { 2000 + year } else { 1900 + year }, time)
        }
        [_, month, day, time, year] => (day, month, year.parse().ok()?, time),
        _ => return None,
    };
    let day: u64 = day.parse().ok()?;
    let month = u64::try_from(MONTHS.iter().position(|name| *name == month)?).ok()?;
    let mut clock = time.split(':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let sound = clock.next().is_none()
        && (1970..=9999).contains(&year)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !sound {
        return None;
    }
    Some(days_since_epoch(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Days from 1970-01-01 by the proleptic Gregorian calendar; `month` counts from zero.
fn days_since_epoch(year: u64, month: u64, day: u64) -> Option<u64> {
    // Counting years from March puts the leap day last.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    days.checked_sub(719_468)
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    fn response(name: &str, value: &str) -> Response {
        Response { status: 200, headers: vec![(name.into(), value.into())], body: Vec::new() }
    }

    #[test]
    fn dates_are_read_as_the_standard_writes_them() {
        let cases = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
            ("Mon, 24 Nov 2025 16:00:00 GMT", Some(1_764_000_000)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Monday, 24-Nov-25 16:00:00 GMT", Some(1_764_000_000)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Sun, 06-Nov-194 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("06 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 Nov 1994 25:49:37 GMT", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(date_of(&response("date", text)), expected, "{text}");
        }
    }

    #[test]
    fn offsets_correct_from_ten_seconds_and_are_told_above_thirty_a29() {
        let now = 1_764_000_000;
        for (server, corrected, told) in
            [(now + 9, now, false), (now + 10, now + 10, false), (now - 31, now - 31, true)]
        {
            let offset = ClockOffset::between(server, now);
            assert_eq!(offset.to_server(now), corrected);
            assert_eq!(offset.to_phone(offset.to_server(now)), now);
            assert_eq!(offset.is_worth_telling(), told);
        }
        assert_eq!(ClockOffset::between(u64::MAX, 0).to_server(u64::MAX), u64::MAX);
    }

    #[test]
    fn retry_after_takes_seconds_at_most_ten_minutes() {
        let many = "9".repeat(40);
        for (text, expected) in [
            ("17", Some(17)),
            ("600", Some(600)),
            ("601", Some(600)),
            (many.as_str(), Some(600)),
            ("0", None),
            ("-1", None),
            ("1.5", None),
            ("Wed", None),
            ("", None),
        ] {
            assert_eq!(retry_after_of(&response("retry-after", text), 0), expected, "{text}");
        }
    }

    #[test]
    fn retry_after_takes_a_date_by_the_servers_own_clock() {
        let at = "Mon, 24 Nov 2025 16:01:30 GMT";
        let now = 1_764_000_000;
        let mut reply = response("retry-after", at);
        assert_eq!(retry_after_of(&reply, now), Some(90));
        assert_eq!(retry_after_of(&reply, now + 90), None, "it is past");
        assert_eq!(retry_after_of(&reply, 0), Some(600), "a clock that is off adds no more");
        reply.headers.push(("date".into(), "Mon, 24 Nov 2025 16:01:00 GMT".into()));
        assert_eq!(retry_after_of(&reply, 0), Some(30));
    }
}
