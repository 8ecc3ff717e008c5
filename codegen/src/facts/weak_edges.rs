//! Which fields only tie resources together: the expanded `obj` of a reference, and the resources in error objects.

use crate::model::{Api, Shape, Type};

use super::{for_each_field, names_any, names_where};

/// The roots of the error objects. Their fields name resources of all kinds, and tie nearly the whole platform into one;
/// what belongs to errors alone stands in the package of the root, and is part of them.
const ERRORS: [&str; 2] = ["ErrorObject", "GraphQLErrorObject"];

/// Marks the fields that only tie resources together.
pub fn mark(api: &mut Api) {
    let packages: Vec<String> = ERRORS
        .iter()
        .filter_map(|root| api.types.get(*root)?.package.clone())
        .collect();
    let is_of_errors = |of: &Type| {
        of.package
            .as_ref()
            .is_some_and(|package| packages.contains(package))
    };
    let objects = names_where(api, |_, of| {
        matches!(of.shape, Shape::Object(_) | Shape::Union(_))
    });
    let resources = names_where(api, |_, of| {
        matches!(of.shape, Shape::Object(_) | Shape::Union(_)) && !is_of_errors(of)
    });
    let expandable = names_where(api, |api, of| {
        let is_expandable = |of: &&Type| of.marks.expandable && of.object().is_some();
        api.lineage(of).iter().any(is_expandable)
    });
    let errors = names_where(api, |api, of| {
        let is_error = |of: &&Type| ERRORS.contains(&of.name.as_str());
        is_of_errors(of) || api.lineage(of).iter().any(is_error)
    });
    for_each_field(api, |name, field| {
        let expands = field.name == "obj" && expandable.contains(name);
        field.weak = expands && names_any(&field.of, &objects)
            || errors.contains(name) && names_any(&field.of, &resources);
    });
}
