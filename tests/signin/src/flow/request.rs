//! Making a request (PROTOCOL.md section 4.5) and the entry a phone is shown of it (4.3).

use serde_json::{Map, Value, json};

use super::{Event, Step, push};
use crate::Fault;
use crate::crypto::context;
use crate::outside::{token, uuid};
use crate::rules::number;
use crate::rules::request::{Purpose, Status};
use crate::store::devices::Device;
use crate::store::requests::{self, Request};
use crate::store::users::{self, User};

/// Where the browser is and what it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// Its address.
    pub(crate) ip: Option<String>,
    /// The place of it.
    pub(crate) location: Option<String>,
    /// The country of it.
    pub(crate) country: Option<String>,
    /// Name and version.
    pub(crate) browser: Option<String>,
    /// Its system.
    pub(crate) os: Option<String>,
}

/// What someone signs in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Service {
    /// Client id.
    pub(crate) id: &'static str,
    /// Name, as people know it.
    pub(crate) name: &'static str,
}

/// The cloud app.
pub(crate) const MAIL: Service = Service { id: "mail", name: "Mail" };
/// The admin page.
pub(crate) const ADMIN: Service = Service { id: "admin", name: "Administration" };

/// The phones of one's own account.
pub(crate) const PHONES: Service = Service { id: "phones", name: "Your phones" };

/// The service with an id; anything unknown is the cloud app.
pub(crate) fn service(id: &str) -> Service {
    if id == ADMIN.id { ADMIN } else { MAIL }
}

/// What a new request is about.
pub(crate) struct Asked<'a> {
    /// Whose.
    pub(crate) user: &'a User,
    /// The phone that is asked.
    pub(crate) device: &'a Device,
    /// The set-up that it tries out.
    pub(crate) enrolment: Option<&'a str>,
    /// Signing in to what.
    pub(crate) service: Service,
    /// From where.
    pub(crate) origin: &'a Origin,
}

/// Makes a request. An older sign-in request of the account is superseded, an older try-out of the
/// same set-up is cancelled; neither touches the other kind.
pub(crate) fn create(step: &Step<'_>, asked: &Asked<'_>) -> Result<Request, Fault> {
    let (purpose, status, event) = match asked.enrolment {
        None => (Purpose::Login, Status::Superseded, Event::Superseded),
        Some(_) => (Purpose::Tryout, Status::Cancelled, Event::Cancelled),
    };
    for older in requests::pending(step.db, &asked.user.id)? {
        if older.purpose == purpose && older.enrolment.as_deref() == asked.enrolment {
            step.end_request(&older, status, event, None)?;
        }
    }
    let random = step.realm.random.as_ref();
    let digits = step.realm.organisation.digits;
    let last_hour = requests::count_since(step.db, &asked.user.id, step.now - 3600)?;
    let mut request = Request {
        cid: uuid(random)?,
        user: asked.user.id.clone(),
        credential: asked.device.credential.clone(),
        enrolment: asked.enrolment.map(str::to_owned),
        purpose,
        number: Some(number::draw(random, digits)?),
        digits,
        status: Status::Pending,
        secret: token(random)?,
        created: step.now,
        expires: step.now + step.realm.organisation.request_life,
        resolved: None,
        client_id: asked.service.id.into(),
        client_name: asked.service.name.into(),
        ip: asked.origin.ip.clone(),
        location: asked.origin.location.clone(),
        country: asked.origin.country.clone(),
        browser: asked.origin.browser.clone(),
        os: asked.origin.os.clone(),
        last_hour: last_hour + 1,
        ctx: String::new(),
        confirm: String::new(),
    };
    request.ctx = context::digest(&displayed(step, &request, &asked.user.name));
    request.confirm = step.realm.key.sign(
        "JWT",
        &json!({
            "iss": step.realm.base, "credId": request.credential, "typ": 1, "ver": 1,
            "cid": request.cid, "iat": request.created, "exp": request.expires,
            "ctx": request.ctx,
        }),
    );
    requests::add(step.db, &request)?;
    if purpose == Purpose::Login {
        users::set_streak(step.db, &request.user, asked.user.streak.after_request(step.now))?;
    }
    push::ring(step, asked.device, &request)?;
    Ok(request)
}

/// The 18 members that `ctx` is made of.
fn displayed(step: &Step<'_>, request: &Request, username: &str) -> Map<String, Value> {
    let members = [
        ("v", json!(1)),
        ("iss", json!(step.realm.base)),
        ("userId", json!(request.user)),
        ("username", json!(username)),
        ("cid", json!(request.cid)),
        ("createdAt", json!(request.created)),
        ("expiresAt", json!(request.expires)),
        ("clientId", json!(request.client_id)),
        ("clientName", json!(request.client_name)),
        ("purpose", json!(request.purpose.word())),
        ("type", json!("pin")),
        ("pinLength", json!(request.digits)),
        ("ipAddress", json!(request.ip)),
        ("location", json!(request.location)),
        ("country", json!(request.country)),
        ("browser", json!(request.browser)),
        ("os", json!(request.os)),
        ("requestsLastHour", json!(request.last_hour)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The entry of the pending list: sections 2.4 and 4.3. The number is not in it.
pub(crate) fn entry(step: &Step<'_>, request: &Request, username: &str) -> Value {
    let mut entry = displayed(step, request, username);
    for only_in_ctx in ["v", "iss", "type", "pinLength"] {
        entry.remove(only_in_ctx);
    }
    entry.insert("userVerification".into(), json!({"type": "pin", "pinLength": request.digits}));
    entry.insert("confirmToken".into(), json!(request.confirm));
    Value::Object(entry)
}
