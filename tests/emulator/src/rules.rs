//! What the specification does not say about the kinds of resources.

mod categories;
mod zones;

pub(crate) use categories::CATEGORIES;
pub(crate) use zones::ZONES;
