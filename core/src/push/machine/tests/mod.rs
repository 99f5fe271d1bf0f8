use super::*;
use crate::account::AccountId;
use crate::net::UnreachableCause;
use crate::push::request::{Assurance, BadNumber, Reported, TokenReply};
use crate::push::testing::{CID, request as twin};
use crate::push::view::{Phase, RequestView, RequestWarning};

mod once;
mod random;

const NOW: UnixSeconds = 1_764_000_000;

fn request() -> Request {
    twin(AccountId::from_bytes([1; 8]), CID, NOW)
}

fn text(value: &str) -> SecretString {
    SecretString::new(value.to_owned())
}

/// Plays events; the effects of all of them.
fn play(request: &Request, events: Vec<Event>) -> Result<(State, Vec<Effect>), PushError> {
    let mut state = State::Waiting;
    let mut all = Vec::new();
    for event in events {
        let (next, effects) = step(request, &state, event, NOW + 1)?;
        state = next;
        all.extend(effects);
    }
    Ok((state, all))
}

/// The same request of a server that would take a second number.
fn plain() -> Request {
    Request { ctx: None, ..request() }
}

fn said_yes(request: &Request) -> (State, Vec<Effect>) {
    let events = vec![Event::Front, Event::Unlocked, Event::Typed(text("24")), Event::Yes];
    play(request, events).unwrap()
}

fn view(request: &Request, state: &State) -> RequestView {
    RequestView::of(request, state, true, 0, 0, NOW + 1)
}

