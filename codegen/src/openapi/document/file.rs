//! One file of a document, and the names of its components.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::{
    diagnostics::Diagnostics,
    names,
    openapi::fixed_fields,
    source::FileId,
    yaml::{Entry, Node},
};

use super::{Component, Section};

/// A file of a document.
#[derive(Debug)]
pub(super) struct File {
    pub id: FileId,
    pub tree: Node,
    /// The names of schemas that differ from those of schemas of the same name, in Rust, that came before.
    names: HashMap<Rc<str>, String>,
    /// Where each component stands in its section, for a document may hold thousands.
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

/// Gives schemas whose names are alike in Rust names of their own. A schema that is nothing but a `$ref` to one of its name
/// stands for that one.
pub(super) fn tell_apart(files: Vec<&mut File>) {
    let mut taken: HashSet<String> = HashSet::new();
    for file in files {
        let mut names = HashMap::new();
        for entry in file.section(Section::Schemas) {
            let reference = entry.value.get("$ref").and_then(Node::as_str);
            let is_same = |text: &str| text.ends_with(&format!("/{}", entry.key));
            if reference.is_some_and(is_same) || taken.insert(names::type_name(&entry.key)) {
                continue;
            }
            let mut number = 2;
            while !taken.insert(names::type_name(&format!("{}{number}", entry.key))) {
                number += 1;
            }
            names.insert(Rc::clone(&entry.key), format!("{}{number}", entry.key));
        }
        file.names = names;
    }
}
