//! Shops that stay right while much goes wrong.
//!
//! Two processes with fifty tasks each serve twenty visitors, whose sessions they share in Redis. The tasks do what shops do,
//! 10,000 times in all, and the emulator has every fault that it knows, in a random order. Each task keeps a model of what it
//! has done; what the SDK answers is held against it at once, and what the emulator has in the end is held against all of them
//! (`verdict`).
//!
//! `CTP_SEED` sets the seed, which a run prints; without it there are three runs with seeds of their own. `CTP_OPERATIONS` is
//! the number of operations of a run. The same seed gives the same operations and the same faults in the same order; which
//! request meets which fault depends on the machine. Without `redis-server` there is one process, with the sessions in its
//! memory.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod account;
mod cart;
mod failure;
mod faults;
mod orders;
mod panics;
mod process;
mod report;
mod run;
mod secrets;
mod shop;
mod shopper;
#[path = "../traced.rs"]
mod traced;
mod verdict;
mod visits;

use std::env;
use std::str::FromStr;

/// The seeds of the runs, where `CTP_SEED` names no other one.
const SEEDS: [u64; 3] = [1, 2, 3];

/// The process of a shop, when the test binary is started as one. It is no test otherwise.
#[test]
fn child_process() {
    process::serve();
}

#[test]
fn shops_stay_right_under_faults() {
    panics::note();
    let operations = setting("CTP_OPERATIONS").unwrap_or(10_000);
    let seeds = setting("CTP_SEED").map_or(SEEDS.to_vec(), |seed| vec![seed]);
    for seed in seeds {
        run::run(seed, operations);
    }
}

/// The number in a variable of the environment.
fn setting<T: FromStr>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    let number = text.parse().ok();
    Some(number.unwrap_or_else(|| panic!("{name} is no number: {text}")))
}
