//! Groups, favourites, lists of a thousand accounts, and what is weak about a code.

use countersign_core::account::AccountId;
use countersign_core::app::{
    AccountChange, Choice, Group, ImportChoices, ImportOptions, QualityFlag, Search, SecretBytes,
};
use countersign_core::otp::made;

use crate::world::World;

/// A phone with so many code accounts: `Shop 0`, `Shop 1` and so on.
fn shops(count: u32) -> (World, Vec<AccountId>) {
    let world = World::new();
    let mut list = String::new();
    for n in 0..count {
        let secret = data_encoding::BASE32
            .encode(&[n.to_be_bytes(), [7; 4], [7; 4], [7; 4], [7; 4]].concat());
        list.push_str(&format!(
            "otpauth://totp/Shop%20{n}:ida?secret={secret}&issuer=Shop%20{n}\n"
        ));
    }
    let options = ImportOptions::default();
    let plan = world.app.transfer().plan(SecretBytes::new(list.into_bytes()), options).unwrap();
    let report = world.app.transfer().commit(plan, &ImportChoices::default()).unwrap();
    assert_eq!(report.totals.found, count);
    let ids = world.accounts().iter().map(|row| row.id).collect();
    (world, ids)
}

fn tag(world: &World, id: AccountId, tags: &[&str]) {
    let tags = tags.iter().map(|&tag| tag.to_owned()).collect();
    world.app.settings().set(id, AccountChange::Tags(tags)).unwrap();
}

fn found(world: &World, words: &str, group: Option<&str>) -> Vec<AccountId> {
    let list = world.app.accounts().search(Search { words, group }).unwrap();
    list.rows.iter().map(|row| row.id).collect()
}

#[test]
fn tags_are_groups_and_a_search_looks_in_the_chosen_one_a43() {
    let (mut world, ids) = shops(4);
    assert!(world.app.accounts().search("").unwrap().groups.is_empty());
    tag(&world, ids[0], &["Work", "\u{c4}rzte"]);
    tag(&world, ids[1], &["home"]);
    tag(&world, ids[2], &["work", "Home"]);
    world.restart();
    let list = world.app.accounts().search("").unwrap();
    let group = |name: &str, accounts| Group { name: name.to_owned(), accounts };
    // Case makes no other group; the first spelling of the list is the name.
    assert_eq!(list.groups, [group("home", 2), group("Work", 2), group("\u{c4}rzte", 1)]);
    assert_eq!((list.rows.len(), list.total, list.group), (4, 4, None));
    assert_eq!((list.answers, list.makes_codes), (false, true));
    assert_eq!(found(&world, "", Some("Work")), [ids[0], ids[2]]);
    assert_eq!(found(&world, "shop 2", Some("WORK")), [ids[2]]);
    assert_eq!(found(&world, "shop 1", Some("Work")), []);
    assert_eq!(found(&world, "work", None), [ids[0], ids[2]], "tags are searched too");
    // The groups are all there while one is shown, and a group that is gone shows all.
    let work = world.app.accounts().search(Search { words: "", group: Some("work") }).unwrap();
    assert_eq!((work.groups.len(), work.total, work.group.as_deref()), (3, 4, Some("Work")));
    tag(&world, ids[0], &[]);
    let gone =
        world.app.accounts().search(Search { words: "", group: Some("\u{c4}rzte") }).unwrap();
    assert_eq!((gone.rows.len(), gone.group), (4, None));
}

