//! Names derived from paths.

use crate::{model::Resource, names};

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Literal text.
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
            // `key=` before `{key}` only repeats the parameter.
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

/// The name of the method that returns a resource: the one in the specification, else the literal part of its path, else
/// its parameters.
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
