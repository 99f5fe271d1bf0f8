//! Texts, pictures and passcodes from outside.

use std::env;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};

use countersign_core::secret::SecretString;

use crate::output::{self, Failure};
use crate::quiet;

/// More than any picture that the reader takes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A whole file, or standard input for `-`. The error names the file.
pub(crate) fn read_file(name: &str) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| {
        let kind = error.kind();
        let why = if kind == io::ErrorKind::NotFound {
            "there is no such file".to_owned()
        } else if kind == io::ErrorKind::PermissionDenied {
            "you may not read it".to_owned()
        } else if kind == io::ErrorKind::IsADirectory {
            "it is a folder".to_owned()
        } else {
            kind.to_string()
        };
        Failure::new("malformed", format!("{name} could not be read: {why}."))
    };
    let mut bytes = Vec::new();
    let source: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(name).map_err(failed)?)
    };
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(Failure::new("malformed", format!("{name} is larger than 64 MiB.")));
    }
    Ok(bytes)
}

/// A text argument; `-` is standard input.
pub(crate) fn read_text(argument: &str) -> Result<Vec<u8>, Failure> {
    if argument == "-" { read_file("-") } else { Ok(argument.as_bytes().to_vec()) }
}

/// A passcode from `variable`, else typed without echo.
pub(crate) fn passcode(variable: &str, question: &str) -> Result<SecretString, Failure> {
    match from_environment(variable)? {
        Some(passcode) => Ok(passcode),
        None => typed(&mut ask, question),
    }
}

/// A file's password from `variable`, where one is named, else typed without echo.
pub(crate) fn password(variable: Option<&str>, question: &str) -> Result<SecretString, Failure> {
    let needed = |advice: String| Failure::new("password_needed", advice);
    if let Some(name) = variable {
        return match env::var_os(name).map(std::ffi::OsString::into_string) {
            Some(Ok(text)) => Ok(SecretString::new(text)),
            Some(Err(_)) => Err(needed(format!("{name} is not valid UTF-8 text."))),
            None => Err(needed(format!("{name} is not set. Put the file's password there."))),
        };
    }
    if !io::stdin().is_terminal() {
        return Err(needed(
            "This file has a password. Name a variable that holds it with --password-env, or run the command \
             in a terminal."
                .to_owned(),
        ));
    }
    let text = ask(question).map_err(|_| needed("The password could not be read.".to_owned()))?;
    Ok(SecretString::new(text))
}

/// Whether somebody can be asked.
pub(crate) fn at_a_terminal() -> bool {
    io::stdin().is_terminal()
}

/// What a person types without echo.
pub(crate) fn typed_at_terminal(question: &str) -> Result<SecretString, Failure> {
    let _quiet = quiet::begin();
    typed(&mut ask, question)
}

/// A new password or passphrase from `variable`, where one is named, else typed twice without echo.
pub(crate) fn new_password(
    variable: Option<&str>,
    question: &str,
) -> Result<SecretString, Failure> {
    if variable.is_none() && at_a_terminal() {
        // Between the questions too.
        let _quiet = quiet::begin();
        return typed_twice(&mut ask, question);
    }
    password(variable, question)
}

/// A new passcode from `variable`, else typed twice without echo.
pub(crate) fn new_passcode(variable: &str, question: &str) -> Result<SecretString, Failure> {
    match from_environment(variable)? {
        Some(passcode) => Ok(passcode),
        None => {
            let _quiet = quiet::begin();
            typed_twice(&mut ask, question)
        }
    }
}

/// Asks the person at the terminal, without echo.
type Ask<'a> = &'a mut dyn FnMut(&str) -> io::Result<String>;

fn ask(question: &str) -> io::Result<String> {
    let _quiet = quiet::begin();
    rpassword::prompt_password(question)
}

