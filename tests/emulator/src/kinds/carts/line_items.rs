//! Line items: variants of products.

use serde_json::{Value, json};

use super::draft::{check_key, item, place, quantity, refuse, sum};
use super::{limits, prices, products, recurrence, shipping_details, taxes};
use crate::identifier;
use crate::kind::Object;
use crate::kinds::product_selections::assortment;
use crate::kinds::products::ProductVariant;
use crate::kinds::states::INITIAL;
use crate::object::{elements, given, list_mut, put, text, whole_at};
use crate::project::Project;
use crate::refusal::{Problem, Refusal};

const LIST: &str = "lineItems";

/// The fields of a draft that are not emulated.
const NOT_EMULATED: [&str; 1] = ["perMethodExternalTaxRate"];

/// Line items of the same variant with equal values of these fields are merged.
const SAME: [&str; 6] = [
    "productId",
    "supplyChannel",
    "distributionChannel",
    "inventoryMode",
    "custom",
    "recurrenceInfo",
];

/// `addLineItem`, and the line items of a draft.
pub(super) fn add(project: &Project, cart: &mut Object, draft: &Object) -> Result<(), Refusal> {
    refuse(draft, &NOT_EMULATED, "line items")?;
    check_inventory_mode(draft)?;
    let quantity = quantity(draft)?;
    let of = products::find(project, draft)?.in_store(project, cart.get("store"));
    check_available(project, cart, &of)?;
    let now = project.clock.text();
    let mut line = Object::new();
    line.insert("id".to_owned(), identifier::id().into());
    products::set(&mut line, &of);
    put(&mut line, "key", given(draft, "key").cloned());
    for (name, role) in CHANNELS {
        let channel = channel(project, cart, draft, (name, role))?;
        put(&mut line, name, channel);
    }
    put(&mut line, "inventoryMode", inventory_mode(cart, draft));
    put(&mut line, "custom", project.custom(draft)?);
    let recurrence = recurrence::of_line_item(project, draft)?;
    put(&mut line, "recurrenceInfo", recurrence);
    line.insert("priceMode".to_owned(), "Platform".into());
    let is_external = prices::set_external(project, cart, &mut line, draft)?;
    let rate = taxes::external(project, cart, draft)?;
    let details = shipping_details::of_draft(cart, draft, "shippingDetails")?;
    let is_same = |other: &Object| {
        let variant = |of: &Object| of.get("variant").and_then(|of| of.get("id")).cloned();
        let same = |name: &str| other.get(name) == line.get(name);
        prices::is_selected(other)
            && variant(other) == variant(&line)
            && SAME.iter().all(|of| same(of))
    };
    let place = elements(cart, LIST)
        .position(is_same)
        .filter(|_| !is_external);
    let old = place.and_then(|place| list_mut(cart, LIST).ok()?.get_mut(place)?.as_object_mut());
    if let Some(old) = old {
        if line.contains_key("key") && line.get("key") != old.get("key") {
            let what = "another key for a line item that is in the cart already";
            return Err(Refusal::not_emulated(what));
        }
        let quantity = sum(whole_at(old, "quantity").unwrap_or_default(), quantity)?;
        old.insert("quantity".to_owned(), quantity.into());
        old.insert("lastModifiedAt".to_owned(), now);
        if rate.is_some() {
            put(old, "taxRate", rate);
        }
        shipping_details::add(old, details)?;
        shipping_details::check(old, "LineItem")?;
        return limits::check(project, old);
    }
    check_key(cart, LIST, &line)?;
    put(&mut line, "taxRate", rate);
    let fields = [
        ("quantity", json!(quantity)),
        ("discountedPricePerQuantity", json!([])),
        ("taxedPricePortions", json!([])),
        ("state", state(quantity)),
        ("perMethodTaxRate", json!([])),
        ("lineItemMode", json!("Standard")),
        (
            "addedAt",
            given(draft, "addedAt")
                .cloned()
                .unwrap_or_else(|| now.clone()),
        ),
        ("lastModifiedAt", now),
    ];
    line.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    put(&mut line, "shippingDetails", details);
    shipping_details::check(&line, "LineItem")?;
    limits::check(project, &line)?;
    if !is_external {
        prices::select(project, cart, &mut line)?;
    }
    list_mut(cart, LIST)?.push(Value::Object(line));
    Ok(())
}

