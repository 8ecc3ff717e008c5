//! A specification with errors in some of its types and operations: what is left when they are left out.

use std::{collections::HashSet, fmt};

use crate::{
    diagnostics::{Diagnostic, Severity},
    model::{Api, Object, Resource, Shape, TypeRef},
    source::Span,
};

/// A declaration that can be left out, with the places that belong to it.
#[derive(Clone, Debug)]
pub struct Region {
    /// What is declared, such as "type `Cart`".
    pub what: String,
    /// The declaration that it is in, by its place in the list of regions.
    pub parent: Option<usize>,
    /// The parts of files that say what it is.
    pub spans: Vec<Span>,
}

impl Region {
    fn contains(&self, place: Span) -> bool {
        self.spans.iter().any(|span| {
            span.file == place.file && span.start <= place.start && place.start < span.end
        })
    }
}

/// Something of a specification that is not emitted as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is.
    pub what: String,
    /// Why.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.why)
    }
}

/// Leaves out the types and operations that have errors; `None` if an error is in none of them. A type becomes a JSON value, so that what names it can be emitted, and so do the types that derive from it. An
/// operation is removed, and a resource with an error of its own with all that is below it.
pub fn leave_out(
    api: &mut Api,
    regions: &[Region],
    problems: &[Diagnostic],
) -> Option<Vec<LeftOut>> {
    let mut left_out = Vec::new();
    for problem in problems {
        if problem.severity != Severity::Error {
            continue;
        }
        let place = problem.span?;
        let owners = owners(regions, place);
        if owners.is_empty() {
            return None;
        }
        for owner in owners {
            let found = leave_out_region(api, owner, &problem.message);
            let unread = LeftOut {
                what: format!("{} is left out", owner.what),
                why: problem.message.clone(),
            };
            match found.is_empty() {
                // Another error has left it out already, or it was not even read.
                true if is_known(&left_out, owner) => {}
                true => left_out.push(unread),
                false => left_out.extend(found),
            }
        }
    }
    derived(api, &mut left_out);
    Some(left_out)
}

/// The innermost regions that a place is in: several where a file is included several times.
fn owners(regions: &[Region], place: Span) -> Vec<&Region> {
    let containing: Vec<usize> = regions
        .iter()
        .enumerate()
        .filter(|(_, region)| region.contains(place))
        .map(|(position, _)| position)
        .collect();
    let parents: HashSet<usize> = containing
        .iter()
        .filter_map(|position| regions.get(*position)?.parent)
        .collect();
    containing
        .iter()
        .filter(|position| !parents.contains(position))
        .filter_map(|position| regions.get(*position))
        .collect()
}

/// Whether the declaration of a region, or what it is in, was left out before.
fn is_known(left_out: &[LeftOut], region: &Region) -> bool {
    left_out
        .iter()
        .any(|known| known.what.starts_with(&region.what))
}

fn leave_out_region(api: &mut Api, region: &Region, why: &str) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for of in api.types.values_mut() {
        if region.contains(of.span) && !is_json(&of.shape) {
            of.base = None;
            of.shape = Shape::Alias(TypeRef::Any);
            left_out.push(LeftOut {
                what: format!("type `{}` is any JSON value", of.name),
                why: why.to_owned(),
            });
        }
    }
    leave_out_resources(&mut api.resources, region, why, &mut left_out);
    left_out
}

fn leave_out_resources(
    resources: &mut Vec<Resource>,
    region: &Region,
    why: &str,
    left_out: &mut Vec<LeftOut>,
) {
    resources.retain(|resource| {
        let is_out = region.contains(resource.span);
        if is_out {
            left_out.push(LeftOut {
                what: format!(
                    "resource `{}` is left out, with all below it",
                    resource.path
                ),
                why: why.to_owned(),
            });
        }
        !is_out
    });
    for resource in resources {
        let path = &resource.path;
        resource.methods.retain(|method| {
            let is_out = region.contains(method.span);
            if is_out {
                let http = method.http.as_str().to_uppercase();
                left_out.push(LeftOut {
                    what: format!("operation `{http} {path}` is left out"),
                    why: why.to_owned(),
                });
            }
            !is_out
        });
        leave_out_resources(&mut resource.resources, region, why, left_out);
    }
}

/// Makes JSON values of the types that derive from one that was left out: what they inherit is not known.
fn derived(api: &mut Api, left_out: &mut Vec<LeftOut>) {
    loop {
        let orphan = api.types.iter().find_map(|(name, of)| {
            let base = of.base.as_ref()?;
            let is_object = matches!(of.shape, Shape::Object(Object { .. }));
            (is_object && is_json(&api.types.get(base)?.shape))
                .then(|| (name.clone(), base.clone()))
        });
        let Some((name, base)) = orphan else { break };
        if let Some(of) = api.types.get_mut(&name) {
            of.base = None;
            of.shape = Shape::Alias(TypeRef::Any);
        }
        left_out.push(LeftOut {
            what: format!("type `{name}` is any JSON value"),
            why: format!("it derives from `{base}`"),
        });
    }
}

fn is_json(shape: &Shape) -> bool {
    matches!(shape, Shape::Alias(TypeRef::Any))
}
