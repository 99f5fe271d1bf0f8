//! Messages with everything blanked that is not listed here: names of members stand, values only of words that are
//! the protocol's own. What a service may add later is blank too.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

/// In the place of a value.
const BLANK: &str = "•••";

/// Members whose value is a word of the protocol, shown where it looks like one.
const SHOWN: [&str; 20] = [
    "action",
    "alg",
    "account",
    "code",
    "crv",
    "error",
    "grant_type",
    "htm",
    "kty",
    "platform",
    "profile",
    "purpose",
    "reason",
    "source",
    "state",
    "status",
    "token_type",
    "typ",
    "type",
    "use",
];

/// Longest word that is shown, and the longest name of a member.
const LONGEST: usize = 40;

/// A path with the query's names: words stand, ids do not.
pub(crate) fn path(url: &str) -> String {
    let after_host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_host.split_once('/').map_or("", |(_, path)| path);
    let (path, query) =
        path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let parts: Vec<&str> =
        path.split('/')
            .map(|part| {
                if part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') { part } else { "…" }
            })
            .collect();
    let query = query.map_or_else(String::new, |query| format!("?{}", form(query)));
    format!("/{}{query}", parts.join("/"))
}

/// A body of either kind, or a token.
pub(crate) fn body(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => json("", &value),
        Err(_) => token(&String::from_utf8_lossy(bytes)).unwrap_or_else(|| BLANK.to_owned()),
    }
}

/// A body of `name=value` pairs.
pub(crate) fn form(text: &str) -> String {
    let pairs = text.split('&').map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        format!("{}={}", name(key), shown(key, value))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A header field's value: its scheme, or the token that it is.
pub(crate) fn header(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) if matches!(scheme, "DPoP" | "Bearer" | "Basic") => {
            format!("{scheme} {BLANK}")
        }
        _ => token(value).unwrap_or_else(|| BLANK.to_owned()),
    }
}

fn json(key: &str, value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members =
                members.iter().map(|(key, value)| format!("{}: {}", name(key), json(key, value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(all) => {
            let all = all.iter().map(|value| json(key, value));
            format!("[{}]", all.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => token(text).unwrap_or_else(|| shown(key, text)),
        Value::Bool(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Number(_) => BLANK.to_owned(),
    }
}

/// A signed token as header and claims; `None` for what is none.
fn token(text: &str) -> Option<String> {
    let mut parts = text.split('.');
    let (head, claims) = (part(parts.next()?)?, part(parts.next()?)?);
    parts.next().filter(|signature| !signature.is_empty())?;
    parts.next().is_none().then(|| format!("JWS {head} {claims} signature"))
}

fn part(text: &str) -> Option<String> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    value.is_object().then(|| json("", &value))
}

/// A value where it is a word of the protocol: letters, and the digits of a name such as ES256.
fn shown(key: &str, value: &str) -> String {
    let is_word = value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.len() <= LONGEST
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+'));
    // A code of an error is a word; one that sets up a phone or signs in is a secret.
    let listed = SHOWN.contains(&key)
        && (key != "code" || value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    if is_word && listed { value.to_owned() } else { BLANK.to_owned() }
}

/// A member's name, where it looks like one.
fn name(key: &str) -> &str {
    let is_name = !key.is_empty()
        && key.len() <= LONGEST
        && key.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'#'));
    if is_name { key } else { BLANK }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_of_a_path_and_values_of_a_query_are_blank() {
        assert_eq!(
            path(
                "http://localhost:8400/realms/demo/push-mfa/login/challenges/1a6d6a0b-3385/respond"
            ),
            "/realms/demo/push-mfa/login/challenges/…/respond"
        );
        assert_eq!(path("https://x.test/a?userId=42&code=1A2B3"), "/a?userId=•••&code=•••");
        assert_eq!(path("https://x.test"), "/");
    }

    #[test]
    fn words_of_the_protocol_stand_and_nothing_else() {
        let told = json!({
            "status": "approved", "code": "wrong_number", "userVerification": "42", "mismatches": 1,
            "paused": false, "countersign": {"account": "active", "otp": {"secret": "GEZDGNBV"}},
            "list": [{"action": "4711"}, "x"], "later": "abc", "1234": "y"
        });
        let text = body(told.to_string().as_bytes());
        for stands in [
            "status: approved",
            "code: wrong_number",
            "account: active",
            "paused: false",
            "secret: •••",
        ] {
            assert!(text.contains(stands), "{stands} in {text}");
        }
        for secret in ["42", "GEZDGNBV", "4711", "abc", "1234", "mismatches: 1"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        // The code of a set-up is none of an error.
        assert_eq!(
            form("code=1A2B3C4D5E&grant_type=client_credentials"),
            "code=•••&grant_type=client_credentials"
        );
        assert_eq!(body(br#"{"code":"1A2B3C4D5E"}"#), "{code: •••}");
    }

    #[test]
    fn a_token_is_opened_and_its_claims_are_blank() {
        let text = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let head = text(json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": {"x": "secretx"}}));
        let claims = text(json!({"htm": "POST", "jti": "one-two", "userVerification": "42"}));
        let token = format!("{head}.{claims}.c2lnbmVk");
        let shown = header(&token);
        assert_eq!(
            shown,
            "JWS {alg: ES256, jwk: {x: •••}, typ: dpop+jwt} {htm: POST, jti: •••, userVerification: •••} signature"
        );
        assert_eq!(
            body(format!("{{\"token\":\"{token}\"}}").as_bytes()),
            format!("{{token: {shown}}}")
        );
        assert_eq!(header("DPoP abc.def.ghi"), "DPoP •••");
        assert_eq!(header("a-nonce"), BLANK);
        assert_eq!(body(b"no json 42"), BLANK);
    }
}
