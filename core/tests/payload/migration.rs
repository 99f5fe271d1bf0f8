//! Google's export (PAYLOADS.md section 5).

use countersign_core::otp::Counter;
use countersign_core::payload::{
    AccountWarning, Added, BatchEntry, Collector, Field, Malformed, OtpBatch, Reason, Verdict,
    classify,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};

use crate::{bad, code, malformed};

const SAMPLE: &str = "otpauth-migration://offline?data=CkEKFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEhpFeGFtcGxlOmFsaWNlQGV4YW1wbGUudGVzdBoHRXhhbXBsZSABKAEwAhABGAIgASj7%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F8B";

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn number(field: u64, value: i64) -> Vec<u8> {
    [varint(field << 3), varint(value as u64)].concat()
}

fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn entry(secret: &[u8], name: &str, issuer: &str, rest: &[(u64, i64)]) -> Vec<u8> {
    let mut out = [bytes(1, secret), bytes(2, name.as_bytes())].concat();
    if !issuer.is_empty() {
        out.extend(bytes(3, issuer.as_bytes()));
    }
    for (field, value) in rest {
        out.extend(number(*field, *value));
    }
    out
}

fn good(name: &str) -> Vec<u8> {
    entry(b"12345678901234567890", name, "Example", &[(4, 1), (5, 1), (6, 2)])
}

fn part(entries: &[Vec<u8>], rest: &[(u64, i64)]) -> Vec<u8> {
    let mut out: Vec<u8> = entries.iter().flat_map(|entry| bytes(1, entry)).collect();
    for (field, value) in rest {
        out.extend(number(*field, *value));
    }
    out
}

fn link(data: &[u8]) -> String {
    format!("otpauth-migration://offline?data={}", BASE64URL_NOPAD.encode(data))
}

fn batch(text: &str) -> OtpBatch {
    match classify(text.as_bytes()) {
        Verdict::OtpBatch(batch) => batch,
        other => panic!("{text}: {other:?}"),
    }
}

fn only(entry: Vec<u8>) -> Result<(String, String, Vec<&'static str>), Malformed> {
    let batch = batch(&link(&part(&[entry], &[(2, 1)])));
    match batch.entries.into_iter().next().unwrap() {
        BatchEntry::Ok(account) => {
            let warnings = crate::warned(&account);
            Ok((account.issuer, account.account, warnings))
        }
        BatchEntry::Refused(error) => Err(error),
    }
}

#[test]
fn the_sample() {
    let batch = batch(SAMPLE);
    assert_eq!((batch.index, batch.count, batch.id, batch.version), (1, 2, Some(-5), 1));
    assert!(batch.warnings.is_empty());
    let [BatchEntry::Ok(account)] = batch.entries.as_slice() else { panic!() };
    assert_eq!(
        (account.issuer.as_str(), account.account.as_str()),
        ("Example", "alice@example.test")
    );
    assert_eq!(code(account, 59, None), "287082");
    assert!(account.warnings.is_empty());
}

#[test]
fn base64_of_either_alphabet_with_or_without_padding() {
    let data = part(
        &[entry(b"ab\xfb\xef\xbe\xff\xff\xff1234567890", "a", "", &[(4, 1), (5, 1), (6, 2)])],
        &[(2, 1), (3, 1)],
    );
    let standard = BASE64.encode(&data);
    assert!(
        standard.contains('+') && standard.contains('/') && standard.ends_with('='),
        "{standard}"
    );
    for text in [
        standard.clone(),
        standard.trim_end_matches('=').to_owned(),
        standard.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
        // A form decoder in between turned the plus into a blank.
        standard.replace('+', " "),
        standard.replace('+', "%20"),
        BASE64URL_NOPAD.encode(&data),
    ] {
        let batch = batch(&format!("otpauth-migration://offline?data={text}"));
        let [BatchEntry::Ok(account)] = batch.entries.as_slice() else { panic!("{text}") };
        assert!(account.secret.ct_eq(b"ab\xfb\xef\xbe\xff\xff\xff1234567890"));
    }
}

