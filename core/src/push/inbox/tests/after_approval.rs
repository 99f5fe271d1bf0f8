//! A refusal after an approval that may have arrived.

use super::*;

#[test]
fn a_refusal_after_an_approval_that_may_have_arrived_is_not_the_first_answer_a56() {
    let plain = |id, created| Request { ctx: None, ..one(1, id, created) };
    let refused = |inbox: &mut Inbox| {
        let todo = inbox.event(A, Event::No(DenyReason::Cancelled), NOW + 5).unwrap();
        todo.iter()
            .any(|todo| matches!(todo, InboxAction::Deliver(answer) if answer.is_not_the_first()))
    };
    for arrived in [true, false] {
        let mut inbox = Inbox::default();
        inbox.merge(account(1), vec![plain(A, NOW)], NOW + 1);
        approve(&mut inbox, A, NOW + 2);
        inbox.event(A, Event::Stored, NOW + 2).unwrap();
        let mut started_again = again(&inbox);
        // The reply is lost, or nothing was sent.
        for item in &mut inbox.items {
            item.answer = item.answer.take().map(|sent| Arc::new(sent.after_sending(arrived)));
        }
        let lost = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
        inbox.event(A, Event::Answered(lost.clone()), NOW + 4).unwrap();
        assert_eq!(refused(&mut inbox), arrived);
        assert!(refused(&mut started_again), "the mark says that it may have been sent");
        for inbox in [&mut inbox, &mut started_again] {
            inbox.event(A, Event::Answered(lost.clone()), NOW + 6).unwrap();
        }
        // A newer request is no word on what ended this one.
        let newer = vec![plain(B, NOW + 7)];
        let todo = inbox.merge(account(1), newer.clone(), NOW + 8);
        let learns = todo.iter().any(|todo| matches!(todo, InboxAction::Deliver(_)));
        assert_eq!(learns, arrived);
        assert_eq!(outcome(&inbox, A, NOW + 8), (!arrived).then_some(Outcome::Superseded));
        let mut started_again = again(&started_again);
        started_again.merge(account(1), newer, NOW + 8);
        assert_eq!(outcome(&started_again, A, NOW + 8), Some(Outcome::AlreadyHandled));
    }
}

#[test]
fn what_was_refused_after_an_approval_never_expires_in_a_later_run_a86() {
    for guarded in [true, false] {
        for arrived in [true, false] {
            let mut inbox = Inbox::default();
            let ctx = guarded.then(|| "digest".to_owned());
            inbox.merge(account(1), vec![Request { ctx, ..one(1, A, NOW) }], NOW + 1);
            approve(&mut inbox, A, NOW + 2);
            if !guarded {
                inbox.event(A, Event::Stored, NOW + 2).unwrap();
            }
            for item in &mut inbox.items {
                item.answer = item.answer.take().map(|sent| Arc::new(sent.after_sending(arrived)));
            }
            let lost = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
            inbox.event(A, Event::Answered(lost), NOW + 4).unwrap();
            let todo = inbox.event(A, Event::No(DenyReason::Cancelled), NOW + 5).unwrap();
            assert_eq!(saves(&todo), 1);
            let refusing = inbox.seen()[0].outcome;
            let reason = DenyReason::Cancelled;
            assert_eq!(refusing, SeenOutcome::Refusing { reason, after_approval: arrived });
            // The app is killed, and the life of the request ends.
            let mut started_again = again(&inbox);
            let end = started_again.items[0].request.expires;
            started_again.tick(end);
            let told = if arrived { Outcome::AlreadyHandled } else { Outcome::Expired };
            assert_eq!(outcome(&started_again, A, end), Some(told), "{guarded} {arrived}");
        }
    }
}
