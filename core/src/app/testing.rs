//! A phone and its sign-in service in memory: what the examples of this documentation stand on.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_qr::Found;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::account::{AccountId, Profile};
use crate::clock::FixedClock;
use crate::device::{BackupFolder, FolderError};
use crate::net::{Body, HttpRequest, InstantRuntime, Response, SendFuture, Transport};
use crate::push::adapter::Platform;
use crate::push::testing::{ISSUER, Issuer, SUB, account};
use crate::random::FixedRandom;
use crate::secret::{SecretBytes, SecretString};
use crate::url::Network;
use crate::vault::testing::{MemoryDeviceState, MemoryKey, MemoryStore};
use crate::vault::{KdfParams, NewPlatformSlot, VaultDependencies};

use super::adding::{Choice, Preview};
use super::dependencies::{Dependencies, Device};
use super::lifecycle::NewVault;
use super::polls::Asked;
use super::{Authenticator, InboxView};

/// What an example may fail with.
pub type Failed = Box<dyn Error>;

/// The number that the sign-in page shows.
pub const NUMBER: &str = "42";

/// The passcode of the phone.
pub const PASSCODE: &str = "an example of a passcode";

/// Text of the set-up code of the phone's first account.
pub const SHOP: &str = "otpauth://totp/Example%20Shop:ada%40shop.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example%20Shop";

/// Text of another set-up code.
pub const MAIL: &str =
    "otpauth://totp/Mail:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Mail";

/// The time on the phone's clock, which stands still.
const NOW: u64 = 1_764_000_010;

/// A secret text.
#[must_use]
pub fn secret(text: &str) -> SecretString {
    SecretString::new(text.to_owned())
}

/// What a platform hands in, in memory.
///
/// # Errors
/// When the device cannot make keys.
pub fn dependencies() -> Result<Dependencies, Failed> {
    Ok(around(Arc::new(Service::new()?)))
}

fn around(transport: Arc<dyn Transport>) -> Dependencies {
    let clock = FixedClock::at(NOW);
    Dependencies {
        vault: VaultDependencies {
            store: Arc::new(MemoryStore::new()),
            keys: Arc::new(MemoryKey::seeded(1)),
            device_state: Arc::new(MemoryDeviceState::new()),
            random: Arc::new(FixedRandom::seeded(2)),
            passcode_alone: false,
        },
        runtime: Arc::new(InstantRuntime::moving(clock.clone())),
        clock: Arc::new(clock),
        transport,
        network: Network::HttpsOnly,
        device: Device {
            name: "Ada's phone".to_owned(),
            platform: Platform::Test,
            app_version: "1.2.3".to_owned(),
            country: Some("NL".to_owned()),
        },
    }
}

/// How the phone's vault is unlocked: by a key of the platform and by [`PASSCODE`].
#[must_use]
pub fn ways() -> NewVault {
    NewVault {
        passcode: Some(secret(PASSCODE)),
        kdf: KdfParams::FLOOR,
        platform: Some(NewPlatformSlot { key_id: "unlock".to_owned(), user_presence: true }),
        no_person_key: false,
    }
}

/// A phone whose vault is open, with the account of [`SHOP`].
///
/// # Errors
/// Whatever the facade says.
pub async fn phone() -> Result<(Authenticator, AccountId), Failed> {
    over(dependencies()?).await
}

async fn over(outside: Dependencies) -> Result<(Authenticator, AccountId), Failed> {
    let app = Authenticator::new(outside);
    app.vault().create(ways())?;
    let preview = app.accounts().preview(SHOP.as_bytes()).await?;
    let added = app.accounts().add(preview, Choice::OnlyNew).await?;
    Ok((app, added.account.id))
}

