//! Texts like those of real enrolment pages, without anyone's secret.

use qrcode::EcLevel;

use crate::rng::Rng;

pub(crate) const PAYLOADS: usize = 8;

/// Text and error correction of a payload: half of them `otpauth:`, half exports of many accounts.
pub(crate) fn payload(index: usize) -> (String, EcLevel) {
    let base32 = |length: usize, seed: u64| -> String {
        let mut rng = Rng::new(seed);
        (0..length)
            .map(|_| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[rng.below(32) as usize]))
            .collect()
    };
    let base64 = |length: usize, seed: u64| -> String {
        let mut rng = Rng::new(seed);
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length)
            .map(|_| match rng.below(64) {
                62 => "%2B".to_owned(),
                63 => "%2F".to_owned(),
                i => char::from(letters[i as usize]).to_string(),
            })
            .collect()
    };
    let migration =
        |length, seed| format!("otpauth-migration://offline?data={}%3D%3D", base64(length, seed));
    match index {
        0 => (format!("otpauth://totp/Acme:ann?secret={}&issuer=Acme", base32(16, 1)), EcLevel::M),
        1 => (
            format!(
                "otpauth://totp/Example%20Corp:alice.liddell%40example.com?secret={}&issuer=Example%20Corp&algorithm=SHA1&digits=6&period=30",
                base32(32, 2)
            ),
            EcLevel::M,
        ),
        2 => (
            format!(
                "otpauth://totp/Internal%20Systems%20%28Production%29:bob.builder%40subsidiary.example.co.uk?secret={}&issuer=Internal%20Systems%20%28Production%29&algorithm=SHA256&digits=8&period=60",
                base32(56, 3)
            ),
            EcLevel::L,
        ),
        3 => (
            format!(
                "otpauth://totp/realm:carol?secret={}&issuer=realm&algorithm=SHA512&digits=6&period=30",
                base32(104, 4)
            ),
            EcLevel::Q,
        ),
        4 => (migration(180, 5), EcLevel::L),
        5 => (migration(330, 6), EcLevel::M),
        6 => (migration(560, 7), EcLevel::L),
        _ => (migration(800, 8), EcLevel::L),
    }
}
