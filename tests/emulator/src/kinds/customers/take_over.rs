//! What a customer takes over of an anonymous session at sign-up and sign-in.

use serde_json::{Value, json};

use super::text;
use crate::kind::Object;
use crate::project::{Call, Change, Project};
use crate::refusal::Refusal;

/// The kinds whose resources are taken over.
const PATHS: [&str; 4] = [
    "/{projectKey}/carts",
    "/{projectKey}/orders",
    "/{projectKey}/payments",
    "/{projectKey}/shopping-lists",
];

/// Fails where a sign-up or a sign-in names a cart.
pub(super) fn check(body: &Object) -> Result<(), Refusal> {
    let mut names = ["anonymousCart", "anonymousCartId"].iter();
    let named = names.find(|name| body.get(**name).is_some_and(|value| !value.is_null()));
    named.map_or(Ok(()), |name| {
        let what = format!("the field {name} of a sign-up or a sign-in");
        Err(Refusal::not_emulated(&what))
    })
}

/// Gives the resources of an anonymous session to a customer.
pub(super) fn of_session(
    project: &mut Project,
    call: &Call<'_>,
    anonymous_id: Option<&str>,
    customer: &Object,
) -> Result<(), Refusal> {
    let Some(anonymous_id) = anonymous_id else {
        return Ok(());
    };
    for path in PATHS {
        let Ok(seen) = project.whole(path, &call.caller) else {
            // There are none of this kind.
            continue;
        };
        let is_of_session = |of: &&Object| text(of, "anonymousId") == anonymous_id;
        let all = project.all(path).iter().filter(is_of_session);
        let all: Vec<Object> = all.cloned().collect();
        for old in all {
            let mut resource = old.clone();
            resource.remove("anonymousId");
            project.assign(seen.kind, &mut resource, text(customer, "id"));
            let messages = Vec::new();
            project.keep(seen, &old, Change { resource, messages });
        }
    }
    Ok(())
}

/// The body of the answer to a sign-up or a sign-in.
pub(super) fn answer(
    project: &Project,
    call: &Call<'_>,
    customer: Object,
) -> Result<Option<Value>, Refusal> {
    let body = json!({"customer": customer});
    project
        .expanded(body, call, "CustomerSignInResult")
        .map(Some)
}
