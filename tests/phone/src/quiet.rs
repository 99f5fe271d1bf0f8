//! A terminal that does not show what is typed, from before the question stands there: who types at once is not
//! seen either.

#[cfg(unix)]
pub(crate) use unix::begin;

/// Other systems: the one who reads the line turns the echo off.
#[cfg(not(unix))]
pub(crate) const fn begin() {}

#[cfg(unix)]
mod unix {
    use std::fs::File;

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// Echo is off until it is dropped.
    pub(crate) struct Quiet {
        terminal: File,
        before: Termios,
    }

    /// Turns the echo of the terminal off; without a terminal there is nothing to turn off.
    pub(crate) fn begin() -> Option<Quiet> {
        let terminal = File::options().read(true).write(true).open("/dev/tty").ok()?;
        let before = tcgetattr(&terminal).ok()?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        silent.local_modes.insert(LocalModes::ECHONL);
        tcsetattr(&terminal, OptionalActions::Now, &silent).ok()?;
        Some(Quiet { terminal, before })
    }

    impl Drop for Quiet {
        fn drop(&mut self) {
            // Nothing more can be done where the terminal is gone.
            let _gone = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
        }
    }
}
