//! Frames made to cost as much as possible.

use qrcode::EcLevel;

use crate::generator::Symbol;
use crate::rng::Rng;

/// A frame with its name in the table.
pub(crate) struct Hostile {
    pub(crate) name: String,
    pub(crate) luma: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// Every kind at 1080p and at 12 megapixels.
pub(crate) fn frames() -> Vec<Hostile> {
    let mut out = Vec::new();
    for (label, width, height) in [("1080p", 1920, 1080), ("12 MP", 4000, 3000)] {
        let mut add = |name: &str, luma: Vec<u8>| {
            out.push(Hostile { name: format!("{name}, {label}"), luma, width, height });
        };
        let paint = |pixel: &mut dyn FnMut(usize, usize) -> u8| -> Vec<u8> {
            (0..width * height).map(|i| pixel(i % width, i / width)).collect()
        };
        let mut rng = Rng::new(7);
        add("noise", paint(&mut |_, _| rng.next() as u8));
        let mut rng = Rng::new(8);
        let coarse: Vec<u8> = (0..(width / 4 + 1) * (height / 4 + 1))
            .map(|_| (rng.next() >> 63) as u8 * 255)
            .collect();
        add("noise of 4 px", paint(&mut |x, y| coarse[y / 4 * (width / 4 + 1) + x / 4]));
        for pitch in [1, 3, 8] {
            let name = format!("checkerboard of {pitch} px");
            add(&name, paint(&mut |x, y| if (x / pitch + y / pitch) % 2 == 0 { 0 } else { 255 }));
        }
        for module in [1, 2, 4] {
            let name = format!("tiled finders of {module} px");
            add(&name, paint(&mut |x, y| finder(x / module % 8, y / module % 8)));
        }
        // Finder patterns on a grid, each moved by up to two pixels and of its own size.
        let pitch = 44;
        let columns = width / pitch + 1;
        let mut rng = Rng::new(9);
        let jitter: Vec<(usize, usize, usize)> = (0..columns * (height / pitch + 1))
            .map(|_| (rng.below(3) as usize, rng.below(3) as usize, 3 + rng.below(3) as usize))
            .collect();
        add(
            "jittered finders",
            paint(&mut |x, y| {
                let (dx, dy, module) = jitter[y / pitch * columns + x / pitch];
                finder(
                    (x % pitch).saturating_sub(dx) / module,
                    (y % pitch).saturating_sub(dy) / module,
                )
            }),
        );
        let symbol = Symbol::new(b"HTTPS://EXAMPLE.COM/", EcLevel::L);
        let (columns, rows) = (22, 12);
        let (step_x, step_y) = (width / columns, height / rows);
        let module = (step_x.min(step_y) / (symbol.size + 8)).max(1);
        add(
            "264 codes",
            paint(&mut |x, y| {
                let (mx, my) =
                    ((x % step_x / module).wrapping_sub(4), (y % step_y / module).wrapping_sub(4));
                let dark =
                    mx < symbol.size && my < symbol.size && symbol.dark[my * symbol.size + mx];
                if dark { 0 } else { 255 }
            }),
        );
        // Real finder triples around modules of noise: every grid is sampled and none decodes.
        let mut rng = Rng::new(10);
        let noise: Vec<u8> = (0..64 * 64).map(|_| (rng.next() >> 63) as u8 * 255).collect();
        add(
            "codes without content",
            paint(&mut |x, y| {
                let (mx, my) = (x / 3 % 64, y / 3 % 64);
                match (mx < 8, mx > 48 && mx < 57, my < 8, my > 48 && my < 57) {
                    (true, _, true, _) => finder(mx, my),
                    (_, true, true, _) => finder(mx - 49, my),
                    (true, _, _, true) => finder(mx, my - 49),
                    _ if mx >= 57 || my >= 57 => 255,
                    _ => noise[my * 64 + mx],
                }
            }),
        );
    }
    out
}

fn finder(x: usize, y: usize) -> u8 {
    let ring = x.abs_diff(3).max(y.abs_diff(3));
    if ring == 2 || ring > 3 { 255 } else { 0 }
}
