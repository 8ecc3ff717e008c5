//! Update actions on the data of a product, except variants.

use serde_json::{Value, json};

use super::attributes::{self, Level};
use super::find;
use super::parts::each_data;
use crate::kind::Object;
use crate::kinds::variants as modular;
use crate::object::{given, list_mut, put};
use crate::project::Project;
use crate::refusal::Refusal;

/// `changeName`, `setMetaTitle` and so on, whose names contain the field.
pub(super) fn set_field(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let name = action
        .get("action")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let noun = name.trim_start_matches("set").trim_start_matches("change");
    let mut letters = noun.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let field: String = first.into_iter().chain(letters).collect();
    each_data(product, action, &mut |data| {
        put(data, &field, given(action, &field).cloned());
        Ok(())
    })
}

pub(super) fn add_to_category(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let (id, category) = category(project, action)?;
    each_data(product, action, &mut |data| {
        let categories = list_mut(data, "categories")?;
        if !categories.contains(&category) {
            categories.push(category.clone());
        }
        set_hint(data, &id, given(action, "orderHint"));
        Ok(())
    })
}

pub(super) fn remove_from_category(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let (id, category) = category(project, action)?;
    each_data(product, action, &mut |data| {
        let categories = list_mut(data, "categories")?;
        let place = categories.iter().position(|of| *of == category);
        let place = place.ok_or_else(|| not_in_category(&id))?;
        drop(categories.remove(place));
        set_hint(data, &id, None);
        Ok(())
    })
}

pub(super) fn set_category_order_hint(
    _: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let id = action.get("categoryId").and_then(Value::as_str);
    let id = id.unwrap_or_default();
    each_data(product, action, &mut |data| {
        let has = |of: &Value| of.get("id").and_then(Value::as_str) == Some(id);
        if !list_mut(data, "categories")?.iter().any(has) {
            return Err(not_in_category(id));
        }
        set_hint(data, id, given(action, "orderHint"));
        Ok(())
    })
}

pub(super) fn set_attribute(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let (name, value) = attributes::of_action(project, product, Level::Product, action)?;
    each_data(product, action, &mut |data| {
        attributes::set(data, name, value.clone());
        Ok(())
    })
}

/// It must be a variant of the product.
pub(super) fn set_default_variant(
    project: &Project,
    product: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    modular::check_modular(project)?;
    let variant = given(action, "variant").map(|of| project.find("variant", of));
    let variant = variant.transpose()?;
    let is_own = |of: &Object| {
        let product_id = of.get("product").and_then(|of| of.get("id"));
        product_id == product.get("id")
    };
    if variant.is_some_and(|of| !is_own(of)) {
        let message = "The variant is one of another product.";
        return Err(Refusal::invalid_operation(message));
    }
    let reference = variant.map(|of| json!({"typeId": "variant", "id": of.get("id")}));
    each_data(product, action, &mut |data| {
        put(data, "defaultVariant", reference.clone());
        Ok(())
    })
}

/// The staged data become the current ones; or only their prices do.
pub(super) fn publish(_: &Project, product: &mut Object, action: &Object) -> Result<(), Refusal> {
    let is_of_prices = action.get("scope") == Some(&json!("Prices"));
    if is_of_prices && !find::is_published(product) {
        return Err(Refusal::not_emulated(
            "the publication of the prices of a product that is not published",
        ));
    }
    let Some(Value::Object(master_data)) = product.get_mut("masterData") else {
        return Ok(());
    };
    let staged = master_data.get("staged").cloned().unwrap_or_default();
    master_data.insert("published".to_owned(), true.into());
    if !is_of_prices {
        master_data.insert("current".to_owned(), staged);
        master_data.insert("hasStagedChanges".to_owned(), false.into());
        return Ok(());
    }
    let staged = staged.as_object().cloned().unwrap_or_default();
    let current = master_data
        .get_mut("current")
        .and_then(Value::as_object_mut);
    for variant in current.map(find::variants_mut).unwrap_or_default() {
        let same = find::variants(&staged).find(|of| of.get("id") == variant.get("id"));
        if let Some(prices) = same.and_then(|of| of.get("prices")) {
            variant.insert("prices".to_owned(), prices.clone());
        }
    }
    Ok(())
}

pub(super) fn unpublish(
    project: &Project,
    product: &mut Object,
    _: &Object,
) -> Result<(), Refusal> {
    let mut variants = modular::of_product(project, product).into_iter();
    if variants.any(|of| of.get("published") == Some(&json!(true))) {
        let message = "The product has published variants.";
        return Err(Refusal::invalid_operation(message));
    }
    if let Some(Value::Object(master_data)) = product.get_mut("masterData") {
        master_data.insert("published".to_owned(), false.into());
    }
    Ok(())
}

pub(super) fn revert(_: &Project, product: &mut Object, _: &Object) -> Result<(), Refusal> {
    if let Some(Value::Object(master_data)) = product.get_mut("masterData") {
        let current = master_data.get("current").cloned().unwrap_or_default();
        master_data.insert("staged".to_owned(), current);
    }
    Ok(())
}

/// The id of the category that an action names, and a reference to it.
fn category(project: &Project, action: &Object) -> Result<(String, Value), Refusal> {
    let category = action.get("category").unwrap_or(&Value::Null);
    let id = project.find("category", category)?.get("id");
    let id = id.and_then(Value::as_str).unwrap_or_default().to_owned();
    let reference = json!({"typeId": "category", "id": id});
    Ok((id, reference))
}

/// Sets the hint of a category, or removes it.
fn set_hint(data: &mut Object, category: &str, hint: Option<&Value>) {
    let hints = data
        .entry("categoryOrderHints")
        .or_insert_with(|| json!({}));
    if let Some(hints) = hints.as_object_mut() {
        put(hints, category, hint.cloned());
    }
}

pub(super) fn not_in_category(id: &str) -> Refusal {
    Refusal::invalid_operation(format!("The product is not in the category '{id}'."))
}