fn from_environment(variable: &str) -> Result<Option<SecretString>, Failure> {
    if let Some(value) = env::var_os(variable) {
        let text = value.into_string().map_err(|_| {
            Failure::new("weak_passcode", format!("{variable} is not valid UTF-8 text."))
        })?;
        return Ok(Some(SecretString::new(text)));
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            "wrong_passcode",
            format!("No passcode was given. Set {variable}, or run the command in a terminal."),
        ));
    }
    Ok(None)
}

/// How often a person is asked who types nothing, or two that differ.
const ASKED_AT_MOST: usize = 3;

/// An empty Enter is no try: the person is asked again.
fn typed(ask: Ask<'_>, question: &str) -> Result<SecretString, Failure> {
    for _ in 0..ASKED_AT_MOST {
        let text = ask(question)
            .map_err(|_| Failure::new("wrong_passcode", "The passcode could not be read."))?;
        if !text.is_empty() {
            return Ok(SecretString::new(text));
        }
    }
    Err(Failure::new("wrong_passcode", "No passcode was typed. Run the command again."))
}

fn typed_twice(ask: Ask<'_>, question: &str) -> Result<SecretString, Failure> {
    for _ in 0..ASKED_AT_MOST {
        let first = typed(ask, question)?;
        let again = typed(ask, "The same again: ")?;
        if first.ct_eq(again.expose()) {
            return Ok(first);
        }
        output::note("The two differ. Type the same passcode twice.");
    }
    Err(Failure::new("weak_passcode", "The two passcodes differed each time. Nothing was changed."))
}

/// Asks a yes-or-no question at the terminal; no terminal is a no.
pub(crate) fn confirmed(question: &str) -> bool {
    if !io::stdin().is_terminal() {
        return false;
    }
    let mut errors = io::stderr();
    let _closed = write!(errors, "{question} [y/N] ").and_then(|()| errors.flush());
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

/// Whether a person typed this word, for what a yes is too quickly said to; no terminal is a no.
pub(crate) fn typed_word(warning: &str, word: &str) -> bool {
    if !at_a_terminal() {
        return false;
    }
    let mut errors = io::stderr();
    let asked = write!(errors, "{warning}\nType the word {word} to go on: ");
    let _closed = asked.and_then(|()| errors.flush());
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).is_ok() && answer.trim() == word
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A person who types these lines, and what they were asked.
    fn person(lines: &[&str], act: impl FnOnce(Ask<'_>) -> Result<SecretString, Failure>) -> Told {
        let mut lines = lines.iter();
        let mut asked = Vec::new();
        let mut ask = |question: &str| {
            asked.push(question.to_owned());
            Ok((*lines.next().expect("nobody types more")).to_owned())
        };
        let given =
            act(&mut ask).map(|text| text.expose().to_owned()).map_err(|failed| failed.kind);
        Told { given, asked: asked.len() }
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Told {
        given: Result<String, &'static str>,
        asked: usize,
    }

    fn told(given: Result<&str, &'static str>, asked: usize) -> Told {
        Told { given: given.map(str::to_owned), asked }
    }

    #[test]
    fn an_empty_enter_is_no_try() {
        let once = |lines: &[&str]| person(lines, |ask| typed(ask, "Passcode: "));
        assert_eq!(once(&["482615"]), told(Ok("482615"), 1));
        assert_eq!(once(&["", "482615"]), told(Ok("482615"), 2));
        assert_eq!(once(&["", "", ""]), told(Err("wrong_passcode"), 3));
    }

    #[test]
    fn a_new_passcode_is_asked_twice() {
        let twice = |lines: &[&str]| person(lines, |ask| typed_twice(ask, "New passcode: "));
        assert_eq!(twice(&["482615", "482615"]), told(Ok("482615"), 2));
        assert_eq!(twice(&["482615", "482616", "482615", "", "482615"]), told(Ok("482615"), 5));
        let differing = ["1", "2", "1", "2", "1", "2"];
        assert_eq!(twice(&differing), told(Err("weak_passcode"), 6));
    }
}
