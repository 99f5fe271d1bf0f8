//! What people's pictures do to codes beyond the first table: pages of codes, strong tilt, curl, dense
//! symbols, bright spots, torn edges.

use qrcode::EcLevel;

use crate::generator::{Scene, Symbol, View};
use crate::payloads::{PAYLOADS, payload};
use crate::raster::Raster;
use crate::rng::Rng;

pub(crate) const CLASSES: [&str; 7] = [
    "30 codes",
    "tilt to 60°",
    "curl",
    "dense, tilted",
    "bright spots",
    "torn finder",
    "torn timing",
];
pub(crate) const LEVELS: usize = 4;

/// A generated picture with the texts in it.
pub(crate) struct Hard {
    pub(crate) class: usize,
    pub(crate) level: usize,
    pub(crate) texts: Vec<String>,
    pub(crate) luma: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// All pictures in a fixed order, or those of the class whose name begins so.
pub(crate) fn of(class: Option<&str>) -> impl Iterator<Item = Hard> {
    let begin = class.unwrap_or_default().to_owned();
    let wanted = move |at: &usize| CLASSES[*at].starts_with(&begin);
    (0..CLASSES.len()).filter(wanted).flat_map(|class| {
        (0..LEVELS).flat_map(move |level| {
            let count = if class == 0 { 2 } else { PAYLOADS };
            (0..count).map(move |index| made(class, level, index))
        })
    })
}

/// Pixels a module of the tilted classes, so few that zxing-cpp reads about half of their codes.
const TILTED_SCALE: f32 = 3.2;
const DENSE_SCALE: f32 = 1.8;
const TILT: [f32; LEVELS] = [0.78, 0.88, 0.97, 1.05];
/// Half of the arc that the symbol covers, in radians.
const CURL: [f32; LEVELS] = [0.5, 0.75, 0.95, 1.15];
const DENSE_TILT: [f32; LEVELS] = [0.1, 0.25, 0.4, 0.55];
/// Pixels a module of a page of codes, and its blur in modules.
const PAGE: [(f32, f32); LEVELS] = [(4.0, 0.15), (3.0, 0.2), (2.4, 0.2), (2.0, 0.2)];
const SPOTS: [usize; LEVELS] = [4, 8, 14, 22];
/// Radius in modules of what covers a finder pattern.
const TORN: [f32; LEVELS] = [3.0, 4.0, 5.0, 6.0];
/// Modules across of what covers a timing pattern.
const STRIPE: [f32; LEVELS] = [1.2, 2.0, 3.0, 4.0];

fn made(class: usize, level: usize, index: usize) -> Hard {
    let mut rng = Rng::new((class * 1000 + level * 100 + index) as u64 ^ 0x4a4d);
    if class == 0 {
        return page(level, &mut rng);
    }
    let (text, correction) = if class == 3 { dense(index, &mut rng) } else { payload(index) };
    let symbol = Symbol::new(text.as_bytes(), correction);
    let size = symbol.size as f32;
    let scale = match class {
        1 => TILTED_SCALE,
        2 => 6.0,
        3 => DENSE_SCALE,
        _ => 4.0,
    };
    let (mut roll, mut pitch, mut yaw) =
        (rng.between(-0.2, 0.2), rng.between(-0.1, 0.1), rng.between(-0.1, 0.1));
    let turn = rng.between(0.0, std::f32::consts::TAU);
    match class {
        1 => {
            (roll, pitch, yaw) =
                (rng.between(-0.8, 0.8), TILT[level] * turn.sin(), TILT[level] * turn.cos())
        }
        3 => (pitch, yaw) = (DENSE_TILT[level] * turn.sin(), DENSE_TILT[level] * turn.cos()),
        _ => {}
    }
    let side = ((size + 8.0) * scale * 1.25) as usize + 60;
    let (width, height) = (side * 5 / 4, side);
    let view = View::new(size, (width as f32 / 2.0, height as f32 / 2.0), scale, roll, pitch, yaw);
    let scene = Scene { symbol: &symbol, ink: 25.0, paper: 230.0, page: 215.0 };
    let arc = (class == 2).then(|| size / 2.0 / CURL[level]);
    let mut raster = scene.draw_bent(width, height, &view, arc);
    let half = size / 2.0;
    match class {
        4 => {
            for _ in 0..SPOTS[level] {
                let (cx, cy) = (rng.between(-half, half), rng.between(-half, half));
                let reach = rng.between(0.8, 2.2) * (size / 40.0).max(0.8);
                raster.map(|x, y, v| {
                    let (mx, my) = view.module_at(x, y);
                    let far = ((mx - cx).powi(2) + (my - cy).powi(2)) / (reach * reach);
                    v + 320.0 * (-far).exp()
                });
            }
        }
        5 => {
            let corner = rng.below(3);
            let fx = if corner == 1 { half } else { -half };
            let fy = if corner == 2 { half } else { -half };
            let tone = if rng.below(2) == 0 { 60.0 } else { 215.0 };
            cover(&mut raster, &view, tone, |mx, my| (mx - fx).hypot(my - fy) < TORN[level] * 1.3);
        }
        6 => {
            let tone = if rng.below(2) == 0 { 60.0 } else { 215.0 };
            let (begin, length) = (rng.between(0.0, 0.3), rng.between(0.5, 0.7));
            let down = rng.below(2) == 0;
            cover(&mut raster, &view, tone, |mx, my| {
                let (along, across) = if down { (my, mx) } else { (mx, my) };
                let part = (along + half) / size - begin;
                (across + half - 6.5).abs() < STRIPE[level] / 2.0 && (0.0..length).contains(&part)
            });
        }
        _ => {}
    }
    let raster = raster.blurred(0.6).with_noise(4.0, &mut rng);
    Hard { class, level, texts: vec![text], luma: raster.bytes(), width, height }
}

fn cover(raster: &mut Raster, view: &View, tone: f32, inside: impl Fn(f32, f32) -> bool) {
    raster.map(|x, y, v| {
        let (mx, my) = view.module_at(x + 0.5, y + 0.5);
        if inside(mx, my) { tone } else { v }
    });
}

/// Versions 20 to 40.
fn dense(index: usize, rng: &mut Rng) -> (String, EcLevel) {
    let length = 800 + index * 250;
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let data: String = (0..length).map(|_| char::from(letters[rng.below(64) as usize])).collect();
    (format!("otpauth-migration://offline?data={data}"), EcLevel::L)
}

/// Thirty codes, six in a row, each a little off its place.
fn page(level: usize, rng: &mut Rng) -> Hard {
    let (scale, blur) = PAGE[level];
    let texts: Vec<String> = (0..30)
        .map(|i| {
            let length = 20 + rng.below(60) as usize;
            format!("https://example.com/{i}/{}", "x7Q".repeat(length / 3))
        })
        .collect();
    let symbols: Vec<Symbol> =
        texts.iter().map(|t| Symbol::new(t.as_bytes(), EcLevel::M)).collect();
    let pitch = symbols.iter().map(|s| s.size).max().unwrap_or(0) as f32 + 10.0;
    let (width, height) =
        ((pitch * 6.0 * scale) as usize + 80, (pitch * 5.0 * scale) as usize + 80);
    let turn = rng.between(-0.12, 0.12);
    let (pitch_by, yaw_by) = (rng.between(-0.2, 0.2), rng.between(-0.2, 0.2));
    let middle = (width as f32 / 2.0, height as f32 / 2.0);
    let view = View::new(pitch * 6.0, middle, scale, turn, pitch_by, yaw_by);
    let moved: Vec<(f32, f32)> =
        (0..30).map(|_| (rng.between(1.0, 5.0), rng.between(1.0, 5.0))).collect();
    let mut raster = Raster::filled(width, height, 0.0);
    raster.map(|x, y, _| {
        let mut sum = 0.0;
        for sub in 0..9_u8 {
            let (sx, sy) = (f32::from(sub % 3) / 3.0 + 0.17, f32::from(sub / 3) / 3.0 + 0.17);
            let (mx, my) = view.module_at(x + sx, y + sy);
            let (mx, my) = (mx / pitch + 3.0, my / pitch + 2.5);
            let inside = (0.0..6.0).contains(&mx) && (0.0..5.0).contains(&my);
            let at = if inside { my as usize * 6 + mx as usize } else { 0 };
            let (dx, dy) = moved[at];
            let dark = inside
                && symbols[at].at(mx.fract() * pitch - dx - 1.0, my.fract() * pitch - dy - 1.0)
                    == Some(true);
            sum += if dark { 25.0 } else { 225.0 };
        }
        sum / 9.0
    });
    let raster = raster.blurred(blur * scale + 0.2).with_noise(4.0, rng);
    Hard { class: 0, level, texts, luma: raster.bytes(), width, height }
}
