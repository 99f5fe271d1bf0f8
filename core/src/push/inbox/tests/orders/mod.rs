//! Every order of events: a search breadth first over distinct states plays all events for two requests
//! through the real machine and the real inbox, and looks at each state and at each answer that leaves.
//!
//! | module | concern |
//! |---|---|
//! | `step` | what can happen next |
//! | `world` | the phone, its disk, the network and two requests of a service; what happens to them |
//! | `facts` | what was said, sent and told so far, and what must never be |
//! | `guard` | guards that are taken out one at a time, to see the search find it |
//! | `key` | when two states are the same |

mod facts;
mod guard;
mod key;
mod step;
mod world;

use std::collections::HashSet;

use guard::Guard;
use step::Step;
use world::{Setting, World};

/// How many events follow each other at most.
const DEPTH: usize = 9;

/// What a search brought.
struct Found {
    /// Distinct states.
    states: usize,
    /// The first order of events, if there is one, after which something is that must never be.
    violation: Option<String>,
}

/// Plays all events on every distinct state, the nearest first.
fn search(setting: Setting, depth: usize) -> Found {
    let steps = Step::all(setting);
    let start = World::new(setting);
    let mut known = HashSet::from([key::of(&start)]);
    let mut parents: Vec<(usize, Option<Step>)> = vec![(0, None)];
    let mut level = vec![(start, 0)];
    for left in (0..depth).rev() {
        let mut next = Vec::new();
        for (world, at) in &level {
            for &step in &steps {
                if !world.can(step) {
                    continue;
                }
                let mut after = world.copy();
                if let Err(what) = after.take(step) {
                    let violation = Some(format!("{what}: {}", path(&parents, *at, step)));
                    return Found { states: known.len(), violation };
                }
                if known.insert(key::of(&after)) && left > 0 {
                    parents.push((*at, Some(step)));
                    next.push((after, parents.len() - 1));
                }
            }
        }
        level = next;
    }
    Found { states: known.len(), violation: None }
}

/// The events that lead to a state, and one more.
fn path(parents: &[(usize, Option<Step>)], mut at: usize, last: Step) -> String {
    let mut steps = vec![format!("{last:?}")];
    while let (before, Some(step)) = parents[at] {
        steps.push(format!("{step:?}"));
        at = before;
    }
    steps.reverse();
    steps.join(", ")
}

fn holds(name: &str, setting: Setting) {
    let found = search(setting, DEPTH);
    println!("{name}: {} distinct states in up to {DEPTH} events", found.states);
    assert_eq!(found.violation, None);
    assert!(found.states > 10_000, "{}: the search is cut short", found.states);
}

#[test]
fn no_order_of_events_breaks_a_promise_on_a_countersign_service_a20() {
    holds("two requests of a countersign+ service", Setting::guarded());
}

#[test]
fn no_order_of_events_breaks_a_promise_on_a_plain_service_a20() {
    holds("two requests of a plain service", Setting::plain());
}

#[test]
fn no_order_of_events_breaks_a_promise_on_two_services_a20() {
    holds("one request of either", Setting::one_of_either());
}

#[test]
fn without_any_one_guard_the_search_finds_an_order_that_breaks_a_promise() {
    for guard in Guard::ALL {
        let found = search(guard.setting(), DEPTH);
        let violation = found.violation.unwrap_or_else(|| panic!("nothing is missed: {guard:?}"));
        println!("without {guard:?}, {violation}");
        assert!(violation.starts_with(guard.breaks()), "{guard:?}: {violation}");
    }
}
