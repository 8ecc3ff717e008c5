//! The common parts of `cargo xtask measure` and `cargo xtask bench`.

pub(crate) mod app;
pub(crate) mod cargo;
pub(crate) mod figure;
pub(crate) mod machine;
pub(crate) mod official;
pub(crate) mod pages;
pub(crate) mod usage;