/// The same with an account in use at a sign-in service.
///
/// # Errors
/// Whatever the facade says.
pub async fn registered_phone() -> Result<(Authenticator, AccountId, Service), Failed> {
    let service = Service::new()?;
    let (app, _) = over(around(Arc::new(service.clone()))).await?;
    let preview: Preview = app.accounts().preview(service.code().as_bytes()).await?;
    let added = app.accounts().add(preview, Choice::OnlyNew).await?;
    refresh(&app).await?;
    Ok((app, added.account.id, service))
}

/// Asks all services.
///
/// # Errors
/// Whatever the facade says.
pub async fn refresh(app: &Authenticator) -> Result<InboxView, Failed> {
    Ok(app.requests().refresh(Asked::ByItself, &|| {}).await?)
}

/// A file with one link a line, as other apps export them.
#[must_use]
pub fn links(links: &[&str]) -> SecretBytes {
    SecretBytes::new(links.join("\n").into_bytes())
}

/// What a camera sees of a code with this text.
#[must_use]
pub fn codes(text: &str) -> Vec<Found> {
    let Some(matrix) = countersign_qr::write(text.as_bytes()) else { return Vec::new() };
    let side = matrix.size.saturating_add(8).saturating_mul(4);
    let dark =
        |x: usize, y: usize| x >= 4 && y >= 4 && matrix.at(x.wrapping_sub(4), y.wrapping_sub(4));
    let pixel = |at: usize| if dark(at.wrapping_rem(side) / 4, at / side / 4) { 0 } else { 255 };
    let luma: Vec<u8> = (0..side.saturating_mul(side)).map(pixel).collect();
    let side = u32::try_from(side).unwrap_or_default();
    countersign_qr::scan_frame(&luma, side, side, side).unwrap_or_default()
}

/// A folder for backups.
#[derive(Debug, Default)]
pub struct MemoryFolder(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemoryFolder {
    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BackupFolder for MemoryFolder {
    fn names(&self) -> Result<Vec<String>, FolderError> {
        Ok(self.files().keys().cloned().collect())
    }

    fn read(&self, name: &str, _limit: usize) -> Result<Vec<u8>, FolderError> {
        self.files().get(name).cloned().ok_or(FolderError::Failed)
    }

    fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        self.files().insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), FolderError> {
        self.files().remove(name);
        Ok(())
    }
}

/// A sign-in service that speaks countersign+ and takes everything on trust.
#[derive(Debug, Clone)]
pub struct Service(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    issuer: Issuer,
    credential: String,
    requests: Vec<Value>,
    activity: Vec<Value>,
}

impl Service {
    fn new() -> Result<Self, Failed> {
        Ok(Self(Arc::new(Mutex::new(Inner {
            issuer: Issuer::new()?,
            credential: String::new(),
            requests: Vec::new(),
            activity: Vec::new(),
        }))))
    }

    /// Text of a set-up code that it shows.
    #[must_use]
    pub fn code(&self) -> String {
        let uri = format!("{ISSUER}{FETCH}{ENROLMENT}").replace(':', "%3A").replace('/', "%2F");
        format!("https://app.example/enroll#request_uri={uri}")
    }

    /// Somebody signs in now; the id of the request.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn ask(&self) -> Result<String, Failed> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut phone = account(Profile::Countersign { version: 1 })?;
        phone.credential_id.clone_from(&inner.credential);
        let cid = format!("1a6d6a0b-3385-4772-8eb8-0d2f4dbd25{:02}", inner.requests.len());
        let entry = inner.issuer.entry(&phone, NOW, &json!({ "cid": cid }));
        inner.requests.push(entry);
        Ok(cid)
    }

    /// What it says to a push about a request: a confirm token.
    #[must_use]
    pub fn push(&self, cid: &str) -> SecretString {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = inner.requests.iter().find(|entry| entry["cid"] == cid);
        secret(entry.and_then(|entry| entry["confirmToken"].as_str()).unwrap_or_default())
    }
}

