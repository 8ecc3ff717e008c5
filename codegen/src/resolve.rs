//! Checks that need the whole specification, and not only one declaration.

use std::collections::HashSet;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Alike, Api, Shape, Type, TypeRef},
};

/// Reports types that are defined by themselves alone: `A` is a list of `B`, `B` is a list of `A`. Where the specification
/// is read as it was published, the first of them becomes any JSON value.
pub fn check(api: &mut Api, diagnostics: &mut Diagnostics) {
    for position in 0..api.types.len() {
        let Some((_, of)) = api.types.get_index(position) else {
            break;
        };
        let is_alias = matches!(of.shape, Shape::Alias(_));
        if !is_alias
            || inherits_from_itself(api, of)
            || !is_defined_by_itself(api, of, Through::Aliases)
        {
            continue;
        }
        let message = format!("`{}` is defined by itself", of.name);
        match api.alike {
            Alike::Reported => diagnostics.add(
                Diagnostic::new(
                    of.span,
                    message,
                    "a type that leads to an object or a scalar is expected",
                )
                .help("a type that holds itself is an object with a property of that type"),
            ),
            Alike::ToldApart => {
                diagnostics.warn(Diagnostic::new(
                    of.span,
                    message,
                    "it has no Rust type; it is read as any JSON value",
                ));
                if let Some((_, of)) = api.types.get_index_mut(position) {
                    of.shape = Shape::Alias(TypeRef::Any);
                }
            }
        }
    }
}

/// A circle of bases, which the front end has reported.
fn inherits_from_itself(api: &Api, of: &Type) -> bool {
    let last = api.lineage(of).last().copied().unwrap_or(of);
    api.base(last).is_some()
}

/// The definitions that are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// Types that are another name for something.
    Aliases,
    /// Those, and objects that are nothing but a map.
    AliasesAndMaps,
}

/// Whether a type's definition leads back to it without an object in between.
pub fn is_defined_by_itself(api: &Api, of: &Type, through: Through) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open = definition(api, of, through);
    while let Some(name) = open.pop() {
        if name == of.name {
            return true;
        }
        if let Some((name, next)) = api.types.get_key_value(&name)
            && seen.insert(name)
        {
            open.extend(definition(api, next, through));
        }
    }
    false
}

fn definition(api: &Api, of: &Type, through: Through) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |of: &TypeRef| of.for_each_name(&mut |name| names.push(name.to_owned()));
    match &of.shape {
        Shape::Alias(of) => add(of),
        Shape::Object(_) if through == Through::AliasesAndMaps && api.fields(of).is_empty() => {
            api.maps(of).iter().for_each(|map| add(&map.value))
        }
        Shape::Object(_) | Shape::Union(_) | Shape::Enum(_) => {}
    }
    names
}
