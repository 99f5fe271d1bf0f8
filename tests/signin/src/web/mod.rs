//! The pages: plain forms that work without scripts. What they look like is in [`crate::pages`].

pub(crate) mod admin;
pub(crate) mod admin_changes;
pub(crate) mod admin_page;
pub(crate) mod app;
pub(crate) mod code;
pub(crate) mod confirm;
pub(crate) mod cookies;
pub(crate) mod events;
pub(crate) mod form;
pub(crate) mod guard;
pub(crate) mod log;
pub(crate) mod log_file;
pub(crate) mod look;
pub(crate) mod mail;
pub(crate) mod match_code;
pub(crate) mod note;
pub(crate) mod once;
pub(crate) mod outcome;
pub(crate) mod pass;
pub(crate) mod password_page;
pub(crate) mod phones;
pub(crate) mod png;
pub(crate) mod setup;
pub(crate) mod signin;
pub(crate) mod view;
pub(crate) mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::routing::{get, post};

use crate::pages::{assets, paths};
use crate::service::Inner;

/// Longest form that is read, in bytes.
const LONGEST_FORM: usize = 16 * 1024;

/// All routes of people.
pub(crate) fn routes() -> Router<Arc<Inner>> {
    let mut router = Router::new()
        .route(paths::SIGN_IN, get(password_page::stand).post(password_page::sign_in))
        .route(paths::TOO_OLD, get(form::too_old))
        .route(paths::RESTART, post(signin::restart))
        .route(paths::ONE_TIME_PASS, get(signin::page).post(pass::redeem))
        .route(paths::MORE_INFO, get(setup::page).post(setup::next))
        .route(paths::GET_APP, get(setup::page).post(setup::next))
        .route(paths::GET_APP_QR, get(setup::download_qr))
        .route(paths::CHOOSE_OTHER_APP, post(app::choose))
        .route(paths::OTHER_APP, get(signin::page).post(app::confirm))
        .route(paths::OTHER_APP_QR, get(app::qr))
        .route(paths::SET_UP, get(setup::page).post(setup::next))
        .route(paths::SCAN, get(signin::page).post(setup::scanned))
        .route(paths::SCAN_QR, get(setup::code_qr))
        .route(paths::NEW_CODE, post(setup::new_code))
        .route(paths::TRY_OUT, get(signin::page))
        .route(paths::TRY_AGAIN, post(setup::try_again))
        .route(paths::DONE, get(signin::page).post(setup::done))
        .route(paths::NUMBER, get(signin::page))
        .route(paths::WAITING, get(signin::page).post(signin::send_again))
        .route(paths::MATCH_QR, get(match_code::qr))
        .route(paths::SEND_AGAIN, post(signin::send_again))
        .route(paths::SEND_TO, post(phones::send_to))
        .route(paths::ANOTHER_WAY, post(code::another_way))
        .route(paths::USE_CODE, get(signin::page).post(code::enter))
        .route(paths::NO_CODE, post(code::back))
        .route(paths::CANCEL, post(signin::cancel))
        .route(paths::ENDED, get(signin::page))
        .route(paths::STAY_SIGNED_IN, get(signin::page).post(signin::stay))
        .route(paths::EVENTS, get(events::events))
        .route(paths::SIGN_OUT, post(mail::sign_out))
        .route(paths::MAIL, get(mail::mail))
        .route(paths::PHONES, get(phones::page))
        .route(paths::PHONES_ADD, post(phones::add))
        .route(paths::PHONES_REMOVE, post(phones::remove))
        .route(paths::PHONES_LEAVE, post(phones::leave))
        .route(paths::CONFIRM, get(confirm::page).post(confirm::ask))
        .route(paths::CONFIRM_BACK, post(confirm::back))
        .route(paths::CONFIRM_EVENTS, get(confirm::events))
        .route(paths::MARK, get(look::mark))
        .route(paths::ACCENTS, get(look::accents))
        .route(paths::ADMIN, get(admin::overview))
        .route(paths::ADMIN_SIGN_IN, get(admin::sign_in_page).post(admin::sign_in))
        .route(paths::ADMIN_SIGN_OUT, post(admin::sign_out))
        .route(paths::ADMIN_MFA, post(admin_changes::mfa))
        .route(paths::ADMIN_FORGET, post(admin_changes::forget))
        .route(paths::ADMIN_UNBLOCK, post(admin_changes::unblock))
        .route(paths::ADMIN_PASS, get(pass::show).post(pass::issue))
        .route(paths::ADMIN_CONFIRM, get(confirm::page).post(confirm::ask))
        .route(paths::ADMIN_MATCH_QR, get(match_code::qr))
        .route(paths::ADMIN_CONFIRM_BACK, post(confirm::back))
        .route(paths::ADMIN_CONFIRM_EVENTS, get(confirm::events))
        .route(paths::ADMIN_RESUME, post(admin_changes::resume))
        .route(paths::ADMIN_LOG, get(log::log))
        .route(paths::ADMIN_LOG_CSV, get(log_file::csv))
        .route(paths::ADMIN_LOG_JSON, get(log_file::json_lines))
        .layer(DefaultBodyLimit::max(LONGEST_FORM));
    for asset in assets::ALL {
        let reply = || async { ([(header::CONTENT_TYPE, asset.content_type)], asset.body) };
        router = router.route(asset.path, get(reply));
    }
    router
}
