//! One method of a resource.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
};

use crate::{
    diagnostics::Diagnostic,
    facets,
    model::{
        Body, Encoding, Facets, Header, Http, Method, Placeholder, QueryName, QueryParameter,
        Reading, Response, Trait, TypeRef,
    },
    raml::{annotations, merge, template, types},
    source::Span,
    yaml::{Entry, Kind, Node},
};

use super::{
    Resources,
    layers::{Applied, Layer},
};

/// The name of a header in messages.
const HEADER: &str = "header";

impl Resources<'_, '_> {
    /// A method, if the resource or one of its resource types declares it. `name?` in a resource type adds to a method
    /// that something nearer declares and is nothing on its own.
    pub(super) fn method(
        &mut self,
        http: Http,
        resource: &Node,
        layers: &[Layer],
        path: &str,
        security: Option<&Node>,
    ) -> Option<Method> {
        let optional = format!("{}?", http.as_str());
        let own = resource
            .entries()
            .iter()
            .find(|entry| entry.key.as_ref() == http.as_str());
        let is_declared = own.is_some()
            || layers
                .iter()
                .any(|layer| layer.node.get(http.as_str()).is_some());
        if !is_declared {
            return None;
        }
        // A trait of a resource applies to each of its methods, also to those that a resource type declares.
        let mut declared: Vec<(Option<&Node>, &Node)> =
            vec![(own.map(|entry| &entry.value), resource)];
        for layer in layers {
            declared.push((
                layer
                    .node
                    .get(http.as_str())
                    .or_else(|| layer.node.get(&optional)),
                &layer.node,
            ));
        }
        let traits = self.traits(&declared, path, http.as_str());
        let mut merged = Node::map(resource, Vec::new());
        for node in declared.iter().filter_map(|(method, _)| *method) {
            let node = self.with_media_types(node);
            merged = merge::under(merged, &node);
        }
        let query_origins = origins(&merged, &traits, "queryParameters");
        let header_origins = origins(&merged, &traits, "headers");
        for applied in &traits {
            let node = self.with_media_types(&applied.node);
            merged = merge::under(merged, &node);
        }
        if annotations::is_gone(self.document, &merged) {
            return None;
        }
        let is_merged = !layers.is_empty() || !traits.is_empty();
        if let Some(checker) = self.checker.filter(|_| is_merged) {
            checker.applied(&merged);
        }
        let span = own.map_or(resource.span, |entry| entry.key_span);
        let security = merged
            .get("securedBy")
            .or(security)
            .cloned()
            .or_else(|| self.security.clone());
        let (security_scheme, scopes) = self.security(security.as_ref());
        let mut query = self.parameters(
            "query parameter",
            merged.get("queryParameters"),
            &query_origins,
        );
        query.extend(self.query_string(&merged));
        Some(Method {
            http,
            display_name: facets::line(&merged, "displayName"),
            description: facets::text(&merged, "description"),
            query,
            headers: self.parameters(HEADER, merged.get("headers"), &header_origins),
            bodies: self.bodies(merged.get("body")),
            is_body_optional: false,
            form: Vec::new(),
            responses: self.responses(merged.get("responses")),
            reading: Reading::default(),
            cookies: Vec::new(),
            server: None,
            is_repeatable: false,
            scopes,
            security_scheme,
            traits: traits.into_iter().map(|applied| applied.name).collect(),
            marks: annotations::marks(self.document, &merged),
            span,
        })
    }

    /// A trait itself, for a restatement: parameters that its users supply are left as they are written, which only examples
    /// and descriptions do.
    pub(super) fn restated_trait(&mut self, node: &Node) -> Trait {
        let node = self.with_media_types(node);
        Trait {
            query: self.parameters(
                "query parameter",
                node.get("queryParameters"),
                &HashMap::new(),
            ),
            headers: self.parameters(HEADER, node.get("headers"), &HashMap::new()),
            responses: self.responses(node.get("responses")),
        }
    }

