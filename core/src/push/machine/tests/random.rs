//! Random events against the promises of the machine.

use proptest::prelude::*;

use super::*;

/// The reference: a handful of facts that follow from the events alone.
#[derive(Debug, Default)]
struct Model {
    front: bool,
    unlocked: bool,
    number: Option<String>,
    /// What stood in the field when YES was said, with an unlock and in time.
    said_yes: Option<String>,
    stored: bool,
    answered: bool,
    denied: bool,
    refused_number: bool,
    approvals: u32,
    counted: u32,
    lapsed: bool,
}

fn events() -> impl Strategy<Value = (u8, u64)> {
    (0_u8..27, 0_u64..25)
}

fn event_of(kind: u8) -> Event {
    match kind {
        0 => Event::Front,
        1 => Event::Behind,
        2 => Event::Opened,
        3 => Event::Typed(text("42")),
        4 => Event::Typed(text("4")),
        5 => Event::Scanned { request: CID.into(), number: text("42") },
        6 => Event::Picked(0),
        7 => Event::Confirmed,
        8 | 18 => Event::Unlocked,
        9 | 19 => Event::Yes,
        10 => Event::No(DenyReason::UnknownTrigger),
        11 => Event::Retry,
        12 => Event::Answered(Outcome::Unreachable {
            why: UnreachableCause::TimedOut,
            retry_after: None,
        }),
        13 => Event::Answered(Outcome::Denied { interrupted: false }),
        14 => Event::Report { sure: true },
        15 => Event::Reported(Err(PushError::Unreachable {
            why: UnreachableCause::TimedOut,
            retry_after: None,
        })),
        16 => Event::Withdrawn(Withdrawal::Superseded),
        17 => Event::NoReport,
        20 => Event::Answered(Outcome::WrongNumber),
        21 | 22 => Event::Stored,
        23 => Event::NotStored,
        24 | 25 => Event::NumberRefused,
        26 => Event::Withdrawn(Withdrawal::Unlinked { certain: true }),
        _ => Event::Tick,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8_192, ..ProptestConfig::default() })]
    #[test]
    fn random_events_never_break_the_promises_a20(
        guarded in any::<bool>(),
        script in prop::collection::vec(events(), 1..60),
    ) {
        let request = if guarded { request() } else { plain() };
        let mut state = State::Waiting;
        let mut model = Model::default();
        let mut now = NOW;
        let (mut ended, mut noted) = (0, SeenOutcome::Open);
        for (kind, wait) in script {
            now += wait / 6;
            model.lapsed |= now >= request.expires;
            let (was_over, was_settled) = (state.is_ended(), state.is_settled());
            let before = format!("{state:?}");
            let Ok((next, effects)) = step(&request, &state, event_of(kind), now) else {
                prop_assert_eq!(before, format!("{:?}", state));
                continue;
            };
            match kind {
                0 if !model.front => {
                    model.front = true;
                    model.unlocked = false;
                    model.number = None;
                }
                1 => model.front = false,
                3 | 5 => model.number = Some("42".into()),
                4 => model.number = Some("4".into()),
                8 | 18 => model.unlocked = true,
                21 | 22 => model.stored = noted == SeenOutcome::ApprovalSent,
                _ => {}
            }
            for effect in &effects {
                match effect {
                    Effect::StoreFirst => {
                        prop_assert!(!guarded && noted == SeenOutcome::Open && !model.denied);
                        prop_assert!(model.unlocked && !model.lapsed);
                        model.said_yes.clone_from(&model.number);
                        noted = SeenOutcome::ApprovalSent;
                    }
                    Effect::Unmark => {
                        prop_assert!(!model.answered, "what was sent stays marked");
                        noted = SeenOutcome::Open;
                    }
                    Effect::Send(Answer::Approve { value, .. }) => {
                        model.approvals += 1;
                        prop_assert!(!model.lapsed);
                        // A YES that is being stored holds although another request came before it.
                        let said_yes = if guarded { model.unlocked } else { model.said_yes.is_some() };
                        prop_assert!(said_yes);
                        let typed = if guarded { &model.number } else { &model.said_yes };
                        prop_assert!(!model.denied && !model.answered);
                        prop_assert!(guarded || model.stored, "stored before it leaves");
                        prop_assert_eq!(value.as_ref().map(MatchNumber::expose), Some("42"));
                        prop_assert_eq!(typed.as_deref(), Some("42"));
                        model.answered = true;
                    }
                    Effect::Send(Answer::Deny { reason }) => {
                        let refusing = SeenOutcome::Refusing { reason: *reason, after_approval: false };
                        prop_assert_eq!(noted, refusing, "noted before");
                        model.denied = true;
                    }
                    Effect::Close => {
                        prop_assert_eq!(noted, SeenOutcome::NumberRefused, "noted before");
                        prop_assert!(model.answered);
                        model.refused_number = true;
                    }
                    Effect::Resend => prop_assert!(model.answered || model.denied),
                    Effect::SendReport => prop_assert!(model.denied),
                    Effect::Note(outcome) => {
                        noted = *outcome;
                        ended += u32::from(outcome.is_ended());
                    }
                    Effect::CountWrong => model.counted += 1,
                    Effect::Prepare
                    | Effect::NoteReport(_)
                    | Effect::ClearWrong
                    | Effect::Unlinked { .. }
                    | Effect::Blocked => {}
                }
            }
            prop_assert!(!was_over || effects.is_empty(), "over is over");
            prop_assert!(!was_over || next.is_ended());
            prop_assert!(!was_settled || next.is_settled());
            if noted != SeenOutcome::Open {
                prop_assert!(
                    !matches!(next, State::Waiting | State::Open(_)),
                    "what was stored and what is shown agree: {:?}",
                    noted
                );
            }
            prop_assert!(
                !matches!(&next, State::Open(entry) if entry.unlocked && !model.unlocked),
                "an unlock counts where it was given"
            );
            if next.can_approve(&request, now) {
                prop_assert!(model.front && !model.lapsed && !model.denied && !model.answered);
                prop_assert_eq!(model.number.as_deref(), Some("42"));
            }
            state = next;
        }
        prop_assert!(model.approvals <= 1);
        prop_assert!(model.counted <= 1, "a wrong number is counted once");
        prop_assert!(ended <= 1);
    }
}
