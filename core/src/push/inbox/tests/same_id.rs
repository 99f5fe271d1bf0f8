//! Ids are the servers' own: one account's may come again at another's, once the first account is gone.

use super::*;
use crate::push::adapter::Delivered;

/// An approval of the first account's is on its way; the account goes, and another one's server lists a
/// request with the same id.
fn taken_by_another() -> (Inbox, Arc<PendingAnswer>) {
    let mut inbox = Inbox::default();
    inbox.merge(account(1), vec![one(1, A, NOW)], NOW + 1);
    let todo = approve(&mut inbox, A, NOW + 1);
    let Some(InboxAction::Deliver(answer)) = todo.into_iter().find(InboxAction::is_sent) else {
        panic!("nothing is sent")
    };
    inbox.remove_account(account(1), NOW + 2);
    inbox.merge(account(2), vec![one(2, A, NOW)], NOW + 2);
    (again(&inbox), answer)
}

fn is_open_for_another(mut inbox: Inbox) {
    inbox.merge(account(2), vec![one(2, A, NOW)], NOW + 3);
    let front = inbox.view(A, NOW + 3, |_| 0).unwrap();
    assert_eq!((front.request.account, front.phase), (account(2), Phase::Open));
}

#[test]
fn an_answer_on_its_way_is_no_answer_to_another_accounts_request_a56() {
    let (mut inbox, answer) = taken_by_another();
    inbox.resume(answer);
    is_open_for_another(inbox);
}

#[test]
fn what_was_heard_while_locked_says_nothing_of_another_accounts_request_a56() {
    let (mut inbox, answer) = taken_by_another();
    let heard = Heard {
        request: A.to_owned(),
        account: answer.request.account,
        approves: true,
        delivered: Delivered::Outcome(Outcome::Approved),
    };
    assert!(inbox.hear(heard, Some(one(2, A, NOW)), NOW + 2).is_empty());
    is_open_for_another(inbox);
}
