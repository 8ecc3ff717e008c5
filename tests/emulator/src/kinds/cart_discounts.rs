//! Cart discounts, which apply to usual orders by default.

use serde_json::{Value, json};

use super::discount_codes;
use crate::coverage::Coverage;
use crate::kind::{Object, Row, Stage};
use crate::project::{Call, Project};
use crate::refusal::Refusal;
use crate::uniform::Uniform;

const PATH: &str = "/{projectKey}/cart-discounts";
const IN_STORE: &str = "/{projectKey}/in-store/key={storeKey}/cart-discounts";

pub(crate) const ROW: Row = Row {
    unique: &["key", "sortOrder"],
    views: &[IN_STORE],
    complete,
    applied: discount_codes::follow,
    routes: &[
        (
            "POST",
            "/{projectKey}/in-store/key={storeKey}/cart-discounts/{ID}",
            change_in_store,
            Coverage::Generic,
        ),
        (
            "POST",
            "/{projectKey}/in-store/key={storeKey}/cart-discounts/key={key}",
            change_in_store,
            Coverage::Generic,
        ),
        (
            "DELETE",
            "/{projectKey}/in-store/key={storeKey}/cart-discounts/{ID}",
            change_in_store,
            Coverage::Generic,
        ),
        (
            "DELETE",
            "/{projectKey}/in-store/key={storeKey}/cart-discounts/key={key}",
            change_in_store,
            Coverage::Generic,
        ),
    ],
    ..Row::held(PATH)
};

/// Changing or deleting a discount needs the scopes in all of its stores; removing a store needs them only in this store.
fn change_in_store(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    let seen = project.seen_at(IN_STORE, &call.caller)?;
    let what = Uniform::of(&operation.method, &operation.path).map(|(_, what)| what);
    let what = what.ok_or_else(|| Refusal::not_emulated(&operation.path))?;
    let removes_store = |update: &Object| {
        let actions = update.get("actions").and_then(Value::as_array);
        let mut actions = actions.into_iter().flatten();
        actions.all(|action| action.get("action") == Some(&json!("removeStore")))
    };
    let (by, is_removal) = match &what {
        Uniform::Update(by) => (by, removes_store(&project.body(operation, call.body)?)),
        Uniform::Delete(by) => (by, false),
        _ => return Err(Refusal::not_emulated(&operation.path)),
    };
    let discount = project.named(seen, by, &call.route)?;
    let stores = discount.get("stores").and_then(Value::as_array);
    let stores = stores.into_iter().flatten();
    let mut keys = stores.filter_map(|store| store.get("key")?.as_str());
    if !is_removal {
        keys.try_for_each(|key| call.caller.holder.check_store(&call.route, key))?;
    }
    project.uniform(seen, &what, call)
}

fn complete(_: &Project, _: Stage<'_>, discount: &mut Object) -> Result<(), Refusal> {
    discount
        .entry("recurringOrderScope")
        .or_insert_with(|| json!({"type": "NonRecurringOrdersOnly"}));
    Ok(())
}
