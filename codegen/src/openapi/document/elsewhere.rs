//! `$ref`s to targets that are not components: a whole file, or a place within one
//! (`#/components/schemas/Order/properties/line`).
//!
//! A schema needs a name, which such a place does not have. It is derived from the file or the pointer.

use std::collections::HashMap;

use heck::ToUpperCamelCase;

use crate::{
    diagnostics::Diagnostics,
    names,
    source::{FileId, Sources},
    yaml::{Entry, Kind, Node},
};

use super::{
    Section,
    file::{Given, Taken},
    split,
};

/// The names of the targets of `$ref`s, by file and pointer.
pub(super) type Names = HashMap<(FileId, String), String>;

/// The maximum number of `$ref`s in a pointer.
const MOST_DETOURS: usize = 8;

/// A tree, with its file.
pub(super) struct Tree<'t> {
    pub(super) file: FileId,
    pub(super) node: &'t Node,
}

/// Names all targets of `$ref`s that are not components; `file_of` finds the file of a path in a `$ref`.
pub(super) fn names(
    trees: &[Tree<'_>],
    file_of: impl Fn(FileId, &str) -> Option<FileId>,
    sources: &Sources,
    given: &Given,
    taken: &mut Taken,
    diagnostics: &mut Diagnostics,
) -> Names {
    let mut names = Names::new();
    for tree in trees {
        for text in references(tree.node) {
            let (path, pointer) = split(text.as_str().unwrap_or_default());
            if component(pointer).is_some() {
                continue;
            }
            let Some(file) = file_of(tree.file, path) else {
                continue;
            };
            let place = (file, pointer.to_owned());
            if names.contains_key(&place) {
                continue;
            }
            let name = name(&sources.relative_path(file), pointer);
            let target = trees
                .iter()
                .find(|tree| tree.file == file)
                .and_then(|tree| walk(tree.node, pointer, &|_| None));
            if target
                .as_ref()
                .is_some_and(|found| is_no_schema(found.node))
            {
                // Only schemas become types, which need names.
                names.insert(place, name);
                continue;
            }
            let given = given.names.get(&place);
            let given = given.map(Vec::as_slice).unwrap_or_default();
            // A component that is only a `$ref` to it stands for it if both have the same name.
            let mut alike = given
                .iter()
                .filter(|given| names::type_name(given) == names::type_name(&name));
            let span = target.map_or(text.span, |found| {
                found.key.map_or(found.node.span, |entry| entry.key_span)
            });
            let free = match (alike.next(), given.first()) {
                (Some(given), _) => given.to_string(),
                _ if taken.take(&name, span) => name,
                (None, Some(given)) => given.to_string(),
                (None, None) => taken.numbered(&name, span, Some(diagnostics)),
            };
            names.insert(place, free);
        }
    }
    names
}

/// The section and the name in a pointer to a component: `/components/schemas/Order`.
pub(super) fn component(pointer: &str) -> Option<(&str, &str)> {
    let (section, name) = pointer.strip_prefix("/components/")?.split_once('/')?;
    let is_section = Section::ALL.iter().any(|known| known.as_str() == section);
    (is_section && !name.is_empty() && !name.contains('/')).then_some((section, name))
}

/// The target of a pointer; `follow` finds the target of a `$ref` on its path.
pub(super) fn walk<'n>(
    root: &'n Node,
    pointer: &str,
    follow: &impl Fn(&'n Node) -> Option<&'n Node>,
) -> Option<Found<'n>> {
    let mut found = Found {
        node: root,
        key: None,
    };
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    let mut detours = 0;
    for token in pointer.split('/').skip(1) {
        let key = unescaped(token);
        while let Some(reference) = found
            .node
            .get("$ref")
            .filter(|_| found.node.get(&key).is_none())
        {
            detours += 1;
            if detours > MOST_DETOURS {
                return None;
            }
            found.node = follow(reference)?;
        }
        found = match &found.node.kind {
            Kind::Map(entries) => {
                let entry = entries.iter().find(|entry| entry.key.as_ref() == key)?;
                Found {
                    node: &entry.value,
                    key: Some(entry),
                }
            }
            Kind::List(elements) => Found {
                node: elements.get(key.parse::<usize>().ok()?)?,
                key: None,
            },
            _ => return None,
        };
    }
    Some(found)
}

/// The target of a pointer.
pub(super) struct Found<'n> {
    pub(super) node: &'n Node,
    /// Its entry in the map around it.
    pub(super) key: Option<&'n Entry>,
}

/// The text of a token: `~1` is a slash, `~0` a tilde, `%7B` a brace.
fn unescaped(token: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = token.as_bytes();
    while let [first, behind @ ..] = rest {
        let code = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(|_| *first == b'%');
        bytes.push(code.unwrap_or(*first));
        rest = match code {
            Some(_) => behind.get(2..).unwrap_or_default(),
            None => behind,
        };
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.replace("~1", "/").replace("~0", "~")
}

/// Whether a node is a parameter, a response, an operation or another part of a document that is no schema.
fn is_no_schema(node: &Node) -> bool {
    const FIELDS: &[&str] = &[
        "in",
        "content",
        "responses",
        "get",
        "put",
        "post",
        "delete",
        "patch",
        "head",
        "options",
        "schema",
        "value",
    ];
    let is_schema = ["type", "properties", "allOf", "oneOf", "anyOf"];
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    has(FIELDS) && !has(&is_schema)
}

/// Parts of a pointer that describe the place and not the content.
const STRUCTURE: &[&str] = &[
    "components",
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
    "paths",
    "properties",
    "items",
    "definitions",
    "$defs",
    "allOf",
    "anyOf",
    "oneOf",
    "content",
    "schema",
    "application/json",
];

/// A name for a place: derived from its pointer, or else the name of its file.
fn name(path: &str, pointer: &str) -> String {
    let said = pointer
        .split('/')
        .skip(1)
        .map(unescaped)
        .filter(|token| !STRUCTURE.contains(&token.as_str()) && token.parse::<usize>().is_err())
        .collect::<Vec<String>>();
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let name = match said.is_empty() {
        true => stem.to_upper_camel_case(),
        false => said.join("-").to_upper_camel_case(),
    };
    names::stem(&name)
}

/// All `$ref`s of a tree.
pub(super) fn references(tree: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    let mut open = vec![tree];
    while let Some(node) = open.pop() {
        open.extend(node.elements().iter().rev());
        open.extend(node.entries().iter().rev().map(|entry| &entry.value));
        found.extend(node.get("$ref"));
    }
    found
}
