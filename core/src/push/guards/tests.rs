use serde_json::json;

use super::super::testing::{CID, ISSUER, Issuer, SUB, account};
use super::*;
use crate::account::ItContact;

const NOW: UnixSeconds = 1_764_000_010;

struct Fixture {
    issuer: Issuer,
    account: PushAccount,
    offset: ClockOffset,
    country: Option<&'static str>,
}

impl Fixture {
    fn strict() -> Self {
        Self::with(Profile::Countersign { version: 1 })
    }

    fn plain() -> Self {
        Self::with(Profile::Plain)
    }

    fn with(profile: Profile) -> Self {
        Self {
            issuer: Issuer::new().unwrap(),
            account: account(profile).unwrap(),
            offset: ClockOffset::default(),
            country: None,
        }
    }

    fn check(&self, entry: &Value) -> Result<Request, RejectReason> {
        let keys = self.issuer.keys();
        let against = CheckContext {
            id: AccountId::from_bytes([1; 8]),
            account: &self.account,
            host: "idp.example",
            keys: &keys,
            offset: self.offset,
            now: NOW,
            phone_country: self.country,
        };
        check_entry(entry, &against)
    }

    /// A correctly signed countersign+ entry with changes.
    fn signed(&self, changes: Value) -> Result<Request, RejectReason> {
        self.check(&self.issuer.entry(&self.account, NOW - 10, &changes))
    }

    /// A plain entry with changes.
    fn sent(&self, changes: Value) -> Result<Request, RejectReason> {
        let mut entry = json!({
            "userId": SUB, "username": "alice", "cid": CID, "createdAt": NOW - 10,
            "expiresAt": NOW + 50, "clientId": "mail",
            "userVerification": {"type": "pin", "pinLength": 2},
        });
        entry.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.check(&entry)
    }
}

#[test]
fn a_signed_entry_shows_service_account_browser_and_place_a21() {
    let request = Fixture::strict().signed(json!({})).unwrap();
    assert_eq!(request.service.as_deref(), Some("Mail"));
    assert_eq!(request.user, "alice@example.org");
    assert_eq!(request.issuer_host, "idp.example");
    assert_eq!(request.browser.as_deref(), Some("Firefox 140"));
    assert_eq!(request.location.as_deref(), Some("Utrecht, Netherlands"));
    assert_eq!(request.ip.as_deref(), Some("203.0.113.7"));
    assert_eq!((request.os, request.requests_last_hour), (None, Some(1)));
    assert_eq!(request.prompt, Prompt::NumberEntry { digits: 2 });
    assert!(request.ctx.is_some());
}

#[test]
fn countries_are_compared_here_a22() {
    let mut fixture = Fixture::strict();
    for (ours, theirs, expected) in [
        (Some("nl"), json!("NL"), CountryMismatch::Same),
        (Some("DE"), json!("NL"), CountryMismatch::Different),
        (None, json!("NL"), CountryMismatch::Unknown),
        (Some("DE"), json!(null), CountryMismatch::Unknown),
    ] {
        fixture.country = ours;
        let request = fixture.signed(json!({"country": theirs})).unwrap();
        assert_eq!(request.country_mismatch, expected);
    }
    for bad in ["nl", "NLD", "N1", ""] {
        assert_eq!(fixture.signed(json!({"country": bad})).unwrap_err(), RejectReason::Malformed);
    }
}

#[test]
fn the_wrong_key_another_device_and_changed_context_are_not_shown_a58() {
    let fixture = Fixture::strict();
    let good = fixture.issuer.entry(&fixture.account, NOW - 10, &json!({}));
    assert!(fixture.check(&good).is_ok());

    let forger = Issuer::new().unwrap();
    let forged = forger.entry(&fixture.account, NOW - 10, &json!({}));
    assert_eq!(fixture.check(&forged).unwrap_err(), RejectReason::Signature);

    // Every displayed member is covered by the signature.
    for (name, value) in good.as_object().unwrap() {
        if matches!(name.as_str(), "confirmToken" | "userId") {
            continue;
        }
        let mut changed = good.clone();
        changed[name] = match value {
            Value::String(text) if name == "cid" => json!(text.replace('1', "2")),
            Value::String(_) => json!("DE"),
            Value::Number(number) => json!(number.as_u64().unwrap() + 1),
            Value::Null => json!("Windows 11"),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                json!({"type": "pin", "pinLength": 3})
            }
        };
        assert_eq!(fixture.check(&changed).unwrap_err(), RejectReason::Signature, "{name}");
    }
    let mut unsigned = good.clone();
    unsigned.as_object_mut().unwrap().remove("confirmToken");
    assert_eq!(fixture.check(&unsigned).unwrap_err(), RejectReason::Signature);

    let mut other = account(Profile::Countersign { version: 1 }).unwrap();
    other.credential_id = "00000000-0000-4000-8000-000000000000".into();
    let for_other = fixture.issuer.entry(&other, NOW - 10, &json!({}));
    assert_eq!(fixture.check(&for_other).unwrap_err(), RejectReason::NotForUs);
    other.credential_id.clone_from(&fixture.account.credential_id);
    other.sub = "00000000-0000-4000-8000-000000000000".into();
    let for_other = fixture.issuer.entry(&other, NOW - 10, &json!({}));
    assert_eq!(fixture.check(&for_other).unwrap_err(), RejectReason::NotForUs);
    other.sub.clone_from(&fixture.account.sub);
    other.issuer = "https://idp.example/realms/other".into();
    let for_other = fixture.issuer.entry(&other, NOW - 10, &json!({}));
    assert_eq!(fixture.check(&for_other).unwrap_err(), RejectReason::NotForUs);
}

