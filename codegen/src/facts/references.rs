//! The fields with the expanded resources of references.

use std::collections::HashSet;

use crate::model::{Api, Role, Shape, TypeRef};

use super::for_each_field;

/// The property with the resource, if a request expanded the reference.
const EXPANDED: &str = "obj";

/// Marks the field of an expandable type with the resource.
pub fn mark(api: &mut Api) {
    let expandable: HashSet<String> = api
        .types
        .values()
        .filter(|of| {
            let mut line = api.lineage(of).into_iter();
            line.any(|of| of.marks.expandable && of.object().is_some())
        })
        .map(|of| of.name.clone())
        .collect();
    let objects: HashSet<String> = api
        .types
        .values()
        .filter(|of| matches!(of.shape, Shape::Object(_) | Shape::Union(_)))
        .map(|of| of.name.clone())
        .collect();
    for_each_field(api, |name, field| {
        let is_object = match &field.of {
            TypeRef::Named(of) => objects.contains(of),
            of => matches!(of, TypeRef::Inline(_) | TypeRef::AnyObject),
        };
        if field.name == EXPANDED && expandable.contains(name) && is_object {
            field.role = Some(Role::Expanded);
        }
    });
}
