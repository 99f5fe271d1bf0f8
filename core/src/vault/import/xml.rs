//! XML as apps on Android and KeePass write it, read piece after piece: no document type, no entities but the five
//! that XML has and numbers, bounded depth.

use zeroize::Zeroizing;

use super::error::ImportError;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// An element begins; what stands in it beside the name.
    Begin(&'a str, &'a str),
    /// An element ends.
    End(&'a str),
    /// Text as it stands in the document.
    Text(&'a str),
    /// Text that has no entities.
    Plain(&'a str),
}

/// Reads the pieces of a document.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    open: Vec<&'a str>,
    /// An element without content: its end follows its beginning.
    ends: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, open: Vec::new(), ends: false }
    }

    /// The elements that are open, the outermost first.
    pub(super) fn open(&self) -> &[&'a str] {
        &self.open
    }

    fn piece(&mut self) -> Result<Option<Piece<'a>>, ImportError> {
        if std::mem::take(&mut self.ends) {
            return Ok(self.open.pop().map(Piece::End));
        }
        loop {
            if self.rest.is_empty() {
                return if self.open.is_empty() { Ok(None) } else { Err(ImportError::DAMAGED) };
            }
            let Some(inside) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end).ok_or(ImportError::DAMAGED)?;
                self.rest = rest;
                return Ok(Some(Piece::Text(text)));
            };
            if let Some(inside) = inside.strip_prefix("![CDATA[") {
                return Ok(Some(Piece::Plain(self.up_to(inside, "]]>")?)));
            }
            if let Some(inside) = inside.strip_prefix("!--") {
                self.up_to(inside, "-->")?;
            } else if inside.starts_with('?') {
                self.up_to(inside, "?>")?;
            } else {
                return self.element(inside).map(Some);
            }
        }
    }

    fn element(&mut self, inside: &'a str) -> Result<Piece<'a>, ImportError> {
        if inside.starts_with('!') {
            return Err(ImportError::DAMAGED);
        }
        let tag = self.up_to(inside, ">")?;
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim_end();
            return match self.open.pop() {
                Some(open) if open == name => Ok(Piece::End(name)),
                _ => Err(ImportError::DAMAGED),
            };
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let blank = |c: char| c.is_ascii_whitespace();
        let (name, attributes) = tag.split_once(blank).unwrap_or((tag, ""));
        if name.is_empty() || self.open.len() >= MAX_DEPTH {
            return Err(ImportError::DAMAGED);
        }
        self.open.push(name);
        self.ends = empty;
        Ok(Piece::Begin(name, attributes))
    }

    /// What stands before an end; goes behind it.
    fn up_to(&mut self, inside: &'a str, end: &str) -> Result<&'a str, ImportError> {
        let (before, rest) = inside.split_once(end).ok_or(ImportError::DAMAGED)?;
        self.rest = rest;
        Ok(before)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.piece();
        if piece.is_err() {
            (self.rest, self.open) = Default::default();
        }
        piece.transpose()
    }
}

/// The value of an attribute.
pub(super) fn attribute(
    attributes: &str,
    wanted: &str,
) -> Result<Option<Zeroizing<String>>, ImportError> {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let (name, value) = rest.split_once('=').ok_or(ImportError::DAMAGED)?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quote = quote.ok_or(ImportError::DAMAGED)?;
        let value = value.get(1..).unwrap_or_default();
        let (value, behind) = value.split_once(quote).ok_or(ImportError::DAMAGED)?;
        if name.trim() == wanted {
            return text(value).map(Some);
        }
        rest = behind.trim_start();
    }
    Ok(None)
}

/// Text without entities.
pub(super) fn text(raw: &str) -> Result<Zeroizing<String>, ImportError> {
    let mut plain = Zeroizing::new(String::with_capacity(raw.len()));
    let mut rest = raw;
    while let Some((before, behind)) = rest.split_once('&') {
        plain.push_str(before);
        let (name, behind) = behind.split_once(';').ok_or(ImportError::DAMAGED)?;
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => numbered(name).ok_or(ImportError::DAMAGED)?,
        });
        rest = behind;
    }
    plain.push_str(rest);
    Ok(plain)
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(number.ok()?)
}

/// The outermost element of an Android app's preferences.
pub(super) const PREFERENCES: &str = "map";

/// The texts of an Android app's preferences, with their names, in order.
pub(super) type Preferences = Vec<(String, Zeroizing<String>)>;

/// Reads an Android app's preferences.
pub(super) fn preferences(document: &str) -> Result<Preferences, ImportError> {
    let mut found = Preferences::new();
    let mut pieces = Pieces::new(document);
    let mut inside = None;
    while let Some(piece) = pieces.next() {
        match piece? {
            Piece::Begin("string", attributes) if pieces.open() == [PREFERENCES, "string"] => {
                let name = attribute(attributes, "name")?.ok_or(ImportError::DAMAGED)?;
                inside = Some((name.to_string(), Zeroizing::new(String::new())));
            }
            Piece::End("string") => found.extend(inside.take()),
            Piece::Text(raw) => {
                if let Some((_, value)) = &mut inside {
                    value.push_str(&text(raw)?);
                }
            }
            Piece::Plain(plain) => {
                if let Some((_, value)) = &mut inside {
                    value.push_str(plain);
                }
            }
            Piece::Begin(..) | Piece::End(_) => {}
        }
    }
    Ok(found)
}

/// The name of the outermost element.
pub(super) fn root(document: &str) -> Result<&str, ImportError> {
    for piece in Pieces::new(document) {
        if let Piece::Begin(name, _) = piece? {
            return Ok(name);
        }
    }
    Err(ImportError::DAMAGED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_read_with_their_entities() {
        let document = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n\
            <!-- a > b --><int name=\"n\" value=\"7\" />\
            <string name=\"a:&quot;b&quot;\">{&quot;k&quot;:1}&#10;&#x41;</string>\
            <set name=\"s\"><string>not this</string></set>\
            <string name='c'><![CDATA[<&>]]></string><string name=\"e\" /></map>\n";
        let found = preferences(document).unwrap();
        let found: Vec<_> =
            found.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(found, [("a:\"b\"", "{\"k\":1}\nA"), ("c", "<&>"), ("e", "")]);
        assert_eq!(root(document), Ok("map"));
    }

    #[test]
    fn what_is_open_wrong_or_dangerous_is_damage() {
        let deep = ["<a>".repeat(65), "</a>".repeat(65)].concat();
        for document in [
            "<map>",
            "<map></mop>",
            "</map>",
            "<map><string>x</string></map>",
            "<map><string name=\"a\">&lol;</string></map>",
            "<map><string name=\"a\">&#xD800;</string></map>",
            "<map><string name=a>x</string></map>",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><map></map>",
            "<map><!-- </map>",
            "<",
            deep.as_str(),
        ] {
            assert_eq!(preferences(document).err(), Some(ImportError::DAMAGED), "{document}");
        }
    }
}
