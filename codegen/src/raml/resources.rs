//! Resources and methods, with their resource types and traits merged in.

mod layers;
mod method;
mod query_string;
mod without_text;

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    facets,
    model::{Api, Facets, Http, Lifecycle, PathParameter, Resource, Scalar, TypeRef},
    raml::{
        annotations,
        check::Checker,
        document::{Document, Named},
        merge, template,
        types::{self, Types},
    },
    source::{Sources, Span},
    yaml::{Entry, Kind, Node},
};

/// Reads the resources of the root document, and the traits they use, into `api`.
pub fn read(
    document: &Document,
    api: &mut Api,
    sources: &Sources,
    checker: &Checker<'_>,
    diagnostics: &mut Diagnostics,
) {
    let default_media_types = match document.root.get("mediaType") {
        Some(node) => node
            .as_str()
            .into_iter()
            .chain(node.elements().iter().filter_map(Node::as_str))
            .map(str::to_owned)
            .collect(),
        None => Vec::new(),
    };
    let mut reader = Resources {
        document,
        api,
        sources,
        checker: Some(checker),
        diagnostics,
        default_media_types,
        security: document.root.get("securedBy").cloned(),
        room: template::Room::default(),
        places: HashMap::new(),
    };
    let resources = reader.below(&document.root, "", None);
    let default_media_types = reader.default_media_types;
    api.resources = without_text::as_json(resources, api, diagnostics);
    let used: HashSet<String> = api
        .all_resources()
        .iter()
        .flat_map(|resource| &resource.methods)
        .flat_map(|method| method.traits.iter().cloned())
        .collect();
    for library in &document.libraries {
        for (name, declaration) in library
            .traits
            .iter()
            .filter(|(name, _)| used.contains(name.as_ref()))
        {
            // A trait is checked where it is used, because there its parameters have values. Here it is only read, and
            // its problems are not reported a second time.
            let mut alone = Diagnostics::default();
            let mut reader = Resources {
                document,
                api,
                sources,
                checker: None,
                diagnostics: &mut alone,
                default_media_types: default_media_types.clone(),
                security: None,
                room: template::Room::default(),
                places: HashMap::new(),
            };
            let restated = reader.restated_trait(&declaration.node);
            if !alone.has_errors() {
                api.traits.insert(name.to_string(), restated);
            }
        }
    }
}

struct Resources<'a, 'd> {
    document: &'a Document,
    /// What was read so far: the types.
    api: &'a Api,
    sources: &'a Sources,
    /// Checks methods into which templates were merged, if they are to be checked.
    checker: Option<&'a Checker<'d>>,
    diagnostics: &'a mut Diagnostics,
    default_media_types: Vec<String>,
    /// The `securedBy` of the whole API.
    security: Option<Node>,
    /// How many nodes parameters may still add.
    room: template::Room,
    /// Where each path is declared.
    places: HashMap<String, Span>,
}

/// How deep resources may nest.
const DEEPEST: usize = 64;

impl Resources<'_, '_> {
    /// The resources below a node.
    fn below(&mut self, node: &Node, path: &str, security: Option<&Node>) -> Vec<Resource> {
        let mut found: Vec<Resource> = Vec::new();
        for entry in node
            .entries()
            .iter()
            .filter(|entry| entry.key.starts_with('/'))
        {
            if annotations::is_gone(self.document, &entry.value) {
                continue;
            }
            if path.matches('/').count() > DEEPEST {
                self.diagnostics.add(Diagnostic::new(
                    entry.key_span,
                    "resources nest too deep",
                    format!("at most {DEEPEST} levels are read"),
                ));
                return found;
            }
            // `/a/b` beside `/a` with `/b` in it is the same resource.
            let full = format!("{path}{}", entry.key);
            if let Some(first) = self.places.insert(full.clone(), entry.key_span) {
                self.diagnostics.add(
                    Diagnostic::new(
                        entry.key_span,
                        format!("resource `{full}` is declared twice"),
                        "each resource is expected once",
                    )
                    .related(first, "first here"),
                );
                continue;
            }
            let resource = self.resource(entry, path, security);
            found.push(resource);
        }
        found
    }

