//! One-time codes of an app (RFC 6238; PROTOCOL.md section 4.6): six digits, 30 s, SHA-1.

use ring::hmac;

/// Length of a seed in bytes: that of the hash (RFC 4226 section 4, R6).
pub(crate) const SEED: usize = 20;

/// Life of a code in seconds.
pub(crate) const PERIOD: i64 = 30;

/// Digits of a code.
pub(crate) const DIGITS: usize = 6;

/// After so many wrong codes in a row no code is taken until the owner has signed in otherwise or IT has
/// helped (NIST SP 800-63B-4 section 3.2.2: at most 100).
pub(crate) const MOST_WRONG: i64 = 100;

/// What a code is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It is right and fresh; the step of time that it belongs to is used up with it.
    Right(i64),
    /// It was right, and that step or a later one is used up.
    Used,
    /// It is not one of this seed's around now.
    Wrong,
}

/// What six digits are worth now: those of the step before and after now are taken too, because clocks
/// differ and typing takes time. `last` is the newest step that was used up. Two of the three may have
/// the same digits: the newest one counts, so that none of them can be typed again.
pub(crate) fn judge(seed: &[u8], last: i64, typed: &str, now: i64) -> Worth {
    let now = now.div_euclid(PERIOD);
    let mut worth = Worth::Wrong;
    // Each of the three is compared, whichever fits.
    for step in [now - 1, now, now + 1] {
        if crate::crypto::equal(&code(seed, step), typed) {
            worth = if step > last { Worth::Right(step) } else { Worth::Used };
        }
    }
    worth
}

/// The six digits of what was typed, without the blanks and dashes that people put between them.
pub(crate) fn digits(typed: &str) -> Option<String> {
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2011}')).collect();
    (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The code of a step of time (RFC 4226 section 5.3).
fn code(seed: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag.last().copied().unwrap_or_default() & 0x0f);
    let cut = tag.get(at..at + 4).and_then(|four| four.try_into().ok()).unwrap_or_default();
    format!("{:06}", (u32::from_be_bytes(cut) & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        for (time, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(RFC, time / PERIOD), expected);
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_late_and_once_a28() {
        let now = 1_111_111_111;
        let step = now / PERIOD;
        for near in [step - 1, step, step + 1] {
            assert_eq!(judge(RFC, 0, &code(RFC, near), now), Worth::Right(near));
            assert_eq!(judge(RFC, near, &code(RFC, near), now), Worth::Used);
        }
        for far in [step - 2, step + 2] {
            assert_eq!(judge(RFC, 0, &code(RFC, far), now), Worth::Wrong);
        }
        // What is older than a used one is used up with it.
        assert_eq!(judge(RFC, step, &code(RFC, step - 1), now), Worth::Used);
        assert_eq!(judge(RFC, step - 1, &code(RFC, step), now), Worth::Right(step));
        assert_eq!(judge(b"another seed of 20 by", 0, &code(RFC, step), now), Worth::Wrong);
    }

    #[test]
    fn digits_of_two_steps_are_used_up_together_a28() {
        for (first, second, typed) in
            [(56_188_870, 56_188_871, "617002"), (56_295_193, 56_295_195, "769717")]
        {
            assert_eq!((code(RFC, first), code(RFC, second)), (typed.into(), typed.into()));
            let now = (first + 1) * PERIOD;
            assert_eq!(judge(RFC, 0, typed, now), Worth::Right(second));
            assert_eq!(judge(RFC, first, typed, now), Worth::Right(second), "one is fresh");
            assert_eq!(judge(RFC, second, typed, now), Worth::Used);
        }
    }

    #[test]
    fn blanks_between_the_digits_are_left_out_and_nothing_else_is() {
        for good in ["123456", "123 456", " 123-456 ", "12 34 56"] {
            assert_eq!(digits(good).as_deref(), Some("123456"), "{good}");
        }
        for bad in ["", "12345", "1234567", "12345a", "+123456", "１２３４５６", "123.456"] {
            assert_eq!(digits(bad), None, "{bad}");
        }
    }
}
