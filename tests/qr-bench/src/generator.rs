//! Codes as an enrolment page shows them, seen through a bad camera.
//!
//! 8 payloads x (13 distortions x 4 levels + 1 undistorted) = 424 cells. The levels are set so that
//! zxing-cpp reads about three of four cells.

use qrcode::{Color, EcLevel, QrCode};

use crate::payloads::{PAYLOADS, payload};
use crate::raster::Raster;
use crate::rng::Rng;

pub(crate) const DISTORTIONS: [&str; 13] = [
    "blur",
    "motion",
    "noise",
    "tilt",
    "small",
    "moire",
    "glare",
    "shade",
    "low light",
    "occlusion",
    "finder",
    "inverted",
    "phone",
];
pub(crate) const LEVELS: usize = 4;

/// One generated picture with the text that stands in it.
pub(crate) struct Cell {
    pub(crate) distortion: Option<usize>,
    pub(crate) level: usize,
    pub(crate) text: String,
    pub(crate) luma: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// All cells, in a fixed order.
pub(crate) fn cells() -> impl Iterator<Item = Cell> {
    (0..PAYLOADS).flat_map(|payload| {
        let distorted = (0..DISTORTIONS.len())
            .flat_map(|distortion| (0..LEVELS).map(move |level| (Some(distortion), level)));
        std::iter::once((None, 0))
            .chain(distorted)
            .map(move |(distortion, level)| cell(payload, distortion, level, USUAL))
    })
}

/// Cells beside the table: two pixels a module, so that half size does not show them, and blurred,
/// noisy or with a damaged finder pattern.
pub(crate) fn small_cells() -> impl Iterator<Item = Cell> {
    (0..PAYLOADS).flat_map(|payload| {
        SPOILT_SMALL.into_iter().flat_map(move |name| {
            let distortion = DISTORTIONS.iter().position(|d| *d == name);
            (0..LEVELS).map(move |level| cell(payload, distortion, level, SMALL))
        })
    })
}

const SPOILT_SMALL: [&str; 3] = ["blur", "noise", "finder"];
/// Pixels a module.
const USUAL: f32 = 4.0;
const SMALL: f32 = 2.0;

/// Where a module's plane lies in the picture: a homography from modules to pixels, inverted.
pub(crate) struct View {
    inverse: [f32; 9],
}

impl View {
    /// The centre of the symbol at `centre`, `scale` pixels a module, rolled in the plane by
    /// `roll` and turned out of it by `pitch` and `yaw` (radians), seen from `distance` modules.
    pub(crate) fn new(
        size: f32,
        centre: (f32, f32),
        scale: f32,
        roll: f32,
        pitch: f32,
        yaw: f32,
    ) -> Self {
        let distance = size * 2.2;
        let (sr, cr) = roll.sin_cos();
        let (sp, cp) = pitch.sin_cos();
        let (sy, cy) = yaw.sin_cos();
        // Columns of R = Rz(roll) Rx(pitch) Ry(yaw) for the plane's two axes.
        let x_axis = [cr * cy - sr * sp * sy, sr * cy + cr * sp * sy, -cp * sy];
        let y_axis = [-sr * cp, cr * cp, sp];
        let focal = scale * distance;
        let row = |i: usize, c: f32| {
            [focal * x_axis[i] + c * x_axis[2], focal * y_axis[i] + c * y_axis[2], c * distance]
        };
        let (a, b) = (row(0, centre.0), row(1, centre.1));
        let forward = [a[0], a[1], a[2], b[0], b[1], b[2], x_axis[2], y_axis[2], distance];
        Self { inverse: inverted(&forward) }
    }

