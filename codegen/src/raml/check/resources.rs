//! Resources and resource types.

use crate::{
    diagnostics::Diagnostic,
    raml::{document::Named, keys, resources::names_in_braces},
    source::Span,
    yaml::{Entry, Kind, Node},
};

use super::{Checker, Target, Written};

impl Checker<'_> {
    /// Checks a resource and those in it.
    pub(super) fn resource(&self, resource: &Entry) {
        let (nested, own): (Vec<&Entry>, Vec<&Entry>) = resource
            .value
            .entries()
            .iter()
            .partition(|entry| entry.key.starts_with('/'));
        if matches!(resource.value.kind, Kind::Map(_)) {
            let has = |key: &str| resource.value.get(key).is_some();
            let written = match has("is") || has("type") {
                true => Written::Refining,
                false => Written::Plainly,
            };
            for entry in own {
                self.resource_key(entry, Target::Resource, written);
            }
        }
        self.braces(&resource.key, resource.key_span);
        if let Some(parameters) = resource.value.get("uriParameters") {
            self.unused_parameters(parameters, &resource.key, "the path of the resource");
        }
        for resource in nested {
            self.resource(resource);
        }
    }

    /// Checks a resource type.
    pub(super) fn resource_type(&self, node: &Node) {
        if !matches!(node.kind, Kind::Map(_) | Kind::Null) {
            self.add(Diagnostic::new(
                node.span,
                format!("a resource type that is {}", node.what()),
                "a map of methods is expected",
            ));
        }
        for entry in node.entries() {
            if entry.key.starts_with('/') {
                self.add(
                    Diagnostic::new(
                        entry.key_span,
                        "a resource in a resource type",
                        "methods are expected",
                    )
                    .help("resource types declare methods; resources are declared in the root document"),
                );
                continue;
            }
            self.resource_key(entry, Target::ResourceType, Written::InResourceType);
        }
    }

    fn resource_key(&self, entry: &Entry, target: Target, written: Written) {
        let more = match target {
            Target::ResourceType => keys::TEMPLATE,
            _ => &[],
        };
        let key = entry.key.as_ref();
        let value = &entry.value;
        if key.starts_with('(') {
            self.annotation(entry, target, written);
            return;
        }
        if written.in_template() && key.contains("<<") {
            return;
        }
        let name = match written {
            Written::InResourceType => key.strip_suffix('?').unwrap_or(key),
            _ => key,
        };
        match name {
            method if keys::METHODS.contains(&method) => self.method(value, written),
            "displayName" | "description" | "usage"
                if keys::RESOURCE.has(name) || more.contains(&name) =>
            {
                self.text(entry);
            }
            "uriParameters" => {
                self.parameters(value, name, written);
                for parameter in value.entries() {
                    self.within_segment(&parameter.value);
                }
            }
            "is" => self.uses_of_traits(value, written),
            "securedBy" => self.secured_by(value, written),
            "type" => self.arguments(value, Named::ResourceType, written),
            _ => self.add(keys::RESOURCE.unknown(entry, more)),
        }
    }

    /// Reports values of a parameter that are more than one segment of a path.
    fn within_segment(&self, parameter: &Node) {
        let has_slash = |value: &Node| value.as_str().is_some_and(|text| text.contains('/'));
        let problem = |value: &Node, what: &str| {
            Diagnostic::new(
                value.span,
                format!("{what} of a parameter of the path that has a slash"),
                "a part between two slashes is expected",
            )
        };
        if let Some(default) = parameter.get("default").filter(|value| has_slash(value)) {
            self.add(problem(default, "a default"));
        }
        let examples = parameter
            .get("examples")
            .map(Node::entries)
            .unwrap_or_default();
        let examples = examples
            .iter()
            .map(|entry| &entry.value)
            .chain(parameter.get("example"))
            .map(|example| example.get("value").unwrap_or(example));
        for example in examples.filter(|example| has_slash(example)) {
            self.add(problem(example, "an example").as_warning());
        }
    }

    /// Reports braces in a template of a URI that hold no parameter, and a parameter that is in it twice.
    pub(super) fn braces(&self, template: &str, at: Span) {
        let problem = |message: String| {
            Diagnostic::new(at, message, "parameters such as `{id}` are expected")
        };
        let mut open = false;
        for letter in template.chars() {
            match (letter, open) {
                ('{', false) => open = true,
                ('}', true) => open = false,
                ('{' | '}', _) => {
                    self.add(problem(format!(
                        "a `{letter}` without its other brace in a path"
                    )));
                    return;
                }
                ('/', true) => break,
                _ => {}
            }
        }
        if open {
            self.add(problem(
                "a `{` without its other brace in a path".to_owned(),
            ));
            return;
        }
        let mut known: Vec<&str> = Vec::new();
        for name in names_in_braces(template) {
            if name.trim().is_empty() {
                self.add(problem("a parameter without a name in a path".to_owned()));
            } else if known.contains(&name) {
                self.add(
                    problem(format!("parameter `{name}` twice in a path")).help(
                        "rename one of the two, whose names are not sent; one in a nested resource may have the same name",
                    ),
                );
            }
            known.push(name);
        }
    }

    /// Reports declarations of parameters that are not in a template of a URI.
    pub(super) fn unused_parameters(&self, parameters: &Node, template: &str, of: &str) {
        for parameter in parameters.entries() {
            let key = parameter.key.as_ref();
            let name = key.strip_suffix('?').unwrap_or(key);
            let is_used = names_in_braces(template).any(|used| used == name || used == key);
            if !is_used && !key.starts_with('(') {
                let known: Vec<&str> = names_in_braces(template).collect();
                let problem = Diagnostic::new(
                    parameter.key_span,
                    format!("`{name}` is not in {of}"),
                    format!("a parameter in braces of `{template}` is expected"),
                );
                self.add(crate::suggestion::nearest(
                    problem,
                    name,
                    &known,
                    "parameter",
                ));
            }
        }
    }
}
