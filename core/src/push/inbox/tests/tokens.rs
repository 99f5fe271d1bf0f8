//! Requests of servers of push tokens, which say no times and keep several of them open (PROTOCOL.md section 3).

use super::super::SeenOutcome;
use super::*;
use crate::push::request::TokenReply;

/// A request of a server that says no times and keeps several open.
fn token(id: &str, seen: UnixSeconds) -> Request {
    let url = "https://pi.example/ttype/push".to_owned();
    let reply = Some(TokenReply { url, takes_reason: false });
    let ends = seen + 120;
    let times =
        Request { created: None, expires: ends, expires_at_server: ends, ..one(1, id, seen) };
    Request { ctx: None, reply, ..times }
}

#[test]
fn a_life_that_no_server_tells_counts_from_when_it_was_first_seen() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![token(A, NOW)], NOW);
    inbox.merge(account(1), vec![token(A, NOW + 60)], NOW + 60);
    assert_eq!(inbox.get(A).unwrap().expires, NOW + 120);
    // Nor does a restart make it longer.
    let mut inbox = again(&inbox);
    inbox.merge(account(1), vec![token(A, NOW + 90)], NOW + 90);
    assert_eq!(inbox.get(A).map(|it| (it.first_seen, it.expires)), Some((NOW, NOW + 120)));
    inbox.merge(account(1), vec![token(A, NOW + 130)], NOW + 130);
    assert_eq!(inbox.status_of(A, NOW + 130), over(SeenOutcome::Expired));
}

#[test]
fn one_of_several_open_requests_is_not_superseded_by_another() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![token(A, NOW), token(B, NOW)], NOW);
    let order: Vec<_> = inbox.views(NOW, |_| 0).into_iter().map(|it| it.request.id).collect();
    assert_eq!(order, [A, B], "the oldest stands first in the list");
    inbox.merge(account(1), vec![token(B, NOW + 5), token(C, NOW + 5)], NOW + 5);
    assert_eq!(outcome(&inbox, A, NOW + 5), Some(Outcome::AlreadyHandled));
    assert_eq!(outcome(&inbox, B, NOW + 5), None);
}

#[test]
fn a_denial_after_an_approval_that_may_have_arrived_says_so_to_the_adapter_a56() {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![token(A, NOW)], NOW);
    let todo = approve(&mut inbox, A, NOW + 1);
    assert!(matches!(todo.as_slice(), [InboxAction::StoreFirst(_)]), "{todo:?}");
    let restarted = again(&inbox);
    assert!(restarted.items.iter().all(|it| it.answer.as_ref().unwrap().after_approval));
}