#[test]
fn yes_is_disabled_until_the_number_is_whole_a63() {
    let request = request();
    for (typed, enabled) in [
        ("", false),
        ("4", false),
        ("42", true),
        (" 4 2 ", true),
        ("4-2", true),
        ("042", false),
        ("4200000000000000000000000000000000000000", false),
        ("4x", false),
        ("٤٢", true),
        ("４ ２", true),
        ("④②", false),
        ("४", false),
    ] {
        let (state, _) =
            play(&request, vec![Event::Front, Event::Unlocked, Event::Typed(text(typed))]).unwrap();
        assert_eq!(view(&request, &state).can_approve, enabled, "{typed}");
        let yes = step(&request, &state, Event::Yes, NOW + 1);
        match yes {
            Ok((State::Sending(AnswerKind::Approve), _)) => assert!(enabled),
            Err(error) => assert!(!enabled && error == PushError::BadNumber { digits: 2 }),
            Ok(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn approving_takes_a_fresh_unlock_and_sends_what_was_typed_a19() {
    let request = request();
    let locked = play(&request, vec![Event::Front, Event::Typed(text("42")), Event::Yes]);
    assert_eq!(locked.unwrap_err(), PushError::Locked);
    let events =
        vec![Event::Front, Event::Opened, Event::Unlocked, Event::Typed(text("42")), Event::Yes];
    let (state, effects) = play(&request, events).unwrap();
    assert!(matches!(state, State::Sending(AnswerKind::Approve)));
    let [Effect::Prepare, Effect::Send(Answer::Approve { value: Some(value), source })] =
        effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    assert_eq!((value.expose(), *source), ("42", Source::Typed));
    let (state, effects) =
        step(&request, &state, Event::Answered(Outcome::Approved), NOW + 2).unwrap();
    assert!(state.is_ended());
    assert!(matches!(effects[..], [Effect::Note(SeenOutcome::Approved), Effect::ClearWrong]));
}

#[test]
fn the_first_wrong_number_is_the_end_a20() {
    let request = request();
    let (state, effects) = play(
        &request,
        vec![
            Event::Front,
            Event::Unlocked,
            Event::Typed(text("24")),
            Event::Yes,
            Event::Answered(Outcome::WrongNumber),
        ],
    )
    .unwrap();
    assert!(matches!(effects[..], [_, Effect::Note(SeenOutcome::WrongNumber), Effect::CountWrong]));
    for event in [Event::Typed(text("42")), Event::Yes, Event::Retry, Event::Unlocked] {
        assert_eq!(step(&request, &state, event, NOW + 2).unwrap_err(), PushError::Ended);
    }
}

#[test]
fn nobody_answered_in_time_a24() {
    let request = request();
    let (open, _) =
        play(&request, vec![Event::Front, Event::Unlocked, Event::Typed(text("42"))]).unwrap();
    let at_the_end = step(&request, &open, Event::Yes, request.expires).unwrap();
    assert!(matches!(at_the_end.0, State::Ended { outcome: Outcome::Expired, .. }));
    assert!(matches!(at_the_end.1[..], [Effect::Note(SeenOutcome::Expired)]));
    assert_eq!(view(&request, &at_the_end.0).seconds_left, 0);
}

#[test]
fn no_it_is_not_me_and_then_the_report_a36_a37() {
    let request = request();
    let denied = vec![
        Event::Front,
        Event::No(DenyReason::UnknownTrigger),
        Event::Answered(Outcome::Denied { interrupted: false }),
    ];
    let (state, _) = play(&request, denied).unwrap();
    assert_eq!(view(&request, &state).phase, Phase::AskReport);
    for event in [Event::Yes, Event::Typed(text("42")), Event::Unlocked, Event::Retry] {
        assert_eq!(step(&request, &state, event, NOW + 2).unwrap_err(), PushError::OutOfOrder);
    }
    let (state, effects) = step(&request, &state, Event::Report { sure: false }, NOW + 2).unwrap();
    assert!(matches!(effects[..], [Effect::NoteReport(true), Effect::SendReport]));
    let offline =
        Err(PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None });
    let (state, _) = step(&request, &state, Event::Reported(offline), NOW + 3).unwrap();
    assert!(view(&request, &state).report_failed.is_some());
    let (state, _) = step(&request, &state, Event::Report { sure: false }, NOW + 4).unwrap();
    let contact = Reported { it_contact: None };
    let (state, effects) = step(&request, &state, Event::Reported(Ok(contact)), NOW + 5).unwrap();
    assert!(state.is_ended());
    assert!(matches!(effects[..], [Effect::NoteReport(false), Effect::Blocked]));
    assert!(view(&request, &state).reported.is_some());
}

#[test]
fn a_report_that_disables_the_account_is_asked_twice() {
    let mut plain = request();
    plain.ctx = None;
    let (state, _) = play(
        &plain,
        vec![
            Event::No(DenyReason::UnknownTrigger),
            Event::Answered(Outcome::Denied { interrupted: false }),
        ],
    )
    .unwrap();
    assert!(view(&plain, &state).report_disables_account);
    let once = step(&plain, &state, Event::Report { sure: false }, NOW + 1);
    assert_eq!(once.unwrap_err(), PushError::NotConfirmed);
    assert!(step(&plain, &state, Event::Report { sure: true }, NOW + 1).is_ok());
}

#[test]
fn a_cancelled_own_sign_in_is_not_reported() {
    let (state, _) = play(
        &request(),
        vec![
            Event::Front,
            Event::No(DenyReason::Cancelled),
            Event::Answered(Outcome::Denied { interrupted: false }),
        ],
    )
    .unwrap();
    assert!(state.is_ended());
}

#[test]
fn a_lost_reply_sends_the_same_answer_and_never_a_new_one_a56() {
    let request = request();
    let lost = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
    let events = vec![
        Event::Front,
        Event::Unlocked,
        Event::Typed(text("42")),
        Event::Yes,
        Event::Answered(lost),
    ];
    let (state, _) = play(&request, events).unwrap();
    assert_eq!(view(&request, &state).phase, Phase::DeliveryFailed);
    for event in [Event::Yes, Event::Typed(text("24"))] {
        assert_eq!(step(&request, &state, event, NOW + 2).unwrap_err(), PushError::OutOfOrder);
    }
    let (again, effects) = step(&request, &state, Event::Retry, NOW + 2).unwrap();
    assert!(matches!(effects[..], [Effect::Resend]));
    assert!(matches!(again, State::Sending(AnswerKind::Approve)));
    let withdrawn = Event::Withdrawn(Withdrawal::AlreadyHandled);
    let (state, _) = step(&request, &state, withdrawn, NOW + 2).unwrap();
    assert!(matches!(state, State::Ended { outcome: Outcome::AlreadyHandled, .. }));
}

#[test]
fn a_request_behind_another_can_only_be_denied_a25() {
    let request = request();
    for event in [Event::Yes, Event::Typed(text("42")), Event::Unlocked, Event::Picked(0)] {
        let result = step(&request, &State::Waiting, event, NOW + 1);
        assert_eq!(result.unwrap_err(), PushError::NotInFront);
    }
    let (state, _) =
        play(&request, vec![Event::Front, Event::Typed(text("42")), Event::Behind]).unwrap();
    let (state, _) = step(&request, &state, Event::Front, NOW + 1).unwrap();
    assert_eq!(view(&request, &state).typed, 0);
    assert!(
        step(&request, &State::Waiting, Event::No(DenyReason::UnknownTrigger), NOW + 1).is_ok()
    );
}

#[test]
fn scanning_fills_the_number_of_this_request_only_a30() {
    let request = request();
    let scan =
        |id: &str, number: &str| Event::Scanned { request: id.to_owned(), number: text(number) };
    let other = "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a5";
    let result = play(&request, vec![Event::Front, scan(other, "42")]);
    assert_eq!(result.unwrap_err(), PushError::OtherSignIn);
    let result = play(&request, vec![Event::Front, scan(CID, "421")]);
    assert_eq!(result.unwrap_err(), PushError::BadNumber { digits: 2 });
    let (_, effects) =
        play(&request, vec![Event::Front, scan(CID, "42"), Event::Unlocked, Event::Yes]).unwrap();
    assert!(matches!(effects[..], [Effect::Send(Answer::Approve { source: Source::Scanned, .. })]));
}

#[test]
fn picking_and_confirming_are_labelled_weaker() {
    let mut choice = request();
    choice.prompt = Prompt::NumberChoice { options: vec!["5".into(), "06".into()] };
    choice.assurance = Assurance::Picked;
    let (state, _) = play(&choice, vec![Event::Front, Event::Unlocked]).unwrap();
    assert!(!view(&choice, &state).can_approve, "nothing is picked beforehand");
    let view = view(&choice, &state);
    assert_eq!(view.answer_warning, Some(RequestWarning::PickedIsWeaker), "beside what is picked");
    assert!(!view.warnings.contains(&RequestWarning::PickedIsWeaker));
    assert_eq!(
        step(&choice, &state, Event::Picked(2), NOW + 1).unwrap_err(),
        PushError::NothingPicked
    );
    let (_, effects) =
        play(&choice, vec![Event::Front, Event::Unlocked, Event::Picked(1), Event::Yes]).unwrap();
    let [Effect::Send(Answer::Approve { value: Some(value), .. })] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(value.expose(), "06");

    let mut confirm = request();
    confirm.prompt = Prompt::Confirm;
    confirm.assurance = Assurance::Plain;
    let result = play(&confirm, vec![Event::Front, Event::Unlocked, Event::Yes]);
    assert_eq!(result.unwrap_err(), PushError::NotConfirmed);
    assert!(
        play(&confirm, vec![Event::Front, Event::Unlocked, Event::Confirmed, Event::Yes]).is_ok()
    );
    let mut code = request();
    code.prompt = Prompt::ShowCode { code: "17".into() };
    let result = play(&code, vec![Event::Front, Event::Unlocked, Event::Yes]);
    assert_eq!(result.unwrap_err(), PushError::OutOfOrder);
}

/// A request of pipush.
fn token() -> Request {
    let reply = TokenReply { url: "https://pi.example/ttype/push".into(), takes_reason: true };
    let (prompt, assurance) = (Prompt::Confirm, Assurance::Plain);
    Request { prompt, assurance, created: None, reply: Some(reply), ..plain() }
}

#[test]
fn a_code_for_the_page_stands_for_the_rest_of_the_requests_life() {
    let request = token();
    let events = || {
        vec![
            Event::Front,
            Event::Unlocked,
            Event::Confirmed,
            Event::Yes,
            Event::Stored,
            Event::CodeGiven(ShownCode("84".to_owned())),
        ]
    };
    let (state, effects) = play(&request, events()).unwrap();
    assert!(
        matches!(effects.last(), Some(Effect::Note(SeenOutcome::AlreadyHandled))),
        "a later run of the app has no code and sends nothing: {effects:?}"
    );
    let seen = view(&request, &state);
    assert_eq!(seen.request.prompt, Prompt::ShowCode { code: "84".to_owned() });
    assert_eq!((seen.phase, seen.outcome), (Phase::Open, None));
    assert!(seen.can_refuse && !seen.can_approve && !seen.needs_unlock);
    assert_eq!(seen.answer_warning, None, "the code is what ties it to the browser");
    assert!(!format!("{state:?}").contains("84"));

    // Answered, it is not listed any more; that does not take the code away.
    let listed_no_more = Event::Withdrawn(Withdrawal::AlreadyHandled);
    for event in [listed_no_more, Event::Behind, Event::Front, Event::Tick, Event::Opened] {
        let (state, effects) = step(&request, &state, event, NOW + 2).unwrap();
        assert!(matches!(state, State::ShowingCode(_)) && effects.is_empty());
    }
    for event in [Event::Yes, Event::Confirmed, Event::Retry, Event::Unlocked] {
        assert_eq!(step(&request, &state, event, NOW + 2).unwrap_err(), PushError::OutOfOrder);
    }
    let refused = step(&request, &state, Event::No(DenyReason::UnknownTrigger), NOW + 2).unwrap();
    assert!(matches!(refused.0, State::Sending(AnswerKind::Deny(_))));
    let (over, _) = step(&request, &state, Event::Tick, request.expires).unwrap();
    let State::Ended { outcome, .. } = over else { panic!("{over:?}") };
    assert_eq!(outcome, Outcome::AlreadyHandled, "whether it was typed is for the browser to say");
}

#[test]
fn where_a_denial_is_the_report_nothing_more_is_asked_a36() {
    let denied = || Event::Answered(Outcome::Denied { interrupted: false });
    let no = || Event::No(DenyReason::UnknownTrigger);
    let (state, _) = play(&token(), vec![Event::Front, no(), denied()]).unwrap();
    assert!(matches!(state, State::Ended { .. }), "{state:?}");
    let (state, _) = play(&plain(), vec![Event::Front, no(), denied()]).unwrap();
    assert!(matches!(state, State::AskReport { .. }), "{state:?}");
}

#[test]
fn warnings_say_what_is_unusual_a22() {
    let mut unusual = request();
    unusual.country_mismatch = crate::push::request::CountryMismatch::Different;
    unusual.requests_last_hour = Some(4);
    let view = RequestView::of(&unusual, &State::Waiting, true, 2, 3, NOW + 45);
    assert_eq!(
        view.warnings,
        [
            RequestWarning::OtherCountry,
            RequestWarning::RequestsThisHour(4),
            RequestWarning::WrongInRow(3),
            RequestWarning::AlmostOver
        ]
    );
    assert_eq!((view.seconds_left, view.more_waiting), (15, 2));
    let usual = RequestView::of(&request(), &State::Waiting, true, 0, 2, NOW + 1);
    assert_eq!(usual.warnings, []);
}

#[test]
fn states_and_events_print_no_number() {
    let (state, effects) =
        play(&request(), vec![Event::Front, Event::Unlocked, Event::Typed(text("42"))]).unwrap();
    let printed = format!("{state:?} {effects:?} {:?}", Event::Typed(text("42")));
    assert!(!printed.contains("42"), "{printed}");
    let error: BadNumber = MatchNumber::parse("123", 2).unwrap_err();
    assert!(!error.to_string().contains("123"));
}
