//! What the emulator answers, byte by byte where it matters, and how the SDK gets along with it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod categories;
mod coverage;
mod cross_origin;
mod drafts;
mod sdk;
mod shop;
mod tokens;
mod zones;
