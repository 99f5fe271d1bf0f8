//! The digest that binds an answer to what was displayed (PROTOCOL.md section 4.3).

use serde_json::{Map, Value};

/// `ctx` of the displayed members: SHA-256 over their RFC 8785 form.
///
/// Our members are strings, integers and nulls at one level with ASCII names, for which that form
/// is: sorted names, no blanks, JSON's shortest escapes. serde_json writes exactly that from a
/// sorted map.
pub(crate) fn digest(displayed: &Map<String, Value>) -> String {
    let mut names: Vec<&String> = displayed.keys().collect();
    names.sort_unstable();
    let members: Vec<String> = names
        .into_iter()
        .filter_map(|name| {
            let value = displayed.get(name)?;
            Some(format!("{}:{}", Value::from(name.as_str()), value))
        })
        .collect();
    super::digest(format!("{{{}}}", members.join(",")).as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_vector_of_the_specification() {
        let displayed = json!({
            "v": 1, "iss": "https://login.example.org/realms/demo",
            "userId": "87fa1c21-1b1e-4af8-98b1-1df2e90d3c3d", "username": "zoë@example.org",
            "cid": "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4", "createdAt": 1_764_000_000,
            "expiresAt": 1_764_000_060, "clientId": "mail", "clientName": "Mail", "purpose": "login",
            "type": "pin", "pinLength": 2, "ipAddress": "203.0.113.7", "country": "NL",
            "location": "Utrecht, Netherlands", "browser": "Firefox 140", "os": null,
            "requestsLastHour": 1
        });
        assert_eq!(
            digest(displayed.as_object().unwrap()),
            "wiaNiSCC7o2KalrMotDqtNtPp-8871ngqSlyZtI5ImU"
        );
    }
}
