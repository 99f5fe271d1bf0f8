//! From a session to the page it stands on.

use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::{app, match_code, phones};
use crate::Fault;
use crate::flow::browser::wait_left;
use crate::flow::code::{self, has_codes};
use crate::flow::session::{enrolment_of, request_of, user_of};
use crate::flow::{Step, request};
use crate::pages::code::{CodeError, Taken, UseCode};
use crate::pages::error::{Problem, ProblemKind};
use crate::pages::number::{Ended, Ending, Number, Waiting};
use crate::pages::setup::{
    CodeEnd, CodeEnded, Done, GetApp, MoreInfo, OtherApp, Scan, SetUp, StoreLink, TryEnd, TryEnded,
    TryOut, Typed,
};
use crate::pages::signin::{OneTimePass, Stay};
use crate::pages::{Chrome, ItContact, OwnLook, paths};
use crate::rules::crockford;
use crate::rules::enrolment::{self, State};
use crate::rules::grant::Grant;
use crate::rules::mark::Mark;
use crate::rules::request::Status;
use crate::rules::stage::Stage;
use crate::rules::user::REMEMBERED;
use crate::service::{Inner, Realm};
use crate::store::sessions::Session;
use crate::store::{devices, requests};
use crate::texts::Language;

/// The page that a session stands on, and the hints for drawing it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hints {
    /// "Next" was pressed before the phone was seen.
    pub(crate) not_seen: bool,
    /// The download code stands open.
    pub(crate) show_qr: bool,
    /// What people type stands in the place of the set-up code.
    pub(crate) show_typed: bool,
    /// Something else was typed in place of the one-time pass.
    pub(crate) wrong_pass: bool,
    /// What was wrong with the last code.
    pub(crate) said: Option<CodeError>,
}

/// The address of a stage's page.
pub(crate) fn path(stage: Stage, service: &str) -> &'static str {
    match stage {
        Stage::SignIn => paths::SIGN_IN,
        Stage::Pass => paths::ONE_TIME_PASS,
        Stage::MoreInfo => paths::MORE_INFO,
        Stage::GetApp => paths::GET_APP,
        Stage::OtherApp => paths::OTHER_APP,
        Stage::SetUp => paths::SET_UP,
        Stage::Scan | Stage::CodeUsed | Stage::CodeLapsed => paths::SCAN,
        Stage::TryOut => paths::TRY_OUT,
        Stage::Success => paths::DONE,
        Stage::Number => paths::NUMBER,
        Stage::Waiting => paths::WAITING,
        Stage::Code => paths::USE_CODE,
        Stage::Stay => paths::STAY_SIGNED_IN,
        Stage::Denied
        | Stage::WrongNumber
        | Stage::Expired
        | Stage::Superseded
        | Stage::Blocked
        | Stage::Cancelled
        | Stage::Paused => paths::ENDED,
        Stage::SignedIn if service == request::ADMIN.id => paths::ADMIN,
        Stage::SignedIn => paths::MAIL,
    }
}