    pub(crate) fn module_at(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.inverse;
        let w = m[6] * x + m[7] * y + m[8];
        ((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)
    }
}

fn inverted(m: &[f32; 9]) -> [f32; 9] {
    let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
    let determinant =
        m[0] * minor(4, 5, 7, 8) - m[1] * minor(3, 5, 6, 8) + m[2] * minor(3, 4, 6, 7);
    [
        minor(4, 5, 7, 8),
        -minor(1, 2, 7, 8),
        minor(1, 2, 4, 5),
        -minor(3, 5, 6, 8),
        minor(0, 2, 6, 8),
        -minor(0, 2, 3, 5),
        minor(3, 4, 6, 7),
        -minor(0, 1, 6, 7),
        minor(0, 1, 3, 4),
    ]
    .map(|v| v / determinant)
}

/// The symbol's modules, `true` for dark.
pub(crate) struct Symbol {
    pub(crate) size: usize,
    pub(crate) dark: Vec<bool>,
}

impl Symbol {
    pub(crate) fn new(text: &[u8], level: EcLevel) -> Self {
        let code = QrCode::with_error_correction_level(text, level)
            .unwrap_or_else(|error| unreachable!("payloads fit: {error}"));
        let size = code.width();
        Self { size, dark: code.to_colors().iter().map(|c| *c == Color::Dark).collect() }
    }

    /// Dark inside the symbol, light in the quiet zone, `None` on the page around it.
    pub(crate) fn at(&self, x: f32, y: f32) -> Option<bool> {
        let (size, x, y) = (self.size as i64, x.floor() as i64, y.floor() as i64);
        if (0..size).contains(&x) && (0..size).contains(&y) {
            return Some(self.dark[(y * size + x) as usize]);
        }
        ((-4..size + 4).contains(&x) && (-4..size + 4).contains(&y)).then_some(false)
    }
}

/// A page with lines of "text" and the symbol on it.
pub(crate) struct Scene<'a> {
    pub(crate) symbol: &'a Symbol,
    pub(crate) ink: f32,
    pub(crate) paper: f32,
    pub(crate) page: f32,
}

impl Scene<'_> {
    fn draw(&self, width: usize, height: usize, view: &View) -> Raster {
        self.draw_bent(width, height, view, None)
    }

    /// On a page that is bent around a cylinder of that radius, in modules.
    pub(crate) fn draw_bent(
        &self,
        width: usize,
        height: usize,
        view: &View,
        radius: Option<f32>,
    ) -> Raster {
        let mut out = Raster::filled(width, height, 0.0);
        let half = self.symbol.size as f32 / 2.0;
        for y in 0..height {
            for x in 0..width {
                let mut sum = 0.0;
                for sub in 0..16_u8 {
                    let sx = x as f32 + (f32::from(sub % 4) + 0.5) / 4.0;
                    let sy = y as f32 + (f32::from(sub / 4) + 0.5) / 4.0;
                    let (mx, my) = view.module_at(sx, sy);
                    let Some((mx, my)) = bent(mx, my, radius) else {
                        sum += 90.0;
                        continue;
                    };
                    sum += match self.symbol.at(mx + half, my + half) {
                        Some(true) => self.ink,
                        Some(false) => self.paper,
                        None => self.around(mx, my),
                    };
                }
                out.values[y * width + x] = sum / 16.0;
            }
        }
        out
    }

    /// Words of text above and below the symbol.
    fn around(&self, x: f32, y: f32) -> f32 {
        let line = (y / 4.0).floor();
        let inside = (y / 4.0).fract().abs() < 0.5;
        let mut rng = Rng::new((line as i64 as u64) ^ ((x / 1.5).floor() as i64 as u64) << 20);
        if inside && line as i64 % 2 == 0 && rng.below(100) < 55 { self.ink } else { self.page }
    }
}

/// The place on a bent page that is seen at a place of the flat one; `None` beside the cylinder. Its
/// sides are further away, and look smaller.
fn bent(x: f32, y: f32, radius: Option<f32>) -> Option<(f32, f32)> {
    let Some(radius) = radius else { return Some((x, y)) };
    let distance = radius * 4.0;
    let mut seen = x;
    let mut away = 1.0;
    for _ in 0..4 {
        if seen.abs() >= radius {
            return None;
        }
        let depth = radius - (radius * radius - seen * seen).sqrt();
        away = 1.0 + depth / distance;
        seen = x * away;
    }
    (seen.abs() < radius).then(|| (radius * (seen / radius).asin(), y * away))
}

