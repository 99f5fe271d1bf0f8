//! The signed context of a countersign+ request (PROTOCOL.md section 4.3): what the server
//! says it shows is bound to what it signed and to what we answer.

use serde_json::{Map, Value, json};

use super::jcs;
use super::jose::sha256_b64url;

/// The members of D that stand in the pending list under their own names.
const AS_SENT: [&str; 13] = [
    "browser",
    "cid",
    "clientId",
    "clientName",
    "country",
    "createdAt",
    "expiresAt",
    "ipAddress",
    "location",
    "os",
    "purpose",
    "requestsLastHour",
    "userId",
];

/// b64url(SHA-256(JCS(D))) for an entry of the list; `None` when it holds a number that canonical
/// JSON does not.
#[must_use]
pub fn digest(entry: &Map<String, Value>, issuer: &str) -> Option<String> {
    let sent = |name: &str| entry.get(name).cloned().unwrap_or(Value::Null);
    let prompt = |name: &str| {
        entry
            .get("userVerification")
            .and_then(|verification| verification.get(name))
            .cloned()
            .unwrap_or(Value::Null)
    };
    let mut context: Map<String, Value> =
        AS_SENT.iter().map(|name| ((*name).to_owned(), sent(name))).collect();
    context.insert("username".to_owned(), sent("username"));
    context.insert("iss".to_owned(), json!(issuer));
    context.insert("type".to_owned(), prompt("type"));
    context.insert("pinLength".to_owned(), prompt("pinLength"));
    context.insert("v".to_owned(), json!(1));
    Some(sha256_b64url(jcs::canonical(&Value::Object(context)).ok()?.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entry behind the vector of section 4.3.
    pub(super) fn entry() -> Map<String, Value> {
        let entry = json!({
            "browser": "Firefox 140", "cid": "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4",
            "clientId": "mail", "clientName": "Mail", "country": "NL", "createdAt": 1_764_000_000,
            "expiresAt": 1_764_000_060, "ipAddress": "203.0.113.7",
            "location": "Utrecht, Netherlands", "os": null, "purpose": "login",
            "requestsLastHour": 1, "userId": "87fa1c21-1b1e-4af8-98b1-1df2e90d3c3d",
            "username": "zo\u{eb}@example.org",
            "userVerification": {"type": "pin", "pinLength": 2}, "confirmToken": "not part of it"
        });
        entry.as_object().unwrap().clone()
    }

    #[test]
    fn the_vector_of_the_specification() {
        let issuer = "https://login.example.org/realms/demo";
        let expected = "wiaNiSCC7o2KalrMotDqtNtPp-8871ngqSlyZtI5ImU";
        assert_eq!(digest(&entry(), issuer).unwrap(), expected);
    }

    #[test]
    fn every_member_counts_a58() {
        let issuer = "https://login.example.org/realms/demo";
        let expected = digest(&entry(), issuer).unwrap();
        for name in AS_SENT.iter().chain(&["username"]) {
            let mut changed = entry();
            changed.insert((*name).to_owned(), json!("x"));
            assert_ne!(digest(&changed, issuer).unwrap(), expected, "{name}");
        }
        for verification in
            [json!({"type": "pin", "pinLength": 3}), json!({"pinLength": 2}), json!(null)]
        {
            let mut changed = entry();
            changed.insert("userVerification".to_owned(), verification);
            assert_ne!(digest(&changed, issuer).unwrap(), expected);
        }
        assert_ne!(digest(&entry(), "https://login.example.org/realms/demo2").unwrap(), expected);
    }
}
