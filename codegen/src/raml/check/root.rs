//! The root document and the libraries: their top-level keys.

use crate::{
    diagnostics::Diagnostic,
    raml::{
        document::{Library, Named},
        keys,
        outline::Kind,
    },
    suggestion,
    yaml::{self, Node},
};

use super::{Checker, Target, Written, declaration::Position, has_parameter};

impl Checker<'_> {
    /// Checks the whole document as it is written.
    pub fn document(&self) {
        self.root(&self.document.root);
        for library in &self.document.libraries {
            self.library(library);
        }
        self.circles();
        for annotation in &self.document.scalar_annotations {
            // What a trait and a resource type may have is the same for an annotation.
            let written = match annotation.in_template {
                true => Written::InTrait,
                false => Written::Plainly,
            };
            self.annotation(&annotation.entry, Target::Any, written);
        }
    }

    fn root(&self, root: &Node) {
        let written = Written::Plainly;
        let mut has_title = false;
        // Resources stand beside the keys.
        let own = Node::map(
            root,
            root.entries()
                .iter()
                .filter(|entry| !entry.key.starts_with('/'))
                .cloned()
                .collect(),
        );
        for (key, entry) in self.entries(&own, &keys::ROOT, &[], Target::Api, written) {
            let value = &entry.value;
            match key {
                "title" => {
                    has_title = true;
                    self.filled_text(entry);
                }
                "description" | "version" | "baseUri" => self.text(entry),
                "documentation" => self.documentation(value),
                "baseUriParameters" => self.base_uri_parameters(root, value),
                "mediaType" => self.media_types(value),
                "protocols" => self.protocols(value, written),
                "securedBy" => self.secured_by(value, written),
                _ => {}
            }
        }
        if !has_title {
            self.add(Diagnostic::new(
                yaml_start(root),
                "the root document has no title",
                "`title` is expected",
            ));
        }
        let paths = root
            .entries()
            .iter()
            .filter(|entry| entry.key.starts_with('/'));
        for resource in paths {
            self.resource(resource);
        }
    }

    fn base_uri_parameters(&self, root: &Node, parameters: &Node) {
        self.parameters(parameters, "baseUriParameters", Written::Plainly);
        let uri = root.get("baseUri");
        let uri = uri.and_then(Node::as_str).unwrap_or_default();
        self.unused_parameters(parameters, uri, "the base URI");
    }

    fn media_types(&self, node: &Node) {
        let listed = match &node.kind {
            yaml::Kind::List(elements) if !elements.is_empty() => elements.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for media_type in listed {
            let text = media_type.as_str().unwrap_or_default();
            let problem = |message: &str| {
                Diagnostic::new(
                    media_type.span,
                    message,
                    "a media type such as `application/json` is expected",
                )
            };
            if !is_media_type(text) {
                self.add(problem("this is not a media type"));
            } else if !is_registered(text) {
                let message = format!("`{text}` is of no registered kind of media types");
                self.add(problem(&message).as_warning());
            }
        }
    }

    fn library(&self, library: &Library) {
        for (name, declared) in &library.types {
            if Kind::built_in(name).is_some() {
                self.add(
                    Diagnostic::new(
                        declared.name_span,
                        format!("type `{name}` has the name of a built-in type"),
                        "another name is expected",
                    )
                    .help("the built-in type would be meant wherever the name is used"),
                );
            }
            self.declaration(&declared.node, Position::Named, Written::Plainly);
        }
        for declared in library.traits.values() {
            self.a_trait(&declared.node);
        }
        for declared in library.resource_types.values() {
            self.resource_type(&declared.node);
        }
        for declared in library.annotation_types.values() {
            self.annotation_type(&declared.node);
        }
        for declared in library.security_schemes.values() {
            self.security_scheme(&declared.node);
        }
        for annotation in &library.annotations {
            // Those of the root have been checked with it.
            if !self
                .document
                .root
                .entries()
                .iter()
                .any(|entry| entry.key_span == annotation.key_span)
            {
                self.annotation(annotation, Target::Library, Written::Plainly);
            }
        }
    }

    /// The security schemes in a `securedBy`.
    pub(super) fn secured_by(&self, node: &Node, written: Written) {
        let used = match node.as_str() {
            Some(_) => std::slice::from_ref(node),
            None => node.elements(),
        };
        for scheme in used {
            let (name, at) = match (scheme.as_str(), scheme.entries()) {
                (Some(name), _) => (name, scheme.clone()),
                (None, [entry]) => (
                    entry.key.as_ref(),
                    Node {
                        span: entry.key_span,
                        ..Node::text(scheme, &entry.key)
                    },
                ),
                (None, []) if scheme.is_null() => continue,
                _ if written.in_template() && has_parameter(scheme) => continue,
                _ => {
                    self.add(Diagnostic::new(
                        scheme.span,
                        format!("{} where a security scheme is used", scheme.what()),
                        "the name of a security scheme is expected, or one name with a map of settings",
                    ));
                    continue;
                }
            };
            if written.in_template() && name.contains("<<") || name == "null" {
                continue;
            }
            let Some((_, _, declared)) = self.document.find(Named::SecurityScheme, name, at.scope)
            else {
                let mut found = self.found.borrow_mut();
                self.document
                    .unknown(Named::SecurityScheme, name, &at, &mut found);
                continue;
            };
            if let [entry] = scheme.entries() {
                self.used_settings(&entry.value, &declared.node, written);
            }
        }
    }

    /// The parameters of a scheme in a `securedBy`: with OAuth 2.0, the needed scopes.
    fn used_settings(&self, used: &Node, scheme: &Node, written: Written) {
        let kind = scheme.get("type").and_then(Node::as_str);
        let known = match kind {
            Some("OAuth 2.0") => &keys::OAUTH_2,
            Some("OAuth 1.0") => &keys::OAUTH_1,
            // Schemes of other types have settings that RAML does not know.
            _ => return,
        };
        let target = Target::SecuritySchemeSettings;
        let settings = scheme.get("settings");
        let declared = settings.and_then(|settings| settings.get("scopes"));
        for (key, entry) in self.entries(used, known, &[], target, written) {
            let (Some(declared), "scopes") = (declared, key) else {
                continue;
            };
            let texts: Vec<&str> = one_or_more(declared)
                .iter()
                .filter_map(Node::as_str)
                .collect();
            for scope in one_or_more(&entry.value) {
                let Some(text) = scope.as_str() else {
                    continue;
                };
                let is_open = written.in_template() && text.contains("<<");
                if is_open || texts.contains(&text) {
                    continue;
                }
                let problem = Diagnostic::new(
                    scope.span,
                    format!("scope `{text}` is not declared by its security scheme"),
                    "one of the `scopes` of the scheme is expected",
                )
                .related(declared.span, "they are declared here")
                .as_warning();
                let mut known = self.near_scopes.borrow_mut();
                let near = known
                    .entry((std::ptr::from_ref(declared), text.to_owned()))
                    .or_insert_with(|| suggestion::near(text, &texts).map(str::to_owned));
                self.add(match near {
                    Some(near) => problem.help(format!("there is a scope `{near}`")),
                    None => problem,
                });
            }
        }
    }

    /// `HTTP` and `HTTPS`.
    pub(super) fn protocols(&self, node: &Node, written: Written) {
        let is_known = |node: &Node| {
            node.as_str().is_some_and(|text| {
                matches!(text.to_ascii_uppercase().as_str(), "HTTP" | "HTTPS")
                    || written.in_template() && text.contains("<<")
            })
        };
        // A single protocol is often written without a list.
        let listed = match node.as_str() {
            Some(_) => std::slice::from_ref(node),
            None => node.elements(),
        };
        if listed.is_empty() {
            self.add(Diagnostic::new(
                node.span,
                format!(
                    "`protocols` is {}",
                    match node.kind {
                        yaml::Kind::List(_) => "empty",
                        _ => node.what(),
                    }
                ),
                "a list of `HTTP` and `HTTPS` is expected",
            ));
        }
        for protocol in listed.iter().filter(|protocol| !is_known(protocol)) {
            self.add(Diagnostic::new(
                protocol.span,
                "an unknown protocol",
                "`HTTP` or `HTTPS` is expected",
            ));
        }
    }
}