#[test]
fn favourites_stand_on_top_and_move_among_themselves_a43() {
    let (world, ids) = shops(4);
    let favourite = |id, on| world.app.settings().set(id, AccountChange::Favourite(on)).unwrap();
    let moves = |id| {
        let details = world.app.settings().details(id).unwrap();
        (details.can_go_up, details.can_go_down)
    };
    assert_eq!((moves(ids[0]), moves(ids[3])), ((false, true), (true, false)));
    favourite(ids[2], true);
    favourite(ids[3], true);
    let order: Vec<AccountId> = world.accounts().iter().map(|row| row.id).collect();
    assert_eq!(order, [ids[2], ids[3], ids[0], ids[1]]);
    let marked: Vec<bool> = world.accounts().iter().map(|row| row.favourite).collect();
    assert_eq!(marked, [true, true, false, false]);
    assert_eq!((moves(ids[2]), moves(ids[3])), ((false, true), (true, false)));
    assert_eq!((moves(ids[0]), moves(ids[1])), ((false, true), (true, false)));
    favourite(ids[2], false);
    assert_eq!(moves(ids[3]), (false, false), "the only favourite stays where it is");
}

#[test]
fn of_a_thousand_accounts_only_the_codes_on_the_screen_are_made_a43() {
    let (world, ids) = shops(1_000);
    let accounts = world.app.accounts();
    let before = made::so_far();
    assert_eq!(accounts.search("").unwrap().rows.len(), 1_000);
    assert_eq!(accounts.search("shop 99").unwrap().rows.len(), 19);
    assert_eq!(made::so_far(), before, "rows need no codes");
    let screen = [ids[507], ids[3], ids[998]];
    let codes = accounts.codes(&screen[..]).unwrap();
    assert_eq!(made::so_far() - before, 3);
    let of: Vec<AccountId> = codes.iter().map(|code| code.id).collect();
    assert_eq!(of, [ids[3], ids[507], ids[998]], "in list order");
    let all = accounts.codes(None).unwrap();
    assert_eq!(made::so_far() - before, 1_003);
    assert_eq!(all[507].code, codes[1].code);
    // One that is not there, or named twice, is no row.
    let stranger = AccountId::parse("0000000000000000").unwrap();
    assert_eq!(accounts.codes(&[ids[1], stranger, ids[1]][..]).unwrap().len(), 1);
    assert!(accounts.codes(&[][..]).unwrap().is_empty());
}

#[tokio::test]
async fn what_is_weak_about_a_code_stands_in_its_details_v53() {
    let world = World::new();
    let sixteen = "GEZDGNBVGY3TQOJQGEZDGNBVGY";
    for (text, flags) in [
        (format!("totp/Good?secret={sixteen}"), vec![]),
        ("totp/Edge?secret=GEZDGNBVGY3TQOJQGEZDGNA".to_owned(), vec![]),
        (
            "totp/Short?secret=GEZDGNBVGY3TQOJQGEZDG".to_owned(),
            vec![QualityFlag::ShortSecret { bits: 104 }],
        ),
        (
            format!("totp/Five?secret={sixteen}&digits=5"),
            vec![QualityFlag::FewDigits { digits: 5 }],
        ),
        (
            format!("hotp/Five?secret={sixteen}&digits=5&counter=0"),
            vec![QualityFlag::FewDigits { digits: 5 }],
        ),
        (format!("totp/Slow?secret={sixteen}&period=120"), vec![]),
        (
            format!("totp/Slower?secret={sixteen}&period=121"),
            vec![QualityFlag::LongPeriod { seconds: 121 }],
        ),
        (format!("steam/Letters?secret={sixteen}"), vec![]),
        (
            "totp/All?secret=GEZDGNBV&digits=5&period=300".to_owned(),
            vec![
                QualityFlag::ShortSecret { bits: 40 },
                QualityFlag::FewDigits { digits: 5 },
                QualityFlag::LongPeriod { seconds: 300 },
            ],
        ),
    ] {
        let text = format!("otpauth://{text}");
        let preview = world.app.accounts().preview(text.as_bytes()).await.unwrap();
        let added = world.app.accounts().add(preview, Choice::KeepBoth).await.unwrap();
        let details = world.app.settings().details(added.account.id).unwrap();
        assert_eq!(details.quality, flags, "{text}");
    }
    // The code of an account that confirms sign-ins too.
    let work = World::enrolled().await;
    let of_push = work.app.settings().details(work.id()).unwrap().quality;
    assert_eq!(of_push, [QualityFlag::ShortSecret { bits: 80 }]);
}
