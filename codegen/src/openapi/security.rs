//! Security schemes, and the scopes that operations need.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    openapi::{
        document::{Document, Section},
        fixed_fields,
    },
    source::Span,
    suggestion,
    yaml::Node,
};

/// The security schemes of a document, with the scopes each of them knows.
pub fn schemes(
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, Vec<String>> {
    let mut found = IndexMap::new();
    for component in document.components(Section::SecuritySchemes) {
        let scheme = document.resolve(component.node, Section::SecuritySchemes, diagnostics);
        let scopes = scheme.map(|scheme| scopes(scheme, diagnostics));
        found.insert(component.name.to_owned(), scopes.unwrap_or_default());
    }
    found
}

/// The schemes other than OAuth 2.0, in words. [`schemes`] reports their problems.
pub fn authorisations(document: &Document) -> IndexMap<String, String> {
    let mut found = IndexMap::new();
    for component in document.components(Section::SecuritySchemes) {
        let mut reported = Diagnostics::default();
        let scheme = document.resolve(component.node, Section::SecuritySchemes, &mut reported);
        let text = |key: &str| scheme.and_then(|of| of.get(key)).and_then(Node::as_str);
        let told = match (text("type"), text("scheme"), text("in"), text("name")) {
            (Some("apiKey"), _, Some(place), Some(name)) => match place {
                // Names of headers are case-insensitive.
                "header" => format!("API key in header {}", name.to_ascii_lowercase()),
                place => format!("API key in {place} {name}"),
            },
            (Some("http"), Some(scheme), ..) => format!("HTTP {}", scheme.to_ascii_lowercase()),
            (Some("openIdConnect"), ..) => "OpenID Connect".to_owned(),
            (Some("mutualTLS"), ..) => "mutual TLS".to_owned(),
            _ => continue,
        };
        found.insert(component.name.to_owned(), told);
    }
    found
}

/// The scheme and the scopes of the `security` of an operation, or else of the document: those of all alternatives, as a
/// token needs one of them.
pub fn required(
    holder: &Node,
    document: &Document,
    schemes: &IndexMap<String, Vec<String>>,
    diagnostics: &mut Diagnostics,
) -> (Option<String>, BTreeSet<String>) {
    let mut scheme = None;
    let mut scopes = BTreeSet::new();
    for requirement in fixed_fields::list(holder, "security", diagnostics) {
        for entry in requirement.entries() {
            let Some(known) = schemes.get(entry.key.as_ref()) else {
                diagnostics.add(Diagnostic::new(
                    entry.key_span,
                    format!("unknown security scheme `{}`", entry.key),
                    "the name of a scheme in `components/securitySchemes` is expected",
                ));
                continue;
            };
            scheme.get_or_insert_with(|| entry.key.to_string());
            let listed = fixed_fields::list(requirement, &entry.key, diagnostics);
            // What other schemes list are roles, which no token is asked for. The scopes of OpenID Connect stand in a
            // document of the service.
            let of = type_of(&entry.key, document, diagnostics);
            if !matches!(of, Some("oauth2" | "openIdConnect")) {
                continue;
            }
            for scope in listed {
                let Some(text) = scope.as_str() else {
                    diagnostics.add(Diagnostic::new(
                        scope.span,
                        format!("a scope that is {}", scope.what()),
                        format!("a scope in the `flows` of `{}` is expected", entry.key),
                    ));
                    continue;
                };
                // Documents leave out scopes in `flows` that their operations need all the same.
                if of == Some("oauth2") && known.iter().all(|known| known != text) {
                    diagnostics.warn(undeclared_scope(scope.span, text, &entry.key, known));
                }
                scopes.insert(text.to_owned());
            }
        }
    }
    (scheme, scopes)
}

/// The type of a scheme.
fn type_of<'d>(
    name: &str,
    document: &'d Document,
    diagnostics: &mut Diagnostics,
) -> Option<&'d str> {
    let declared = document
        .components(Section::SecuritySchemes)
        .find(|component| component.name == name)?;
    let scheme = document.resolve(declared.node, Section::SecuritySchemes, diagnostics)?;
    scheme.get("type")?.as_str()
}

fn undeclared_scope(span: Span, scope: &str, scheme: &str, known: &[String]) -> Diagnostic {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let problem = Diagnostic::new(
        span,
        format!("scope `{scope}` is not declared"),
        format!("a scope in the `flows` of `{scheme}` is expected; it is taken as it is"),
    );
    suggestion::nearest(problem, scope, &names, "scope")
}

fn scopes(scheme: &Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    if !fixed_fields::check(scheme, fixed_fields::SECURITY_SCHEME, diagnostics) {
        return Vec::new();
    }
    let of = scheme.get("type").unwrap_or(scheme);
    match of.as_str() {
        Some("oauth2") => flow_scopes(scheme, diagnostics),
        // Who sends requests has a step that adds the key, the token or the password: they need no scopes.
        Some("apiKey" | "http" | "mutualTLS" | "openIdConnect") => Vec::new(),
        _ => {
            diagnostics.add(Diagnostic::new(
                of.span,
                "a security scheme that is not supported",
                "`type: apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect` is expected",
            ));
            Vec::new()
        }
    }
}

fn flow_scopes(scheme: &Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let flows = fixed_fields::map(scheme, "flows", diagnostics);
    if let Some(holder) = scheme.get("flows").filter(|_| !flows.is_empty()) {
        fixed_fields::check(holder, fixed_fields::FLOWS, diagnostics);
    }
    for flow in flows.iter().filter(|flow| !flow.key.starts_with("x-")) {
        if !fixed_fields::check(&flow.value, fixed_fields::FLOW, diagnostics) {
            continue;
        }
        for scope in fixed_fields::map(&flow.value, "scopes", diagnostics) {
            if !found.iter().any(|known| *known == *scope.key) {
                found.push(scope.key.to_string());
            }
        }
    }
    found
}
