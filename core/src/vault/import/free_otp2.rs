//! FreeOTP 2: a map of texts as Java writes it. A password opens the master key, and that each secret.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cipher;
use super::entry::SourceFile;
use super::error::ImportError;
use super::format::Format;
use super::free_otp;
use super::json::Json;
use super::kdf::{Cost, KEY, Kdf, Opener};
use crate::payload::Field;
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// How a stream of Java's serialisation begins.
pub(super) const MARK: &[u8] = b"\xac\xed\x00\x05";
/// An object of the class `java.util.HashMap` in its one version, which can be serialised and writes itself.
const CLASS: &[u8] = b"sr\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16\x60\xd1\x03";
/// Its field for how full it gets, and the one for its size.
const LOAD_FACTOR: &[u8] = b"F\x00\x0aloadFactor";
const THRESHOLD: &[u8] = b"I\x00\x09threshold";
const MASTER: &str = "masterKey";
/// Behind the id of a token's secret, the name of the token itself.
const TOKEN: &str = "-token";

/// The bytes that are not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(front)
    }

    fn expect(&mut self, bytes: &[u8]) -> Option<()> {
        (self.take(bytes.len())? == bytes).then_some(())
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        self.expect(b"t")?;
        let length = usize::from(u16::from_be_bytes(self.number()?));
        let bytes = self.take(length)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => modified(bytes).map(Cow::Owned),
        }
    }

    /// The texts of the map in the order of the file.
    fn map(&mut self) -> Option<Texts<'a>> {
        self.expect(MARK)?;
        self.expect(CLASS)?;
        let fields = u16::from_be_bytes(self.number()?);
        self.expect(LOAD_FACTOR)?;
        match fields {
            1 => {}
            2 => self.expect(THRESHOLD)?,
            _ => return None,
        }
        self.expect(b"xp")?;
        self.take(4 * usize::from(fields))?;
        self.expect(b"w\x08")?;
        let _capacity = self.take(4)?;
        let size = i32::from_be_bytes(self.number()?);
        let mut texts = Vec::new();
        for _ in 0..size {
            texts.push((self.text()?, self.text()?));
        }
        self.expect(b"x")?;
        self.0.is_empty().then_some(texts)
    }
}

/// Java's own UTF-8: NUL has two bytes, and what lies beyond U+FFFF is a pair of three bytes each.
fn modified(bytes: &[u8]) -> Option<String> {
    let mut units: Vec<u16> = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let (unit, behind) = match *rest {
            [] => return String::from_utf16(&units).ok(),
            [one @ 1..=0x7f, ref behind @ ..] => (u16::from(one), behind),
            [one @ 0xc0..=0xdf, two @ 0x80..=0xbf, ref behind @ ..] => {
                (u16::from(one & 0x1f) << 6 | u16::from(two & 0x3f), behind)
            }
            [one @ 0xe0..=0xef, two @ 0x80..=0xbf, three @ 0x80..=0xbf, ref behind @ ..] => {
                let high = u16::from(one & 0xf) << 12 | u16::from(two & 0x3f) << 6;
                (high | u16::from(three & 0x3f), behind)
            }
            _ => return None,
        };
        units.push(unit);
        rest = behind;
    }
}

/// The texts of a map, with their keys.
type Texts<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A key or a secret under a key.
struct Sealed {
    text: SecretBytes,
    nonce: Vec<u8>,
    token: String,
}

impl Sealed {
    fn read(json: &Json) -> Option<Self> {
        let token = json.get("mToken")?.as_text()?.to_owned();
        if json.get("mCipher")?.as_text()? != "AES/GCM/NoPadding" {
            return None;
        }
        let parameters = json.bytes("mParameters")?;
        let nonce = nonce(parameters.expose())?.to_vec();
        Some(Self { text: json.bytes("mCipherText")?, nonce, token })
    }

    fn open(&self, key: &SecretBytes) -> Result<Option<SecretBytes>, ImportError> {
        cipher::gcm(key, &self.nonce, self.token.as_bytes(), self.text.expose())
    }
}

/// The octet string of the parameters (DER): bare, or the first of a sequence.
fn nonce(parameters: &[u8]) -> Option<&[u8]> {
    let (tag, inside) = tagged(parameters)?;
    let inside = match tag {
        0x30 => tagged(inside).filter(|(tag, _)| *tag == 0x04)?.1,
        0x04 => inside,
        _ => return None,
    };
    (inside.len() == 12).then_some(inside)
}

/// A tag and what it holds, of less than 128 bytes.
fn tagged(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let [tag, length @ 0..=127, rest @ ..] = bytes else { return None };
    Some((*tag, rest.get(..usize::from(*length))?))
}

