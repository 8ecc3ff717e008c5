//! What the specification does not say about the kinds of resources.

mod categories;

pub(crate) use categories::CATEGORIES;
