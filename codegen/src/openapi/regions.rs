//! What can be left out of a document: its schemas, paths and operations, with the places that belong to each.

use std::{collections::HashSet, path::Path};

use crate::{
    diagnostics::Diagnostics,
    model::Http,
    openapi::{
        document::{self, Component, Document, Section},
        webhooks,
    },
    partial::{Region, places},
    source::{Sources, Span},
    yaml::{Entry, Kind, Node},
};

/// The regions of the document at `root`, which has been read into `sources` before.
///
/// A place may be in several of them: an error in a parameter that operations share belongs to each of them.
pub fn regions(root: &Path, sources: &mut Sources) -> Vec<Region> {
    let Some(document) = document::load(root, sources, &mut Diagnostics::default()) else {
        return Vec::new();
    };
    let mut regions = Regions {
        document: &document,
        found: Vec::new(),
        schemas: Vec::new(),
        known: HashSet::new(),
    };
    for component in document.components(Section::Schemas) {
        regions.schema(component);
    }
    let entries = |field: &str| document.root().get(field).map(Node::entries);
    for entry in entries("paths").unwrap_or_default() {
        regions.path_item(entry);
    }
    for field in webhooks::FIELDS {
        for entry in entries(field).unwrap_or_default() {
            regions.webhook(entry, "webhook");
        }
    }
    let components = document.root().get("components");
    let callbacks = components.and_then(|components| components.get("callbacks"));
    for entry in callbacks.map(Node::entries).unwrap_or_default() {
        regions.webhook(entry, "callback");
    }
    // A component that no operation names is read, and so it may have an error.
    regions.read_schemas();
    regions.found
}

struct Regions<'a> {
    document: &'a Document,
    found: Vec<Region>,
    /// The schemas met so far.
    schemas: Vec<Component<'a>>,
    /// Their nodes.
    known: HashSet<*const Node>,
}

impl<'a> Regions<'a> {
    fn schema(&mut self, component: Component<'a>) {
        if self.known.insert(std::ptr::from_ref(component.node)) {
            self.schemas.push(component);
        }
    }

    /// Makes a region for each schema, and for each schema that they refer to.
    fn read_schemas(&mut self) {
        let mut position = 0;
        while let Some(component) = self.schemas.get(position).copied() {
            position += 1;
            self.found.push(Region {
                what: format!("type `{}`", component.name),
                parent: None,
                spans: places(component.span, component.node),
            });
            self.referred_schemas(component.node);
        }
    }

    fn webhook(&mut self, entry: &'a Entry, what: &str) {
        let mut spans = places(entry.key_span, &entry.value);
        self.parts(&entry.value, &mut spans);
        self.found.push(Region {
            what: format!("{what} `{}`", entry.key),
            parent: None,
            spans,
        });
    }

    /// The regions of a path: one for each operation, and one for the rest, which applies to all operations.
    fn path_item(&mut self, entry: &'a Entry) {
        let name = entry.key.as_ref();
        let mut shared = vec![entry.key_span];
        let item = self.behind(&entry.value, &mut shared);
        if !matches!(item.kind, Kind::Map(_)) {
            shared.push(item.span);
        }
        for field in item.entries() {
            let http = Http::ALL
                .into_iter()
                .find(|http| http.as_str() == field.key.as_ref());
            match http {
                Some(http) => {
                    let http = http.as_str().to_uppercase();
                    let mut spans = places(field.key_span, &field.value);
                    self.parts(&field.value, &mut spans);
                    self.found.push(Region {
                        what: format!("operation `{http} {name}`"),
                        parent: None,
                        spans,
                    });
                }
                None => {
                    shared.extend(places(field.key_span, &field.value));
                    self.parts(&field.value, &mut shared);
                }
            }
        }
        self.found.push(Region {
            what: format!("resource `{name}`"),
            parent: None,
            spans: shared,
        });
    }

    /// The final targets of the `$ref`s of a node, with the places on the way.
    fn behind(&self, node: &'a Node, spans: &mut Vec<Span>) -> &'a Node {
        let mut node = node;
        for _ in 0..document::MOST_STEPS {
            let next = node.get("$ref").and_then(|reference| self.part(reference));
            let Some(next) = next else { break };
            spans.push(node.span);
            spans.push(next.span);
            node = next.node;
        }
        node
    }

    /// Adds the places of the parameters, bodies, responses and headers that a node refers to, and collects its schemas.
    fn parts(&mut self, node: &'a Node, spans: &mut Vec<Span>) {
        let mut open = vec![node];
        let mut passed: Vec<Component<'a>> = Vec::new();
        while let Some(node) = open.pop() {
            open.extend(node.elements());
            for entry in node.entries() {
                match entry.key.as_ref() {
                    "schema" => self.referred_schemas(&entry.value),
                    "$ref" => {
                        let target = self.part(&entry.value);
                        let is_new =
                            |target: &Component<'_>| !passed.iter().any(|known| known.is(target));
                        if let Some(target) = target.filter(is_new) {
                            passed.push(target);
                            spans.extend(places(target.span, target.node));
                            open.push(target.node);
                        }
                    }
                    _ => open.push(&entry.value),
                }
            }
        }
    }

    /// The target of a `$ref` outside of schemas.
    fn part(&self, reference: &'a Node) -> Option<Component<'a>> {
        let mut sections = Section::ALL
            .into_iter()
            .filter(|section| *section != Section::Schemas);
        sections.find_map(|section| self.document.find(reference, section).ok())
    }

    /// Collects the schemas that a schema refers to.
    fn referred_schemas(&mut self, schema: &'a Node) {
        let mut open = vec![schema];
        while let Some(node) = open.pop() {
            open.extend(node.elements());
            for entry in node.entries() {
                open.push(&entry.value);
                // The values of a `mapping` are references without `$ref`.
                if entry.key.as_ref() == "$ref" || document::is_mapping_value(&entry.value) {
                    let target = self.document.find(&entry.value, Section::Schemas).ok();
                    target.into_iter().for_each(|target| self.schema(target));
                }
            }
        }
    }
}