#[test]
fn the_link_is_checked() {
    assert_eq!(bad("otpauth-migration://online?data=AAAA"), (Field::Type, Reason::Unknown));
    assert_eq!(bad("otpauth-migration:data=AAAA"), (Field::Type, Reason::Unknown));
    assert_eq!(bad("otpauth-migration://offline"), (Field::Data, Reason::Missing));
    assert_eq!(bad("otpauth-migration://offline?data="), (Field::Data, Reason::Empty));
    for text in ["*", "A", "AAA*", "AA\u{e4}", "AA==AA"] {
        let found = bad(&format!("otpauth-migration://offline?data={text}"));
        assert_eq!(found, (Field::Data, Reason::BadBase64), "{text}");
    }
    assert_eq!(batch(&SAMPLE.replace("offline?", "OFFLINE/?")).count, 2);
}

#[test]
fn damaged_messages_are_refused() {
    let whole = part(&[good("a")], &[(2, 1), (3, 1), (4, 0), (5, 7)]);
    // Cut anywhere but between two fields, it is damaged; cut between, it is another message.
    let ends: Vec<usize> = [
        &[(2, 1), (3, 1), (4, 0), (5, 7)][..],
        &[(2, 1), (3, 1), (4, 0)],
        &[(2, 1), (3, 1)],
        &[(2, 1)],
        &[],
    ]
    .iter()
    .map(|rest| part(&[good("a")], rest).len())
    .collect();
    for length in 1..whole.len() {
        match classify(link(&whole[..length]).as_bytes()) {
            Verdict::OtpBatch(_) => assert!(ends.contains(&length), "{length}"),
            Verdict::Malformed(error) => {
                assert_eq!(error, Malformed::new(Field::Data, Reason::BadProtobuf), "{length}");
            }
            other => panic!("{other:?}"),
        }
    }
    let long_varint = [vec![0x10], vec![0x80; 10], vec![0]].concat();
    let too_large = [vec![0x10], vec![0xff; 9], vec![2]].concat();
    for (what, tail) in [
        ("group", vec![0x33]),
        ("end of group", vec![0x34]),
        ("wire type 6", vec![0x36]),
        ("field 0", vec![0x00, 0x00]),
        ("long varint", long_varint),
        ("large varint", too_large),
        ("length beyond the end", vec![0x3a, 0x7f, 0x00]),
        ("huge length", [vec![0x3a], vec![0xff; 9], vec![1]].concat()),
        ("half a fixed64", vec![0x31, 0, 0, 0, 0]),
        ("half a fixed32", vec![0x35, 0, 0, 0]),
        ("known field of another type", vec![0x12, 0x00]),
        ("version twice", [number(2, 1), number(2, 1)].concat()),
        ("field number too large", [varint(1 << 35), vec![0]].concat()),
    ] {
        let data = [part(&[good("a")], &[]), tail].concat();
        assert_eq!(bad(&link(&data)), (Field::Data, Reason::BadProtobuf), "{what}");
    }
}

#[test]
fn unknown_fields_are_passed_over() {
    let extra =
        [number(9, 1), vec![0x51, 1, 2, 3, 4, 5, 6, 7, 8], bytes(11, b"x"), vec![0x65, 1, 2, 3, 4]]
            .concat();
    let inside = [good("a"), extra.clone()].concat();
    let data = [extra, part(&[inside], &[(2, 1)])].concat();
    assert!(matches!(batch(&link(&data)).entries.as_slice(), [BatchEntry::Ok(_)]));
}

#[test]
fn batch_numbers() {
    let range = Reason::OutOfRange { min: 1, max: 100 };
    let of = |rest: &[(u64, i64)]| link(&part(&[good("a")], rest));
    for rest in [&[(2, 1)][..], &[(2, 1), (3, 0)], &[(2, 1), (3, 1), (4, 0)]] {
        let batch = batch(&of(rest));
        assert_eq!((batch.index, batch.count), (0, 1));
    }
    assert_eq!(batch(&of(&[(2, 1), (3, 100), (4, 99)])).index, 99);
    for size in [101, -1, i64::from(i32::MIN)] {
        assert_eq!(bad(&of(&[(2, 1), (3, size)])), (Field::Batch, range), "{size}");
    }
    for index in [2, 3, -1] {
        let found = bad(&of(&[(2, 1), (3, 2), (4, index)]));
        assert_eq!(found, (Field::Batch, Reason::IndexOutsideBatch), "{index}");
    }
    assert_eq!(bad(&link(&part(&[], &[(2, 1)]))), (Field::Batch, range));
    let hundred = vec![entry(b"k", "", "", &[]); 100];
    assert_eq!(batch(&link(&part(&hundred, &[(2, 1)]))).entries.len(), 100);
    let more = vec![entry(b"k", "", "", &[]); 101];
    assert_eq!(bad(&link(&part(&more, &[(2, 1)]))), (Field::Batch, range));
    // Each says its own reason.
    let told = |text: &str| malformed(text).advice();
    assert!(told(&link(&part(&more, &[(2, 1)]))).contains("holds 101 accounts"));
    assert!(told(&of(&[(2, 1), (3, 101)])).contains("has 101 parts"));
    assert!(told(&of(&[(2, 1), (3, -1)])).contains("not between 1 and 100"));
}

