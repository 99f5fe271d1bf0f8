//! Adds a one-time-code account and prints its code: `cargo run -p countersign-core --example add_code`.
//!
//! With a text of your own: `... --example add_code -- 'otpauth://totp/Shop:ada?secret=...'`. The vault lies in a
//! temporary folder, which is deleted at the end.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use countersign_core::app::{
    Authenticator, Choice, Dependencies, Device, HttpTransport, Network, NewVault, Platform,
    Preview, SecretString, SystemClock, SystemRandom, TokioRuntime, VaultDependencies,
};
use countersign_core::vault::StateFolder;

const EXAMPLE: &str = "otpauth://totp/Example%20Shop:ada%40shop.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20Shop";

/// The facade over a folder. A phone hands in its own stores, keys, clock and country here.
fn authenticator(folder: &Path) -> Result<Authenticator, Box<dyn Error>> {
    let state = StateFolder::Exactly(folder.join("state"));
    Ok(Authenticator::new(Dependencies {
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
    }))
}

/// Shows what a text would add, adds it, and gives back what the list shows.
async fn add(app: &Authenticator, text: &str) -> Result<String, Box<dyn Error>> {
    let preview = app.accounts().preview(text.as_bytes()).await?;
    // A screen shows the preview, and adds when the person says so.
    if let Preview::Otp(account) = &preview {
        println!("would add {} ({})", account.issuer, account.label);
    }
    app.accounts().add(preview, Choice::OnlyNew).await?;
    let codes = app.accounts().codes(None)?;
    let row = codes.last().ok_or("it is not listed")?;
    Ok(row.code.clone().unwrap_or_default())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("countersign-add-code-{}", std::process::id()));
    let app = authenticator(&folder)?;
    let passcode = SecretString::new("an example of a passcode".to_owned());
    let kdf = Authenticator::calibrate()?;
    app.vault().create(NewVault { passcode: Some(passcode), kdf, ..NewVault::default() })?;
    let text = std::env::args().nth(1).unwrap_or_else(|| EXAMPLE.to_owned());
    let code = add(&app, &text).await;
    app.vault().lock();
    std::fs::remove_dir_all(&folder)?;
    println!("code: {}", code?);
    Ok(())
}
