//! RFC 8785 (JSON Canonicalization Scheme), for objects of strings, integers, booleans and nulls.

use serde_json::Value;

/// A value that canonical JSON of this kind does not hold: a fraction, or an integer beyond 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number is outside what canonical JSON carries")]
pub struct NotCanonical;

/// The canonical text.
///
/// # Errors
/// [`NotCanonical`].
pub fn canonical(value: &Value) -> Result<String, NotCanonical> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let magnitude = number
                .as_i64()
                .map(i64::unsigned_abs)
                .or_else(|| number.as_u64())
                .ok_or(NotCanonical)?;
            if magnitude > MAX_INTEGER {
                return Err(NotCanonical);
            }
            out.push_str(&number.to_string());
        }
        Value::String(text) => write_string(text, out)?,
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            // RFC 8785 section 3.2.3: names are sorted as arrays of UTF-16 code units.
            let mut names: Vec<_> =
                members.iter().map(|(n, v)| (n.encode_utf16().collect::<Vec<_>>(), n, v)).collect();
            names.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (position, (_, name, member)) in names.into_iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_string(name, out)?;
                out.push(':');
                write(member, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// serde_json escapes exactly what RFC 8785 section 3.2.2.2 asks for, in the same spelling.
fn write_string(text: &str, out: &mut String) -> Result<(), NotCanonical> {
    out.push_str(&serde_json::to_string(text).map_err(|_| NotCanonical)?);
    Ok(())
}

const MAX_INTEGER: u64 = 1 << 53;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn strings_are_escaped_as_the_standard_says() {
        let text = "\u{20ac}$\u{f}\nA'B\"\\\\\"/\u{7f}\u{1f600}";
        assert_eq!(
            canonical(&json!(text)).unwrap(),
            "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\u{1f600}\""
        );
        assert_eq!(canonical(&json!("\u{8}\t\u{c}\r")).unwrap(), r#""\b\t\f\r""#);
    }

    #[test]
    fn names_are_sorted_by_utf16() {
        // RFC 8785 section 3.2.3's own example of names.
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis"
        });
        let text = canonical(&value).unwrap();
        let at: Vec<_> = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
            .iter()
            .map(|word| text.find(word).unwrap())
            .collect();
        assert!(at.is_sorted(), "{text}");
    }

    #[test]
    fn numbers_beyond_exact_integers_are_refused() {
        assert_eq!(canonical(&json!([-1, 0, MAX_INTEGER])).unwrap(), "[-1,0,9007199254740992]");
        for bad in [json!(1.5), json!(MAX_INTEGER + 1), json!(-9_007_199_254_740_993_i64)] {
            assert_eq!(canonical(&bad), Err(NotCanonical));
        }
    }
}
