//! Parameters whose values have no string form: their JSON is sent.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Api, Encoding, QueryName, QueryParameter, Resource, Scalar, Shape, TypeRef},
};

/// Marks the parameters whose JSON is sent, with a warning for each of them.
pub(super) fn as_json(
    mut resources: Vec<Resource>,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Vec<Resource> {
    for resource in &mut resources {
        for method in &mut resource.methods {
            for parameter in method.query.iter_mut().chain(&mut method.headers) {
                if !has_text(api, &parameter.of, 0) {
                    send_json(parameter, diagnostics);
                }
            }
        }
        let below = std::mem::take(&mut resource.resources);
        resource.resources = as_json(below, api, diagnostics);
    }
    resources
}

fn send_json(parameter: &mut QueryParameter, diagnostics: &mut Diagnostics) {
    let (QueryName::Fixed(name) | QueryName::Pattern { pattern: name, .. }) = &parameter.name;
    diagnostics.warn(Diagnostic::new(
        parameter.span,
        format!("no text form for a value of parameter `{name}`"),
        "a scalar, an enum or a list of them is expected; its JSON is sent",
    ));
    parameter.of = TypeRef::Any;
    parameter.encoding = Encoding::Json;
}

/// How deep types are examined: one may be a member or an element of itself.
const DEEPEST: usize = 8;

/// Whether a value, or each element of a list, has a string form.
fn has_text(api: &Api, of: &TypeRef, depth: usize) -> bool {
    let of = api.definition(of);
    if let TypeRef::Array(items) = of {
        return is_text(api, items, depth);
    }
    let members = match of {
        TypeRef::Union(members) => members.as_slice(),
        TypeRef::Named(name) => match api.types.get(name).map(|of| &of.shape) {
            Some(Shape::Union(members)) => members.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    let mut others = members.iter().filter(|member| !is_nil(member));
    match (others.next(), others.next()) {
        (Some(only), None) if depth < DEEPEST => has_text(api, only, depth + 1),
        _ => is_text(api, of, depth),
    }
}

fn is_text(api: &Api, of: &TypeRef, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    let of = api.definition(of);
    let shape = match of {
        TypeRef::Scalar(scalar) => return *scalar != Scalar::Nil,
        TypeRef::Any => return true,
        TypeRef::AnyObject | TypeRef::Array(_) => return false,
        TypeRef::Union(members) => return are_texts(api, members, depth),
        TypeRef::Inline(of) => &of.shape,
        // A name that is declared nowhere has been reported.
        TypeRef::Named(name) => match api.types.get(name) {
            Some(of) => &of.shape,
            None => return true,
        },
    };
    match shape {
        Shape::Enum(_) => true,
        Shape::Alias(of) => is_text(api, of, depth + 1),
        Shape::Union(members) => are_texts(api, members, depth),
        Shape::Object(_) => false,
    }
}

/// Whether each value of a union has a string form, except `null`, which is not sent.
fn are_texts(api: &Api, members: &[TypeRef], depth: usize) -> bool {
    let mut members = members.iter().filter(|member| !is_nil(member)).peekable();
    members.peek().is_some() && members.all(|member| is_text(api, member, depth + 1))
}

fn is_nil(of: &TypeRef) -> bool {
    matches!(of, TypeRef::Scalar(Scalar::Nil))
}
