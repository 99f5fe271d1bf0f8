//! What the person changes while an automatic backup is being written.

use std::collections::BTreeMap;
use std::sync::Mutex;

use countersign_core::app::{Authenticator, Kept, NewPassphrase};
use countersign_core::device::{BackupFolder, FolderError};
use countersign_core::vault::{KdfParams, Unlock};

use crate::world::{World, platform_key, secret};

type Then = Box<dyn FnOnce() + Send>;

/// A folder in memory; something happens while a file is written there.
struct Slow {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    then: Mutex<Option<Then>>,
}

impl Slow {
    fn during(then: impl FnOnce() + Send + 'static) -> Self {
        Self { files: Mutex::default(), then: Mutex::new(Some(Box::new(then))) }
    }
}

impl BackupFolder for Slow {
    fn names(&self) -> Result<Vec<String>, FolderError> {
        Ok(self.files.lock().unwrap().keys().cloned().collect())
    }

    fn read(&self, name: &str, _limit: usize) -> Result<Vec<u8>, FolderError> {
        self.files.lock().unwrap().get(name).cloned().ok_or(FolderError::Failed)
    }

    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        if let Some(then) = self.then.lock().unwrap().take() {
            then();
        }
        self.files.lock().unwrap().insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), FolderError> {
        self.files.lock().unwrap().remove(name).map(drop).ok_or(FolderError::Failed)
    }
}

fn set_passphrase(app: &Authenticator, text: &str) {
    let new = NewPassphrase { passphrase: secret(text), kdf: KdfParams::FLOOR };
    app.transfer().set_backup_passphrase(Unlock::Platform, &new).unwrap();
}

async fn automatic() -> World {
    let world = World::enrolled().await;
    set_passphrase(&world.app, "lantern and harbour 42");
    world.app.transfer().start_auto_backup(Unlock::Platform, "/b".to_owned()).unwrap();
    world
}

#[tokio::test]
async fn a_backup_under_a_key_that_was_dropped_meanwhile_does_not_stay_v16_v80() {
    let world = automatic().await;
    let app = world.app.clone();
    let folder = Slow::during(move || {
        let kept = vec![Kept::Platform(platform_key().platform.unwrap())];
        app.vault().change_vault_key(Unlock::Platform, kept).unwrap();
    });
    assert_eq!(world.app.transfer().run_auto_backup(&folder).unwrap(), None);
    assert!(folder.names().unwrap().is_empty(), "whoever read the vault has its key");
}

#[tokio::test]
async fn a_backup_under_the_passphrase_before_gives_way_to_one_under_the_new_one_v80() {
    let world = automatic().await;
    let app = world.app.clone();
    let folder = Slow::during(move || set_passphrase(&app, "quay and crane of 1988"));
    assert_eq!(world.app.transfer().run_auto_backup(&folder).unwrap(), None);
    assert!(folder.names().unwrap().is_empty());
    world.clock.advance(1);
    assert!(world.app.transfer().run_auto_backup(&folder).unwrap().is_some(), "it is due at once");
    assert_eq!(folder.names().unwrap().len(), 1);
}
