//! Forms, as `application/x-www-form-urlencoded` has them.

/// One pair of a form, percent-encoded (application/x-www-form-urlencoded).
pub(super) fn form_pair(name: &str, value: &str) -> String {
    let mut out = String::with_capacity(name.len() + value.len() + 1);
    out.push_str(name);
    out.push('=');
    percent_encode(value, &mut out);
    out
}

/// Everything but RFC 3986's unreserved characters becomes `%XX`.
pub(super) fn percent_encode(value: &str, out: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
}
