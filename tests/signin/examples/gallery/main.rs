//! Draws every page of the sign-in service with made-up data, as files to look at:
//! `cargo run -p countersign-signin --example gallery -- OUT [en|nl]`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for developers")]

use std::path::Path;
use std::{env, fs};

use countersign_signin::Language;
use countersign_signin::pages::assets;

mod administration;
mod pages;
mod plain;
mod rows;

fn main() {
    let out = env::args().nth(1).expect("gallery OUT [en|nl]: the folder to write to");
    let language = env::args().nth(2).unwrap_or_else(|| "en".into());
    let language = Language::from_tag(&language).expect("the language is en or nl");
    let out = Path::new(&out);
    fs::create_dir_all(out.join("static")).unwrap();
    for asset in assets::ALL {
        fs::write(out.join(asset.path.trim_start_matches('/')), asset.body).unwrap();
    }
    fs::write(out.join("static/code.svg"), sample_code()).unwrap();
    let drawn = pages::all(language);
    for (name, html) in &drawn {
        // Addresses are relative here, so that the files work without a server; the pictures of
        // codes are replaced by one drawn once.
        let html = html
            .replace("=\"/static/", "=\"static/")
            .replace("/signin/setup/scan/qr.png?1", "static/code.svg")
            .replace("/signin/setup/other-app/qr.png?1", "static/code.svg")
            .replace("/signin/number/match.png?1", "static/code.svg")
            .replace("/realms/legacy/signin/code.png?1", "static/code.svg")
            .replace("/signin/setup/app/qr.png", "static/code.svg");
        fs::write(out.join(format!("{name}.html")), html).unwrap();
    }
    println!("{} pages in {}", drawn.len(), out.display());
}

/// A picture that looks like a code and holds nothing.
fn sample_code() -> String {
    let mut modules = String::new();
    let mut state: u32 = 0x2545_F491;
    for y in 0..33_u32 {
        for x in 0..33_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let corner = |cx: u32, cy: u32| {
                (x >= cx && x < cx + 7 && y >= cy && y < cy + 7).then(|| {
                    let (dx, dy) = (x.abs_diff(cx + 3), y.abs_diff(cy + 3));
                    dx.max(dy) != 2
                })
            };
            let dark = corner(0, 0).or_else(|| corner(26, 0)).or_else(|| corner(0, 26)).unwrap_or(
                state >> 31 == 1 && !(!(8..=24).contains(&x) && y < 8 || x < 8 && y > 24),
            );
            if dark {
                modules.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
            }
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 41 41\" width=\"328\" height=\"328\"><path fill=\"#fff\" d=\"M0 0h41v41H0z\"/><path d=\"{modules}\"/></svg>"
    )
}
