//! One file of a document, and the names of its components.

use std::{
    collections::{HashMap, HashSet, hash_map},
    rc::Rc,
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    names,
    openapi::fixed_fields,
    source::{FileId, Span},
    yaml::{Entry, Node},
};

use super::{Component, Section};

/// A file of a document.
#[derive(Debug)]
pub(super) struct File {
    pub id: FileId,
    pub tree: Node,
    /// The names of schemas that were renamed, because another schema has the same name in Rust.
    names: HashMap<Rc<str>, String>,
    /// The index of each component in its section, because a document may contain thousands.
    pub positions: HashMap<Section, HashMap<Rc<str>, usize>>,
}

impl File {
    pub(super) fn new(id: FileId, tree: Node, diagnostics: &mut Diagnostics) -> Self {
        let mut file = Self {
            id,
            tree,
            names: HashMap::new(),
            positions: HashMap::new(),
        };
        if let Some(components) = file.tree.get("components")
            && fixed_fields::check(components, fixed_fields::COMPONENTS, diagnostics)
        {
            for section in Section::ALL {
                fixed_fields::map(components, section.as_str(), diagnostics);
            }
        }
        for section in Section::ALL {
            let entries = file.section(section).iter().enumerate();
            let positions = entries.map(|(position, entry)| (Rc::clone(&entry.key), position));
            let positions = positions.collect();
            file.positions.insert(section, positions);
        }
        file
    }

    pub(super) fn section(&self, section: Section) -> &[Entry] {
        let components = self.tree.get("components");
        components
            .and_then(|components| components.get(section.as_str()))
            .map(Node::entries)
            .unwrap_or_default()
    }

    pub(super) fn component<'a>(&'a self, entry: &'a Entry) -> Component<'a> {
        Component {
            file: self.id,
            name: self
                .names
                .get(&entry.key)
                .map_or(&entry.key, String::as_str),
            span: entry.key_span,
            node: &entry.value,
        }
    }
}

/// Renames schemas whose names are equal in Rust: the name that the root document has for one of another file with a
/// `$ref`, or else one with a number. A schema that is only a `$ref` to one of its name stands for that one.
pub(super) fn tell_apart(
    files: Vec<&mut File>,
    given: &Given,
    taken: &mut Taken,
    diagnostics: &mut Diagnostics,
) {
    for file in files {
        let mut names = HashMap::new();
        for entry in file.section(Section::Schemas) {
            let reference = entry.value.get("$ref").and_then(Node::as_str);
            let is_same = |text: &str| text.ends_with(&format!("/{}", entry.key));
            let place = (file.id, format!("/components/schemas/{}", entry.key));
            if reference.is_some_and(is_same) || taken.take(&entry.key, entry.key_span) {
                continue;
            }
            let name = match given.names.get(&place).and_then(|names| names.first()) {
                Some(name) => name.to_string(),
                None => {
                    let is_used = given.used.contains(&place);
                    let told = is_used.then_some(&mut *diagnostics);
                    taken.numbered(&entry.key, entry.key_span, told)
                }
            };
            names.insert(Rc::clone(&entry.key), name);
        }
        file.names = names;
    }
}

/// The names in the root document for schemas of other files and for places within files.
#[derive(Default)]
pub(super) struct Given {
    /// The names of its components that are only a `$ref` to a place, by the file and the pointer.
    pub names: HashMap<(FileId, String), Vec<Rc<str>>>,
    /// The places in other files that are targets of a `$ref`.
    pub used: HashSet<(FileId, String)>,
}

/// The names of types, each with the place that has it.
#[derive(Default)]
pub(super) struct Taken(HashMap<String, Span>);

impl Taken {
    /// Takes a name if it is free.
    pub(super) fn take(&mut self, name: &str, span: Span) -> bool {
        match self.0.entry(names::type_name(name)) {
            hash_map::Entry::Vacant(free) => {
                free.insert(span);
                true
            }
            hash_map::Entry::Occupied(_) => false,
        }
    }

    /// Takes a name with a number, and warns if the first type with the name is in another file.
    pub(super) fn numbered(
        &mut self,
        name: &str,
        span: Span,
        diagnostics: Option<&mut Diagnostics>,
    ) -> String {
        let first = self.0.get(&names::type_name(name)).copied();
        let mut number = 2;
        while !self.take(&format!("{name}{number}"), span) {
            number += 1;
        }
        let numbered = format!("{name}{number}");
        if let (Some(first), Some(diagnostics)) = (first, diagnostics)
            && first.file != span.file
        {
            diagnostics.warn(
                Diagnostic::new(
                    span,
                    format!("another schema is named `{name}`, too"),
                    format!("its type is named `{numbered}`"),
                )
                .related(first, "the other schema")
                .help(
                    "a `$ref` to it in `components/schemas` of the root document gives it a name",
                ),
            );
        }
        numbered
    }
}
