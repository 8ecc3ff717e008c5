//! The uses of types in an API, wherever they stand: alone, or as members of unions.

use crate::model::{Api, Resource, Shape, Type, TypeRef};

/// Whether a type of a name is among the members of a union.
pub(super) fn has(members: &[TypeRef], name: &str) -> bool {
    let mut members = members.iter();
    members.any(|member| matches!(member, TypeRef::Named(known) if known == name))
}

/// A place where types are used.
pub(super) enum Use<'a> {
    /// A named type that is no member of a union.
    Alone(&'a mut TypeRef),
    /// The members of a union.
    Union(&'a mut Vec<TypeRef>),
}

/// Calls `visit` with every use of types.
pub(super) fn for_each_use(api: &mut Api, visit: &mut impl FnMut(Use<'_>)) {
    for of in api.types.values_mut() {
        in_type(of, visit);
    }
    in_resources(&mut api.resources, visit);
}

fn in_resources(resources: &mut [Resource], visit: &mut impl FnMut(Use<'_>)) {
    for resource in resources {
        for method in &mut resource.methods {
            let responses = method.responses.iter_mut();
            let bodies = responses.flat_map(|response| &mut response.bodies);
            for body in method.bodies.iter_mut().chain(bodies) {
                if let Some(of) = &mut body.of {
                    in_use(of, visit);
                }
            }
        }
        in_resources(&mut resource.resources, visit);
    }
}

fn in_type(of: &mut Type, visit: &mut impl FnMut(Use<'_>)) {
    match &mut of.shape {
        Shape::Object(object) => {
            for field in &mut object.fields {
                in_use(&mut field.of, visit);
            }
            for map in &mut object.maps {
                in_use(&mut map.value, visit);
            }
        }
        Shape::Alias(of) => in_use(of, visit),
        Shape::Union(members) => in_members(members, visit),
        Shape::Enum(_) => {}
    }
}

fn in_use(of: &mut TypeRef, visit: &mut impl FnMut(Use<'_>)) {
    match of {
        TypeRef::Array(items) => in_use(items, visit),
        TypeRef::Union(members) => in_members(members, visit),
        TypeRef::Inline(of) => in_type(of, visit),
        TypeRef::Named(_) => visit(Use::Alone(of)),
        TypeRef::Scalar(_) | TypeRef::Any | TypeRef::AnyObject => {}
    }
}

fn in_members(members: &mut Vec<TypeRef>, visit: &mut impl FnMut(Use<'_>)) {
    for member in members.iter_mut() {
        if !matches!(member, TypeRef::Named(_)) {
            in_use(member, visit);
        }
    }
    visit(Use::Union(members));
}
