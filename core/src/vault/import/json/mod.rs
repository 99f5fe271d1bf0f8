//! JSON of other apps: in bounded memory and depth, without repeated members, wiped when dropped.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use super::draft::number;
use super::error::ImportError;
use crate::payload::Field;
use crate::secret::SecretBytes;
use crate::vault::Refusal;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 64;
/// Most memory that one text's values take, in bytes.
const BUDGET: usize = 48 * 1024 * 1024;
/// Longest text that is read as a name, a secret or a note.
const MAX_TEXT: usize = 64 * 1024;
/// What a value costs: itself in a list that grows by doubling.
const VALUE_COST: usize = 64;
/// What a list or an object costs beyond its values: the room for the first four.
const LIST_COST: usize = 256;
/// What an owned text costs beyond its bytes.
const TEXT_COST: usize = 48;

/// One value.
pub(super) enum Json {
    Null,
    Flag(bool),
    /// A whole number that is not negative.
    Number(u64),
    /// A whole number below nought.
    Negative(i64),
    /// Another number.
    OtherNumber,
    Text(Zeroizing<String>),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text.
    pub(super) fn parse(text: &[u8]) -> Result<Self, ImportError> {
        let (spent, over) = (Cell::new(0), Cell::new(false));
        let seed = Seed { depth: 0, spent: &spent, over: &over };
        let mut source = serde_json::Deserializer::from_slice(text);
        let read = seed.deserialize(&mut source).and_then(|value| source.end().map(|()| value));
        read.map_err(|error| {
            if over.get() {
                return ImportError::TooLarge;
            }
            ImportError::Damaged { at: place(text, error.line(), error.column()) }
        })
    }

    /// The member of an object; `null` is none.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        let Self::Object(members) = self else { return None };
        let found = members.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        found.filter(|value| !matches!(value, Self::Null))
    }

    /// Whether the object has the member, whatever it is.
    pub(super) fn has(&self, name: &str) -> bool {
        matches!(self, Self::Object(members) if members.iter().any(|(key, _)| key == name))
    }

    /// The member as a list.
    pub(super) fn list(&self, name: &str) -> Option<&[Json]> {
        match self.get(name)? {
            Self::List(items) => Some(items),
            Self::Null
            | Self::Flag(_)
            | Self::Number(_)
            | Self::Negative(_)
            | Self::OtherNumber
            | Self::Text(_)
            | Self::Object(_) => None,
        }
    }

    /// Whether the member is `true`.
    pub(super) fn is_set(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Self::Flag(true)))
    }

    /// The value as a text of any length.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null
            | Self::Flag(_)
            | Self::Number(_)
            | Self::Negative(_)
            | Self::OtherNumber
            | Self::List(_)
            | Self::Object(_) => None,
        }
    }

    /// The member as a text of any length, for the envelope of a file.
    pub(super) fn raw_text(&self, name: &str) -> Result<&str, ImportError> {
        self.get(name).and_then(Self::as_text).ok_or(ImportError::DAMAGED)
    }

    /// The member as a whole number, for the envelope of a file.
    pub(super) fn raw_number(&self, name: &str) -> Result<u64, ImportError> {
        match self.get(name) {
            Some(Self::Number(number)) => Ok(*number),
            _ => Err(ImportError::DAMAGED),
        }
    }

    /// The member as a text of an entry; absent is none.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Self::Text(text)) if text.len() <= MAX_TEXT => Ok(Some(text)),
            Some(_) => Err(Refusal::Damaged),
        }
    }

    /// The member as a text of an entry; absent is empty.
    pub(super) fn name(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).map(Option::unwrap_or_default)
    }

    /// The member as a number of an entry, also where it is written as a text; absent and empty is none.
    pub(super) fn number(&self, name: &str, field: Field) -> Result<Option<u64>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Self::Number(number)) => Ok(Some(*number)),
            Some(Self::Text(text)) => number(text, field),
            Some(_) => Err(Refusal::OutOfRange { field }),
        }
    }

    /// The member as bytes that Java wrote: a list of numbers from -128 to 127.
    pub(super) fn bytes(&self, name: &str) -> Option<SecretBytes> {
        let mut bytes = Zeroizing::new(Vec::new());
        for item in self.list(name)? {
            let signed = match item {
                Self::Number(number) => i8::try_from(*number).ok()?,
                Self::Negative(number) => i8::try_from(*number).ok()?,
                Self::Null
                | Self::Flag(_)
                | Self::OtherNumber
                | Self::Text(_)
                | Self::List(_)
                | Self::Object(_) => return None,
            };
            bytes.extend(signed.to_be_bytes());
        }
        Some(SecretBytes::copy_of(&bytes))
    }

    /// What one member of a list's objects is called by another: groups, folders, categories.
    pub(super) fn index<'a>(&'a self, list: &str, id: &str, name: &str) -> Index<'a> {
        let mut index = Index::new();
        for item in self.list(list).unwrap_or_default() {
            let id = match item.get(id) {
                Some(Self::Number(number)) => Some(Cow::Owned(number.to_string())),
                other => other.and_then(Self::as_text).map(Cow::Borrowed),
            };
            index.extend(id.zip(item.get(name).and_then(Self::as_text)));
        }
        index
    }
}

/// Names by what they are referred to.
pub(super) type Index<'a> = BTreeMap<Cow<'a, str>, &'a str>;

/// The byte of a line and a column.
fn place(text: &[u8], line: usize, column: usize) -> Option<u64> {
    let before = line.checked_sub(2).map_or(Some(0), |nth| {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        ends.map(|(at, _)| at.saturating_add(1)).nth(nth)
    })?;
    u64::try_from(before.saturating_add(column.saturating_sub(1))).ok()
}

/// Reads one value within what is left of depth and memory.
#[derive(Clone, Copy)]
struct Seed<'b> {
    depth: usize,
    spent: &'b Cell<usize>,
    over: &'b Cell<bool>,
}

impl Seed<'_> {
    fn spend<E: serde::de::Error>(&self, cost: usize) -> Result<(), E> {
        self.spent.set(self.spent.get().saturating_add(cost));
        if self.spent.get() > BUDGET {
            self.over.set(true);
            return Err(E::custom("too large"));
        }
        Ok(())
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            self.over.set(true);
            return Err(E::custom("too deep"));
        }
        Ok(Self { depth: self.depth.saturating_add(1), ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Json, D::Error> {
        self.spend(VALUE_COST)?;
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Flag(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(u64::try_from(value).map_or(Json::Negative(value), Json::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Json, E> {
        self.spend(text.len().saturating_add(TEXT_COST))?;
        Ok(Json::Text(Zeroizing::new(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        self.spend(LIST_COST)?;
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        self.spend(LIST_COST)?;
        let inner = self.deeper()?;
        let mut object: Vec<(String, Json)> = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            self.spend(name.len().saturating_add(TEXT_COST))?;
            object.push((name, members.next_value_seed(inner)?));
        }
        let mut names: Vec<&str> = object.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
            // Neither the first nor the last may win.
            return Err(A::Error::custom("a member stands twice"));
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests;
