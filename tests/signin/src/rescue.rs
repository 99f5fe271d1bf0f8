//! What IT does on the data folder when no page can: so the last administrator is never locked out.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::Fault;
use crate::StartError;
use crate::cli::{fail, open, say};
use crate::config::Organisation;
use crate::flow::{Step, admin, pass};
use crate::rules::code::MOST_WRONG;
use crate::rules::crockford;
use crate::service::Service;
use crate::store::users::{self, User};
use crate::texts::Language;
use crate::times::moment;

/// Who the log says it was.
const ACTOR: &str = "the command";

const NO_REASON: &str = "a reason has 1 to 200 characters and no invisible ones";

/// What is told of something that was done, or the exit status and the sentence of what was not.
type Done<T> = Result<T, (u8, String)>;

/// `user unblock NAME`.
pub(crate) fn unblock(data: PathBuf, name: &str, reason: &str) -> ExitCode {
    told(with_user(data, name, |step, user| {
        if user.blocked_at.is_none() {
            return Ok(Err((1, format!("{} is not blocked", user.name))));
        }
        Ok(if admin::unblock(step, ACTOR, user, reason)? {
            Ok(format!("Unblocked {}. The next sign-in is as before.", user.name))
        } else {
            Err((1, NO_REASON.into()))
        })
    }))
}

/// `user resume NAME`.
pub(crate) fn resume(data: PathBuf, name: &str, reason: &str) -> ExitCode {
    told(with_user(data, name, |step, user| {
        if !user.is_paused() && user.wrong_codes < MOST_WRONG {
            return Ok(Err((1, format!("nothing of {} is paused", user.name))));
        }
        Ok(if admin::resume(step, ACTOR, user, reason)? {
            Ok(format!("Requests and codes of {} go on.", user.name))
        } else {
            Err((1, NO_REASON.into()))
        })
    }))
}

/// `user pass NAME`: issues a one-time pass and prints it, once.
pub(crate) fn issue(data: PathBuf, name: &str) -> ExitCode {
    let issued = with_user(data, name, |step, user| {
        let name = user.name.clone();
        Ok(match pass::issue(step, user, ACTOR)? {
            Ok(issued) => Ok((name, issued)),
            Err(pass::NoPass::Blocked) => {
                Err((1, format!("{name} is blocked; run `user unblock {name}` first")))
            }
            Err(pass::NoPass::Off) => {
                Err((1, format!("MFA is off for {name}: the password alone signs in")))
            }
        })
    });
    told(issued.map(|(name, issued)| {
        let pass = crockford::grouped(&issued.pass);
        format!(
            "One-time pass for {name}: {pass}\n\
             It is typed after the password, works once, and lapses on {}. It is not shown again.\n\
             The phones of this account confirm nothing any more, and its browsers are signed out.",
            moment(Language::English, issued.until)
        )
    }))
}

fn told(done: Done<String>) -> ExitCode {
    match done {
        Ok(line) => {
            say(&line);
            ExitCode::SUCCESS
        }
        Err((code, sentence)) => fail(code, &sentence),
    }
}

/// Does something about a user. Nothing comes out, and so nothing is told, unless the step was kept.
fn with_user<T>(
    data: PathBuf,
    name: &str,
    act: impl FnOnce(&Step<'_>, &User) -> Result<Done<T>, Fault>,
) -> Done<T> {
    if !data.exists() {
        return Err((2, StartError::NoFolder.to_string()));
    }
    // How long a pass lives stands in the folder.
    let opened = Organisation::in_folder(&data).and_then(|organisation| open(data, organisation));
    let service: Service = opened.map_err(|error| (2, error.to_string()))?;
    let done = service.inner().step(|step| match users::by_name(step.db, name.trim())? {
        Some((user, _)) => act(step, &user),
        None => Ok(Err((1, "there is no user of this name; `user list` shows all".into()))),
    });
    done.unwrap_or_else(|fault| Err((1, fault.to_string())))
}
