//! The data of an anonymous session that a customer gets at sign-up and sign-in.

use serde_json::{Value, json};

use crate::kind::Object;
use crate::kinds::carts::{self, Guest, MergeMode, Merged, Others};
use crate::object::text_or_empty;
use crate::project::{Call, Change, Project};
use crate::refusal::Refusal;

/// The kinds whose resources are transferred.
const PATHS: [&str; 4] = [
    carts::PATH,
    "/{projectKey}/orders",
    "/{projectKey}/payments",
    "/{projectKey}/shopping-lists",
];

/// The checked data to transfer, not stored yet.
pub(super) struct Taken<'a> {
    anonymous_id: Option<&'a str>,
    carts: Merged,
}

/// Checks the data about a guest in a sign-up or sign-in request. The customer need not be stored yet.
pub(super) fn check<'a>(
    project: &Project,
    call: &Call<'_>,
    body: &Object,
    anonymous_id: Option<&'a str>,
    customer: &Object,
) -> Result<Taken<'a>, Refusal> {
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    let by_id = given("anonymousCartId").map(|id| json!({"typeId": "cart", "id": id}));
    let mode = given("anonymousCartSignInMode").or_else(|| given("activeCartSignInMode"));
    let guest = Guest {
        cart: given("anonymousCart").or(by_id.as_ref()),
        anonymous_id,
        mode: MergeMode::of(mode.and_then(Value::as_str)),
        others: Others::OfSession,
        update_product_data: given("updateProductData") == Some(&json!(true)),
    };
    Ok(Taken {
        anonymous_id,
        carts: carts::at_sign_in(project, &call.caller, customer, &guest)?,
    })
}

impl Taken<'_> {
    /// Transfers the checked data to a stored customer, and returns the response body.
    pub(super) fn keep(
        self,
        project: &mut Project,
        call: &Call<'_>,
        customer: Object,
    ) -> Result<Option<Value>, Refusal> {
        let cart = self.carts.keep(project, &call.caller)?;
        if let Some(anonymous_id) = self.anonymous_id {
            of_session(project, call, anonymous_id, text_or_empty(&customer, "id"));
        }
        let mut body = json!({"customer": customer});
        if let (Some(body), Some(cart)) = (body.as_object_mut(), cart) {
            body.insert("cart".to_owned(), Value::Object(cart));
        }
        let expanded = project.expanded(body, call, "CustomerSignInResult");
        expanded.map(Some)
    }
}

/// Transfers the resources of an anonymous session to a customer, except for the merged cart.
fn of_session(project: &mut Project, call: &Call<'_>, anonymous_id: &str, customer_id: &str) {
    for path in PATHS {
        let Ok(seen) = project.whole(path, &call.caller) else {
            // There are none of this kind.
            continue;
        };
        let is_of_session = |of: &&Object| {
            text_or_empty(of, "anonymousId") == anonymous_id
                && text_or_empty(of, "cartState") != "Merged"
        };
        let all = project.all(path).iter().filter(is_of_session);
        let all: Vec<Object> = all.cloned().collect();
        for old in all {
            let mut resource = old.clone();
            resource.remove("anonymousId");
            project.assign(seen.kind, &mut resource, customer_id);
            let messages = Vec::new();
            project.keep(seen, &old, Change { resource, messages });
        }
    }
}
