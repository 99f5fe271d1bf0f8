//! Whether others can change what lies in a folder, before anything in it is believed or written.
//!
//! The same thoughts as OpenSSH's `StrictModes`: whoever can write to a folder, or to one above it, can
//! put another file, or a link to a foreign one, in the place of ours.

use std::path::{Path, PathBuf, absolute};

use super::folder_state::StateFolder;
use crate::device::{Exposed, Exposure, FolderKind, Place, StoreError};

/// Where that is, for a vault in `vault` with its state in `state`; `None` when it cannot be said any
/// more.
#[must_use]
pub fn exposed_path(exposed: &Exposed, vault: &Path, state: &StateFolder) -> Option<PathBuf> {
    let folder = match exposed.folder {
        FolderKind::Vault => vault.to_owned(),
        FolderKind::State(id) => state.of(id),
    };
    match exposed.place {
        Place::File(file) => Some(folder.join(file.name())),
        Place::Folder { up } => {
            let mut line = lineage(&folder).ok()?.into_iter();
            line.find(|(steps, _)| *steps == up).map(|(_, path)| path)
        }
    }
}

/// Judges a folder, those above it, and the files in it. What does not exist yet is fine. An own empty
/// folder that others can write to is closed to them.
pub(super) fn inspect(kind: FolderKind, folder: &Path) -> Result<(), StoreError> {
    let exposed = |place, why| StoreError::Exposed(Exposed { folder: kind, place, why });
    for (up, path) in lineage(folder).map_err(|_| StoreError::Io)? {
        if let Some(why) = owner::of_folder(&path, up == 0)? {
            return Err(exposed(Place::Folder { up }, why));
        }
    }
    for file in kind.files() {
        if let Some(why) = of_file(&folder.join(file.name()))? {
            return Err(exposed(Place::File(*file), why));
        }
    }
    Ok(())
}

fn of_file(path: &Path) -> Result<Option<Exposure>, StoreError> {
    let found = match std::fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(StoreError::Io),
    };
    Ok(if found.is_symlink() {
        Some(Exposure::Link)
    } else if !found.is_file() {
        Some(Exposure::NotAFile)
    } else {
        owner::of_file(&found)
    })
}

/// The folder, without links in its path, and all above it, each with the steps up to it. What does
/// not exist yet is left out.
fn lineage(folder: &Path) -> std::io::Result<Vec<(u8, PathBuf)>> {
    let folder = absolute(folder)?;
    let mut missing = 0_u8;
    let mut there = folder.as_path();
    while !there.exists() {
        let Some(above) = there.parent() else { break };
        (there, missing) = (above, missing.saturating_add(1));
    }
    let there = there.canonicalize()?;
    let steps = (missing..=u8::MAX).zip(there.ancestors());
    Ok(steps.map(|(up, path)| (up, path.to_owned())).collect())
}

