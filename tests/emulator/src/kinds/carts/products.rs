//! The products of line items.

use serde_json::Value;

use crate::kind::Object;
use crate::kinds::products::{self, PATH, ProductVariant};
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// The published product and its variant that a draft names by `productId` and `variantId` or by `sku`.
pub(super) fn find<'p>(
    project: &'p Project,
    draft: &Object,
) -> Result<ProductVariant<'p>, Refusal> {
    match (text(draft, "productId"), text(draft, "sku")) {
        (Some(id), None) => {
            let variant = given(draft, "variantId").and_then(|_| whole_at(draft, "variantId"));
            let default = || products::default_variant_id(project, project.all(PATH).get(id)?);
            let variant = variant.or_else(default).unwrap_or_default();
            products::variant(project, id, variant).ok_or_else(|| {
                Refusal::invalid_operation(format!(
                    "The product with ID '{id}' was not found, is not published or has no variant '{variant}'."
                ))
            })
        }
        (None, Some(sku)) => products::variant_of_sku(project, sku).ok_or_else(|| {
            Refusal::invalid_operation(format!(
                "A published product with a variant of the SKU '{sku}' was not found."
            ))
        }),
        _ => {
            let message = "Either productId and variantId, or sku is required.";
            Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
        }
    }
}

/// The current product and variant of a line item; `None` if they were deleted or are not published any more.
pub(super) fn of_line<'p>(project: &'p Project, line: &Object) -> Option<ProductVariant<'p>> {
    let variant = line.get("variant")?.get("id")?.as_i64()?;
    products::variant(project, text(line, "productId")?, variant)
}

/// The product of a line item, published or not.
pub(super) fn whole_of_line<'p>(project: &'p Project, line: &Object) -> Option<&'p Object> {
    project.all(PATH).get(text(line, "productId")?)
}

/// Sets the product data of a line item. Its variant also has the attributes of the product.
pub(super) fn set(line: &mut Object, of: &ProductVariant<'_>) {
    let ProductVariant {
        product,
        data,
        variant,
    } = of;
    let mut whole = variant.clone().into_owned();
    let mut of_product = elements(data, "attributes").peekable();
    if of_product.peek().is_some()
        && let Ok(attributes) = list_mut(&mut whole, "attributes")
    {
        attributes.extend(of_product.cloned().map(Value::Object));
    }
    let fields = [
        ("productId", product.get("id").cloned()),
        ("productKey", product.get("key").cloned()),
        ("name", data.get("name").cloned()),
        ("productSlug", data.get("slug").cloned()),
        ("productType", product.get("productType").cloned()),
        ("variant", Some(Value::Object(whole))),
    ];
    for (name, value) in fields {
        put(line, name, value);
    }
}
