//! Edits of a specification, as its authors make them.

#[path = "edits/exchanges.rs"]
mod exchanges;
#[path = "edits/fields.rs"]
mod fields;
#[path = "edits/parameters.rs"]
mod parameters;
#[path = "edits/resources.rs"]
mod resources;
#[path = "edits/types.rs"]
mod types;

use codegen::model::Api;
use fastrand::Rng;

/// Edits an API; says what was done, or nothing if there is nothing to be edited like that.
type Edit = fn(&mut Api, &mut Rng) -> Option<String>;

const NOTHING: (&str, Edit) = ("nothing", |_, _| Some(String::new()));

/// All kinds of edits, each with its name.
pub(crate) fn all() -> Vec<(&'static str, Edit)> {
    [
        fields::EDITS,
        types::EDITS,
        resources::EDITS,
        parameters::EDITS,
        exchanges::EDITS,
        &[NOTHING],
    ]
    .concat()
}
