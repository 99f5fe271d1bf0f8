//! Random deeds, faults and ends of the process against what must hold for ever.

use countersign_core::account::DenyReason;
use countersign_core::app::Phase;
use countersign_core::vault::Unlock;
use proptest::prelude::*;
use serde_json::json;

use crate::once::{end, say_yes, stored};
use crate::server::{Fault, NUMBER};
use crate::world::{A, B, NOW, Refresh, World};

/// What people, networks and systems do to a phone.
#[derive(Debug, Clone)]
enum Deed {
    Refresh,
    Open(usize),
    Yes(usize, bool),
    No(usize),
    Report(usize),
    Retry(usize),
    Dismiss(usize),
    Lock,
    Restart,
    Fail(usize, usize, u8),
    Wait(u64),
    EndAfter(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let which = || 0..CIDS.len();
    prop_oneof![
        2 => Just(Deed::Refresh),
        1 => which().prop_map(Deed::Open),
        9 => (which(), any::<bool>()).prop_map(|(cid, right)| Deed::Yes(cid, right)),
        3 => which().prop_map(Deed::No),
        1 => which().prop_map(Deed::Report),
        2 => which().prop_map(Deed::Retry),
        1 => which().prop_map(Deed::Dismiss),
        3 => Just(Deed::Lock),
        2 => Just(Deed::Restart),
        4 => (0..PATHS.len(), 0..3_usize, 1..5_u8).prop_map(|(path, how, n)| Deed::Fail(path, how, n)),
        1 => (1..40_u64).prop_map(Deed::Wait),
        2 => (0..9_usize).prop_map(Deed::EndAfter),
    ]
}

const CIDS: [&str; 2] = [A, B];
const PATHS: [&str; 6] =
    ["/respond", "/respond", "/respond", "/login/pending", "/lockout", "/openid-connect/token"];

async fn play(deeds: Vec<Deed>) {
    let mut world = World::plainly_enrolled().await;
    for cid in CIDS {
        world.server.ask_with(cid, &json!({"expiresAt": NOW + 240}));
    }
    drop(world.app.refresh().await);
    let mut refused: [Option<Vec<String>>; 2] = Default::default();
    for deed in &deeds {
        match deed {
            Deed::Refresh => drop(world.app.refresh().await),
            Deed::Open(n) => drop(world.app.requests().open(CIDS[*n]).await),
            Deed::Yes(n, right) => {
                say_yes(&world, CIDS[*n], if *right { NUMBER } else { "43" }).await;
            }
            Deed::No(n) => {
                let said = world.app.requests().deny(CIDS[*n], DenyReason::UnknownTrigger).await;
                let stored =
                    world.app.requests().inbox().is_ok_and(|inbox| inbox.storage.is_none());
                if said.is_ok() && stored {
                    refused[*n].get_or_insert_with(|| world.server.numbers(CIDS[*n]));
                }
            }
            Deed::Report(n) => drop(world.app.requests().report(CIDS[*n], true).await),
            Deed::Retry(n) => drop(world.app.requests().retry(CIDS[*n]).await),
            Deed::Dismiss(n) => world.app.requests().dismiss(CIDS[*n]),
            Deed::Lock => {
                world.app.vault().lock();
                drop(world.app.vault().unlock(Unlock::Platform));
                drop(world.app.refresh().await);
            }
            Deed::Restart => {
                world.restart();
                drop(world.app.refresh().await);
            }
            Deed::Fail(path, how, times) => {
                for _ in 0..*times {
                    let fault = match how {
                        0 => Fault::Down,
                        1 => Fault::Lost,
                        _ => Fault::Says(503, json!({})),
                    };
                    world.server.fault(PATHS[*path], fault);
                }
            }
            Deed::Wait(seconds) => world.clock.advance(*seconds),
            Deed::EndAfter(steps) => world.fuse.after(*steps),
        }
        for (cid, refused) in CIDS.iter().zip(&refused) {
            let numbers = world.server.numbers(cid);
            assert!(numbers.len() <= 1, "{cid} {numbers:?} after {deed:?} of {deeds:?}");
            if let Some(before) = refused {
                assert_eq!(numbers, *before, "{cid} was refused; {deed:?} of {deeds:?}");
            }
            let shown = world
                .app
                .requests()
                .get(cid)
                .is_ok_and(|view| matches!(view.phase, Phase::Open | Phase::Waiting));
            assert!(
                !(shown && (refused.is_some() || !numbers.is_empty())),
                "{cid} is open again; {deed:?} of {deeds:?}"
            );
        }
    }
    world.restart();
    drop(world.app.refresh().await);
    end(&mut world);
    let wrong = |cid: &&&str| world.server.numbers(cid).iter().any(|number| number != NUMBER);
    let wrong = CIDS.iter().filter(wrong).count();
    let (_, _, counted) = stored(&world, A);
    assert!(usize::try_from(counted).unwrap() <= wrong, "{counted} of {wrong}; {deeds:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_one_number_is_sent_and_a_refusal_stands_a20_a64(
        deeds in prop::collection::vec(deed(), 1..45),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(play(deeds));
    }
}