    fn parameters(
        &mut self,
        what: &str,
        parameters: Option<&Node>,
        origins: &HashMap<String, String>,
    ) -> Vec<QueryParameter> {
        let mut found: Vec<QueryParameter> = Vec::new();
        let mut places: HashMap<String, (QueryName, Span)> = HashMap::new();
        for entry in parameters.map(Node::entries).unwrap_or_default() {
            if annotations::is_gone(self.document, &entry.value)
                || self.types().names_gone_type(&entry.value)
            {
                continue;
            }
            if let Some(missing) = template::unsupplied(&entry.key) {
                self.diagnostics
                    .add(types::unsupplied(missing, &Node::null(entry.key_span)));
                continue;
            }
            let (name, required) = self.types().name_and_required(entry);
            let name = if name.starts_with('/') && name.ends_with('/') && name.len() > 1 {
                QueryName::Pattern {
                    placeholder: self.placeholder(&entry.value),
                    pattern: name,
                }
            } else {
                QueryName::Fixed(name)
            };
            let known = match &name {
                // Names of headers are case-insensitive.
                QueryName::Fixed(name) if what == HEADER => name.to_ascii_lowercase(),
                QueryName::Fixed(name) | QueryName::Pattern { pattern: name, .. } => name.clone(),
            };
            if let Some((first, place)) = places.get(&known) {
                let expected = match *first == name {
                    true => "each parameter is expected once, with or without `?`",
                    false => "a name that differs in more than the case of its letters is expected",
                };
                self.diagnostics.add(
                    Diagnostic::new(
                        entry.key_span,
                        format!("{what} `{}` is declared twice", entry.key),
                        expected,
                    )
                    .related(*place, "first here"),
                );
                continue;
            }
            places.insert(known, (name.clone(), entry.key_span));
            let used = self.types().used(&entry.value, 0);
            let from_trait = origins.get(bare(&entry.key)).cloned();
            found.push(QueryParameter {
                name,
                of: used.of,
                required,
                description: used.description,
                facets: used.facets,
                marks: used.marks,
                from_trait,
                encoding: Encoding::default(),
                span: entry.key_span,
            });
        }
        found
    }

    fn placeholder(&mut self, node: &Node) -> Option<Placeholder> {
        let annotation = node.get("(placeholderParam)")?;
        let text = |key| facets::text(annotation, key);
        let placeholder = text("placeholder");
        let split = match (&placeholder, text("template")) {
            (Some(placeholder), Some(template)) => template
                .split_once(&format!("<{placeholder}>"))
                .map(|(prefix, suffix)| (prefix.to_owned(), suffix.to_owned())),
            _ => None,
        };
        match (text("paramName"), placeholder, split) {
            (Some(parameter), Some(placeholder), Some((prefix, suffix))) => Some(Placeholder {
                parameter,
                prefix,
                placeholder,
                suffix,
            }),
            _ => {
                self.diagnostics.add(Diagnostic::new(annotation.span, "an incomplete placeholder parameter", "`paramName`, `placeholder` and a `template` that contains `<placeholder>` are expected"));
                None
            }
        }
    }

    fn response_headers(&mut self, headers: Option<&Node>) -> Vec<Header> {
        let entries = headers.map(Node::entries).unwrap_or_default();
        let mut places: HashMap<String, Span> = HashMap::new();
        for entry in entries {
            let name = entry.key.strip_suffix('?').unwrap_or(&entry.key);
            if let Some(first) = places.insert(name.to_ascii_lowercase(), entry.key_span) {
                self.diagnostics.add(
                    Diagnostic::new(
                        entry.key_span,
                        format!("{HEADER} `{}` is declared twice", entry.key),
                        "each header is expected once, with or without `?` and in one case",
                    )
                    .related(first, "first here"),
                );
            }
        }
        entries
            .iter()
            .filter(|entry| !annotations::is_gone(self.document, &entry.value))
            .map(|entry| {
                let (name, required) = self.types().name_and_required(entry);
                let used = self.types().used(&entry.value, 0);
                Header {
                    name,
                    of: used.of,
                    required,
                    description: used.description,
                }
            })
            .collect()
    }

    fn bodies(&mut self, bodies: Option<&Node>) -> Vec<Body> {
        let mut found = Vec::new();
        for entry in bodies.map(Node::entries).unwrap_or_default() {
            if annotations::is_gone(self.document, &entry.value)
                || self.types().names_gone_type(&entry.value)
            {
                continue;
            }
            let node = &entry.value;
            let says_type = node.as_str().is_some()
                || ["type", "schema", "properties", "items", "enum"]
                    .iter()
                    .any(|key| node.get(key).is_some_and(|value| !value.is_null()));
            let used = says_type.then(|| self.types().used(node, 0));
            let (of, facets) = match used {
                // A type without a name has its constraints itself.
                Some(used) if matches!(used.of, TypeRef::Inline(_)) => {
                    (Some(used.of), Facets::default())
                }
                Some(used) => (Some(used.of), used.facets),
                None => (None, Facets::default()),
            };
            found.push(Body {
                media_type: entry.key.to_string(),
                of,
                facets,
                examples: self.types().examples(node),
            });
        }
        found
    }

