//! A thousand schedules of either realm, and faults that are put in on purpose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests")]

use countersign_faults::{Planted, Realm, Seed, Snapshot, run};

const SCHEDULES: u64 = 1000;

/// The seed of every build; a longer run of the command takes another.
const RUN: u64 = 86;

async fn hold(realm: Realm) {
    let snapshot = Snapshot::take(realm).await;
    let (mut approved, mut denied, mut wrong) = (0, 0, 0);
    for number in 0..SCHEDULES {
        let outcome = run(&snapshot, Seed { run: RUN, number }, None).await;
        if let Some(violation) = outcome.violation {
            let happened = outcome.happened.join("\n");
            panic!("{} schedule {number}: {violation}\n{happened}", realm.word());
        }
        (approved, denied, wrong) =
            (approved + outcome.approved, denied + outcome.denied, wrong + outcome.wrong);
    }
    println!("{}: {approved} approved, {denied} denied, {wrong} wrong", realm.word());
    let least = 50;
    assert!(approved > least && denied > least && wrong > least, "the schedules reach little");
}

#[tokio::test]
async fn no_schedule_of_faults_approves_falsely_or_loses_a_refusal_on_countersign_a86() {
    hold(Realm::Countersign).await;
}

#[tokio::test]
async fn no_schedule_of_faults_approves_falsely_or_loses_a_refusal_on_plain_a20() {
    hold(Realm::Plain).await;
}

#[tokio::test]
async fn the_same_seed_plays_the_same_schedule() {
    let snapshot = Snapshot::take(Realm::Countersign).await;
    for number in 0..5 {
        let seed = Seed { run: RUN, number };
        let (first, second) = (run(&snapshot, seed, None).await, run(&snapshot, seed, None).await);
        assert_eq!(first.happened, second.happened);
    }
}

#[tokio::test]
async fn faults_that_are_put_in_on_purpose_are_found() {
    let snapshot = Snapshot::take(Realm::Countersign).await;
    for planted in Planted::ALL {
        let mut found = None;
        for number in 0..300 {
            let outcome = run(&snapshot, Seed { run: RUN, number }, Some(planted)).await;
            found = outcome.violation;
            if found.is_some() {
                break;
            }
        }
        let found = found.unwrap_or_else(|| panic!("{planted:?} is missed"));
        assert!(found.contains(planted.found_as()), "{planted:?}: {found}");
    }
}
