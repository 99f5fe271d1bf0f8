//! Issuer, account and text safety (PAYLOADS.md section 3).

use countersign_core::payload::{AccountWarning, Field, Reason, ScannedAccount};
use countersign_core::text::shown;

use crate::{KEY, bad, otp, warned};

fn account(label: &str, more: &str) -> ScannedAccount {
    otp(&format!("otpauth://totp/{label}?secret={KEY}{more}"))
}

fn names(label: &str, more: &str) -> (String, String) {
    let account = account(label, more);
    (account.issuer, account.account)
}

#[test]
fn label_and_issuer() {
    for (label, more, issuer, name) in [
        // (a) the issuer is cut off where it stands in front.
        ("Example:alice", "&issuer=Example", "Example", "alice"),
        ("A:B:carol", "&issuer=A:B", "A:B", "carol"),
        ("A%3AB%3Acarol", "&issuer=A%3AB", "A:B", "carol"),
        // (b) else the first colon, raw or escaped.
        ("Example:alice", "", "Example", "alice"),
        ("Example%3Aalice", "", "Example", "alice"),
        ("Example%3aalice:x", "", "Example", "alice:x"),
        ("a:b%3Ac", "", "a", "b:c"),
        ("urn:user:5", "&issuer=", "urn", "user:5"),
        // (c) else all is account.
        ("alice", "", "", "alice"),
        ("alice", "&issuer=Example", "Example", "alice"),
        ("", "&issuer=Example", "Example", ""),
        // Trimmed.
        ("Example%20:%20alice%20", "", "Example", "alice"),
        ("Example:%20%20alice", "&issuer=%20Example%20", "Example", "alice"),
        // Emoji, right-to-left letters.
        ("\u{5d1}\u{5e0}\u{5e7}:%F0%9F%A6%8A", "", "\u{5d1}\u{5e0}\u{5e7}", "\u{1f98a}"),
    ] {
        assert_eq!(names(label, more), (issuer.to_owned(), name.to_owned()), "{label} {more}");
    }
}

#[test]
fn differing_issuers_are_both_kept() {
    let account = account("Microsoft:alice@example.test", "&issuer=Contoso");
    assert_eq!(
        (account.issuer.as_str(), account.account.as_str()),
        ("Contoso", "alice@example.test")
    );
    assert_eq!(account.label_issuer.as_deref(), Some("Microsoft"));
    assert_eq!(warned(&account), ["IssuerDiffers"]);
    assert_eq!(otp(&format!("otpauth://totp/A:b?secret={KEY}&issuer=A")).label_issuer, None);
}

#[test]
fn a_plus_sign_is_a_blank_in_the_issuer_only() {
    assert_eq!(names("a+b@example.test", ""), (String::new(), "a+b@example.test".to_owned()));
    assert_eq!(names("x", "&issuer=Big+Corp").0, "Big Corp");
    assert_eq!(names("Big%20Corp:a", "&issuer=Big+Corp"), ("Big Corp".into(), "a".into()));
    // The label proves that the plus belongs to the name.
    assert_eq!(names("Big+Corp:a", "&issuer=Big+Corp"), ("Big+Corp".into(), "a".into()));
    assert_eq!(names("Big+Corp%3Aa", "&issuer=Big+Corp"), ("Big+Corp".into(), "a".into()));
    assert_eq!(names("x", "&issuer=Big%2BCorp").0, "Big+Corp");
}

#[test]
fn somebody_must_be_named() {
    for label in ["", ":", "%20:%20", "%E2%80%8B"] {
        let account = account(label, "");
        assert!(account.warnings.contains(&AccountWarning::NameMissing), "{label}");
    }
    assert!(account("a", "").warnings.is_empty());
    assert!(account("", "&issuer=a").warnings.is_empty());
}

#[test]
fn control_characters_are_refused() {
    for raw in
        ["%00", "%0A", "%0d", "%09", "%1b[2J", "%7f", "%C2%85", "%E2%80%A8", "%E2%80%A9", "\u{1}"]
    {
        for place in [format!("a{raw}b"), format!("{raw}a:b"), format!("a:b{raw}")] {
            let text = format!("otpauth://totp/{place}?secret={KEY}");
            assert_eq!(bad(&text), (Field::Label, Reason::ControlCharacter), "{raw}");
        }
        let text = format!("otpauth://totp/a?secret={KEY}&issuer=x{raw}y");
        assert_eq!(bad(&text), (Field::Issuer, Reason::ControlCharacter), "{raw}");
    }
}

#[test]
fn hidden_characters_are_kept_but_not_shown() {
    for hidden in [
        '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
        '\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}',
    ] {
        let account = account(&format!("goo{hidden}gle:al{hidden}ice"), "");
        assert_eq!(account.issuer, format!("goo{hidden}gle"));
        assert_eq!(
            (account.shown_issuer(), account.shown_account()),
            ("google".into(), "alice".into())
        );
        assert_eq!(warned(&account), ["HiddenCharacters"], "{hidden:?}");
    }
    // Joiners and variation selectors stay: scripts and emoji need them.
    let kept = "\u{645}\u{6cc}\u{200c}\u{62e} \u{1f469}\u{200d}\u{1f4bb} \u{2764}\u{fe0f}";
    let account = account(kept, "");
    assert_eq!((account.shown_account().as_str(), account.warnings.len()), (kept, 0));
}

#[test]
fn long_names_are_shown_short_and_kept_whole() {
    let long = "ä".repeat(300);
    let account = account(&long, "");
    assert_eq!(account.account, long);
    let text = account.shown_account();
    assert_eq!(text.chars().count(), 256);
    assert!(text.ends_with('…') && text.starts_with("ää"));
    assert_eq!(shown(&"x".repeat(256)), "x".repeat(256));
    assert_eq!(shown("a\u{202e}b\nc\u{0}d\u{2028}e"), "abcde");
}