/// The elements of a list, or the single scalar instead of it.
fn one_or_more(node: &Node) -> &[Node] {
    match node.as_str() {
        Some(_) => std::slice::from_ref(node),
        None => node.elements(),
    }
}

/// Whether a text is a media type, such as `application/json` or `text/*`.
pub(super) fn is_media_type(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && !part.contains(|letter: char| letter.is_whitespace() || letter == '/')
    };
    let name = text.split(';').next().unwrap_or(text).trim();
    name.split_once('/')
        .is_some_and(|(kind, subtype)| is_part(kind) && is_part(subtype))
}

/// Whether the kind of a media type is registered (RFC 6838, section 4.2), or begins with `x-`.
pub(super) fn is_registered(media_type: &str) -> bool {
    const KINDS: [&str; 12] = [
        "*",
        "application",
        "audio",
        "chemical",
        "font",
        "haptics",
        "image",
        "message",
        "model",
        "multipart",
        "text",
        "video",
    ];
    let kind = media_type.split('/').next().unwrap_or_default();
    kind.starts_with("x-") || KINDS.iter().any(|known| known.eq_ignore_ascii_case(kind))
}

fn yaml_start(node: &Node) -> crate::source::Span {
    crate::source::Span {
        end: node.span.start,
        ..node.span
    }
}
