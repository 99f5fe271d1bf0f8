//! Moves all accounts to another device by an encrypted backup: `cargo run -p countersign-core --example move_vault`.
//!
//! Both devices are folders in a temporary place, which is deleted at the end.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use countersign_core::app::{
    Authenticator, Choice, Dependencies, Device, HttpTransport, ImportChoices, ImportOptions,
    Network, NewPassphrase, NewVault, Platform, SecretBytes, SecretString, SystemClock,
    SystemRandom, TokioRuntime, Unlock, VaultDependencies,
};
use countersign_core::vault::StateFolder;

fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

/// A device with a new, open vault.
fn device(folder: &Path, passcode: &SecretString) -> Result<Authenticator, Box<dyn Error>> {
    let state = StateFolder::Exactly(folder.join("state"));
    let app = Authenticator::new(Dependencies {
        vault: VaultDependencies::in_folder(
            &folder.join("vault"),
            state,
            Arc::new(SystemRandom::new()),
        ),
        clock: Arc::new(SystemClock),
        transport: Arc::new(HttpTransport::new(Network::HttpsOnly, None)?),
        runtime: Arc::new(TokioRuntime),
        network: Network::HttpsOnly,
        device: Device {
            name: "Example".to_owned(),
            platform: Platform::Test,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            country: None,
        },
    });
    let kdf = Authenticator::calibrate()?;
    app.vault().create(NewVault {
        passcode: Some(passcode.duplicate()),
        kdf,
        ..NewVault::default()
    })?;
    Ok(app)
}

async fn move_all(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let passcode = secret("an example of a passcode");
    let passphrase = secret("seven words that nobody else would choose");
    let old = device(&folder.join("old"), &passcode)?;
    for text in [
        "otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop",
        "otpauth://hotp/Bank:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Bank&counter=7",
    ] {
        let preview = old.accounts().preview(text.as_bytes()).await?;
        old.accounts().add(preview, Choice::OnlyNew).await?;
    }

    // Out: an unlock for this alone, the file, and the proof that it can be read where it now lies.
    let new =
        NewPassphrase { passphrase: passphrase.duplicate(), kdf: Authenticator::calibrate()? };
    let backup = old.transfer().back_up(Unlock::Passcode(&passcode), Some(&new))?;
    let path = folder.join("accounts.countersign");
    std::fs::write(&path, backup.file().expose())?;
    backup.check(&std::fs::read(&path)?)?;
    println!("{} accounts in the backup, {} left out", backup.accounts, backup.left_out.len());

    // In: what would be added is shown before anything is.
    let new = device(&folder.join("new"), &passcode)?;
    let options = ImportOptions { password: Some(passphrase), ..ImportOptions::default() };
    let plan = new.transfer().plan(SecretBytes::new(std::fs::read(&path)?), options)?;
    let report = new.transfer().commit(plan, &ImportChoices::default())?;
    println!("{} receipts", report.receipts.len());

    let codes = |app: &Authenticator| app.accounts().codes(None).map(|codes| codes.len());
    if codes(&old)? != codes(&new)? {
        return Err("the two devices do not have the same accounts".into());
    }
    Ok(codes(&new)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::temp_dir().join(format!("countersign-move-vault-{}", std::process::id()));
    let moved = move_all(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    println!("accounts on the new device: {}", moved?);
    Ok(())
}
