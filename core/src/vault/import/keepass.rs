//! KeePass 2 and KeePassXC: the XML export. Their CSV is read by `table`; both give `fields`.

use zeroize::Zeroizing;

use super::entry::{ImportWarning, SourceEntry, SourceFile};
use super::error::ImportError;
use super::fields::{Fields, Role};
use super::format::Format;
use super::xml::{self, Piece, Pieces};
use crate::vault::Refusal;

pub(super) const ROOT: &str = "KeePassFile";

/// A group and its id.
#[derive(Default)]
struct Group {
    id: String,
    name: String,
}

/// An entry as far as it was read.
#[derive(Default)]
struct Item {
    fields: Vec<(Role, Zeroizing<String>)>,
    key: String,
    value: Zeroizing<String>,
    /// The value is encrypted inside the document.
    sealed: bool,
    /// One of the fields of the code is.
    sealed_code: bool,
}

impl Item {
    /// A key and its value are whole.
    fn keep(&mut self) {
        let value = std::mem::take(&mut self.value);
        if let Some(role) = Role::of(&self.key) {
            self.sealed_code |= self.sealed && (role == Role::Code || role.is_keepass());
            self.fields.push((role, value));
        }
        self.sealed = false;
        self.key.clear();
    }
}

/// Reads a document. Older versions of an entry are passed over.
pub(super) fn read(document: &str) -> Result<SourceFile, ImportError> {
    let mut file = SourceFile::new(Format::KeePass);
    let mut pieces = Pieces::new(document);
    let mut groups: Vec<Group> = Vec::new();
    let (mut bin, mut history, mut text) = (String::new(), 0_u32, Zeroizing::new(String::new()));
    let mut item = Item::default();
    while let Some(piece) = pieces.next() {
        match piece? {
            Piece::Begin(name, attributes) => {
                text.clear();
                match name {
                    "Group" => groups.push(Group::default()),
                    "History" => history = history.saturating_add(1),
                    "Entry" if history == 0 => item = Item::default(),
                    "Value" if history == 0 => {
                        let sealed = xml::attribute(attributes, "Protected")?;
                        item.sealed = sealed.is_some_and(|sealed| sealed.as_str() == "True");
                    }
                    _ => {}
                }
            }
            Piece::Text(raw) => text.push_str(&xml::text(raw)?),
            Piece::Plain(plain) => text.push_str(plain),
            Piece::End("Group") => drop(groups.pop()),
            Piece::End("History") => history = history.saturating_sub(1),
            Piece::End(_) if history > 0 => {}
            Piece::End("Entry") => push(&mut file, std::mem::take(&mut item), &groups, &bin)?,
            Piece::End("String") => item.keep(),
            Piece::End(name) => {
                let parent = pieces.open().last().copied().unwrap_or_default();
                match (parent, name) {
                    ("String", "Key") => item.key = text.to_string(),
                    ("String", "Value") => item.value = std::mem::take(&mut text),
                    ("Entry", "Tags") => item.fields.push((Role::Tags, std::mem::take(&mut text))),
                    ("Group", "Name" | "UUID") => {
                        if let Some(group) = groups.last_mut() {
                            let part = if name == "Name" { &mut group.name } else { &mut group.id };
                            *part = text.to_string();
                        }
                    }
                    ("Meta", "RecycleBinUUID") => bin = text.to_string(),
                    _ => {}
                }
                text.clear();
            }
        }
    }
    Ok(file)
}

fn push(file: &mut SourceFile, item: Item, groups: &[Group], bin: &str) -> Result<(), ImportError> {
    let mut fields =
        Fields(item.fields.iter().map(|(role, text)| (*role, text.as_str())).collect());
    // The outermost group is the database.
    if let Some(group) = groups.iter().skip(1).last() {
        fields.0.push((Role::Folder, &group.name));
    }
    let Some(mut read) = fields.account() else {
        file.skip();
        return Ok(());
    };
    if item.sealed_code {
        read = Err(Refusal::EncryptedEntry);
    }
    let binned = groups.iter().any(|group| !group.id.is_empty() && group.id == bin);
    if let (true, Ok(account)) = (binned, &mut read) {
        account.warnings.push(ImportWarning::SourceTrash);
    }
    let (issuer, label) = fields.names();
    file.push(SourceEntry::new(issuer, label, read))
}
