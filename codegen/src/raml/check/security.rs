//! Security schemes.

use crate::{
    diagnostics::Diagnostic,
    raml::keys::{self, Keys},
    suggestion,
    yaml::Node,
};

use super::{Checker, Target, Written};

/// The types of security schemes, beside those that begin with `x-`.
const TYPES: [&str; 5] = [
    "OAuth 1.0",
    "OAuth 2.0",
    "Basic Authentication",
    "Digest Authentication",
    "Pass Through",
];

/// The grants of OAuth 2.0 that RAML names; others are URIs.
const GRANTS: [&str; 4] = [
    "authorization_code",
    "password",
    "client_credentials",
    "implicit",
];

/// How OAuth 1.0 signs.
const SIGNATURES: [&str; 3] = ["HMAC-SHA1", "RSA-SHA1", "PLAINTEXT"];

impl Checker<'_> {
    /// Checks a security scheme.
    pub(super) fn security_scheme(&self, node: &Node) {
        let written = Written::Plainly;
        let scheme = node.get("type");
        let name = scheme.and_then(Node::as_str).unwrap_or_default();
        match scheme {
            None if !matches!(node.kind, crate::yaml::Kind::Map(_)) => {}
            None => self.add(Diagnostic::new(
                node.span,
                "a security scheme without a type",
                "`type` is expected",
            )),
            Some(at) if !TYPES.contains(&name) && !name.starts_with("x-") => {
                let problem = Diagnostic::new(
                    at.span,
                    format!("`{name}` is not a type of security schemes"),
                    format!(
                        "{}, or a type that begins with `x-` is expected",
                        TYPES.join(", ")
                    ),
                );
                self.add(suggestion::nearest(problem, name, &TYPES, "type"));
            }
            Some(_) => {}
        }
        for (key, entry) in self.entries(
            node,
            &keys::SECURITY_SCHEME,
            &[],
            Target::SecurityScheme,
            written,
        ) {
            match key {
                "settings" => self.settings(&entry.value, name),
                "describedBy" => self.described_by(&entry.value),
                _ => self.text(entry),
            }
        }
        let required: &[&str] = match name {
            "OAuth 1.0" => &["requestTokenUri", "authorizationUri", "tokenCredentialsUri"],
            "OAuth 2.0" => &["authorizationGrants"],
            _ => &[],
        };
        let settings = node.get("settings");
        for key in required {
            if settings.and_then(|settings| settings.get(key)).is_none() {
                let at = settings.or(scheme).unwrap_or(node);
                self.add(
                    Diagnostic::new(
                        at.span,
                        format!("a security scheme without `{key}`"),
                        format!("`{key}` is expected in `settings`"),
                    )
                    .as_warning(),
                );
            }
        }
    }

    fn settings(&self, node: &Node, scheme: &str) {
        let known: Option<&Keys> = match scheme {
            "OAuth 1.0" => Some(&keys::OAUTH_1),
            "OAuth 2.0" => Some(&keys::OAUTH_2),
            _ => None,
        };
        let Some(known) = known else { return };
        let written = Written::Plainly;
        for (key, entry) in self.entries(node, known, &[], Target::SecuritySchemeSettings, written)
        {
            let value = &entry.value;
            match key {
                "authorizationGrants" => self.listed(value, &GRANTS, |text| text.contains(':')),
                "signatures" => self.listed(value, &SIGNATURES, |_| false),
                "scopes" => {}
                _ => self.text(entry),
            }
        }
    }

    fn listed(&self, node: &Node, known: &[&str], or: impl Fn(&str) -> bool) {
        let listed = match node.as_str() {
            Some(_) => std::slice::from_ref(node),
            None => node.elements(),
        };
        for value in listed {
            let text = value.as_str().unwrap_or_default();
            if !known.contains(&text) && !or(text) {
                let problem = Diagnostic::new(
                    value.span,
                    format!("`{text}` is unknown here"),
                    format!("{} is expected", known.join(", ")),
                );
                self.add(suggestion::nearest(problem, text, known, "value"));
            }
        }
    }

    fn described_by(&self, node: &Node) {
        let written = Written::Plainly;
        for (key, entry) in self.entries(node, &keys::DESCRIBED_BY, &[], Target::Any, written) {
            match key {
                "responses" => self.responses(&entry.value, written),
                "queryString" => {
                    self.declaration(&entry.value, super::declaration::Position::Part, written)
                }
                _ => self.parameters(&entry.value, key, written),
            }
        }
    }
}
