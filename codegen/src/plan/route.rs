//! Names made of paths.

use std::collections::{HashMap, HashSet};

use crate::{
    model::{Api, Http, Resource},
    names,
};

use super::domains;

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text that stands as it is.
    Literal(&'a str),
    /// The name of a parameter.
    Parameter(&'a str),
}

/// The pieces of a path.
pub fn segments(path: &str) -> Vec<Segment<'_>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((literal, behind)) = rest.split_once('{') {
        if !literal.is_empty() {
            pieces.push(Segment::Literal(literal));
        }
        match behind.split_once('}') {
            Some((name, behind)) => {
                pieces.push(Segment::Parameter(name));
                rest = behind;
            }
            None => {
                rest = "";
                break;
            }
        }
    }
    if !rest.is_empty() {
        pieces.push(Segment::Literal(rest));
    }
    pieces
}

/// The name of a path: `/carts/key={key}` becomes `CartsByKey`.
pub fn path_name(path: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for piece in segments(path) {
        match piece {
            // `key=` before `{key}` says nothing that the parameter does not say.
            Segment::Literal(text) => words.extend(
                text.split('/')
                    .filter(|part| !part.is_empty() && !part.ends_with('='))
                    .map(str::to_owned),
            ),
            Segment::Parameter(name) => words.push(format!("by-{name}")),
        }
    }
    names::stem(&words.join("-"))
}

/// The name of the method that leads to a resource: the specification's, else the literal part of its path, else its
/// parameters.
pub fn chain_name(resource: &Resource) -> String {
    if let Some(name) = &resource.method_name {
        return names::value_name(name);
    }
    let (mut literals, mut parameters) = (Vec::new(), Vec::new());
    for piece in segments(&resource.segment) {
        match piece {
            Segment::Literal(text) => literals.push(text),
            Segment::Parameter(name) => parameters.push(name),
        }
    }
    let literal = names::value_name(&literals.join("-"));
    if literals
        .iter()
        .all(|text| text.chars().all(|letter| !letter.is_alphanumeric()))
    {
        names::value_name(&format!("with-{}", parameters.join("-and-")))
    } else {
        literal
    }
}

/// The names of all paths, without what every path begins with. Where two paths would get one name, the method name of the
/// later resource tells it apart, if it has one.
pub fn path_names(api: &Api) -> HashMap<String, String> {
    let root = domains::root(api)
        .map(|root| root.path.as_str())
        .unwrap_or_default();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    for resource in api.all_resources() {
        let mut name = path_name(resource.path.strip_prefix(root).unwrap_or(&resource.path));
        if let Some(method_name) = resource
            .method_name
            .as_ref()
            .filter(|_| taken.contains(&name))
        {
            let above = resource
                .path
                .strip_suffix(&resource.segment)
                .and_then(|above| names.get(above))
                .cloned()
                .unwrap_or_default();
            name = format!("{above}{}", names::stem(method_name));
        }
        taken.insert(name.clone());
        names.insert(resource.path.clone(), name);
    }
    names
}

/// The name of an operation of the builder that is named so: `CartsByIdGet`.
pub fn operation_name(builder: &str, http: Http) -> String {
    format!("{builder}{}", names::type_name(http.as_str()))
}
