//! Times as people and machines read them, in UTC.

use crate::texts::Language;

/// As HTTP writes them.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A time taken apart.
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    second: i64,
}

/// Howard Hinnant's days-to-civil algorithm; years from 1970 on.
fn parts(unix: i64) -> Parts {
    let unix = unix.clamp(0, 253_402_300_799);
    let days = unix / 86_400 + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    Parts {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day: of_year - (153 * shifted + 2) / 5 + 1,
        second: unix % 86_400,
    }
}

/// `2026-11-24T08:14:03Z`.
pub(crate) fn rfc3339(unix: i64) -> String {
    let Parts { year, month, day, second } = parts(unix);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `2026-11-24`.
pub(crate) fn iso_day(unix: i64) -> String {
    let Parts { year, month, day, .. } = parts(unix);
    format!("{year:04}-{month:02}-{day:02}")
}

/// When the day `2026-11-24` begins; `None` for what is no day from 1970 on.
pub(crate) fn day_start(text: &str) -> Option<i64> {
    let mut numbers = text.split('-');
    let mut number = |digits: usize| {
        let part = numbers.next()?;
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    // The same algorithm backwards: its year begins in March.
    let (from_march, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (from_march.div_euclid(400), from_march.rem_euclid(400));
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    // What is no day, such as the 30th of February, comes out as another one.
    let start = days.checked_mul(86_400)?;
    (start >= 0 && iso_day(start) == text).then_some(start)
}

/// "24 November 2026".
pub(crate) fn date(language: Language, unix: i64) -> String {
    let Parts { year, month, day, .. } = parts(unix);
    let name = language.text(&format!("month.{month}")).written();
    let words = language.text("time.date").part("day", day.to_string());
    words.part("month", &name).part("year", year.to_string()).written()
}

/// "24 Nov 08:14:03" in UTC; "24 Nov 2025 08:14:03" when that is not the year of `now`.
pub(crate) fn short(language: Language, unix: i64, now: i64) -> String {
    let Parts { year, month, day, second } = parts(unix);
    let this_year = parts(now).year == year;
    let words = language.text(if this_year { "time.short" } else { "time.short_with_year" });
    let name = language.text(&format!("short_month.{month}")).written();
    let words = words.part("day", day.to_string()).part("month", &name);
    words.part("year", year.to_string()).part("time", of_day(second)).written()
}

/// "08:14:03".
fn of_day(second: i64) -> String {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// "24 November 2026, 08:14:03 UTC".
pub(crate) fn moment(language: Language, unix: i64) -> String {
    let words = language.text("time.moment").part("date", date(language, unix));
    words.part("time", of_day(parts(unix).second)).written()
}

/// "Tue, 24 Nov 2026 08:14:03 GMT": the form of HTTP header fields (RFC 9110 section 5.6.7).
pub(crate) fn http_date(unix: i64) -> String {
    let unix = unix.clamp(0, 253_402_300_799);
    let Parts { year, month, day, second } = parts(unix);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    // 1 January 1970 was a Thursday.
    let weekday = usize::try_from((unix / 86_400 + 4) % 7).unwrap_or_default();
    let weekday = DAYS.get(weekday).unwrap_or(&"");
    let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"");
    format!("{weekday}, {day:02} {name} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written_and_nothing_else_is_one() {
        for unix in [0, 951_782_400, 1_764_000_000, 1_804_032_000, 4_102_444_799] {
            let day = iso_day(unix);
            assert_eq!(day_start(&day), Some(unix / 86_400 * 86_400), "{day}");
        }
        assert_eq!(day_start("2000-02-29"), Some(951_782_400));
        for none in [
            "",
            "2026",
            "2026-11",
            "2026-02-30",
            "2100-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-11-00",
            "1969-12-31",
            "26-11-24",
            "2026-11-24-1",
            "2026-11-2x",
            "+026-11-24",
            "24-11-2026",
        ] {
            assert_eq!(day_start(none), None, "{none}");
        }
    }

    #[test]
    fn known_times() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_764_000_000), "2025-11-24T16:00:00Z");
        assert_eq!(rfc3339(4_102_444_799), "2099-12-31T23:59:59Z");
        let (english, dutch) = (Language::English, Language::Dutch);
        assert_eq!(short(english, 1_764_000_061, 1_764_100_000), "24 Nov 16:01:01");
        assert_eq!(short(english, 1_764_000_061, 1_796_000_000), "24 Nov 2025 16:01:01");
        assert_eq!(short(dutch, 1_741_000_061, 1_764_100_000), "3 mrt 11:07:41");
        assert_eq!(moment(english, 1_764_000_061), "24 November 2025, 16:01:01 UTC");
        assert_eq!(moment(dutch, 1_741_000_061), "3 maart 2025, 11:07:41 UTC");
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(1_764_000_061), "Mon, 24 Nov 2025 16:01:01 GMT");
    }
}
