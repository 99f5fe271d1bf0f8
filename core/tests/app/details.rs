//! PINs, accounts that ask before each code, the time of codes, secrets that are shown, and guesses that were
//! wrong.

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountChange, AccountError, Choice, ClockView, CodeKind, CodeView, NewVault, PinStored,
    SettingsError, UnlockError,
};
use countersign_core::vault::testing::Fault as Disk;
use countersign_core::vault::{KdfParams, Unlock};

use crate::world::{NOW, Refresh, World, platform_key, scanned, secret};
use countersign_core::device::VaultFile;

const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const YANDEX: &str = "otpauth://yaotp/ida?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY";
const MOTP: &str = "motp://Ferry:ida?secret=00112233445566778899aabbccddeeff";

async fn add(world: &World, text: &str) -> AccountId {
    let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
    world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap().account.id
}

async fn totp(world: &World, issuer: &str) -> AccountId {
    add(world, &format!("otpauth://totp/{issuer}:ida?secret={KEY}&issuer={issuer}")).await
}

fn row(world: &World, id: AccountId) -> CodeView {
    let codes = world.app.accounts().codes(None).unwrap();
    codes.into_iter().find(|code| code.id == id).unwrap()
}

fn code(
    world: &World,
    id: AccountId,
    pin: Option<&str>,
    how: Option<Unlock<'_>>,
) -> Result<String, SettingsError> {
    let pin = pin.map(secret);
    let made = world.app.settings().code(id, pin.as_ref(), how)?;
    Ok(made.code.unwrap())
}

#[tokio::test]
async fn a_pin_is_asked_for_each_code_and_kept_nowhere_unless_it_is_to_be_stored_a77() {
    let mut world = World::new();
    for (text, at, pin, expected) in
        [(YANDEX, 1_111_111_109, "1234", "jvmkhrxv"), (MOTP, 1_111_111_109, "1234", "80942b")]
    {
        let id = add(&world, text).await;
        world.clock.set(at);
        assert!(row(&world, id).needs_pin && row(&world, id).code.is_none());
        let stored = |world: &World| world.app.settings().details(id).unwrap().pin;
        assert_eq!(stored(&world), Some(PinStored(false)));
        assert_eq!(code(&world, id, None, None), Err(SettingsError::PinNeeded));
        assert_eq!(code(&world, id, Some(pin), None).unwrap(), expected);
        // In any script's digits.
        assert_eq!(code(&world, id, Some("\u{661}\u{662}\u{663}\u{664}"), None).unwrap(), expected);
        assert!(matches!(code(&world, id, Some("12a4"), None), Err(SettingsError::BadPin { .. })));
        assert_eq!(code(&world, id, None, None), Err(SettingsError::PinNeeded), "kept nowhere");
        world.restart();
        assert_eq!(stored(&world), Some(PinStored(false)));
        let set = |world: &World, pin: Option<&str>| {
            world.app.settings().set(id, AccountChange::Pin(pin.map(secret)))
        };
        assert!(matches!(set(&world, Some("123")), Err(SettingsError::BadPin { .. })));
        set(&world, Some("\u{661}\u{662}\u{663}\u{664}")).unwrap();
        world.restart();
        assert_eq!(stored(&world), Some(PinStored(true)));
        assert_eq!(row(&world, id).code.as_deref(), Some(expected));
        set(&world, None).unwrap();
        assert!(row(&world, id).needs_pin);
        assert!(world.store.bytes(VaultFile::Previous).is_none(), "the save before held it");
    }
    let other = totp(&world, "Quay").await;
    let none = world.app.settings().set(other, AccountChange::Pin(Some(secret("1234"))));
    assert_eq!(none, Err(SettingsError::NotForThisAccount));
    assert_eq!(world.app.settings().details(other).unwrap().pin, None);
}

