//! `otpauth://TYPE/LABEL?PARAMETERS` (PAYLOADS.md section 3).
//!
//! The undecoded text is split by hand: general URL crates fold dots, cut at `#` and accept ports,
//! all of which may stand in a label.

use std::borrow::Cow;

use crate::otp::{Algorithm, Counter, Digits, OtpKind, Period};
use crate::secret::SecretBytes;
use crate::url::Network;

use super::account::{Names, ScannedAccount};
use super::finding::{Field, Malformed, Reason};
use super::query::{Plus, Query, decode, lower, ranged};
use super::secret::from_base32;
use super::vendor::Vendor;
use super::warning::{AccountWarning, warn};
use super::{Verdict, offer, yandex};
use crate::payload::names::check;

/// Parameters of privacyIDEA's two-step set-up: the code holds half of the secret.
const TWO_STEP: [&str; 3] = ["2step_salt", "2step_output", "2step_difficulty"];

/// Judges what stands behind `otpauth:`, `apple-otpauth:` or `pia:`.
pub(super) fn classify(rest: &str, network: Network) -> Verdict {
    let Some((kind, label, query)) = parts(rest) else {
        return Malformed::new(Field::Type, Reason::Unknown).into();
    };
    let query = Query::parse(query);
    if kind == "pipush" {
        let made = query.and_then(|query| offer::pipush(label, &query, network));
        return made.into();
    }
    if kind == "daypassword" || query.as_ref().is_ok_and(|query| is_special(&kind, query)) {
        return Verdict::Foreign { vendor: Vendor::PrivacyIdeaSpecial };
    }
    if query.as_ref().is_ok_and(|query| query.has("enrollment_tx_id")) {
        return Verdict::Foreign { vendor: Vendor::Guardian };
    }
    let kind = match kind.as_ref() {
        "totp" => LinkKind::Totp,
        "hotp" => LinkKind::Hotp,
        "steam" => LinkKind::Steam,
        "yaotp" => LinkKind::Yandex,
        _ => return Malformed::new(Field::Type, Reason::Unknown).into(),
    };
    query.and_then(|query| account(kind, label, &query)).into()
}

/// Type in lower case, raw label and raw query, if the text begins with `//`.
pub(super) fn parts(rest: &str) -> Option<(Cow<'_, str>, &str, &str)> {
    let rest = rest.strip_prefix("//")?;
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, label) = before.split_once('/').unwrap_or((before, ""));
    Some((lower(kind), label, query))
}

/// Issuer and account from label and `issuer` parameter.
pub(super) fn names(
    label: &str,
    query: &Query<'_>,
    warnings: &mut Vec<AccountWarning>,
) -> Result<Names, Malformed> {
    let label = decode(label, Plus::Literal, Field::Label)?;
    let parameter = query.one(
        "issuer",
        Field::Issuer,
        warnings,
        |raw, _| issuer_of(raw, &label),
        |a, b| a.trim() == b.trim(),
    )?;
    let parameter = parameter.unwrap_or_default();
    check(&parameter, Field::Issuer, warnings)?;
    check(&label, Field::Label, warnings)?;
    let parameter = parameter.trim();
    let (prefix, account) = split_label(&label, parameter);
    let prefix = prefix.trim();
    let issuer = if parameter.is_empty() { prefix } else { parameter };
    let differs = !prefix.is_empty() && prefix != issuer;
    if differs {
        warn(warnings, AccountWarning::IssuerDiffers);
    }
    Ok(Names {
        issuer: issuer.to_owned(),
        account: account.trim().to_owned(),
        label_issuer: differs.then(|| prefix.to_owned()),
    })
}

