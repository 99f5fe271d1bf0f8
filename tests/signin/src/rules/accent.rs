//! The colours of an organisation, and whether people can read what stands on them.

use std::fmt::{self, Display, Formatter};

/// Contrast that text needs, in hundredths (WCAG 2.2, success criterion 1.4.3).
const NEEDED: u16 = 450;

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

const WHITE: Color = Color([0xff; 3]);
const BLACK: Color = Color([0; 3]);

impl Color {
    /// Reads `#0B6157`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let all_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| all_hex)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// This colour with `percent` of another one in it.
    fn mixed(self, other: Self, percent: u32) -> Self {
        let Self([red, green, blue]) = self;
        let Self([other_red, other_green, other_blue]) = other;
        let mix = |one: u8, two: u8| {
            let sum = u32::from(one) * (100 - percent.min(100)) + u32::from(two) * percent.min(100);
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self([mix(red, other_red), mix(green, other_green), mix(blue, other_blue)])
    }

    /// Relative luminance (WCAG 2.2, definitions).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let Self([red, green, blue]) = self;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The contrast of two colours in hundredths, rounded down so that what is too little never reads
    /// as enough.
    fn contrast(self, other: Self) -> u16 {
        let (one, two) = (self.luminance(), other.luminance());
        let ratio = (one.max(two) + 0.05) / (one.min(two) + 0.05);
        // From 100 to 2100. The small sum is for what binary fractions leave out of a whole number.
        let hundredths = (ratio * 100.0 + 1e-9).floor();
        format!("{hundredths:.0}").parse().unwrap_or(0)
    }
}

impl Display for Color {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}

/// What an accent stands on and what stands on it, in the style sheet's own colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Light mode.
    Light,
    /// Dark mode.
    Dark,
}

impl Theme {
    /// Words on a button of the accent.
    fn words(self) -> Color {
        match self {
            Self::Light => WHITE,
            Self::Dark => Color([0x0f, 0x15, 0x14]),
        }
    }

    /// What links in the accent stand on: the page and its card.
    fn grounds(self) -> [Color; 2] {
        match self {
            Self::Light => [Color([0xfb, 0xfa, 0xf7]), WHITE],
            Self::Dark => [Color([0x0f, 0x15, 0x14]), Color([0x18, 0x20, 0x1f])],
        }
    }

    fn card(self) -> Color {
        let [_, card] = self.grounds();
        card
    }

    /// Away from the grounds: where every colour can be read in the end.
    fn away(self) -> Color {
        match self {
            Self::Light => BLACK,
            Self::Dark => WHITE,
        }
    }

    /// Strength of the accent in what stands behind the number.
    fn tint(self) -> u32 {
        match self {
            Self::Light => 12,
            Self::Dark => 20,
        }
    }

    /// The least contrast of an accent with anything that it meets.
    fn contrast(self, accent: Color) -> u16 {
        let met = self.grounds().into_iter().chain([self.words()]);
        met.map(|met| accent.contrast(met)).min().unwrap_or(0)
    }

    /// The colour nearest to this one that can be read.
    fn readable(self, color: Color) -> Color {
        let nearer = (0..=100).map(|percent| color.mixed(self.away(), percent));
        nearer.into_iter().find(|color| self.contrast(*color) >= NEEDED).unwrap_or(self.away())
    }
}

/// An accent that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "words on {accent}, or in it on the page, have a contrast of {}.{:02}:1, and 4.5:1 is needed to read them; {would_do} would do",
    measured / 100, measured % 100
)]
pub struct TooLittleContrast {
    /// In which mode.
    pub theme: Theme,
    /// The accent.
    pub accent: Color,
    /// Its contrast, in hundredths.
    pub measured: u16,
    /// The nearest colour that can be read.
    pub would_do: Color,
}

/// The accents of an organisation: buttons, links, the number, the built-in mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accents {
    light: Color,
    dark: Color,
}

impl Accents {
    /// Takes the accents that an organisation wrote down; one that is missing is made of the other.
    /// `None` where there are none.
    ///
    /// # Errors
    /// [`TooLittleContrast`] for one that cannot be read.
    pub fn new(
        light: Option<Color>,
        dark: Option<Color>,
    ) -> Result<Option<Self>, TooLittleContrast> {
        for (theme, accent) in [(Theme::Light, light), (Theme::Dark, dark)] {
            let Some(accent) = accent else { continue };
            let measured = theme.contrast(accent);
            if measured < NEEDED {
                let would_do = theme.readable(accent);
                return Err(TooLittleContrast { theme, accent, measured, would_do });
            }
        }
        let Some(given) = light.or(dark) else { return Ok(None) };
        let or_made = |own: Option<Color>, theme: Theme| own.unwrap_or(theme.readable(given));
        Ok(Some(Self { light: or_made(light, Theme::Light), dark: or_made(dark, Theme::Dark) }))
    }

