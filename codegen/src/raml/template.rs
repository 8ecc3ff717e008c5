//! Parameters of traits and resource types: `<<name>>`, `<<name | !function>>`, in keys and in values.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use heck::{
    ToKebabCase, ToLowerCamelCase, ToShoutyKebabCase, ToShoutySnakeCase, ToSnakeCase,
    ToUpperCamelCase,
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    yaml::{self, Entry, Kind, Node, Scalar},
};

/// The values given to a template, by parameter name.
pub type Parameters = HashMap<Rc<str>, Node>;

/// How many nodes parameters may add to a specification, and how deep their values may nest: a template that hands its
/// parameter on twice doubles it with every step.
#[derive(Debug)]
pub struct Room {
    nodes: usize,
    /// Whether it was reported that the limit is reached.
    is_reported: bool,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            nodes: 2_000_000,
            is_reported: false,
        }
    }
}

impl Room {
    /// Subtracts the size of a value from the limit, if enough is left.
    fn take(&mut self, value: &Node) -> bool {
        let fits = yaml::depth(value) <= yaml::DEEPEST;
        match self.nodes.checked_sub(yaml::size(value)) {
            Some(left) if fits => {
                self.nodes = left;
                true
            }
            _ => false,
        }
    }
}

/// The tree with each parameter replaced.
///
/// A parameter that was not supplied stays as it is written: whether it matters shows only where its text is used (see
/// [`unsupplied`]).
pub fn substitute(
    node: &Node,
    parameters: &Parameters,
    room: &mut Room,
    diagnostics: &mut Diagnostics,
) -> Node {
    let kind = match &node.kind {
        Kind::Scalar(scalar) if scalar.text.contains("<<") => {
            if let Some(value) = whole(&scalar.text, parameters) {
                if room.take(value) {
                    return value.clone();
                }
                if !std::mem::replace(&mut room.is_reported, true) {
                    diagnostics.add(Diagnostic::new(
                        node.span,
                        "the values of parameters grow too large",
                        "a parameter that does not hold itself again and again is expected",
                    ));
                }
                return Node::null(node.span);
            }
            let text = replace(&scalar.text, parameters, node, diagnostics);
            Kind::Scalar(Scalar {
                text: text.into(),
                plain: scalar.plain,
            })
        }
        Kind::List(elements) => Kind::List(
            elements
                .iter()
                .map(|element| substitute(element, parameters, room, diagnostics))
                .collect(),
        ),
        Kind::Map(entries) => Kind::Map(
            entries
                .iter()
                .map(|entry| {
                    let key = if entry.key.contains("<<") {
                        replace(
                            &entry.key,
                            parameters,
                            &Node::null(entry.key_span),
                            diagnostics,
                        )
                        .into()
                    } else {
                        Rc::clone(&entry.key)
                    };
                    Entry {
                        key,
                        key_span: entry.key_span,
                        value: substitute(&entry.value, parameters, room, diagnostics),
                    }
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node {
        span: node.span,
        scope: node.scope,
        kind,
    }
}

/// The name of a parameter that is still in a text because nothing supplied it.
pub fn unsupplied(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<<")?;
    let (inner, _) = rest.split_once(">>")?;
    Some(inner.split('|').next().unwrap_or(inner).trim())
}

/// The names of all parameters in a tree.
pub fn parameters(node: &Node) -> BTreeSet<String> {
    fn of_text(text: &str, found: &mut BTreeSet<String>) {
        let names = text.split("<<").skip(1);
        let names = names.filter_map(|rest| rest.split_once(">>"));
        found.extend(names.map(|(inner, _)| {
            let name = inner.split('|').next().unwrap_or(inner);
            name.trim().to_owned()
        }));
    }
    fn below(node: &Node, found: &mut BTreeSet<String>) {
        match &node.kind {
            Kind::Scalar(scalar) => of_text(&scalar.text, found),
            Kind::List(elements) => elements.iter().for_each(|node| below(node, found)),
            Kind::Map(entries) => {
                for entry in entries {
                    of_text(&entry.key, found);
                    below(&entry.value, found);
                }
            }
            Kind::Null | Kind::Include(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    below(node, &mut found);
    found
}

/// Whether there is a parameter anywhere in a tree.
pub fn has_parameter(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(scalar) => scalar.text.contains("<<"),
        Kind::List(elements) => elements.iter().any(has_parameter),
        Kind::Map(entries) => entries
            .iter()
            .any(|entry| entry.key.contains("<<") || has_parameter(&entry.value)),
        Kind::Null | Kind::Include(_) => false,
    }
}

/// The value of a text that is one parameter and nothing else: it may be any node, not only a text.
fn whole<'a>(text: &str, parameters: &'a Parameters) -> Option<&'a Node> {
    let inner = text.trim().strip_prefix("<<")?.strip_suffix(">>")?;
    if inner.contains("<<") || inner.contains('|') {
        return None;
    }
    parameters.get(inner.trim())
}

fn replace(
    text: &str,
    parameters: &Parameters,
    at: &Node,
    diagnostics: &mut Diagnostics,
) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<<") {
        let Some((inner, behind)) = after.split_once(">>") else {
            break;
        };
        replaced.push_str(before);
        let mut parts = inner.split('|').map(str::trim);
        let name = parts.next().unwrap_or("");
        if let Some((parameter, function)) = name.split_once('!') {
            diagnostics.add(Diagnostic::new(
                at.span,
                format!("`<<{}>>` has no `|` before its function", inner.trim()),
                format!(
                    "`<<{} | !{}>>` is expected",
                    parameter.trim(),
                    function.trim()
                ),
            ));
        }
        match parameters.get(name).and_then(Node::as_str) {
            None => {
                replaced.push_str("<<");
                replaced.push_str(inner);
                replaced.push_str(">>");
            }
            Some(value) => {
                let mut value = value.to_owned();
                for function in parts {
                    match apply(function, &value) {
                        Some(changed) => value = changed,
                        None => diagnostics.add(
                            Diagnostic::new(
                                at.span,
                                format!("unknown function `{function}` of parameter `{name}`"),
                                "a function of RAML is expected",
                            )
                            .help(format!("RAML has {}", FUNCTIONS.join(", "))),
                        ),
                    }
                }
                replaced.push_str(&value);
            }
        }
        rest = behind;
    }
    replaced.push_str(rest);
    replaced
}

/// The functions of RAML 1.0, section "Resource Type and Trait Parameters".
const FUNCTIONS: [&str; 10] = [
    "!singularize",
    "!pluralize",
    "!uppercase",
    "!lowercase",
    "!lowercamelcase",
    "!uppercamelcase",
    "!lowerunderscorecase",
    "!upperunderscorecase",
    "!lowerhyphencase",
    "!upperhyphencase",
];

fn apply(function: &str, value: &str) -> Option<String> {
    Some(match function {
        "!singularize" => pluralizer::pluralize(value, 1, false),
        "!pluralize" => pluralizer::pluralize(value, 2, false),
        "!uppercase" => value.to_uppercase(),
        "!lowercase" => value.to_lowercase(),
        "!lowercamelcase" => value.to_lower_camel_case(),
        "!uppercamelcase" => value.to_upper_camel_case(),
        "!lowerunderscorecase" => value.to_snake_case(),
        "!upperunderscorecase" => value.to_shouty_snake_case(),
        "!lowerhyphencase" => value.to_kebab_case(),
        "!upperhyphencase" => value.to_shouty_kebab_case(),
        _ => return None,
    })
}
