//! Values, damage and bounds.

use super::*;

fn damaged_at(text: &str) -> Option<u64> {
    match Json::parse(text.as_bytes()).err() {
        Some(ImportError::Damaged { at }) => at,
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_are_read_and_members_found() {
    let json = Json::parse(
        br#"{"a": "x", "n": 7, "t": "8", "e": "", "z": null, "f": true, "l": [1, -1, 0.5]}"#,
    )
    .unwrap();
    assert_eq!(json.text("a"), Ok(Some("x")));
    assert_eq!(json.number("n", Field::Digits), Ok(Some(7)));
    assert_eq!(json.number("t", Field::Digits), Ok(Some(8)));
    assert_eq!(json.number("e", Field::Digits), Ok(None));
    assert_eq!(json.number("z", Field::Digits), Ok(None));
    assert_eq!(json.number("a", Field::Digits), Err(Refusal::OutOfRange { field: Field::Digits }));
    assert!(json.is_set("f") && json.has("z") && json.get("z").is_none());
    assert_eq!(json.list("l").unwrap().len(), 3);
    assert_eq!(json.text("n"), Err(Refusal::Damaged));
}

#[test]
fn damage_is_placed_and_repeated_members_are_refused() {
    assert_eq!(damaged_at("{\"a\": 1"), Some(6));
    assert_eq!(damaged_at("[1,\n 2,\n x]"), Some(9));
    assert!(matches!(Json::parse(br#"{"a":1,"a":1}"#), Err(ImportError::Damaged { .. })));
    assert!(matches!(Json::parse(b"[1] 2"), Err(ImportError::Damaged { .. })));
}

#[test]
fn depth_and_memory_are_bounded() {
    // Lists double as they grow.
    assert!(2 * size_of::<Json>() <= VALUE_COST);
    assert!(2 * size_of::<(String, Json)>() <= VALUE_COST + TEXT_COST);
    assert!(4 * size_of::<(String, Json)>() <= LIST_COST);
    let deep = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    assert!(Json::parse(deep(MAX_DEPTH).as_bytes()).is_ok());
    assert_eq!(Json::parse(deep(MAX_DEPTH + 1).as_bytes()).err(), Some(ImportError::TooLarge));
    assert_eq!(Json::parse("[".repeat(100_000).as_bytes()).err(), Some(ImportError::TooLarge));
    let wide = ["[", &"{},".repeat(1_000_000), "{}]"].concat();
    assert_eq!(Json::parse(wide.as_bytes()).err(), Some(ImportError::TooLarge));
}
