//! The vault of a plain computer, and others who can reach its folders (V-01, V-22, V-42).
//!
//! No test here starts a process: a child holds the locks of the other tests until it runs its own program.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "tests"
)]

mod vault_support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_core::device::{
    DeviceStateStore, Exposed, Exposure, FolderFile, FolderKind, Place, VaultFile,
};
use countersign_core::random::SystemRandom;
use countersign_core::secret::SecretString;
use countersign_core::vault::testing::contract::count_together;
use countersign_core::vault::{
    FolderDeviceState, KdfParams, NewSlots, StateFolder, Unlock, Vault, VaultDependencies,
    VaultError, exposed_path, probe,
};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use vault_support::{NOW, PASSCODE, TempFolder, add, make_own, names, passcode};

/// A computer with one vault.
struct Computer {
    home: TempFolder,
}

impl Computer {
    fn new() -> Self {
        let computer = Self { home: TempFolder::new() };
        let mut vault = Vault::create(computer.parts(), new_slots()).unwrap();
        add(&mut vault, "alice");
        computer
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("share/data")
    }

    fn state(&self) -> PathBuf {
        self.home.path().join("share/state")
    }

    fn parts(&self) -> VaultDependencies {
        parts(&self.data(), &self.state())
    }

    fn open(&self) -> Result<Vault, VaultError> {
        open(self.parts())
    }

    /// Why nothing is used, and where that is.
    fn exposed(&self) -> (Exposure, PathBuf) {
        let error = self.open().map(|_| ()).unwrap_err();
        let VaultError::Exposed(exposed) = error else { panic!("{error:?}") };
        assert_eq!(probe(&self.parts(), VaultFile::Current, NOW), Err(error));
        (exposed.why, self.path_of(exposed))
    }

    fn path_of(&self, exposed: Exposed) -> PathBuf {
        exposed_path(&exposed, &self.data(), &StateFolder::Exactly(self.state())).unwrap()
    }
}

fn parts(data: &Path, state: &Path) -> VaultDependencies {
    let state = StateFolder::Exactly(state.to_owned());
    VaultDependencies::in_folder(data, state, Arc::new(SystemRandom::new()))
}

fn new_slots() -> NewSlots {
    let passcode = Some(passcode(PASSCODE));
    NewSlots { passcode, kdf: KdfParams::FLOOR, ..NewSlots::default() }
}

