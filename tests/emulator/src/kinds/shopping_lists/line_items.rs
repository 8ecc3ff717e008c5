//! The line items of a shopping list. They contain the names of their products when they were added: the platform updates
//! these later.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{LINE_ITEMS, TEXT_LINE_ITEMS};
use crate::identifier;
use crate::kind::Object;
use crate::kinds::products::{self, ProductVariant};
use crate::object::whole;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// Adds a line item from a draft or an action. If there is one of the same variant with the same custom fields, its
/// quantity is increased.
pub(super) fn add(project: &Project, list: &mut Object, draft: &Object) -> Result<(), Refusal> {
    let line = line(project, list, draft)?;
    let lines = list.entry(LINE_ITEMS).or_insert_with(|| json!([]));
    let Some(lines) = lines.as_array_mut() else {
        return Ok(());
    };
    let is_same = |of: &&mut Value| {
        let fields = ["productId", "variantId", "custom"];
        fields
            .iter()
            .all(|field| of.get(*field) == line.get(*field))
    };
    match lines.iter_mut().find(is_same) {
        Some(known) => {
            let sum = quantity(known)
                .saturating_add(line.get("quantity").and_then(whole).unwrap_or_default());
            if let Some(known) = known.as_object_mut() {
                known.insert("quantity".to_owned(), sum.into());
            }
        }
        None => lines.push(Value::Object(line)),
    }
    Ok(())
}

/// Reduces the quantity of the line that an action names by its id or its key, or removes the line.
pub(super) fn remove(
    list: &mut Object,
    action: &Object,
    (lines, by_id, by_key): (&str, &str, &str),
) -> Result<(), Refusal> {
    let given = |name: &str| action.get(name).filter(|value| !value.is_null());
    let wanted = given(by_id).map(|id| ("id", id));
    let wanted = wanted.or_else(|| given(by_key).map(|key| ("key", key)));
    let (field, value) = wanted.ok_or_else(|| {
        let message = format!("Either {by_id} or {by_key} is required.");
        Refusal::bad_request(Problem::new("InvalidInput", message))
    })?;
    let lines = list.get_mut(lines).and_then(Value::as_array_mut);
    let mut lines = lines.into_iter().flatten();
    let line = lines.find(|line| line.get(field) == Some(value));
    let line = line.ok_or_else(|| {
        let message = format!("The shopping list has no line with the {field} {value}.");
        Refusal::invalid_operation(message)
    })?;
    let rest = given("quantity").map_or(0, |less| {
        quantity(line).saturating_sub(whole(less).unwrap_or_default())
    });
    if let Some(line) = line.as_object_mut() {
        // A line with the quantity 0 is removed when the list is completed.
        line.insert("quantity".to_owned(), rest.max(0).into());
    }
    Ok(())
}

/// Sets the `variant` or the `productSlug` of their products in the line items of a list.
pub(crate) fn expand(project: &Project, list: &mut Value, field: &str) {
    let store = list.get("store").cloned();
    let lines = list.get_mut(LINE_ITEMS).and_then(Value::as_array_mut);
    for line in lines.into_iter().flatten().filter_map(Value::as_object_mut) {
        let id = line.get("productId").and_then(Value::as_str);
        let number = number(project, line, id);
        // An unpublished product is not shown.
        let found = id.and_then(|id| products::variant(project, id, number));
        let found = found.map(|found| found.in_store(project, store.as_ref()));
        let value = found.and_then(|found| match field {
            "variant" => Some(Value::Object(found.variant.into_owned())),
            _ => found.data.get("slug").cloned(),
        });
        if let Some(value) = value {
            line.insert(field.to_owned(), value);
        }
    }
}

/// Fails if two lines have the same key.
pub(super) fn check_keys(list: &Object) -> Result<(), Refusal> {
    for lines in [LINE_ITEMS, TEXT_LINE_ITEMS] {
        let mut known = HashSet::new();
        let lines = list.get(lines).and_then(Value::as_array);
        let lines = lines.into_iter().flatten();
        let mut keys = lines.filter_map(|line| line.get("key")?.as_str());
        if let Some(key) = keys.find(|key| !known.insert(*key)) {
            let message = format!("Two lines of the shopping list have the key '{key}'.");
            return Err(Refusal::invalid_operation(message));
        }
    }
    Ok(())
}

fn line(project: &Project, list: &Object, draft: &Object) -> Result<Object, Refusal> {
    let found = product(project, draft)?.in_store(project, list.get("store"));
    let given = |name: &str| draft.get(name).filter(|value| !value.is_null()).cloned();
    let custom = given("custom").map(|custom| custom_fields(project, &custom));
    let by_sku = given("sku").and_then(|_| found.variant.get("id").cloned());
    let fields = [
        ("id", Some(json!(identifier::id()))),
        ("key", given("key")),
        ("productId", found.product.get("id").cloned()),
        ("variantId", by_sku.or_else(|| given("variantId"))),
        ("productType", found.product.get("productType").cloned()),
        ("name", found.data.get("name").cloned()),
        ("published", Some(json!(true))),
        (
            "quantity",
            Some(
                given("quantity")
                    .map_or(1, |of| whole(&of).unwrap_or_default())
                    .into(),
            ),
        ),
        (
            "addedAt",
            Some(given("addedAt").unwrap_or_else(|| project.clock.text())),
        ),
        ("custom", custom.transpose()?),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Ok(fields.collect())
}

/// The product that a draft names by its id and the number of the variant, or by the SKU of the variant.
fn product<'p>(project: &'p Project, draft: &Object) -> Result<ProductVariant<'p>, Refusal> {
    let text = |name: &str| draft.get(name).and_then(Value::as_str);
    let (named, found) = match (text("sku"), text("productId")) {
        (Some(sku), None) => {
            let id = project.all(products::PATH).id_of("sku", sku);
            (id, products::variant_of_sku(project, sku))
        }
        (None, Some(id)) => {
            let product = project.all(products::PATH).get(id);
            let found = products::variant(project, id, number(project, draft, Some(id)));
            (product.map(|_| id), found)
        }
        _ => {
            let message = "Either productId and variantId, or sku is required.";
            return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
        }
    };
    let product = named.and_then(|id| project.all(products::PATH).get(id));
    match (found, product) {
        (Some(found), _) => Ok(found),
        (None, Some(product)) if !products::is_published(product) => {
            let what = "a line item of a product that is not published";
            Err(Refusal::not_emulated(what))
        }
        _ => Err(Refusal::invalid_operation(
            "There is no such variant of a product.",
        )),
    }
}

/// The number of the variant of a line or a draft; by default the default variant.
fn number(project: &Project, of: &Object, product_id: Option<&str>) -> i64 {
    let named = of.get("variantId").filter(|number| !number.is_null());
    let product = product_id.and_then(|id| project.all(products::PATH).get(id));
    let default = || products::default_variant_id(project, product?);
    named.map_or_else(default, whole).unwrap_or_default()
}

fn custom_fields(project: &Project, draft: &Value) -> Result<Value, Refusal> {
    project.built(draft, ("CustomFieldsDraft", "CustomFields"))
}

fn quantity(line: &Value) -> i64 {
    line.get("quantity").and_then(whole).unwrap_or_default()
}