/// Cuts a known issuer off a decoded label, else splits at the first colon (raw or `%3A`).
pub(super) fn split_label<'a>(label: &'a str, issuer: &str) -> (&'a str, &'a str) {
    let known = label.strip_prefix(issuer).and_then(|rest| rest.strip_prefix(':'));
    match known {
        Some(account) if !issuer.is_empty() => {
            (label.get(..issuer.len()).unwrap_or_default(), account)
        }
        _ => label.split_once(':').unwrap_or(("", label)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkKind {
    Totp,
    Hotp,
    Steam,
    Yandex,
}

/// A plus sign in the issuer is a blank, unless the label has the same name with the plus kept.
fn issuer_of(raw: &str, label: &str) -> Result<String, Malformed> {
    let mut kept = decode(raw, Plus::Literal, Field::Issuer)?;
    let in_label = || label.strip_prefix(kept.trim()).is_some_and(|rest| rest.starts_with(':'));
    if raw.contains('+') && !in_label() {
        kept = decode(raw, Plus::Blank, Field::Issuer)?;
    }
    Ok(kept.into_name())
}

fn is_special(kind: &str, query: &Query<'_>) -> bool {
    let other_type = |raw| {
        let value = super::query::decoded(raw, Plus::Literal);
        !value.is_some_and(|value| value.trim().eq_ignore_ascii_case(kind))
    };
    query.values("tokentype").any(other_type) || TWO_STEP.iter().any(|name| query.has(name))
}

fn account(kind: LinkKind, label: &str, query: &Query<'_>) -> Result<ScannedAccount, Malformed> {
    let mut warnings = Vec::new();
    query.warn(&mut warnings);
    if kind == LinkKind::Yandex {
        return yandex::account(label, query, warnings);
    }
    let secret = secret_of(query, &mut warnings, from_base32)?;
    let names = names(label, query, &mut warnings)?;
    lock(query, &mut warnings)?;
    let algorithm = algorithm(query, &mut warnings)?;
    if is_steam(kind, query, &names.issuer, algorithm, &mut warnings)? {
        query.number("digits", Field::Digits, (5, 5), &mut warnings)?;
        if algorithm != Algorithm::Sha1 {
            return Err(Malformed::new(Field::Algorithm, Reason::Conflict));
        }
        return Ok(ScannedAccount::new(names, OtpKind::Steam, secret, warnings));
    }
    let digits = query.number("digits", Field::Digits, (5, 10), &mut warnings)?;
    let digits = digits.and_then(|digits| Digits::new(digits).ok()).unwrap_or(Digits::SIX);
    let kind = if kind == LinkKind::Hotp {
        OtpKind::Hotp { algorithm, digits, counter: counter(query, &mut warnings)? }
    } else {
        let period = query.number("period", Field::Period, (1, 86_400), &mut warnings)?;
        let period = period.and_then(|period| Period::new(period).ok()).unwrap_or(Period::THIRTY);
        OtpKind::Totp { algorithm, digits, period }
    };
    Ok(ScannedAccount::new(names, kind, secret, warnings))
}

/// Whether the codes are Steam's: by type, by `encoder=steam` (KeePassXC), by a parameter `steam`
/// (Stratum), or by the issuer, never in silence. Where another hash or period is asked for, the
/// issuer does not decide.
fn is_steam(
    kind: LinkKind,
    query: &Query<'_>,
    issuer: &str,
    algorithm: Algorithm,
    warnings: &mut Vec<AccountWarning>,
) -> Result<bool, Malformed> {
    let encoder = query.text("encoder", Plus::Literal, Field::Type, warnings)?;
    let encoded = encoder.is_some_and(|encoder| encoder.eq_ignore_ascii_case("steam"));
    match kind {
        LinkKind::Steam => return Ok(true),
        LinkKind::Hotp | LinkKind::Yandex => return Ok(false),
        LinkKind::Totp if encoded || query.has("steam") => return Ok(true),
        LinkKind::Totp if !issuer.eq_ignore_ascii_case("steam") => return Ok(false),
        LinkKind::Totp => {}
    }
    let digits = query.number("digits", Field::Digits, (5, 10), warnings)?;
    let period = query.number("period", Field::Period, (1, 86_400), warnings)?;
    let usual = algorithm == Algorithm::Sha1 && matches!(period, None | Some(30));
    match digits {
        None | Some(5) if usual => {
            warn(warnings, AccountWarning::AssumedSteam);
            Ok(true)
        }
        None | Some(5..=8) => {
            warn(warnings, AccountWarning::MaybeSteam);
            Ok(false)
        }
        Some(_) => Ok(false),
    }
}

/// The secret, read by the kind's own rule.
pub(super) fn secret_of(
    query: &Query<'_>,
    warnings: &mut Vec<AccountWarning>,
    parse: impl Fn(&str, &mut Vec<AccountWarning>) -> Result<SecretBytes, Malformed>,
) -> Result<SecretBytes, Malformed> {
    let parse = |raw: &str, warnings: &mut Vec<AccountWarning>| {
        parse(&decode(raw, Plus::Blank, Field::Secret)?, warnings)
    };
    let same = |a: &SecretBytes, b: &SecretBytes| a.ct_eq(b.expose());
    let secret = query.one("secret", Field::Secret, warnings, parse, same)?;
    secret.ok_or(Malformed::new(Field::Secret, Reason::Missing))
}

/// The hash; absent is SHA-1, unknown is refused.
pub(super) fn algorithm(
    query: &Query<'_>,
    warnings: &mut Vec<AccountWarning>,
) -> Result<Algorithm, Malformed> {
    let parse = |raw: &str, warnings: &mut Vec<AccountWarning>| {
        let text = decode(raw, Plus::Literal, Field::Algorithm)?;
        let (algorithm, spelled) = match text.trim().to_ascii_lowercase().as_str() {
            "sha1" => (Algorithm::Sha1, false),
            "sha256" => (Algorithm::Sha256, false),
            "sha512" => (Algorithm::Sha512, false),
            "hmacsha1" | "algorithm.sha1" => (Algorithm::Sha1, true),
            "hmacsha256" | "algorithm.sha256" => (Algorithm::Sha256, true),
            "hmacsha512" | "algorithm.sha512" => (Algorithm::Sha512, true),
            _ => return Err(Malformed::new(Field::Algorithm, Reason::Unknown)),
        };
        if spelled {
            warn(warnings, AccountWarning::AlgorithmSpelling);
        }
        Ok(algorithm)
    };
    let algorithm = query.one("algorithm", Field::Algorithm, warnings, parse, |a, b| a == b)?;
    Ok(algorithm.unwrap_or_default())
}

fn counter(query: &Query<'_>, warnings: &mut Vec<AccountWarning>) -> Result<Counter, Malformed> {
    let parse = |raw: &str, _: &mut Vec<AccountWarning>| {
        let value = ranged(raw, Field::Counter, 0, Counter::MAX)?;
        let reason = Reason::OutOfRange { min: 0, max: Counter::MAX };
        Counter::new(value).map_err(|_| Malformed::new(Field::Counter, reason))
    };
    match query.one("counter", Field::Counter, warnings, parse, |a, b| a == b)? {
        Some(counter) => Ok(counter),
        None => {
            warn(warnings, AccountWarning::CounterMissing);
            let reason = Reason::OutOfRange { min: 0, max: Counter::MAX };
            Counter::new(0).map_err(|_| Malformed::new(Field::Counter, reason))
        }
    }
}

/// privacyIDEA's wishes for an unlock before each code.
pub(super) fn lock(query: &Query<'_>, warnings: &mut Vec<AccountWarning>) -> Result<(), Malformed> {
    let pin = query.text("pin", Plus::Literal, Field::Pin, warnings)?;
    if pin.is_some_and(|pin| pin.eq_ignore_ascii_case("true")) {
        warn(warnings, AccountWarning::LockRequested);
    }
    lock_wish(query, warnings);
    Ok(())
}

/// As [`lock`], for kinds whose `pin` is a PIN.
pub(super) fn lock_wish(query: &Query<'_>, warnings: &mut Vec<AccountWarning>) {
    if query.has("app_force_unlock") {
        warn(warnings, AccountWarning::LockRequested);
    }
}
