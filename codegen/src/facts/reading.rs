//! Which operations read one resource, and which read the results of a query page by page.
//!
//! The specification contains neither. It is derived from what an operation takes and returns: a query takes `limit` and
//! `offset`, and returns an object with `results`.

use crate::model::{
    Api, Http, Method, Object, Page, Paging, QueryName, QueryParameter, Reading, Resource, Role,
    Shape, Type, TypeRef,
};

/// The property of a page with its results.
const RESULTS: &str = "results";
/// The parameter, and the property of a page, with the page size.
const LIMIT: &str = "limit";

/// Marks the operations, and the types of the pages.
pub(super) fn mark(resources: &mut [Resource], api: &mut Api) {
    let mut pages: Vec<(String, Page)> = Vec::new();
    mark_operations(resources, api, &mut pages);
    for (name, page) in pages {
        if let Some(object) = api.types.get_mut(&name).and_then(object_mut) {
            object.page = Some(page);
        }
    }
}

fn mark_operations(resources: &mut [Resource], api: &Api, pages: &mut Vec<(String, Page)>) {
    for resource in resources {
        for method in &mut resource.methods {
            let Some(of) = answer(method, api) else {
                continue;
            };
            if let Some(page) = page(of, api) {
                if let Some(paging) = paging(method, &page) {
                    method.reading = Reading::Pages(paging);
                    pages.push((of.name.clone(), page));
                }
            } else if is_one(method, of, api) {
                method.reading = Reading::One;
            }
        }
        mark_operations(&mut resource.resources, api, pages);
    }
}

/// The named type of the response of an operation, if it has one.
fn answer<'a>(method: &Method, api: &'a Api) -> Option<&'a Type> {
    match method.only_success()?.of.as_ref()? {
        TypeRef::Named(name) => api.types.get(name),
        _ => None,
    }
}

/// A list of `results` makes an object a page.
fn page(of: &Type, api: &Api) -> Option<Page> {
    of.object()?;
    let fields = api.fields(of);
    let results = fields.iter().find(|field| field.name == RESULTS)?;
    let limit = fields
        .iter()
        .find(|field| field.name == LIMIT && api.is_whole(&field.of));
    let TypeRef::Array(items) = &results.of else {
        return None;
    };
    let TypeRef::Named(result) = &**items else {
        return None;
    };
    Some(Page {
        results: results.name.clone(),
        limit: limit.map(|limit| limit.name.clone()),
        result: result.clone(),
        identified: is_identified(result, api),
    })
}

/// Whether every value of a type has an `id`, including those of derived types.
fn is_identified(name: &str, api: &Api) -> bool {
    let mut family = api.types.values().filter(|of| {
        let mut line = api.lineage(of).into_iter();
        line.any(|of| of.name == name)
    });
    let has_id = |of: &Type| {
        let id = api.field_of_role(of, Role::Id);
        id.is_some_and(|id| id.required)
    };
    api.types.contains_key(name) && family.all(has_id)
}

/// How the pages of an operation follow each other; `None` if only the first can be requested.
fn paging(method: &Method, page: &Page) -> Option<Paging> {
    let parameters = match (method.http, method.form.is_empty()) {
        (Http::Get, _) => &method.query,
        (Http::Post, false) => &method.form,
        _ => return None,
    };
    let takes = |name: &str| parameters.iter().any(|parameter| is_named(parameter, name));
    (takes(LIMIT) && takes("offset")).then(|| Paging {
        by_id: page.identified && takes("where") && takes("sort"),
        with_total: takes("withTotal"),
    })
}

fn is_named(parameter: &QueryParameter, name: &str) -> bool {
    matches!(&parameter.name, QueryName::Fixed(known) if known == name)
}

/// Whether a `GET` reads a single object with known properties, so that its absence has a meaning. A search, for example
/// for suggestions, returns a map or `results`, and exists even if it finds nothing.
fn is_one(method: &Method, of: &Type, api: &Api) -> bool {
    let fields = api.fields(of);
    method.http == Http::Get
        && of.object().is_some()
        && !fields.is_empty()
        && fields.iter().all(|field| field.name != RESULTS)
}

fn object_mut(of: &mut Type) -> Option<&mut Object> {
    match &mut of.shape {
        Shape::Object(object) => Some(object),
        _ => None,
    }
}