#[test]
fn versions() {
    let of = |rest: &[(u64, i64)]| batch(&link(&part(&[good("a")], rest)));
    assert_eq!(of(&[(2, 1)]).id, Some(0));
    assert_eq!(of(&[(2, 1), (5, i64::from(i32::MIN))]).id, Some(i32::MIN));
    assert_eq!(of(&[(2, 2)]).id, None);
    assert!(of(&[(2, 2)]).warnings.is_empty());
    for rest in [&[(2, 3)][..], &[(2, 0)], &[]] {
        assert_eq!(of(rest).warnings, [AccountWarning::MigrationVersion], "{rest:?}");
    }
}

#[test]
fn entries_are_judged_one_by_one() {
    let secret = b"12345678901234567890";
    let with = |rest: &[(u64, i64)]| only(entry(secret, "a", "b", rest));
    for (rest, error) in [
        (&[(4, 4)][..], (Field::Algorithm, Reason::Unknown)),
        (&[(4, 5)], (Field::Algorithm, Reason::Unknown)),
        (&[(4, -1)], (Field::Algorithm, Reason::Unknown)),
        (&[(5, 3)], (Field::Digits, Reason::Unknown)),
        (&[(6, 3)], (Field::Type, Reason::Unknown)),
        (&[(6, 1), (7, -1)], (Field::Counter, Reason::OutOfRange { min: 0, max: Counter::MAX })),
    ] {
        let found = with(rest).unwrap_err();
        assert_eq!((found.field, found.reason), error, "{rest:?}");
    }
    for rest in
        [&[(5, 1), (6, 2)][..], &[(4, 1), (6, 2)], &[(4, 1), (5, 1)], &[(4, 0), (5, 0), (6, 0)]]
    {
        assert_eq!(with(rest).unwrap().2, ["UnspecifiedEnum"], "{rest:?}");
    }
    let error = |entry| only(entry).map(|_| ()).unwrap_err();
    assert_eq!(error(entry(b"", "a", "b", &[])), Malformed::new(Field::Secret, Reason::Empty));
    assert_eq!(error(number(4, 1)), Malformed::new(Field::Secret, Reason::Empty));
    let long = entry(&[1; 257], "a", "b", &[]);
    assert_eq!(error(long), Malformed::new(Field::Secret, Reason::TooLong { max: 256 }));
    let control = entry(secret, "a\u{0}", "b", &[]);
    assert_eq!(error(control), Malformed::new(Field::Label, Reason::ControlCharacter));
    let garbled = [bytes(1, secret), bytes(3, b"\xff")].concat();
    assert_eq!(error(garbled), Malformed::new(Field::Issuer, Reason::BadEncoding));
    // One bad entry leaves the others alone, in order.
    let data = part(&[good("a"), entry(secret, "m", "", &[(4, 4)]), good("c")], &[(2, 1)]);
    let batch = batch(&link(&data));
    assert!(matches!(
        batch.entries.as_slice(),
        [BatchEntry::Ok(_), BatchEntry::Refused(_), BatchEntry::Ok(_)]
    ));
}

#[test]
fn kinds_and_hashes() {
    let secret = b"12345678901234567890";
    let make = |rest: &[(u64, i64)]| {
        let batch = batch(&link(&part(&[entry(secret, "a", "b", rest)], &[(2, 1)])));
        match batch.entries.into_iter().next() {
            Some(BatchEntry::Ok(account)) => *account,
            other => panic!("{other:?}"),
        }
    };
    let account = make(&[(4, 3), (5, 2), (6, 2)]);
    assert_eq!(
        (account.kind.name(), account.algorithm(), account.digits(), account.period()),
        ("totp", "SHA512", 8, Some(30))
    );
    let account = make(&[(4, 2), (5, 1), (6, 1), (7, i64::MAX)]);
    assert_eq!(
        (account.kind.name(), account.algorithm(), account.counter().map(Counter::get)),
        ("hotp", "SHA256", Some(Counter::MAX))
    );
    assert_eq!(make(&[(4, 1), (5, 1), (6, 1)]).counter().map(Counter::get), Some(0));
}

