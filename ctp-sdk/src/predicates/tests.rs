//! The grammar of what the builders write.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod adversarial;
mod grammar;
mod searching;
