//! Which resources are updated with actions on the version that was read.

use crate::model::{Api, Body, Field, Http, Method, Reading, Resource, Role, TypeRef, Update};

/// The property of an update with the actions.
const ACTIONS: &str = "actions";

/// Marks the resources whose `GET` returns a version, and whose `POST` takes it with actions and returns the new state.
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
    let state = named(get.only_success()?)?;
    let fields = api.fields(api.types.get(named(body)?)?);
    let version = version(&api.fields(api.types.get(state)?))?;
    let is_update = get.reading == Reading::One
        && named(post.only_success()?)? == state
        && get.bodies.is_empty()
        && takes_nothing_else(get)
        && takes_nothing_else(post)
        && self::version(&fields).is_some()
        && fields
            .iter()
            .all(|field| !field.required || is_of_updates(field));
    let actions = fields.iter().find(|field| field.name == ACTIONS)?;
    match &actions.of {
        TypeRef::Array(action) if is_update && actions.required => match &**action {
            TypeRef::Named(action) => Some(Update {
                state: state.to_owned(),
                version: version.to_owned(),
                action: action.clone(),
            }),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an operation can be sent without parameters.
fn takes_nothing_else(method: &Method) -> bool {
    let mut parameters = method
        .query
        .iter()
        .chain(method.own_headers())
        .chain(&method.cookies);
    parameters.all(|parameter| !parameter.required)
}

fn named(body: &Body) -> Option<&str> {
    match body.of.as_ref()? {
        TypeRef::Named(name) => Some(name),
        _ => None,
    }
}

/// Whether every update has this field.
fn is_of_updates(field: &Field) -> bool {
    field.role == Some(Role::Version) || field.name == ACTIONS
}

/// The name of the required property with the version.
fn version<'a>(fields: &[&'a Field]) -> Option<&'a str> {
    let mut fields = fields.iter();
    let version = fields
        .find(|field| field.role == Some(Role::Version) && field.required && field.is_sent())?;
    Some(&version.name)
}
