//! A specification with errors in some of its types and operations: the rest without them.

use std::{collections::HashSet, fmt};

use crate::{
    diagnostics::{Diagnostic, Severity},
    model::{Api, Facets, Object, Resource, Scalar, Shape, TypeRef},
    source::Span,
    yaml::{Kind, Node},
};

/// A declaration that can be left out, with the places that belong to it.
#[derive(Clone, Debug)]
pub struct Region {
    /// What is declared, such as "type `Cart`".
    pub what: String,
    /// The declaration that it is in, by its place in the list of regions.
    pub parent: Option<usize>,
    /// The parts of files that belong to it.
    pub spans: Vec<Span>,
}

impl Region {
    fn contains(&self, place: Span) -> bool {
        self.spans.iter().any(|span| {
            span.file == place.file && span.start <= place.start && place.start < span.end
        })
    }
}

/// The places of a declaration: the part of the file from its name to its end, and what it takes from elsewhere, which is the
/// files that it includes and the nodes that it repeats.
pub fn places(name: Span, node: &Node) -> Vec<Span> {
    let whole = Span {
        end: match name.file == node.span.file {
            true => node.span.end.max(name.end),
            false => name.end,
        },
        ..name
    };
    let mut places = vec![whole];
    from_elsewhere(node, whole, &mut places);
    places
}

fn from_elsewhere(node: &Node, within: Span, places: &mut Vec<Span>) {
    let mut within = within;
    if node.span.file != within.file {
        within = Span {
            file: node.span.file,
            start: 0,
            end: u32::MAX,
        };
        places.push(within);
    } else if node.span.start < within.start || node.span.end > within.end {
        within = node.span;
        places.push(within);
    }
    match &node.kind {
        Kind::List(elements) => elements
            .iter()
            .for_each(|element| from_elsewhere(element, within, places)),
        Kind::Map(entries) => entries
            .iter()
            .for_each(|entry| from_elsewhere(&entry.value, within, places)),
        Kind::Null | Kind::Scalar(_) | Kind::Include(_) => {}
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

/// Leaves out the types and operations that have errors; `None` if an error is in none of them. A type becomes a JSON
/// value, so that what names it can be emitted, and so do the types that derive from it. An
/// operation is removed, and a resource with an error together with all resources below it.
pub fn leave_out(
    api: &mut Api,
    regions: &[Region],
    problems: &[Diagnostic],
) -> Option<Vec<LeftOut>> {
    let mut left_out = Vec::new();
    // The resources that are out with all that is below them.
    let mut whole: HashSet<usize> = HashSet::new();
    for problem in problems {
        if problem.severity != Severity::Error {
            continue;
        }
        let place = problem.span?;
        let owners = owners(regions, place);
        if owners.is_empty() {
            return None;
        }
        for position in owners {
            let Some(owner) = regions.get(position) else {
                continue;
            };
            let found = leave_out_region(api, owner, &problem.message);
            if found.iter().any(|of| of.what.ends_with(ALL_BELOW)) {
                whole.insert(position);
            }
            let unread = LeftOut {
                what: format!("{} is left out", owner.what),
                why: problem.message.clone(),
            };
            match found.is_empty() {
                // Another error has left it out already, or it was not even read.
                true if is_known(&left_out, owner) => {}
                true => left_out.push(unread),
                false => {
                    let is_new =
                        |found: &LeftOut| !left_out.iter().any(|known| known.what == found.what);
                    let new: Vec<LeftOut> = found.into_iter().filter(is_new).collect();
                    left_out.extend(new);
                }
            }
        }
    }
    // The resources below one of these were reported with it.
    let told: Vec<&Region> = regions
        .iter()
        .filter(|region| is_below(region, &whole, regions))
        .collect();
    left_out.retain(|of| {
        let is_of = |region: &&Region| {
            let rest = of.what.strip_prefix(&region.what);
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        !told.iter().any(is_of)
    });
    derived(api, &mut left_out);
    Some(left_out)
}

/// Whether one of the enclosing regions of a region is among the given ones.
fn is_below(region: &Region, of: &HashSet<usize>, regions: &[Region]) -> bool {
    let mut next = region.parent;
    while let Some(parent) = next {
        if of.contains(&parent) {
            return true;
        }
        // A region comes after the one that contains it.
        next = regions.get(parent).and_then(|above| above.parent);
    }
    false
}

/// The innermost regions that a place is in, by their places in the list: several where a file is included several times.
fn owners(regions: &[Region], place: Span) -> Vec<usize> {
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
        .into_iter()
        .filter(|position| !parents.contains(position))
        .collect()
}

/// Whether the declaration of a region, or what it is in, was left out before.
fn is_known(left_out: &[LeftOut], region: &Region) -> bool {
    left_out
        .iter()
        .any(|known| known.what.starts_with(&region.what))
}

/// The text for a resource that is left out with everything below it.
const ALL_BELOW: &str = ", with all below it";

fn leave_out_region(api: &mut Api, region: &Region, why: &str) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for of in api.types.values_mut() {
        if region.contains(of.span) {
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
    let mut say = |what: String| {
        left_out.push(LeftOut {
            what,
            why: why.to_owned(),
        });
    };
    resources.retain_mut(|resource| {
        let is_out = region.contains(resource.span);
        if is_out && has_all_of(region, resource) {
            let path = &declared(resource).path;
            say(format!("resource `{path}` is left out{ALL_BELOW}"));
            return false;
        }
        let path = &resource.path;
        if is_out {
            // The resources below it are declared elsewhere, and are reached through it.
            for parameter in &mut resource.parameters {
                parameter.of = TypeRef::Scalar(Scalar::String);
                parameter.facets = Facets::default();
            }
            if !resource.methods.is_empty() {
                say(format!("resource `{path}` is left out"));
            }
            resource.methods.clear();
        }
        resource.methods.retain(|method| {
            let is_out = region.contains(method.span);
            if is_out {
                let http = method.http.as_str().to_uppercase();
                say(format!("operation `{http} {path}` is left out"));
            }
            !is_out
        });
        true
    });
    for resource in resources {
        leave_out_resources(&mut resource.resources, region, why, left_out);
    }
}

/// Whether all that is below a resource is part of the same region.
fn has_all_of(region: &Region, resource: &Resource) -> bool {
    let mut below = resource.resources.iter();
    below.all(|below| region.contains(below.span) && has_all_of(region, below))
}

/// A resource, or the one below it that it was made for.
fn declared(resource: &Resource) -> &Resource {
    match resource.resources.as_slice() {
        [only] if resource.methods.is_empty() && only.span == resource.span => declared(only),
        _ => resource,
    }
}

/// Turns the types derived from a removed one into JSON values, because their inherited properties are unknown.
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
