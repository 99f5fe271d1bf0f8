//! Why a service was not reached, in the words of the command's contract (`COMMANDS.md`).

/// Why a service was not reached. Each has its own sentence in every shell, because each asks for
/// something else: waiting, another network, or IT.
///
/// ```
/// use countersign_core::app::{AddError, UnreachableCause};
///
/// let error = AddError::Unreachable { why: UnreachableCause::Offline, retry_after: None };
/// assert_eq!(error.to_string(), UnreachableCause::Offline.to_string(), "it says what to look at");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnreachableCause {
    /// This device has no network, or it broke.
    Offline,
    /// The service's name has no address on this network.
    NoSuchHost,
    /// The service's machine takes no connections.
    Refused,
    /// No answer in time.
    TimedOut,
    /// No secure connection: the certificate is not trusted, or there is no common method.
    Certificate,
    /// What answered does not speak https: a network that asks to log in first, or a wrong port.
    NotHttps,
    /// The service answered with an error of its own, or with something that is no answer.
    ServerError,
    /// The service asks to wait.
    TooManyRequests,
}

impl UnreachableCause {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Offline,
        Self::NoSuchHost,
        Self::Refused,
        Self::TimedOut,
        Self::Certificate,
        Self::NotHttps,
        Self::ServerError,
        Self::TooManyRequests,
    ];

    /// The bare name, as JSON has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::NoSuchHost => "no_such_host",
            Self::Refused => "refused",
            Self::TimedOut => "timed_out",
            Self::Certificate => "certificate",
            Self::NotHttps => "not_https",
            Self::ServerError => "server_error",
            Self::TooManyRequests => "too_many_requests",
        }
    }

    /// What a status says that is no answer to interpret: 429 and 5xx.
    #[must_use]
    pub fn of_status(status: u16) -> Option<Self> {
        match status {
            429 => Some(Self::TooManyRequests),
            500.. => Some(Self::ServerError),
            _ => None,
        }
    }

    /// What happened and what to do, one or two English sentences.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Offline => "No connection. Try again when you are online.",
            Self::NoSuchHost => {
                "The service's address was not found. Check the connection; if it works, ask IT whether the service has moved."
            }
            Self::Refused => "The service takes no connections at the moment. Try again later.",
            Self::TimedOut => "The service did not answer in time. Try again.",
            Self::Certificate => {
                "The connection to the service is not secure, so nothing was sent. Use another network, or tell IT."
            }
            Self::NotHttps => {
                "Something else answered in place of the service, so nothing was sent. If this network asks you to log in, do that first; else use another network, or tell IT."
            }
            Self::ServerError => "The service has a fault. Try again later.",
            Self::TooManyRequests => {
                "The service asks for some patience. Try again in a few minutes."
            }
        }
    }
}

impl std::fmt::Display for UnreachableCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_a_name_and_a_sentence_of_its_own() {
        let names: std::collections::BTreeSet<_> =
            UnreachableCause::ALL.iter().map(|cause| cause.name()).collect();
        let sentences: std::collections::BTreeSet<_> =
            UnreachableCause::ALL.iter().map(|cause| cause.sentence()).collect();
        assert_eq!((names.len(), sentences.len()), (8, 8));
    }

    #[test]
    fn only_429_and_5xx_are_no_answers() {
        assert_eq!(UnreachableCause::of_status(429), Some(UnreachableCause::TooManyRequests));
        for status in [500, 503, 599, 999] {
            assert_eq!(UnreachableCause::of_status(status), Some(UnreachableCause::ServerError));
        }
        for status in [200, 302, 400, 401, 404, 428, 430, 499] {
            assert_eq!(UnreachableCause::of_status(status), None);
        }
    }
}
