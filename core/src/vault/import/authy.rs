//! Authy's preferences on Android: tokens of other services, encrypted each for itself or not, and Authy's own.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::cipher;
use super::draft::{Draft, DraftKind, Secret};
use super::entry::{ImportedAccount, SourceEntry, SourceFile};
use super::error::ImportError;
use super::format::Format;
use super::json::Json;
use super::kdf::{Cost, Kdf, Opener};
use super::xml::Preferences;
use crate::payload::Field;
use crate::payload::secret::from_base32;
use crate::secret::SecretBytes;
use crate::vault::Refusal;

const TOKENS: &str = "com.authy.storage.tokens.";
const ROUNDS: u64 = 1_000;
/// The cipher's first block has nothing before it.
const NO_IV: [u8; 16] = [0; 16];
/// Authy's own codes.
const OWN_DIGITS: u64 = 7;
const OWN_PERIOD: u64 = 10;

/// Whether an app's preferences are Authy's.
pub(super) fn are_tokens(preferences: &Preferences) -> bool {
    preferences.iter().any(|(name, _)| name.starts_with(TOKENS))
}

fn lists(preferences: &Preferences) -> Result<Vec<Json>, ImportError> {
    let lists = preferences.iter().filter(|(name, _)| name.starts_with(TOKENS));
    lists.map(|(_, text)| Json::parse(text.as_bytes())).collect()
}

fn tokens(lists: &[Json]) -> Result<Vec<&Json>, ImportError> {
    let mut tokens = Vec::new();
    for list in lists {
        let Json::List(list) = list else { return Err(ImportError::DAMAGED) };
        tokens.extend(list);
    }
    Ok(tokens)
}

/// A secret that the password opens: cipher text and salt.
fn sealed(token: &Json) -> Option<(&Json, &Json)> {
    if token.get("decryptedSecret").is_some() || token.get("secretSeed").is_some() {
        return None;
    }
    token.get("encryptedSecret").zip(token.get("salt"))
}

fn kdf(salt: &str) -> Kdf<'_> {
    Kdf::Pbkdf2Sha1 { iterations: ROUNDS, salt: salt.as_bytes() }
}

/// What opening all of them costs, where one is encrypted.
pub(super) fn inspect(preferences: &Preferences) -> Result<Option<Cost>, ImportError> {
    let lists = lists(preferences)?;
    let count = tokens(&lists)?.into_iter().filter(|token| sealed(token).is_some()).count();
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let all = Kdf::Pbkdf2Sha1 { iterations: count.saturating_mul(ROUNDS).max(1), salt: &NO_IV };
    if count == 0 { Ok(None) } else { all.cost().map(Some) }
}

pub(super) fn read(
    preferences: &Preferences,
    opener: Opener<'_>,
) -> Result<SourceFile, ImportError> {
    inspect(preferences)?;
    let lists = lists(preferences)?;
    let mut file = SourceFile::new(Format::Authy);
    let (mut opened, mut failed) = (false, false);
    for token in tokens(&lists)? {
        let text = match sealed(token) {
            None => {
                token.text("decryptedSecret").map(|text| text.map(|text| text.to_owned().into()))
            }
            Some((text, salt)) => {
                let text = open(text, salt, opener)?;
                opened |= text.is_some();
                failed |= text.is_none();
                text.map(Some).ok_or(Refusal::Damaged)
            }
        };
        let (issuer, label) = names(token).unwrap_or_default();
        file.push(SourceEntry::new(&issuer, &label, account(token, text)))?;
    }
    // Nothing authenticates a secret: a password that opens none of them is another one.
    if failed && !opened { Err(ImportError::WrongPassword) } else { Ok(file) }
}

/// The secret under the password. `None` where padding, text or form does not hold.
fn open(
    text: &Json,
    salt: &Json,
    opener: Opener<'_>,
) -> Result<Option<Zeroizing<String>>, ImportError> {
    opener.affords(Cost { memory_kib: 0, milliseconds: 0 })?;
    let (Some(text), Some(salt)) = (text.as_text(), salt.as_text()) else { return Ok(None) };
    let Ok(text) = BASE64.decode(text.as_bytes()) else { return Ok(None) };
    let Ok(_) = kdf(salt).cost() else { return Ok(None) };
    let key = opener.derive(kdf(salt))?;
    let plain = cipher::cbc(&key, &NO_IV, &text)?;
    Ok(plain.and_then(|plain| {
        let text = std::str::from_utf8(plain.expose()).ok()?;
        from_base32(text, &mut Vec::new()).ok()?;
        Some(Zeroizing::new(text.to_owned()))
    }))
}

fn is_own(token: &Json) -> bool {
    token.get("secretSeed").is_some() && token.get("decryptedSecret").is_none()
}

/// Issuer and account. The text for people holds both, mostly; what the code said is kept beside it.
fn names(token: &Json) -> Result<(String, String), Refusal> {
    let name = token.name("name")?;
    if is_own(token) {
        return Ok((name.to_owned(), String::new()));
    }
    let original = token.name("originalName")?;
    let said = token.name("originalIssuer")?;
    let issuer = if said.trim().is_empty() {
        original.split_once(':').map_or("", |(issuer, _)| issuer)
    } else {
        said
    };
    if issuer.trim().is_empty() {
        return Ok(match name.split_once(" - ") {
            Some((issuer, account)) => (issuer.to_owned(), account.to_owned()),
            None => (capitalised(token.name("accountType")?), name.to_owned()),
        });
    }
    let rest = name.strip_prefix(issuer).map(str::trim_start);
    let account = match rest {
        // It says the service alone.
        Some("") => original.strip_prefix(issuer).and_then(|rest| rest.strip_prefix(':')),
        Some(rest) => rest.strip_prefix([':', '-']),
        None => None,
    };
    let account =
        if rest == Some("") { account.unwrap_or_default() } else { account.unwrap_or(name) };
    Ok((issuer.to_owned(), account.trim().to_owned()))
}

/// Authy's words for services are plain ASCII: the tables for other letters would be larger than all of this.
fn capitalised(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

fn account(
    token: &Json,
    text: Result<Option<Zeroizing<String>>, Refusal>,
) -> Result<ImportedAccount, Refusal> {
    let (issuer, label) = names(token)?;
    let text = text?;
    let text = text.as_ref().map(|text| text.as_str());
    let mut draft = Draft::new(DraftKind::Totp, &issuer, &label, text);
    draft.digits = token.number("digits", Field::Digits)?;
    if is_own(token) {
        let seed = HEXLOWER_PERMISSIVE.decode(token.name("secretSeed")?.as_bytes());
        draft.secret = Secret::Bytes(seed.map(SecretBytes::new).map_err(|_| Refusal::BadSecret));
        draft.digits = draft.digits.or(Some(OWN_DIGITS));
        draft.period = Some(OWN_PERIOD);
    }
    draft.finish()
}
