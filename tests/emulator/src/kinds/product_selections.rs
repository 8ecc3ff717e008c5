//! Product selections: their products are stored separately, and they contain the number of products.

mod assignments;
pub(crate) mod assortment;

use serde_json::{Value, json};

use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object, Row, Stage};
use crate::message::Message;
use crate::object::text_or_empty;
use crate::project::{Call, Change, Project, check_version, version};
use crate::refusal::Refusal;
use crate::uniform::Uniform;
use assignments::{Kept, Mode};

const PATH: &str = "/{projectKey}/product-selections";

pub(crate) const ROW: Row = Row {
    complete,
    deleted: |project, selection| assignments::forget(project, text_or_empty(selection, "id")),
    routes: ROUTES,
    ..Row::held(PATH)
};

const ROUTES: &[HandWritten] = &[
    (
        "POST",
        "/{projectKey}/product-selections/{ID}",
        update,
        Coverage::Generic,
    ),
    (
        "POST",
        "/{projectKey}/product-selections/key={key}",
        update,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/product-selections/{ID}/products",
        assignments::of_selection,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/product-selections/key={key}/products",
        assignments::of_selection,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/products/{ID}/product-selections",
        assignments::of_product,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/products/key={key}/product-selections",
        assignments::of_product,
        Coverage::Generic,
    ),
    (
        "GET",
        "/{projectKey}/in-store/key={storeKey}/product-selection-assignments",
        assignments::of_store,
        Coverage::Full,
    ),
];

fn complete(_: &Project, _: Stage<'_>, selection: &mut Object) -> Result<(), Refusal> {
    selection.entry("productCount").or_insert_with(|| json!(0));
    Ok(())
}

/// `POST /product-selections/{ID}`: actions about products change the separate data, other actions the selection.
fn update(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let operation = call.route.operation;
    call.parameters.check_uniform(operation)?;
    let seen = project.seen_at(PATH, &call.caller)?;
    let update = project.body(operation, call.body)?;
    let what = Uniform::of(&operation.method, &operation.path);
    let Some((_, Uniform::Update(by))) = what else {
        return Err(Refusal::not_emulated(&operation.path));
    };
    let old = project.named(seen, &by, &call.route)?.clone();
    check_version(&old, version(&update).unwrap_or_default())?;
    let mut change = Change {
        resource: old.clone(),
        messages: Vec::new(),
    };
    let before = assignments::kept(project, &old);
    let mut after = before.clone();
    let actions = update.get("actions").and_then(Value::as_array);
    for action in actions.into_iter().flatten().filter_map(Value::as_object) {
        let messages = match about_products(project, &old, &mut after, action)? {
            Some(message) => message,
            None => {
                let part = project.change(seen, &change.resource, std::iter::once(action))?;
                change.resource = part.resource;
                part.messages
            }
        };
        change.messages.extend(messages);
    }
    let count = after.len();
    change
        .resource
        .insert("productCount".to_owned(), count.into());
    let is_same = before == after;
    if !is_same {
        assignments::check_room(project, before.len(), count)?;
        project.check_unique(seen.kind, text_or_empty(&old, "id"), &change.resource)?;
    }
    let new = match is_same {
        true => project.replace(seen, &old, change)?,
        // The version is increased even if the number of products is the same.
        false => project.keep(seen, &old, change),
    };
    assignments::keep(project, &new, after);
    project.answer(new, call, &seen.kind.state)
}

/// Applies an action about the products of a selection, and returns its messages; `None` for other actions.
fn about_products(
    project: &Project,
    selection: &Object,
    kept: &mut Kept,
    action: &Object,
) -> Result<Option<Vec<Message>>, Refusal> {
    let is_of = match text_or_empty(selection, "mode") {
        "IndividualExclusion" => Mode::Exclusion,
        _ => Mode::Individual,
    };
    let (mode, is_new) = match text_or_empty(action, "action") {
        "addProduct" => (Some(Mode::Individual), true),
        "excludeProduct" => (Some(Mode::Exclusion), true),
        "setVariantSelection" => (Some(Mode::Individual), false),
        "setVariantExclusion" => (Some(Mode::Exclusion), false),
        "removeProduct" => (None, false),
        _ => return Ok(None),
    };
    if mode.is_some_and(|mode| mode != is_of) {
        let (name, mode) = (
            text_or_empty(action, "action"),
            text_or_empty(selection, "mode"),
        );
        let message = format!("{name} is no action of product selections of the mode {mode}.");
        return Err(Refusal::invalid_operation(message));
    }
    let identifier = action.get("product").unwrap_or(&Value::Null);
    let product = project.find("product", identifier)?;
    let product = json!({"typeId": "product", "id": product.get("id")});
    let told = |of: &str, value: &dyn Fn(&str) -> Option<Value>| {
        let message = project.message(of, &|field| match field {
            "product" => Some(product.clone()),
            field => value(field),
        });
        Ok(Some(message.into_iter().collect()))
    };
    let Some(mode) = mode else {
        return match kept.remove(&product) {
            true => told("ProductSelectionProductRemoved", &|_| None),
            false => Ok(Some(Vec::new())),
        };
    };
    let field = mode.field();
    let variants = action.get(field).filter(|variants| !variants.is_null());
    assignments::check_variants(field, variants)?;
    if is_new {
        let is_added = kept.add(project, &product, (field, variants))?;
        let of = match mode {
            Mode::Individual => "ProductSelectionProductAdded",
            Mode::Exclusion => "ProductSelectionProductExcluded",
        };
        return match is_added {
            true => told(of, &|name| variants.filter(|_| name == field).cloned()),
            false => Ok(Some(Vec::new())),
        };
    }
    let old = kept.set(&product, mode, variants)?;
    if old.as_ref() == variants {
        return Ok(Some(Vec::new()));
    }
    let of = match mode {
        Mode::Individual => "ProductSelectionVariantSelectionChanged",
        Mode::Exclusion => "ProductSelectionVariantExclusionChanged",
    };
    told(of, &|name| match name.starts_with("old") {
        true => old.clone(),
        false => variants.cloned(),
    })
}
