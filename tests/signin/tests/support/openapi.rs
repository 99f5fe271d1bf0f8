//! Every reply that a phone gets in these tests is compared with openapi.json. Of JSON Schema this knows what that file uses, and
//! fails at anything else.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use reqwest::Method;
use serde_json::{Map, Value};

/// The operations that were answered with 200 so far, as `GET /push-mfa/login/pending`.
pub static ANSWERED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/src/push/openapi.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    })
}

/// The operations that the service has.
pub fn operations() -> BTreeSet<String> {
    let paths = document()["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let built = |operation: &&(&String, &Value)| operation.1.get("x-not-built-yet").is_none();
        let operations: Vec<_> = item.as_object().unwrap().iter().collect();
        let names = operations.iter().filter(built).map(|(method, _)| name(method, path));
        names.collect::<Vec<_>>()
    });
    all.collect()
}

/// The operations whose description names codes, with the statuses that it has them under and those that are described.
pub fn named_statuses() -> Vec<(String, BTreeSet<String>, BTreeSet<String>)> {
    let paths = document()["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, one)| (name(method, path), one))
    });
    let of = |(name, one): (String, &Value)| {
        let (_, codes) = one["description"].as_str()?.split_once("`code`: ")?;
        let named = codes.split("; ").map(|part| part.chars().take(3).collect()).collect();
        let described = one["responses"].as_object().unwrap().keys();
        Some((name, named, described.filter(|status| *status != "200").cloned().collect()))
    };
    all.filter_map(of).collect()
}

fn name(method: &str, template: &str) -> String {
    format!("{} {template}", method.to_uppercase())
}

/// Fails unless the reply is one that openapi.json describes. `path` begins at the realm base. What is not described must be
/// something that the service does not have.
pub fn check(method: &Method, path: &str, status: u16, body: &Value) {
    let path = path.split('?').next().unwrap();
    let found = document()["paths"].as_object().unwrap().iter().find_map(|(template, item)| {
        let operation = item.get(method.as_str().to_lowercase())?;
        fits(template, path).then_some((template, operation))
    });
    let Some((template, operation)) = found else {
        assert!(matches!(status, 404 | 405), "{method} {path} is not described");
        return;
    };
    let content = &operation["responses"][status.to_string()]["content"];
    let described = content.as_object().and_then(|content| content.values().next());
    let described = described.unwrap_or_else(|| panic!("{method} {template}: {status} {body}"));
    if let Err(wrong) = valid(&described["schema"], body, "$") {
        panic!("{method} {template}, {status}: {wrong} in {body}");
    }
    if status == 200 {
        ANSWERED.lock().unwrap().insert(name(method.as_str(), template));
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (ours, theirs): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(ours, theirs)| ours.starts_with('{') || ours == theirs)
}

/// Whether a value is what a schema says, or where not.
pub fn valid(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let no = |why: &str| Err(format!("{at}: {why}"));
    for (keyword, rule) in schema.as_object().unwrap() {
        let length = || value.as_str().map(|text| text.chars().count() as u64);
        let holds = match keyword.as_str() {
            "description" | "required" | "additionalProperties" => true,
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                valid(document().pointer(pointer).unwrap(), value, at)?;
                true
            }
            "type" => match rule.as_array() {
                Some(kinds) => kinds.iter().any(|kind| is(kind, value)),
                None => is(rule, value),
            },
            "const" => rule == value,
            "enum" => rule.as_array().unwrap().contains(value),
            "oneOf" => {
                let schemas = rule.as_array().unwrap().iter();
                schemas.filter(|schema| valid(schema, value, at).is_ok()).count() == 1
            }
            "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
            "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
            "minLength" => length().is_none_or(|length| length >= rule.as_u64().unwrap()),
            "maxLength" => length().is_none_or(|length| length <= rule.as_u64().unwrap()),
            "maxItems" => {
                value.as_array().is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap())
            }
            "format" => value.as_str().is_none_or(|text| match rule.as_str().unwrap() {
                "uuid" => text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12]),
                "date-time" => text.len() == 20 && text.ends_with('Z') && text.contains('T'),
                other => panic!("a format that is not known here: {other}"),
            }),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    valid(rule, item, &format!("{at}[{index}]"))?;
                }
                true
            }
            "properties" => {
                members(schema, rule.as_object().unwrap(), value, at)?;
                true
            }
            other => panic!("a keyword that is not known here: {other}"),
        };
        if !holds {
            return no(keyword);
        }
    }
    Ok(())
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("a type that is not known here: {other}"),
    }
}

fn members(
    schema: &Value,
    known: &Map<String, Value>,
    value: &Value,
    at: &str,
) -> Result<(), String> {
    let Some(object) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            return Err(format!("{at}: lacks {name}"));
        }
    }
    for (name, value) in object {
        match known.get(name) {
            Some(schema) => valid(schema, value, &format!("{at}.{name}"))?,
            None if schema["additionalProperties"] == false => {
                return Err(format!("{at}: {name} is not described"));
            }
            None => {}
        }
    }
    Ok(())
}
