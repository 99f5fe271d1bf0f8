use super::*;

fn no_picture(_: &str) -> Result<Vec<u8>, MarkError> {
    Err(MarkError::Missing)
}

fn parse(toml: &str) -> Result<Organisation, RealmFileError> {
    Organisation::parse(toml, no_picture)
}

#[test]
fn the_template_says_what_the_defaults_are() {
    let file = parse(TEMPLATE).unwrap();
    let default = Organisation::default();
    assert_eq!(format!("{file:?}"), format!("{default:?}"));
    // What stands there as an example is one: read without its sign it is understood.
    let taken: String = TEMPLATE
        .lines()
        .map(|line| format!("{}\n", line.trim_start_matches("# ")))
        .filter(|line| line.contains(" = ") || line.starts_with('['))
        .collect();
    let example = Organisation::parse(&taken, |name| {
        assert_eq!(name, "mark.svg");
        Ok(include_bytes!("../../static/mark.svg").to_vec())
    });
    let example = example.unwrap();
    assert_eq!(example.look.language, Language::Dutch);
    assert!(example.look.accents.is_some() && example.look.mark.is_some());
    assert!(example.min_core.is_some() && example.shared_addresses.len() == 1);
}

/// Every sentence names the key and what to write.
#[test]
fn what_is_not_understood_is_named_with_what_may_stand_there() {
    for (bad, named, write) in [
        ("digits = 7", "\"digits\"", "from 2 to 6"),
        ("digits = \"2\"", "\"digits\"", "a whole number"),
        ("digits = -1", "\"digits\"", "from 2 to 6"),
        ("request_life = 5", "\"request_life\"", "from 30 to 600"),
        ("pass_life = 599", "\"pass_life\"", "from 600 to 86400"),
        ("pass_life = 86401", "\"pass_life\"", "from 600 to 86400"),
        ("organisation = \"\"", "\"organisation\"", "1 to 128 characters"),
        ("organisation = 4", "\"organisation\"", "a name"),
        ("colour = \"red\"", "\"colour\"", "accent_light"),
        ("\"a\\nb\" = 1", "\"a\\nb\"", "the keys there are"),
        ("link_host = \"a/b\"", "\"link_host\"", "a host name"),
        ("min_core = \"new\"", "\"min_core\"", "0.1.0"),
        ("shared_addresses = [\"the office\"]", "\"shared_addresses\"", "203.0.113.0/24"),
        ("shared_addresses = \"::1\"", "\"shared_addresses\"", "a list"),
        ("language = \"fr\"", "\"language\"", "\"en\" or \"nl\""),
        ("accent_light = \"red\"", "\"accent_light\"", "#0B6157"),
        ("accent_light = \"#FFCC00\"", "\"accent_light\"", "would do"),
        ("accent_dark = \"#000\"", "\"accent_dark\"", "a colour"),
        ("accent_dark = \"#0B6157\"", "\"accent_dark\"", "4.5:1 is needed"),
        ("mark = \"../mark.png\"", "\"mark\"", "a PNG or SVG file"),
        ("mark = \".mark.png\"", "\"mark\"", "a PNG or SVG file"),
        ("mark = \"mark.png\"", "\"mark\"", "put it there"),
        ("it_contact = \"IT\"", "\"it_contact\"", "in brackets"),
        ("[it_contact]\nfax = \"1\"", "\"fax\" of [it_contact]", "name, phone, email, url"),
        ("[it_contact]\nphone = 112", "\"phone\" of [it_contact]", "a text"),
        ("stores = 1", "\"stores\"", "in double brackets"),
        ("[[stores]]\nname = \"A\"", "\"url\" of [[stores]] number 1", "missing"),
        (
            "[[stores]]\nname=\"A\"\nurl=\"a\"\n[[stores]]\nname=2",
            "\"name\" of [[stores]] number 2",
            "a text",
        ),
        (
            "[[places]]\nrange=\"x\"\nlocation=\"y\"\ncountry=\"NL\"",
            "\"range\" of [[places]]",
            "203.0.113.0/24",
        ),
        (
            "[[places]]\nrange=\"::1\"\nlocation=\"y\"\ncountry=\"nl\"",
            "\"country\" of [[places]]",
            "capital letters",
        ),
        (
            "[[places]]\nrange=\"::1\"\nlocation=\"\"\ncountry=\"NL\"",
            "\"location\" of [[places]]",
            "1 to 256",
        ),
        ("organisation = \"A\"\ndigits = ", "line 2", "TOML"),
        ("digits = 2\ndigits = 3", "line 2", "TOML"),
    ] {
        let said = StartError::from(parse(bad).unwrap_err()).to_string();
        assert!(said.starts_with("realm.toml"), "{bad}: {said}");
        assert!(said.contains(named) && said.contains(write), "{bad}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn the_look_is_read() {
    let file = "language = \"nl\"\naccent_light = \"#7A1FA2\"\nmark = \"ours.svg\"";
    let ours = include_bytes!("../../static/mark.svg");
    let look = Organisation::parse(file, |name| {
        assert_eq!(name, "ours.svg");
        Ok(ours.to_vec())
    });
    let look = look.unwrap().look;
    assert_eq!(look.language, Language::Dutch);
    assert_eq!(look.mark.unwrap().bytes(), ours);
    assert!(look.accents.unwrap().style_sheet().contains("--accent: #7A1FA2"));
    let none = parse("").unwrap().look;
    assert!(none.mark.is_none() && none.accents.is_none() && none.language == Language::English);
    let text = Organisation::parse("mark = \"notes.txt\"", |_| Ok(b"notes".to_vec())).unwrap_err();
    assert!(text.to_string().contains("neither PNG nor SVG"), "{text}");
}
