//! A push account as bytes.

use super::bytes::{Malformed, Reader, Writer};
use super::codec::{WITH_LAST_FIELD, read_algorithm, read_digits, read_period, write_algorithm};
use crate::account::{
    ItContact, KeyRef, OtpSeed, Profile, PushAccount, PushProtocol, PushState, PushToken,
};

pub(super) fn write(w: &mut Writer, account: &PushAccount) {
    w.u8(match account.protocol {
        PushProtocol::Keycloak => PROTOCOL_KEYCLOAK,
        PushProtocol::PrivacyIdea => PROTOCOL_PRIVACYIDEA,
        PushProtocol::EduMfa => PROTOCOL_EDUMFA,
    });
    // Version 0 is the plain profile: countersign+ counts from 1.
    let profile = match account.profile {
        Profile::Plain => 0,
        Profile::Countersign { version: 0 } => {
            w.refuse();
            0
        }
        Profile::Countersign { version } => version,
    };
    w.u32(profile);
    w.u8(match account.state {
        PushState::Enrolling => 0,
        PushState::TryoutPending => 1,
        PushState::Active => 2,
        PushState::Paused => 3,
        PushState::Blocked => 4,
        PushState::Unlinked { certain: false } => 5,
        PushState::Unlinked { certain: true } => 6,
        PushState::RemovalPending => 7,
        PushState::SetUpAgain => 8,
        PushState::Off => 9,
    });
    w.text(&account.issuer);
    w.text(&account.realm);
    w.text(&account.sub);
    w.text(&account.username);
    w.option(account.organisation.as_deref(), Writer::text);
    w.text(&account.client_id);
    w.option(account.client_secret.as_ref(), |w, secret| w.text(secret.expose()));
    w.text(&account.credential_id);
    w.text(&account.device_id);
    w.text(&account.device_label);
    write_key(w, &account.key);
    w.texts(&account.features);
    w.option(account.it_contact.as_ref(), |w, contact| {
        for field in [&contact.name, &contact.phone, &contact.email, &contact.url] {
            w.option(field.as_deref(), Writer::text);
        }
    });
    w.option(account.otp.as_ref(), |w, seed| {
        w.bytes(seed.secret.expose());
        write_algorithm(w, seed.algorithm);
        w.u8(seed.digits.get());
        w.u32(seed.period.get());
    });
    w.option(account.completion.as_ref(), |w, text| w.text(text.expose()));
    w.flag(account.ever_listed);
    w.u32(account.wrong_in_row);
    w.u64(account.created);
    w.option(account.clock_offset, |w, seconds| w.raw(&seconds.to_be_bytes()));
    // Accounts of other protocols have none, and are written as they were before there was one.
    if account.protocol.is_pipush() {
        w.option(account.token.as_ref(), |w, token| {
            w.text(&token.url);
            w.bytes(&token.server_key);
        });
    }
    if let Some(key) = &account.next_key {
        write_key(w, key);
    }
}

/// Reads the account inside an entry of this version.
pub(super) fn read(r: &mut Reader<'_>, version: u8) -> Result<PushAccount, Malformed> {
    let protocol = match r.u8()? {
        PROTOCOL_KEYCLOAK => PushProtocol::Keycloak,
        PROTOCOL_PRIVACYIDEA => PushProtocol::PrivacyIdea,
        PROTOCOL_EDUMFA => PushProtocol::EduMfa,
        _ => return Err(Malformed::Broken),
    };
    Ok(PushAccount {
        protocol,
        profile: match r.u32()? {
            0 => Profile::Plain,
            version => Profile::Countersign { version },
        },
        state: match r.u8()? {
            0 => PushState::Enrolling,
            1 => PushState::TryoutPending,
            2 => PushState::Active,
            3 => PushState::Paused,
            4 => PushState::Blocked,
            5 => PushState::Unlinked { certain: false },
            6 => PushState::Unlinked { certain: true },
            7 => PushState::RemovalPending,
            8 => PushState::SetUpAgain,
            9 => PushState::Off,
            _ => return Err(Malformed::Broken),
        },
        issuer: r.text()?,
        realm: r.text()?,
        sub: r.text()?,
        username: r.text()?,
        organisation: r.option(Reader::text)?,
        client_id: r.text()?,
        client_secret: r.option(Reader::secret_text)?,
        credential_id: r.text()?,
        device_id: r.text()?,
        device_label: r.text()?,
        key: read_key(r)?,
        features: r.texts()?,
        it_contact: r.option(|r| {
            Ok(ItContact {
                name: r.option(Reader::text)?,
                phone: r.option(Reader::text)?,
                email: r.option(Reader::text)?,
                url: r.option(Reader::text)?,
            })
        })?,
        otp: r.option(|r| {
            Ok(OtpSeed {
                secret: r.secret()?,
                algorithm: read_algorithm(r)?,
                digits: read_digits(r)?,
                period: read_period(r)?,
            })
        })?,
        completion: r.option(Reader::secret_text)?,
        ever_listed: r.flag()?,
        wrong_in_row: r.u32()?,
        created: r.u64()?,
        clock_offset: match version {
            1 => None,
            _ => r.option(|r| r.array().map(i64::from_be_bytes))?,
        },
        token: match protocol {
            PushProtocol::Keycloak => None,
            PushProtocol::PrivacyIdea | PushProtocol::EduMfa => {
                r.option(|r| Ok(PushToken { url: r.text()?, server_key: r.bytes()? }))?
            }
        },
        next_key: if version < WITH_LAST_FIELD { None } else { Some(read_key(r)?) },
    })
}

fn write_key(w: &mut Writer, key: &KeyRef) {
    match key {
        KeyRef::Software { pkcs8 } => {
            w.u8(KEY_SOFTWARE);
            w.bytes(pkcs8.expose());
        }
        KeyRef::Hardware { id, public } => {
            w.u8(KEY_HARDWARE);
            w.text(id);
            w.bytes(public);
        }
    }
}

fn read_key(r: &mut Reader<'_>) -> Result<KeyRef, Malformed> {
    match r.u8()? {
        KEY_SOFTWARE => Ok(KeyRef::Software { pkcs8: r.secret()? }),
        KEY_HARDWARE => Ok(KeyRef::Hardware { id: r.text()?, public: r.bytes()? }),
        _ => Err(Malformed::Broken),
    }
}

const PROTOCOL_KEYCLOAK: u8 = 1;
const PROTOCOL_PRIVACYIDEA: u8 = 2;
const PROTOCOL_EDUMFA: u8 = 3;
const KEY_SOFTWARE: u8 = 1;
const KEY_HARDWARE: u8 = 2;
