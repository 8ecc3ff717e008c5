//! The fields of form-urlencoded bodies.

use crate::model::{Api, Body, Http, Method, Resource, Scalar, TypeRef, parameters_of};

/// The media type of form-urlencoded bodies.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Fills the forms with the properties of the declared type; any can be set if it has none. A form that is declared as a
/// plain string takes the query parameters of the resource's `GET`: this is the platform's meaning of "the same parameters
/// within the body".
pub(super) fn fill(resources: &mut [Resource], api: &Api) {
    for resource in resources {
        let query = resource
            .methods
            .iter()
            .find(|method| method.http == Http::Get)
            .map(|method| method.query.clone());
        // OpenAPI describes how each field of a form is written.
        let unfilled = resource.methods.iter_mut();
        for method in unfilled.filter(|method| method.form.is_empty() && !is_sent_as_json(method)) {
            let Some(body) = method.bodies.iter().find(|body| body.media_type == FORM) else {
                continue;
            };
            method.form = match (&body.of, &query) {
                (Some(of), query) if is_text(api, of) => query.clone().unwrap_or_default(),
                (Some(of), _) => parameters_of(api, of, method.span),
                (None, Some(query)) => query.clone(),
                (None, None) => Vec::new(),
            };
        }
        fill(&mut resource.resources, api);
    }
}

/// Whether JSON is sent, and not a form.
fn is_sent_as_json(method: &Method) -> bool {
    method.bodies.iter().any(Body::is_json)
}

/// Whether a body is declared as a plain string.
fn is_text(api: &Api, of: &TypeRef) -> bool {
    matches!(api.definition(of), TypeRef::Scalar(Scalar::String))
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic)]
mod tests {
    use std::path::Path;

    use super::fill;
    use crate::{
        diagnostics::Diagnostics,
        model::{Http, QueryName},
        raml,
        source::Sources,
    };

    /// The names of the fields of a form that is declared with a type; required ones with `!`.
    fn fields(declared: &str) -> Vec<String> {
        let text = format!(
            "#%RAML 1.0
title: T
types:
  A: {{properties: {{x: string, y?: integer}}}}
  B: {{properties: {{x: string, z: string}}}}
/a:
  get: {{queryParameters: {{q: string}}}}
  put: {{body: {{application/x-www-form-urlencoded: '{declared}'}}}}
"
        );
        let root = Path::new("api.raml");
        let mut sources = Sources::new(root);
        sources.add(root.to_owned(), text);
        let mut diagnostics = Diagnostics::default();
        let api = raml::load(root, &mut sources, &mut diagnostics).expect("it is read");
        assert!(!diagnostics.has_errors(), "{declared}");
        let mut resources = api.resources.clone();
        fill(&mut resources, &api);
        let method = resources
            .iter()
            .flat_map(|resource| &resource.methods)
            .find(|method| method.http == Http::Put);
        let form = &method.expect("it is declared").form;
        form.iter()
            .map(|field| match &field.name {
                QueryName::Fixed(name) if field.required => format!("{name}!"),
                QueryName::Fixed(name) => name.clone(),
                QueryName::Pattern { pattern, .. } => pattern.clone(),
            })
            .collect()
    }

    #[test]
    fn only_a_bare_text_takes_what_the_query_takes() {
        assert_eq!(fields("string"), ["q!"]);
        assert_eq!(fields("A"), ["x!", "y"]);
        assert_eq!(fields("A | nil"), ["x", "y"]);
        assert_eq!(fields("A | B"), ["x!", "y", "z"]);
        assert_eq!(fields("string[]"), ["//"]);
        assert_eq!(fields("any"), ["//"]);
    }
}
