use super::super::request::{Outcome, Purpose};
use super::super::testing::request;
use super::super::view::Phase;
use super::time::KEEP_OVER;
use super::*;
use crate::account::DenyReason;
use crate::net::UnreachableCause;
use crate::secret::SecretString;

mod after_approval;
mod orders;
mod same_id;
mod tokens;

const NOW: UnixSeconds = 1_764_000_000;
const A: &str = "aaaaaaaa-0000-4000-8000-000000000000";
const B: &str = "bbbbbbbb-0000-4000-8000-000000000000";
const C: &str = "cccccccc-0000-4000-8000-000000000000";

fn account(n: u8) -> AccountId {
    AccountId::from_bytes([n; 8])
}

fn one(n: u8, id: &str, created: UnixSeconds) -> Request {
    request(account(n), id, created)
}

/// The app is started again: what is stored is all that is left.
fn again(inbox: &Inbox) -> Inbox {
    let described = |record: &SeenRequest| {
        Some(Request { ctx: None, ..request(record.account, &record.id, record.created) })
    };
    Inbox::restored(inbox.seen().to_vec(), described)
}

fn over(outcome: SeenOutcome) -> RequestStatus {
    RequestStatus::Ended { account: account(1), outcome }
}

fn typed(text: &str) -> Event {
    Event::Typed(SecretString::new(text.to_owned()))
}

fn outcome(inbox: &Inbox, id: &str, now: UnixSeconds) -> Option<Outcome> {
    inbox.view(id, now, |_| 0).and_then(|view| view.outcome)
}

fn approve(inbox: &mut Inbox, id: &str, now: UnixSeconds) -> Vec<InboxAction> {
    inbox.event(id, Event::Unlocked, now).unwrap();
    inbox.event(id, typed("42"), now).unwrap();
    inbox.event(id, Event::Yes, now).unwrap()
}

fn saves(todo: &[InboxAction]) -> usize {
    todo.iter().filter(|todo| matches!(todo, InboxAction::Store(Change::Seen))).count()
}

#[test]
fn a_poll_brings_the_request_to_the_front_a23() {
    let mut inbox = Inbox::default();
    assert_eq!(inbox.status_of(A, NOW + 1), RequestStatus::Unknown);
    let todo = inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    assert_eq!(saves(&todo), 1);
    assert_eq!(inbox.front().unwrap().id, A);
    assert_eq!(inbox.status_of(A, NOW + 1), RequestStatus::Listed);
    let again = inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 4);
    assert!(again.is_empty(), "the seen set is written only when it changed: {again:?}");
    assert_eq!(inbox.views(NOW + 4, |_| 0).len(), 1);
}

#[test]
fn seen_longest_first_over_all_accounts_and_the_others_wait_a25() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.merge(account(2), vec![one(2, B, NOW + 5)], NOW + 6);
    let views = inbox.views(NOW + 6, |_| 0);
    let order: Vec<_> = views
        .iter()
        .map(|v| (v.request.id.as_str(), v.in_front, v.phase, v.more_waiting))
        .collect();
    assert_eq!(order, [(A, true, Phase::Open, 1), (B, false, Phase::Waiting, 1)]);
    assert_eq!(inbox.event(B, typed("42"), NOW + 6).unwrap_err(), PushError::NotInFront);
    // Any can be refused at once.
    inbox.event(B, Event::No(DenyReason::Cancelled), NOW + 6).unwrap();
    inbox.event(A, Event::No(DenyReason::Cancelled), NOW + 6).unwrap();
    let denied = Outcome::Denied { interrupted: false };
    inbox.event(A, Event::Answered(denied), NOW + 7).unwrap();
    assert_eq!(inbox.front().unwrap().id, B);
}

#[test]
fn a_tap_alone_changes_the_front_and_drops_what_was_typed_a25() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.merge(account(2), vec![one(2, B, NOW)], NOW + 1);
    inbox.event(A, typed("4"), NOW + 2).unwrap();
    let typed_for = |inbox: &Inbox, id| inbox.view(id, NOW + 3, |_| 0).unwrap().typed;
    inbox.merge(account(2), vec![one(2, B, NOW), one(2, C, NOW - 9)], NOW + 3);
    assert_eq!((inbox.front().unwrap().id.as_str(), typed_for(&inbox, A)), (A, 1));
    let todo = inbox.event(C, Event::Opened, NOW + 3).unwrap();
    assert!(matches!(todo[..], [InboxAction::Prepare(id)] if id == account(2)));
    assert_eq!((inbox.front().unwrap().id.as_str(), typed_for(&inbox, A)), (C, 0));
    inbox.event(C, typed("42"), NOW + 3).unwrap();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 4);
    assert_eq!((inbox.front().unwrap().id.as_str(), typed_for(&inbox, C)), (C, 2), "it stays");
    // What is over or unknown is not opened.
    inbox.event(C, Event::No(DenyReason::Cancelled), NOW + 5).unwrap();
    let denied = Outcome::Denied { interrupted: false };
    inbox.event(C, Event::Answered(denied), NOW + 5).unwrap();
    assert_eq!(inbox.event(C, Event::Opened, NOW + 6).unwrap_err(), PushError::Ended);
    let stranger = "dddddddd-0000-4000-8000-000000000000";
    assert_eq!(
        inbox.event(stranger, Event::Opened, NOW + 6).unwrap_err(),
        PushError::NoSuchRequest
    );
}

