//! `add`: a code account, or an enrolment.

use countersign_core::app::{AddError, Added, Authenticator, Choice, Conflict, Preview};
use serde_json::json;

use super::accounts::account_json;
use super::pick::{self, Picked};
use crate::cli::Add;
use crate::input::{confirmed, read_text};
use crate::output::{Failure, Report};
use crate::session;
use countersign_core::secret::SecretString;
use countersign_core::text::isolated;

/// Adds what a text or a picture holds.
pub(crate) async fn run(phone: &Authenticator, args: &Add) -> Result<Report, Failure> {
    // What sets nothing up is refused before anybody types a passcode for it.
    let (preview, others) = if let (Some(address), Some(code)) = (&args.address, &args.code) {
        let code = SecretString::new(typed(code)?);
        session::open_or_create(phone)?;
        (phone.services().preview_typed(address, &code).await?, Vec::new())
    } else if args.picture.is_empty() {
        let text = read_text(args.text.as_deref().unwrap_or("-"))?;
        phone.accounts().recognise(text.as_slice())?;
        session::open_or_create(phone)?;
        (phone.accounts().preview(text.as_slice()).await?, Vec::new())
    } else {
        let Picked { code, others } = pick::from_pictures(&args.picture, args.pick)?;
        phone.accounts().recognise(&code)?;
        session::open_or_create(phone)?;
        (phone.accounts().preview(&code).await?, others)
    };
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
    let choice = match (args.keep_both, args.replace) {
        (true, _) => Choice::KeepBoth,
        (false, true) => Choice::Replace,
        (false, false) => Choice::OnlyNew,
    };
    let Added { account, replaced } =
        phone.accounts().add(preview, choice).await.map_err(choices_offered)?;
    let (issuer, label) = (isolated(&account.issuer), isolated(&account.label));
    let mut text = vec![format!("Added {issuer} {label} ({})", account.id)];
    let mut value = json!({ "account": account_json(&account) });
    if let Some(old) = replaced {
        text.push(format!("It replaced {old}."));
        value["replaced"] = json!(old.to_string());
    }
    if !others.is_empty() {
        text.push(format!("Other codes in the picture: {}", others.join(", ")));
        let verdicts: Vec<_> = others.iter().map(|name| json!({ "verdict": name })).collect();
        value["others"] = json!(verdicts);
    }
    Ok(Report::done(value, text))
}

/// The code that was typed; what is no text is no code.
fn typed(code: &str) -> Result<String, Failure> {
    Ok(String::from_utf8(read_text(code)?).unwrap_or_default())
}

/// What is there already can be added all the same: the sentence says how.
fn choices_offered(error: AddError) -> Failure {
    let same_name = matches!(error, AddError::There { conflict: Conflict::SameName { .. } });
    let there = matches!(error, AddError::There { .. });
    let how = match (same_name, there) {
        (true, _) => {
            " Use --keep-both to add it beside the other, or --replace to put it in its place."
        }
        (false, true) => " Use --keep-both to add it beside the other.",
        (false, false) => "",
    };
    let mut failure = Failure::from(error);
    failure.advice.push_str(how);
    failure
}