    /// The style sheet that puts them in the place of ours.
    pub(crate) fn style_sheet(self) -> String {
        format!(
            ":root {{ {} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {} }} }}\n",
            tokens(Theme::Light, self.light),
            tokens(Theme::Dark, self.dark)
        )
    }
}

/// The style sheet's tokens that an accent decides.
fn tokens(theme: Theme, accent: Color) -> String {
    let over = accent.mixed(theme.away(), 25);
    // As strong as leaves the accent readable on it.
    let tints = (0..=theme.tint()).rev().map(|percent| theme.card().mixed(accent, percent));
    let tint = tints.into_iter().find(|tint| accent.contrast(*tint) >= NEEDED);
    let (words, tint) = (theme.words(), tint.unwrap_or(theme.card()));
    format!("--accent: {accent}; --on-accent: {words}; --accent-over: {over}; --tint: {tint};")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn a_colour_is_read_as_it_is_written_and_nothing_else_is_one() {
        assert_eq!(color("#0b6157").to_string(), "#0B6157");
        for none in ["", "#", "0B6157", "#0B615", "#0B61577", "#0B615G", "#+B6157", "red", "#é0B61"]
        {
            assert_eq!(Color::parse(none), None, "{none}");
        }
    }

    /// Numbers of WCAG's own examples and of `LOOK.md`.
    #[test]
    fn contrast_is_what_wcag_computes() {
        assert_eq!(BLACK.contrast(WHITE), 2100);
        assert_eq!(WHITE.contrast(WHITE), 100);
        assert_eq!(color("#777777").contrast(WHITE), 447, "the well-known grey that just fails");
        assert_eq!(color("#767676").contrast(WHITE), 454);
        assert!(Theme::Light.contrast(color("#0B6157")) >= 700);
        assert!(Theme::Dark.contrast(color("#74D3C3")) >= 700);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_a_colour_that_can() {
        for (theme, accent) in [
            (Theme::Light, "#FFCC00"),
            (Theme::Light, "#FFFFFF"),
            (Theme::Light, "#777777"),
            (Theme::Light, "#00AEEF"),
            (Theme::Dark, "#0B6157"),
            (Theme::Dark, "#000000"),
            (Theme::Dark, "#7A1FA2"),
        ] {
            let accent = color(accent);
            let made = match theme {
                Theme::Light => Accents::new(Some(accent), None),
                Theme::Dark => Accents::new(None, Some(accent)),
            };
            let refused = made.unwrap_err();
            assert_eq!((refused.theme, refused.accent), (theme, accent));
            assert!(refused.measured < 450, "{refused}");
            assert!(theme.contrast(refused.would_do) >= 450, "{refused}");
        }
        let refused = Accents::new(Some(color("#FFCC00")), None).unwrap_err().to_string();
        assert!(refused.contains("#FFCC00") && refused.contains("1.44:1"), "{refused}");
        assert!(refused.contains("4.5:1 is needed"), "{refused}");
    }

    /// Whatever is taken: each pair of colours that meet on a page can be read.
    #[test]
    fn what_is_taken_can_be_read_wherever_it_stands() {
        for step in 0..=255_u8 {
            let own = Color([step, step.wrapping_mul(7), step.wrapping_mul(31)]);
            for (theme, accent) in
                [Theme::Light, Theme::Dark].map(|theme| (theme, theme.readable(own)))
            {
                let tokens = tokens(theme, accent);
                let token = |name: &str| {
                    let (_, rest) = tokens.split_once(&format!("{name}: ")).unwrap();
                    color(rest.split(';').next().unwrap())
                };
                assert_eq!(token("--accent"), accent);
                for (one, two) in [
                    (accent, token("--on-accent")),
                    (accent, token("--tint")),
                    (accent, theme.card()),
                    (token("--accent-over"), token("--on-accent")),
                    (token("--accent-over"), theme.card()),
                ] {
                    assert!(one.contrast(two) >= NEEDED, "{own}: {one} on {two}");
                }
            }
        }
    }

    #[test]
    fn one_accent_makes_the_other_and_none_changes_nothing() {
        assert_eq!(Accents::new(None, None), Ok(None));
        let accents = Accents::new(Some(color("#7A1FA2")), None).unwrap().unwrap();
        assert_eq!(accents.light, color("#7A1FA2"));
        assert!(Theme::Dark.contrast(accents.dark) >= NEEDED);
        let sheet = accents.style_sheet();
        assert!(sheet.starts_with(":root { --accent: #7A1FA2; --on-accent: #FFFFFF;"), "{sheet}");
        let dark = format!("(prefers-color-scheme: dark) {{ :root {{ --accent: {};", accents.dark);
        assert!(sheet.contains(&dark), "{sheet}");
    }
}