/// Owners and rights, where a system has the Unix kind.
#[cfg(unix)]
mod owner {
    use std::fs::{self, Metadata, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::Path;

    use crate::device::{Exposure, StoreError};

    /// `used`: it is our own folder, and not one above it.
    pub(super) fn of_folder(path: &Path, used: bool) -> Result<Option<Exposure>, StoreError> {
        let look = || fs::metadata(path).map_err(|_| StoreError::Io);
        let found = look()?;
        if !is_trusted(&found) {
            return Ok(Some(Exposure::OfAnotherUser));
        }
        if used {
            if is_writable(&found) && is_own(&found) && is_empty(path) {
                fs::set_permissions(path, Permissions::from_mode(0o700))
                    .map_err(|_| StoreError::Io)?;
                return Ok(is_writable(&look()?).then_some(Exposure::OthersCanWrite));
            }
            return Ok(is_writable(&found).then_some(Exposure::OthersCanWrite));
        }
        // In a folder with the sticky bit, as /tmp, others cannot replace what is ours.
        let sticky = found.mode() & 0o1000 != 0;
        let everybody = found.mode() & 0o002 != 0;
        let harmless = !is_writable(&found) || sticky || (!everybody && is_own_group(&found));
        Ok((!harmless).then_some(Exposure::OthersCanWrite))
    }

    pub(super) fn of_file(found: &Metadata) -> Option<Exposure> {
        if !is_trusted(found) {
            Some(Exposure::OfAnotherUser)
        } else if is_writable(found) {
            Some(Exposure::OthersCanWrite)
        } else {
            None
        }
    }

    fn is_writable(found: &Metadata) -> bool {
        found.mode() & 0o022 != 0
    }

    fn is_own(found: &Metadata) -> bool {
        found.uid() == rustix::process::geteuid().as_raw()
    }

    /// The administrator can change everything anyway.
    fn is_trusted(found: &Metadata) -> bool {
        is_own(found) || found.uid() == 0
    }

    fn is_empty(path: &Path) -> bool {
        fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
    }

    /// Many systems give each user a group of their own and let it write to what the user makes.
    fn is_own_group(found: &Metadata) -> bool {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        is_own(found)
            && is_only_member(&read("/etc/passwd"), &read("/etc/group"), found.uid(), found.gid())
    }

    /// Whether the two lists (passwd(5), group(5)) know the user and the group, and nobody else in it.
    pub(super) fn is_only_member(passwd: &str, group: &str, uid: u32, gid: u32) -> bool {
        let users = || {
            passwd.lines().filter_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                let mut number = || fields.nth(1)?.parse::<u32>().ok();
                let user = number()?;
                let group = fields.next()?.parse::<u32>().ok()?;
                Some((name, user, group))
            })
        };
        let is_user = |name: &str| users().any(|(known, user, _)| known == name && user == uid);
        let mut members = group.lines().filter_map(|line| {
            let mut fields = line.split(':');
            let number = fields.nth(2)?.parse::<u32>().ok()?;
            (number == gid).then(|| fields.next().unwrap_or_default())
        });
        let known = users().any(|(_, user, group)| user == uid && group == gid);
        let shared = users().any(|(_, user, group)| user != uid && group == gid);
        let only = |members: &str| members.split(',').all(|name| name.is_empty() || is_user(name));
        known && !shared && members.next().is_some_and(only) && members.all(only)
    }
}

#[cfg(not(unix))]
mod owner {
    use std::fs::Metadata;
    use std::path::Path;

    use crate::device::{Exposure, StoreError};

    pub(super) fn of_folder(_: &Path, _: bool) -> Result<Option<Exposure>, StoreError> {
        Ok(None)
    }

    pub(super) fn of_file(_: &Metadata) -> Option<Exposure> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::owner::is_only_member;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nida:x:1000:1000:Ida,,,:/home/ida:/bin/sh\n\
        bob:x:1001:1001::/home/bob:/bin/sh\neve:x:1002:1001::/home/eve:/bin/sh\nbroken\n";

    #[test]
    fn a_group_is_ones_own_when_nobody_else_is_in_it_v01() {
        let alone = |group: &str, uid, gid| is_only_member(PASSWD, group, uid, gid);
        assert!(alone("ida:x:1000:", 1000, 1000));
        assert!(alone("staff:x:50:bob\nida:x:1000:ida\n", 1000, 1000));
        assert!(!alone("ida:x:1000:bob", 1000, 1000), "a guest was let in");
        assert!(!alone("ida:x:1000:\nalso:x:1000:bob", 1000, 1000), "by a second name");
        assert!(!alone("bob:x:1001:", 1001, 1001), "it is Eve's first group too");
        assert!(!alone("staff:x:50:", 1000, 50), "a group that Ida is not seen to be in");
        assert!(!alone("", 1000, 1000), "a group that is not known here");
        assert!(!is_only_member("", "ida:x:1000:", 1000, 1000), "a user who is not known here");
    }
}
