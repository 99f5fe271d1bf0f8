//! The command against a server that takes a second number and says nothing about the time: one number,
//! whatever happens to the process.

use countersign_e2e::command::Handset;
use countersign_e2e::phone::another;
use countersign_e2e::plain::PlainStage;
use countersign_e2e::wait::until;
use serde_json::{Value, json};

use crate::{advance, outcome};

async fn with_an_account() -> (PlainStage, Handset) {
    let handset = Handset::new();
    let server = PlainStage::start().await;
    let mut browser = server.sign_in().await;
    let file = handset.file("code.png", &browser.code());
    let _account = handset.run(&["add", "--picture", &file, "--yes"]).done();
    assert_eq!(browser.state().await, "signed_in", "no try-out there");
    (server, handset)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_while_it_answered_sends_no_second_number_a20() {
    let (server, handset) = with_an_account().await;
    let (id, number) = server.ask().await;
    let wrong = another(&number);
    // It is seen first, as a person would see it.
    assert_eq!(handset.run(&["requests"]).done()[0]["id"], id);
    server.line.be_silent(true);
    let mut approving = handset.start(&["approve", &id, &wrong]);
    until(async || (!server.numbers().await.is_empty()).then_some(())).await.unwrap();
    approving.kill().unwrap();
    let _gone = approving.wait().unwrap();
    server.line.be_silent(false);
    assert!(server.is_open(&id).await, "a plain server leaves it open");
    let again = handset.run(&["approve", &id, &number]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "denied", "interrupted": true}));
    assert_eq!((server.numbers().await, server.is_open(&id).await), (vec![wrong], false));
    let again = handset.run(&["approve", &id, &number]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "denied", "interrupted": true}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_number_is_final_and_stays_so_a20() {
    let (server, handset) = with_an_account().await;
    let (id, number) = server.ask().await;
    let wrong = another(&number);
    for number in [&wrong, &number] {
        let answered = handset.run(&["approve", &id, number]);
        assert_eq!(outcome(&answered, 1), json!({"outcome": "wrong_number"}));
    }
    assert_eq!((server.numbers().await, server.is_open(&id).await), (vec![wrong], false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_disables_the_account_is_asked_for_twice_a37() {
    let (server, handset) = with_an_account().await;
    let (id, _) = server.ask().await;
    // Nobody at a terminal says yes: it is denied, and not reported.
    let denied = handset.run(&["deny", &id, "--report"]);
    let expected = json!({"outcome": "denied", "reported": false, "it_contact": null});
    assert_eq!(outcome(&denied, 1), expected);
    assert_eq!(server.counted().await, (1, 0));
    let (id, _) = server.ask().await;
    let denied = handset.run(&["deny", &id, "--report", "--yes"]);
    let expected = json!({"outcome": "denied", "reported": true, "it_contact": null});
    assert_eq!(outcome(&denied, 0), expected);
    assert_eq!(server.counted().await, (2, 1));
    assert_eq!(server.sign_in().await.now["state"], "disabled");
    // Whoever is disabled is told of nothing, and that is no error.
    assert_eq!(handset.run(&["requests"]).done(), json!([]));
    assert_eq!(handset.run(&["deny", &id, "--yes"]).status, 2, "of a report only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_was_not_delivered_is_delivered_by_the_next_run_a64() {
    let (server, handset) = with_an_account().await;
    let (id, number) = server.ask().await;
    assert_eq!(handset.run(&["requests"]).done()[0]["id"], id);
    server.line.be_silent(true);
    let mut denying = handset.start(&["deny", &id]);
    // The process is gone before any reply; that the refusal arrived it does not know.
    until(async || (server.counted().await.0 == 1).then_some(())).await.unwrap();
    denying.kill().unwrap();
    let _gone = denying.wait().unwrap();
    server.line.be_silent(false);
    let again = handset.run(&["approve", &id, &number]);
    assert_eq!(outcome(&again, 1), json!({"outcome": "already_handled"}));
    assert!(server.numbers().await.is_empty(), "refused is refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_when_the_clock_is_off_and_remembers_by_how_much_a29() {
    let (server, handset) = with_an_account().await;
    advance(&server.stage, 20).await;
    assert_eq!(handset.run(&["requests"]).err, "", "not worth a word");
    advance(&server.stage, 20).await;
    let list = handset.run(&["requests"]);
    let said: Value = serde_json::from_str(list.err.trim()).unwrap();
    assert_eq!(said, json!({"clock_off": 40}));
    let environment = [("COUNTERSIGN_PASSCODE", countersign_e2e::phone::PASSCODE)];
    let list = handset.run_with(&["requests"], &environment, b"");
    assert!(list.err.contains("clock is") && list.err.contains("seconds slow"), "{}", list.err);
    // Too far off to be learnt from such a server.
    advance(&server.stage, 360).await;
    let list = handset.run(&["requests"]);
    let said: Value = serde_json::from_str(list.err.trim()).unwrap();
    assert_eq!((&said["state"], &said["error"]), (&json!("active"), &json!("clock_wrong")));
}