#[test]
fn impossible_times_are_not_shown_a58() {
    for fixture in [Fixture::strict(), Fixture::plain()] {
        let strict = matches!(fixture.account.profile, Profile::Countersign { .. });
        let at = |created: u64, expires: u64| {
            let times = json!({"createdAt": created, "expiresAt": expires});
            if strict { fixture.signed(times) } else { fixture.sent(times) }
        };
        let longest = if strict { 600 } else { 3600 };
        assert!(at(NOW, NOW + longest).is_ok());
        assert_eq!(at(NOW, NOW + longest + 1).unwrap_err(), RejectReason::Times);
        assert_eq!(at(NOW - 60, NOW).unwrap_err(), RejectReason::Expired);
        assert!(at(NOW + 30, NOW + 60).is_ok());
        assert_eq!(at(NOW + 31, NOW + 60).unwrap_err(), RejectReason::Times);
    }
    let plain = Fixture::plain();
    assert!(plain.sent(json!({"createdAt": null})).is_ok());
    assert_eq!(plain.sent(json!({"expiresAt": null})).unwrap_err(), RejectReason::Malformed);
    assert_eq!(plain.sent(json!({"expiresAt": -5})).unwrap_err(), RejectReason::Malformed);
    assert_eq!(plain.sent(json!({"expiresAt": 1.5})).unwrap_err(), RejectReason::Malformed);
}

#[test]
fn a_phone_whose_clock_is_off_sees_the_same_requests_a29() {
    for server in [NOW - 90, NOW + 90] {
        let mut fixture = Fixture::strict();
        fixture.offset = ClockOffset::between(server, NOW);
        let entry = fixture.issuer.entry(&fixture.account, server - 10, &json!({}));
        let request = fixture.check(&entry).unwrap();
        // By the phone's clock fifty seconds are left; the signed time stays the server's.
        assert_eq!(request.expires, NOW + 50);
        assert_eq!(request.expires_at_server, server + 50);
    }
}

#[test]
fn prompts_that_ask_for_the_impossible_are_not_shown_a58() {
    let strict = Fixture::strict();
    for digits in [2, 6] {
        let request = strict
            .signed(json!({"userVerification": {"type": "pin", "pinLength": digits}}))
            .unwrap();
        assert_eq!(request.prompt, Prompt::NumberEntry { digits });
    }
    for bad in [
        json!({"type": "pin", "pinLength": 1}),
        json!({"type": "pin", "pinLength": 7}),
        json!({"type": "pin"}),
        json!({"type": "pin", "pinLength": "2"}),
        json!({"type": "number-match", "numbers": ["1", "2", "3"]}),
        json!({}),
        json!(null),
    ] {
        let result = strict.signed(json!({"userVerification": bad.clone()}));
        assert_eq!(result.unwrap_err(), RejectReason::Prompt, "{bad}");
    }
    let plain = Fixture::plain();
    let prompt = |value: Value| plain.sent(json!({"userVerification": value})).map(|r| r.prompt);
    assert_eq!(prompt(json!(null)), Ok(Prompt::Confirm));
    assert_eq!(prompt(json!({"type": "pin"})), Ok(Prompt::NumberEntry { digits: 4 }));
    assert_eq!(
        prompt(json!({"type": "number-match", "numbers": ["5", "34", "06"]})),
        Ok(Prompt::NumberChoice { options: vec!["5".into(), "34".into(), "06".into()] })
    );
    for bad in [
        json!({"type": "pin", "pinLength": 0}),
        json!({"type": "pin", "pinLength": 13}),
        json!({"type": "number-match"}),
        json!({"type": "number-match", "numbers": ["5"]}),
        json!({"type": "number-match", "numbers": ["5", "5"]}),
        json!({"type": "number-match", "numbers": ["5", ""]}),
        json!({"type": "number-match", "numbers": ["5", "a b"]}),
        json!({"type": "number-match", "numbers": [5, 6]}),
        json!({"type": "number-match", "numbers": ["123456789", "1"]}),
        json!({"type": "number-match", "numbers": ["1","2","3","4","5","6","7","8","9","10","11"]}),
        json!({}),
    ] {
        assert_eq!(prompt(bad.clone()), Err(RejectReason::Prompt), "{bad}");
    }
}

