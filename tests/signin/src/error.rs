//! What can go wrong with the service itself.

use std::path::PathBuf;

use crate::realm_file::RealmFileError;

use crate::outside::NoRandom;

/// The service could not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("port {port} is taken; stop the other program or choose another port with --listen")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The address cannot be listened on.
    #[error("this computer has no such address to listen on; try --listen 127.0.0.1:8400")]
    NoSuchAddress,
    /// The data folder cannot be used.
    #[error("the data folder cannot be read and written; choose another with --data")]
    Folder,
    /// Others can read the data folder, or files of it.
    #[error(
        "others can read the data folder, which holds keys and password hashes; run `{command}` and start again"
    )]
    FolderOpen {
        /// What closes it.
        command: String,
    },
    /// The data folder or a file of it is a symbolic link.
    #[error("{} is a symbolic link, which is not followed; name the folder itself with --data", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The data folder or a file of it belongs to another user.
    #[error("{} belongs to another user; choose a folder of your own with --data", path.display())]
    Owner {
        /// What belongs to somebody else.
        path: PathBuf,
    },
    /// There is no data folder to look into.
    #[error("there is no such data folder; `user add` or the first start makes it")]
    NoFolder,
    /// The database in the folder cannot be used.
    #[error("the database in the data folder is damaged, in use or of a newer version")]
    Database,
    /// `realm.toml` in the data folder says something that is not understood.
    #[error(transparent)]
    RealmFile(#[from] RealmFileError),
    /// The base URL is none.
    #[error("the base URL must be https://host[:port], or http:// for localhost and loopback only")]
    BaseUrl,
    /// The realm's name is none.
    #[error("a realm's name has 1 to 64 letters, digits, dots, dashes or underscores")]
    RealmName,
    /// Two realms of one name.
    #[error(
        "two realms have the same name; the one with countersign+ is `demo` unless --realm names it"
    )]
    RealmTwice,
    /// A plain realm on an address that others reach.
    #[error(
        "a plain realm is for trying and signs with a key that everybody knows: it is refused unless the service listens on loopback"
    )]
    PlainRealm,
    /// A realm of pipush without `--test-control`.
    #[error(
        "a realm of pipush has no pages and is for tests: it is refused without --test-control"
    )]
    PiPushRealm,
    /// `--test-control` on an address that others reach.
    #[error("--test-control gives the service away: it is refused unless it listens on loopback")]
    TestControl,
    /// No random bytes.
    #[error("the system gave no random bytes")]
    Random,
}

/// A step failed inside; nothing of it was kept. Its text never reaches a browser or a phone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] rusqlite::Error),
    /// The database holds something that cannot be.
    #[error("the database holds something that cannot be")]
    Store,
    /// No random bytes.
    #[error("the system gave no random bytes")]
    Random(#[from] NoRandom),
}

impl From<Fault> for StartError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Database(_) | Fault::Store => Self::Database,
            Fault::Random(NoRandom) => Self::Random,
        }
    }
}
