//! Which operations may be done twice with no more effect than once.

use crate::model::{Api, Http, Method, QueryName, QueryParameter, Resource, Role, TypeRef};

/// Marks the updates that name the version which they change, for the second time fails with a conflict; and the searches
/// whose query stands in a form, for they only read.
pub(super) fn mark(resources: &mut [Resource], api: &Api) {
    for resource in resources {
        let queried: Option<Vec<QueryName>> = resource
            .methods
            .iter()
            .find(|method| method.http == Http::Get)
            .map(|method| names(&method.query));
        for method in &mut resource.methods {
            if method.http == Http::Post {
                method.is_repeatable =
                    names_version(method, api) || reads(method, queried.as_deref());
            }
        }
        mark(&mut resource.resources, api);
    }
}

fn names_version(method: &Method, api: &Api) -> bool {
    let [body] = method.bodies.as_slice() else {
        return false;
    };
    let Some(TypeRef::Named(name)) = &body.of else {
        return false;
    };
    let of = api.types.get(name);
    of.and_then(|of| api.field_of_role(of, Role::Version))
        .is_some_and(|version| version.required && version.is_sent())
}

/// Whether the form takes the parameters of the `GET` beside it, all of them and no others. A form of its own may create
/// something.
fn reads(method: &Method, queried: Option<&[QueryName]>) -> bool {
    !method.form.is_empty() && queried == Some(names(&method.form).as_slice())
}

fn names(parameters: &[QueryParameter]) -> Vec<QueryName> {
    let names = parameters.iter();
    names.map(|parameter| parameter.name.clone()).collect()
}
