//! The rules of product data.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::attributes::{self, Level};
use super::{PATH, find, prices};
use crate::kind::Object;
use crate::kinds::states;
use crate::pattern::is_match;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The characters of a slug.
const SLUG: &str = "^[-a-zA-Z0-9_]{2,256}$";

/// The fields that distinguish two variants of a product.
const DISTINCT: [&str; 5] = ["sku", "key", "images", "prices", "attributes"];

/// Fails if a change of a product breaks a rule. Unchanged data are not checked, because the product type may have changed
/// since.
pub(super) fn check(project: &Project, product: &Object) -> Result<(), Refusal> {
    let id = product.get("id").and_then(Value::as_str);
    let old = id.and_then(|id| project.all(PATH).get(id));
    let product_type = product.get("productType").unwrap_or(&Value::Null);
    let product_type = project.find("product-type", product_type)?;
    if let Some(state) = product.get("state")
        && old.and_then(|old| old.get("state")) != Some(state)
    {
        states::check_type(project, state, "ProductState")?;
    }
    for which in ["staged", "current"] {
        let Some(data) = find::data(product, which) else {
            continue;
        };
        let before = old.and_then(|old| find::data(old, which));
        let is_new = before != Some(data);
        if is_new {
            if before.and_then(|of| of.get("slug")) != data.get("slug") {
                check_slug(data)?;
            }
            check_variants(data)?;
            check_constraints(product_type, data)?;
        }
        let was_published = old.is_some_and(find::is_published);
        let is_public = which == "current" && find::is_published(product);
        if is_public && (is_new || !was_published) {
            check_required(product_type, data)?;
        }
    }
    Ok(())
}

/// A slug is part of a URL.
pub(crate) fn check_slug(data: &Object) -> Result<(), Refusal> {
    let by_locale = data.get("slug").and_then(Value::as_object);
    for slug in by_locale.into_iter().flat_map(Object::values) {
        if !slug.as_str().is_some_and(|slug| is_match(SLUG, slug)) {
            let message = format!(
                "The value '{slug}' is not valid for field 'slug': it has to have 2 to 256 letters, digits, hyphens or underscores."
            );
            let problem = Problem::new("InvalidField", message).with("field", "slug");
            return Err(Refusal::bad_request(
                problem.with("invalidValue", slug.clone()),
            ));
        }
    }
    Ok(())
}

/// Variants have unique SKUs and keys, and must differ.
fn check_variants(data: &Object) -> Result<(), Refusal> {
    let variants: Vec<&Object> = find::variants(data).collect();
    for field in ["sku", "key"] {
        let mut known = HashSet::new();
        let values = variants.iter().filter_map(|of| of.get(field)?.as_str());
        for value in values {
            if !known.insert(value) {
                return Err(Refusal::bad_request(Problem::duplicate(field, value)));
            }
        }
    }
    for (place, variant) in variants.iter().enumerate() {
        prices::check_together(variant)?;
        let content = distinct(variant);
        if variants
            .iter()
            .take(place)
            .any(|of| distinct(of) == content)
        {
            let message = "A duplicate combination of the variant values (sku, key, images, prices, attributes) exists.";
            let values = json!({
                "sku": variant.get("sku"),
                "prices": variant.get("prices"),
                "attributes": variant.get("attributes"),
            });
            let values = crate::build::without_null(&values);
            let problem = Problem::new("DuplicateVariantValues", message);
            return Err(Refusal::bad_request(problem.with("variantValues", values)));
        }
    }
    Ok(())
}

/// The fields that distinguish a variant from others; the ids of prices do not count.
fn distinct(variant: &Object) -> Vec<Option<Value>> {
    let fields = DISTINCT.iter();
    let fields = fields.map(|name| {
        let mut value = variant.get(*name)?.clone();
        for element in value.as_array_mut().into_iter().flatten() {
            if let Some(element) = element.as_object_mut() {
                element.remove("id");
            }
        }
        Some(value)
    });
    fields.collect()
}

/// The constraints of attributes apply between the variants of a product.
fn check_constraints(product_type: &Object, data: &Object) -> Result<(), Refusal> {
    let variants: Vec<&Object> = find::variants(data).collect();
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut combination = Vec::new();
    for definition in attributes::definitions(product_type) {
        let name = text(definition, "name").unwrap_or_default();
        let values = variants.iter().map(|of| attributes::value(of, &name));
        let values: Vec<Option<&Value>> = values.collect();
        match text(definition, "attributeConstraint").as_deref() {
            Some("SameForAll") => {
                let first = values.first().copied().flatten();
                if let Some(other) = values.into_iter().find(|value| *value != first) {
                    return Err(not_same(&name, other, first));
                }
            }
            Some("Unique") => {
                let mut known = Vec::new();
                for value in values.into_iter().flatten() {
                    if known.contains(&value) {
                        let message = format!("The attribute '{name}' has a value twice.");
                        let attribute = json!({"name": name, "value": value});
                        let problem = Problem::new("DuplicateAttributeValue", message);
                        return Err(Refusal::bad_request(problem.with("attribute", attribute)));
                    }
                    known.push(value);
                }
            }
            Some("CombinationUnique") => combination.push(name),
            _ => {}
        }
    }
    if combination.is_empty() {
        return Ok(());
    }
    let mut known = Vec::new();
    for variant in variants {
        let values = combination.iter().filter_map(|name| {
            let value = attributes::value(variant, name)?;
            Some(json!({"name": name, "value": value}))
        });
        let values: Vec<Value> = values.collect();
        if !values.is_empty() && known.contains(&values) {
            let message = format!(
                "The combination of the attributes {} has the same values twice.",
                combination.join(", ")
            );
            let problem = Problem::new("DuplicateAttributeValues", message);
            return Err(Refusal::bad_request(problem.with("attributes", values)));
        }
        known.push(values);
    }
    Ok(())
}

/// A variant with a different value of an attribute, or none, if all must have the same.
fn not_same(name: &str, value: Option<&Value>, allowed: Option<&Value>) -> Refusal {
    let used = value.map_or("Using no value".to_owned(), |of| {
        format!("The value '{of}'")
    });
    let wanted = allowed.map_or("No value is allowed".to_owned(), |of| {
        format!("The allowed value is '{of}'")
    });
    let message = format!(
        "{used} is not valid for field '{name}'. {wanted}, because it has to be the same in all variants."
    );
    let problem = Problem::new("InvalidField", message)
        .with("field", name)
        .with("invalidValue", value.cloned().unwrap_or_default())
        .with(
            "allowedValues",
            allowed.cloned().into_iter().collect::<Vec<_>>(),
        );
    Refusal::bad_request(problem)
}

/// Published data must have a value for each required attribute.
fn check_required(product_type: &Object, data: &Object) -> Result<(), Refusal> {
    for definition in attributes::definitions(product_type) {
        if definition.get("isRequired") != Some(&Value::Bool(true)) {
            continue;
        }
        let name = definition.get("name").and_then(Value::as_str);
        let name = name.unwrap_or_default();
        let has = |of: &Object| attributes::value(of, name).is_some();
        let is_there = match attributes::level_of(definition) {
            Level::Product => has(data),
            Level::Variant => find::variants(data).all(has),
        };
        if !is_there {
            let message = format!("A value is required for field '{name}'.");
            let problem = Problem::new("RequiredField", message).with("field", name);
            return Err(Refusal::bad_request(problem));
        }
    }
    Ok(())
}
