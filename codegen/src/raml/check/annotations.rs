//! Annotations: whether they are declared, where they may stand, and their values.

use crate::{
    diagnostics::Diagnostic,
    raml::outline::Kind,
    yaml::{Entry, Node},
};

use super::{Checker, Written, has_parameter};

/// What an annotation is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An API, an Overlay or an Extension.
    Api,
    /// An item of the documentation.
    DocumentationItem,
    /// A resource.
    Resource,
    /// A method.
    Method,
    /// A response.
    Response,
    /// The body of a request.
    RequestBody,
    /// The body of a response.
    ResponseBody,
    /// A declaration of a type.
    TypeDeclaration,
    /// An example.
    Example,
    /// A resource type.
    ResourceType,
    /// A trait.
    Trait,
    /// A security scheme.
    SecurityScheme,
    /// The settings of a security scheme.
    SecuritySchemeSettings,
    /// A type of annotations.
    AnnotationType,
    /// A library.
    Library,
    /// Something for which no target exists, such as a description.
    Any,
}

/// The targets as RAML names them.
const TARGETS: [&str; 17] = [
    "API",
    "DocumentationItem",
    "Resource",
    "Method",
    "Response",
    "RequestBody",
    "ResponseBody",
    "TypeDeclaration",
    "Example",
    "ResourceType",
    "Trait",
    "SecurityScheme",
    "SecuritySchemeSettings",
    "AnnotationType",
    "Library",
    "Overlay",
    "Extension",
];

/// Annotations that this generator reads. They count whether or not they are declared.
const READ: [&str; 17] = [
    "(asMap)",
    "(beta)",
    "(createable)",
    "(deleteable)",
    "(deprecated)",
    "(documentationPage)",
    "(elementIdentifier)",
    "(enumDescriptions)",
    "(expandable)",
    "(identifier)",
    "(markDeprecated)",
    "(methodName)",
    "(package)",
    "(placeholderParam)",
    "(sdkBaseUri)",
    "(updateable)",
    "(codeGenType)",
];

impl Target {
    /// The names that `allowedTargets` may allow it by.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Api => &["API", "Overlay", "Extension"],
            Self::DocumentationItem => &["DocumentationItem"],
            Self::Resource => &["Resource"],
            Self::Method => &["Method"],
            Self::Response => &["Response"],
            // The body of a request or response is a declaration of a type as well.
            Self::RequestBody => &["RequestBody", "TypeDeclaration"],
            Self::ResponseBody => &["ResponseBody", "TypeDeclaration"],
            Self::TypeDeclaration => &["TypeDeclaration"],
            Self::Example => &["Example"],
            Self::ResourceType => &["ResourceType"],
            Self::Trait => &["Trait"],
            Self::SecurityScheme => &["SecurityScheme"],
            Self::SecuritySchemeSettings => &["SecuritySchemeSettings"],
            Self::AnnotationType => &["AnnotationType"],
            Self::Library => &["Library"],
            Self::Any => &TARGETS,
        }
    }
}

impl Checker<'_> {
    /// Checks an annotation.
    pub(super) fn annotation(&self, entry: &Entry, target: Target, written: Written) {
        let key = entry.key.as_ref();
        if !key.ends_with(')') {
            self.add(Diagnostic::new(
                entry.key_span,
                format!("`{key}` is not an annotation"),
                "a name between parentheses is expected",
            ));
            return;
        }
        if written.in_template() && (key.contains("<<") || has_parameter(&entry.value)) {
            return;
        }
        let Some(declared) = self.document.annotation_type(entry) else {
            if !READ.contains(&key) {
                self.add(
                    Diagnostic::new(
                        entry.key_span,
                        format!("annotation `{key}` is not declared"),
                        "an annotation of `annotationTypes` is expected",
                    )
                    .as_warning(),
                );
            }
            return;
        };
        let allowed = declared.node.get("allowedTargets");
        let is_allowed = |allowed: &Node| {
            let names = target.names();
            let has = |node: &Node| node.as_str().is_some_and(|name| names.contains(&name));
            has(allowed) || allowed.elements().iter().any(has)
        };
        if let Some(allowed) = allowed.filter(|allowed| !allowed.is_null())
            && !is_allowed(allowed)
        {
            let places: Vec<&str> = allowed
                .as_str()
                .into_iter()
                .chain(allowed.elements().iter().filter_map(Node::as_str))
                .collect();
            self.add(
                Diagnostic::new(
                    entry.key_span,
                    format!("annotation `{key}` may not stand here"),
                    format!("it is for {}", places.join(", ")),
                )
                .related(allowed.span, "by this")
                .as_warning(),
            );
        }
        let of = self.values.outlines.of(&declared.node, Kind::String);
        // An annotation without a value is set, whatever its type is, as generators of the family read it.
        if entry.value.is_null() && matches!(of.kind, Kind::Boolean) {
            return;
        }
        if let Some(misfit) = self.values.misfit(&entry.value, &of) {
            self.add(
                misfit
                    .problem(&format!("annotation `{key}`"))
                    .related(declared.name_span, "declared here"),
            );
        }
    }

    /// Checks the declaration of an annotation.
    pub(super) fn annotation_type(&self, node: &Node) {
        self.declaration(
            node,
            super::declaration::Position::Annotation,
            Written::Plainly,
        );
        let Some(allowed) = node.get("allowedTargets") else {
            return;
        };
        let named: Vec<&Node> = match allowed.as_str() {
            Some(_) => vec![allowed],
            None => allowed.elements().iter().collect(),
        };
        for node in named {
            let name = node.as_str().unwrap_or_default();
            if !TARGETS.contains(&name) {
                let problem = Diagnostic::new(
                    node.span,
                    format!("`{name}` is not a target of annotations"),
                    "a target such as `Method` or `TypeDeclaration` is expected",
                );
                self.add(crate::suggestion::nearest(
                    problem, name, &TARGETS, "target",
                ));
            }
        }
    }
}
