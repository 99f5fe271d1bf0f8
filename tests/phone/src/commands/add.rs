//! `add`: a code account, or an enrolment.

use countersign_core::app::{Added, Authenticator, Choice, Preview};
use serde_json::json;

use super::accounts::account_json;
use super::pick::{self, Picked};
use crate::cli::Add;
use crate::input::{confirmed, read_text};
use crate::output::{Failure, Report};
use crate::session;

/// Adds what a text or a picture holds.
pub(crate) async fn run(phone: &Authenticator, args: &Add) -> Result<Report, Failure> {
    let (preview, others) = if args.picture.is_empty() {
        let text = read_text(args.text.as_deref().unwrap_or("-"))?;
        session::open_or_create(phone)?;
        (phone.preview(&text).await?, Vec::new())
    } else {
        let Picked { code, others } = pick::from_pictures(&args.picture, args.pick)?;
        session::open_or_create(phone)?;
        (phone.preview_code(&code).await?, others)
    };
    if let Preview::Enrol(offer) = &preview {
        let organisation = offer.organisation.as_deref().unwrap_or(&offer.host);
        let question =
            format!("Add {organisation} for {}? It will contact {}.", offer.user, offer.host);
        if !args.yes && !confirmed(&question) {
            return Err(Failure::new(
                "refused",
                "Nothing was added. Answer the question with y, or use --yes.",
            ));
        }
    }
    let choice = if args.keep_both { Choice::KeepBoth } else { Choice::OnlyNew };
    let Added { account, .. } = phone.add(preview, choice).await?;
    let mut text = vec![format!("Added {} {} ({})", account.issuer, account.label, account.id)];
    let mut value = json!({ "account": account_json(&account) });
    if !others.is_empty() {
        text.push(format!("Other codes in the picture: {}", others.join(", ")));
        let verdicts: Vec<_> = others.iter().map(|name| json!({ "verdict": name })).collect();
        value["others"] = json!(verdicts);
    }
    Ok(Report::done(value, text))
}
