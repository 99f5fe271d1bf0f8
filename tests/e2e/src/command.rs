//! The command `countersign` as a phone: built once, run with a vault of its own.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::folder::Folder;
use crate::phone::PASSCODE;

/// A phone that is a program: a folder, and the environment that it runs in.
pub struct Handset {
    /// Its storage: `data` and `state`.
    pub folder: Folder,
}

/// What a run left behind.
pub struct Ran {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The one JSON value on standard output.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.out.trim())
            .unwrap_or_else(|_| panic!("not one JSON value: {:?}, {:?}", self.out, self.err))
    }

    /// The JSON value of a run that must have been done.
    #[must_use]
    pub fn done(&self) -> Value {
        assert_eq!(self.status, 0, "{} {}", self.out, self.err);
        self.json()
    }

    /// The kind of the error of a run that must have been refused.
    #[must_use]
    pub fn refused(&self) -> String {
        assert_eq!(self.status, 1, "{} {}", self.out, self.err);
        let error = self.json()["error"].clone();
        let advice = error["advice"].as_str().expect("a refusal says what to do next");
        assert!(advice.ends_with('.') && advice.len() > 10, "{advice}");
        error["kind"].as_str().expect("a refusal has a kind").to_owned()
    }

    /// Everything it printed.
    #[must_use]
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Handset {
    /// A phone without a vault.
    #[must_use]
    pub fn new() -> Self {
        // Built now, so that nothing lapses meanwhile.
        let _built = program();
        Self { folder: Folder::new() }
    }

    /// The vault's folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs the command with `--json`.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["--json"];
        all.extend(arguments);
        self.run_with(&all, &[("COUNTERSIGN_PASSCODE", PASSCODE)], b"")
    }

    /// Runs the command with `--json` and something on standard input.
    #[must_use]
    pub fn pipe(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut all = vec!["--json"];
        all.extend(arguments);
        self.run_with(&all, &[("COUNTERSIGN_PASSCODE", PASSCODE)], input)
    }

    /// Starts the command with `--json` and does not wait for its end.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut all = vec!["--json"];
        all.extend(arguments);
        self.spawn(&all, &[("COUNTERSIGN_PASSCODE", PASSCODE)])
    }

    /// Another handset that begins with a copy of this one's storage.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { folder: self.folder.copy() }
    }

    /// Runs the command as it is under another program, which gets its own arguments before the command.
    ///
    /// # Panics
    /// When that program is missing.
    #[must_use]
    pub fn run_under(
        &self,
        outer: &str,
        its_own: &[&str],
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Ran {
        let mut command = Command::new(outer);
        command.args(its_own).arg(program());
        ended(self.start_as(command, arguments, environment))
    }

    fn spawn(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        self.start_as(Command::new(program()), arguments, environment)
    }

    fn start_as(
        &self,
        mut command: Command,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Child {
        command
            .arg("--vault")
            .arg(self.data())
            .args(["--device-name", "Ida's phone", "--country", "nl"])
            .args(arguments)
            .env_remove("COUNTERSIGN_PASSCODE")
            .env_remove("COUNTERSIGN_NEW_PASSCODE")
            .env("COUNTERSIGN_STATE", self.folder.path().join("state"))
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts")
    }

    /// Runs the command as it is.
    #[must_use]
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Ran {
        let mut child = self.spawn(arguments, environment);
        let mut stdin = child.stdin.take().expect("it was piped");
        // A command that reads nothing may be gone before all is written.
        let _written = stdin.write_all(input);
        drop(stdin);
        ended(child)
    }

    /// Runs the command at a terminal, where a person types what they are asked: each line when its question
    /// stands there. Gives what the terminal shows, and the exit status.
    ///
    /// # Panics
    /// When `script` of util-linux is missing, or a question does not come.
    #[must_use]
    pub fn at_a_terminal(&self, arguments: &[&str], answers: &[(&str, &str)]) -> (String, i32) {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
        let mut line = quoted(&program().to_string_lossy());
        for argument in ["--vault", &self.data().to_string_lossy()].iter().chain(arguments) {
            line.push(' ');
            line.push_str(&quoted(argument));
        }
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .env_remove("COUNTERSIGN_PASSCODE")
            .env_remove("COUNTERSIGN_NEW_PASSCODE")
            .env("COUNTERSIGN_STATE", self.folder.path().join("state"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` gives a terminal (on Debian: the package bsdutils)");
        let mut keys = child.stdin.take().expect("it was piped");
        let mut screen = child.stdout.take().expect("it was piped");
        let mut shown = Vec::new();
        let mut looked = 0;
        for (question, answer) in answers {
            loop {
                let new = String::from_utf8_lossy(&shown[looked..]).into_owned();
                if new.contains(question) {
                    break;
                }
                let mut byte = [0];
                let read = screen.read(&mut byte).expect("the terminal can be read");
                assert_eq!(read, 1, "no \"{question}\" in {new:?}");
                shown.push(byte[0]);
            }
            looked = shown.len();
            keys.write_all(format!("{answer}\n").as_bytes()).expect("the person can type");
        }
        screen.read_to_end(&mut shown).expect("the terminal can be read");
        let status = child.wait().expect("the command ends").code().expect("it was not killed");
        (String::from_utf8(shown).expect("it prints text").replace('\r', ""), status)
    }

    /// Writes a file beside the vault; its path as an argument.
    #[must_use]
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file can be written");
        path.to_str().expect("the path is text").to_owned()
    }
}

/// What it left behind. A tracer ends as the command that it traced: a signal counts as shells count it.
fn ended(child: Child) -> Ran {
    let done = child.wait_with_output().expect("the command ends");
    Ran {
        status: done
            .status
            .code()
            .or_else(|| done.status.signal().map(|signal| 128 + signal))
            .expect("it ended"),
        out: String::from_utf8(done.stdout).expect("it prints text"),
        err: String::from_utf8(done.stderr).expect("it prints text"),
    }
}

impl Default for Handset {
    fn default() -> Self {
        Self::new()
    }
}

/// The program, built as it ships: without the tests' own features.
///
/// # Panics
/// When it cannot be built; the compiler says why on standard error.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        // What cargo told this test about itself would make build scripts run again, here and in the
        // next build of the workspace.
        for (name, _) in std::env::vars_os() {
            let about_us = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
            if about_us.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                cargo.env_remove(name);
            }
        }
        let built = cargo
            .args(["build", "-p", "countersign-phone", "--message-format=json"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo can be started");
        assert!(built.status.success(), "the command could not be built");
        String::from_utf8_lossy(&built.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == "countersign")
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .expect("cargo names the program that it built")
    })
}
