//! Extensions for information without an OpenAPI field: those of our documents (`x-method-name`), and the RAML annotations
//! in documents that were converted from RAML (`x-annotation-methodName`).

use heck::ToKebabCase;

use crate::{
    facets,
    model::{Lifecycle, Marks, Placeholder},
    yaml::Node,
};

/// The value of an extension, by the name of its annotation in RAML.
pub fn value<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    [
        format!("x-annotation-{name}"),
        format!("x-{name}"),
        format!("x-{}", name.to_kebab_case()),
    ]
    .iter()
    .find_map(|key| node.get(key))
}

/// The text of an extension.
pub fn text(node: &Node, name: &str) -> Option<String> {
    let text = value(node, name)?.as_str()?;
    Some(text.trim_end().to_owned())
}

/// The annotations of a schema, parameter or operation.
pub fn marks(node: &Node, diagnostics: &mut crate::diagnostics::Diagnostics) -> Marks {
    let is_true = |name: &str| value(node, name).and_then(Node::as_bool) == Some(true);
    let is_deprecated = facets::boolean(node, "deprecated", diagnostics) == Some(true);
    Marks {
        mark_deprecated: is_deprecated || is_true("markDeprecated") || is_true("deprecated"),
        deprecation_note: None,
        beta: is_true("beta"),
        expandable: is_true("expandable"),
        identifier: is_true("identifier"),
        element_identifier: is_true("elementIdentifier"),
    }
}

/// The types that a resource creates, updates and deletes.
pub fn lifecycle(item: &Node) -> Lifecycle {
    Lifecycle {
        createable: text(item, "createable"),
        updateable: text(item, "updateable"),
        deleteable: text(item, "deleteable"),
    }
}

/// How a name of a pattern parameter is composed.
pub fn placeholder(parameter: &Node) -> Option<Placeholder> {
    let annotation = value(parameter, "placeholderParam")?;
    let placeholder = facets::text(annotation, "placeholder")?;
    let template = facets::text(annotation, "template")?;
    let (prefix, suffix) = template.split_once(&format!("<{placeholder}>"))?;
    Some(Placeholder {
        parameter: facets::text(annotation, "paramName")?,
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        placeholder,
    })
}
