//! Rows 3 and 18: lists of links, and the parts of Google's export.

use countersign_core::vault::import::{Format, ImportError, inspect};

use crate::{SECRET, open, told};

/// Part 2 of 2 of an export with the id -5: one account of Example.
const SECOND: &str = "otpauth-migration://offline?data=CkEKFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEhpFeGFtcGxlOmFsaWNlQGV4YW1wbGUudGVzdBoHRXhhbXBsZSABKAEwAhABGAIgASj7%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F8B";
const ALICE: &str = "Example|alice@example.test|totp|SHA1|6/30|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// A part of an export: its entries as `(secret, name, type)`.
pub fn part(index: u8, count: u8, version: u8, entries: &[(&[u8], &str, u8)]) -> String {
    let field = |number: u8, bytes: &[u8]| {
        [&[number << 3 | 2, u8::try_from(bytes.len()).unwrap()], bytes].concat()
    };
    let mut message = Vec::new();
    for (secret, name, kind) in entries {
        let entry = [
            field(1, secret),
            field(2, name.as_bytes()),
            field(3, b"Example"),
            vec![0x20, 1, 0x28, 1, 0x30, *kind],
        ];
        message.extend(field(1, &entry.concat()));
    }
    message.extend([0x10, version, 0x18, count, 0x20, index, 0x28, 9]);
    let data = data_encoding::BASE64URL_NOPAD.encode(&message);
    format!("otpauth-migration://offline?data={data}")
}

#[test]
fn a_list_of_links_is_read_line_by_line_a71() {
    let long = format!("otpauth://totp/Quay:ida?secret={SECRET}&issuer=Quay");
    let list = format!(
        "\u{feff}# my accounts\r\n\r\n{long}\r\n\
         \"otpauth:\\/\\/hotp/Crane:ida?secret={SECRET}&issuer=Crane&counter=7\"\n\
         OTPAUTH://totp/Tug:ida?secret={SECRET}&issuer=Tug&algorithm=SHA256&digits=8&period=60\n\
         steam://{SECRET}\nmotp://Ferry:ida?secret=00112233445566778899aabbccddeeff\n\
         otpauth://totp/Buoy:no?secret=0189\notpauth://totp/Buoy:alg?secret={SECRET}&algorithm=MD5\n\
         otpauth://daypassword/x?secret={SECRET}\nphonefactor://activate?code=1\nhello\n\
         otpauth://totp/Quay:ida?secret={SECRET}&issuer=Quay&period=0\n"
    );
    let file = open(list.as_bytes()).unwrap();
    assert_eq!(file.format, Format::Otpauth);
    let expected = [
        "Quay|ida|totp|SHA1|6/30|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "Crane|ida|hotp|SHA1|6#7|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "Tug|ida|totp|SHA256|8/60|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "Steam||steam|SHA1|5/30|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "Ferry|ida|motp|MD5|6/10|AAISEM2EKVTHPCEZVK54ZXPO74|!PinNeeded",
        "||BadSecret",
        "||UnsupportedAlgorithm",
        "||UnsupportedType",
        "||UnsupportedType",
        "||Damaged",
        "||OutOfRangePeriod",
    ];
    assert_eq!(told(&file), expected);
}

#[test]
fn parts_of_an_export_are_put_together_and_missing_ones_named_a70() {
    let first = part(0, 2, 1, &[(b"12345678901234567890", "bob", 2), (b"", "none", 2)]);
    let second = part(1, 2, 1, &[(b"abcdefghijklmnopqrst", "counter", 1)]);
    let whole = open(format!("{second}\n{first}\n{second}\n").as_bytes()).unwrap();
    assert_eq!((whole.format, whole.parts, whole.missing.as_slice()), (Format::Google, 2, &[][..]));
    let expected = [
        "Example|bob|totp|SHA1|6/30|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "||MissingFieldSecret",
        "Example|counter|hotp|SHA1|6#0|MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U",
    ];
    assert_eq!(told(&whole), expected);
    // One part can be looked at by itself, and says what is missing.
    let half = open(SECOND.as_bytes()).unwrap();
    assert_eq!((half.parts, half.missing.as_slice()), (2, &[0][..]));
    assert_eq!(told(&half), [ALICE]);
}

#[test]
fn parts_of_two_exports_are_kept_apart_a70() {
    fn bob(index: u8, count: u8, name: &str) -> String {
        part(index, count, 1, &[(b"12345678901234567890", name, 2)])
    }
    // Each is incomplete by itself.
    let file = open(format!("{SECOND}\n{}", bob(0, 2, "bob")).as_bytes()).unwrap();
    assert_eq!((file.parts, file.missing.as_slice()), (4, &[0, 1][..]));
    assert_eq!(file.entries.len(), 2);
    // Another part of the same number is not put in the place of the first.
    let file = open([bob(0, 2, "bob"), bob(0, 2, "eve")].join("\n").as_bytes()).unwrap();
    assert_eq!((file.parts, file.missing.len(), file.entries.len()), (4, 2, 2));
    // Two that are whole.
    let file = open([bob(0, 1, "bob"), bob(0, 1, "eve")].join("\n").as_bytes()).unwrap();
    assert_eq!((file.parts, file.missing.len(), file.entries.len()), (2, 0, 2));
    // Endless ones.
    let many: Vec<String> = (0..20).map(|n| bob(0, 1, &format!("{n}"))).collect();
    assert_eq!(open(many.join("\n").as_bytes()).err(), Some(ImportError::TooLarge));
}

#[test]
fn a_list_is_known_by_its_first_link_a71() {
    let link = format!("otpauth://totp/Quay:ida?secret={SECRET}");
    assert_eq!(inspect(link.as_bytes(), None).unwrap().format, Format::Otpauth);
    assert_eq!(inspect(SECOND.as_bytes(), None).unwrap().format, Format::Google);
    let mixed = format!("{SECOND}\n{link}");
    assert_eq!(inspect(mixed.as_bytes(), None).unwrap().format, Format::Otpauth);
    assert_eq!(told(&open(mixed.as_bytes()).unwrap()).len(), 2);
    for other in ["", "\n\n", "# only a comment", "hello\n", "https://example.test/"] {
        assert_eq!(inspect(other.as_bytes(), None).err(), Some(ImportError::UnknownFormat));
    }
}

#[test]
fn too_many_lines_are_too_large_and_nothing_is_kept_a71() {
    let line = format!("otpauth://totp/Quay:ida?secret={SECRET}\n");
    assert_eq!(open(line.repeat(10_000).as_bytes()).unwrap().entries.len(), 10_000);
    assert_eq!(open(line.repeat(10_001).as_bytes()).err(), Some(ImportError::TooLarge));
}