/// Draws the page that a session stands on.
pub(crate) fn draw(
    step: &Step<'_>,
    session: &Session,
    language: Language,
    hints: Hints,
) -> Result<String, Fault> {
    let chrome = chrome(step.realm, language, &session.csrf);
    match session.stage {
        // Their pages are drawn elsewhere.
        Stage::SignIn | Stage::SignedIn => Err(Fault::Store),
        Stage::Pass => {
            let user = user_of(step, session)?.name;
            render(&OneTimePass { chrome, user, not_right: hints.wrong_pass })
        }
        Stage::MoreInfo => render(&MoreInfo { chrome, user: user_of(step, session)?.name }),
        Stage::GetApp => {
            let further = session.allowed_by == Grant::Phone;
            render(&get_app(step.realm, chrome, hints.show_qr, further))
        }
        Stage::OtherApp => {
            let key = app::key(session).ok_or(Fault::Store)?;
            let user = user_of(step, session)?.name;
            // The picture's address must change with the key, but not tell what is in it.
            let key_id = crate::crypto::digest(key.as_bytes()).chars().take(12).collect();
            render(&OtherApp { chrome, user, key: grouped(&key), key_id, error: hints.said })
        }
        Stage::SetUp => render(&SetUp { chrome }),
        Stage::Scan => draw_scan(step, session, chrome, hints),
        Stage::CodeUsed => render(&code_ended(chrome, CodeEnd::Used)),
        Stage::CodeLapsed => {
            let enrolment = enrolment_of(step, session)?;
            let failed = enrolment.is_some_and(|enrolment| enrolment.state == State::Failed);
            let why = if failed { CodeEnd::Failed } else { CodeEnd::Lapsed };
            render(&code_ended(chrome, why))
        }
        Stage::TryOut => draw_try(step, session, chrome),
        Stage::Success => {
            let set_up = enrolment_of(step, session)?.and_then(|set_up| set_up.label);
            let device = set_up.or(session.phone.clone()).unwrap_or_default();
            let device = app::name(language, device);
            let days = u32::try_from(REMEMBERED / 86_400).unwrap_or(90);
            render(&Done { chrome, device, days })
        }
        Stage::Number => {
            let request = request_of(step, session)?.ok_or(Fault::Store)?;
            let user = user_of(step, session)?;
            render(&Number {
                chrome,
                again_in: seconds(wait_left(step, &user)?),
                has_codes: has_codes(step, &user)?,
                seconds_left: seconds(request.expires - step.now),
                phones: phones::others(step, &request, paths::SEND_TO)?,
                match_qr: match_code::address(session.kind, &request),
                number: request.number.ok_or(Fault::Store)?,
                user: user.name,
                service: service_name(session, language, request.client_name),
            })
        }
        Stage::Waiting => {
            let user = user_of(step, session)?;
            let seconds_left = seconds(wait_left(step, &user)?);
            let has_codes = has_codes(step, &user)?;
            let phones = phones::next(step, session, paths::SEND_TO)?;
            render(&Waiting { chrome, seconds_left, phones, has_codes, user: user.name })
        }
        Stage::Code => draw_code(step, session, chrome, hints),
        Stage::Stay => render(&Stay { chrome, user: user_of(step, session)?.name }),
        Stage::Denied => ended(step, session, chrome, Ending::Denied),
        Stage::WrongNumber => ended(step, session, chrome, Ending::WrongNumber),
        Stage::Expired => ended(step, session, chrome, Ending::Expired),
        Stage::Superseded => ended(step, session, chrome, Ending::Superseded),
        Stage::Blocked => ended(step, session, chrome, Ending::Blocked),
        Stage::Cancelled => ended(step, session, chrome, Ending::Cancelled),
        Stage::Paused => ended(step, session, chrome, Ending::Paused),
    }
}

/// What is signed in to, as the page says it. Phones have their name of it from the request.
fn service_name(session: &Session, language: Language, name: String) -> String {
    if session.service == request::ADMIN.id {
        language.text("confirm.administration").written()
    } else {
        name
    }
}

fn ended(step: &Step<'_>, session: &Session, chrome: Chrome, why: Ending) -> Result<String, Fault> {
    let has_codes = has_codes(step, &user_of(step, session)?)?;
    render(&Ended { chrome, why, has_codes })
}

fn draw_code(
    step: &Step<'_>,
    session: &Session,
    chrome: Chrome,
    hints: Hints,
) -> Result<String, Fault> {
    let user = user_of(step, session)?;
    let taken = match code::taken(&user, step.now) {
        code::Taken::Now => Taken::Now,
        code::Taken::In(left) => Taken::In(seconds(left)),
        code::Taken::NoMore => Taken::NoMore,
    };
    let has_phone = !devices::active(step.db, &user.id)?.is_empty();
    render(&UseCode { chrome, user: user.name, has_phone, error: hints.said, taken })
}

/// What went wrong outside a sign-in; [`draw_problem`] makes the page of it, in the visitor's language.
pub(crate) fn problem(status: StatusCode, what: ProblemKind) -> Response {
    (status, Extension(what)).into_response()
}

/// The plain page for what went wrong outside a sign-in, where a reply says that something did.
pub(crate) fn draw_problem(inner: &Inner, language: Language, mut response: Response) -> Response {
    let Some(what) = response.extensions_mut().remove::<ProblemKind>() else { return response };
    let chrome = chrome(&inner.realm, language, "");
    let html = render(&Problem { chrome, what, origin: String::new() });
    let mut page = (response.status(), Html(html.unwrap_or_default())).into_response();
    page.headers_mut().extend(response.headers_mut().drain());
    page
}

