//! Nothing that the facade prints, logs or stores in the open holds a secret.

use std::fmt::Write;

use countersign_core::account::DenyReason;
use countersign_core::app::{
    AccountChange, Choice, ExportRequest, ImportOptions, NewPassphrase, Scanned,
};
use countersign_core::device::VaultFile;
use countersign_core::secret::SecretBytes;
use countersign_core::vault::export::Target;
use countersign_core::vault::testing::Fault as Disk;
use countersign_core::vault::{KdfParams, Unlock};
use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use crate::server::{CLIENT_SECRET, Fault, NUMBER, SEED};
use crate::world::{A, B, World, secret};

#[path = "../log_support/mod.rs"]
mod log_support;
use log_support::Log;

const KEY: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

#[tokio::test]
async fn a_full_run_prints_logs_and_stores_no_secret_v60() {
    let heard = Log::heard();
    let mut said = String::new();
    let mut secrets: Vec<String> = Vec::new();
    macro_rules! say {
        ($value:expr) => {{
            let value = $value;
            writeln!(said, "{value:?} {value:#?}").unwrap();
            value
        }};
    }
    macro_rules! fails {
        ($value:expr) => {{
            let error = $value.unwrap_err();
            writeln!(said, "{error:?} {error}").unwrap();
        }};
    }
    let world = World::new();
    say!(&world.app);
    say!(&world.outside.vault);
    let uri = format!("otpauth://totp/Acme:me?secret={KEY}&issuer=Acme");
    let offer = world.server.offer(1);
    secrets.extend([uri.clone(), "otpauth".into(), offer.clone()]);
    // Adding, with everything that can go wrong.
    say!(Scanned::from(uri.as_bytes()));
    let preview = say!(world.app.accounts().preview(uri.as_bytes()).await.unwrap());
    say!(world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap());
    let preview = world.app.accounts().preview(uri.as_bytes()).await.unwrap();
    fails!(world.app.accounts().add(preview, Choice::OnlyNew).await);
    for cut in 1..uri.len() {
        match world.app.accounts().preview(&uri.as_bytes()[..cut]).await {
            Ok(preview) => drop(say!(preview)),
            Err(error) => fails!(Err::<(), _>(error)),
        }
    }
    world.server.fault("/enroll/complete", Fault::Lost);
    let preview = say!(world.app.accounts().preview(offer.as_bytes()).await.unwrap());
    let added = say!(world.app.accounts().add(preview, Choice::OnlyNew).await.unwrap());
    let id = added.account.id;
    // Requests: wrong, right, denied, reported, lost.
    say!(world.asked(A).await);
    let unlocked = say!(world.app.vault().unlock(Unlock::Platform).unwrap());
    say!(unlocked);
    say!(world.app.requests().authorise(A, Unlock::Platform).unwrap());
    say!(world.app.requests().type_number(A, &secret("4")).unwrap());
    fails!(world.app.requests().approve(A).await);
    say!(world.app.requests().type_number(A, &secret(NUMBER)).unwrap());
    say!(world.app.requests().open(A).await.unwrap());
    for _ in 0..3 {
        world.server.fault("/respond", Fault::Lost);
    }
    say!(world.app.requests().approve(A).await.unwrap());
    say!(world.app.requests().retry(A).await.unwrap());
    say!(world.asked(B).await);
    say!(world.app.requests().deny(B, DenyReason::UnknownTrigger).await.unwrap());
    say!(world.app.requests().report(B, true).await.unwrap());
    world.store.inject(Disk::FullAfterBytes(0));
    fails!(world.app.accounts().rename(id, "Mine"));
    world.store.inject(Disk::None);
    // Living with it, and leaving: a note, a PIN, a recovery code, a backup, exports, a secret that is shown.
    let row = world.accounts().into_iter().find(|row| row.kind == "totp").unwrap();
    let (settings, transfer) = (world.app.settings(), world.app.transfer());
    let note = say!(AccountChange::Note("blue card 7391".to_owned()));
    settings.set(row.id, note).unwrap();
    say!(settings.details(row.id).unwrap());
    fails!(settings.set(row.id, say!(AccountChange::Pin(Some(secret("8264"))))));
    say!(settings.code(row.id, Some(&secret("8264")), None).unwrap());
    say!(settings.safety().unwrap());
    say!(settings.clock().unwrap());
    let shown = say!(settings.show_secret(row.id, Unlock::Platform).unwrap());
    say!(settings.show_picture(row.id, Unlock::Platform).unwrap());
    let recovery = say!(world.app.vault().new_recovery_code(Unlock::Platform).unwrap());
    fails!(world.app.vault().use_recovery_code(&recovery, [&secret("AAAA"), &secret("AAAA")]));
    let paper = recovery.text();
    let groups: Vec<&str> = paper.expose().split('-').collect();
    let typed = recovery.asked().map(|number| secret(groups[number - 1]));
    world.app.vault().use_recovery_code(&recovery, [&typed[0], &typed[1]]).unwrap();
    say!(world.app.vault().ways().unwrap());
    let passphrase =
        say!(NewPassphrase { passphrase: secret("lantern Käse 42"), kdf: KdfParams::FLOOR });
    let backup = say!(transfer.back_up(Unlock::Platform, Some(&passphrase)).unwrap());
    fails!(backup.check(b""));
    for target in Target::ALL {
        let password = Some(secret("lantern Käse 42"));
        let request = say!(ExportRequest { target, password, plain_agreed: true });
        say!(transfer.export(Unlock::Platform, &request).unwrap());
    }
    for text in ["lantern Käse 42", "another passphrase"] {
        let file = SecretBytes::copy_of(backup.file().expose());
        let options = ImportOptions { password: Some(secret(text)), ..ImportOptions::default() };
        match transfer.plan(file, say!(options)) {
            Ok(plan) => drop(say!(plan)),
            Err(error) => fails!(Err::<(), _>(error)),
        }
    }
    secrets.extend(["lantern".to_owned(), "another passphrase".to_owned(), "blue card".to_owned()]);
    secrets.extend([paper.expose().to_owned(), shown.expose().to_owned(), "8264".to_owned()]);
    let codes = say!(world.app.accounts().codes(None).unwrap());
    say!(world.app.accounts().list().unwrap());
    say!(world.app.requests().inbox().unwrap());
    world.app.vault().lock();
    fails!(world.app.accounts().codes(None));
    say!(world.app.vault().state().unwrap());

    // Codes, numbers, keys, tokens, every body and header that went out.
    secrets.extend(codes.iter().flat_map(|code| [code.code.clone(), code.next.clone()]).flatten());
    for base32 in [KEY, SEED] {
        let raw = BASE32_NOPAD.decode(base32.as_bytes()).unwrap();
        secrets.extend([base32.to_owned(), base32.to_lowercase()]);
        secrets.extend([HEXLOWER.encode(&raw), HEXUPPER.encode(&raw)]);
        secrets.extend([BASE64_NOPAD.encode(&raw), BASE64URL_NOPAD.encode(&raw)]);
        secrets.push(String::from_utf8_lossy(&raw).into_owned());
    }
    secrets.extend([CLIENT_SECRET.to_owned(), format!("\"{NUMBER}\"")]);
    for call in world.server.calls() {
        secrets.push(call.body.clone());
        secrets
            .extend(call.body.split(['"', '.']).filter(|part| part.len() > 40).map(str::to_owned));
        let sent = call
            .headers
            .iter()
            .filter(|(name, _)| ["dpop", "authorization"].contains(&name.as_str()));
        secrets.extend(sent.map(|(_, value)| value.clone()));
        if call.url.contains("request-token") {
            secrets.push(call.url);
        }
    }
    secrets.retain(|text| !text.is_empty());
    assert!(secrets.len() > 60);
    let log = heard.text();
    assert!(log.contains("/login/challenges/{cid}/respond") && log.contains("status=200"));
    assert!(said.len() > 10_000);
    for name in ["alice", "Example Org", "Acme", "idp.example", A, "203.0.113.7", "Utrecht"] {
        assert!(!log.contains(name), "the log holds {name}");
    }
    let file = world.store.bytes(VaultFile::Current).unwrap();
    let all = world.store.everything();
    for text in secrets {
        assert!(!log.contains(&text), "the log holds {text}");
        assert!(!said.contains(&text), "Debug or Display holds {text}");
        if text.len() >= 6 {
            let found =
                |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!found(&file) && !found(&all), "the disk holds {text}");
        }
    }
}
