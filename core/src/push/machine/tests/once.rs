//! One attempt, one refusal, and how each is noted.

use super::*;

#[test]
fn where_a_second_number_counts_the_first_leaves_once_it_is_stored_a20() {
    let request = plain();
    let (state, effects) = said_yes(&request);
    assert!(matches!(effects[..], [Effect::StoreFirst]), "{effects:?}");
    assert_eq!(view(&request, &state).phase, Phase::Sending);
    // It cannot be stored: nothing is sent, and what was typed stays.
    let (open, effects) = step(&request, &state, Event::NotStored, NOW + 1).unwrap();
    assert!(matches!(effects[..], [Effect::Unmark]));
    assert!(view(&request, &open).can_approve && !view(&request, &open).needs_unlock);
    // It is stored: now it leaves.
    let (state, _) = step(&request, &open, Event::Yes, NOW + 1).unwrap();
    let (state, effects) = step(&request, &state, Event::Stored, NOW + 1).unwrap();
    assert!(matches!(state, State::Sending(AnswerKind::Approve)));
    assert!(matches!(effects[..], [Effect::Send(Answer::Approve { .. })]));
    // Not when its life ended meanwhile.
    let (state, _) = said_yes(&request);
    let (state, effects) = step(&request, &state, Event::Stored, request.expires).unwrap();
    assert!(state.is_ended() && matches!(effects[..], [Effect::Note(SeenOutcome::Expired)]));
    // countersign+ ends it at the server.
    let (_, effects) = said_yes(&super::request());
    assert!(matches!(effects[..], [Effect::Send(Answer::Approve { .. })]));
}

#[test]
fn while_a_yes_is_stored_another_request_may_come_before_it_a20() {
    let request = plain();
    let pass = |state: &State, event| step(&request, state, event, NOW + 1).unwrap();
    let (state, _) = said_yes(&request);
    let (behind, _) = pass(&state, Event::Behind);
    let (again, _) = pass(&behind, Event::Front);
    // YES was said: it goes out from wherever the request stands.
    for state in [&state, &behind, &again] {
        let (_, effects) = pass(state, Event::Stored);
        assert!(matches!(effects[..], [Effect::Send(Answer::Approve { .. })]), "{effects:?}");
    }
    // It could not be stored: a request that was behind another one asks for all of it anew.
    assert!(matches!(pass(&behind, Event::NotStored).0, State::Waiting));
    for event in [Event::Front, Event::Tick] {
        let (open, effects) = pass(&pass(&again, event).0, Event::NotStored);
        assert!(matches!(effects[..], [Effect::Unmark]));
        let shown = view(&request, &open);
        assert!(!shown.can_approve && shown.needs_unlock, "{shown:?}");
    }
}

#[test]
fn a_refused_number_is_counted_once_and_closed_by_the_app_a20() {
    let request = plain();
    let (state, _) = said_yes(&request);
    let (state, _) = step(&request, &state, Event::Stored, NOW + 1).unwrap();
    let (closing, effects) = step(&request, &state, Event::NumberRefused, NOW + 2).unwrap();
    assert!(matches!(
        effects[..],
        [Effect::Note(SeenOutcome::NumberRefused), Effect::CountWrong, Effect::Close]
    ));
    let shown = view(&request, &closing);
    assert_eq!((shown.phase, shown.outcome), (Phase::Ended, Some(Outcome::WrongNumber)));
    for event in [Event::Yes, Event::Typed(text("42")), Event::Unlocked] {
        assert_eq!(step(&request, &closing, event, NOW + 2).unwrap_err(), PushError::Ended);
    }
    let no = Event::No(DenyReason::UnknownTrigger);
    assert_eq!(step(&request, &closing, no, NOW + 2).unwrap_err(), PushError::Ended);
    let ends = [
        (Outcome::Denied { interrupted: false }, Outcome::WrongNumber),
        (Outcome::WrongNumber, Outcome::WrongNumber),
        (Outcome::AlreadyHandled, Outcome::AlreadyHandled),
        (Outcome::Superseded, Outcome::Superseded),
    ];
    for (answered, told) in ends {
        let event = Event::Answered(answered);
        let (over, effects) = step(&request, &closing, event, NOW + 3).unwrap();
        assert_eq!(view(&request, &over).outcome, Some(told));
        assert!(matches!(effects[..], [Effect::Note(_)]), "not counted again: {effects:?}");
    }
    // Not delivered: the person knows already, and the app tries again until its life is over.
    let lost = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
    let (unsent, effects) = step(&request, &closing, Event::Answered(lost), NOW + 3).unwrap();
    assert!(effects.is_empty());
    assert_eq!(view(&request, &unsent).phase, Phase::Ended);
    let (_, effects) = step(&request, &unsent, Event::Retry, NOW + 4).unwrap();
    assert!(matches!(effects[..], [Effect::Resend]));
    let gone = Event::Withdrawn(Withdrawal::Superseded);
    for (event, at) in [(Event::Tick, request.expires), (gone, NOW + 5)] {
        let (over, effects) = step(&request, &unsent, event, at).unwrap();
        assert_eq!(view(&request, &over).outcome, Some(Outcome::WrongNumber));
        assert!(matches!(effects[..], [Effect::Note(SeenOutcome::WrongNumber)]));
    }
    // Refused after its life: nothing is left to close.
    let (over, effects) = step(&request, &state, Event::NumberRefused, request.expires).unwrap();
    assert!(over.is_ended());
    assert!(matches!(effects[..], [Effect::Note(SeenOutcome::WrongNumber), Effect::CountWrong]));
}

