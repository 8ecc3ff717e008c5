//! Update actions from drafts, on the emulator.
//!
//! `pairs` makes random pairs of drafts: what the second one is created as, and what the first one becomes by its actions, has to
//! be the same. `CTP_SEED` sets the seed, which a run prints, and `CTP_PAIRS` the number of pairs of each kind of resource.
//! `products` has what such pairs seldom have. `run` is about many drafts at once, and about what goes wrong meanwhile.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod drafts;
mod form;
mod pairs;
mod products;
mod run;
mod shop;