fn open(parts: VaultDependencies) -> Result<Vault, VaultError> {
    Vault::open(parts, Unlock::Passcode(&SecretString::new(PASSCODE.to_owned())), NOW)
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn folders_are_their_owners_and_so_is_every_file_v01() {
    let computer = Computer::new();
    drop(computer.open().unwrap());
    for folder in [computer.data(), computer.state()] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
    assert_eq!(mode(&computer.home.path().join("share")), 0o700);
}

#[test]
fn a_link_in_place_of_a_file_is_refused_and_its_target_untouched_v42() {
    let names = ["vault", "vault.prev", "lock", "device.key", "platform", "platform.lock"];
    for name in names {
        let computer = Computer::new();
        let folder = if name.starts_with('v') || name == "lock" {
            computer.data()
        } else {
            computer.state()
        };
        let (file, target) = (folder.join(name), computer.home.path().join("elsewhere"));
        if file.exists() {
            // The person keeps it in another place and links to it.
            fs::rename(&file, &target).unwrap();
        } else {
            fs::write(&target, b"something else").unwrap();
        }
        symlink(&target, &file).unwrap();
        let before = fs::read(&target).unwrap();
        assert_eq!(computer.exposed(), (Exposure::Link, file.clone()), "{name}");
        assert!(Vault::create(computer.parts(), new_slots()).is_err(), "{name}");
        assert_eq!(fs::read(&target).unwrap(), before);
        assert!(file.is_symlink(), "{name} is left as it was");
    }
}

#[test]
fn a_link_that_appears_while_the_vault_is_open_is_not_replaced_v42() {
    let computer = Computer::new();
    let mut vault = computer.open().unwrap();
    let (file, target) = (computer.data().join("vault"), computer.home.path().join("elsewhere"));
    fs::rename(&file, &target).unwrap();
    symlink(&target, &file).unwrap();
    let refused = vault.change(|contents| -> Result<(), VaultError> {
        contents.entries.clear();
        Ok(())
    });
    assert!(matches!(refused, Err(VaultError::Exposed(_))), "{refused:?}");
    fs::remove_file(&file).unwrap();
    fs::rename(&target, &file).unwrap();
    add(&mut vault, "bob");
    drop(vault);
    assert_eq!(names(&computer.open().unwrap()), ["alice", "bob"]);
}

#[test]
fn a_dangling_link_a_folder_or_a_pipe_in_place_of_a_file_is_refused_v42() {
    let computer = Computer::new();
    let (lock, target) = (computer.data().join("lock"), computer.home.path().join("made"));
    fs::remove_file(&lock).unwrap();
    symlink(&target, &lock).unwrap();
    assert_eq!(computer.exposed(), (Exposure::Link, lock.clone()));
    assert!(!target.exists(), "nothing is made through a link");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    assert_eq!(computer.exposed(), (Exposure::NotAFile, lock.clone()));
    fs::remove_dir(&lock).unwrap();
    let previous = computer.data().join("vault.prev");
    let _ = fs::remove_file(&previous);
    let (pipe, mode) = (FileType::Fifo, Mode::from_raw_mode(0o600));
    mknodat(CWD, &previous, pipe, mode, 0).unwrap();
    assert_eq!(computer.exposed(), (Exposure::NotAFile, previous));
}

#[test]
fn what_is_written_goes_through_no_link_that_was_planted_v42() {
    let computer = Computer::new();
    let victim = computer.home.path().join("victim");
    fs::write(&victim, b"somebody's file").unwrap();
    for (folder, name) in [
        (computer.data(), "new.tmp"),
        (computer.data(), "new-prev.tmp"),
        (computer.state(), "new.tmp"),
    ] {
        symlink(&victim, folder.join(name)).unwrap();
    }
    let mut vault = computer.open().unwrap();
    add(&mut vault, "bob");
    drop(vault);
    assert_eq!(fs::read(&victim).unwrap(), b"somebody's file");
    let vault = computer.open().unwrap();
    assert_eq!(names(&vault), ["alice", "bob"]);
    assert_eq!(mode(&computer.data().join("vault")), 0o600);
    assert!(!computer.data().join("vault").is_symlink());
}

#[test]
fn a_folder_that_others_can_write_to_is_refused_v42() {
    let computer = Computer::new();
    for folder in [computer.data(), computer.state()] {
        for open in [0o770, 0o707, 0o777, 0o1777, 0o720] {
            allow(&folder, open);
            assert_eq!(
                computer.exposed(),
                (Exposure::OthersCanWrite, folder.canonicalize().unwrap())
            );
        }
        // Who can only look finds files that they cannot read.
        for closed in [0o755, 0o750, 0o700] {
            allow(&folder, closed);
            drop(computer.open().unwrap());
        }
    }
}

#[test]
fn a_folder_above_that_others_can_write_to_is_refused_unless_it_is_sticky_v42() {
    let computer = Computer::new();
    let share = computer.home.path().join("share");
    allow(&share, 0o777);
    assert_eq!(computer.exposed(), (Exposure::OthersCanWrite, share.canonicalize().unwrap()));
    allow(&share, 0o1777);
    drop(computer.open().unwrap());
    allow(&share, 0o755);
    allow(computer.home.path(), 0o777);
    let home = computer.home.path().canonicalize().unwrap();
    assert_eq!(computer.exposed(), (Exposure::OthersCanWrite, home.clone()));
    // Nor is anything made below it.
    let (data, state) =
        (computer.home.path().join("new/data"), computer.home.path().join("new/state"));
    let error = Vault::create(parts(&data, &state), new_slots()).map(|_| ()).unwrap_err();
    let VaultError::Exposed(exposed) = error else { panic!("{error:?}") };
    let two_up = Place::Folder { up: 2 };
    assert_eq!((exposed.place, exposed.why), (two_up, Exposure::OthersCanWrite));
    assert_eq!(exposed_path(&exposed, &data, &StateFolder::Exactly(state)), Some(home));
    assert!(!computer.home.path().join("new").exists());
}

#[test]
fn an_own_empty_folder_is_closed_to_others_v42() {
    let home = TempFolder::new();
    let (data, state) = (home.path().join("data"), home.path().join("state"));
    for folder in [&data, &state] {
        fs::create_dir(folder).unwrap();
        allow(folder, 0o777);
    }
    drop(Vault::create(parts(&data, &state), new_slots()).unwrap());
    assert_eq!((mode(&data), mode(&state)), (0o700, 0o700));
    // Not one in which somebody could have put something already.
    let other = home.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("x"), b"").unwrap();
    allow(&other, 0o777);
    let error = Vault::create(parts(&other, &state), new_slots()).map(|_| ()).unwrap_err();
    assert!(matches!(error, VaultError::Exposed(_)), "{error:?}");
    assert_eq!(mode(&other), 0o777);
}

