//! Our core beside peers that do the same work, measured in turns. See README.md.

mod codes;
#[cfg(feature = "parse")]
mod parse;
mod saves;
mod texts;
mod timing;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    println!("| figure | ours | peer | ratio | reach |\n|---|---|---|---|---|");
    if is_wanted("codes") {
        codes::run()?;
    }
    #[cfg(feature = "parse")]
    if is_wanted("parse") {
        parse::run()?;
    }
    if is_wanted("saves") {
        saves::run()?;
    }
    Ok(())
}
