//! The items and the shipping of an imported order. They are as they were sold elsewhere: no price is selected, no shipping
//! method is checked, and quantities and amounts may be negative.

use serde_json::{Value, json};

use super::draft::{check_currency, check_key, money};
use super::line_items::{self, CHANNELS};
use super::{
    addresses, custom_line_items, owner, prices, products, shipping_details, taxes, totals,
};
use crate::build::without_null;
use crate::identifier;
use crate::kind::Object;
use crate::kinds::products::check_prices_together;
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

/// Fields of the variant of a draft that replace those of the product: the field, and the conversion from the draft.
const OF_VARIANT: [(&str, (&str, &str)); 3] = [
    ("prices", ("PriceDraft", "Price")),
    ("attributes", ("Attribute", "Attribute")),
    ("images", ("Image", "Image")),
];

/// Sets the addresses of a draft, and checks the country against the store.
pub(in crate::kinds) fn begin(
    project: &Project,
    draft: &Object,
    order: &mut Object,
) -> Result<(), Refusal> {
    addresses::begin(draft, order)?;
    owner::check_country(project, order, order.get("country"))
}

/// Adds a line item.
pub(in crate::kinds) fn add_line_item(
    project: &Project,
    order: &mut Object,
    draft: &Object,
) -> Result<(), Refusal> {
    line_items::check_inventory_mode(draft)?;
    let nothing = Object::new();
    let variant = draft.get("variant").and_then(Value::as_object);
    let variant = variant.unwrap_or(&nothing);
    let of = products::find(project, &names(draft, variant))?;
    let of = of.in_store(project, order.get("store"));
    let mut line = begun(project, draft)?;
    products::set(&mut line, &of);
    put(&mut line, "name", given(draft, "name").map(without_null));
    if let Some(own) = line.get_mut("variant").and_then(Value::as_object_mut) {
        for (field, types) in OF_VARIANT {
            set_of_variant(project, own, variant, (field, types))?;
        }
        check_prices_together(own)?;
    }
    for (name, role) in CHANNELS {
        let channel = line_items::channel(project, order, draft, (name, role))?;
        put(&mut line, name, channel);
    }
    check_supply_channel(project, order, &line)?;
    put(
        &mut line,
        "inventoryMode",
        line_items::inventory_mode(order, draft),
    );
    let price = project.built_at(draft, "price", ("PriceDraft", "Price"))?;
    let price = price.unwrap_or_default();
    check_currency(order, price.get("value").unwrap_or(&Value::Null))?;
    line.insert("price".to_owned(), price);
    line.insert("priceMode".to_owned(), "Platform".into());
    line.insert("lineItemMode".to_owned(), "Standard".into());
    line.insert("addedAt".to_owned(), project.clock.text());
    line.insert("lastModifiedAt".to_owned(), project.clock.text());
    prices::set_total(order, &mut line)?;
    finish(project, order, line, ("lineItems", "LineItem"), draft)
}

/// Adds a custom line item.
pub(in crate::kinds) fn add_custom_line_item(
    project: &Project,
    order: &mut Object,
    draft: &Object,
) -> Result<(), Refusal> {
    let slug = custom_line_items::slug(draft)?;
    let mut line = begun(project, draft)?;
    line.insert("slug".to_owned(), slug.into());
    put(&mut line, "name", given(draft, "name").map(without_null));
    let money = money(project, order, draft, ("money", "TypedMoney"))?;
    put(&mut line, "money", money);
    let types = ("TaxCategoryResourceIdentifier", "TaxCategoryReference");
    let category = project.built_at(draft, "taxCategory", types)?;
    put(&mut line, "taxCategory", category);
    let mode = given(draft, "priceMode").cloned();
    let mode = mode.unwrap_or_else(|| "Standard".into());
    line.insert("priceMode".to_owned(), mode);
    totals::set_custom_total(order, &mut line)?;
    let list = ("customLineItems", "CustomLineItem");
    finish(project, order, line, list, draft)
}