/// Tuned once against zxing-cpp 3.1 (see the README for the counts).
struct Strength;

impl Strength {
    const BLUR: [f32; LEVELS] = [0.36, 0.42, 0.48, 0.54];
    const MOTION: [f32; LEVELS] = [0.9, 1.2, 1.5, 1.7];
    const NOISE: [f32; LEVELS] = [26.0, 36.0, 46.0, 58.0];
    const TILT: [f32; LEVELS] = [0.35, 0.55, 0.75, 0.95];
    const SMALL: [f32; LEVELS] = [2.0, 1.7, 1.5, 1.3];
    const MOIRE: [f32; LEVELS] = [30.0, 45.0, 60.0, 75.0];
    const GLARE: [f32; LEVELS] = [0.08, 0.10, 0.13, 0.16];
    const SHADE: [f32; LEVELS] = [0.4, 0.3, 0.22, 0.15];
    const LOW_LIGHT: [f32; LEVELS] = [0.28, 0.2, 0.15, 0.11];
    const OCCLUSION: [f32; LEVELS] = [0.08, 0.11, 0.14, 0.18];
    const FINDER: [f32; LEVELS] = [0.8, 1.0, 1.3, 1.8];
    const INVERTED: [f32; LEVELS] = [255.0, 190.0, 140.0, 100.0];
    const PHONE: [f32; LEVELS] = [0.4, 0.5, 0.6, 0.7];
}

fn cell(index: usize, distortion: Option<usize>, level: usize, usual: f32) -> Cell {
    let (text, correction) = payload(index);
    let symbol = Symbol::new(text.as_bytes(), correction);
    let seed = (index * 1000 + distortion.map_or(99, |d| d * 10) + level) as u64;
    let mut rng = Rng::new(seed);
    let name = distortion.map_or("", |d| DISTORTIONS[d]);
    let size = symbol.size as f32;

    let mut scale = usual;
    let (mut roll, mut pitch, mut yaw) =
        (rng.between(-0.15, 0.15), rng.between(-0.1, 0.1), rng.between(-0.1, 0.1));
    let mut scene = Scene { symbol: &symbol, ink: 25.0, paper: 230.0, page: 215.0 };
    match name {
        "tilt" => {
            let turn = rng.between(0.0, std::f32::consts::TAU);
            (pitch, yaw) = (Strength::TILT[level] * turn.sin(), Strength::TILT[level] * turn.cos());
            roll = rng.between(-0.8, 0.8);
        }
        "small" => scale = Strength::SMALL[level],
        "inverted" => {
            scene =
                Scene { symbol: &symbol, ink: Strength::INVERTED[level], paper: 30.0, page: 30.0 };
        }
        "phone" => {
            scale = 3.6;
            let turn = rng.between(0.0, std::f32::consts::TAU);
            (pitch, yaw) = (
                0.3 * Strength::PHONE[level] * turn.sin(),
                0.3 * Strength::PHONE[level] * turn.cos(),
            );
        }
        _ => {}
    }
    let side = ((size + 8.0) * scale * 1.25) as usize + 60;
    let (width, height) = (side * 5 / 4, side);
    let centre = (
        width as f32 / 2.0 + rng.between(-20.0, 20.0),
        height as f32 / 2.0 + rng.between(-10.0, 10.0),
    );
    let view = View::new(size, centre, scale, roll, pitch, yaw);
    let raster = scene.draw(width, height, &view);
    let raster = distorted(raster, name, level, &view, &symbol, scale, &mut rng);
    let sensor = raster.with_noise(2.0, &mut rng);
    Cell { distortion, level, text, luma: sensor.bytes(), width, height }
}

