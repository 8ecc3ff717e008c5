//! Edits of resources and of the operations as a whole.

use codegen::model::{Http, Method, Resource};

use super::Edit;
use crate::places::{capitalized, on_method, on_resource, replace_path};

pub(super) const EDITS: &[(&str, Edit)] = &[
    ("remove an operation", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.methods.is_empty(),
            |resource, rng| {
                let index = rng.usize(..resource.methods.len());
                let removed = resource.methods.remove(index);
                removed.http.as_str().to_owned()
            },
        )
    }),
    ("add an operation", |api, rng| {
        on_resource(
            api,
            rng,
            |of| of.methods.iter().all(|of| of.http != Http::Patch),
            |resource, _| {
                if let Some(first) = resource.methods.first().cloned() {
                    resource.methods.push(Method {
                        http: Http::Patch,
                        ..first
                    });
                }
                "patch".to_owned()
            },
        )
    }),
    ("remove a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.resources.is_empty(),
            |resource, rng| {
                let index = rng.usize(..resource.resources.len());
                resource.resources.remove(index).path
            },
        )
    }),
    ("add a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.resources.is_empty(),
            |resource, _| {
                if let Some(first) = resource.resources.first().cloned() {
                    let segment = "/further".to_owned();
                    let path = format!("{}{segment}", resource.path);
                    let resources = Vec::new();
                    resource.resources.push(Resource {
                        segment,
                        path,
                        resources,
                        method_name: None,
                        ..first
                    });
                }
                String::new()
            },
        )
    }),
    ("rename a path", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.segment.contains('{'),
            |resource, _| {
                let old = resource.path.clone();
                resource.segment.push_str("anew");
                let new = format!("{old}anew");
                replace_path(resource, &old, &new);
                old
            },
        )
    }),
    ("rename a path but not its name in Rust", |api, rng| {
        on_resource(
            api,
            rng,
            |of| !of.segment.contains('{'),
            |resource, _| {
                let old = resource.path.clone();
                let above = old
                    .strip_suffix(&resource.segment)
                    .unwrap_or_default()
                    .to_owned();
                resource.segment =
                    format!("/{}", capitalized(resource.segment.trim_start_matches('/')));
                let new = format!("{above}{}", resource.segment);
                replace_path(resource, &old, &new);
                old
            },
        )
    }),
    ("rename a parameter of a path", |api, rng| {
        on_resource(
            api,
            rng,
            |of| of.segment.contains('{') && of.path != of.segment,
            |resource, _| {
                let old = resource.path.clone();
                resource.segment = resource.segment.replace('}', "Anew}");
                let new = old.strip_suffix('}').map(|path| format!("{path}Anew}}"));
                replace_path(resource, &old, &new.unwrap_or_default());
                old
            },
        )
    }),
    ("rename the method that leads to a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |_| true,
            |resource, _| {
                resource.method_name = Some("elsewhere".to_owned());
                resource.path.clone()
            },
        )
    }),
    ("deprecate a resource", |api, rng| {
        on_resource(
            api,
            rng,
            |_| true,
            |resource, _| {
                resource.marks.mark_deprecated = true;
                resource.path.clone()
            },
        )
    }),
    ("deprecate an operation", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| method.marks.mark_deprecated = true,
        )
    }),
    ("describe an operation", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| method.description = Some("Other words.".to_owned()),
        )
    }),
];
