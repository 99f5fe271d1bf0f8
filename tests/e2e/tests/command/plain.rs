//! The command against a server that takes a second number and says nothing about the time: one number,
//! whatever happens to the process.

use countersign_e2e::command::Handset;
use countersign_e2e::plain::{NUMBER, PlainServer};
use countersign_e2e::wait::until;
use serde_json::{Value, json};

use crate::outcome;

const WRONG: &str = "43";

async fn with_an_account() -> (PlainServer, Handset) {
    let server = PlainServer::start().await;
    let handset = Handset::new();
    let _account = handset.run(&["add", &server.offer(), "--yes"]).done();
    (server, handset)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_while_it_answered_sends_no_second_number_a20() {
    let (server, handset) = with_an_account().await;
    let id = server.ask();
    // It is seen first, as a person would see it.
    assert_eq!(handset.run(&["requests"]).done()[0]["id"], id);
    server.be_silent(true);
    let mut approving = handset.start(&["approve", &id, WRONG]);
    until(async || (!server.numbers().is_empty()).then_some(())).await.unwrap();
    approving.kill().unwrap();
    let _gone = approving.wait().unwrap();
    server.be_silent(false);
    assert!(server.is_open(&id), "a plain server leaves it open");
    let again = handset.run(&["approve", &id, NUMBER]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "denied", "interrupted": true}));
    assert_eq!((server.numbers(), server.is_open(&id)), (vec![WRONG.to_owned()], false));
    let again = handset.run(&["approve", &id, NUMBER]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "denied", "interrupted": true}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_number_is_final_and_stays_so_a20() {
    let (server, handset) = with_an_account().await;
    let id = server.ask();
    for number in [WRONG, NUMBER] {
        let answered = handset.run(&["approve", &id, number]);
        assert_eq!(outcome(&answered, 1), json!({"outcome": "wrong_number"}));
    }
    assert_eq!((server.numbers(), server.is_open(&id)), (vec![WRONG.to_owned()], false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_disables_the_account_is_asked_for_twice_a37() {
    let (server, handset) = with_an_account().await;
    let id = server.ask();
    // Nobody at a terminal says yes: it is denied, and not reported.
    let denied = handset.run(&["deny", &id, "--report"]);
    let expected = json!({"outcome": "denied", "reported": false, "it_contact": null});
    assert_eq!(outcome(&denied, 1), expected);
    assert_eq!(server.counted(), (1, 0));
    let id = server.ask();
    let denied = handset.run(&["deny", &id, "--report", "--yes"]);
    let expected = json!({"outcome": "denied", "reported": true, "it_contact": null});
    assert_eq!(outcome(&denied, 0), expected);
    assert_eq!(server.counted(), (2, 1));
    assert_eq!(handset.run(&["deny", &id, "--yes"]).status, 2, "of a report only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_was_not_delivered_is_delivered_by_the_next_run_a64() {
    let (server, handset) = with_an_account().await;
    let id = server.ask();
    assert_eq!(handset.run(&["requests"]).done()[0]["id"], id);
    server.be_silent(true);
    let mut denying = handset.start(&["deny", &id]);
    // The process is gone before any reply; that the refusal arrived it does not know.
    until(async || (server.counted().0 == 1).then_some(())).await.unwrap();
    denying.kill().unwrap();
    let _gone = denying.wait().unwrap();
    server.be_silent(false);
    let again = handset.run(&["approve", &id, NUMBER]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "already_handled"}));
    assert!(server.numbers().is_empty(), "refused is refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_when_the_clock_is_off_and_remembers_by_how_much_a29() {
    let (server, handset) = with_an_account().await;
    server.set_skew(20);
    assert_eq!(handset.run(&["requests"]).err, "", "not worth a word");
    server.set_skew(40);
    let list = handset.run(&["requests"]);
    let said: Value = serde_json::from_str(list.err.trim()).unwrap();
    assert_eq!(said, json!({"clock_off": 40}));
    let environment = [("COUNTERSIGN_PASSCODE", countersign_e2e::phone::PASSCODE)];
    let list = handset.run_with(&["requests"], &environment, b"");
    assert!(list.err.contains("clock is") && list.err.contains("seconds slow"), "{}", list.err);
    // Too far off to be learnt from such a server.
    server.set_skew(400);
    let list = handset.run(&["requests"]);
    let said: Value = serde_json::from_str(list.err.trim()).unwrap();
    assert_eq!((&said["state"], &said["error"]), (&json!("active"), &json!("clock_wrong")));
}
