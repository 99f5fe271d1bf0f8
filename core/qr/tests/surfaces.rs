//! Codes on surfaces that are not seen straight on: around a cylinder, and tilted away.
#![allow(
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "tests: pixel arithmetic, sure values"
)]

use countersign_qr::{Scanner, scan_frame, testing};
use qrcode::{Color, EcLevel, QrCode};

const TEXT: &str = "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example";

/// How a code is held before the camera.
#[derive(Clone, Copy, Debug)]
struct Held {
    /// Half of the arc around a cylinder that the code covers; 0 is flat.
    arc: f32,
    /// Whether the cylinder lies, so that columns bend.
    lying: bool,
    /// How far around the cylinder the code's middle lies from the camera's, in radians.
    aside: f32,
    /// Turned in the picture, tipped back, and turned to the side, in radians.
    roll: f32,
    pitch: f32,
    yaw: f32,
    /// Pixels a module in the middle.
    module: f32,
}

const STRAIGHT: Held =
    Held { arc: 0.0, lying: false, aside: 0.0, roll: 0.0, pitch: 0.0, yaw: 0.0, module: 5.0 };

struct Picture {
    luma: Vec<u8>,
    side: usize,
}

impl Picture {
    fn of(text: &str, level: EcLevel, held: Held) -> Self {
        Self::changed(text, level, held, |_, _, _, tone| tone)
    }

    /// With brightness changed by the code's size, a place on it in modules, and what stands there.
    fn changed(
        text: &str,
        level: EcLevel,
        held: Held,
        change: impl Fn(f32, f32, f32, f32) -> f32,
    ) -> Self {
        let code = QrCode::with_error_correction_level(text, level).unwrap();
        let (size, colors) = (code.width(), code.to_colors());
        let dark = |x: f32, y: f32| {
            let (x, y) = (x.floor(), y.floor());
            let inside = |v: f32| v >= 0.0 && v < size as f32;
            inside(x) && inside(y) && colors[y as usize * size + x as usize] == Color::Dark
        };
        let half = size as f32 / 2.0;
        Self::drawn(size + 12, size, held, |u, v| {
            let (x, y) = (u + half, v + half);
            change(size as f32, x, y, if dark(x, y) { 30.0 } else { 220.0 })
        })
    }

    /// What lies on a square of `side` modules, by the place in modules from the middle, held so that one of
    /// `size` modules is seen from as far away as a code is.
    fn drawn(side: usize, size: usize, held: Held, on: impl Fn(f32, f32) -> f32) -> Self {
        let side = (side as f32 * held.module * 1.2) as usize;
        let pixel = |x: usize, y: usize| {
            let mut sum = 0.0;
            for sub in 0..9_u8 {
                let place = |at: usize, part: u8| at as f32 + (f32::from(part) + 0.5) / 3.0;
                let (px, py) = (place(x, sub % 3), place(y, sub / 3));
                let centred = |v: f32| (v - side as f32 / 2.0) / held.module;
                let at = seen(held, size as f32, centred(px), centred(py));
                sum += match at {
                    Some((u, v)) => on(u, v).min(255.0),
                    None => 120.0,
                };
            }
            (sum / 9.0) as u8
        };
        let luma = (0..side * side).map(|i| pixel(i % side, i / side)).collect();
        Self { luma, side }
    }

    /// What the first frame of a camera gives.
    fn first_live(&self) -> Vec<String> {
        let (width, height, stride) = self.size();
        let found = Scanner::new().scan(&self.luma, width, height, stride).unwrap();
        found.iter().map(|code| code.text().unwrap().to_owned()).collect()
    }

    fn size(&self) -> (u32, u32, u32) {
        (self.side as u32, self.side as u32, self.side as u32)
    }

    fn texts(&self) -> Vec<String> {
        let (width, height, stride) = self.size();
        let found = scan_frame(&self.luma, width, height, stride).unwrap();
        found.iter().map(|code| code.text().unwrap().to_owned()).collect()
    }
}

/// The place on the code, in modules from its middle, that a line of sight meets.
fn seen(held: Held, size: f32, x: f32, y: f32) -> Option<(f32, f32)> {
    let far = size * 2.5;
    let turned = |[x, y, z]: [f32; 3]| {
        let (s, c) = held.roll.sin_cos();
        let (x, y) = (x * c + y * s, y * c - x * s);
        let (s, c) = held.pitch.sin_cos();
        let (y, z) = (y * c + z * s, z * c - y * s);
        let (s, c) = held.yaw.sin_cos();
        let (x, z) = (x * c + z * s, z * c - x * s);
        if held.lying { [y, x, z] } else { [x, y, z] }
    };
    let ([ox, oy, oz], [dx, dy, dz]) = (turned([0.0, 0.0, -far]), turned([x, y, far]));
    let (u, v) = if held.arc == 0.0 {
        let part = -oz / dz;
        (part > 0.0).then_some((ox + part * dx, oy + part * dy))?
    } else {
        let radius = size / 2.0 / held.arc;
        let back = oz - radius;
        let (a, b) = (dx * dx + dz * dz, ox * dx + back * dz);
        let root = b * b - a * (ox * ox + back * back - radius * radius);
        let part = (root >= 0.0).then(|| (-b - root.sqrt()) / a)?;
        let (px, pz) = (ox + part * dx, back + part * dz);
        (radius * (px.atan2(-pz) - held.aside), oy + part * dy)
    };
    Some(if held.lying { (v, u) } else { (u, v) })
}