#[test]
fn unknown_prompts_and_purposes_ask_for_an_update_and_never_become_confirm_a57() {
    for fixture in [Fixture::strict(), Fixture::plain()] {
        let changes = json!({"userVerification": {"type": "retina", "pinLength": 2}});
        let result = match fixture.account.profile {
            Profile::Plain => fixture.sent(changes),
            Profile::Countersign { .. } => fixture.signed(changes),
        };
        assert_eq!(result.unwrap_err(), RejectReason::TooOld);
    }
    let purpose = Fixture::strict().signed(json!({"purpose": "payment"}));
    assert_eq!(purpose.unwrap_err(), RejectReason::TooOld);
    assert_eq!(
        Fixture::strict().signed(json!({"purpose": "tryout"})).unwrap().purpose,
        Purpose::Tryout
    );
}

#[test]
fn hidden_characters_are_removed_from_plain_and_drop_signed_entries_a58() {
    let evil = "Ma\u{202e}il\u{200b}";
    let request = Fixture::plain().sent(json!({"clientName": evil})).unwrap();
    assert_eq!(request.service.as_deref(), Some("Mail"));
    for name in ["clientName", "username", "browser", "location", "os", "ipAddress"] {
        let result = Fixture::strict().signed(json!({name: evil}));
        assert_eq!(result.unwrap_err(), RejectReason::Text, "{name}");
    }
    let long = "x".repeat(300);
    assert_eq!(Fixture::strict().signed(json!({"browser": long})).unwrap_err(), RejectReason::Text);
}

#[test]
fn missing_members_drop_a_signed_entry_a58() {
    for name in
        ["username", "clientId", "createdAt", "purpose", "requestsLastHour", "cid", "userId"]
    {
        let result = Fixture::strict().signed(json!({name: null}));
        assert!(result.is_err(), "{name}");
    }
    let fixture = Fixture::strict();
    for bad in [json!(0), json!(-1), json!("1"), json!(1.5)] {
        assert!(fixture.signed(json!({"requestsLastHour": bad})).is_err());
    }
    for bad in [json!(7), json!([]), json!("x"), json!(null)] {
        assert_eq!(fixture.check(&bad).unwrap_err(), RejectReason::Malformed);
    }
    for cid in ["", "../../x", "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4?x", "1a6d6a0b33854772"] {
        assert_eq!(
            Fixture::plain().sent(json!({"cid": cid})).unwrap_err(),
            RejectReason::Malformed
        );
    }
}

#[test]
fn a_push_message_must_be_ours_and_fresh_a67() {
    let fixture = Fixture::strict();
    let claims = |changes: Value| {
        let mut claims = json!({
            "iss": ISSUER, "credId": fixture.account.credential_id, "typ": 1, "ver": 1,
            "cid": CID, "iat": NOW - 1, "exp": NOW + 60,
        });
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        fixture.issuer.sign(&claims)
    };
    let keys = fixture.issuer.keys();
    let check = |token: &str| check_push(token, &fixture.account, &keys, NOW);
    assert_eq!(check(&claims(json!({}))), Ok(CID.to_owned()));
    assert_eq!(push_addressee(&claims(json!({}))).unwrap().issuer, ISSUER);
    for (changes, expected) in [
        (json!({"iss": "https://idp.example/realms/other"}), RejectReason::NotForUs),
        (json!({"credId": "x"}), RejectReason::NotForUs),
        (json!({"exp": NOW}), RejectReason::Expired),
        (json!({"cid": "x"}), RejectReason::Signature),
        (json!({"typ": 2}), RejectReason::Signature),
        (json!({"ver": 2}), RejectReason::Signature),
        (json!({"cid": null}), RejectReason::Signature),
    ] {
        assert_eq!(check(&claims(changes.clone())).unwrap_err(), expected, "{changes}");
    }
    let stranger = Issuer::new().unwrap();
    let forged = stranger.sign(&json!({
        "iss": ISSUER, "credId": fixture.account.credential_id, "typ": 1, "ver": 1, "cid": CID,
        "iat": NOW, "exp": NOW + 60,
    }));
    assert_eq!(check(&forged).unwrap_err(), RejectReason::Signature);
    assert_eq!(check("garbage").unwrap_err(), RejectReason::Signature);
}

#[test]
fn accounts_and_requests_print_nothing_of_themselves() {
    let mut fixture = Fixture::strict();
    fixture.account.it_contact =
        Some(ItContact { name: Some("Desk".into()), ..ItContact::default() });
    let request = fixture.signed(json!({})).unwrap();
    let text = format!("{:?} {request:?}", fixture.account);
    for secret in ["alice", "203.0.113.7", CID, "Utrecht", &fixture.account.device_id, "Desk"] {
        assert!(!text.contains(secret), "{text}");
    }
}