fn distorted(
    mut raster: Raster,
    name: &str,
    level: usize,
    view: &View,
    symbol: &Symbol,
    scale: f32,
    rng: &mut Rng,
) -> Raster {
    let size = symbol.size as f32;
    let half = size / 2.0;
    let (width, height) = (raster.width as f32, raster.height as f32);
    match name {
        "blur" => return raster.blurred(Strength::BLUR[level] * scale),
        "motion" => {
            let angle = rng.between(0.0, std::f32::consts::PI);
            return raster.moved(Strength::MOTION[level] * scale, angle);
        }
        "noise" => return raster.with_noise(Strength::NOISE[level], rng),
        "moire" => moire(&mut raster, Strength::MOIRE[level], scale, rng),
        "glare" => glare(
            &mut raster,
            Strength::GLARE[level] * size * scale,
            centre_of(view, rng, half, width, height),
            rng,
        ),
        "shade" => {
            // A hard-edged shadow across the symbol, and light falling off along it.
            let angle = rng.between(0.0, std::f32::consts::TAU);
            let (s, c) = angle.sin_cos();
            let dark = Strength::SHADE[level];
            raster.map(|x, y, v| {
                let along = ((x - width / 2.0) * c + (y - height / 2.0) * s) / width;
                let shadow = if along > 0.02 { dark } else { 1.0 };
                v * shadow * (1.0 - 0.5 * (along + 0.5).clamp(0.0, 1.0))
            });
        }
        "low light" => {
            let gain = Strength::LOW_LIGHT[level];
            raster.map(|_, _, v| 12.0 + v * gain);
            return raster.blurred(0.25 * scale).with_noise(5.0, rng);
        }
        "occlusion" => {
            // A thumb on an edge or a sticker inside, as dark as ink or as light as paper.
            let reach = Strength::OCCLUSION[level] * size;
            let (cx, cy) = (rng.between(-0.3, 0.3) * size, rng.between(0.1, 0.35) * size);
            let tone = if rng.below(2) == 0 { 60.0 } else { 200.0 };
            raster.map(|x, y, v| {
                let (mx, my) = view.module_at(x + 0.5, y + 0.5);
                let inside = ((mx - cx).powi(2) + (my - cy).powi(2)).sqrt() < reach;
                if inside { tone } else { v }
            });
        }
        "finder" => {
            // A scratch or a drop over one finder pattern.
            let reach = Strength::FINDER[level];
            let corner = rng.below(3);
            let fx = if corner == 1 { half - 3.5 } else { 3.5 - half };
            let fy = if corner == 2 { half - 3.5 } else { 3.5 - half };
            let (ox, oy) = (rng.between(-2.0, 2.0), rng.between(-2.0, 2.0));
            let tone = if rng.below(2) == 0 { 40.0 } else { 220.0 };
            raster.map(|x, y, v| {
                let (mx, my) = view.module_at(x + 0.5, y + 0.5);
                let inside = (mx - fx - ox).hypot(my - fy - oy) < reach;
                if inside { tone } else { v }
            });
        }
        "phone" => {
            let k = Strength::PHONE[level];
            moire(&mut raster, 22.0 * k, scale, rng);
            let at = centre_of(view, rng, half, width, height);
            glare(&mut raster, 0.07 * k * size * scale, at, rng);
            let angle = rng.between(0.0, std::f32::consts::TAU);
            raster.map(|x, y, v| {
                let along =
                    ((x / width - 0.5) * angle.cos() + (y / height - 0.5) * angle.sin()) + 0.5;
                v * (1.0 - 0.5 * k * along.clamp(0.0, 1.0)).max(0.05)
            });
            return raster
                .blurred((0.42 * k * scale).max(0.3))
                .moved(0.6 * k * scale, rng.between(0.0, std::f32::consts::PI))
                .with_noise(9.0 * k, rng);
        }
        _ => {}
    }
    raster
}