/// `addShoppingList`: each of its line items.
pub(super) fn add_list(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let shopping_list = action.get("shoppingList").unwrap_or(&Value::Null);
    let shopping_list = project.find("shopping-list", shopping_list)?;
    for line in elements(shopping_list, LIST) {
        refuse(line, &["custom"], "line items of shopping lists in carts")?;
        let mut draft = Object::new();
        for name in ["productId", "variantId", "quantity"] {
            put(&mut draft, name, line.get(name).cloned());
        }
        for (name, _) in CHANNELS {
            put(&mut draft, name, given(action, name).cloned());
        }
        add(project, cart, &draft)?;
    }
    Ok(())
}

/// `changeLineItemQuantity`: the quantity 0 removes it.
pub(super) fn change_quantity(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    let quantity = whole_at(action, "quantity").unwrap_or_default();
    set_quantity(project, cart, action, quantity)
}

/// `removeLineItem`: some of it, or all.
pub(super) fn remove(project: &Project, cart: &mut Object, action: &Object) -> Result<(), Refusal> {
    let less = given(action, "quantity").and_then(|_| whole_at(action, "quantity"));
    let line = item(cart, "lineItem", action)?;
    let rest = match less {
        Some(less) => whole_at(line, "quantity")
            .unwrap_or_default()
            .saturating_sub(less),
        None => 0,
    };
    set_quantity(project, cart, action, rest)?;
    let field = "shippingDetailsToRemove";
    if let Some(details) = shipping_details::of_draft(cart, action, field)?
        && rest > 0
    {
        let line = item(cart, "lineItem", action)?;
        shipping_details::take_away(line, &details)?;
        shipping_details::check(line, "LineItem")?;
    }
    Ok(())
}

fn set_quantity(
    project: &Project,
    cart: &mut Object,
    action: &Object,
    quantity: i64,
) -> Result<(), Refusal> {
    let place = place(cart, "lineItem", action)?;
    if quantity <= 0 {
        drop(list_mut(cart, LIST)?.remove(place));
        return Ok(());
    }
    change(project, cart, action, |cart, line| {
        let is_external = prices::set_external(project, cart, line, action)?;
        match text(line, "priceMode") {
            Some("ExternalPrice") if !is_external => {
                let message = "The quantity of a line item with the price mode 'ExternalPrice' can only be changed together with its externalPrice.";
                return Err(Refusal::invalid_operation(message));
            }
            Some("ExternalTotal") if !is_external => set_platform(line),
            _ => {}
        }
        line.insert("quantity".to_owned(), quantity.into());
        Ok(())
    })
}

/// `setLineItemPrice`, which removes an external price if the action has none.
pub(super) fn set_price(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    unset_or_set(project, cart, action, "ExternalPrice")
}

/// `setLineItemTotalPrice`, likewise.
pub(super) fn set_total_price(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    unset_or_set(project, cart, action, "ExternalTotal")
}

fn unset_or_set(
    project: &Project,
    cart: &mut Object,
    action: &Object,
    mode: &str,
) -> Result<(), Refusal> {
    change(project, cart, action, |cart, line| {
        let is_external = prices::set_external(project, cart, line, action)?;
        if !is_external && text(line, "priceMode") == Some(mode) {
            set_platform(line);
        }
        Ok(())
    })
}

/// `setLineItemSupplyChannel`.
pub(super) fn set_supply_channel(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_channel(project, cart, action, CHANNELS[0])
}

/// `setLineItemDistributionChannel`.
pub(super) fn set_distribution_channel(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    set_channel(project, cart, action, CHANNELS[1])
}

fn set_channel(
    project: &Project,
    cart: &mut Object,
    action: &Object,
    (name, role): (&str, &str),
) -> Result<(), Refusal> {
    change(project, cart, action, |cart, line| {
        let channel = channel(project, cart, action, (name, role))?;
        put(line, name, channel);
        Ok(())
    })
}

/// `setLineItemInventoryMode`.
pub(super) fn set_inventory_mode(
    project: &Project,
    cart: &mut Object,
    action: &Object,
) -> Result<(), Refusal> {
    check_inventory_mode(action)?;
    change(project, cart, action, |cart, line| {
        put(line, "inventoryMode", inventory_mode(cart, action));
        Ok(())
    })
}

