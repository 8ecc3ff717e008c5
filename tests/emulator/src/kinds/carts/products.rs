//! The products of line items.

use serde_json::{Value, json};

use super::draft::{given, text, whole};
use crate::kind::Object;
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const PATH: &str = "/{projectKey}/products";

/// The published product and its variant that a draft names by `productId` and `variantId` or by `sku`.
pub(super) fn find<'p>(
    project: &'p Project,
    draft: &Object,
) -> Result<(&'p Object, &'p Value), Refusal> {
    let (id, sku) = (text(draft, "productId"), text(draft, "sku"));
    match (id, sku) {
        (Some(id), None) => {
            let product = project.all(PATH).get(id);
            let product = product.filter(|product| is_published(product));
            let product = product.ok_or_else(|| {
                not_found(format!("The product with ID '{id}' was not found or is not published."))
            })?;
            let number = given(draft, "variantId").map(|_| whole(draft, "variantId"));
            let variant = match number {
                Some(number) => variant(product, number.unwrap_or_default()),
                None => current(product).and_then(|current| current.get("masterVariant")),
            };
            let variant = variant.ok_or_else(|| {
                let number = number.flatten().unwrap_or_default();
                not_found(format!("The product with ID '{id}' has no variant '{number}'."))
            })?;
            Ok((product, variant))
        }
        (None, Some(sku)) => {
            let published = project.all(PATH).iter().filter(|product| is_published(product));
            let mut found = published.filter_map(|product| {
                let mut variants = variants(product);
                let has_sku = |of: &&Value| of.get("sku").and_then(Value::as_str) == Some(sku);
                Some((product, variants.find(has_sku)?))
            });
            found.next().ok_or_else(|| {
                not_found(format!(
                    "A published product with a variant of the SKU '{sku}' was not found."
                ))
            })
        }
        _ => {
            let message = "Either productId and variantId, or sku is required.";
            Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
        }
    }
}

/// The product and the variant of a line item as they are now; `None` where they are gone or not published any more.
pub(super) fn of_line<'p>(
    project: &'p Project,
    line: &Object,
) -> Option<(&'p Object, &'p Value)> {
    let product = project.all(PATH).get(text(line, "productId")?)?;
    let id = line.get("variant")?.get("id")?.as_i64()?;
    let variant = variant(product, id)?;
    is_published(product).then_some((product, variant))
}

/// The product of a line item, published or not.
pub(super) fn whole_of_line<'p>(project: &'p Project, line: &Object) -> Option<&'p Object> {
    project.all(PATH).get(text(line, "productId")?)
}

/// Sets what a line item has from its product.
pub(super) fn set(line: &mut Object, product: &Object, variant: &Value) {
    let of_current = |name: &str| current(product).and_then(|current| current.get(name)).cloned();
    let fields = [
        ("productId", product.get("id").cloned()),
        ("productKey", product.get("key").cloned()),
        ("name", of_current("name")),
        ("productSlug", of_current("slug")),
        ("productType", product.get("productType").cloned()),
        ("variant", Some(variant.clone())),
    ];
    for (name, value) in fields {
        super::draft::put(line, name, value);
    }
}

fn is_published(product: &Object) -> bool {
    let published = product.get("masterData").and_then(|of| of.get("published"));
    published == Some(&json!(true))
}

fn current(product: &Object) -> Option<&Value> {
    product.get("masterData")?.get("current")
}

fn variants(product: &Object) -> impl Iterator<Item = &Value> {
    let current = current(product);
    let master = current.and_then(|current| current.get("masterVariant"));
    let others = current.and_then(|current| current.get("variants")?.as_array());
    master.into_iter().chain(others.into_iter().flatten())
}

fn variant(product: &Object, id: i64) -> Option<&Value> {
    variants(product).find(|variant| variant.get("id").and_then(Value::as_i64) == Some(id))
}

fn not_found(message: String) -> Refusal {
    super::draft::invalid(message)
}