/// A point of the picture near the middle of the symbol.
fn centre_of(view: &View, rng: &mut Rng, half: f32, width: f32, height: f32) -> (f32, f32) {
    loop {
        let at = (rng.between(0.25, 0.75) * width, rng.between(0.25, 0.75) * height);
        let (x, y) = view.module_at(at.0, at.1);
        // Not on a finder pattern: those cells belong to the distortion of that name.
        let low = 9.0 - half;
        if x.abs() < half && y.abs() < half && !(x < low && y.abs() > -low || y < low && x > -low) {
            return at;
        }
    }
}

/// A lamp's reflection: saturated in the middle, fading out.
fn glare(raster: &mut Raster, radius: f32, at: (f32, f32), rng: &mut Rng) {
    let stretch = rng.between(0.6, 1.6);
    raster.map(|x, y, v| {
        let distance = ((x - at.0) * stretch).hypot((y - at.1) / stretch) / radius;
        v + 400.0 * (1.6 - distance).clamp(0.0, 1.0)
    });
}

/// The beat between a monitor's pixels and the sensor's: two crossed waves.
fn moire(raster: &mut Raster, depth: f32, scale: f32, rng: &mut Rng) {
    let waves: Vec<(f32, f32, f32)> = (0..2)
        .map(|_| {
            let angle = rng.between(0.0, std::f32::consts::PI);
            let length = rng.between(1.3, 4.0) * scale;
            let k = std::f32::consts::TAU / length;
            (angle.cos() * k, angle.sin() * k, rng.between(0.0, 6.0))
        })
        .collect();
    raster.map(|x, y, v| {
        v + waves.iter().map(|(a, b, p)| depth * 0.6 * (a * x + b * y + p).sin()).sum::<f32>()
    });
}

/// A camera frame of 1080p held before a monitor: a code somewhere in its middle, mildly spoilt.
pub(crate) fn frame_with_code(seed: u64) -> Cell {
    let mut rng = Rng::new(seed ^ 0xf00d);
    let (text, correction) = payload((seed % PAYLOADS as u64) as usize);
    let symbol = Symbol::new(text.as_bytes(), correction);
    let size = symbol.size as f32;
    let scale = rng.between(380.0, 760.0) / size;
    let (width, height) = (1920, 1080);
    let centre = (rng.between(780.0, 1140.0), rng.between(480.0, 600.0));
    let roll = rng.between(-0.2, 0.2);
    let view =
        View::new(size, centre, scale, roll, rng.between(-0.25, 0.25), rng.between(-0.25, 0.25));
    let scene = Scene { symbol: &symbol, ink: 35.0, paper: 215.0, page: 200.0 };
    let mut raster = scene.draw(width, height, &view);
    moire(&mut raster, 8.0, scale, &mut rng);
    let raster = raster.blurred(0.8).with_noise(5.0, &mut rng);
    Cell { distortion: None, level: 0, text, luma: raster.bytes(), width, height }
}

/// The same page with its text but without a code.
pub(crate) fn frame_without_code(seed: u64) -> Cell {
    let mut rng = Rng::new(seed ^ 0xbeef);
    let symbol = Symbol { size: 0, dark: Vec::new() };
    let (width, height) = (1920, 1080);
    let scale = rng.between(3.0, 12.0);
    let roll = rng.between(-0.2, 0.2);
    let view = View::new(90.0, (960.0, 540.0), scale, roll, rng.between(-0.2, 0.2), 0.1);
    let scene = Scene { symbol: &symbol, ink: 40.0, paper: 205.0, page: 205.0 };
    let mut raster = scene.draw(width, height, &view);
    moire(&mut raster, 8.0, scale, &mut rng);
    let raster = raster.blurred(0.8).with_noise(5.0, &mut rng);
    Cell { distortion: None, level: 0, text: String::new(), luma: raster.bytes(), width, height }
}