    fn resource(&mut self, entry: &Entry, above: &str, security: Option<&Node>) -> Resource {
        let node = &entry.value;
        if !matches!(node.kind, Kind::Map(_) | Kind::Null) {
            self.diagnostics.add(Diagnostic::new(
                node.span,
                format!("resource `{}` is {}", entry.key, node.what()),
                "a map of methods and resources is expected",
            ));
        }
        let path = format!("{above}{}", entry.key);
        let layers = self.layers(node, &path);
        let from_layers = |key: &str| layers.iter().find_map(|layer| layer.node.get(key));
        let security = node
            .get("securedBy")
            .or_else(|| from_layers("securedBy"))
            .or(security);
        let parameters = self.path_parameters(entry, &layers);
        let mut methods = Vec::new();
        for http in Http::ALL {
            if let Some(method) = self.method(http, node, &layers, &path, security) {
                methods.push(method);
            }
        }
        let of = |key| facets::text(node, key);
        Resource {
            segment: entry.key.to_string(),
            method_name: of("(methodName)"),
            description: of("description").or_else(|| {
                layers
                    .iter()
                    .find_map(|layer| facets::text(&layer.node, "description"))
                    .filter(|text| template::unsupplied(text).is_none())
            }),
            parameters,
            methods,
            resources: self.below(node, &path, security),
            marks: annotations::marks(self.document, node),
            lifecycle: Lifecycle {
                createable: of("(createable)"),
                updateable: of("(updateable)"),
                deleteable: of("(deleteable)"),
            },
            update: None,
            path,
            span: types::place(entry.key_span, node),
        }
    }

    /// The parameters in a resource's own part of the path; one without a declaration is a text, as RAML says.
    fn path_parameters(&mut self, entry: &Entry, layers: &[layers::Layer]) -> Vec<PathParameter> {
        let mut declared: Vec<Entry> = Vec::new();
        for node in std::iter::once(&entry.value).chain(layers.iter().map(|layer| &layer.node)) {
            for parameter in node
                .get("uriParameters")
                .map(Node::entries)
                .unwrap_or_default()
            {
                let name = parameter.key.strip_suffix('?').unwrap_or(&parameter.key);
                if let Some(missing) = template::unsupplied(name) {
                    self.diagnostics
                        .add(types::unsupplied(missing, &Node::null(parameter.key_span)));
                } else if let Some(near) = declared.iter_mut().find(|near| *near.key == *name) {
                    let node = std::mem::replace(&mut near.value, Node::null(near.key_span));
                    near.value = merge::declaration_under(node, &parameter.value);
                } else {
                    declared.push(Entry {
                        key: name.into(),
                        ..parameter.clone()
                    });
                }
            }
        }
        let mut parameters = Vec::new();
        for name in names_in_braces(&entry.key) {
            let parameter = match declared.iter().find(|known| known.key.as_ref() == name) {
                Some(known) => {
                    let used = self.types().used(&known.value, 0);
                    PathParameter {
                        name: name.to_owned(),
                        of: used.of,
                        description: used.description,
                        facets: used.facets,
                    }
                }
                None => PathParameter {
                    name: name.to_owned(),
                    of: TypeRef::Scalar(Scalar::String),
                    description: None,
                    facets: Facets::default(),
                },
            };
            parameters.push(parameter);
        }
        parameters
    }

    fn types(&mut self) -> Types<'_> {
        Types::new(self.document, self.sources, self.diagnostics)
    }

    /// The name and parameters of a use of a trait or resource type: `name`, or `name: {parameter: value}`.
    fn applied(&mut self, node: &Node, kind: Named) -> Option<(Node, template::Parameters)> {
        if node.as_str().is_some() {
            return Some((node.clone(), template::Parameters::new()));
        }
        if let [entry] = node.entries() {
            let name = Node {
                span: entry.key_span,
                ..Node::text(node, &entry.key)
            };
            let parameters = entry
                .value
                .entries()
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.clone()))
                .collect();
            return Some((name, parameters));
        }
        if !node.is_null() {
            let what = kind.what();
            self.diagnostics.add(Diagnostic::new(
                node.span,
                format!("{} where a {what} is used", node.what()),
                format!("the name of a {what} is expected, or one name with a map of parameters"),
            ));
        }
        None
    }
}

/// The names between braces in a part of a path.
pub fn names_in_braces(segment: &str) -> impl Iterator<Item = &str> {
    segment
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
