//! How things of pipush are written: what a phone signs, and the texts around it (PROTOCOL.md 3.2).

use serde::Deserialize;
use serde_json::Value;

use crate::clock::UnixSeconds;
use crate::net::Response;
use crate::push::adapter::form::percent_encode;
use crate::secret::SecretString;

/// What a phone signs to ask for its list.
pub(super) fn list_text(serial: &str, timestamp: &str) -> String {
    [serial, timestamp].join("|")
}

/// What a phone signs to approve, with the number that was picked.
pub(super) fn approval_text(nonce: &str, serial: &str, number: Option<&str>) -> String {
    [nonce, serial].into_iter().chain(number).collect::<Vec<_>>().join("|")
}

/// What a phone signs to refuse.
pub(super) fn denial_text(nonce: &str, serial: &str, reason: Option<&str>) -> String {
    [nonce, serial, "decline"].into_iter().chain(reason).collect::<Vec<_>>().join("|")
}

/// A moment as ISO 8601 in UTC, to the second.
pub(super) fn timestamp(at: UnixSeconds) -> String {
    let (days, seconds) = (at / 86_400, at % 86_400);
    // Days from 0000-03-01, in eras of 400 years; counting years from March puts the leap day last.
    let days = days.saturating_add(719_468);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, (month + 2) % 12 + 1);
    let year = era * 400 + year + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Name and value pairs as a form.
pub(super) fn form(pairs: &[(&str, &str)]) -> SecretString {
    let mut out = zeroize::Zeroizing::new(String::with_capacity(2048));
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        percent_encode(value, &mut out);
    }
    SecretString::new(std::mem::take(&mut *out))
}

/// A reply, as far as it matters.
#[derive(Deserialize)]
pub(super) struct Reply {
    result: ReplyResult,
    detail: Option<Value>,
}

#[derive(Deserialize)]
struct ReplyResult {
    status: bool,
    value: Option<Value>,
    error: Option<ReplyError>,
}

#[derive(Deserialize)]
struct ReplyError {
    code: Option<i64>,
}

impl Reply {
    pub(super) fn read(response: &Response) -> Option<Self> {
        serde_json::from_slice(&response.body).ok()
    }

    /// What a call brought that went well.
    pub(super) fn value(&self) -> Option<&Value> {
        self.result.value.as_ref().filter(|_| self.result.status)
    }

    /// The number of an error.
    pub(super) fn code(&self) -> Option<i64> {
        self.result.error.as_ref()?.code
    }

    /// A text beside the result.
    pub(super) fn detail(&self, name: &str) -> Option<&str> {
        self.detail.as_ref()?.get(name)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moments_are_written_as_the_standard_does() {
        for (at, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (784_111_777, "1994-11-06T08:49:37Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_764_000_000, "2025-11-24T16:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp(at), text);
        }
    }

    proptest! {
        /// No approval says the same as a denial or as the approval of another request or number: what guards let
        /// through has no `|` in it, and is not the word.
        #[test]
        fn what_is_signed_means_one_thing(
            nonces in proptest::array::uniform2("[A-Z2-7]{32}"),
            serial in "[0-9A-Za-z_-]{1,64}",
            numbers in proptest::array::uniform2(proptest::option::of("[0-9A-Za-z]{1,8}")),
            reason in proptest::option::of("unknown_trigger|cancelled"),
        ) {
            let [one, other] = [0, 1].map(|at: usize| {
                approval_text(&nonces[at], &serial, numbers[at].as_deref())
            });
            prop_assert_eq!(one == other, nonces[0] == nonces[1] && numbers[0] == numbers[1]);
            let denial = denial_text(&nonces[0], &serial, reason.as_deref());
            let word = numbers[0].as_deref() == Some("decline") && reason.is_none();
            prop_assert_eq!(one == denial, word);
        }

        #[test]
        fn moments_grow_with_time(a in 0_u64..250_000_000_000, b in 0_u64..250_000_000_000) {
            prop_assert_eq!(a.cmp(&b), timestamp(a).cmp(&timestamp(b)));
        }
    }
}
