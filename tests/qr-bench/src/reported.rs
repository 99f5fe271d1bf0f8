//! Pictures of the kinds that people report, made here. A picture counts as read if all its texts are
//! there and no other. The peers are given its brightness on white paper, as an app would hand it over.

use std::io::Cursor;

use countersign_qr::testing::writer::{Matrix, Segment, parts_of, symbol};
use countersign_qr::{Characters, Picture};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use crate::readers::{Reader, Runner};

/// A kind with its pictures: encoded, with the texts in them.
struct Kind {
    name: &'static str,
    pictures: Vec<(Vec<u8>, Vec<String>)>,
}

type Colour = [u8; 4];
const BLACK: Colour = [0, 0, 0, 255];
const WHITE: Colour = [255, 255, 255, 255];
const NOTHING: Colour = [0, 0, 0, 0];

/// Symbols in a picture: each with its upper left corner, the pixels of its module, its ink and paper, and
/// the modules of paper around it.
struct Placed<'a> {
    symbol: &'a Matrix,
    at: (u32, u32),
    module: u32,
    ink: Colour,
    paper: Colour,
    border: u32,
}

fn sheet(size: (u32, u32), page: Colour, placed: &[Placed<'_>]) -> RgbaImage {
    let mut out = RgbaImage::from_pixel(size.0, size.1, Rgba(page));
    for one in placed {
        let side = one.symbol.size as u32 + 2 * one.border;
        for y in 0..side * one.module {
            for x in 0..side * one.module {
                let (column, row) = (x / one.module, y / one.module);
                let place = |at: u32| at.wrapping_sub(one.border) as usize;
                let dark = one.symbol.at(place(column), place(row));
                let colour = if dark { one.ink } else { one.paper };
                if one.at.0 + x < size.0 && one.at.1 + y < size.1 {
                    out.put_pixel(one.at.0 + x, one.at.1 + y, Rgba(colour));
                }
            }
        }
    }
    out
}

fn png(image: RgbaImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    drop(DynamicImage::ImageRgba8(image).write_to(&mut bytes, ImageFormat::Png));
    bytes.into_inner()
}

fn plain(text: &str) -> Matrix {
    written(&[Segment::Bytes(text.into())])
}

fn written(segments: &[Segment]) -> Matrix {
    symbol(segments, 3).unwrap_or_else(|| unreachable!("the texts of the bench fit"))
}

/// One symbol in black on white, with the standard's border.
fn alone(symbol: &Matrix, module: u32) -> RgbaImage {
    let side = (symbol.size as u32 + 8) * module;
    let placed = Placed { symbol, at: (0, 0), module, ink: BLACK, paper: WHITE, border: 4 };
    sheet((side, side), WHITE, &[placed])
}

fn account(name: &str) -> String {
    format!("otpauth://totp/{name}:noor?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer={name}")
}

fn kinds() -> Vec<Kind> {
    vec![
        several("two codes, modules of different size"),
        store("a large store code beside a small one"),
        page("60 small codes on a page"),
        declared("a declared character set"),
        undeclared("ISO 8859-1 or Shift JIS, undeclared"),
        hanzi("hanzi mode"),
        parts("a text in parts, all in the picture"),
        dark("no white border on a dark page"),
        clear("light modules on nothing"),
        equal("colours of equal brightness"),
        cut("a PNG without its end"),
    ]
}

fn several(name: &'static str) -> Kind {
    let (old, new) = (account("Old"), account("New"));
    let (first, second) = (plain(&old), plain(&new));
    let pictures = [(8, 3), (3, 8), (2, 10), (12, 2), (5, 4), (16, 3)]
        .map(|(a, b)| {
            let width = (first.size as u32 + 8) * a + (second.size as u32 + 8) * b;
            let height = (first.size as u32 + 8) * a.max(b);
            let at = |x| (x, 0);
            let beside = (first.size as u32 + 8) * a;
            let placed = [
                Placed {
                    symbol: &first,
                    at: at(0),
                    module: a,
                    ink: BLACK,
                    paper: WHITE,
                    border: 4,
                },
                Placed {
                    symbol: &second,
                    at: at(beside),
                    module: b,
                    ink: BLACK,
                    paper: WHITE,
                    border: 4,
                },
            ];
            (png(sheet((width, height), WHITE, &placed)), vec![old.clone(), new.clone()])
        })
        .to_vec();
    Kind { name, pictures }
}

fn store(name: &'static str) -> Kind {
    let link = "https://apps.apple.com/app/id000";
    let (store, code) = (plain(link), plain(&account("Bank")));
    let pictures = [(12, 2), (16, 2), (20, 3), (24, 4)]
        .map(|(a, b)| {
            let large = (store.size as u32 + 8) * a;
            let (width, height) = (large * 2, large + 40);
            let placed = [
                Placed {
                    symbol: &store,
                    at: (0, 20),
                    module: a,
                    ink: BLACK,
                    paper: WHITE,
                    border: 4,
                },
                Placed {
                    symbol: &code,
                    at: (large + large / 2, large / 2),
                    module: b,
                    ink: BLACK,
                    paper: WHITE,
                    border: 4,
                },
            ];
            (png(sheet((width, height), WHITE, &placed)), vec![link.to_owned(), account("Bank")])
        })
        .to_vec();
    Kind { name, pictures }
}

fn page(name: &'static str) -> Kind {
    let texts: Vec<String> = (0..60).map(|i| format!("https://example.com/{i}")).collect();
    let symbols: Vec<Matrix> = texts.iter().map(|text| plain(text)).collect();
    let pictures = [2, 3, 5]
        .map(|module| {
            let pitch = (symbols[0].size as u32 + 8) * module;
            let placed: Vec<Placed<'_>> = symbols
                .iter()
                .zip(0_u32..)
                .map(|(symbol, i)| Placed {
                    symbol,
                    at: (i % 10 * pitch, i / 10 * pitch),
                    module,
                    ink: BLACK,
                    paper: WHITE,
                    border: 4,
                })
                .collect();
            (png(sheet((pitch * 10, pitch * 6), WHITE, &placed)), texts.clone())
        })
        .to_vec();
    Kind { name, pictures }
}

fn in_sets(name: &'static str, texts: &[(Vec<Segment>, &str)]) -> Kind {
    let pictures = texts
        .iter()
        .map(|(segments, text)| (png(alone(&written(segments), 5)), vec![(*text).to_owned()]))
        .collect();
    Kind { name, pictures }
}

fn declared(name: &'static str) -> Kind {
    let set = |number: u32, bytes: &[u8]| {
        vec![Segment::CharacterSet(number), Segment::Bytes(bytes.to_vec())]
    };
    in_sets(
        name,
        &[
            (set(3, b"otpauth://totp/Zo\xeb"), "otpauth://totp/Zoë"),
            (set(4, b"\xa3\xf3d\xbc"), "Łódź"),
            (set(7, b"otpauth://totp/\xb1\xd0\xdd\xda"), "otpauth://totp/Банк"),
            (set(8, b"\xc8\xe6\xe3"), "بنك"),
            (set(9, b"\xf4\xf1\xdc\xf0\xe5\xe6\xe1"), "τράπεζα"),
            (set(10, b"\xe1\xf0\xf7"), "בנק"),
            (set(17, b"5 \xa4"), "5 €"),
            (set(20, b"\x8b\xe2\x8ds"), "銀行"),
            (set(22, b"\xc1\xe0\xed\xea"), "Банк"),
            (set(25, b"\0o\0t\0p\x92\x80\x88\x4c"), "otp銀行"),
            (set(26, "銀行".as_bytes()), "銀行"),
            (set(29, b"\xd2\xf8\xd0\xd0"), "银行"),
            (set(32, b"\xd2\xf8\xd0\xd0"), "银行"),
        ],
    )
}

fn undeclared(name: &'static str) -> Kind {
    let bytes = |bytes: &[u8]| vec![Segment::Bytes(bytes.to_vec())];
    in_sets(
        name,
        &[
            (
                bytes(b"otpauth://totp/B\xe4ckerei \xd6l:zo\xeb@post.example"),
                "otpauth://totp/Bäckerei Öl:zoë@post.example",
            ),
            (bytes(b"Stra\xdfe 5"), "Straße 5"),
            (bytes(b"Jos\xe9@a Andr\xe9@b"), "José@a André@b"),
            (bytes(b"\x8a\xbf\x8e\x9a\x82\xcc"), "漢字の"),
            (bytes(b"\xc3\xde\xbb\xdeQR"), "ﾃﾞｻﾞQR"),
        ],
    )
}

fn hanzi(name: &'static str) -> Kind {
    in_sets(
        name,
        &[
            (vec![Segment::Hanzi(vec![0xcae9, 0xb6c1, 0xb0d9, 0xb1e9])], "书读百遍"),
            (
                vec![
                    Segment::Letters(vec![24, 29, 25]),
                    Segment::Hanzi(vec![0xd2f8, 0xd0d0, 0xa1a3]),
                ],
                "OTP银行。",
            ),
        ],
    )
}

fn parts(name: &'static str) -> Kind {
    let text = account("Desk");
    let pictures = [40, 25, 12]
        .map(|length| {
            let symbols: Vec<Matrix> =
                parts_of(text.as_bytes(), length).iter().map(|part| written(part)).collect();
            let side = symbols.iter().map(|s| s.size as u32).max().unwrap_or(0) * 4 + 32;
            let placed: Vec<Placed<'_>> = symbols
                .iter()
                .zip(0_u32..)
                .map(|(symbol, i)| Placed {
                    symbol,
                    at: (i * side, 0),
                    module: 4,
                    ink: BLACK,
                    paper: WHITE,
                    border: 4,
                })
                .collect();
            let width = side * symbols.len() as u32;
            (png(sheet((width, side), WHITE, &placed)), vec![text.clone()])
        })
        .to_vec();
    Kind { name, pictures }
}

fn dark(name: &'static str) -> Kind {
    let text = account("Dark");
    let symbol = plain(&text);
    let mut pictures = Vec::new();
    for page in [0, 18, 60] {
        for border in [0, 1] {
            for module in [3, 6, 10] {
                let side = (symbol.size as u32 + 2) * module + 300;
                let page = [page, page, page, 255];
                let at = (170, 120);
                let placed =
                    Placed { symbol: &symbol, at, module, ink: BLACK, paper: WHITE, border };
                pictures.push((png(sheet((side + 60, side), page, &[placed])), vec![text.clone()]));
            }
        }
    }
    Kind { name, pictures }
}

fn clear(name: &'static str) -> Kind {
    let text = account("Clear");
    let symbol = plain(&text);
    let side = (symbol.size as u32 + 8) * 6;
    let pictures = [WHITE, [250, 240, 215, 255], [120, 220, 255, 255], [255, 255, 255, 200]]
        .map(|ink| {
            let placed =
                Placed { symbol: &symbol, at: (0, 0), module: 6, ink, paper: NOTHING, border: 4 };
            (png(sheet((side, side), NOTHING, &[placed])), vec![text.clone()])
        })
        .to_vec();
    Kind { name, pictures }
}

fn equal(name: &'static str) -> Kind {
    let text = account("Colour");
    let symbol = plain(&text);
    let side = (symbol.size as u32 + 8) * 6;
    let opaque = |[r, g, b]: [u8; 3]| [r, g, b, 255];
    let pictures =
        [([200, 0, 0], [0, 102, 0]), ([0, 60, 255], [97, 60, 0]), ([255, 80, 90], [0, 200, 125])]
            .map(|(ink, paper)| {
                let (ink, paper) = (opaque(ink), opaque(paper));
                let placed =
                    Placed { symbol: &symbol, at: (0, 0), module: 6, ink, paper, border: 4 };
                (png(sheet((side, side), paper, &[placed])), vec![text.clone()])
            })
            .to_vec();
    Kind { name, pictures }
}

fn cut(name: &'static str) -> Kind {
    let text = account("Cut");
    let symbol = plain(&text);
    let whole = png(alone(&symbol, 6));
    let pictures = [1, 12, 16, 40]
        .map(|missing| (whole[..whole.len().saturating_sub(missing)].to_vec(), vec![text.clone()]))
        .to_vec();
    Kind { name, pictures }
}

/// A table with a row for each kind.
pub(crate) fn compare(readers: &[Reader], runner: &mut Runner) {
    println!("\nReported kinds, pictures read whole\n");
    print!("| kind | pictures |");
    readers.iter().for_each(|reader| print!(" {} |", reader.name()));
    println!("\n|---|---|{}", "---|".repeat(readers.len()));
    for kind in kinds() {
        print!("| {} | {} |", kind.name, kind.pictures.len());
        for reader in readers {
            let read = kind
                .pictures
                .iter()
                .filter(|(bytes, texts)| is_read(*reader, bytes, texts, runner));
            print!(" {} |", read.count());
        }
        println!();
    }
}

fn is_read(reader: Reader, bytes: &[u8], expected: &[String], runner: &mut Runner) -> bool {
    let Ok(picture) = Picture::decode(bytes) else { return false };
    let mut texts: Vec<Vec<u8>> = if reader == Reader::Still {
        // All that a picture has beside its brightness, as the command reads it.
        let found = picture.scan().unwrap_or_default();
        let whole = found.into_iter().filter(|code| code.part.is_none());
        whole
            .filter(|code| code.characters != Characters::Bytes)
            .map(|code| code.into_bytes())
            .collect()
    } else {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        runner.run(reader, picture.luma(), width, height).texts
    };
    let mut expected: Vec<Vec<u8>> =
        expected.iter().map(|text| text.clone().into_bytes()).collect();
    texts.sort();
    expected.sort();
    texts == expected
}
