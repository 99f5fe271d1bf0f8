//! Rows below a header: password managers' CSV files. Which column is which is said by its name alone.

use super::csv;
use super::entry::{SourceEntry, SourceFile};
use super::error::ImportError;
use super::fields::{Fields, Role};
use super::format::Format;
use super::microsoft;

/// Whose table it is, where its header leaves no doubt. With two columns that may hold the code it does.
pub(super) fn format_of(text: &str) -> Option<Format> {
    let header = csv::Rows::new(text).next()?.ok()?;
    if microsoft::is_it(header.iter().map(|name| name.as_str())) {
        return Some(Format::Microsoft);
    }
    let roles: Vec<Role> = header.iter().filter_map(|name| Role::of(name)).collect();
    let named = |wanted: &str| header.iter().any(|name| name.as_str() == wanted);
    let codes = roles.iter().filter(|role| **role == Role::Code).count();
    if roles.iter().any(|role| role.is_keepass()) || (named("TOTP") && named("Group")) {
        Some(Format::KeePass)
    } else if named("login_totp") {
        Some(Format::Bitwarden)
    } else {
        (codes == 1 && header.len() > 1).then_some(Format::Csv)
    }
}

pub(super) fn read(text: &str, format: Format) -> Result<SourceFile, ImportError> {
    if format == Format::Microsoft {
        return microsoft::read(text);
    }
    let mut file = SourceFile::new(format);
    let mut rows = csv::Rows::new(text);
    let header = rows.next().ok_or(ImportError::DAMAGED)??;
    let roles: Vec<Option<Role>> = header.iter().map(|name| Role::of(name)).collect();
    if !roles.iter().flatten().any(|role| *role == Role::Code || role.is_keepass()) {
        return Err(ImportError::UnknownFormat);
    }
    for row in rows {
        let row = row?;
        let cells = roles.iter().zip(row.iter());
        let mut fields =
            Fields(cells.filter_map(|(role, cell)| Some(((*role)?, cell.as_str()))).collect());
        let is_login = matches!(fields.get(Role::Type), "login" | "1" | "");
        if format == Format::Bitwarden && !is_login {
            file.skip();
            continue;
        }
        if format == Format::KeePass {
            fields.0.iter_mut().for_each(|(role, text)| inside_root(*role, text));
        }
        let Some(read) = fields.account() else {
            file.skip();
            continue;
        };
        let (issuer, label) = fields.names();
        file.push(SourceEntry::new(issuer, label, read))?;
    }
    Ok(file)
}

/// KeePassXC writes a group with all that it lies in; the outermost is the database.
fn inside_root(role: Role, text: &mut &str) {
    if role == Role::Folder {
        *text = text.split_once('/').map_or("", |(_, inside)| inside);
    }
}