/// The master key under a key of the password.
struct Master {
    sha512: bool,
    iterations: u64,
    salt: SecretBytes,
    sealed: Sealed,
}

impl Master {
    fn read(texts: &Texts<'_>) -> Result<Self, ImportError> {
        let (_, text) =
            texts.iter().find(|(name, _)| *name == MASTER).ok_or(ImportError::DAMAGED)?;
        let json = Json::parse(text.as_bytes()).map_err(|_| ImportError::DAMAGED)?;
        let sha512 = match json.raw_text("mAlgorithm")? {
            "PBKDF2withHmacSHA1" => false,
            "PBKDF2withHmacSHA512" => true,
            _ => return Err(ImportError::UnsupportedVersion),
        };
        let sealed = json.get("mEncryptedKey").and_then(Sealed::read);
        Ok(Self {
            sha512,
            iterations: json.raw_number("mIterations")?,
            salt: json.bytes("mSalt").ok_or(ImportError::DAMAGED)?,
            sealed: sealed.ok_or(ImportError::DAMAGED)?,
        })
    }

    fn kdf(&self) -> Kdf<'_> {
        let (iterations, salt) = (self.iterations, self.salt.expose());
        if self.sha512 {
            Kdf::Pbkdf2Sha512 { iterations, salt }
        } else {
            Kdf::Pbkdf2Sha1 { iterations, salt }
        }
    }
}

/// What opening it costs.
pub(super) fn inspect(bytes: &[u8]) -> Result<Cost, ImportError> {
    Master::read(&Reader(bytes).map().ok_or(ImportError::DAMAGED)?)?.kdf().cost()
}

pub(super) fn read(bytes: &[u8], opener: Opener<'_>) -> Result<SourceFile, ImportError> {
    let texts = Reader(bytes).map().ok_or(ImportError::DAMAGED)?;
    let master = Master::read(&texts)?;
    let key = opener.derive(master.kdf())?;
    let key = master.sealed.open(&key)?.ok_or(ImportError::WrongPassword)?;
    if key.len() != KEY {
        return Err(ImportError::DAMAGED);
    }
    let mut by_name: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, text) in &texts {
        by_name.insert(name, text);
    }
    if by_name.len() != texts.len() {
        return Err(ImportError::DAMAGED);
    }
    let mut file = SourceFile::new(Format::FreeOtp2);
    for (name, text) in texts.iter().filter(|(name, _)| *name != MASTER) {
        let (token, secret) = match name.strip_suffix(TOKEN) {
            // Read with its secret, unless it has none.
            Some(id) if by_name.contains_key(id) => continue,
            Some(_) => (Some(text.as_ref()), Err(Refusal::MissingField { field: Field::Secret })),
            None => {
                let token = by_name.get([name.as_ref(), TOKEN].concat().as_str()).copied();
                (token, secret(text, &key))
            }
        };
        let parsed = token.map(|token| Json::parse(token.as_bytes()));
        file.push(match parsed {
            // There is nothing but a secret.
            None => {
                free_otp::entry(&Json::Null, Err(Refusal::MissingField { field: Field::Payload }))
            }
            Some(Err(ImportError::TooLarge)) => return Err(ImportError::TooLarge),
            Some(Err(_)) => free_otp::entry(&Json::Null, Err(Refusal::Damaged)),
            Some(Ok(token)) => free_otp::entry(&token, secret),
        })?;
    }
    Ok(file)
}

/// The secret that is sealed in a text.
fn secret(text: &str, key: &SecretBytes) -> Result<SecretBytes, Refusal> {
    let outer = Json::parse(text.as_bytes()).map_err(|_| Refusal::Damaged)?;
    let inner = outer.get("key").and_then(Json::as_text).ok_or(Refusal::Damaged)?;
    let inner = Json::parse(inner.as_bytes()).map_err(|_| Refusal::Damaged)?;
    let sealed = Sealed::read(&inner).ok_or(Refusal::Damaged)?;
    sealed.open(key).ok().flatten().ok_or(Refusal::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_beyond_the_first_plane_are_read_as_java_writes_them() {
        // U+1F511 as a pair of surrogates, NUL in two bytes.
        let bytes = b"k\xed\xa0\xbd\xed\xb4\x91\xc3\xa9\xe2\x82\xac\xc0\x80";
        assert_eq!(modified(bytes).as_deref(), Some("k\u{1f511}\u{e9}\u{20ac}\0"));
        for wrong in [&b"\xed\xa0\xbd"[..], b"\0", b"\xc3", b"\xf0\x9f\x94\x91", b"\xe2\x82"] {
            assert_eq!(modified(wrong), None);
        }
    }
}
