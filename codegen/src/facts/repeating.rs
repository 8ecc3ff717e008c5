//! Which operations may be repeated without an additional effect.

use crate::model::{Api, Http, Method, QueryName, QueryParameter, Resource, Role, TypeRef};

/// Marks the updates that name the version that they change, because a second attempt fails with a conflict; and the
/// searches whose query is a form, because they only read.
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

/// Whether the form takes exactly the parameters of the `GET` beside it. Another form may create something.
fn reads(method: &Method, queried: Option<&[QueryName]>) -> bool {
    !method.form.is_empty() && queried == Some(names(&method.form).as_slice())
}

fn names(parameters: &[QueryParameter]) -> Vec<QueryName> {
    let names = parameters.iter();
    names.map(|parameter| parameter.name.clone()).collect()
}