/// The inventory mode of a line item, if it differs from that of the cart.
pub(super) fn inventory_mode(cart: &Object, draft: &Object) -> Option<Value> {
    let mode = given(draft, "inventoryMode");
    mode.filter(|mode| cart.get("inventoryMode") != Some(*mode))
        .cloned()
}

/// Stock cannot be reserved for a cart.
pub(super) fn check_inventory_mode(of: &Object) -> Result<(), Refusal> {
    match text(of, "inventoryMode") {
        Some("ReserveOnCart") => Err(Refusal::not_emulated("the inventory mode ReserveOnCart")),
        _ => Ok(()),
    }
}

/// The initial state of this quantity of an item.
pub(super) fn state(quantity: i64) -> Value {
    json!([{"quantity": quantity, "state": {"typeId": "state", "id": INITIAL}}])
}

/// Calls a function with the cart and the line item that an action names; a changed line item gets a new timestamp, and its
/// price is selected again.
pub(super) fn change(
    project: &Project,
    cart: &mut Object,
    action: &Object,
    of: impl FnOnce(&Object, &mut Object) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut line = item(cart, "lineItem", action)?.clone();
    of(cart, &mut line)?;
    let old = item(cart, "lineItem", action)?;
    if *old != line {
        line.insert("lastModifiedAt".to_owned(), project.clock.text());
        limits::check(project, &line)?;
        if prices::is_selected(&line) {
            prices::select(project, cart, &mut line)?;
        }
    }
    *item(cart, "lineItem", action)? = line;
    Ok(())
}

fn set_platform(line: &mut Object) {
    line.insert("priceMode".to_owned(), "Platform".into());
}

/// The channels of a line item, and their required roles.
pub(super) const CHANNELS: [(&str, &str); 2] = [
    ("supplyChannel", "InventorySupply"),
    ("distributionChannel", "ProductDistribution"),
];

/// The channel of a draft, which must have a role, and be one of the channels of the cart's store.
pub(super) fn channel(
    project: &Project,
    cart: &Object,
    draft: &Object,
    (name, role): (&str, &str),
) -> Result<Option<Value>, Refusal> {
    let Some(identifier) = given(draft, name) else {
        return Ok(None);
    };
    let channel = project.find("channel", identifier)?;
    let roles = channel.get("roles").and_then(Value::as_array);
    let id = text(channel, "id").unwrap_or_default();
    if !roles.is_some_and(|roles| roles.contains(&json!(role))) {
        let message =
            format!("Given channel with ID '{id}' does not have the required role '{role}'.");
        let problem = Problem::new("MissingRoleOnChannel", message)
            .with("channel", json!({"typeId": "channel", "id": id}))
            .with("missingRole", role);
        return Err(Refusal::bad_request(problem));
    }
    let store = cart.get("store").map(|store| project.find("store", store));
    if let (Some(store), "distributionChannel") = (store.transpose()?, name) {
        let mut channels = elements(store, "distributionChannels").peekable();
        let is_any = channels.peek().is_none();
        if !is_any && !channels.any(|of| text(of, "id") == Some(id)) {
            let message = format!(
                "The channel with ID '{id}' is not one of the distribution channels of the store of the cart."
            );
            return Err(Refusal::bad_request(Problem::new("InvalidInput", message)));
        }
    }
    Ok(Some(json!({"typeId": "channel", "id": id})))
}

/// Fails if the store of a cart does not have a variant.
fn check_available(
    project: &Project,
    cart: &Object,
    of: &ProductVariant<'_>,
) -> Result<(), Refusal> {
    let Some(store) = cart.get("store") else {
        return Ok(());
    };
    let store = project.find("store", store)?;
    let id = text(of.product, "id").unwrap_or_default();
    let assortment = assortment::of_store(project, store)?;
    match assortment.has_variant(of.product, &of.variant) {
        true => Ok(()),
        false => {
            let number = of.variant.get("id").and_then(Value::as_i64);
            let message = format!(
                "The variant '{}' of the product '{id}' is not available in the store '{}'.",
                number.unwrap_or_default(),
                text(store, "key").unwrap_or_default()
            );
            Err(Refusal::bad_request(Problem::new("InvalidInput", message)))
        }
    }
}

/// Whether a line item is of the same variant as another one.
pub(super) fn is_same_variant(one: &Object, other: &Object) -> bool {
    let variant = |of: &Object| of.get("variant").and_then(|of| of.get("id")).cloned();
    one.get("productId") == other.get("productId") && variant(one) == variant(other)
}
