//! Which resources are changed by actions on the version that was read.

use crate::model::{
    Api, Body, Field, Format, Http, Method, Reading, Resource, Scalar, TypeRef, Update,
};

/// Marks the resources whose `GET` reads a version, and whose `POST` takes it with actions and answers with the new state.
pub(super) fn mark(resources: &mut [Resource], api: &Api) {
    for resource in resources {
        resource.update = update(resource, api);
        mark(&mut resource.resources, api);
    }
}

fn update(resource: &Resource, api: &Api) -> Option<Update> {
    let method = |http: Http| resource.methods.iter().find(|method| method.http == http);
    let (get, post) = (method(Http::Get)?, method(Http::Post)?);
    let [body] = post.bodies.as_slice() else {
        return None;
    };
    let state = named(get.success()?)?;
    let fields = api.fields(api.types.get(named(body)?)?);
    let is_update = get.reading == Reading::One
        && named(post.success()?)? == state
        && takes_nothing_else(get)
        && takes_nothing_else(post)
        && has_version(&api.fields(api.types.get(state)?))
        && has_version(&fields)
        && fields
            .iter()
            .all(|field| !field.required || matches!(field.name.as_str(), "version" | "actions"));
    let actions = field(&fields, "actions")?;
    match &actions.of {
        TypeRef::Array(action) if is_update && actions.required => match &**action {
            TypeRef::Named(action) => Some(Update {
                state: state.to_owned(),
                action: action.clone(),
            }),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an operation can be sent without parameters.
fn takes_nothing_else(method: &Method) -> bool {
    method.query.iter().all(|parameter| !parameter.required)
}

fn named(body: &Body) -> Option<&str> {
    match body.of.as_ref()? {
        TypeRef::Named(name) => Some(name),
        _ => None,
    }
}

fn field<'a>(fields: &[&'a Field], name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name == name).copied()
}

fn has_version(fields: &[&Field]) -> bool {
    field(fields, "version").is_some_and(|field| {
        let is_whole = matches!(
            field.of,
            TypeRef::Scalar(
                Scalar::Integer(None | Some(Format::Int64)) | Scalar::Number(Some(Format::Int64))
            )
        );
        field.required && is_whole
    })
}
