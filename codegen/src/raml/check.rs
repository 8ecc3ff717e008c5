//! Reports the problems of a document as it is written: keys that RAML does not have, values that do not fit.
//!
//! Everything is checked as written, before templates are applied and whether or not it is used. The parts of a template that
//! depend on its parameters are checked where it is applied: see [`Checker::applied`].

mod annotations;
mod declaration;
mod documentation;
mod facets;
mod methods;
mod patterns;
mod resources;
mod root;
mod security;
mod templates;

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
    rc::Rc,
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    raml::{document::Document, keys::Keys, template::has_parameter, value::Values},
    yaml::{Entry, Kind, Node},
};

pub use self::annotations::Target;

/// Checks a document.
pub struct Checker<'d> {
    document: &'d Document,
    values: Values<'d>,
    /// The valid examples of types with a name: many methods have the same examples.
    fitting: RefCell<HashSet<declaration::Fitting>>,
    /// The parameters of traits and resource types, by their declarations.
    parameters: RefCell<HashMap<*const Node, Rc<BTreeSet<String>>>>,
    /// The declared scope that is most similar to an undeclared one, by its declaration: many methods name the same one.
    near_scopes: RefCell<HashMap<(*const Node, String), Option<String>>>,
    found: RefCell<Diagnostics>,
}

/// Whether a node is checked as it is written, or may have parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// As it will be read.
    Plainly,
    /// Beside traits and resource types, which may say the type of what is declared without one.
    Refining,
    /// In a trait, where `<<parameter>>` may stand anywhere.
    InTrait,
    /// In a resource type, where a key may end in `?` as well.
    InResourceType,
    /// As it will be read, except parameters without a value.
    Applied,
}

impl Written {
    fn in_template(self) -> bool {
        matches!(self, Self::InTrait | Self::InResourceType | Self::Applied)
    }

    /// Whether a declaration without a type may be merged with one that has it.
    fn may_refine(self) -> bool {
        matches!(self, Self::Refining | Self::InTrait | Self::InResourceType)
    }
}

impl<'d> Checker<'d> {
    /// A checker of a document.
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            values: Values::new(document),
            fitting: RefCell::default(),
            parameters: RefCell::default(),
            near_scopes: RefCell::default(),
            found: RefCell::default(),
        }
    }

    /// The problems that were found.
    pub fn into_diagnostics(self) -> Diagnostics {
        let mut found = self.found.into_inner();
        found.extend(self.values.outlines.unknown());
        found
    }

    fn add(&self, problem: Diagnostic) {
        self.found.borrow_mut().add(problem);
    }

    /// The entries of a node that is a map. Its annotations are checked; a key that it may not have is reported and left
    /// out, as is one that only exists once parameters have values. `more` are keys it may have beside `keys`.
    fn entries<'n>(
        &self,
        node: &'n Node,
        keys: &Keys,
        more: &[&str],
        target: Target,
        written: Written,
    ) -> Vec<(&'n str, &'n Entry)> {
        if !matches!(node.kind, Kind::Map(_) | Kind::Null) {
            if !(written.in_template() && is_parameter(node)) {
                self.add(Diagnostic::new(
                    node.span,
                    format!("{} that is {}", keys.what, node.what()),
                    "a map is expected",
                ));
            }
            return Vec::new();
        }
        let mut found = Vec::with_capacity(node.entries().len());
        for entry in node.entries() {
            let key = entry.key.as_ref();
            if key.starts_with('(') {
                self.annotation(entry, target, written);
                continue;
            }
            if written.in_template() && key.contains("<<") {
                continue;
            }
            let name = match written {
                Written::InResourceType | Written::Applied => key.strip_suffix('?').unwrap_or(key),
                _ => key,
            };
            if keys.has(name) || more.contains(&name) {
                found.push((name, entry));
            } else {
                self.add(keys.unknown(entry, more));
            }
        }
        found
    }

    /// A scalar that is a text.
    fn text(&self, entry: &Entry) {
        let node = &entry.value;
        if matches!(node.kind, Kind::Scalar(_) | Kind::Null) {
            return;
        }
        self.add(Diagnostic::new(
            node.span,
            format!("`{}` is {}", entry.key, node.what()),
            "a text is expected",
        ));
    }

    /// The entries of a map from names to something; `what` is its key.
    fn map<'n>(&self, node: &'n Node, what: &str, written: Written) -> &'n [Entry] {
        let is_map = matches!(node.kind, Kind::Map(_) | Kind::Null);
        if !(is_map || written.in_template() && is_parameter(node)) {
            self.add(Diagnostic::new(
                node.span,
                format!("`{what}` is {}", node.what()),
                "a map from name to declaration is expected",
            ));
        }
        node.entries()
    }
}

/// Whether a node is a text with a parameter, which may get any value.
fn is_parameter(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.contains("<<"))
}