#[test]
fn a_hostile_organisation_neither_takes_the_front_nor_keeps_it_a25() {
    // It lists a new request at each poll, made in the future.
    let hostile = |n: u64, created: UnixSeconds| {
        one(2, &format!("{n:08}-0000-4000-8000-000000000000"), created)
    };
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.event(A, typed("4"), NOW + 1).unwrap();
    for n in 0..15 {
        let now = NOW + 2 + 3 * n;
        inbox.merge(account(2), vec![hostile(n, now + 29)], now);
        inbox.merge(account(1), vec![one(1, A, NOW)], now);
        let front = inbox.view(A, now, |_| 0).unwrap();
        assert!(front.in_front && front.typed == 1, "{n}");
    }
    // It was first, and has twenty more that were seen before the honest one and say they are older.
    let mut inbox = Inbox::default();
    let flood: Vec<Request> = (0..20).map(|n| hostile(n, NOW - n)).collect();
    inbox.merge(account(2), flood.clone(), NOW + 1);
    inbox.merge(account(1), vec![one(1, A, NOW + 2)], NOW + 4);
    let first = inbox.front().unwrap().id.clone();
    assert_ne!(first, A);
    let rest: Vec<Request> = flood.into_iter().filter(|request| request.id != first).collect();
    inbox.merge(account(2), rest, NOW + 7);
    assert_eq!(inbox.front().unwrap().id, A, "one per account in turn");
    // Then it is the other's turn again.
    inbox.event(A, Event::No(DenyReason::Cancelled), NOW + 8).unwrap();
    let denied = Outcome::Denied { interrupted: false };
    inbox.event(A, Event::Answered(denied), NOW + 8).unwrap();
    assert_eq!(inbox.front().unwrap().account, account(2));
}

#[test]
fn a_question_in_front_does_not_change_under_the_finger_a37() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.event(A, Event::No(DenyReason::UnknownTrigger), NOW + 2).unwrap();
    let denied = Outcome::Denied { interrupted: false };
    inbox.event(A, Event::Answered(denied), NOW + 2).unwrap();
    inbox.merge(account(2), vec![one(2, B, NOW + 20)], NOW + 21);
    assert_eq!(inbox.front().unwrap().id, A, "shall it be reported?");
    // It makes way when the refused request would be over, and to a tap.
    inbox.tick(NOW + 60);
    assert_eq!(inbox.front().unwrap().id, B);
    // A refusal that waits for the network is in nobody's way.
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.event(A, Event::No(DenyReason::UnknownTrigger), NOW + 2).unwrap();
    let lost = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
    inbox.event(A, Event::Answered(lost), NOW + 3).unwrap();
    assert_eq!(inbox.front().unwrap().id, A, "nothing else is there");
    inbox.merge(account(2), vec![one(2, B, NOW + 3)], NOW + 4);
    assert_eq!(inbox.front().unwrap().id, B);
}

#[test]
fn what_is_not_listed_any_more_is_withdrawn_a24_a25() {
    let cases = [
        (vec![one(1, B, NOW + 10)], NOW + 11, Outcome::Superseded),
        (vec![], NOW + 11, Outcome::AlreadyHandled),
        (vec![], NOW + 60, Outcome::Expired),
    ];
    for (listed, at, expected) in cases {
        let mut inbox = Inbox::default();
        inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
        let todo = inbox.merge(account(1), listed, at);
        assert_eq!(outcome(&inbox, A, at), Some(expected));
        assert!(saves(&todo) >= 1);
        assert_eq!(inbox.event(A, Event::Yes, at).unwrap_err(), PushError::Ended);
    }
}