impl Inner {
    fn answer(&mut self, path: &str, body: &str) -> (u16, Value) {
        let claims = claims_of(body);
        let done = |word: &str| (200, json!({ "status": word }));
        match path.rsplit('/').next().unwrap_or_default() {
            "certs" => (200, serde_json::from_str(&self.issuer.certs()).unwrap_or_default()),
            "token" => (200, json!({"access_token": "opaque", "expires_in": 300})),
            ENROLMENT => (200, json!(self.issuer.sign(&offer()))),
            "complete" => {
                let credential = claims["credentialId"].as_str();
                self.credential = credential.unwrap_or_default().to_owned();
                (200, json!({"status": "enrolled", "countersign": {"state": "claimed"}}))
            }
            "pending" => {
                let about = json!({"v": 1, "account": "active", "serverTime": NOW,
                    "minCore": null, "itContact": null});
                (200, json!({"challenges": self.requests, "countersign": about}))
            }
            "respond" => self.respond(&claims),
            "lockout" => (200, json!({"status": "locked_out", "itContact": contact()})),
            "push-provider" => done("updated"),
            "device" => done("unlinked"),
            "activity" => (200, json!({ "items": self.activity })),
            "revoke" => done("revoked"),
            _ => (404, json!({"error": "no such thing"})),
        }
    }

    fn respond(&mut self, claims: &Value) -> (u16, Value) {
        let found = self.requests.iter().position(|entry| entry["cid"] == claims["cid"]);
        let Some(place) = found else {
            return (404, json!({"error": "no such thing", "code": "unknown_request"}));
        };
        let asked = self.requests.remove(place);
        let outcome = if claims["action"] == "deny" { "denied" } else { "approved" };
        if outcome == "approved" && claims["userVerification"] != NUMBER {
            let error = "That was not the number.";
            return (
                403,
                json!({"error": error, "code": "wrong_number", "mismatches": 1, "paused": false}),
            );
        }
        self.activity.push(json!({"cid": asked["cid"], "at": NOW, "outcome": outcome,
            "clientName": "Mail", "ipAddress": null, "location": "Utrecht, Netherlands",
            "browser": "Firefox 140", "os": null, "revocable": outcome == "approved"}));
        (200, json!({ "status": outcome }))
    }
}

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> SendFuture<'_> {
        let path = request.url.split('?').next().unwrap_or_default();
        let body = match &request.body {
            Some(Body::Json(text) | Body::Form(text)) => text.expose(),
            None => "",
        };
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (status, said) = inner.answer(path, body);
        let text = said.as_str().map_or_else(|| said.to_string(), ToOwned::to_owned);
        let response = Response { status, headers: Vec::new(), body: text.into_bytes() };
        Box::pin(async { Ok(response) })
    }
}

fn offer() -> Value {
    json!({"iss": ISSUER, "aud": "demo", "realm": "demo", "sub": SUB, "username": "ada@example.org",
        "enrollmentId": ENROLMENT, "nonce": "abc+/DEF", "iat": NOW, "exp": NOW.saturating_add(600),
        "typ": "push-enroll-challenge", "countersign": {"profiles": [1], "organisation": "Example Org",
            "client": {"id": "countersign-app", "secret": "s3cret"}, "digits": 2,
            "features": ["report", "unlink", "activity"], "itContact": contact()}})
}

fn contact() -> Value {
    json!({"name": "IT desk", "phone": "+31 30 555 0100", "email": null, "url": null})
}

/// The claims of the JWS inside `{"token": ...}`; nothing is verified.
fn claims_of(body: &str) -> Value {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let part = body["token"].as_str().and_then(|token| token.split('.').nth(1));
    let bytes = BASE64URL_NOPAD.decode(part.unwrap_or_default().as_bytes()).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

const FETCH: &str = "/push-mfa/enroll/request-token/";
const ENROLMENT: &str = "5b0f9a50-6a9b-4a0b-8a5c-0f6c4c1e6b01";
