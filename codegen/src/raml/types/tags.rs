//! Values of discriminators that a specification leaves to RAML.

use std::collections::HashSet;

use crate::model::{Api, Shape, Type};

/// Gives subtypes without a `discriminatorValue` their own name as the value, as RAML says.
///
/// A type with subtypes that have values of their own says nothing by the lack of one: it only groups them.
pub(super) fn apply_defaults(api: &mut Api) {
    let explicit: HashSet<String> = api
        .types
        .values()
        .filter(|of| of.tag().is_some())
        .flat_map(|of| api.lineage(of).into_iter().skip(1))
        .map(|above| above.name.clone())
        .collect();
    let names: Vec<String> = api
        .types
        .values()
        .filter(|of| is_subtype(api, of) && !explicit.contains(&of.name))
        .map(|of| of.name.clone())
        .collect();
    for name in names {
        if let Some(Shape::Object(object)) = api.types.get_mut(&name).map(|of| &mut of.shape) {
            object.tag.get_or_insert(name);
        }
    }
}

/// Whether a discriminator of a base tells a type from others.
fn is_subtype(api: &Api, of: &Type) -> bool {
    of.object().is_some()
        && api
            .discriminator(of)
            .is_some_and(|(_, declared)| declared.name != of.name)
}