#[tokio::test]
async fn an_account_that_asks_before_each_code_shows_one_after_a_fresh_unlock_only_a78() {
    let passcode = Some(secret("correct-horse"));
    let new = NewVault { passcode, kdf: KdfParams::FLOOR, ..platform_key() };
    let mut world = World::unlocked_by(new);
    let id = totp(&world, "Harbour").await;
    let other = totp(&world, "Quay").await;
    world.app.settings().set(id, AccountChange::AskBefore).unwrap();
    assert!(world.store.bytes(VaultFile::Previous).is_none(), "no save without its guard");
    let asked = row(&world, id);
    assert!(asked.needs_unlock && asked.code.is_none() && asked.next.is_none());
    assert!(row(&world, other).code.is_some());
    // Neither the app's own unlock nor a tap is enough.
    world.restart();
    world.app.accounts().reveal(id).unwrap();
    assert!(row(&world, id).code.is_none());
    assert_eq!(code(&world, id, None, None), Err(SettingsError::UnlockNeeded));
    let wrong = code(&world, id, None, Some(Unlock::Passcode(&secret("not-the-one"))));
    assert!(matches!(
        wrong,
        Err(SettingsError::NotUnlocked { why: UnlockError::WrongPasscode { .. } })
    ));
    let shown = code(&world, id, None, Some(Unlock::Platform)).unwrap();
    assert_eq!(Some(shown), row(&world, other).code);
    let view = world.app.settings().code(id, None, Some(Unlock::Platform)).unwrap();
    assert!(view.code.is_some() && view.next.is_none(), "one unlock, one code");
    assert_eq!(code(&world, id, None, None), Err(SettingsError::UnlockNeeded), "one code, once");
    // Lowering the guard takes an unlock too.
    let wrong = world.app.settings().stop_asking(id, Unlock::Passcode(&secret("not-the-one")));
    assert!(matches!(wrong, Err(SettingsError::NotUnlocked { .. })));
    world.app.settings().stop_asking(id, Unlock::Platform).unwrap();
    assert!(row(&world, id).code.is_some());
}

#[tokio::test]
async fn a_set_up_code_that_wishes_it_asks_before_each_code_and_counts_only_then_v44_a78() {
    let world = World::new();
    let id = add(&world, &format!("otpauth://hotp/Quay:ida?secret={KEY}&counter=0&pin=True")).await;
    assert!(row(&world, id).needs_unlock);
    assert_eq!(world.app.accounts().next_code(id).unwrap_err(), AccountError::UnlockNeeded);
    assert_eq!(code(&world, id, None, None), Err(SettingsError::UnlockNeeded));
    assert_eq!(code(&world, id, None, Some(Unlock::Platform)).unwrap(), "755224", "counter 0");
    assert_eq!(code(&world, id, None, Some(Unlock::Platform)).unwrap(), "287082");
    world.store.inject(Disk::FullAfterBytes(0));
    let full = code(&world, id, None, Some(Unlock::Platform));
    assert!(matches!(full, Err(SettingsError::NotStored { .. })), "no code that is not counted");
    let push = World::enrolled().await;
    assert_eq!(code(&push, push.id(), None, None), Err(SettingsError::NotForThisAccount));
}

#[tokio::test]
async fn where_the_services_agree_that_the_clock_is_wrong_the_corrected_time_is_offered_a79() {
    let mut world = World::plainly_enrolled().await;
    let id = totp(&world, "Harbour").await;
    let clock = |world: &World| world.app.settings().clock().unwrap();
    let right = ClockView { off: None, chosen: false, used: false };
    assert_eq!(clock(&world), right);
    // It is learnt from tokens, which a service refuses to make for a clock that is far off.
    for skew in [20, 40] {
        world.server.set_skew(skew);
        world.restart();
        world.app.refresh().await.unwrap();
    }
    assert_eq!(clock(&world), ClockView { off: Some(40), ..right }, "offered, not taken");
    let wrong = row(&world, id);
    world.app.settings().use_corrected_time(true).unwrap();
    assert_eq!(clock(&world), ClockView { off: Some(40), chosen: true, used: true });
    let corrected = row(&world, id);
    assert_ne!(corrected.code, wrong.code);
    let at = |time: u64| {
        let codes = world.app.accounts().codes(Some(time)).unwrap();
        codes.into_iter().find(|code| code.id == id).unwrap()
    };
    assert_eq!(corrected.code, at(NOW + 40).code, "the code of the services' time");
    // Its life is told by the phone's clock, which the screen counts by.
    assert_eq!(corrected.valid_until + 40, at(NOW + 40).valid_until);
    assert!(corrected.valid_from <= NOW && NOW < corrected.valid_until);
    assert_eq!(code(&world, id, None, None).ok(), corrected.code);
    // It outlives a restart, for a day.
    world.restart();
    assert!(clock(&world).used);
    world.clock.advance(24 * 60 * 60);
    assert_eq!(
        clock(&world),
        ClockView { off: None, chosen: true, used: false },
        "nobody was asked today"
    );
    // The clock was set right: no correction is left.
    world.server.set_skew(0);
    world.restart();
    world.app.refresh().await.unwrap();
    assert_eq!(clock(&world), ClockView { off: None, chosen: true, used: false });
    world.app.settings().use_corrected_time(false).unwrap();
    assert_eq!(clock(&world), right);
}

