//! The fields of form-urlencoded bodies.

use crate::model::{
    Api, Body, Encoding, Field, Http, Method, QueryName, QueryParameter, Resource, TypeRef,
};

/// The media type of form-urlencoded bodies.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Fills the forms with the properties of the declared type. A form that is declared as a bare text takes what the query of
/// the resource's `GET` takes: that is what the platform means by "the same parameters within the body".
pub(super) fn fill(resources: &mut [Resource], api: &Api) {
    for resource in resources {
        let query = resource
            .methods
            .iter()
            .find(|method| method.http == Http::Get)
            .map(|method| method.query.clone());
        // OpenAPI says of a form how each of its fields is written.
        let unfilled = resource.methods.iter_mut();
        for method in unfilled.filter(|method| method.form.is_empty() && !is_sent_as_json(method)) {
            let Some(body) = method.bodies.iter().find(|body| body.media_type == FORM) else {
                continue;
            };
            let declared = match &body.of {
                Some(TypeRef::Named(name)) => {
                    api.types.get(name).filter(|of| of.object().is_some())
                }
                _ => None,
            };
            method.form = match (declared, &query) {
                (Some(of), _) => api.fields(of).into_iter().map(parameter).collect(),
                (None, Some(query)) => query.clone(),
                (None, None) => Vec::new(),
            };
        }
        fill(&mut resource.resources, api);
    }
}

/// Whether JSON is sent, so that no form is.
fn is_sent_as_json(method: &Method) -> bool {
    method.bodies.iter().any(Body::is_json)
}

fn parameter(field: &Field) -> QueryParameter {
    QueryParameter {
        name: QueryName::Fixed(field.name.clone()),
        of: field.of.clone(),
        encoding: Encoding::default(),
        required: field.required,
        description: field.description.clone(),
        facets: field.facets.clone(),
        marks: field.marks.clone(),
        from_trait: None,
        span: field.span,
    }
}
