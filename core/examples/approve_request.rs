//! Sets up a phone at a sign-in service and answers its sign-in requests:
//!
//!     cargo run -p countersign-core --example approve_request -- 'https://...#request_uri=...'
//!
//! The argument is the text of the QR code that the service shows. `tests/e2e` runs it against the reference service.

use std::error::Error;
use std::future::Future;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::app::{
    Asked, Authenticator, Choice, DenyReason, Dependencies, Device, HttpTransport, Network,
    NewVault, Outcome, Platform, Preview, RequestView, SecretString, SystemClock, SystemRandom,
    TokioRuntime, Unlock, VaultDependencies,
};
use countersign_core::vault::StateFolder;

/// A phone with an account at the service: its facade and its passcode.
pub(crate) struct Phone {
    app: Authenticator,
    passcode: SecretString,
}

/// Makes a vault in `folder` and sets the account up.
///
/// # Errors
/// Whatever the facade says; it names what the person can do.
pub(crate) async fn set_up(
    folder: &Path,
    link: &str,
    network: Network,
) -> Result<Phone, Box<dyn Error>> {
    let state = StateFolder::Exactly(folder.join("state"));
    let app = Authenticator::new(Dependencies {
        vault: VaultDependencies::in_folder(
            &folder.join("vault"),
            state,
            Arc::new(SystemRandom::new()),
        ),
        clock: Arc::new(SystemClock),
        transport: Arc::new(HttpTransport::new(network, None)?),
        runtime: Arc::new(TokioRuntime),
        network,
        device: Device {
            name: "Example".to_owned(),
            platform: Platform::Test,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            country: None,
        },
    });
    let passcode = SecretString::new("an example of a passcode".to_owned());
    let kdf = Authenticator::calibrate()?;
    let new = NewVault { passcode: Some(passcode.duplicate()), kdf, ..NewVault::default() };
    app.vault().create(new)?;
    let preview = app.accounts().preview(link.as_bytes()).await?;
    // The host is what the person judges: it is the only thing that no one else can claim.
    if let Preview::Enrol(offer) = &preview {
        println!("this sets up an account at {}", offer.host);
    }
    app.accounts().add(preview, Choice::OnlyNew).await?;
    Ok(Phone { app, passcode })
}

/// Waits for the next request and answers it: YES with the number that `ask` gives, "No" when it gives none.
///
/// # Errors
/// Whatever the facade says.
pub(crate) async fn answer_next<A, F>(phone: &Phone, ask: A) -> Result<Outcome, Box<dyn Error>>
where
    A: FnOnce(RequestView) -> F,
    F: Future<Output = Option<SecretString>>,
{
    let requests = phone.app.requests();
    let request = loop {
        // An app draws the inbox here, and waits for a push or for its next poll.
        let inbox = requests.refresh(Asked::ByItself, &|| {}).await?;
        if let Some(front) = inbox.front() {
            break front.clone();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    let id = request.request.id.clone();
    requests.open(&id).await?;
    let answered = match ask(request).await {
        Some(number) => {
            requests.type_number(&id, &number)?;
            // Each YES takes an unlock of its own.
            requests.authorise(&id, Unlock::Passcode(&phone.passcode))?;
            requests.approve(&id).await?
        }
        None => requests.deny(&id, DenyReason::UnknownTrigger).await?,
    };
    Ok(answered.outcome.ok_or("it was not answered")?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let link = std::env::args().nth(1).ok_or("give the text of the QR code as the argument")?;
    let folder = std::env::temp_dir().join(format!("countersign-approve-{}", std::process::id()));
    // Loopback may be plain http, for a service on this machine.
    let phone = set_up(&folder, &link, Network::LoopbackHttpToo).await?;
    println!("waiting for a sign-in request");
    let outcome = answer_next(&phone, async |request| {
        print!("{} asks. Number (empty for \"No\"): ", request.request.issuer_host);
        std::io::stdout().flush().ok()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).ok()?;
        let number = line.trim();
        (!number.is_empty()).then(|| SecretString::new(number.to_owned()))
    })
    .await;
    std::fs::remove_dir_all(&folder)?;
    println!("outcome: {:?}", outcome?);
    Ok(())
}
