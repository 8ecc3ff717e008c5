//! Messages about products.

use serde_json::{Value, json};

use super::{find, parts};
use crate::build::without_null;
use crate::kind::{Done, Object};
use crate::kinds::projections::{self, Which};
use crate::message::Message;
use crate::project::Project;

/// The messages about what was done with a product; `None` for an action whose message has a regular form.
pub(super) fn about(project: &Project, done: Done<'_>) -> Option<Vec<Message>> {
    match done {
        Done::Created(product) => Some(vec![message(
            "ProductCreated",
            json!({"productProjection": projections::of(product, Which::Staged)}),
        )]),
        Done::Deleted(product) => Some(vec![message(
            "ProductDeleted",
            json!({
                "removedImageUrls": [],
                "currentProjection": projections::of(product, Which::Current),
            }),
        )]),
        Done::Changed(action, (before, after)) if before != after => {
            let told = Told {
                project,
                action,
                before,
                after,
            };
            told.message().map(|of| vec![of])
        }
        Done::Changed(..) => Some(Vec::new()),
    }
}

/// The effect of an action.
struct Told<'t> {
    project: &'t Project,
    action: &'t Object,
    before: &'t Object,
    after: &'t Object,
}

impl Told<'_> {
    fn message(&self) -> Option<Message> {
        let staged = parts::is_staged(self.action);
        let (before, after) = (self.data(self.before), self.data(self.after));
        let (variant_before, variant_after) = (self.variant(self.before), self.variant(self.after));
        let variant_id = variant_after.and_then(|of| of.get("id"));
        let action = self.action.get("action").and_then(Value::as_str)?;
        Some(match action {
            "publish" => {
                let scope = self.action.get("scope").filter(|scope| !scope.is_null());
                let fields = json!({
                    "removedImageUrls": [],
                    "productProjection": self.next_projection(),
                    "scope": scope.cloned().unwrap_or_else(|| json!("All")),
                });
                message("ProductPublished", fields)
            }
            "unpublish" => message("ProductUnpublished", json!({})),
            "revertStagedChanges" => message(
                "ProductRevertedStagedChanges",
                json!({"removedImageUrls": []}),
            ),
            "changeSlug" => {
                let slug = |of: Option<&Object>| of.and_then(|of| of.get("slug")).cloned();
                let fields = json!({"slug": slug(after), "oldSlug": slug(before)});
                message("ProductSlugChanged", fields)
            }
            "addToCategory" | "removeFromCategory" => {
                let (of, has, had) = match action {
                    "addToCategory" => ("ProductAddedToCategory", after, before),
                    _ => ("ProductRemovedFromCategory", before, after),
                };
                let category = added(has, had, "categories")?;
                message(of, json!({"category": category, "staged": staged}))
            }
            "addVariant" => {
                let variant = added(after, before, "variants")?;
                message(
                    "ProductVariantAdded",
                    json!({"variant": variant, "staged": staged}),
                )
            }
            "removeVariant" => {
                let variant = added(before, after, "variants")?;
                let fields = json!({"variant": variant, "removedImageUrls": [], "staged": staged});
                message("ProductVariantDeleted", fields)
            }
            "addExternalImage" => {
                let image = self.action.get("image").map(without_null);
                let fields = json!({"variantId": variant_id, "image": image, "staged": staged});
                message("ProductImageAdded", fields)
            }
            "addPrice" => {
                let price = added(variant_after, variant_before, "prices")?;
                let fields = json!({"variantId": variant_id, "price": price, "staged": staged});
                message("ProductPriceAdded", fields)
            }
            "setPrices" => {
                let prices = variant_after.and_then(|of| of.get("prices"));
                let fields = json!({"variantId": variant_id, "prices": prices, "staged": staged});
                message("ProductPricesSet", fields)
            }
            "setPriceMode" => message(
                "ProductPriceModeSet",
                json!({"to": self.action.get("priceMode")}),
            ),
            _ => return self.about_price(action, staged),
        })
    }

    /// A message about a price that the action names by its id.
    fn about_price(&self, action: &str, staged: bool) -> Option<Message> {
        // A price that is not published yet is a staged one only.
        let current = self.price(self.before, "current");
        let (variant_id, old) = match action {
            "changePrice" => current.or_else(|| self.price(self.before, "staged"))?,
            _ if staged => self.price(self.before, "staged")?,
            _ => current?,
        };
        let new = self.price(self.after, "staged").map(|(_, price)| price);
        let name = self.action.get("name");
        let field = |of: Option<&Value>| {
            let name = name.and_then(Value::as_str)?;
            of?.get("custom")?.get("fields")?.get(name).cloned()
        };
        let mut fields = json!({
            "variantId": variant_id,
            "staged": staged,
            "priceId": self.action.get("priceId"),
        });
        let (of, more) = match action {
            "changePrice" => {
                let staged = self.price(self.before, "staged").map(|(_, price)| price);
                let more = json!({"oldPrice": old, "newPrice": new, "oldStagedPrice": staged});
                ("ProductPriceChanged", more)
            }
            "setDiscountedPrice" => {
                let variant = self.variant_of_price();
                let more = json!({
                    "variantKey": variant.and_then(|of| of.get("key")),
                    "sku": variant.and_then(|of| of.get("sku")),
                    "discounted": new.and_then(|of| of.get("discounted")),
                });
                ("ProductPriceExternalDiscountSet", more)
            }
            "removePrice" => ("ProductPriceRemoved", json!({"price": old})),
            "setPriceKey" => {
                let more =
                    json!({"oldKey": old.get("key"), "key": new.and_then(|of| of.get("key"))});
                ("ProductPriceKeySet", more)
            }
            "setProductPriceCustomType" => match new.and_then(|of| of.get("custom")) {
                Some(custom) => {
                    let old = old.pointer("/custom/type/id");
                    let more = json!({"customField": custom, "oldTypeId": old});
                    ("ProductPriceCustomFieldsSet", more)
                }
                None => ("ProductPriceCustomFieldsRemoved", json!({})),
            },
            "setProductPriceCustomField" => match (field(Some(old)), field(new)) {
                (None, value) => (
                    "ProductPriceCustomFieldAdded",
                    json!({"name": name, "value": value}),
                ),
                (Some(_), None) => ("ProductPriceCustomFieldRemoved", json!({"name": name})),
                (Some(_), value) => (
                    "ProductPriceCustomFieldChanged",
                    json!({"name": name, "value": value}),
                ),
            },
            _ => return None,
        };
        if let (Some(fields), Value::Object(more)) = (fields.as_object_mut(), more) {
            if matches!(action, "changePrice" | "removePrice") {
                fields.remove("priceId");
            }
            fields.extend(more);
        }
        Some(message(of, fields))
    }

    /// The published data, with the next version of the product.
    fn next_projection(&self) -> Object {
        let mut projection = projections::of(self.after, Which::Current);
        let version = self.before.get("version").and_then(Value::as_i64);
        let version = version.unwrap_or_default().saturating_add(1);
        projection.insert("version".to_owned(), version.into());
        projection.insert("lastModifiedAt".to_owned(), self.project.clock.text());
        projection
    }

    /// The staged data, which each action changes.
    fn data<'p>(&self, of: &'p Object) -> Option<&'p Object> {
        find::data(of, "staged")
    }

    /// The variant that the action names.
    fn variant<'p>(&self, of: &'p Object) -> Option<&'p Object> {
        let id = parts::variant_id(of, self.action).ok()?;
        let mut variants = self.data(of).into_iter().flat_map(find::variants);
        variants.find(|of| of.get("id").and_then(Value::as_i64) == Some(id))
    }

    /// The staged variant that has the price that the action names.
    fn variant_of_price(&self) -> Option<&Object> {
        let id = self.action.get("priceId")?;
        let mut variants = self.data(self.after).into_iter().flat_map(find::variants);
        variants.find(|variant| {
            let prices = variant.get("prices").and_then(Value::as_array);
            prices
                .into_iter()
                .flatten()
                .any(|price| price.get("id") == Some(id))
        })
    }

    /// The price that the action names, with the id of its variant.
    fn price<'p>(&self, of: &'p Object, which: &str) -> Option<(&'p Value, &'p Value)> {
        let id = self.action.get("priceId")?;
        let mut variants = find::data(of, which).into_iter().flat_map(find::variants);
        variants.find_map(|variant| {
            let mut prices = variant.get("prices")?.as_array()?.iter();
            let price = prices.find(|price| price.get("id") == Some(id))?;
            Some((variant.get("id")?, price))
        })
    }
}

/// The element of a list that is in the first object only.
fn added(has: Option<&Object>, had: Option<&Object>, list: &str) -> Option<Value> {
    let had = had.and_then(|of| of.get(list)?.as_array());
    let mut elements = has?.get(list)?.as_array()?.iter();
    let is_new = |element: &&Value| !had.is_some_and(|had| had.contains(element));
    elements.find(is_new).cloned()
}

fn message(of: &str, fields: Value) -> Message {
    let fields = match without_null(&fields) {
        Value::Object(fields) => fields,
        _ => Object::new(),
    };
    Message {
        of: of.to_owned(),
        fields,
    }
}
