//! Methods and traits, their responses and bodies.

use crate::{
    diagnostics::Diagnostic,
    raml::{document::Named, keys},
    yaml::{Entry, Kind, Node},
};

use super::{
    Checker, Target, Written,
    declaration::Position,
    is_parameter,
    root::{is_media_type, is_registered},
};

impl Checker<'_> {
    /// Checks a trait.
    pub(super) fn a_trait(&self, node: &Node) {
        self.method_like(node, keys::TEMPLATE, Target::Trait, Written::InTrait);
    }

    /// Checks a method.
    pub(super) fn method(&self, node: &Node, written: Written) {
        let written = match written {
            Written::Plainly if node.get("is").is_some() => Written::Refining,
            written => written,
        };
        self.method_like(node, &[], Target::Method, written);
    }

    /// Checks a method into which its traits and resource types were merged: only now do their parameters have values, and types
    /// are together with their examples. A text with a parameter that has no value is not checked.
    pub fn applied(&self, method: &Node) {
        self.method_like(method, keys::TEMPLATE, Target::Any, Written::Applied);
    }

    fn method_like(&self, node: &Node, more: &[&str], target: Target, written: Written) {
        for (key, entry) in self.entries(node, &keys::METHOD, more, target, written) {
            let value = &entry.value;
            match key {
                "displayName" | "description" | "usage" => self.text(entry),
                "queryParameters" | "headers" => self.parameters(value, key, written),
                "queryString" => {
                    self.declaration(value, Position::Part, written);
                    if let Some(parameters) = node.get("queryParameters") {
                        self.add(
                            Diagnostic::new(
                                entry.key_span,
                                "`queryString` beside `queryParameters`",
                                "one of the two is expected",
                            )
                            .related(parameters.span, "`queryParameters` are here"),
                        );
                    }
                }
                "responses" => self.responses(value, written),
                "body" => self.body(value, Target::RequestBody, written),
                "protocols" => self.protocols(value, written),
                "is" => self.uses_of_traits(value, written),
                "securedBy" => self.secured_by(value, written),
                _ => {}
            }
        }
    }

    /// Checks declarations of parameters or headers.
    pub(super) fn parameters(&self, node: &Node, what: &str, written: Written) {
        for parameter in self.map(node, what, written) {
            if parameter.key.starts_with('(') {
                self.annotation(parameter, Target::TypeDeclaration, written);
            } else {
                self.pattern_of_names(parameter, written);
                self.declaration(&parameter.value, Position::Member, written);
            }
        }
    }

    /// Checks responses.
    pub(super) fn responses(&self, node: &Node, written: Written) {
        for response in self.map(node, "responses", written) {
            let found = self.entries(
                &response.value,
                &keys::RESPONSE,
                &[],
                Target::Response,
                written,
            );
            for (key, entry) in found {
                match key {
                    "headers" => self.parameters(&entry.value, key, written),
                    "body" => self.body(&entry.value, Target::ResponseBody, written),
                    _ => self.text(entry),
                }
            }
        }
    }

    fn body(&self, node: &Node, target: Target, written: Written) {
        let is_keyed = |entry: &Entry| entry.key.contains('/');
        let entries = node.entries();
        let position = Position::Body(target);
        if !entries.iter().any(is_keyed) {
            if !node.is_null() && self.document.root.get("mediaType").is_none() {
                let is_still_open = written.in_template()
                    && (is_parameter(node) || entries.iter().any(|entry| entry.key.contains("<<")));
                if !is_still_open {
                    self.add(
                        Diagnostic::new(
                            node.span,
                            "a body without a media type",
                            "a media type such as `application/json` is expected",
                        )
                        .help("`mediaType` of the root document is the one of all bodies that name none"),
                    );
                }
            }
            self.declaration(node, position, written);
            return;
        }
        for entry in entries {
            let key = entry.key.as_ref();
            if key.starts_with('(') {
                self.annotation(entry, target, written);
            } else if written.in_template() && key.contains("<<") {
            } else if is_media_type(key) {
                if !is_registered(key) {
                    self.add(
                        Diagnostic::new(
                            entry.key_span,
                            format!("`{key}` is of no registered kind of media types"),
                            "a media type such as `application/json` is expected",
                        )
                        .as_warning(),
                    );
                }
                self.declaration(&entry.value, position, written);
            } else {
                self.add(Diagnostic::new(
                    entry.key_span,
                    format!("`{key}` beside media types"),
                    "a media type such as `application/json` is expected",
                ));
            }
        }
    }

    /// `is`: a list of traits.
    pub(super) fn uses_of_traits(&self, node: &Node, written: Written) {
        let is_list = matches!(node.kind, Kind::List(_) | Kind::Null);
        if !(is_list || written.in_template() && is_parameter(node)) {
            self.add(Diagnostic::new(
                node.span,
                format!("`is` is {}", node.what()),
                "a list of traits is expected",
            ));
        }
        for used in node.elements() {
            self.arguments(used, Named::Trait, written);
        }
    }
}