#[test]
fn another_account_and_a_try_out_withdraw_nothing() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.merge(account(2), vec![], NOW + 2);
    assert_eq!(outcome(&inbox, A, NOW + 2), None);
    let mut tryout = one(1, B, NOW + 3);
    tryout.purpose = Purpose::Tryout;
    inbox.merge(account(1), vec![tryout], NOW + 4);
    assert_eq!(outcome(&inbox, A, NOW + 4), Some(Outcome::AlreadyHandled));
}

#[test]
fn no_stale_prompt_without_any_poll_a24() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    assert_eq!(inbox.next_deadline(NOW + 1), Some(NOW + 40), "almost over");
    assert_eq!(inbox.next_deadline(NOW + 40), Some(NOW + 60));
    // Drawn late, it has lapsed all the same; only a tick makes it so.
    assert_eq!(outcome(&inbox, A, NOW + 70), Some(Outcome::Expired));
    assert_eq!(inbox.next_deadline(NOW + 70), Some(NOW + 60));
    assert!(inbox.front().is_some());
    let todo = inbox.tick(NOW + 60);
    assert_eq!(saves(&todo), 1);
    assert!(inbox.front().is_none());
    assert_eq!(outcome(&inbox, A, NOW + 60), Some(Outcome::Expired));
    assert!(inbox.tick(NOW + 61).is_empty());
    inbox.tick(NOW + 60 + KEEP_OVER);
    assert!(inbox.views(NOW + 700, |_| 0).is_empty());
}

#[test]
fn an_answered_request_is_never_shown_again_a58_a67() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    let todo = approve(&mut inbox, A, NOW + 2);
    assert!(matches!(todo[..], [InboxAction::Deliver(_)]));
    // Polls meanwhile neither withdraw it nor show it twice.
    inbox.merge(account(1), vec![], NOW + 3);
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 3);
    assert_eq!(inbox.views(NOW + 3, |_| 0).len(), 1);
    let todo = inbox.event(A, Event::Answered(Outcome::Approved), NOW + 4).unwrap();
    assert!(matches!(
        todo[..],
        [InboxAction::Store(Change::Seen), InboxAction::Store(Change::ClearWrong(_))]
    ));
    // A late poll, a dismissed screen, a restart, a longer life: still over.
    inbox.dismiss(A);
    let mut longer = one(1, A, NOW);
    longer.expires = NOW + 500;
    inbox.merge(account(1), vec![longer.clone()], NOW + 5);
    assert!(inbox.front().is_none());
    let mut restarted = again(&inbox);
    assert!(restarted.merge(account(1), vec![longer], NOW + 6).is_empty());
    assert!(restarted.front().is_none());
    assert_eq!(restarted.status_of(A, NOW + 6), over(SeenOutcome::Approved));
    assert_eq!(restarted.event(A, Event::Yes, NOW + 6).unwrap_err(), PushError::Ended);
    assert_eq!(restarted.event(C, Event::Yes, NOW + 6).unwrap_err(), PushError::NoSuchRequest);
}

#[test]
fn another_servers_request_cannot_take_over_an_id_a58() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.merge(account(2), vec![one(2, A, NOW + 9)], NOW + 10);
    assert_eq!(inbox.get(A).unwrap().account, account(1));
    let mut restarted = again(&inbox);
    restarted.merge(account(2), vec![one(2, A, NOW + 9)], NOW + 10);
    assert!(restarted.front().is_none());
}

#[test]
fn a_restarted_app_still_says_what_became_of_a_request() {
    for (listed, at, expected) in [
        (vec![one(1, B, NOW + 10)], NOW + 11, SeenOutcome::Superseded),
        (vec![], NOW + 11, SeenOutcome::AlreadyHandled),
        (vec![], NOW + 61, SeenOutcome::Expired),
    ] {
        let mut before = Inbox::default();
        before.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
        let mut inbox = again(&before);
        assert_eq!(inbox.status_of(A, NOW + 1), RequestStatus::Listed);
        inbox.merge(account(2), vec![], at);
        assert_eq!(
            inbox.status_of(A, at),
            RequestStatus::Listed,
            "another account says nothing about it"
        );
        let todo = inbox.merge(account(1), listed, at);
        assert_eq!(saves(&todo), 1);
        assert_eq!(inbox.status_of(A, at), over(expected));
    }
    let mut before = Inbox::default();
    before.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    let mut inbox = again(&before);
    assert!(inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 5).is_empty());
    assert_eq!(inbox.front().unwrap().id, A);
}

#[test]
fn what_was_seen_is_forgotten_after_a_day() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    inbox.tick(NOW + 60 + 24 * 3600 - 1);
    assert_eq!(inbox.seen().len(), 1);
    let todo = inbox.tick(NOW + 60 + 24 * 3600);
    assert!(inbox.seen().is_empty() && saves(&todo) == 1);
}

