//! Values of discriminators that a specification does not declare, and that RAML defines.

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Api, Shape, Type, TypeRef},
    source::Span,
};

/// Gives subtypes without a `discriminatorValue` their own name as the value, as RAML says.
///
/// A type without a value whose subtypes have values only groups them.
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

/// Reports values that the discriminator's type does not allow; before the defaults are applied.
pub(super) fn check_allowed(api: &Api, diagnostics: &mut Diagnostics) {
    for of in api.types.values() {
        let (Some(tag), Some((property, declared))) = (of.tag(), api.discriminator(of)) else {
            continue;
        };
        let fields = api.fields(declared);
        let Some(field) = fields.iter().find(|field| field.name == property) else {
            continue;
        };
        let shape = match &field.of {
            TypeRef::Named(name) => api.types.get(name).map(|of| &of.shape),
            TypeRef::Inline(of) => Some(&of.shape),
            _ => None,
        };
        let is_allowed = match shape {
            Some(Shape::Enum(values)) => values.iter().any(|value| value.value == tag),
            _ => true,
        };
        if !is_allowed {
            diagnostics.add(
                Diagnostic::new(
                    of.span,
                    format!(
                        "`{}` is distinguished by `{tag}`, which `{property}` does not allow",
                        of.name
                    ),
                    "a `discriminatorValue` that fits the type of the property is expected",
                )
                .related(field.span, "the property is declared here"),
            );
        }
    }
}

/// Reports subtypes that cannot be distinguished, because their values are equal.
pub(super) fn check_distinct(api: &Api, diagnostics: &mut Diagnostics) {
    let mut known: HashMap<(&str, &str), (&str, Span)> = HashMap::new();
    for of in api.types.values() {
        let (Some(tag), Some((property, declared))) = (of.tag(), api.discriminator(of)) else {
            continue;
        };
        let key = (declared.name.as_str(), tag);
        let Some((first, place)) = known.get(&key) else {
            known.insert(key, (&of.name, of.span));
            continue;
        };
        diagnostics.add(
            Diagnostic::new(
                of.span,
                format!(
                    "`{}` and `{first}` are both distinguished by `{tag}` in `{property}`",
                    of.name
                ),
                "a `discriminatorValue` that no other subtype has is expected",
            )
            .related(*place, format!("`{first}` is here"))
            .help("a subtype without `discriminatorValue` has its own name as the value"),
        );
    }
}

/// Whether a discriminator of a base tells a type from others.
fn is_subtype(api: &Api, of: &Type) -> bool {
    of.object().is_some()
        && api
            .discriminator(of)
            .is_some_and(|(_, declared)| declared.name != of.name)
}