#[test]
fn codes_around_a_cylinder_are_read() {
    for arc in [0.5, 0.7, 0.9] {
        for lying in [false, true] {
            for (aside, roll, pitch, yaw) in [
                (0.0, 0.0, 0.0, 0.0),
                (0.0, 0.3, 0.15, -0.1),
                (0.1, -0.2, -0.1, 0.05),
                (-0.1, 1.2, 0.1, 0.1),
            ] {
                let held = Held { arc, lying, aside, roll, pitch, yaw, module: 6.0 };
                assert_eq!(Picture::of(TEXT, EcLevel::M, held).texts(), [TEXT], "{held:?}");
            }
        }
    }
}

#[test]
fn the_camera_reads_a_code_around_a_bottle_within_fourteen_frames() {
    let held = Held { arc: 0.8, roll: 0.1, module: 6.0, ..STRAIGHT };
    let picture = Picture::of(TEXT, EcLevel::M, held);
    let (width, height, stride) = picture.size();
    let mut scanner = Scanner::new();
    let read =
        (0..14).any(|_| !scanner.scan(&picture.luma, width, height, stride).unwrap().is_empty());
    assert!(read);
}

#[test]
fn codes_tilted_by_sixty_degrees_are_read() {
    for roll in [-0.8, -0.4, 0.0, 0.4, 0.8] {
        for (pitch, yaw) in [(1.05, 0.0), (0.0, 1.05), (-0.74, 0.74), (0.74, 0.74)] {
            let held = Held { roll, pitch, yaw, module: 6.0, ..STRAIGHT };
            let picture = Picture::of(TEXT, EcLevel::M, held);
            assert_eq!(picture.texts(), [TEXT], "{held:?}");
            assert_eq!(picture.first_live(), [TEXT], "{held:?}");
        }
    }
}

#[test]
fn modules_of_less_than_two_pixels_are_read_in_double_size() {
    let text = "B".repeat(1000);
    let double = testing::STAGES.iter().position(|name| *name == "double size").unwrap();
    for roll in [0.05, 0.2, 0.4] {
        let held = Held { roll, pitch: 0.2, module: 1.5, ..STRAIGHT };
        let picture = Picture::of(&text, EcLevel::L, held);
        let (found, bounded) =
            testing::scan_by(&picture.luma, picture.size(), |stage| stage == double).unwrap();
        assert!(bounded && found.len() == 1 && found[0].text() == Some(&*text), "{held:?}");
    }
}

#[test]
fn codes_with_a_covered_timing_pattern_are_read_in_the_first_frame() {
    let held = Held { roll: 0.15, pitch: 0.1, yaw: -0.1, module: 4.0, ..STRAIGHT };
    for text in ["otpauth://totp/Acme:ann?secret=7QZP3GZCKZD77ECA&issuer=Acme", &TEXT.repeat(3)] {
        for down in [false, true] {
            for wide in [2.0, 3.0] {
                let picture = Picture::changed(text, EcLevel::M, held, |size, x, y, tone| {
                    let (along, across) = if down { (y, x) } else { (x, y) };
                    let inside = (across - 6.5).abs() < wide / 2.0;
                    // Printed so that it looks a little like the opposite of the pattern.
                    let print = along < size / 2.0 && (along as usize).is_multiple_of(2);
                    match inside && (8.0..size - 8.0).contains(&along) {
                        true if print => 90.0,
                        true => 70.0,
                        false => tone,
                    }
                });
                assert_eq!(picture.first_live(), [text], "{down} {wide}");
                assert_eq!(picture.texts(), [text], "{down} {wide}");
            }
        }
    }
}

#[test]
fn what_reflections_hide_is_not_taken_for_light() {
    let text = TEXT.repeat(3);
    let held = Held { roll: 0.15, pitch: 0.1, yaw: -0.1, module: 4.0, ..STRAIGHT };
    for reach in [1.5, 2.0, 2.25] {
        let picture = Picture::changed(&text, EcLevel::M, held, |size, x, y, tone| {
            let lamp = |i: u8| {
                let i = f32::from(i);
                let (u, v) = ((i * 0.618).fract() * 0.7 + 0.15, (i + 0.5) / 16.0 * 0.6 + 0.25);
                let far = (x - u * size).powi(2) + (y - v * size).powi(2);
                600.0 * (-far / (reach * reach)).exp()
            };
            tone + (0..16).map(lamp).sum::<f32>()
        });
        assert_eq!(picture.texts(), [text.as_str()], "{reach}");
    }
}

#[test]
fn a_tilted_page_of_codes_is_read_to_the_last_one() {
    const ROW: usize = 7;
    let texts: Vec<String> =
        (0..ROW * ROW).map(|i| format!("https://example.com/{i}/q8Z")).collect();
    let codes: Vec<QrCode> = texts
        .iter()
        .map(|text| QrCode::with_error_correction_level(text, EcLevel::L).unwrap())
        .collect();
    let cell = codes[0].width() + 9;
    let held = Held { roll: 0.2, pitch: 0.4, yaw: 0.25, module: 2.0, ..STRAIGHT };
    let side = cell * ROW;
    let picture = Picture::drawn(side, side, held, |u, v| {
        let place = |at: f32| (at + side as f32 / 2.0).floor() as usize;
        let (x, y) = (place(u), place(v));
        let within = |at: usize| (at % cell).checked_sub(4);
        let code = codes.get(y / cell * ROW + x / cell).filter(|_| x < side);
        let dark = match (code, within(x), within(y)) {
            (Some(code), Some(x), Some(y)) if x < code.width() && y < code.width() => {
                code[(x, y)] == Color::Dark
            }
            _ => false,
        };
        if dark { 30.0 } else { 220.0 }
    });
    for mut read in [picture.texts(), picture.first_live()] {
        read.sort_by_key(|text| texts.iter().position(|known| known == text));
        assert_eq!(read, texts);
    }
}
