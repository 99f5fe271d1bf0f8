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

/// `user unblock NAME`.
pub(crate) fn unblock(data: PathBuf, name: &str, reason: &str) -> ExitCode {
    with_user(data, name, |step, user| {
        if user.blocked_at.is_none() {
            return Ok(fail(1, &format!("{} is not blocked", user.name)));
        }
        Ok(if admin::unblock(step, ACTOR, user, reason)? {
            say(&format!("Unblocked {}. The next sign-in is as before.", user.name));
            ExitCode::SUCCESS
        } else {
            fail(1, "a reason has 1 to 200 characters and no invisible ones")
        })
    })
}

/// `user resume NAME`.
pub(crate) fn resume(data: PathBuf, name: &str, reason: &str) -> ExitCode {
    with_user(data, name, |step, user| {
        if !user.is_paused() && user.wrong_codes < MOST_WRONG {
            return Ok(fail(1, &format!("nothing of {} is paused", user.name)));
        }
        Ok(if admin::resume(step, ACTOR, user, reason)? {
            say(&format!("Requests and codes of {} go on.", user.name));
            ExitCode::SUCCESS
        } else {
            fail(1, "a reason has 1 to 200 characters and no invisible ones")
        })
    })
}

/// `user pass NAME`: issues a one-time pass and prints it, once.
pub(crate) fn issue(data: PathBuf, name: &str) -> ExitCode {
    let mut told = None;
    let exit = with_user(data, name, |step, user| {
        Ok(match pass::issue(step, user, ACTOR)? {
            Ok(issued) => {
                told = Some((user.name.clone(), issued));
                ExitCode::SUCCESS
            }
            Err(pass::NoPass::Blocked) => {
                fail(1, &format!("{0} is blocked; run `user unblock {0}` first", user.name))
            }
            Err(pass::NoPass::Off) => {
                fail(1, &format!("MFA is off for {}: the password alone signs in", user.name))
            }
        })
    });
    // Only what was kept is told.
    if let Some((name, issued)) = told {
        let pass = crockford::grouped(&issued.pass);
        say(&format!("One-time pass for {name}: {pass}"));
        say(&format!(
            "It is typed after the password, works once, and lapses on {}. It is not shown again.",
            moment(Language::English, issued.until)
        ));
        say(
            "The phones of this account confirm nothing any more, and its browsers are signed out.",
        );
    }
    exit
}

fn with_user(
    data: PathBuf,
    name: &str,
    act: impl FnOnce(&Step<'_>, &User) -> Result<ExitCode, Fault>,
) -> ExitCode {
    if !data.exists() {
        return fail(2, &StartError::NoFolder.to_string());
    }
    // How long a pass lives stands in the folder.
    let opened = Organisation::in_folder(&data).and_then(|organisation| open(data, organisation));
    let service: Service = match opened {
        Ok(service) => service,
        Err(error) => return fail(2, &error.to_string()),
    };
    let done = service.inner().step(|step| match users::by_name(step.db, name.trim())? {
        Some((user, _)) => act(step, &user),
        None => Ok(fail(1, "there is no user of this name; `user list` shows all")),
    });
    done.unwrap_or_else(|fault| fail(1, &fault.to_string()))
}
