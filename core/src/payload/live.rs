//! What a scanner does with the codes of one camera frame after the other (acceptance statement 68).

use countersign_qr::Found;

use super::choice::{Choice, CodeKind, choose};

/// Frames in which one code alone is not taken by itself after several were seen: the reader does not read
/// each of them in each frame.
const STAYS_ASKED: u8 = 8;

/// What to do with the codes of a frame. The camera goes on, but for [`LiveChoice::Take`].
///
/// ```
/// use countersign_core::app::{LiveChoice, LiveChooser};
/// # let codes = countersign_core::app::testing::codes("WIFI:S:Home;;");
///
/// match LiveChooser::default().frame(&codes) {
///     LiveChoice::Nothing => println!("aim at a code"),
///     LiveChoice::Take(place) => println!("code {place}"),
///     LiveChoice::Ask(places) => println!("tap one of these {}", places.len()),
///     LiveChoice::Say(place) => println!("code {place} sets nothing up"),
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveChoice {
    /// There is none.
    Nothing,
    /// This one, by its place in the list: the only one that sets something up, or that is ours and wrong.
    Take(usize),
    /// The person taps one of these.
    Ask(Vec<usize>),
    /// All that is seen sets nothing up: say why of this one, which tells most.
    Say(usize),
}

/// Chooses among the codes of one frame after the other.
///
/// ```
/// use countersign_core::app::{LiveChoice, LiveChooser};
/// # let shops = countersign_core::app::testing::codes("https://apps.apple.com/app/id000");
///
/// let mut chooser = LiveChooser::default();
/// assert_eq!(chooser.frame(&[]), LiveChoice::Nothing);
/// assert_eq!(chooser.frame(&shops), LiveChoice::Say(0));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct LiveChooser {
    asked: u8,
}

impl LiveChooser {
    /// Chooses among the codes of the next frame.
    pub fn frame(&mut self, codes: &[Found]) -> LiveChoice {
        let asked = self.asked > 0;
        self.asked = self.asked.saturating_sub(1);
        match choose(codes) {
            Choice::Nothing => LiveChoice::Nothing,
            Choice::Ask(places) => {
                self.asked = STAYS_ASKED;
                LiveChoice::Ask(places)
            }
            Choice::Take(at) => match codes.get(at).map(CodeKind::of) {
                Some(CodeKind::SetsUp | CodeKind::Malformed) if asked => LiveChoice::Ask(vec![at]),
                Some(CodeKind::SetsUp | CodeKind::Malformed) => LiveChoice::Take(at),
                Some(_) => LiveChoice::Say(at),
                None => LiveChoice::Nothing,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::tests::{ACCOUNT, FOREIGN, SECOND, STORE, WRONG, code};
    use super::*;

    fn frame(chooser: &mut LiveChooser, texts: &[&str]) -> LiveChoice {
        let codes: Vec<_> = texts.iter().map(|text| code(text)).collect();
        chooser.frame(&codes)
    }

    #[test]
    fn what_sets_nothing_up_is_said_while_the_camera_goes_on_a68() {
        let mut chooser = LiveChooser::default();
        assert_eq!(frame(&mut chooser, &[]), LiveChoice::Nothing);
        assert_eq!(frame(&mut chooser, &[STORE]), LiveChoice::Say(0));
        assert_eq!(frame(&mut chooser, &[STORE, FOREIGN]), LiveChoice::Say(1));
        // The code beside them comes into the picture.
        assert_eq!(frame(&mut chooser, &[STORE, ACCOUNT]), LiveChoice::Take(1));
        // What is ours and wrong ends the search: there is no other to wait for.
        assert_eq!(frame(&mut chooser, &[STORE, WRONG]), LiveChoice::Take(1));
    }

    #[test]
    fn of_several_none_is_taken_because_a_frame_missed_the_others_a68() {
        let mut chooser = LiveChooser::default();
        assert_eq!(frame(&mut chooser, &[ACCOUNT, SECOND]), LiveChoice::Ask(vec![0, 1]));
        for _ in 0..STAYS_ASKED {
            assert_eq!(frame(&mut chooser, &[STORE, SECOND]), LiveChoice::Ask(vec![1]));
        }
        // The person aimed at this one alone.
        assert_eq!(frame(&mut chooser, &[SECOND]), LiveChoice::Take(0));
        assert_eq!(frame(&mut chooser, &[ACCOUNT, SECOND]), LiveChoice::Ask(vec![0, 1]));
        for _ in 0..STAYS_ASKED {
            assert_eq!(frame(&mut chooser, &[]), LiveChoice::Nothing);
        }
        assert_eq!(frame(&mut chooser, &[ACCOUNT]), LiveChoice::Take(0));
    }
}