/// Sets the shipping, without its deliveries.
pub(in crate::kinds) fn set_shipping(
    project: &Project,
    order: &mut Object,
    draft: &Object,
) -> Result<(), Refusal> {
    let mut draft = draft.clone();
    draft.remove("deliveries");
    let types = ("ShippingInfoImportDraft", "ShippingInfo");
    let info = project.built(&Value::Object(draft), types)?;
    let Value::Object(mut info) = info else {
        return Ok(());
    };
    check_currency(order, info.get("price").unwrap_or(&Value::Null))?;
    info.insert("deliveries".to_owned(), json!([]));
    taxes::set_of_shipping(project, order, &mut info)?;
    put(order, "taxedShippingPrice", info.get("taxedPrice").cloned());
    order.insert("shippingInfo".to_owned(), Value::Object(info));
    Ok(())
}

/// The fields that identify the variant: `productId` and `variant.id`, or `variant.sku`.
fn names(draft: &Object, variant: &Object) -> Object {
    let mut names = Object::new();
    match (given(draft, "productId"), given(variant, "id")) {
        (Some(product), Some(id)) => {
            put(&mut names, "productId", Some(product.clone()));
            put(&mut names, "variantId", Some(id.clone()));
        }
        _ => put(&mut names, "sku", given(variant, "sku").cloned()),
    }
    names
}

fn set_of_variant(
    project: &Project,
    own: &mut Object,
    draft: &Object,
    (field, types): (&str, (&str, &str)),
) -> Result<(), Refusal> {
    let Some(all) = given(draft, field).and_then(Value::as_array) else {
        return Ok(());
    };
    let all = all.iter().map(|one| project.built(one, types));
    let all: Vec<Value> = all.collect::<Result<_, _>>()?;
    own.insert(field.to_owned(), Value::Array(all));
    Ok(())
}

/// The initial fields of both kinds of items.
fn begun(project: &Project, draft: &Object) -> Result<Object, Refusal> {
    let mut line = Object::new();
    line.insert("id".to_owned(), identifier::id().into());
    for name in ["key", "quantity", "taxRate"] {
        put(&mut line, name, given(draft, name).map(without_null));
    }
    put(&mut line, "custom", project.custom(draft)?);
    for name in [
        "discountedPricePerQuantity",
        "taxedPricePortions",
        "perMethodTaxRate",
    ] {
        list_mut(&mut line, name)?;
    }
    Ok(line)
}

fn finish(
    project: &Project,
    order: &mut Object,
    mut line: Object,
    (list, subject): (&str, &str),
    draft: &Object,
) -> Result<(), Refusal> {
    taxes::set_of_item(project, order, &mut line)?;
    let quantity = whole_at(&line, "quantity").unwrap_or_default();
    line.insert("state".to_owned(), line_items::state(quantity));
    let details = shipping_details::of_draft(order, draft, "shippingDetails")?;
    put(&mut line, "shippingDetails", details);
    shipping_details::check(&line, subject)?;
    check_key(order, list, &line)?;
    list_mut(order, list)?.push(Value::Object(line));
    Ok(())
}

/// Fails if the store of an order does not have the supply channel of a line item.
fn check_supply_channel(project: &Project, order: &Object, line: &Object) -> Result<(), Refusal> {
    let (Some(store), Some(channel)) = (order.get("store"), line.get("supplyChannel")) else {
        return Ok(());
    };
    let store = project.find("store", store)?;
    let id = channel.get("id").and_then(Value::as_str);
    let mut channels = elements(store, "supplyChannels").peekable();
    if channels.peek().is_none() || channels.any(|of| text(of, "id") == id) {
        return Ok(());
    }
    let message = format!(
        "The channel with ID '{}' is not one of the supply channels of the store of the order.",
        id.unwrap_or_default()
    );
    Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
}
