//! The fixed fields of OpenAPI objects, and whether they are a map or a list.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    suggestion,
    yaml::{Entry, Kind, Node},
};

/// A kind of object with the fields that it may have.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The kind as text.
    pub what: &'static str,
    /// The names of the fields, except those that begin with `x-`.
    pub names: &'static [&'static str],
}

/// The root of a document.
pub const DOCUMENT: Fields = Fields {
    what: "an OpenAPI document",
    names: &[
        "openapi",
        "info",
        "jsonSchemaDialect",
        "servers",
        "paths",
        "webhooks",
        "components",
        "security",
        "tags",
        "externalDocs",
    ],
};

/// `components`.
pub const COMPONENTS: Fields = Fields {
    what: "`components`",
    names: &[
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
        "pathItems",
    ],
};

/// A value of `paths`.
pub const PATH_ITEM: Fields = Fields {
    what: "a path item",
    names: &[
        "$ref",
        "summary",
        "description",
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "trace",
        "servers",
        "parameters",
    ],
};

/// An operation of a path item.
pub const OPERATION: Fields = Fields {
    what: "an operation",
    names: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "deprecated",
        "security",
        "servers",
    ],
};

/// A parameter.
pub const PARAMETER: Fields = Fields {
    what: "a parameter",
    names: &[
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "content",
        "example",
        "examples",
    ],
};

/// A header of a response.
pub const HEADER: Fields = Fields {
    what: "a header",
    names: &[
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "content",
        "example",
        "examples",
    ],
};

/// The body of a request.
pub const REQUEST_BODY: Fields = Fields {
    what: "a request body",
    names: &["description", "content", "required"],
};

/// A response.
pub const RESPONSE: Fields = Fields {
    what: "a response",
    names: &["description", "summary", "headers", "content", "links"],
};

/// A value of `content`.
pub const MEDIA_TYPE: Fields = Fields {
    what: "a media type",
    names: &["schema", "example", "examples", "encoding"],
};

/// A security scheme.
pub const SECURITY_SCHEME: Fields = Fields {
    what: "a security scheme",
    names: &[
        "type",
        "description",
        "name",
        "in",
        "scheme",
        "bearerFormat",
        "flows",
        "openIdConnectUrl",
    ],
};

/// The `flows` of a security scheme.
pub const FLOWS: Fields = Fields {
    what: "`flows`",
    names: &[
        "implicit",
        "password",
        "clientCredentials",
        "authorizationCode",
    ],
};

/// A value of `flows`.
pub const FLOW: Fields = Fields {
    what: "a flow",
    names: &["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"],
};

/// A discriminator.
pub const DISCRIMINATOR: Fields = Fields {
    what: "a discriminator",
    names: &["propertyName", "mapping"],
};

/// Reports an object that is not a map, and unknown fields.
///
/// Returns whether it is a map, so that the caller can continue.
pub fn check(node: &Node, fields: Fields, diagnostics: &mut Diagnostics) -> bool {
    let what = fields.what;
    if !matches!(node.kind, Kind::Map(_)) {
        diagnostics.add(Diagnostic::new(
            node.span,
            format!("{what} that is {}", node.what()),
            "a map is expected",
        ));
        return false;
    }
    for entry in node.entries() {
        if entry.key.starts_with("x-") || fields.names.contains(&entry.key.as_ref()) {
            continue;
        }
        report_unknown(entry, what, fields.names, diagnostics);
    }
    true
}

/// Reports an unknown field: as an error if it resembles a known one, otherwise as a warning, because documents contain
/// fields of the tools that write them.
pub fn report_unknown(entry: &Entry, what: &str, known: &[&str], diagnostics: &mut Diagnostics) {
    let problem = Diagnostic::new(
        entry.key_span,
        format!("unknown field `{}` in {what}", entry.key),
        format!("a field that OpenAPI gives {what}, or one that begins with `x-`, is expected"),
    );
    let problem = suggestion::nearest(problem, &entry.key, known, "field");
    match suggestion::near(&entry.key, known) {
        // Bounds and patterns do not affect types: a document with a misspelled one is read.
        Some(near) if !VALIDATION.contains(&near) => diagnostics.add(problem),
        _ => diagnostics.warn(problem),
    }
}

/// Schema keywords that only define which values are valid, or examples.
pub const VALIDATION: &[&str] = &[
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
    "example",
    "examples",
];

/// The entries of a field that holds a map; none where it is missing or empty.
pub fn map<'n>(node: &'n Node, field: &str, diagnostics: &mut Diagnostics) -> &'n [Entry] {
    let Some(value) = node.get(field) else {
        return &[];
    };
    if !matches!(value.kind, Kind::Map(_) | Kind::Null) {
        diagnostics.add(Diagnostic::new(
            value.span,
            format!("`{field}` is {}", value.what()),
            "a map is expected",
        ));
    }
    value.entries()
}

/// The elements of a field that holds a list; none where it is missing or empty.
pub fn list<'n>(node: &'n Node, field: &str, diagnostics: &mut Diagnostics) -> &'n [Node] {
    let Some(value) = node.get(field) else {
        return &[];
    };
    if !matches!(value.kind, Kind::List(_) | Kind::Null) {
        diagnostics.add(Diagnostic::new(
            value.span,
            format!("`{field}` is {}", value.what()),
            "a list is expected",
        ));
    }
    value.elements()
}
