//! Which code of one or more pictures `add` takes.

use countersign_core::payload;
use countersign_core::payload::choice::{self, Choice};
use countersign_core::qr::{self, Characters, Collected, Found, Parts};
use countersign_core::url::Network;

use crate::input::read_file;
use crate::output::Failure;

/// The code to add, and what the others are.
pub(crate) struct Picked {
    pub(crate) code: Found,
    pub(crate) others: Vec<&'static str>,
}

/// Reads all pictures and takes the code that sets something up, or the one that is asked for.
pub(crate) fn from_pictures(files: &[String], pick: Option<usize>) -> Result<Picked, Failure> {
    let mut codes = Vec::new();
    let mut parts = Parts::new();
    let mut waiting = None;
    for file in files {
        let found = qr::scan_picture(&read_file(file)?).map_err(|error| {
            let too_large =
                matches!(error, qr::QrError::TooLarge { .. } | qr::QrError::TooManyBytes { .. });
            Failure::new(if too_large { "too_large" } else { "malformed" }, error.to_string())
        })?;
        for code in found {
            match parts.add(&code) {
                None => codes.push(code),
                Some(Collected::Whole(text)) => {
                    waiting = None;
                    codes.push(text);
                }
                Some(Collected::Waiting { index, count, missing }) => {
                    waiting = Some(part_of_several(index, count, &missing));
                }
                Some(Collected::Refused(error)) => {
                    return Err(Failure::new("part_of_several", error.to_string()));
                }
            }
        }
    }
    chosen(codes, pick, waiting)
}

fn chosen(
    mut codes: Vec<Found>,
    pick: Option<usize>,
    waiting: Option<Failure>,
) -> Result<Picked, Failure> {
    let many = codes.len();
    let several = |advice: String| Err(Failure::new("several_codes", advice));
    let take = match (pick, choice::choose(&codes)) {
        (Some(nth), _) if nth >= 1 && nth <= many => nth - 1,
        (Some(_), Choice::Take(_) | Choice::Ask(_)) => {
            return several(format!("Choose with --pick 1 to --pick {many}."));
        }
        (None, Choice::Take(at)) => {
            let sets_up = choice::CodeKind::of(&codes[at]) == choice::CodeKind::SetsUp;
            match waiting {
                // What a part belongs to may be the set-up that a store code stands beside.
                Some(waiting) if !sets_up => return Err(waiting),
                _ => at,
            }
        }
        (None, Choice::Ask(places)) => {
            let numbers: Vec<String> = places.iter().map(|at| (at + 1).to_string()).collect();
            return several(format!(
                "The picture holds {} codes that can be added. Choose one with --pick {}.",
                places.len(),
                numbers.join(" or --pick ")
            ));
        }
        (_, Choice::Nothing) => {
            let none = || Failure::new("not_an_account", "No QR code was found in the picture.");
            return Err(waiting.unwrap_or_else(none));
        }
    };
    let code = codes.remove(take);
    if let Characters::Unsupported(set) = code.characters {
        return Err(Failure::new(
            "unsupported_character_set",
            format!(
                "The code is written in character set {set}, which is not known here. Ask the service for its key and type that in."
            ),
        ));
    }
    let others = codes.iter().filter(|other| other.bytes != code.bytes).map(verdict).collect();
    Ok(Picked { code, others })
}

fn part_of_several(index: u8, count: u8, missing: &[u8]) -> Failure {
    let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
    Failure::new(
        "part_of_several",
        format!(
            "This is part {index} of {count} of a code; part {} is missing. Nothing was added. Give the other pictures too, each with --picture.",
            missing.join(", ")
        ),
    )
}

fn verdict(code: &Found) -> &'static str {
    match code.text() {
        Some(text) => payload::classify_code(text, Network::HttpsOnly).name(),
        None => "not_an_account",
    }
}