#[test]
fn names_of_entries() {
    let secret = b"12345678901234567890";
    let rest = [(4, 1), (5, 1), (6, 2)];
    for (name, issuer, expected) in [
        ("Example:alice", "Example", ("Example", "alice")),
        ("Example: alice ", "Example", ("Example", "alice")),
        ("Other:alice", "Example", ("Example", "Other:alice")),
        ("alice", "Example", ("Example", "alice")),
        ("Example:alice:x", "", ("Example", "alice:x")),
        ("alice", "", ("", "alice")),
    ] {
        let (issuer, account, _) = only(entry(secret, name, issuer, &rest)).unwrap();
        assert_eq!((issuer.as_str(), account.as_str()), expected, "{name}");
    }
    assert_eq!(only(entry(secret, "", "", &rest)).unwrap().2, ["NameMissing"]);
    assert_eq!(only(entry(secret, "gabe", "Steam", &rest)).unwrap().2, ["MaybeSteam"]);
    assert_eq!(only(entry(b"short", "a", "b", &rest)).unwrap().2, ["WeakSecret"]);
}

fn scan(name: &str, index: i64, count: i64, id: i64) -> OtpBatch {
    batch(&link(&part(&[good(name)], &[(2, 1), (3, count), (4, index), (5, id)])))
}

#[test]
fn the_collector_knows_the_gaps() {
    let mut collector = Collector::new();
    assert!(collector.finish().is_err(), "an empty export is no success");
    assert!(
        matches!(collector.add(scan("c", 2, 3, 9)), Added::Taken { missing } if missing == [0, 1])
    );
    assert!(
        matches!(collector.add(scan("a", 0, 3, 9)), Added::Taken { missing } if missing == [1])
    );
    // The same picture again changes nothing.
    assert!(
        matches!(collector.add(scan("a", 0, 3, 9)), Added::AlreadyThere { missing } if missing == [1])
    );
    // Another picture of that index, or of another export, is never taken in silence.
    assert!(matches!(collector.add(scan("x", 0, 3, 9)), Added::Differs(_)));
    assert!(matches!(collector.add(scan("b", 1, 3, 8)), Added::OtherExport(_)));
    assert!(matches!(collector.add(scan("b", 1, 4, 9)), Added::OtherExport(_)));
    let newer = batch(&link(&part(&[good("b")], &[(2, 2), (3, 3), (4, 1)])));
    assert!(matches!(collector.add(newer), Added::OtherExport(_)));
    assert_eq!(collector.finish().unwrap_err().missing, [1]);
    assert!(
        matches!(collector.add(scan("b", 1, 3, 9)), Added::Taken { missing } if missing.is_empty())
    );
    assert_eq!(collector.scanned(), 3);
    let names: Vec<String> = collector
        .finish()
        .unwrap()
        .into_iter()
        .map(|entry| match entry {
            BatchEntry::Ok(account) => account.account,
            BatchEntry::Refused(_) => panic!(),
        })
        .collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[test]
fn the_collector_starts_over_or_adds_a_part_when_asked() {
    let mut collector = Collector::new();
    collector.add(scan("a", 0, 3, 9));
    let Added::OtherExport(other) = collector.add(scan("z", 1, 2, 8)) else { panic!() };
    collector.start_over(other);
    assert_eq!((collector.missing(), collector.scanned()), (vec![0], 1));
    assert_eq!(collector.finish_partial().len(), 1);
    assert_eq!(collector.scanned(), 0);
}

#[test]
fn an_entry_that_stands_twice_is_given_once() {
    let with_id = |name: &str, id: &[u8]| [good(name), bytes(8, id)].concat();
    let entries = [
        with_id("a", b"1"),
        with_id("a", b"1"),
        with_id("b", b"1"),
        with_id("a", b"2"),
        good("a"),
        good("a"),
    ];
    let mut collector = Collector::new();
    collector.add(batch(&link(&part(&entries, &[(2, 2)]))));
    // Only the second one has both the id and the content of an earlier one.
    assert_eq!(collector.finish().unwrap().len(), 5);
}
