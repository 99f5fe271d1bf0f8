//! The people of the demo and the folder in which both sides keep what they keep.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use countersign_core::random::{Random, SystemRandom};
use countersign_signin::{Mfa, NewUser, Role, Service};

/// Who signs in.
pub(crate) const PERSON: &str = "ida@harbour.test";
/// Who administers.
pub(crate) const ADMIN: &str = "admin@harbour.test";
/// The phone's name, and the further ones' before their number.
pub(crate) const DEVICE: &str = "Ida's phone";
/// The file that says which beginning it is.
const BEGINNING: &str = "beginning";

/// The stage of one demo.
pub(crate) struct Stage {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Ida's password.
    pub(crate) password: String,
    /// The administrator's password.
    pub(crate) admin_password: String,
}

impl Stage {
    /// Sets the stage in `folder`, or in a fresh one. The passwords of a folder stay the same.
    ///
    /// # Errors
    /// What the system says about the folder.
    pub(crate) fn set(folder: Option<&Path>) -> io::Result<Self> {
        let folder = match folder {
            Some(folder) => folder.to_path_buf(),
            None => std::env::temp_dir().join(format!("countersign-demo-{}", word(8)?)),
        };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self {
            password: kept(&folder.join("ida.password"))?,
            admin_password: kept(&folder.join("admin.password"))?,
            folder,
        })
    }

    /// Where the sign-in service keeps its database: at first what it was told about the organisation, too.
    pub(crate) fn signin(&self) -> PathBuf {
        self.present().join("signin")
    }

    /// What the organisation says about itself: the same at every beginning.
    pub(crate) fn organisation(&self) -> PathBuf {
        self.folder.join("signin")
    }

    /// Where a phone keeps its vault, by its number.
    pub(crate) fn phone(&self, number: u64) -> PathBuf {
        let name = if number == 1 { "phone".to_owned() } else { format!("phone-{number}") };
        self.present().join(name)
    }

    /// Both sides begin again, in a folder beside what was before.
    ///
    /// # Errors
    /// What the system says about the folder.
    pub(crate) fn begin_again(&self) -> io::Result<()> {
        let next = self.beginning().saturating_add(1);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(self.folder_of(next))?;
        fs::write(self.folder.join(BEGINNING), next.to_string())
    }

    /// A number that outlives the process, by its name; `None` where none was kept.
    pub(crate) fn kept_number(&self, name: &str) -> Option<u64> {
        fs::read_to_string(self.present().join(name)).ok()?.trim().parse().ok()
    }

    /// Keeps a number of the present beginning.
    ///
    /// # Errors
    /// What the system says about the file.
    pub(crate) fn keep_number(&self, name: &str, number: u64) -> io::Result<()> {
        fs::write(self.present().join(name), number.to_string())
    }

    fn beginning(&self) -> u64 {
        let kept = fs::read_to_string(self.folder.join(BEGINNING)).ok();
        kept.and_then(|text| text.trim().parse().ok()).unwrap_or(1)
    }

    fn present(&self) -> PathBuf {
        self.folder_of(self.beginning())
    }

    fn folder_of(&self, beginning: u64) -> PathBuf {
        if beginning <= 1 {
            self.folder.clone()
        } else {
            self.folder.join(format!("again-{beginning}"))
        }
    }

    /// Adds the people, unless they are there.
    ///
    /// # Errors
    /// When the service's database fails.
    pub(crate) fn people(&self, service: &Service) -> Result<(), countersign_signin::AddError> {
        let there = service.users()?;
        for (name, password, mfa, role) in [
            (PERSON, &self.password, Mfa::On, Role::User),
            (ADMIN, &self.admin_password, Mfa::Off, Role::Admin),
        ] {
            if there.iter().all(|user| user.name != name) {
                service.add_user(&NewUser { name, password, mfa, role })?;
            }
        }
        Ok(())
    }
}

/// The password kept in a file, made when there is none.
fn kept(file: &Path) -> io::Result<String> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let made = format!("{}-{}", word(5)?, word(5)?);
            let mut open = fs::OpenOptions::new();
            open.write(true).create_new(true).mode(0o600).open(file)?.write_all(made.as_bytes())?;
            Ok(made)
        }
        Err(error) => Err(error),
    }
}

/// Random small letters without those that look alike.
fn word(length: usize) -> io::Result<String> {
    const LETTERS: &[u8; 16] = b"abcdefhkmnprstvx";
    let mut raw = vec![0; length];
    SystemRandom::new().fill(&mut raw).map_err(io::Error::other)?;
    Ok(raw.iter().map(|b| char::from(LETTERS[usize::from(b & 15)])).collect())
}