#[tokio::test]
async fn a_small_difference_is_no_reason_for_another_time_a79() {
    let mut world = World::plainly_enrolled().await;
    world.app.settings().use_corrected_time(true).unwrap();
    for skew in [20, 30] {
        world.server.set_skew(skew);
        world.restart();
        world.app.refresh().await.unwrap();
    }
    assert_eq!(world.app.settings().clock().unwrap().off, None);
}

#[tokio::test]
async fn a_secret_is_shown_after_an_unlock_of_its_own_and_a_marked_one_never_v48_a80() {
    let world = World::new();
    let (id, other) = (totp(&world, "Harbour").await, totp(&world, "Quay").await);
    let show = |id, how: Unlock<'_>| world.app.settings().show_secret(id, how);
    let wrong = show(id, Unlock::Passcode(&secret("nothing"))).unwrap_err();
    assert_eq!(wrong, SettingsError::NotUnlocked { why: UnlockError::NoSuchWay });
    let link = show(id, Unlock::Platform).unwrap();
    assert_eq!(
        link.expose(),
        format!(
            "otpauth://totp/Harbour:ida?secret={KEY}&issuer=Harbour&algorithm=SHA1&digits=6&period=30"
        )
    );
    let picture = world.app.settings().show_picture(id, Unlock::Platform).unwrap();
    assert_eq!(scanned(&picture), link.expose());
    world.app.settings().set(id, AccountChange::NeverExport).unwrap();
    // The save before would show it: it has no mark there.
    assert!(world.store.bytes(VaultFile::Previous).is_none());
    let picture = world.app.settings().show_picture(id, Unlock::Platform).unwrap_err();
    assert_eq!(picture, SettingsError::Protected);
    assert!(world.app.settings().details(id).unwrap().never_export);
    let asked = world.keys.unwraps();
    assert_eq!(world.app.settings().may_show(id), Err(SettingsError::Protected));
    assert_eq!(show(id, Unlock::Platform).unwrap_err(), SettingsError::Protected);
    assert_eq!(world.keys.unwraps(), asked, "nobody is asked for what is refused for ever");
    assert!(show(other, Unlock::Platform).is_ok());
    assert!(row(&world, id).code.is_some(), "its codes are made");
    let push = World::enrolled().await;
    let none = push.app.settings().show_secret(push.id(), Unlock::Platform).unwrap_err();
    assert_eq!(none, SettingsError::NotForThisAccount);
}