#[test]
fn what_was_interrupted_is_denied_and_told_so_a20() {
    let request = plain();
    let outcome = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
    let left = State::DeliveryFailed { kind: AnswerKind::CloseInterrupted, outcome };
    let shown = view(&request, &left);
    assert_eq!((shown.phase, shown.outcome, shown.can_approve), (Phase::Sending, None, false));
    let (sending, effects) = step(&request, &left, Event::Retry, NOW + 1).unwrap();
    assert!(matches!(effects[..], [Effect::Resend]));
    let denied = Event::Answered(Outcome::Denied { interrupted: false });
    let (over, effects) = step(&request, &sending, denied, NOW + 2).unwrap();
    let told = view(&request, &over).outcome;
    assert_eq!(told, Some(Outcome::Denied { interrupted: true }));
    assert!(matches!(effects[..], [Effect::Note(SeenOutcome::Interrupted)]));
    let cases = [
        (Withdrawal::Superseded, Outcome::AlreadyHandled),
        (Withdrawal::AlreadyHandled, Outcome::AlreadyHandled),
        (Withdrawal::Expired, Outcome::Expired),
    ];
    for (why, told) in cases {
        let (over, _) = step(&request, &left, Event::Withdrawn(why), NOW + 2).unwrap();
        assert_eq!(view(&request, &over).outcome, Some(told));
    }
    for event in [Event::Yes, Event::Typed(text("42")), Event::Unlocked, Event::Front] {
        if let Ok((state, effects)) = step(&request, &left, event, NOW + 2) {
            assert!(effects.is_empty() && !state.can_approve(&request, NOW + 2));
        }
    }
}

#[test]
fn a_refusal_is_noted_before_it_is_sent_a64() {
    for request in [request(), plain()] {
        let (_, effects) = play(&request, vec![Event::No(DenyReason::UnknownTrigger)]).unwrap();
        let noted =
            SeenOutcome::Refusing { reason: DenyReason::UnknownTrigger, after_approval: false };
        let [Effect::Note(note), Effect::Send(Answer::Deny { .. })] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!(*note, noted);
    }
}

#[test]
fn what_an_unlinked_account_asked_is_over_a59() {
    let request = request();
    let gone = || Event::Withdrawn(Withdrawal::Unlinked { certain: false });
    let unlinked = Outcome::AccountUnlinked { certain: false };
    let (open, _) = play(&request, vec![Event::Front]).unwrap();
    let lost = || Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
    let deny = AnswerKind::Deny(DenyReason::UnknownTrigger);
    let unsent = State::DeliveryFailed { kind: deny, outcome: lost() };
    for state in [State::Waiting, open, unsent] {
        let (over, effects) = step(&request, &state, gone(), NOW + 1).unwrap();
        assert_eq!(view(&request, &over).outcome, Some(unlinked.clone()));
        assert!(matches!(
            effects[..],
            [Effect::Note(SeenOutcome::Unlinked), Effect::Unlinked { certain: false }]
        ));
    }
}

#[test]
fn a_report_that_came_too_late_says_so_a64() {
    let request = request();
    let outcome = Outcome::Denied { interrupted: false };
    let offline = PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
    let asked = State::AskReport { outcome, failed: Some(offline) };
    let at = request.expires + ASK_REPORT_FOR;
    let (over, effects) = step(&request, &asked, Event::Tick, at).unwrap();
    assert!(matches!(effects[..], [Effect::NoteReport(false)]));
    assert_eq!(view(&request, &over).report_failed, Some(offline));
    // What the server refuses is not sent again by itself.
    let reporting = State::Reporting { outcome: Outcome::Denied { interrupted: false } };
    let refused = Event::Reported(Err(PushError::NotSupported));
    let (_, effects) = step(&request, &reporting, refused, NOW + 1).unwrap();
    assert!(matches!(effects[..], [Effect::NoteReport(false)]));
    let (_, effects) = step(&request, &reporting, Event::Reported(Err(offline)), NOW + 1).unwrap();
    assert!(effects.is_empty(), "still wanted");
}