/// The page under another host name. It may be read by whoever owns that name, so it does not say
/// whose service this is.
pub(crate) fn wrong_host(inner: &Inner, language: Language) -> Response {
    let chrome = Chrome {
        language,
        own: OwnLook::default(),
        organisation: language.text("problem.stranger").written(),
        it_contact: ItContact::default(),
        csrf: String::new(),
        base: String::new(),
    };
    let what = ProblemKind::WrongHost;
    let html = render(&Problem { chrome, what, origin: inner.origin.clone() });
    (StatusCode::MISDIRECTED_REQUEST, Html(html.unwrap_or_default())).into_response()
}

/// What stands around every page.
pub(crate) fn chrome(realm: &Realm, language: Language, csrf: &str) -> Chrome {
    let it = &realm.organisation.it_contact;
    let look = &realm.organisation.look;
    Chrome {
        language,
        own: OwnLook {
            mark: look.mark.as_ref().map(Mark::media_type),
            accents: look.accents.is_some(),
        },
        organisation: realm.organisation.name.clone(),
        it_contact: ItContact {
            name: it.name.clone(),
            phone: it.phone.clone(),
            email: it.email.clone(),
            url: it.url.clone(),
        },
        csrf: csrf.to_owned(),
        base: String::new(),
    }
}

/// The same behind a proxy that takes this path away.
pub(crate) fn chrome_at(realm: &Realm, language: Language, csrf: &str, base: &str) -> Chrome {
    Chrome { base: base.to_owned(), ..chrome(realm, language, csrf) }
}

/// Renders a template.
pub(crate) fn render(page: &impl Template) -> Result<String, Fault> {
    page.render().map_err(|_| Fault::Store)
}

/// Seconds that are left, as pages take them.
pub(crate) fn seconds(left: i64) -> u32 {
    u32::try_from(left.max(0)).unwrap_or(u32::MAX)
}

/// A key in groups of four, as people type it.
fn grouped(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + key.len() / 4);
    for (at, c) in key.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

fn minutes() -> u32 {
    u32::try_from(enrolment::LIFE / 60).unwrap_or(10)
}

fn get_app(realm: &Realm, chrome: Chrome, show_qr: bool, further: bool) -> GetApp {
    let link = |(name, url): &(String, String)| StoreLink { name: name.clone(), url: url.clone() };
    GetApp {
        chrome,
        stores: realm.organisation.stores.iter().map(link).collect(),
        download_url: realm.organisation.download_url.clone(),
        show_qr,
        further,
    }
}

fn code_ended(chrome: Chrome, why: CodeEnd) -> CodeEnded {
    CodeEnded { chrome, why, minutes: minutes() }
}

fn draw_scan(
    step: &Step<'_>,
    session: &Session,
    chrome: Chrome,
    hints: Hints,
) -> Result<String, Fault> {
    let enrolment = enrolment_of(step, session)?.ok_or(Fault::Store)?;
    let not_seen = hints.not_seen && enrolment.state == State::Issued;
    // The picture's address must change with the code, but not tell what is in it.
    let code_id = crate::crypto::digest(enrolment.id.as_bytes()).chars().take(12).collect();
    let typed = enrolment.typed.filter(|_| enrolment.state == State::Issued);
    let typed = typed.map(|code| Typed {
        address: step.realm.base.clone(),
        code: crockford::grouped(&code),
        shown: hints.show_typed,
    });
    render(&Scan { chrome, minutes: minutes(), not_seen, seen: enrolment.label, code_id, typed })
}

fn draw_try(step: &Step<'_>, session: &Session, chrome: Chrome) -> Result<String, Fault> {
    let request = request_of(step, session)?.ok_or(Fault::Store)?;
    let why = match request.status {
        Status::Pending => return draw_try_out(step, session, chrome, request),
        Status::WrongNumber => TryEnd::WrongNumber,
        Status::Denied | Status::LockedOut => TryEnd::Denied,
        Status::Approved | Status::Expired | Status::Superseded | Status::Cancelled => {
            TryEnd::Expired
        }
    };
    render(&TryEnded { chrome, why })
}

fn draw_try_out(
    step: &Step<'_>,
    session: &Session,
    chrome: Chrome,
    request: requests::Request,
) -> Result<String, Fault> {
    let device = devices::by_credential(step.db, &request.credential)?;
    render(&TryOut {
        chrome,
        device: device.map(|device| device.label).unwrap_or_default(),
        seconds_left: seconds(request.expires - step.now),
        match_qr: match_code::address(session.kind, &request),
        number: request.number.ok_or(Fault::Store)?,
    })
}