#[test]
fn a_file_that_others_can_write_to_is_refused_v22() {
    for file in ["data/vault", "data/lock", "state/device.key", "state/platform"] {
        let computer = Computer::new();
        let file = computer.home.path().join("share").join(file);
        allow(&file, 0o660);
        assert_eq!(computer.exposed(), (Exposure::OthersCanWrite, file.clone()));
        allow(&file, 0o644);
        drop(computer.open().unwrap());
    }
}

#[test]
fn what_belongs_to_somebody_else_is_refused_v42() {
    let computer = Computer::new();
    let file = computer.state().join("platform");
    if chown(&file, Some(12_345), None).is_err() {
        // Only the administrator can give files away: then there is a folder of theirs to look at.
        let state = StateFolder::Exactly(computer.state());
        let root =
            VaultDependencies::in_folder(Path::new("/"), state, Arc::new(SystemRandom::new()));
        assert!(Vault::create(root, new_slots()).is_err());
        return;
    }
    assert_eq!(computer.exposed(), (Exposure::OfAnotherUser, file.clone()));
    chown(&file, Some(0), None).unwrap();
    let share = computer.home.path().join("share");
    chown(&share, Some(12_345), None).unwrap();
    assert_eq!(computer.exposed(), (Exposure::OfAnotherUser, share.canonicalize().unwrap()));
    chown(&share, Some(0), None).unwrap();
    drop(computer.open().unwrap());
}

#[test]
fn a_folder_behind_a_link_is_the_folder_itself_v42() {
    let computer = Computer::new();
    let link = computer.home.path().join("link");
    symlink(computer.data(), &link).unwrap();
    drop(open(parts(&link, &computer.state())).unwrap());
    allow(&computer.data(), 0o777);
    let error = open(parts(&link, &computer.state())).map(|_| ()).unwrap_err();
    let VaultError::Exposed(exposed) = error else { panic!("{error:?}") };
    assert_eq!((exposed.folder, exposed.place), (FolderKind::Vault, Place::Folder { up: 0 }));
    assert_eq!(FolderFile::Vault.name(), "vault");
}

#[test]
fn a_folder_without_its_state_says_that_the_device_key_is_missing_v63() {
    let computer = Computer::new();
    let (vault, elsewhere) = (computer.data().join("vault"), TempFolder::new());
    let data = elsewhere.path().join("data");
    make_own(&data);
    fs::copy(&vault, data.join("vault")).unwrap();
    let state = elsewhere.path().join("state");
    let missing = VaultError::DeviceKeyMissing { vault: computer.open().unwrap().id() };
    assert_eq!(open(parts(&data, &state)).err(), Some(missing));
    assert!(!state.exists(), "and nothing is made that would stand in the way of the real one");
    let info = probe(&parts(&data, &state), VaultFile::Current, NOW).unwrap().unwrap();
    let passcode = info.passcode.unwrap();
    assert!(passcode.device_key_missing && passcode.tries_left == 10);
    // With the key alone it opens, as a vault that this device does not know.
    make_own(&state);
    fs::copy(computer.state().join("device.key"), state.join("device.key")).unwrap();
    assert!(open(parts(&data, &state)).unwrap().is_read_only());
    // A key that is there and is no key is another matter.
    fs::write(state.join("device.key"), b"short").unwrap();
    assert!(!matches!(open(parts(&data, &state)), Err(VaultError::DeviceKeyMissing { .. })));
}

#[test]
fn handles_of_one_state_folder_count_together_v22() {
    let home = TempFolder::new();
    let state = StateFolder::Exactly(home.path().join("state"));
    let handles: Vec<_> = (0..4).map(|_| FolderDeviceState::new(state.clone())).collect();
    let handles: Vec<&dyn DeviceStateStore> = handles.iter().map(|one| one as _).collect();
    let key = "00112233445566778899aabbccddeeff/count";
    assert_eq!(handles[0].replace_if(key, None, &[0]), Ok(true));
    count_together(&handles, key, 12).unwrap();
    assert_eq!(handles[3].read(key), Ok(Some(vec![48])));
}
