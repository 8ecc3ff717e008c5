//! Which operations read one resource, and which read the results of a query page by page.
//!
//! The specification contains neither. It is derived from what an operation takes and returns: a query takes `limit` and
//! `offset`, and returns an object with `results`.

use std::collections::{HashMap, HashSet};

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
    let derived = Derived::of(api);
    mark_operations(resources, api, &derived, &mut pages);
    for (name, page) in pages {
        if let Some(object) = api.types.get_mut(&name).and_then(object_mut) {
            object.page = Some(page);
        }
    }
}

/// The types that name another one as their base, by that base.
struct Derived<'a>(HashMap<&'a str, Vec<&'a Type>>);

impl<'a> Derived<'a> {
    fn of(api: &'a Api) -> Self {
        let mut by_base: HashMap<&str, Vec<&Type>> = HashMap::new();
        for of in api.types.values() {
            if let Some(base) = of.base.as_deref() {
                by_base.entry(base).or_default().push(of);
            }
        }
        Self(by_base)
    }

    /// A type, and all that are derived from it.
    fn family(&self, of: &'a Type) -> Vec<&'a Type> {
        let (mut family, mut known) = (Vec::new(), HashSet::new());
        let mut open = vec![of];
        while let Some(of) = open.pop() {
            if known.insert(of.name.as_str()) {
                family.push(of);
                open.extend(self.0.get(of.name.as_str()).into_iter().flatten());
            }
        }
        family
    }
}

fn mark_operations<'a>(
    resources: &mut [Resource],
    api: &'a Api,
    derived: &Derived<'a>,
    pages: &mut Vec<(String, Page)>,
) {
    for resource in resources {
        for method in &mut resource.methods {
            let Some(of) = answer(method, api) else {
                continue;
            };
            if let Some(page) = page(of, api, derived) {
                if let Some(paging) = paging(method, &page) {
                    method.reading = Reading::Pages(paging);
                    pages.push((of.name.clone(), page));
                }
            } else if is_one(method, of, api) {
                method.reading = Reading::One;
            }
        }
        mark_operations(&mut resource.resources, api, derived, pages);
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
fn page<'a>(of: &Type, api: &'a Api, derived: &Derived<'a>) -> Option<Page> {
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
        identified: is_identified(result, api, derived),
    })
}

/// Whether every value of a type has an `id`, including those of derived types.
fn is_identified<'a>(name: &str, api: &'a Api, derived: &Derived<'a>) -> bool {
    let has_id = |of: &Type| {
        let id = api.field_of_role(of, Role::Id);
        id.is_some_and(|id| id.required)
    };
    let of = api.types.get(name);
    of.is_some_and(|of| derived.family(of).into_iter().all(has_id))
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
