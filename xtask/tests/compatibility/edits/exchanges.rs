//! Edits of what an operation takes and answers, and of its scopes.

use codegen::model::{Header, Http, Response, Scalar, TypeRef};

use super::Edit;
use crate::places::{body, on_method};

pub(super) const EDITS: &[(&str, Edit)] = &[
    ("take the body off a request", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.bodies.is_empty(),
            |method, _| method.bodies.clear(),
        )
    }),
    ("give a request a body", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.bodies.is_empty() && method.http != Http::Head,
            |method, _| method.bodies.push(body("application/json")),
        )
    }),
    ("change the body of a request", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.bodies.is_empty(),
            |method, _| method.bodies = vec![body("application/json")],
        )
    }),
    ("take the body off an answer", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.success().is_some(),
            |method, _| {
                method
                    .responses
                    .iter_mut()
                    .for_each(|response| response.bodies.clear());
            },
        )
    }),
    ("change the body of an answer", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.success().is_some(),
            |method, _| {
                let successes = method
                    .responses
                    .iter_mut()
                    .filter(|response| response.is_success());
                successes.for_each(|response| response.bodies = vec![body("application/json")]);
            },
        )
    }),
    ("change the status of success", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                let successes = method
                    .responses
                    .iter_mut()
                    .filter(|response| response.is_success());
                successes.for_each(|response| response.status = 203);
            },
        )
    }),
    ("add a status of refusal", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                method.responses.push(Response {
                    status: 418,
                    bodies: Vec::new(),
                    headers: Vec::new(),
                    description: None,
                    is_rest: false,
                });
            },
        )
    }),
    ("remove a status of refusal", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.responses.iter().any(Response::is_refusal),
            |method, _| {
                method.responses.retain(|response| !response.is_refusal());
            },
        )
    }),
    ("add a header of an answer", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.responses.is_empty(),
            |method, _| {
                if let Some(response) = method.responses.first_mut() {
                    response.headers.push(Header {
                        name: "X-Another".to_owned(),
                        of: TypeRef::Scalar(Scalar::String),
                        required: false,
                        description: None,
                    });
                }
            },
        )
    }),
    ("add a scope", |api, rng| {
        on_method(
            api,
            rng,
            |_| true,
            |method, _| {
                method.scopes.insert("another".to_owned());
            },
        )
    }),
    ("remove a scope", |api, rng| {
        on_method(
            api,
            rng,
            |method| method.scopes.len() > 1,
            |method, _| drop(method.scopes.pop_last()),
        )
    }),
    ("remove all scopes", |api, rng| {
        on_method(
            api,
            rng,
            |method| !method.scopes.is_empty(),
            |method, _| method.scopes.clear(),
        )
    }),
];
