//! What to do on this computer, where the facade can say it only in general.

use std::path::Path;

use countersign_core::device::Exposure;
use countersign_core::vault::exposed_path;

use crate::cli::Cli;
use crate::output::{Failure, Local};
use crate::session::Folders;

/// Names the file, the folder or the command that a refusal by the vault is about.
pub(crate) fn for_this_computer(failure: Failure, cli: &Cli) -> Failure {
    let (Some(local), Ok(folders)) = (failure.local, Folders::of(cli)) else { return failure };
    let advice = match local {
        Local::Exposed(exposed) => match exposed_path(&exposed, &folders.vault, &folders.state) {
            None => return failure,
            Some(path) => match exposed.why {
                Exposure::OthersCanWrite => format!(
                    "Other users can write to {0}, so nothing in it is used. Run `chmod go-w {0}` and try again.",
                    quoted(&path)
                ),
                Exposure::OfAnotherUser => format!(
                    "{} belongs to another user, so nothing in it is used. Use a folder of your own.",
                    quoted(&path)
                ),
                Exposure::Link => format!(
                    "{} is a symbolic link, which is not followed. Put the file itself there, or name its folder \
                     with --vault.",
                    quoted(&path)
                ),
                Exposure::NotAFile => {
                    format!("{} is no file. Move it away and try again.", quoted(&path))
                }
            },
        },
        Local::DeviceKeyMissing(vault) => format!(
            "The device key of this vault is missing: there is no {}. Copy the state folder from the computer where \
             the vault was made, or name it in COUNTERSIGN_STATE.",
            quoted(&folders.state.of(vault).join("device.key"))
        ),
        Local::NotAccepted => {
            format!("{} `countersign vault accept` does that.", failure.advice)
        }
        Local::DoesNotOpen => format!(
            "{} `countersign vault accept` goes on with the save before it, if that is still there.",
            failure.advice
        ),
    };
    Failure { advice, ..failure }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |one: char| one.is_alphanumeric() || "/._-+@%:,".contains(one);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
