//! The keys that RAML 1.0 allows in each kind of node. Beside them, every node may have annotations: `(name)`.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    suggestion,
    yaml::{Entry, Kind, Node},
};

/// The keys of a kind of node.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    /// The kind of node, with its article.
    pub what: &'static str,
    /// The keys that it may have.
    pub names: &'static [&'static str],
}

/// The root of an API, an Overlay or an Extension, beside its resources.
pub const ROOT: Keys = Keys {
    what: "a root document",
    names: &[
        "title",
        "description",
        "version",
        "baseUri",
        "baseUriParameters",
        "protocols",
        "mediaType",
        "documentation",
        "types",
        "schemas",
        "traits",
        "resourceTypes",
        "annotationTypes",
        "securitySchemes",
        "securedBy",
        "uses",
    ],
};

/// The keys of an Overlay or an Extension in addition to those of a root.
pub const EXTENDING: &[&str] = &["extends", "usage"];

/// A library.
pub const LIBRARY: Keys = Keys {
    what: "a library",
    names: &[
        "types",
        "schemas",
        "traits",
        "resourceTypes",
        "annotationTypes",
        "securitySchemes",
        "uses",
        "usage",
    ],
};

/// An item of `documentation`.
pub const DOCUMENTATION: Keys = Keys {
    what: "an item of the documentation",
    names: &["title", "content"],
};

/// The methods of a resource.
pub const METHODS: &[&str] = &["get", "patch", "put", "post", "delete", "options", "head"];

/// A resource, beside the resources in it.
pub const RESOURCE: Keys = Keys {
    what: "a resource",
    names: &[
        "displayName",
        "description",
        "get",
        "patch",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "is",
        "type",
        "securedBy",
        "uriParameters",
    ],
};

/// A method.
pub const METHOD: Keys = Keys {
    what: "a method",
    names: &[
        "displayName",
        "description",
        "queryParameters",
        "headers",
        "queryString",
        "responses",
        "body",
        "protocols",
        "is",
        "securedBy",
    ],
};

/// The keys of a trait or a resource type in addition to those of a method or a resource.
pub const TEMPLATE: &[&str] = &["usage"];

/// A response.
pub const RESPONSE: Keys = Keys {
    what: "a response",
    names: &["displayName", "description", "headers", "body"],
};

/// A security scheme.
pub const SECURITY_SCHEME: Keys = Keys {
    what: "a security scheme",
    names: &[
        "type",
        "displayName",
        "description",
        "describedBy",
        "settings",
    ],
};

/// The additions of a security scheme to the requests that use it.
pub const DESCRIBED_BY: Keys = Keys {
    what: "`describedBy`",
    names: &["headers", "queryParameters", "queryString", "responses"],
};

/// The settings of OAuth 1.0.
pub const OAUTH_1: Keys = Keys {
    what: "the settings of OAuth 1.0",
    names: &[
        "requestTokenUri",
        "authorizationUri",
        "tokenCredentialsUri",
        "signatures",
    ],
};

/// The settings of OAuth 2.0.
pub const OAUTH_2: Keys = Keys {
    what: "the settings of OAuth 2.0",
    names: &[
        "authorizationUri",
        "accessTokenUri",
        "authorizationGrants",
        "scopes",
    ],
};

/// The form of a type in XML.
pub const XML: Keys = Keys {
    what: "`xml`",
    names: &["attribute", "wrapped", "name", "namespace", "prefix"],
};

/// An example with keys besides its value.
pub const EXAMPLE: Keys = Keys {
    what: "an example with `value`",
    names: &["value", "strict", "displayName", "description"],
};

/// A scalar that has annotations, and so is a map.
pub const SCALAR: Keys = Keys {
    what: "a scalar with annotations",
    names: &["value"],
};

/// The keys that every declaration of a type may have.
pub const DECLARATION: &[&str] = &[
    "type",
    "schema",
    "default",
    "example",
    "examples",
    "displayName",
    "description",
    "facets",
    "xml",
    "enum",
];

/// Whether a key is an annotation.
pub fn is_annotation(key: &str) -> bool {
    key.starts_with('(') && key.ends_with(')')
}

impl Keys {
    /// Whether it is one of them.
    pub fn has(&self, key: &str) -> bool {
        self.names.contains(&key)
    }

    /// Reports every key of a node that is none of these, no annotation, and none of `more`.
    pub fn check(&self, node: &Node, more: &[&str], diagnostics: &mut Diagnostics) {
        for entry in node.entries() {
            let key = entry.key.as_ref();
            if !self.has(key) && !more.contains(&key) && !is_annotation(key) {
                diagnostics.add(self.unknown(entry, more));
            }
        }
    }

    /// The problem of a key that is none of these and none of `more`.
    pub fn unknown(&self, entry: &Entry, more: &[&str]) -> Diagnostic {
        let known: Vec<&str> = self.names.iter().chain(more).copied().collect();
        let key = entry.key.as_ref();
        let problem = Diagnostic::new(
            entry.key_span,
            format!("unknown key `{key}` in {}", self.what),
            format!("a key of {} is expected", self.what),
        );
        if known.contains(&"get") && has_method(&entry.value) {
            return problem.help(format!("a resource begins with a slash: `/{key}`"));
        }
        let suggested = suggestion::nearest(problem, key, &known, "key");
        match suggested.help {
            Some(_) => suggested,
            None => suggested.help(format!("the keys are {}", known.join(", "))),
        }
    }
}

/// Whether a node looks like a resource.
fn has_method(node: &Node) -> bool {
    matches!(node.kind, Kind::Map(_)) && METHODS.iter().any(|method| node.get(method).is_some())
}