    fn responses(&mut self, responses: Option<&Node>) -> Vec<Response> {
        let mut found = Vec::new();
        for entry in responses.map(Node::entries).unwrap_or_default() {
            if let Some(missing) = template::unsupplied(&entry.key) {
                self.diagnostics
                    .add(types::unsupplied(missing, &Node::null(entry.key_span)));
                continue;
            }
            match entry.key.parse::<u16>() {
                Ok(status) if (100..600).contains(&status) => {
                    let bodies = self.bodies(entry.value.get("body"));
                    let headers = self.response_headers(entry.value.get("headers"));
                    found.push(Response {
                        status,
                        is_rest: false,
                        bodies,
                        headers,
                        description: facets::text(&entry.value, "description"),
                    });
                }
                _ => self.diagnostics.add(Diagnostic::new(
                    entry.key_span,
                    format!("`{}` is not an HTTP status", entry.key),
                    "a number from 100 to 599 is expected",
                )),
            }
        }
        found.sort_by_key(|response| response.status);
        found
    }

    /// The scheme and scopes of a `securedBy`; `null` in it allows requests without authorisation.
    fn security(&mut self, secured_by: Option<&Node>) -> (Option<String>, BTreeSet<String>) {
        let mut scheme = None;
        let mut scopes = BTreeSet::new();
        let list = match secured_by {
            Some(node) if node.as_str().is_some() => std::slice::from_ref(node),
            Some(node) => node.elements(),
            None => &[],
        };
        for used in list {
            let (name, settings) = match (used.as_str(), used.entries()) {
                (Some(name), _) => (name, None),
                (None, [entry]) => (entry.key.as_ref(), Some(&entry.value)),
                _ => continue,
            };
            scheme.get_or_insert_with(|| name.to_owned());
            let Some(declared) = settings.and_then(|settings| settings.get("scopes")) else {
                continue;
            };
            for scope in declared
                .elements()
                .iter()
                .chain(declared.as_str().map(|_| declared))
            {
                match scope.as_str() {
                    Some(text) if !text.is_empty() => {
                        scopes.insert(text.to_owned());
                    }
                    _ => self.diagnostics.add(Diagnostic::new(
                        scope.span,
                        format!("a scope that is {}", scope.what()),
                        "a text such as `view_orders:{projectKey}` is expected",
                    )),
                }
            }
        }
        (scheme, scopes)
    }

    /// The method with its bodies keyed by media type, so that short and long forms merge.
    fn with_media_types<'n>(&self, node: &'n Node) -> Cow<'n, Node> {
        let lacks = |of: &Node| of.get("body").is_some_and(lacks_media_type);
        let responses = node.get("responses").map(Node::entries).unwrap_or_default();
        if !lacks(node) && !responses.iter().any(|response| lacks(&response.value)) {
            return Cow::Borrowed(node);
        }
        let mut node = node.clone();
        if let Kind::Map(entries) = &mut node.kind {
            for entry in entries {
                match entry.key.as_ref() {
                    "body" => self.key_by_media_type(&mut entry.value),
                    "responses" => {
                        if let Kind::Map(responses) = &mut entry.value.kind {
                            for response in responses {
                                if let Kind::Map(parts) = &mut response.value.kind {
                                    parts
                                        .iter_mut()
                                        .filter(|part| part.key.as_ref() == "body")
                                        .for_each(|part| self.key_by_media_type(&mut part.value));
                                }
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        Cow::Owned(node)
    }

    fn key_by_media_type(&self, body: &mut Node) {
        if !lacks_media_type(body) {
            return;
        }
        let default = ["application/json".to_owned()];
        let media_types = if self.default_media_types.is_empty() {
            &default
        } else {
            self.default_media_types.as_slice()
        };
        let entries = media_types
            .iter()
            .map(|media_type| Entry {
                key: media_type.as_str().into(),
                key_span: body.span,
                value: body.clone(),
            })
            .collect();
        *body = Node::map(body, entries);
    }
}

/// The traits that the parameters under `key` come from, by the names of these, but for those that the method itself
/// declares.
fn origins(own: &Node, traits: &[Applied], key: &str) -> HashMap<String, String> {
    let declared = |node: &Node| -> Vec<String> {
        let entries = node.get(key).map(Node::entries).unwrap_or_default();
        let names = entries.iter().map(|entry| bare(&entry.key).to_owned());
        names.collect()
    };
    let own: HashSet<String> = declared(own).into_iter().collect();
    let mut origins = HashMap::new();
    for applied in traits {
        let names = declared(&applied.node).into_iter();
        for name in names.filter(|name| !own.contains(name)) {
            origins.entry(name).or_insert_with(|| applied.name.clone());
        }
    }
    origins
}

/// The name in a key, which may end in `?`.
fn bare(key: &str) -> &str {
    key.strip_suffix('?').unwrap_or(key)
}

/// Whether a body does not name its media type.
fn lacks_media_type(body: &Node) -> bool {
    !body.is_null() && !body.entries().iter().any(|entry| entry.key.contains('/'))
}
