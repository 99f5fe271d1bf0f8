//! How long the next guess must wait (statement 82, PROTOCOL.md section 4.5).

/// Wrong ones in a row that cost no time.
const FREE: i64 = 3;

/// Longest wait, in seconds.
const LONGEST: i64 = 15 * 60;

/// How long wrong passwords in a row are remembered after the last of them, in seconds.
pub(crate) const MEMORY: i64 = 24 * 3600;

/// How long a wrong password counts for the address that it came from, in seconds.
pub(crate) const ADDRESS_WINDOW: i64 = 600;

/// Wrong passwords from one address in that time that cost no time.
pub(crate) const ADDRESS_FREE: i64 = 29;

/// How long after the last of so many wrong ones in a row the next may be tried: nothing up to the
/// third; the fourth waits 1 s, each further one twice as long, at most 15 min.
pub(crate) fn wait(in_row: i64) -> i64 {
    if in_row < FREE {
        return 0;
    }
    let doublings = u32::try_from(in_row - FREE).unwrap_or(u32::MAX);
    2_i64.saturating_pow(doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_the_fourth_on_and_ends_at_15_minutes_a82() {
        let waits: Vec<i64> = (0..15).map(wait).collect();
        let expected = [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900];
        assert_eq!(waits, expected);
        for many in [62, 63, 64, 65, 66, 67, 1000, i64::MAX] {
            assert_eq!(wait(many), 900, "{many}");
        }
    }
}
