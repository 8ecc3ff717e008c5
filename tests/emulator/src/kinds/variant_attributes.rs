//! Some attributes of all variants of a product, and whether they are in stock.
//!
//! Source: <https://docs.commercetools.com/api/projects/variant-attributes>.

use serde_json::{Value, json};

use super::products::{self, Level, attributes};
use super::projections::Projecting;
use super::variants;
use crate::coverage::Coverage;
use crate::kind::{HandWritten, Object};
use crate::object::{put, text, whole_at};
use crate::project::{Call, Project};
use crate::refusal::Refusal;

const BY_ID: &str = "/{projectKey}/product-projections/{ID}/variant-attributes";
const BY_KEY: &str = "/{projectKey}/product-projections/key={key}/variant-attributes";
const BY_ID_IN_STORE: &str =
    "/{projectKey}/in-store/key={storeKey}/product-projections/{ID}/variant-attributes";
const BY_KEY_IN_STORE: &str =
    "/{projectKey}/in-store/key={storeKey}/product-projections/key={key}/variant-attributes";

const INVENTORY: &str = "/{projectKey}/inventory";

pub(crate) const ROUTES: &[HandWritten] = &[
    ("GET", BY_ID, read, Coverage::Generic),
    ("GET", BY_KEY, read, Coverage::Generic),
    ("GET", BY_ID_IN_STORE, read, Coverage::Generic),
    ("GET", BY_KEY_IN_STORE, read, Coverage::Generic),
];

fn read(project: &mut Project, call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let project = &*project;
    variants::check_modular(project)?;
    call.parameters.check(call.route.operation)?;
    let projecting = Projecting::of_variants(project, &call.parameters, &call.caller)?;
    let product = product(project, call)?;
    let product = product.filter(|product| projecting.has(product));
    let product = product.ok_or_else(|| Refusal::not_found("The product was not found."))?;
    let product_type = product.get("productType").unwrap_or(&Value::Null);
    let product_type = project.find("product-type", product_type)?;
    let wanted: Vec<&str> = call.parameters.all("filter[attributes]").collect();
    let definitions = attributes::definitions(product_type).filter(|of| {
        let name = of.get("name").and_then(Value::as_str);
        let is_wanted = name.is_some_and(|name| wanted.contains(&name));
        is_wanted && attributes::level_of(of) == Level::Variant
    });
    let definitions: Vec<&Value> = definitions.collect();
    let described = definitions.iter().map(|of| {
        let mut label = of.get("label").cloned().unwrap_or_default();
        projecting.keep_texts(&mut label);
        let of_type = of.get("type").and_then(|of| of.get("name"));
        json!({"name": of.get("name"), "label": label, "type": of_type})
    });
    let channels: Vec<&str> = call.parameters.all("filter[supplyChannels]").collect();
    let all = variants::of_product(project, product).into_iter();
    let all = all.filter_map(|variant| projecting.variant(variant));
    let all = all.map(|mut of| {
        let sku = text(&of, "sku").map(str::to_owned);
        let availability = sku.and_then(|sku| availability(project, &sku, &channels));
        put(&mut of, "availability", availability);
        let own = of.get_mut("attributes").and_then(Value::as_array_mut);
        if let Some(own) = own {
            let is_wanted = |of: &Value| {
                definitions
                    .iter()
                    .any(|known| known.get("name") == of.get("name"))
            };
            own.retain(is_wanted);
        }
        of.retain(|name, _| {
            matches!(
                name.as_str(),
                "id" | "sku" | "key" | "availability" | "attributes"
            )
        });
        of
    });
    let mut body = json!({
        "productId": product.get("id"),
        "attributes": described.collect::<Vec<_>>(),
        "variants": all.collect::<Vec<_>>(),
    });
    if let (Some(body), Some(key)) = (body.as_object_mut(), product.get("key")) {
        body.insert("productKey".to_owned(), key.clone());
    }
    Ok(Some(body))
}

/// The product that a path names.
fn product<'p>(project: &'p Project, call: &Call<'_>) -> Result<Option<&'p Object>, Refusal> {
    let parameter = |name: &str| call.route.parameters.get(name).map(String::as_str);
    let all = project.all(products::PATH);
    let id = match parameter("key") {
        Some(key) => all.id_of("key", key),
        None => parameter("ID"),
    };
    Ok(id.and_then(|id| all.get(id)))
}

/// The inventory of a SKU: without a channel, and in the requested channels.
fn availability(project: &Project, sku: &str, channels: &[&str]) -> Option<Value> {
    let entries = project.all(INVENTORY).iter();
    let mut entries = entries.filter(|of| text(of, "sku") == Some(sku)).peekable();
    entries.peek()?;
    let mut availability = Object::new();
    let mut by_channel = Object::new();
    for entry in entries {
        let quantity = whole_at(entry, "availableQuantity").unwrap_or_default();
        let mut of_entry = Object::new();
        of_entry.insert("isOnStock".to_owned(), (quantity > 0).into());
        of_entry.insert("availableQuantity".to_owned(), quantity.into());
        let channel = entry
            .get("supplyChannel")
            .and_then(|of| of.get("id")?.as_str());
        match channel {
            None => availability.extend(of_entry),
            Some(id) if channels.contains(&id) => {
                by_channel.insert(id.to_owned(), Value::Object(of_entry));
            }
            Some(_) => {}
        }
    }
    if !channels.is_empty() {
        availability.insert("channels".to_owned(), Value::Object(by_channel));
    }
    Some(Value::Object(availability))
}
