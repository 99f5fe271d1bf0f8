//! Set-up codes, as both sides are given them.

use data_encoding::BASE32_NOPAD;

/// The secret of an account.
pub fn secret(n: usize) -> [u8; 20] {
    let mut secret = [0x5a; 20];
    secret[..8].copy_from_slice(&n.to_be_bytes());
    secret
}

/// The text of its set-up code, as services write it: every second one says what goes without saying.
pub fn link(n: usize) -> String {
    let secret = BASE32_NOPAD.encode(&secret(n));
    let text = format!(
        "otpauth://totp/Shop%20{n}:ida{n}%40shop.example?secret={secret}&issuer=Shop%20{n}"
    );
    if n.is_multiple_of(2) { text } else { text + "&algorithm=SHA1&digits=6&period=30" }
}
