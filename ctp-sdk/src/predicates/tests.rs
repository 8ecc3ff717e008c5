//! The grammar of what the builders write.

#![expect(
    deprecated,
    reason = "product projection search stays tested for the projects that have it"
)]
// The macro of the fields makes them public, as it should where it is used.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

mod adversarial;
mod grammar;
mod searching;