#[tokio::test]
async fn a_wrong_guess_is_switched_and_the_choice_is_kept_a81() {
    let mut world = World::new();
    let id = totp(&world, "Steam").await;
    world.clock.set(59);
    let switch = |world: &World, to| world.app.settings().switch_kind(id, to);
    // Nothing but its issuer says that it is Steam's.
    assert_eq!(row(&world, id).code.as_deref(), Some("PV9M4"));
    switch(&world, CodeKind::Totp).unwrap();
    assert_eq!(row(&world, id).code.as_deref(), Some("287082"), "at once");
    world.restart();
    assert_eq!(row(&world, id).code.as_deref(), Some("287082"), "kept");
    assert_eq!(world.account().kind, "totp");
    switch(&world, CodeKind::Steam).unwrap();
    assert_eq!(row(&world, id).code.as_deref(), Some("PV9M4"));
    switch(&world, CodeKind::Hotp).unwrap();
    assert_eq!(world.app.accounts().next_code(id).unwrap().code, "755224");
    switch(&world, CodeKind::Yandex).unwrap();
    assert!(row(&world, id).needs_pin);
    switch(&world, CodeKind::Motp).unwrap();
    world.app.settings().set(id, AccountChange::Pin(Some(secret("1234")))).unwrap();
    let motp = row(&world, id).code;
    switch(&world, CodeKind::Motp).unwrap();
    assert_eq!(row(&world, id).code, motp, "the same kind again changes nothing");
    // A PIN that both can have is kept.
    switch(&world, CodeKind::Yandex).unwrap();
    assert_eq!(world.app.settings().details(id).unwrap().pin, Some(PinStored(true)));
    // A secret that does not fit: nothing is changed.
    let short = add(&world, "otpauth://totp/Short:ida?secret=GEZDGNBVGY3TQOJQ").await;
    let refused = world.app.settings().switch_kind(short, CodeKind::Yandex);
    assert_eq!(refused, Err(SettingsError::BadSecret));
    assert!(row(&world, short).code.is_some());
}

#[tokio::test]
async fn a_counter_goes_on_where_it_was_when_the_kind_is_switched_and_back_v44_a81() {
    let mut world = World::new();
    let id = totp(&world, "Token").await;
    let switch = |world: &World, to| world.app.settings().switch_kind(id, to).unwrap();
    let next = |world: &World| world.app.accounts().next_code(id).unwrap();
    switch(&world, CodeKind::Hotp);
    assert_eq!((next(&world).counter, next(&world).counter), (0, 1));
    for others in [&[CodeKind::Totp][..], &[CodeKind::Steam, CodeKind::Yandex, CodeKind::Motp]] {
        let before = next(&world).counter;
        for other in others {
            switch(&world, *other);
            world.restart();
        }
        switch(&world, CodeKind::Hotp);
        assert_eq!(next(&world).counter, before + 1, "no code is given twice");
        world.restart();
        assert_eq!(next(&world).counter, before + 2);
    }
}

#[tokio::test]
async fn notes_tags_and_favourites_are_kept_and_checked() {
    let mut world = World::new();
    let (first, second) = (totp(&world, "Harbour").await, totp(&world, "Quay").await);
    let set = |world: &World, change| world.app.settings().set(second, change);
    set(&world, AccountChange::Favourite(true)).unwrap();
    set(&world, AccountChange::Note("recovery:\n1234".to_owned())).unwrap();
    let tags = ["bank", " home ", "bank", ""].map(str::to_owned).to_vec();
    set(&world, AccountChange::Tags(tags)).unwrap();
    set(&world, AccountChange::Name("Mine".to_owned())).unwrap();
    for bad in [
        AccountChange::Note("x".repeat(4 * 1024 + 1)),
        AccountChange::Note("bell\u{7}".to_owned()),
        AccountChange::Tags(vec!["t".repeat(257)]),
        AccountChange::Tags((0..33).map(|n| n.to_string()).collect()),
        AccountChange::Tags(vec!["a\nb".to_owned()]),
    ] {
        assert!(matches!(set(&world, bad), Err(SettingsError::BadText { .. })));
    }
    world.restart();
    let details = world.app.settings().details(second).unwrap();
    assert_eq!(
        (details.note.as_str(), details.tags),
        ("recovery:\n1234", vec!["bank".to_owned(), "home".to_owned()])
    );
    assert_eq!(details.account.issuer, "Mine");
    let order: Vec<_> = world.accounts().into_iter().map(|row| row.id).collect();
    assert_eq!(order, [second, first], "favourites first");
    assert_eq!(world.app.accounts().search("home").unwrap().rows[0].id, second, "found by its tag");
    assert!(!format!("{:?}", world.app.settings().details(second)).contains("1234"));
}
