//! Objects that contain the properties of another object beside their own, such as the delivery of a message.

use crate::model::{Access, Api, Facets, Field, Marks, Role, Shape, TypeRef};

use super::{Facts, Payload};

/// Adds the field for the other object.
pub(super) fn mark(api: &mut Api, facts: &Facts) {
    for payload in facts.payloads {
        if !is_known(payload, api) {
            continue;
        }
        let Some(of) = api.types.get_mut(payload.of) else {
            continue;
        };
        let span = of.span;
        if let Shape::Object(object) = &mut of.shape {
            object.fields.push(Field {
                nullable: false,
                name: payload.field.to_owned(),
                of: TypeRef::Named(payload.holds.to_owned()),
                required: false,
                description: None,
                facets: Facets::default(),
                marks: Marks::default(),
                secret: false,
                role: Some(Role::Beside),
                missing: None,
                access: Access::default(),
                span,
            });
        }
    }
}

/// The rows that do not apply to an API.
pub(super) fn idle(facts: &Facts, api: &Api) -> Vec<String> {
    let rows = facts.payloads.iter();
    rows.filter(|payload| !is_known(payload, api))
        .map(|payload| format!("{}.{}", payload.of, payload.field))
        .collect()
}

fn is_known(payload: &Payload, api: &Api) -> bool {
    let has_tags = api
        .types
        .get(payload.holds)
        .and_then(|of| of.object())
        .is_some_and(|object| object.discriminator.is_some());
    api.types.contains_key(payload.of) && has_tags
}
