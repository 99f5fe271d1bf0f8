//! `add`: a code account, or an enrolment.

use countersign_core::app::{Added, AppError, Authenticator, Choice, Preview};
use countersign_core::qr;
use serde_json::json;

use super::accounts::account_json;
use crate::cli::Add;
use crate::input::{confirmed, read_file, read_text};
use crate::output::{Failure, Report};
use crate::session;
use countersign_core::text::isolated;

/// Adds what a text or a picture holds.
pub(crate) async fn run(phone: &Authenticator, args: &Add) -> Result<Report, Failure> {
    let text = payload(args)?;
    // What sets nothing up is refused before anybody types a passcode for it.
    phone.recognise(&text)?;
    session::open_or_create(phone)?;
    let preview = phone.preview(&text).await?;
    if let Preview::Enrol(offer) = &preview {
        let organisation = offer.organisation.as_deref().unwrap_or(&offer.host);
        let question = format!(
            "Add {} for {}? It will contact {}.",
            isolated(organisation),
            isolated(&offer.user),
            offer.host
        );
        if !args.yes && !confirmed(&question) {
            return Err(Failure::new(
                "refused",
                "Nothing was added. Answer the question with y, or use --yes.",
            ));
        }
    }
    let choice = if args.keep_both { Choice::KeepBoth } else { Choice::OnlyNew };
    let Added { account, .. } = phone.add(preview, choice).await.map_err(both_offered)?;
    let (issuer, label) = (isolated(&account.issuer), isolated(&account.label));
    let text = format!("Added {issuer} {label} ({})", account.id);
    Ok(Report::done(json!({ "account": account_json(&account) }), vec![text]))
}

/// What is there already can be added all the same: the sentence says how.
fn both_offered(error: AppError) -> Failure {
    let mut failure = Failure::from(error);
    if failure.kind == "duplicate" {
        failure.advice.push_str(" Use --keep-both to add it beside the other.");
    }
    failure
}

fn payload(args: &Add) -> Result<Vec<u8>, Failure> {
    let Some(picture) = &args.picture else {
        return read_text(args.text.as_deref().unwrap_or("-"));
    };
    let mut found = qr::scan_picture(&read_file(picture)?)
        .map_err(|error| Failure::new("malformed", error.to_string()))?;
    let several = |advice: String| Failure::new("several_codes", advice);
    match (args.pick, found.len()) {
        (_, 0) => Err(Failure::new("not_an_account", "No QR code was found in the picture.")),
        (None, 1) => Ok(found.remove(0).into_bytes()),
        (None, many) => Err(several(format!(
            "The picture holds {many} codes. Choose one with --pick 1 to --pick {many}."
        ))),
        (Some(nth), many) if nth >= 1 && nth <= many => Ok(found.remove(nth - 1).into_bytes()),
        (Some(_), many) => Err(several(format!("Choose with --pick 1 to --pick {many}."))),
    }
}
