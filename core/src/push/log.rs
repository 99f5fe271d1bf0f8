//! What may be logged about a call (PROTOCOL.md section 5.5). It is an allow-list: this
//! function is the only one in the room that writes a log line, and none of its parameters can hold
//! text from a server or a person.

use crate::account::AccountId;

/// The endpoints, by template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Token,
    Certs,
    RequestToken,
    Complete,
    Pending,
    Respond,
    Lockout,
    PushProvider,
    RotateKey,
    Device,
    Activity,
    Revoke,
    TypedCode,
    TokenEnrol,
    TokenList,
    TokenAnswer,
}

/// The adapters' names.
pub(crate) const KEYCLOAK: &str = "keycloak";
/// The same, of privacyIDEA and eduMFA.
pub(crate) const PIPUSH: &str = "pipush";

impl Endpoint {
    pub(crate) fn template(self) -> &'static str {
        match self {
            Self::Token => "/protocol/openid-connect/token",
            Self::Certs => "/protocol/openid-connect/certs",
            Self::RequestToken => "/push-mfa/enroll/request-token/{id}",
            Self::Complete => "/push-mfa/enroll/complete",
            Self::Pending => "/push-mfa/login/pending",
            Self::Respond => "/push-mfa/login/challenges/{cid}/respond",
            Self::Lockout => "/push-mfa/login/lockout",
            Self::PushProvider => "/push-mfa/device/push-provider",
            Self::RotateKey => "/push-mfa/device/rotate-key",
            Self::Device => "/push-mfa/device",
            Self::Activity => "/push-mfa/device/activity",
            Self::Revoke => "/push-mfa/device/activity/{cid}/revoke",
            Self::TokenEnrol => "{token} enrol",
            Self::TokenList => "{token} list",
            Self::TokenAnswer => "{token} answer",
            Self::TypedCode => "/push-mfa/enroll/code/{code}",
        }
    }

    fn adapter(self) -> &'static str {
        match self {
            Self::TokenEnrol | Self::TokenList | Self::TokenAnswer => PIPUSH,
            Self::Token
            | Self::Certs
            | Self::RequestToken
            | Self::Complete
            | Self::Pending
            | Self::Respond
            | Self::Lockout
            | Self::PushProvider
            | Self::RotateKey
            | Self::Device
            | Self::Activity
            | Self::Revoke
            | Self::TypedCode => KEYCLOAK,
        }
    }
}

/// Notes one exchange. `code` is one of the codes that the core knows.
pub(crate) fn exchange(
    account: Option<AccountId>,
    endpoint: Endpoint,
    status: Option<u16>,
    code: Option<&'static str>,
) {
    tracing::debug!(
        adapter = endpoint.adapter(),
        account = account.map(|id| id.to_string()),
        endpoint = endpoint.template(),
        status,
        code,
        "exchange"
    );
}

/// Notes what became of an answer; the request only by eight hex digits of a digest.
pub(crate) fn outcome(adapter: &'static str, account: AccountId, cid: &str, outcome: &'static str) {
    let digest = ring::digest::digest(&ring::digest::SHA256, cid.as_bytes());
    let short = data_encoding::HEXLOWER.encode(digest.as_ref().get(..4).unwrap_or_default());
    tracing::info!(adapter, account = %account, request = short, outcome, "answer");
}