#[test]
fn the_same_answer_is_delivered_again_a56() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    let todo = approve(&mut inbox, A, NOW + 2);
    let [InboxAction::Deliver(first)] = todo.as_slice() else { panic!("{todo:?}") };
    let lost = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: Some(1) };
    assert!(inbox.event(A, Event::Answered(lost), NOW + 3).unwrap().is_empty());
    assert!(inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 4).is_empty(), "not by itself");
    let todo = inbox.event(A, Event::Retry, NOW + 5).unwrap();
    let [InboxAction::Deliver(second)] = todo.as_slice() else { panic!("{todo:?}") };
    assert!(Arc::ptr_eq(first, second));
}

#[test]
fn a_deny_made_offline_is_delivered_when_the_network_is_back_a64() {
    for (back, delivered) in [(NOW + 20, true), (NOW + 60, false)] {
        let mut inbox = Inbox::default();
        inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
        inbox.event(A, Event::No(DenyReason::UnknownTrigger), NOW + 2).unwrap();
        let offline = Outcome::Unreachable { why: UnreachableCause::TimedOut, retry_after: None };
        inbox.event(A, Event::Answered(offline), NOW + 3).unwrap();
        let listed = if delivered { vec![one(1, A, NOW)] } else { vec![] };
        let todo = inbox.merge(account(1), listed, back);
        assert_eq!(todo.iter().any(|todo| matches!(todo, InboxAction::Deliver(_))), delivered);
        if !delivered {
            assert_eq!(outcome(&inbox, A, back), Some(Outcome::Expired));
        }
    }
}

#[test]
fn a_report_made_offline_is_delivered_when_the_network_is_back_a64() {
    for (back, delivered) in [(NOW + 20, true), (NOW + 60, false)] {
        let mut inbox = Inbox::default();
        inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
        inbox.event(A, Event::No(DenyReason::UnknownTrigger), NOW + 2).unwrap();
        inbox.event(A, Event::Answered(Outcome::Denied { interrupted: false }), NOW + 3).unwrap();
        assert!(inbox.merge(account(1), vec![], NOW + 4).is_empty(), "nobody asked for a report");
        inbox.event(A, Event::Report { sure: true }, NOW + 5).unwrap();
        let offline =
            Err(PushError::Unreachable { why: UnreachableCause::TimedOut, retry_after: None });
        inbox.event(A, Event::Reported(offline), NOW + 6).unwrap();
        let todo = inbox.merge(account(1), vec![], back);
        assert_eq!(todo.iter().any(|todo| matches!(todo, InboxAction::Report { .. })), delivered);
    }
}

#[test]
fn three_wrong_numbers_in_a_row_warn() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    approve(&mut inbox, A, NOW + 2);
    let todo = inbox.event(A, Event::Answered(Outcome::WrongNumber), NOW + 3).unwrap();
    assert!(todo.iter().any(
        |todo| matches!(todo, InboxAction::Store(Change::CountWrong(id)) if *id == account(1))
    ));
    inbox.merge(account(1), vec![one(1, B, NOW + 4)], NOW + 5);
    let warned = |wrong| {
        let view = inbox.view(B, NOW + 5, |_| wrong).unwrap();
        !view.warnings.is_empty()
    };
    assert!(!warned(2) && warned(3));
}

#[test]
fn polling_is_every_three_seconds_for_ten_minutes_then_every_ten_a18() {
    let mut inbox = Inbox::default();
    assert_eq!(inbox.poll_interval(NOW), None, "never in the background");
    inbox.watch(NOW);
    inbox.watch(NOW + 100);
    assert_eq!(inbox.poll_interval(NOW + 599), Some(3));
    assert_eq!(inbox.poll_interval(NOW + 600), Some(10));
    inbox.unwatch();
    inbox.watch(NOW + 700);
    assert_eq!(inbox.poll_interval(NOW + 701), Some(3));
}

#[test]
fn an_account_that_is_unlinked_says_so() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    approve(&mut inbox, A, NOW + 2);
    let gone = Outcome::AccountUnlinked { certain: true };
    let todo = inbox.event(A, Event::Answered(gone), NOW + 3).unwrap();
    assert!(
        todo.iter()
            .any(|todo| matches!(todo, InboxAction::Store(Change::Unlinked { certain: true, .. })))
    );
    let todo = inbox.remove_account(account(1), NOW + 4);
    assert!(saves(&todo) == 1 && inbox.views(NOW + 4, |_| 0).is_empty());
    assert_eq!(inbox.status_of(A, NOW + 1), RequestStatus::Unknown);
}
